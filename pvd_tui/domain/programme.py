"""The dates and thresholds of the programme: records of the `fr` stream over built-in defaults (`design.md` §6).

Instruction signed 24/05/2023, published 06/06/2023 (domain.md §3.1). Next year's campaign is a new record
of `echeance_programme` with the same `code`, not a release.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from pvd_tui.domain.echeance_programme import EcheanceProgramme
from pvd_tui.domain.registre import Registre, where


@dataclass(frozen=True, slots=True)
class Programme:
    """What the instruction asks for, as it stands on one day; a field's name is its record's `code`."""

    debut_programme: date = date(2020, 10, 1)
    note_synthese: date = date(2023, 6, 25)
    """The note de synthèse is due that day."""
    phase_operationnelle: date = date(2024, 1, 1)
    """Every commune is operational before that day."""
    delai_convention: int = 18
    """Months from adhésion to convention-cadre."""
    club_semestre: int = 1
    """Séances in the first period."""
    club_semestre_debut: date = date(2023, 1, 1)
    club_semestre_fin: date = date(2023, 6, 30)
    club_annuel: int = 2
    """Séances in a calendar year, « puis »: from the year after the first period."""
    club_annuel_debut: date = date(2024, 1, 1)
    population_maximale: int = 20_000


_DATES: Final = (
    "debut_programme",
    "note_synthese",
    "phase_operationnelle",
    "club_semestre_debut",
    "club_semestre_fin",
    "club_annuel_debut",
)
_SEUILS: Final = ("delai_convention", "club_semestre", "club_annuel", "population_maximale")


def programme(registre: Registre, today: date) -> Programme:
    """Read the programme as it stands today: the defaults, and over them the records in force."""
    held = Programme()
    in_force = [record for record in where(registre, EcheanceProgramme) if _in_force(record, today)]
    for record in sorted(in_force, key=lambda record: (record.debut or date.min, record.id)):
        held = replace(held, **_said(record))
    return held


def _in_force(record: EcheanceProgramme, today: date) -> bool:
    """Say whether a record holds today; a period without a bound is open on that side."""
    return (record.debut is None or record.debut <= today) and (record.fin is None or today <= record.fin)


def _said(record: EcheanceProgramme) -> dict[str, Any]:
    """Give the one thing that a record says, under the name of the programme's field."""
    code, value = record.code or "", record.date if record.code in _DATES else record.seuil
    return {code: value} if code in (*_DATES, *_SEUILS) and value is not None else {}
