"""What is typed in a field becomes a value of a change, or a French sentence under the field."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pvd_tui.domain.action import Action
from pvd_tui.domain.affichage import show
from pvd_tui.domain.saisie import Json, SaisieError, check, french, read
from pvd_tui.domain.tables import TABLES

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("table", "field", "typed", "value"),
    [
        ("action", "titre", "  Halle \n du marché ", "Halle du marché"),
        ("action", "titre", "a\x00b\x07", "ab"),
        ("action", "description", "Un\n\nDeux\n", "Un\n\nDeux"),
        ("action", "phase", "operation", "Opération"),
        ("action", "phase", "étu", "Étude"),
        ("action", "priorite", "2", "2 Moyen"),
        ("action", "priorite", "faible", "3 Faible"),
        ("action", "cout_previsionnel", "1200*0,8", 96_000),
        ("action", "echeance", "fin mars", "2027-03-31"),
        ("action", "zonages", "frr ; abf;FRR", ["FRR", "Zone ABF"]),
        ("action", "annexes", "Plan ; Photo", ["Plan", "Photo"]),
        ("action", "convention_moa_deleguee", "Oui", True),
        ("action", "convention_moa_deleguee", "n", False),
        ("action", "duree_travaux", "1 200", 1_200),
        ("action", "commune", " 2a004", "2A004"),
        ("action", "commune", "2A004", "2A004"),
        ("ressource", "taux", "37,5 %", 37.5),
        ("ressource", "caractere", "maitre d'ouvrage", "Maître d’ouvrage"),
        ("seance_club", "heure_debut", "9h30", "09:30"),
        ("seance_club", "heure_debut", "14 h", "14:00"),
        ("action", "echeance", "   ", None),
        ("action", "zonages", " ; ", None),
    ],
)
def test_text_becomes_the_value_a_change_stores(table: str, field: str, typed: str, value: Json) -> None:
    """JSON types only; empty text is None, never zero."""
    assert read(TABLES[table], field, typed, TODAY) == value


@pytest.mark.parametrize(
    ("table", "field", "typed", "said"),
    [
        ("action", "cout_previsionnel", "12,5,3", "plusieurs virgules"),
        ("action", "echeance", "31/02/2024", "février 2024 s’arrête au 29"),
        ("action", "commune", "2361", "code INSEE"),
        ("action", "titre", "x" * 151, "150 caractères"),
        ("action", "phase", "rêve", "Choisissez parmi : Idée, Étude, Opération."),
        ("action", "statut_phase", "en", "En cours, En retard, En pause."),
        ("action", "convention_moa_deleguee", "peut-être", "par oui ou par non"),
        ("action", "duree_travaux", "-1", "au moins 0"),
        ("action", "duree_travaux", "douze", "nombre entier"),
        ("ressource", "taux", "120", "au plus 100"),
        ("ressource", "taux", "x", "n’est pas un nombre"),
        ("seance_club", "heure_debut", "25h", "09:30"),
        ("seance_club", "heure_debut", "midi", "9h30"),
        ("commune", "departement", "AAA", "code de département"),
        ("action", "inconnu", "x", "pas de champ « inconnu »"),
        ("action", "id", "x", "pas de champ « id »"),
    ],
)
def test_what_is_not_a_value_is_refused_in_french(table: str, field: str, typed: str, said: str) -> None:
    """The error names its field, and the sentence says what to write."""
    with pytest.raises(SaisieError) as refused:
        read(TABLES[table], field, typed, TODAY)

    assert refused.value.field == field
    assert said in refused.value.message


def test_shape_errors_are_said_in_french_field_by_field() -> None:
    """The words of pydantic words never reach a user."""
    wrong: dict[str, Json] = {
        "phase": "Rêve",
        "echeance": "2024-02-31",
        "cout_previsionnel": -1,
        "zonages": "QPV",
        "titre": 3,
        "duree_travaux": "x",
        "convention_moa_deleguee": "?",
        "siret_maitre_ouvrage": "1" * 400,
        "futur": 1,
    }  # fmt: skip - a list
    said = check(Action, wrong)

    assert set(said) == set(wrong)
    assert all(sentence.endswith(".") for sentence in said.values())
    assert check(Action, {"titre": "Halle", "phase": "Étude", "echeance": "2027-03-31", "zonages": ["QPV"]}) == {}


def test_a_missing_id_is_said_in_french() -> None:
    """`french` serves any validation, the server's too."""
    with pytest.raises(ValidationError) as refused:
        Action.model_validate({})

    assert french(refused.value) == {"id": "Ce champ est obligatoire."}


def _answer(table: str, field: str, typed: str) -> tuple[Json, str]:
    """Give the value, or the sentence."""
    try:
        return read(TABLES[table], field, typed, TODAY), ""
    except SaisieError as error:
        return None, error.message


_TEXTS = st.text(max_size=30) | st.sampled_from(["12", "oui", "15/9/23", "48k", "9h30", "En cours", "02361", "1;2"])


@given(table=st.sampled_from(sorted(TABLES)), typed=_TEXTS, data=st.data())
def test_what_was_read_is_a_value_and_can_be_shown_and_read_again(table: str, typed: str, data: st.DataObject) -> None:
    """Whatever is typed: a sentence, or a value of the right shape that survives show and read."""
    entity = TABLES[table]
    field = data.draw(st.sampled_from([name for name in entity.model_fields if name != "id"]))
    value, said = _answer(table, field, typed)
    if said:
        assert said.endswith((".", ")"))
        return

    assert check(entity, {field: value}) == {}
    assert read(entity, field, show(entity, field, value), TODAY) == value


@pytest.mark.parametrize("text", ["à préciser", " A préciser ", "?", "n.c.", "inconnu"])
def test_what_is_not_known_yet_is_empty_and_not_zero(text: str) -> None:
    """Whoever copies « à préciser » from a spreadsheet says that the amount, the date, the year is unknown."""
    assert read(TABLES["depense"], "montant_previsionnel", text, TODAY) is None
    assert read(TABLES["depense"], "annee", text, TODAY) is None
    assert read(Action, "fin_prevue", text, TODAY) is None
    assert read(Action, "titre", text, TODAY) == " ".join(text.split()), "a title may say it"
