"""How a record begins: what it starts with, its id, and what it cannot begin without."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pvd_tui.domain.champ import champ
from storage import settings

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.domain.entity import Entity
    from storage.store import Store


def depart(store: "Store", cls: "type[Entity]", contexte: Mapping[str, str]) -> "dict[str, Json]":
    """Give what a new record starts with: its context, the only commune of the laptop, its département.

    A séance begins as the last one was organised.
    """
    values: dict[str, Json] = {name: text for name, text in contexte.items() if name in cls.model_fields}
    if cls.lead == "commune" and "commune" not in values and (only := seule_commune(store)):
        values["commune"] = only
    departement = store.settings.get(settings.DEPARTEMENT)
    if "departement" in cls.model_fields and not cls.national and departement and not values.get("commune"):
        values.setdefault("departement", departement)
    if cls.table == "seance_club":
        from storage.invitations import commencer  # noqa: PLC0415 - only when a séance is begun

        return commencer(store, store.today().astimezone().date(), values)
    return values


def seule_commune(store: "Store") -> str | None:
    """Give the commune of a laptop that has only one: its grant's, else the only one it knows."""
    granted = habilitation(store)
    if granted is not None:
        return next(iter(granted)) if len(granted) == 1 else None
    rows = store.rows.page("commune", columns=("titre",), limit=2)
    return str(rows[0]["id"]) if len(rows) == 1 else None


def habilitation(store: "Store") -> tuple[str, ...] | None:
    """Give the communes of a chef's grant; None where nothing limits the communes."""
    granted = store.settings.get(settings.COMMUNES)
    return tuple(granted.split(",")) if granted and store.role == "chef" else None


def naissance(
    store: "Store", cls: "type[Entity]", record: str, values: "dict[str, Json]"
) -> "tuple[dict[str, Json], str]":
    """Give the values and the id that the record is created with: natural where it is unique by nature."""
    if cls.lead == "id":
        return _commune(values)
    if cls.natural_key(values):
        return values, store.record_id(cls.table, values)
    return values, record


def _commune(values: "dict[str, Json]") -> "tuple[dict[str, Json], str]":
    """Fill a new commune with what the référentiel knows of it; its id is its INSEE code."""
    from pvd_tui import referentiel  # noqa: PLC0415 - read only when a commune is created

    values = dict(values)
    insee = str(values.pop("id", "") or "")
    found = referentiel.commune(insee)
    if found is None:
        return values, ""
    return {**referentiel.commune_fields(found), **values}, insee


def manque(cls: "type[Entity]", values: "Mapping[str, Json]", record: str) -> str:
    """Say what a record needs before it can exist, or nothing."""
    if cls.lead == "id":
        return "" if record else _sentence("la commune")
    shared = "departement" in cls.model_fields and values.get("departement")
    if cls.national or (cls.lead and values.get(cls.lead)) or shared:
        return ""
    if cls.parent:
        return "" if values.get(cls.parent) else _sentence(f"« {champ(cls, cls.parent).titre} »")
    return _sentence("la commune" if cls.lead else "le département")


def _sentence(what: str) -> str:
    return f"Il manque {what} : la fiche reste en brouillon sur cet ordinateur."


def reference(cls: "type[Entity]", values: "Mapping[str, Json]") -> str:
    """Name a record that is unique by nature."""
    titre = values.get("titre")
    return f"« {titre} »" if titre else f"cette {cls.label}" if cls.feminine else f"ce {cls.label}"
