"""A note above the département: what the départements issued, added up; never an average of averages."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.domain.commune import Commune
from pvd_tui.domain.convention import Convention, StatutConvention, TypeConvention
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.faits_note import Perimetre, faits_note
from pvd_tui.domain.note_assemblee import assembler
from pvd_tui.domain.note_figee import Mots, NoteFigee, canonique, relire
from pvd_tui.domain.registre import RegistreIndexe

AU = date(2023, 6, 25)
REGION = Perimetre("region", "32", "Hauts-de-France", ("02", "60"))
ATTENDUS = {"02": "Aisne", "60": "Oise"}

_days = st.dates(date(2020, 10, 1), date(2024, 6, 1))
_facts = st.tuples(st.none() | _days, st.none() | st.integers(-200, 1200), st.booleans())


def _commune(insee: str, adhesion: date | None, delay: int | None, entered: bool) -> list[Entity]:  # noqa: FBT001 - drawn
    """Make a commune with its conventions."""
    rows: list[Entity] = [
        Commune(id=insee, titre=insee, departement=insee[:2], epci=f"epci{insee[:2]}", population=3000)
    ]
    if adhesion:
        rows.append(_convention(f"a{insee}", insee, TypeConvention.ADHESION, adhesion))
    if delay is not None:
        signed = (adhesion or date(2021, 4, 1)) + timedelta(days=delay)
        rows.append(_convention(f"c{insee}", insee, TypeConvention.CADRE_ORT, signed, entered=entered))
    return rows


def _convention(record: str, commune: str, kind: TypeConvention, day: date, *, entered: bool = False) -> Convention:
    return Convention(
        id=record,
        commune=commune,
        type=kind,
        vaut_ort=kind is TypeConvention.CADRE_ORT or None,
        statut=StatutConvention.SIGNEE,
        date_signature=day,
        crte_inscrit_le=day if entered else None,
    )


def _note(registre: RegistreIndexe, code: str) -> NoteFigee:
    perimetre = Perimetre("departement", code, ATTENDUS[code], (code,))
    return NoteFigee(faits_note(registre, perimetre, AU).json(), Mots(), emise_le=AU)


@given(st.lists(_facts, min_size=1, max_size=6), st.lists(_facts, min_size=1, max_size=6))
def test_the_issued_notes_added_up_say_what_a_computation_over_both_says(
    aisne: list[tuple[Any, ...]], oise: list[tuple[Any, ...]]
) -> None:
    """Counts, amounts, shares and the median: as if the région had every record."""
    rows = [row for i, facts in enumerate(aisne) for row in _commune(f"02{i:03}", *facts)]
    rows += [row for i, facts in enumerate(oise) for row in _commune(f"60{i:03}", *facts)]
    registre = RegistreIndexe(rows)
    made = assembler(REGION, [_note(registre, "60"), _note(registre, "02")], ATTENDUS, AU, Mots())
    whole = faits_note(registre, REGION, AU).json()
    for block in ("communes", "adhesion", "ort", "crte", "operationnelles", "actions", "financements", "transitions"):
        assert made.faits[block] == whole[block], block
    assert [line["insee"] for line in made.faits["annexe"]] == [line["insee"] for line in whole["annexe"]]
    assert {row["insee"] for row in made.faits["risques"]} == {row["insee"] for row in whole["risques"]}
    assert made.manquantes == ()


def test_a_departement_without_a_note_is_named() -> None:
    """The regional note says whose is missing, and adds up the others."""
    registre = RegistreIndexe(_commune("02361", date(2021, 4, 1), 500, entered=False))
    made = assembler(REGION, [_note(registre, "02")], ATTENDUS, AU, Mots())
    assert made.manquantes == ("Oise",)
    assert made.faits["communes"]["total"] == 1
    assert "1 manquante" in made.provenance
    assert made.json()["note"]["manquantes"] == ["Oise"]


def test_a_note_read_again_has_the_same_hash_and_one_letter_changes_it() -> None:
    """What is frozen is one canonical JSON."""
    registre = RegistreIndexe(_commune("02361", date(2021, 4, 1), 500, entered=True))
    note = NoteFigee(_note(registre, "02").faits, Mots(dynamique="Bonne", leviers=("Fonds vert",)), 2)
    again = relire(canonique(note.fige()))
    assert again.empreinte == note.empreinte
    assert again.mots == note.mots
    assert relire(canonique(note.fige()).replace("Bonne", "Forte")).empreinte != note.empreinte


def test_what_a_person_owes_is_said() -> None:
    """The dynamique, the leviers and the difficultés are a person's words (instruction of 24/05/2023)."""
    assert Mots().manquants == ("la dynamique", "les leviers", "les difficultés")
    assert Mots(dynamique="Bonne", texte_dynamique="x", leviers=("EPF/foncier",), texte_difficultes="y").manquants == ()
