"""What a person decided about the columns of a layout: remembered on this laptop, or read from a file."""

import json
from typing import TYPE_CHECKING, Final

from pvd_tui.imports.cibles import cibles
from pvd_tui.imports.fichier import FichierError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pvd_tui.imports.rapprochement import Colonne
    from storage.store import Store

_CLE_MEMOIRE: Final = "imports_correspondances"
_MEMOIRE: Final = 40
"""How many layouts are remembered."""


def lire_correspondances(contenu: str) -> dict[str, str]:
    """Read a file of correspondences, {title of a column: target}, or raise FichierError."""
    try:
        read = json.loads(contenu)
    except ValueError:
        read = None
    if not isinstance(read, dict) or not all(isinstance(v, str) for v in read.values()):
        raise FichierError(
            "Le fichier de correspondances n’est pas un objet JSON {titre de colonne: champ}. Rien n’a été importé. "
            "« pvd importer FICHIER --json » en montre un."
        )
    wrong = next((v for v in read.values() if v and v not in cibles()), None)
    if wrong is not None:
        raise FichierError(
            f"« {wrong} » n’est pas un champ d’import. Rien n’a été importé. Champs connus : {', '.join(cibles())}."
        )
    return dict(read)


def rappeler(store: "Store", signature: str) -> dict[str, str]:
    """Give what was decided on this laptop for files of this layout; nothing if there was none."""
    known = _memoire(store).get(signature, {})
    return {title: cible for title, cible in known.items() if not cible or cible in cibles()}


def retenir(store: "Store", signature: str, colonnes: "Sequence[Colonne]") -> None:
    """Remember on this laptop how a layout was matched; the oldest layouts are forgotten."""
    memory = _memoire(store)
    memory.pop(signature, None)
    memory[signature] = {one.titre: one.cible for one in colonnes}
    kept = dict(list(memory.items())[-_MEMOIRE:])
    store.settings.put(_CLE_MEMOIRE, json.dumps(kept, ensure_ascii=False))


def _memoire(store: "Store") -> dict[str, dict[str, str]]:
    try:
        read = json.loads(store.settings.get(_CLE_MEMOIRE) or "{}")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
