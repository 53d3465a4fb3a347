"""Every table of the closed list is there, and says where it belongs."""

import re
import subprocess
import sys
from enum import StrEnum
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.domain.action import Action, Phase
from pvd_tui.domain.champ import Genre, champ
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.presence import Presence
from pvd_tui.domain.tables import CLUB_TABLES, TABLES, children

CLOSED_LIST = (
    "commune site epci convention avenant convention_commune secteur axe action action_commune sous_operation depense "
    "plan_financement ressource demande poste personne seance_club point_ordre_du_jour presence note_seance suite "
    "retour_experience comite note_datee indicateur mesure signal echeance_programme campagne_note contribution "
    "campagne_financement note_synthese geste"
)
ENTITIES = pytest.mark.parametrize("entity", TABLES.values(), ids=TABLES.keys())


def test_the_tables_are_the_closed_list_in_its_order() -> None:
    """`design.md` §6 names them once and for all."""
    assert list(TABLES) == CLOSED_LIST.split()


@ENTITIES
def test_each_field_has_a_french_title_and_stands_in_one_rubrique(entity: type[Entity]) -> None:
    """A form can be built from the class alone, and shows nothing twice."""
    fields = [name for name in entity.model_fields if name != "id"]
    shown = [field for _, names in entity.rubriques for field in names]

    assert sorted(shown) == sorted(fields)
    assert all(entity.model_fields[name].title for name in fields)


@ENTITIES
def test_each_table_says_where_its_records_belong(entity: type[Entity]) -> None:
    """Parent, lead, natural and préfecture fields are fields, and the parent is a table of the same name."""
    fields = set(entity.model_fields)

    assert {entity.parent, entity.lead, *entity.natural} - {None} <= fields
    assert entity.prefecture <= fields
    if entity.parent:
        assert champ(entity, entity.parent).reference == entity.parent
        assert entity.table in children(entity.parent)
    else:
        assert entity.lead or entity.national or "departement" in fields


@ENTITIES
def test_a_record_may_know_nothing_but_its_id(entity: type[Entity]) -> None:
    """Unknown is None: every field but `id` is optional, and none has another default."""
    record = entity(id="x")

    assert set(record.model_dump()) - {"id"} == {name for name, value in record.model_dump().items() if value is None}


@ENTITIES
def test_each_reference_points_to_a_table(entity: type[Entity]) -> None:
    """No id points into a table that is not there."""
    references = {champ(entity, field).reference for field in entity.model_fields} - {None}

    assert references <= set(TABLES)


def test_the_clubs_are_the_tables_of_the_club() -> None:
    """Every chef may write them."""
    assert {
        "seance_club",
        "point_ordre_du_jour",
        "presence",
        "note_seance",
        "suite",
        "retour_experience",
        "personne",
        "geste",
    } == CLUB_TABLES  # fmt: skip - a list


def test_an_action_opens_on_the_essentials() -> None:
    """The first rubrique is the one of the issue."""
    assert Action.rubriques[0] == (
        "L’essentiel",
        ("titre", "commune", "phase", "statut_phase", "echeance", "cout_previsionnel", "pilote"),
    )


def test_the_words_of_the_lists_are_words_of_the_forms() -> None:
    """They begin with a capital or a figure, and carry their accents."""
    words = [word for entity in TABLES.values() for field in entity.model_fields for word in champ(entity, field).choix]

    assert words
    assert all(re.match(r"[A-ZÀ-Ý0-9]", word) for word in words)
    assert "À distance" in words


def test_an_unreadable_field_is_unknown_and_listed() -> None:
    """A row that a newer or an older program wrote is shown as far as it can be read."""
    record, unreadable = Action.lenient(
        {"id": "a", "titre": "Halle", "phase": "Rêve", "echeance": "2024-02-31", "zonages": ["QPV", "?"], "futur": 1}
    )

    assert (record.titre, record.phase, record.echeance, record.zonages) == ("Halle", None, None, None)
    assert unreadable == ("echeance", "phase", "zonages")


