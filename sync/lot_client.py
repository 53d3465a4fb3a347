"""A laptop's bundles: write one, look into one, take one.

A colleague's changes come in as if he had told them here; the endpoint's answer is applied as an exchange's.
"""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.texte import counted
from storage import bundle, settings
from sync import errors, jeton, lot_collegue, lot_reponse
from sync.client import GRANT, Bilan, _asked, _state, _streams
from sync.lot import MAX_LINE, Entete, Lot, LotError, Writer, key_of, read
from sync.lot_collegue import Apport
from sync.lot_contenu import Contenu, author, moment, place
from sync.protocol import Grant
from sync.wire import change_to_wire, dumps

if TYPE_CHECKING:
    from storage.store import Store

_SAFE: Final = "Rien n'a été modifié"


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
            "streams": {stream: _state(store.outbox.cursor(stream)) for stream in _streams(store)},
            "complements": [_asked(one) for one in store.grants.complements()],
        }
    )
    for change in bundle.outgoing(store, tout=tout):
        bare = replace(change, seq=None, received_at=None, role=None, relais=None, refused=())
        line = dumps(change_to_wire(bare))
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
    return lot_reponse.apply(store, lot, store.settings.get(settings.SERVEUR) or "")


def apply(store: "Store", content: bytes, seal: str | None = None) -> Apport | Bilan:
    """Take a bundle of either kind: what a simulation needs."""
    lot = read(content)
    return answer(store, lot, seal) if lot.entete.kind == "reponse" else take(store, lot, seal)


def phrases(store: "Store", lot: Lot, apport: Apport, seal: str | None = None) -> list[str]:
    """Say whose changes a bundle holds and what becomes of each, before anybody says yes."""
    own = is_own(store, lot, seal)
    checked = (
        "Sceau vérifié : ce lot a été fait sur cet ordinateur."
        if own
        else "L'auteur ne peut pas être vérifié ici : n'importez que le fichier d'une personne que vous connaissez."
    )
    said = [f"{author(lot.entete)}. {checked}", *apport.nouveau.phrases()]
    others = {device: n for device, n in apport.nouveau.appareils.items() if device != lot.entete.device}
    if others:
        count = sum(others.values())
        said.append(f"Dont {count} de {counted(len(others), 'autre ordinateur')}, que ce lot ne fait que transporter.")
    if apport.deja:
        said.append(f"Déjà connues ici : {apport.deja}.")
    said += [
        f"{counted(count, 'modification')} hors de votre habilitation ({place(where)}) : "
        f"{'elle reste' if count == 1 else 'elles restent'} dans le fichier."
        for where, count in apport.dehors.most_common()
    ]
    if apport.differents:
        said.append(
            f"{counted(len(apport.differents), 'modification')} au contenu différent de celui connu ici sous le même "
            "identifiant : refusé, rien n'est remplacé. Signalez ce fichier à l'assistance."
        )
    if apport.ecartes:
        said.append(
            f"{counted(apport.ecartes, 'modification écartée')} : illisible, restreinte, hors de son territoire ou "
            "signée du nom de cet ordinateur sans venir de lui."
        )
    if not apport.nouveau.nombre:
        said.append("Il n'y a rien de nouveau à importer.")
    return said


def answer_phrases(lot: Lot) -> list[str]:
    """Say what an answer holds, before anybody says yes."""
    verdicts: Counter[str] = Counter()
    changes = 0
    for value in lot.values():
        said = value if isinstance(value, dict) else {}
        verdicts.update(str(one.get("verdict")) for one in said.get("verdicts", ()))
        changes += sum(len(page.get("changes", ())) for page in said.get("streams", {}).values())
    kept = verdicts["stored"] + verdicts["known"]
    return [
        f"Réponse de votre préfecture, faite le {moment(lot.entete.created_at)}. Sceau vérifié.",
        f"Vos modifications : {counted(kept, 'enregistrée')}, {counted(verdicts['refused'], 'refusée')}.",
        f"Reçues avec elle : {counted(changes, 'modification')}.",
    ]
