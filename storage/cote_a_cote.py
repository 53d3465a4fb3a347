"""What two laptops of one room write side by side is one value, not a question (issue of the club, `design.md` §3).

Both stamp the same arrival at 09:02 and 09:03, both open the séance, both go to the next point: nobody is asked which
minute is right. The field's own rule says what is shown (the first arrival, the last departure, …); every head stays in
the log, and an edit replaces them all. It is computed by every laptop from the same changes, so that all show the same,
whatever the road and the order; nothing is written for it.

A person's statut is asked about only where two people said two things. « Inscrit » is what the sheet begins with, and
« Absent » what is said at the end of all those of whom nothing was said: neither contradicts somebody who knew better.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pvd_tui.changes.change import Change, Json
from pvd_tui.changes.fold import Desaccord, Folded, Nature, same

Accord = Callable[[Sequence[Json]], Json]
"""Gives the value shown out of those written side by side, the latest first; raises Partage where a person must."""

_INSCRIT, _ABSENT = "Inscrit", "Absent"
_A_DISTANCE: Final = "À distance"
_AVANCEE: Final = ("Projet", "Convoquée", "Tenue")
"""How far a séance has come; one that was put off or cancelled is another matter."""
_REDIGE: Final = ("À rédiger", "Projet diffusé", "Validé")
"""How far its compte rendu has; the first is written by whoever closes."""


class PartageError(Exception):
    """The values differ, and only a person can say which is right."""


def premiere(values: Sequence[Json]) -> Json:
    """Give the first hour."""
    return min(_said(values), default=None)


def derniere(values: Sequence[Json]) -> Json:
    """Give the last hour; where one was taken back, what was said last."""
    return recente(values) if None in values else max(_said(values), default=None)


def recente(values: Sequence[Json]) -> Json:
    """Give what was written last."""
    return values[0]


def remplie(values: Sequence[Json]) -> Json:
    """Give what was written last, if it is not empty."""
    return next((value for value in values if value is not None), None)


def vraie(values: Sequence[Json]) -> Json:
    """Say yes where anybody did."""
    return True in values


def distance(values: Sequence[Json]) -> Json:
    """Give « À distance » where anybody said so: « Sur place » is what is said of itself."""
    return _A_DISTANCE if _A_DISTANCE in values else remplie(values)


def dite(values: Sequence[Json]) -> Json:
    """Give the statut that somebody saw or was told; two of them are a question."""
    words = _said(values)
    said = {value for value in words if value not in (_INSCRIT, _ABSENT)}
    if len(said) > 1:
        raise PartageError
    return said.pop() if said else _ABSENT if _ABSENT in words else _INSCRIT


def avancee(values: Sequence[Json]) -> Json:
    """Give the état that goes furthest; another one is a question."""
    return _plus_loin(values, _AVANCEE)


def redigee(values: Sequence[Json]) -> Json:
    """Give the state of the compte rendu that goes furthest."""
    return _plus_loin(values, _REDIGE)


def _plus_loin(values: Sequence[Json], steps: Sequence[str]) -> Json:
    said = _said(values)
    if len(set(said)) == 1:
        return said[0]
    if not set(said) <= set(steps):
        raise PartageError
    return max(said, key=steps.index, default=None)


def _said(values: Sequence[Json]) -> list[str]:
    """Give the words that were said; what is no word (another program wrote it) is left to a person."""
    if any(not isinstance(value, str | None) for value in values):
        raise PartageError
    return [value for value in values if isinstance(value, str) and value]


ACCORDS: Final[Mapping[str, Mapping[str, Accord]]] = {
    "seance_club": {
        "ouverte_a": premiere,
        "close_a": derniere,
        "point_courant": recente,
        "etat": avancee,
        "compte_rendu": redigee,
    },
    "point_ordre_du_jour": {
        "ordre": recente,
        "debut_reel": premiere,
        "fin_reelle": derniere,
        "suspendu_a": recente,
        "suspension": recente,
    },
    "presence": {
        "fonction": remplie,
        "organisme": remplie,
        "qualite": remplie,
        "statut": dite,
        "mode": distance,
        "emarge": vraie,
        "heure_arrivee": premiere,
        "heure_depart": derniere,
    },
    "note_seance": {"point_ordre_du_jour": recente, "ordre": recente, "repondue": vraie},
    "suite": {"numero": recente},
}
"""The fields that are written side by side, and what is shown of them."""


def one_value(table: str, folded: Folded, changes: Iterable[Change]) -> Folded:
    """Take out of what disagrees the fields that have a rule of their own, and show what it says."""
    rules = ACCORDS.get(table, {})
    asked = [d for d in folded.desaccords if d.nature is Nature.CONFLIT and d.champ in rules]
    if not asked:
        return folded
    known = {change.id: change for change in changes}
    for one in asked:
        try:
            value = rules[one.champ]([known[head].set.get(one.champ) for head in one.heads])
        except PartageError:
            continue
        folded = _settled(folded, one, value, known)
    return folded


def _settled(folded: Folded, one: Desaccord, value: Json, known: Mapping[str, Change]) -> Folded:
    """Show a value as the only one: whoever edits it has seen every head of it."""
    name = one.champ
    first = sorted(one.heads, key=lambda head: not same(known[head].set.get(name), value))
    heads = tuple(dict.fromkeys((*first, *folded.heads[name])))
    shown = tuple(dict.fromkeys((*first, *folded.shown[name])))
    return replace(
        folded,
        values={**folded.values, name: value},
        heads={**folded.heads, name: heads},
        shown={**folded.shown, name: shown},
        desaccords=tuple(d for d in folded.desaccords if d is not one),
    )