def test_a_readable_row_is_read_whole() -> None:
    """JSON values become dates, enum values and tuples."""
    record, unreadable = Action.lenient({"id": "a", "phase": "Étude", "echeance": "2024-02-29", "zonages": ["QPV"]})

    assert unreadable == ()
    assert record.phase is Phase.ETUDE
    assert str(record.echeance) == "2024-02-29"
    assert record.zonages == ("QPV",)


_ANY = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.lists(st.text(max_size=5))


@given(table=st.sampled_from(sorted(TABLES)), data=st.data())
def test_a_row_is_read_whatever_it_holds(table: str, data: st.DataObject) -> None:
    """`lenient` never raises, and what it lists is None."""
    entity = TABLES[table]
    fields = st.sampled_from([*entity.model_fields, "inconnu"])
    record, unreadable = entity.lenient(data.draw(st.dictionaries(fields, _ANY, max_size=8)))

    assert all(getattr(record, field) is None for field in unreadable if field != "id")


def test_two_laptops_that_type_the_same_presence_make_the_same_row() -> None:
    """Case, accents and spaces of a name do not matter; a known person is the person."""
    typed = {"seance_club": "s", "titre": "Lemaire  Cléa", "commune": "02361"}

    assert Presence.natural_key(typed) == Presence.natural_key({**typed, "titre": "lemaire clea"})
    assert Presence.natural_key({**typed, "personne": "p"}) == Presence.natural_key(
        {"seance_club": "s", "personne": "p"}
    )
    assert Presence.natural_key(typed) != Presence.natural_key({**typed, "commune": "02381"})
    assert Presence.natural_key({"titre": "Lemaire"}) is None
    assert Action.natural_key({"titre": "Halle"}) is None


def test_a_commune_associee_is_its_action_and_its_commune() -> None:
    """The natural key of a row is its fields, all of them."""
    row = TABLES["action_commune"]

    assert row.natural_key({"action": "a", "commune": "02361"}) == ("a", "02361")
    assert row.natural_key({"action": "a"}) is None


def test_each_kind_of_field_is_told_from_its_type() -> None:
    """A form knows which input to mount."""
    kinds = {field: champ(Action, field).genre for field in Action.model_fields}

    assert kinds["titre"] is Genre.LIGNE
    assert kinds["description"] is Genre.TEXTE
    assert kinds["cout_previsionnel"] is Genre.MONTANT
    assert kinds["echeance"] is Genre.DATE
    assert kinds["commune"] is Genre.REFERENCE
    assert kinds["phase"] is Genre.CHOIX
    assert kinds["convention_moa_deleguee"] is Genre.OUI_NON
    assert kinds["duree_travaux"] is Genre.NOMBRE
    assert champ(Action, "zonages").plusieurs
    assert champ(TABLES["depense"], "annee").genre is Genre.ENTIER
    assert champ(TABLES["seance_club"], "heure_debut").genre is Genre.HEURE
    assert champ(TABLES["seance_club"], "date").genre is Genre.DATE
    assert champ(TABLES["action_commune"], "cle").genre is Genre.POURCENT
    assert champ(TABLES["commune"], "risque_retenu").prefecture
    with pytest.raises(KeyError):
        champ(Action, "inconnu")


@ENTITIES
def test_lists_hold_words_or_lines(entity: type[Entity]) -> None:
    """Sets that people edit side by side are rows; what is a list is a short one of one author."""
    for field, info in entity.model_fields.items():
        if champ(entity, field).plusieurs:
            inner = get_args(get_args(info.annotation)[0])[0]
            assert (isinstance(inner, type) and issubclass(inner, StrEnum)) or champ(entity, field).genre is Genre.LIGNE


def test_amounts_and_dates_are_read_without_pydantic() -> None:
    """The first screen needs them, and pydantic costs a tenth of a second or more."""
    code = "import sys, pvd_tui.domain.montant, pvd_tui.domain.dates; sys.exit('pydantic' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
