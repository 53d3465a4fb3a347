"""The dates and thresholds of the programme: records of the `fr` stream over built-in defaults (`design.md` §6).

Instruction signed 24/05/2023, published 06/06/2023 (domain.md §3.1). Next year's campaign is a new record, not a
release: an `echeance_programme` with the same `code`, or a `campagne_note`, whose échéance and day of the phase
opérationnelle hold from its opening. Of two that say the same thing, the one that began last wins.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final

from pvd_tui.domain.campagne_note import CampagneNote
from pvd_tui.domain.echeance_programme import EcheanceProgramme
from pvd_tui.domain.registre import Registre, where

INSTRUCTION: Final = "Instruction du 24/05/2023"
"""Where the defaults come from."""


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
    club_transition: int = 0
    """Séances between the first period and the first calendar year: the instruction asks for none."""
    club_annuel: int = 2
    """Séances in a calendar year, « puis »: from the year after the first period."""
    club_annuel_debut: date = date(2024, 1, 1)
    population_maximale: int = 20_000
    conservation_emargement: int = 12
    """Months that the sheet of a séance keeps names: « ~ 1 an » (domain.md §5), then counts only."""
    conservation_personne: int = 12
    """Months that a person without an event, and without a poste, is kept (rule 33)."""
    conservation_paroles: int = 6
    """Months that the notes of a séance say who spoke, at most: the compte rendu, once valid, ends it."""


CODES: Final = {
    "debut_programme": "Début du programme",
    "note_synthese": "Note de synthèse due le",
    "phase_operationnelle": "Communes opérationnelles avant le",
    "delai_convention": "Délai de l’adhésion à la convention-cadre (mois)",
    "club_semestre": "Séances de club de la première période",
    "club_semestre_debut": "Début de la première période des clubs",
    "club_semestre_fin": "Fin de la première période des clubs",
    "club_transition": "Séances de club entre les deux périodes",
    "club_annuel": "Séances de club par année civile",
    "club_annuel_debut": "Début des séances par année civile",
    "population_maximale": "Population maximale (habitants)",
    "conservation_emargement": "Conservation des émargements nominatifs (mois)",
    "conservation_personne": "Conservation d’une personne sans événement (mois)",
    "conservation_paroles": "Conservation de « dit par » dans les notes (mois)",
}
"""What each code says, in French."""

DATES: Final = frozenset(one.name for one in fields(Programme) if isinstance(one.default, date))
"""The codes that are a date; the others are a threshold."""


@dataclass(frozen=True, slots=True)
class Origine:
    """What one record says of the programme."""

    code: str
    valeur: date | int
    debut: date | None
    fin: date | None
    table: str
    record: str
    source: str

    def is_en_vigueur(self, today: date) -> bool:
        """Say whether it holds on a day; a period without a bound is open on that side."""
        return (self.debut is None or self.debut <= today) and (self.fin is None or today <= self.fin)


@dataclass(frozen=True, slots=True)
class LigneProgramme:
    """One date or threshold as it stands on a day, and where it comes from."""

    code: str
    titre: str
    valeur: date | int
    origine: Origine | None
    """None for a default of the program itself."""


def programme(registre: Registre, today: date) -> Programme:
    """Read the programme as it stands today: the defaults, and over them the records in force."""
    held: dict[str, Any] = {one.code: one.valeur for one in _en_vigueur(registre, today)}
    return replace(Programme(), **held)


def lignes(registre: Registre, today: date) -> list[LigneProgramme]:
    """List every date and threshold as it stands today, with its origin."""
    said = {one.code: one for one in _en_vigueur(registre, today)}
    defaults = Programme()
    return [
        LigneProgramme(code, titre, said[code].valeur if code in said else getattr(defaults, code), said.get(code))
        for code, titre in CODES.items()
    ]


def campagne_du_jour(registre: Registre, today: date) -> CampagneNote | None:
    """Give the campaign of the note that is open, or was last: the one that opened last."""
    opened = [one for one in where(registre, CampagneNote) if one.ouverture is None or one.ouverture <= today]
    return max(opened, key=lambda one: (one.ouverture or date.min, one.id), default=None)


def _en_vigueur(registre: Registre, today: date) -> list[Origine]:
    """Give what is said today, the weakest word first: a campaign, then a record that began the same day."""
    found = [one for one in (*_campagnes(registre), *_echeances(registre)) if one.is_en_vigueur(today)]
    return sorted(found, key=lambda one: (one.debut or date.min, one.table == EcheanceProgramme.table, one.record))


def _echeances(registre: Registre) -> Iterator[Origine]:
    for record in where(registre, EcheanceProgramme):
        code = record.code or ""
        value = record.date if code in DATES else record.seuil
        if code in CODES and value is not None:
            yield Origine(code, value, record.debut, record.fin, record.table, record.id, record.source or "")


def _campagnes(registre: Registre) -> Iterator[Origine]:
    for record in where(registre, CampagneNote):
        said = {"note_synthese": record.echeance, "phase_operationnelle": record.date_operationnelle}
        for code, value in said.items():
            if value is not None:
                source = record.instruction or record.titre or ""
                yield Origine(code, value, record.ouverture, None, record.table, record.id, source)
