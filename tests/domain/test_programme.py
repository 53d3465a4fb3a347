"""The programme is data: records over built-in defaults, each in force in its own time."""

from dataclasses import fields
from datetime import date

from pvd_tui.domain.campagne_note import CampagneNote
from pvd_tui.domain.echeance_programme import EcheanceProgramme
from pvd_tui.domain.programme import CODES, Programme, campagne_du_jour, lignes, programme
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


def test_a_campaign_drives_the_dates_from_its_opening() -> None:
    """Next year's is a new record, not a release (`design.md` §6); a later échéance of the same code wins over it."""
    campagne = CampagneNote(
        id="z",
        titre="Note 2026",
        ouverture=date(2026, 1, 10),
        echeance=date(2026, 3, 31),
        date_operationnelle=date(2027, 1, 1),
    )
    later = EcheanceProgramme(id="e", code="phase_operationnelle", date=date(2027, 7, 1), debut=date(2026, 6, 1))
    registre = RegistreMemoire([campagne, later])

    assert programme(registre, date(2026, 1, 9)) == Programme()
    held = programme(registre, date(2026, 1, 10))
    assert (held.note_synthese, held.phase_operationnelle) == (date(2026, 3, 31), date(2027, 1, 1))
    assert programme(registre, TODAY).phase_operationnelle == date(2027, 7, 1)
    same_day = EcheanceProgramme(id="a", code="note_synthese", date=date(2026, 4, 15), debut=date(2026, 1, 10))
    assert programme(RegistreMemoire([same_day, campagne]), TODAY).note_synthese == date(2026, 4, 15)
    assert campagne_du_jour(registre, date(2026, 1, 9)) is None
    assert campagne_du_jour(registre, TODAY) == campagne


def test_a_campaign_that_dates_nothing_leaves_the_defaults() -> None:
    """An empty field says nothing."""
    assert programme(RegistreMemoire([CampagneNote(id="c")]), TODAY) == Programme()


def test_every_date_and_threshold_has_its_words_and_its_origin() -> None:
    """What `pvd programme lister` shows; each field of the programme is there."""
    record = EcheanceProgramme(id="a", code="club_annuel", seuil=3, debut=date(2025, 1, 1), source="Instruction")
    found = {one.code: one for one in lignes(RegistreMemoire([record]), TODAY)}

    assert set(found) == set(CODES) == {one.name for one in fields(Programme)}
    assert found["club_annuel"].valeur == 3
    assert found["club_annuel"].origine is not None
    assert (found["club_annuel"].origine.source, found["club_annuel"].origine.record) == ("Instruction", "a")
    assert found["delai_convention"].origine is None
