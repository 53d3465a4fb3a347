"""The clubs of every département that this laptop knows of: counted where its fiches are here, else as its note says.

A région or the nation holds issued notes, never séances (`design.md` §5): the periods that a note froze are what is
known of that département, with the day they were counted.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.club import Due, due
from storage import notes_synthese
from storage.club import bilans_de

if TYPE_CHECKING:
    from collections.abc import Collection

    from pvd_tui.domain.note_figee import NoteFigee
    from storage.store import Store

_STREAM: Final = "dep:"


@dataclass(frozen=True, slots=True)
class PeriodeDite:
    """One period of one département."""

    periode: str
    comptees: int
    seuil: int
    conforme: str
    """Oui, Non or Inconnu."""


@dataclass(frozen=True, slots=True)
class ConformiteDepartement:
    """The clubs of one département, and where that is known from."""

    departement: str
    au: date
    """The day they were counted."""
    version: int | None
    """The issued note it is read from; None where the séances themselves are here."""
    periodes: tuple[PeriodeDite, ...]
    due: Due | None
    """What the running period still asks for; a note says nothing of it."""


def departements_d_ici(store: "Store") -> list[str]:
    """List the départements whose séances or communes are on this laptop."""
    rows = store.connection.execute(
        "SELECT DISTINCT stream FROM fiche WHERE \"table\" IN ('commune', 'seance_club') AND stream LIKE ?",
        (f"{_STREAM}%",),
    )
    return sorted(str(row[0]).removeprefix(_STREAM) for row in rows)


def conformites(store: "Store", au: date, only: "Collection[str]" = ()) -> list[ConformiteDepartement]:
    """Give each département that is known of, by code; those of `only`, if any is named."""
    here = [code for code in departements_d_ici(store) if not only or code in only]
    found = {code: _comptee(store, code, au) for code in here}
    for note in notes_synthese.emises(store, au):
        if note.code not in here and (not only or note.code in only):
            found[note.code] = _emise(note)
    return [found[code] for code in sorted(found)]


def _comptee(store: "Store", departement: str, au: date) -> ConformiteDepartement:
    counted = bilans_de(store, departement, au)
    said = tuple(PeriodeDite(one.periode, one.comptees, one.seuil, str(one.conforme)) for one in counted)
    return ConformiteDepartement(departement, au, None, said, due(counted, au))


def _emise(note: "NoteFigee") -> ConformiteDepartement:
    held = note.faits["clubs"]["periodes"]
    said = tuple(PeriodeDite(one["periode"], one["comptees"], one["seuil"], one["conforme"]) for one in held)
    return ConformiteDepartement(note.code, note.au, note.version, said, None)
