"""Another value being written on a conflict card: a draft of the fiche that has seen every version (rule 1).

Killed or left, it is there again when the card opens; saved from the fiche itself, it settles the conflict too.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from storage.drafts import Draft

if TYPE_CHECKING:
    from storage.conflits import Carte
    from storage.store import Store


def ecrits(store: "Store", carte: "Carte") -> dict[str, str]:
    """Give what was written on this card, field by field."""
    return {draft.champ: draft.texte for draft in store.drafts.of(carte.table, carte.record) if _of(carte, draft)}


def garder(store: "Store", carte: "Carte", champ: str, texte: str) -> None:
    """Keep what is written; what is being typed in the fiche itself is left alone."""
    others = [d for d in store.drafts.of(carte.table, carte.record) if d.champ == champ and not _of(carte, d)]
    if not others and not store.read_only:
        store.drafts.put(Draft(carte.table, carte.record, champ, texte, tuple(carte.folded.heads.get(champ, ()))))


def oublier(store: "Store", carte: "Carte", champs: Iterable[str]) -> None:
    """Forget what was written for these fields."""
    if gone := [champ for champ in champs if champ in ecrits(store, carte)]:
        store.drafts.drop(carte.table, carte.record, gone)


def _of(carte: "Carte", draft: Draft) -> bool:
    heads = carte.folded.heads.get(draft.champ, ())
    return carte.de(draft.champ) is not None and set(draft.seen) == set(heads)
