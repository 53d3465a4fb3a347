"""« Depuis la dernière note : +3 conventions, 2 communes sorties du risque »: what changed between two notes.

Pure, on the JSON of the facts: the earlier one is frozen in an issued note, perhaps by an older program, so a figure
that one of them lacks is left out and never read as zero.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pvd_tui.domain.montant import show_montant

SUIVIS: Final[Mapping[str, tuple[str, str]]] = {
    "ort.signees": ("convention", "conventions"),
    "crte.inscrites": ("inscription au CRTE", "inscriptions au CRTE"),
    "operationnelles.total": ("commune opérationnelle", "communes opérationnelles"),
    "actions.engagees": ("action engagée", "actions engagées"),
    "actions.livrees": ("action livrée", "actions livrées"),
    "clubs.seances_tenues": ("séance de club", "séances de club"),
    "ingenierie.pourvus": ("poste pourvu", "postes pourvus"),
    "transitions.fonds_vert.accordes": ("dossier fonds vert accordé", "dossiers fonds vert accordés"),
}
"""The figures that the sentence follows, in its order, with their words."""


@dataclass(frozen=True, slots=True)
class EcartNote:
    """What differs between the facts of two notes."""

    chiffres: Mapping[str, tuple[int | float | None, int | float | None]]
    """Every figure that is not the same: its path, before, after."""
    entrees: tuple[str, ...]
    """Communes (INSEE) that are at risk and were not."""
    sorties: tuple[str, ...]
    """Communes that were at risk and are not."""

    @property
    def phrase(self) -> str:
        """Say what changed in one sentence; that nothing did, where nothing did."""
        said = list(self._said())
        return f"Depuis la dernière note : {', '.join(said) if said else 'rien n’a changé'}."

    def _said(self) -> Iterator[str]:
        for path, words in SUIVIS.items():
            before, after = self.chiffres.get(path, (None, None))
            if before is not None and after is not None and before != after:
                more = int(after - before)
                yield f"{'+' if more > 0 else '−'}{abs(more)} {words[abs(more) > 1]}"
        granted = self.chiffres.get("financements.montant_accorde", (None, None))
        if granted[0] is not None and granted[1] is not None:
            more = int(granted[1] - granted[0])
            yield f"{'+' if more > 0 else '−'}{show_montant(abs(more))} accordés"
        yield from (_communes(count, word) for count, word in self._communes() if count)

    def _communes(self) -> tuple[tuple[int, str], ...]:
        return (len(self.sorties), "sortie"), (len(self.entrees), "entrée")


def depuis(avant: Mapping[str, Any], apres: Mapping[str, Any]) -> EcartNote:
    """Compare the facts of two notes, as `FaitsNote.json` writes them."""
    old, new = dict(_plats(avant)), dict(_plats(apres))
    there = [path for path in new if path in old and old[path] != new[path]]
    was, now = _insee(avant), _insee(apres)
    return EcartNote(
        {path: (old[path], new[path]) for path in there},
        tuple(code for code in now if code not in was),
        tuple(code for code in was if code not in now),
    )


def _plats(facts: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, int | float | None]]:
    """Walk the figures of nested facts; texts, lists and the header are no figures."""
    for name, value in facts.items():
        here = f"{path}.{name}" if path else name
        if here == "entete":
            continue
        if isinstance(value, Mapping):
            yield from _plats(value, here)
        elif value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            yield here, value


def _insee(facts: Mapping[str, Any]) -> list[str]:
    rows: Sequence[Mapping[str, Any]] = facts.get("risques") or ()
    return [str(row["insee"]) for row in rows if row.get("insee")]


def _communes(count: int, word: str) -> str:
    many = "s" * (count > 1)
    return f"{count} commune{many} {word}{many} {'du' if word == 'sortie' else 'dans le'} risque"
