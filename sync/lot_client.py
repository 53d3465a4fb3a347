"""A laptop's bundles: write one, look into one, take one.

A colleague's changes come in as if he had told them here; the endpoint's answer is applied as an exchange's.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from storage import bundle, settings
from storage.rgpd_nettoyage import nettoyer
from sync import errors, jeton, lot_collegue, lot_reponse
from sync.client import GRANT, Bilan, asked
from sync.json_text import dumps
from sync.lot import MAX_LINE, Entete, Lot, LotError, Writer, key_of, read
from sync.lot_collegue import Apport
from sync.lot_contenu import Contenu
from sync.protocol import Grant
from sync.wire import change_to_wire

if TYPE_CHECKING:
    from storage.store import Store

_SAFE: Final = "Rien n'a été modifié"
_STAMPS: Final = frozenset({"seq", "received_at", "role", "relais"})
"""What a server said of a change: whoever reads the file could not check it. What it refused travels: it does no harm
to believe that something which is not here will never come."""


@dataclass(frozen=True, slots=True)
class Ecrit:
    """A bundle that was written, and what is in it."""

    content: bytes
    contenu: Contenu


def key(store: "Store") -> str:
    """Give the key that seals this laptop's bundles; raises SyncError where it has none."""
    if store.settings.get(settings.DEMONSTRATION) is not None:
        raise errors.demonstration()
    if not store.settings.get(settings.SERVEUR):
        raise errors.not_enrolled()
    token = jeton.read(Path(store.path), store.device)
    if not token:
        raise errors.token_lost()
    return key_of(token)


def write(store: "Store", *, tout: bool = False, seal: str | None = None) -> Ecrit:
    """Write a bundle of what waits, or of all that may leave; what waits goes on waiting for the server's word."""
    seal = seal or key(store)
    writer, contenu = Writer(), Contenu()
    entete = Entete.model_validate(
        {
            "kind": "depart",
            "device": store.device,
            "nom": (store.settings.get(settings.NOM) or "")[:100],
            "grant": grant(store).model_dump(),
            "created_at": store.now(),
            **asked(store),
        }
    )
    for change in bundle.outgoing(store, tout=tout):
        line = dumps({name: value for name, value in change_to_wire(change).items() if name not in _STAMPS})
        if len(line) <= MAX_LINE:  # what no server takes is withdrawn by the next exchange
            writer.add(line)
            contenu.add(change)
    return Ecrit(writer.close(entete, seal), contenu)


def grant(store: "Store") -> Grant:
    """Give what this laptop may read and write; raises SyncError until it is enrolled."""
    known = store.settings.get(GRANT)
    if known is None:
        raise errors.not_enrolled()
    return Grant.model_validate_json(known)


def is_own(store: "Store", lot: Lot, seal: str | None = None) -> bool:
    """Say whether a bundle is sealed with this laptop's key."""
    return lot.entete.device == store.device and lot.is_sealed_by(seal or key(store))


def look(store: "Store", lot: Lot, seal: str | None = None) -> Apport:
    """Say what another laptop's bundle would bring; raises LotError, in French, for one that is not for here."""
    return lot_collegue.look(store, lot, grant(store), own=is_own(store, lot, seal))


def take(store: "Store", lot: Lot, seal: str | None = None) -> Apport:
    """Add what another laptop's bundle brings."""
    return lot_collegue.take(store, lot, grant(store), own=is_own(store, lot, seal))


def check_answer(store: "Store", lot: Lot, seal: str | None = None) -> None:
    """Raise LotError unless an answer is for this laptop and of its endpoint, down to its last line."""
    if lot.entete.device != store.device:
        nom = f"« {lot.entete.nom} »" if lot.entete.nom else f"{lot.entete.device[:8]}…"
        raise LotError(
            "destinataire",
            f"Cette réponse est destinée à un autre ordinateur ({nom}). {_SAFE}. Importez-la sur celui-là, ou "
            "demandez à la préfecture la réponse à votre propre lot.",
        )
    if not lot.is_sealed_by(seal or key(store)):
        raise LotError(
            "sceau",
            f"Cette réponse n'a pas été faite par votre préfecture, ou elle a été modifiée depuis. {_SAFE}. Demandez "
            "à la préfecture de la refaire.",
        )
    for _ in lot.lines():
        pass


def answer(store: "Store", lot: Lot, seal: str | None = None) -> Bilan:
    """Apply an answer of the endpoint as if it had come by the network."""
    check_answer(store, lot, seal)
    bilan = lot_reponse.apply(store, lot, store.settings.get(settings.SERVEUR) or "")
    nettoyer(store.connection, store.path)  # what was erased leaves the file too
    return bilan


def apply(store: "Store", content: bytes, seal: str | None = None) -> Apport | Bilan:
    """Take a bundle of either kind: what a simulation needs."""
    lot = read(content)
    return answer(store, lot, seal) if lot.entete.kind == "reponse" else take(store, lot, seal)
