"""The sheets of an open store once names are gone: what their lines say, and what they must go on counting."""

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.edit import Edit
from pvd_tui.domain.rgpd import designation
from pvd_tui.domain.rgpd_feuille import Ligne, est_un_role, etiquettes
from storage.rgpd_qui import faits, nom_commune

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.changes.fold import Folded
    from storage.store import Store

NOMINATIFS: Final = ("personne", "fonction", "heure_arrivee", "heure_depart", "represente_par")
"""Fields of a line that, filled in, say something of one person."""

_LUES = ("titre", "personne", "fonction", "qualite", "commune", "organisme")


def libelles(store: "Store", seance: str, effacees: Collection[str]) -> dict[str, str]:
    """Give the label of each of these lines of a sheet, by id."""
    rows = store.rows.page("presence", {"seance_club": seance}, columns=_LUES, order=())
    return etiquettes([_ligne(store, row) for row in rows], effacees)


def ligne(store: "Store", presence: "Mapping[str, Json]") -> str:
    """Say what a line counts by itself: a quality and a commune, or a body where there is no commune."""
    one = _ligne(store, presence)
    return designation(one.qualite, one.ou)


def nominative(values: "Mapping[str, Json]") -> bool:
    """Say whether a line of a sheet names somebody: « Élu, Guise » names nobody."""
    return any(values.get(name) for name in NOMINATIFS) or not est_un_role(values.get("titre"))


def completee(store: "Store", record: str, presence: "Folded") -> Iterator[Edit]:
    """Give a line the quality and the commune that only the person's record said: it must count as it did."""
    personne = presence.values.get("personne")
    if presence.archived or not isinstance(personne, str) or not personne:
        return
    facts = faits(store, (personne,))
    missing = {
        name: facts[name] for name in ("qualite", "commune") if presence.values.get(name) is None and facts.get(name)
    }
    if missing:
        yield Edit("presence", record, missing, {name: presence.shown.get(name, ()) for name in missing})


def _ligne(store: "Store", presence: "Mapping[str, Json]") -> Ligne:
    """Read a line, completed by the person's record."""
    personne = str(presence.get("personne") or "")
    values = faits(store, (personne,)) if personne else {}
    values = values | {name: value for name, value in presence.items() if value is not None}
    ou = nom_commune(store, values.get("commune")) or str(values.get("organisme") or "")
    fonction, qualite = (str(values.get(name) or "") for name in ("fonction", "qualite"))
    return Ligne(str(presence.get("id") or ""), str(values.get("titre") or ""), personne, fonction, qualite, ou)
