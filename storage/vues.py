"""The views of this laptop: kept in its settings, shared as a file that one sends to a colleague.

They are not synchronised: a view is somebody's way to look, and no record of the programme. A file says which views
one gives, to whom one gives it.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.vue import Vue, VueError, de_json, en_json
from pvd_tui.domain.vues_fournies import fournies
from storage import settings
from storage.errors import RefusError, why
from storage.projection import sort_key

if TYPE_CHECKING:
    from storage.store import Store

_KEY: Final = "vues"
_FORMAT: Final = "pvd-vues"
_VERSION: Final = 1
_LARGEST: Final = 1_000_000
"""Bytes: more is no file of views."""


def mes_communes(store: "Store") -> tuple[str, ...]:
    """Give the communes that this laptop may write; empty where nothing limits them."""
    granted = store.settings.get(settings.COMMUNES)
    return tuple(sorted(granted.split(","))) if granted and store.role == "chef" else ()


class Vues:
    """The saved views of an open store, and those that the program brings."""

    def __init__(self, store: "Store") -> None:
        """Keep them in this store's settings."""
        self._store = store

    def de(self, table: str) -> list[Vue]:
        """Give the views of a table: the laptop's own by name, then the program's."""
        own = [vue for vue in self._own() if vue.table == table]
        return [*sorted(own, key=lambda vue: sort_key(vue.nom)), *fournies(table)]

    def own(self) -> list[Vue]:
        """Give the laptop's own views, of every table."""
        return self._own()

    def trouver(self, table: str, nom: str) -> Vue | None:
        """Find a view by its name, accents and case aside."""
        wanted = sort_key(nom.strip())
        return next((vue for vue in self.de(table) if sort_key(vue.nom) == wanted), None)

    def enregistrer(self, vue: Vue) -> Vue:
        """Keep a view under its name, in place of the laptop's own one that has it; gives it as it is kept."""
        nom = " ".join(vue.nom.split())
        if not nom:
            raise RefusError("Il manque un nom à la vue. Rien n'a été enregistré.")
        there = self.trouver(vue.table, nom)
        if there is not None and there.fournie:
            raise RefusError(
                f"« {there.nom} » est une vue fournie avec le programme. Rien n'a été enregistré. Donnez un autre nom."
            )
        kept = replace(vue, nom=nom, fournie=False)
        rest = [one for one in self._own() if there is None or (one.table, one.nom) != (there.table, there.nom)]
        self._put([*rest, kept])
        return kept

    def renommer(self, vue: Vue, nom: str) -> Vue:
        """Give one of the laptop's own views another name."""
        taken = self.trouver(vue.table, nom)
        if taken is not None and taken.nom != vue.nom:
            raise RefusError(f"Une vue s'appelle déjà « {taken.nom} ». Rien n'a été modifié. Donnez un autre nom.")
        with self._store.transaction():  # a name that is refused leaves the view where it was
            self.supprimer(vue)
            return self.enregistrer(replace(vue, nom=nom))

    def supprimer(self, vue: Vue) -> Vue:
        """Forget one of the laptop's own views, and give it."""
        if vue.fournie:
            raise RefusError(f"« {vue.nom} » est fournie avec le programme : elle ne se supprime pas.")
        self._put([one for one in self._own() if (one.table, one.nom) != (vue.table, vue.nom)])
        return vue

    def exporter(self, vues: Sequence[Vue], path: Path) -> Path:
        """Write views to a file to share, and give the file; raises RefusError where it cannot be written."""
        text = json.dumps(
            {"format": _FORMAT, "version": _VERSION, "vues": [en_json(vue) for vue in vues]},
            ensure_ascii=False,
            indent=2,
        )
        try:
            path.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise RefusError(
                f"Impossible d'écrire « {path} » ({why(error)}). Les vues sont toujours là. Choisissez un autre "
                "dossier."
            ) from error
        return path

    def importer(self, path: Path) -> list[Vue]:
        """Keep the views of a file; one whose name is taken by another gets a number. Raises RefusError in French."""
        kept = []
        for vue in lire_fichier(path):
            there = self.trouver(vue.table, vue.nom)
            if there is not None and there.meme(vue):
                kept.append(there)
                continue
            number, nom = 2, vue.nom
            while self.trouver(vue.table, nom) is not None:
                nom, number = f"{vue.nom} ({number})", number + 1
            kept.append(self.enregistrer(replace(vue, nom=nom)))
        return kept

    def _own(self) -> list[Vue]:
        """Give the views that can be read."""
        return self._read()[0]

    def _read(self) -> tuple[list[Vue], list[object]]:
        """Read the settings: the views, and what is none for this program, which is kept for the one that wrote it."""
        found: list[Vue] = []
        foreign: list[object] = []
        try:
            facts = json.loads(self._store.settings.get(_KEY) or "[]")
        except ValueError:
            return [], []
        for one in facts if isinstance(facts, list) else []:
            try:
                found.append(de_json(one))
            except VueError:
                foreign.append(one)
        return found, foreign

    def _put(self, vues: Sequence[Vue]) -> None:
        with self._store.transaction():
            kept = [*(en_json(vue) for vue in vues), *self._read()[1]]
            self._store.settings.put(_KEY, json.dumps(kept, ensure_ascii=False))


def lire_fichier(path: Path) -> list[Vue]:
    """Read a file of views, checked against the fields that this program knows; raises RefusError in French."""
    from pvd_tui.domain.condition import verifier  # noqa: PLC0415 - pydantic
    from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - pydantic

    try:
        if path.stat().st_size > _LARGEST:
            raise RefusError(f"« {path} » est trop gros pour un fichier de vues. Rien n'a été importé.")
        facts = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RefusError(f"Impossible de lire « {path} » ({why(error)}). Rien n'a été importé.") from error
    except UnicodeDecodeError as error:
        raise RefusError(f"« {path} » n'est pas un fichier de vues (du texte UTF-8 est attendu).") from error
    except (ValueError, RecursionError) as error:
        line = f", ligne {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise RefusError(f"« {path} » n'est pas du JSON bien formé{line}. Rien n'a été importé.") from error
    if not isinstance(facts, dict) or facts.get("format") != _FORMAT or not isinstance(facts.get("vues"), list):
        raise RefusError(f"« {path} » n'est pas un fichier de vues de PVD. Rien n'a été importé.")
    if facts.get("version") != _VERSION:
        raise RefusError(f"« {path} » vient d'une version plus récente de PVD. Rien n'a été importé.")
    try:
        vues = [de_json(one) for one in facts["vues"]]
        foreign = next((vue for vue in vues if vue.table not in TABLES), None)
        if foreign is None:
            return [verifier(TABLES[vue.table], vue) for vue in vues]
    except VueError as error:
        raise RefusError(f"{error} Rien n'a été importé.") from error
    raise RefusError(
        f"La vue « {foreign.nom} » porte sur « {foreign.table} », qui n'est pas un type de fiche. Rien n'a été importé."
    )
