"""What is worth a line between a record as it was and as it is: dates, amounts, states; the rest is counted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from pvd_tui.domain.affichage import show
from pvd_tui.domain.dates import show_date
from pvd_tui.domain.digest import DATES, ETATS, MONTANTS, Fait, Rubrique
from pvd_tui.domain.entity import FUSION
from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.tables import TABLES

_RENSEIGNE: Final = "non renseigné"


@dataclass(frozen=True, slots=True)
class Avant:
    """A record as it was known; a new one held nothing."""

    values: Mapping[str, Any] = field(default_factory=dict)
    inconnus: frozenset[str] = frozenset()
    """Fields whose value of then never arrived here."""
    archive: bool = False


@dataclass(frozen=True, slots=True)
class Fiche:
    """A record as it is: its row, and what it is called."""

    table: str
    record: str
    nom: str
    row: Mapping[str, Any]
    le: date
    """The day it was written: the first time for a new one, else the last."""

    def fait(self, rubrique: Rubrique, quoi: str, jour: date | None = None, montant: int | None = None) -> Fait:
        """Give a line about it; without a day of its own, of the day it was written."""
        return Fait(rubrique, self.table, self.record, self.nom, quoi, jour or self.le, montant)


def nouvelle(fiche: Fiche, au: date) -> list[Fait]:
    """Tell a new record, with the dates and the amounts it came with."""
    told = [fiche.fait(Rubrique.NOUVELLE, TABLES[fiche.table].label)]
    return [*told, *(fait for _, fait in (*_dates(fiche, Avant(), au), *_montants(fiche, Avant())))]


def changee(fiche: Fiche, avant: Avant, au: date, champs: Sequence[str]) -> tuple[list[Fait], set[str], int]:
    """Tell what is not as it was: the lines, the fields they are about, how many other fields changed."""
    archived = bool(fiche.row["archive"])
    if archived != avant.archive:
        said = "archivée, ou fusionnée avec une autre" if archived else "ramenée"
        return [fiche.fait(Rubrique.RETIREE, said)], set(), 0
    if archived:
        return [], set(), 0
    found = [*_dates(fiche, avant, au), *_montants(fiche, avant), *_etats(fiche, avant)]
    told = {name for name, _ in found}
    others = sum(name not in told and name != FUSION and _changed(fiche, avant, name) for name in champs)
    return [fait for _, fait in found], told, others


def atteinte(fiche: Fiche, champ: str) -> Fait | None:
    """Tell a date that was written before, and that has come."""
    day = jour_lu(fiche.row[champ])
    said = DATES[(fiche.table, champ)]
    return fiche.fait(Rubrique.DATE, f"{said} le {show_date(day)}", day) if day else None


def jour_lu(value: object) -> date | None:
    """Read a day, or None for what is none."""
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _dates(fiche: Fiche, avant: Avant, au: date) -> Iterator[tuple[str, Fait]]:
    """Tell the days that were written; one that is still to come has not been reached."""
    for name, word in _of(DATES, fiche.table):
        day, old = jour_lu(fiche.row[name]), jour_lu(avant.values.get(name))
        if day == old or (day is not None and day > au):
            continue
        said = f"{word} le {show_date(day)}" if day else f"n’est plus « {word} » (date retirée)"
        corrected = f", et non le {show_date(old)}" if day and old else ""
        yield name, fiche.fait(Rubrique.DATE, f"{said}{corrected}", day)


def _montants(fiche: Fiche, avant: Avant) -> Iterator[tuple[str, Fait]]:
    for name, word in _of(MONTANTS, fiche.table):
        now, old = _cents(fiche.row[name]), _cents(avant.values.get(name))
        if now == old:
            continue
        had = f", au lieu de {show_montant(old)}" if old is not None else ""
        said = f"{show_montant(now)} {word}{had}" if now is not None else f"montant {word} retiré{had}"
        more = None if name in avant.inconnus else (now or 0) - (old or 0)
        yield name, fiche.fait(Rubrique.MONTANT, said, montant=more)


def _etats(fiche: Fiche, avant: Avant) -> Iterator[tuple[str, Fait]]:
    cls = TABLES[fiche.table]
    for name, word in _of(ETATS, fiche.table):
        if not _changed(fiche, avant, name):
            continue
        now = show(cls, name, fiche.row[name]) or _RENSEIGNE
        then = "" if name in avant.inconnus else f"{show(cls, name, avant.values.get(name)) or _RENSEIGNE}, puis "
        yield name, fiche.fait(Rubrique.ETAT, f"{word} : {then}{now}")


def _changed(fiche: Fiche, avant: Avant, name: str) -> bool:
    return name in avant.inconnus or _mis(fiche.row[name]) != _mis(avant.values.get(name))


def _mis(value: object) -> object:
    """Give a value in the one form that compares: a list is a list, whoever read it."""
    return list(value) if isinstance(value, tuple) else value


def _cents(value: Any) -> int | None:  # noqa: ANN401 - any JSON
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _of(words: Mapping[tuple[str, str], str], table: str) -> Iterator[tuple[str, str]]:
    return ((name, word) for (of, name), word in words.items() if of == table)
