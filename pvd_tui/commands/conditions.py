"""What the commands over lists share: conditions on the command line, and the view they start from."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from storage.errors import RefusError
from storage.filtre import Filtre
from storage.vues import Vues, lire_fichier, mes_communes

if TYPE_CHECKING:
    from pvd_tui.domain.entity import Entity
    from pvd_tui.domain.vue import Condition, Vue
    from storage.store import Store


def lire(cls: "type[Entity]", words: Sequence[str]) -> "tuple[Condition, ...]":
    """Read conditions; raises RefusError in French for what cannot be read."""
    from pvd_tui.domain.condition import lire_condition  # noqa: PLC0415 - pydantic
    from pvd_tui.domain.vue import VueError  # noqa: PLC0415 - pydantic

    try:
        return tuple(lire_condition(cls, word, date.today()) for word in words)  # noqa: DTZ011 - the user's own day
    except VueError as error:
        raise RefusError(str(error)) from error


def vue_de(store: "Store", cls: "type[Entity]", wanted: str | None) -> "Vue":
    """Give the view that is asked for by its name or as a file; an empty one if none is."""
    from pvd_tui.domain.condition import verifier  # noqa: PLC0415 - pydantic
    from pvd_tui.domain.vue import Vue, VueError  # noqa: PLC0415 - pydantic

    if not wanted:
        return Vue(cls.table)
    found = Vues(store).trouver(cls.table, wanted)
    if found is None and Path(wanted).suffix == ".json":
        mine = [vue for vue in lire_fichier(Path(wanted)) if vue.table == cls.table]
        if not mine:
            raise RefusError(f"« {wanted} » n'a pas de vue pour « {cls.label} ».")
        found = mine[0]
    if found is None:
        known = " · ".join(vue.nom for vue in Vues(store).de(cls.table)) or "aucune"
        raise RefusError(f"Il n'y a pas de vue « {wanted} » pour « {cls.label} ». Vues connues : {known}.")
    try:
        return verifier(cls, found)
    except VueError as error:
        raise RefusError(str(error)) from error


def filtre(store: "Store", conditions: "Sequence[Condition]") -> Filtre:
    """Give what the conditions keep, today, on this laptop."""
    today = store.today().astimezone().date()
    return Filtre(conditions=tuple(conditions), today=today, communes=mes_communes(store))


def ordre(cls: "type[Entity]", text: str) -> list[tuple[str, bool]]:
    """Read « a,-b » as the keys of an order."""
    from pvd_tui.domain.champs_lus import champ_lu  # noqa: PLC0415 - pydantic
    from pvd_tui.domain.vue import lire_tri  # noqa: PLC0415 - pydantic

    keys = [lire_tri(part) for part in text.split(",") if part.strip()]
    for key in keys:
        if champ_lu(cls, key.champ) is None:
            raise click.UsageError(f"--trier : « {key.champ} » n'est pas un champ de « {cls.label} ».")
    return [(key.champ, key.descendant) for key in keys]


def colonnes(cls: "type[Entity]", text: str) -> list[str]:
    """Read « a,b » as columns."""
    from pvd_tui.domain.champs_lus import champ_lu  # noqa: PLC0415 - pydantic

    names = [part.strip() for part in text.split(",") if part.strip()]
    for name in names:
        if champ_lu(cls, name) is None:
            raise click.UsageError(f"--colonnes : « {name} » n'est pas un champ de « {cls.label} ».")
    return names
