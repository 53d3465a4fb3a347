"""The blocks of the first page that are drawn for a terminal: money, risks, weeks ahead, what the préfecture follows.

Each chart says in figures or words what it draws; each line opens what it is about.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.texte import counted
from screens.quand import bref, read
from screens.widgets.colonnes import Column
from screens.widgets.source import Row
from storage.tableau_de_bord import AUTRES, FAMILLES, Tableau

if TYPE_CHECKING:
    from screens.slot import Tone
    from storage.bord import AFaire, Bord
    from storage.store import Store

SEMAINES: Final = 12
_JOURS: Final = 7
_MOST: Final = 200
_SEANCES: Final = 20
_SERREE: Final = 3
"""Cells of a week that have no room for its letter."""
_MILLION: Final = 10**8
_PLEIN: Final = 10
"""Cells of the bar of a share."""

COLONNES_RISQUES: Final = (Column("", 8), Column("", 10, 1), Column("", 14, 2))
COLONNES_FINANCEMENTS: Final = (
    Column("M€", 11, 1),
    Column("prévu", 6, right=True),
    Column("notifié", 7, right=True),
    Column("", _PLEIN, 0, 1),
    Column("", 5, right=True),
)
COLONNES_ECHEANCES: Final = (Column("", 8), Column("", 10, 1, 1), Column("", 18, 3))
COLONNES_SUIVIS: Final = (Column("", 12, 1), Column("", 10, right=True))


def barre(count: float, total: float, width: int) -> str:
    """Draw a share; something is never drawn as nothing."""
    full = max(round(width * count / total), bool(count)) if total else 0
    return "█" * full + "░" * (width - full)


def risques(tableau: Tableau) -> list[Row]:
    """Give the first risks, then the way to all of them."""
    rows = [
        Row(f"risque {one.table} {one.record} {place}", (one.regles, one.nom, one.pas), "alerte")
        for place, one in enumerate(tableau.risques)
    ]
    left = tableau.sites - len(tableau.risques)
    return (
        [*rows, Row("mode risques", ("6", "les autres", f"encore {counted(left, 'site')}"), "discret")]
        if left
        else rows
    )


def titre_risques(tableau: Tableau) -> str:
    """Say how many communes are at risk."""
    return f"Risques : {counted(tableau.a_risque, 'commune')} sur {tableau.communes}"


def financements(tableau: Tableau) -> list[Row]:
    """Give a line a family: expected, notified, the share drawn and said."""
    return [
        Row(
            f"famille {one.famille}",
            (
                one.famille,
                millions(one.prevu),
                millions(one.notifie),
                barre(one.notifie, one.prevu, _PLEIN),
                f"{round(100 * one.notifie / one.prevu)} %" if one.prevu else "",
            ),
        )
        for one in tableau.financements
    ]


def millions(cents: int) -> str:
    """Write an amount in millions of euros: 18,4, or 0,16 where it is small."""
    worth = cents / _MILLION
    said = f"{worth:.1f}" if worth >= 1 else f"{worth:.2f}"
    return said.replace(".", ",") if cents else "0"


def dispositifs(famille: str) -> tuple[str, ...] | None:
    """Give the funders of a family; None for those of none."""
    return None if famille == AUTRES else FAMILLES.get(famille, ())


def suivis(tableau: Tableau) -> list[Row]:
    """Give what the préfecture follows."""
    rows = []
    for one in tableau.suivis:
        kind, _, insee = one.id.partition(" ")
        tone: Tone = "alerte" if one.alerte else "discret" if kind == "commune" else "normal"
        rows.append(Row(f"page {insee}" if kind == "commune" else f"suivi {one.id}", (one.quoi, one.combien), tone))
    return rows


# Twelve weeks.


def echeances(bord: "Bord", store: "Store", today: date) -> tuple[list[Row], dict[date, int]]:
    """Give a line an échéance or a séance of the weeks to come, the nearest first; and how many there are by day."""
    end = (_lundi(today) + timedelta(days=_JOURS * SEMAINES - 1)).isoformat()
    counts, due = bord.prochaines(today.isoformat(), end, _MOST)
    names = store.rows.titres("commune", [one.commune for one in due if one.commune])
    found = [(one.detail, Row(f"{one.table} {one.record}", _cases(one, names, today))) for one in due]
    for seance in bord.clubs(today.isoformat(), _SEANCES):
        if today.isoformat() <= seance.date <= end:
            cells = (bref(seance.date, today), "Club", seance.titre)
            found.append((seance.date, Row(f"seance_club {seance.record}", cells, "info")))
            counts[seance.date] = counts.get(seance.date, 0) + 1
    found.sort(key=lambda one: (one[0], one[1].id))
    days = {day: count for text, count in counts.items() if (day := read(text)) is not None}
    return [row for _, row in found], days


def _cases(one: "AFaire", names: dict[str, str], today: date) -> tuple[str, str, str]:
    where = names.get(one.commune or "", "Club" if one.table == "suite" else "")
    return bref(one.detail, today), where, one.titre or "sans titre"


def bande(days: Mapping[date, int], today: date, width: int) -> str:
    """Draw the weeks: their numbers, then a mark an échéance; the count where the marks do not fit."""
    first = _lundi(today)
    counts: Counter[int] = Counter()
    for day, count in days.items():
        counts[(_lundi(day) - first).days // _JOURS] += count
    cells = max(3, min(6, width // SEMAINES))
    weeks = [first + timedelta(days=_JOURS * place) for place in range(SEMAINES)]
    letter = "S" * (cells > _SERREE)
    labels = "".join(f"{letter}{week.isocalendar().week:02}".ljust(cells) for week in weeks)
    marks = "".join(_marque(counts[place], cells - 1).ljust(cells) for place in range(SEMAINES))
    return f"{labels.rstrip()}\n{marks.rstrip()}"


def _marque(count: int, room: int) -> str:
    return "■" * count if 0 < count <= room else str(count) if count else "·"


def _lundi(day: date) -> date:
    return day - timedelta(days=day.weekday())
