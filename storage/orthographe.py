"""Two spellings of what makes a record unique are one value, not a conflict.

« Lemaire  Claire » and « lemaire claire » are one presence by its id (`storage.ids`); asking which to keep would make
two people who wrote the same thing disagree. The latest is shown, both stay in the log, and an edit replaces both.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from pvd_tui.changes.change import Change
from pvd_tui.changes.fold import Desaccord, Folded, Nature
from storage.ids import plain


def one_spelling(folded: Folded, changes: Iterable[Change], natural: Collection[str]) -> Folded:
    """Take out of what disagrees the fields of `natural` whose values differ by their spelling only."""
    asked = [d for d in folded.desaccords if d.nature is Nature.CONFLIT and d.champ in natural]
    if not asked:
        return folded
    known = {change.id: change for change in changes}
    alike = [d for d in asked if len({_spelled(known, d, head) for head in d.heads}) == 1]
    shown = {d.champ: tuple(dict.fromkeys((*folded.shown[d.champ], *d.heads))) for d in alike}
    rest = tuple(d for d in folded.desaccords if d not in alike)
    return replace(folded, shown={**folded.shown, **shown}, desaccords=rest)


def _spelled(known: dict[str, Change], one: Desaccord, head: str) -> str:
    value = known[head].set.get(one.champ)
    return plain(value) if isinstance(value, str) else repr(value)
