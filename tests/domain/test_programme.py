"""The programme is data: records over built-in defaults, each in force in its own time."""

from datetime import date

from pvd_tui.domain.echeance_programme import EcheanceProgramme
from pvd_tui.domain.programme import Programme, programme
from pvd_tui.domain.registre import RegistreMemoire

TODAY = date(2026, 11, 22)


def test_the_defaults_are_those_of_the_instruction() -> None:
    """Signed 24/05/2023 (`design.md` §6)."""
    held = programme(RegistreMemoire(), TODAY)

    assert held == Programme()
    assert (held.note_synthese, held.phase_operationnelle) == (date(2023, 6, 25), date(2024, 1, 1))
    assert (held.delai_convention, held.club_semestre, held.club_annuel) == (18, 1, 2)


def test_a_record_in_force_replaces_a_default() -> None:
    """The latest that began wins; one that is over, or not yet begun, says nothing."""
    records = [
        EcheanceProgramme(id="a", code="club_annuel", seuil=3, debut=date(2025, 1, 1)),
        EcheanceProgramme(id="b", code="club_annuel", seuil=4, debut=date(2026, 1, 1)),
        EcheanceProgramme(id="c", code="club_annuel", seuil=9, debut=date(2027, 1, 1)),
        EcheanceProgramme(id="d", code="delai_convention", seuil=1, fin=date(2020, 1, 1)),
        EcheanceProgramme(id="e", code="note_synthese", date=date(2027, 6, 25)),
    ]
    held = programme(RegistreMemoire(records), TODAY)

    assert (held.club_annuel, held.delai_convention, held.note_synthese) == (4, 18, date(2027, 6, 25))


def test_a_record_that_says_nothing_changes_nothing() -> None:
    """An unknown code, or a code without its value, is passed over."""
    records = [
        EcheanceProgramme(id="a", code="club_annuel", date=TODAY),
        EcheanceProgramme(id="b", code="note_synthese", seuil=3),
        EcheanceProgramme(id="c", code="inconnu", seuil=3, date=TODAY),
        EcheanceProgramme(id="d", seuil=3, date=TODAY),
    ]

    assert programme(RegistreMemoire(records), TODAY) == Programme()
