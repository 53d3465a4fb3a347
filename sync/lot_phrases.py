"""What is said of a bundle: before anybody says yes, and once it is done. Terminal and command say the same."""

from collections import Counter
from typing import TYPE_CHECKING

from pvd_tui.domain.texte import counted
from sync.client import Bilan
from sync.lot import Lot
from sync.lot_client import Ecrit, is_own
from sync.lot_collegue import Apport
from sync.lot_contenu import author, moment, most, place

if TYPE_CHECKING:
    from storage.store import Store


def written(ecrit: Ecrit, name: str) -> list[str]:
    """Say what is in a bundle that was written, and what to do with it."""
    size = -(-len(ecrit.content) // 1000)
    return [
        *(ecrit.contenu.phrases() or ["Aucune modification n'attend : ce lot demande ce qui est nouveau."]),
        f"Lot écrit : {name} ({size} ko). Remettez-le à la préfecture, ou à un collègue qui a le réseau.",
        "Ces modifications attendent toujours ici : elles ne sont transmises qu'une fois la réponse reçue.",
        "Ce fichier n'est pas chiffré : effacez-le ensuite de la clé.",
    ]


def held(store: "Store", lot: Lot, apport: Apport, seal: str | None = None) -> list[str]:
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
    if apport.dehors:
        count = apport.dehors.total()
        rest = "elle reste" if count == 1 else "elles restent"
        where = most(Counter({place(code): n for code, n in apport.dehors.items()}))
        said.append(f"{counted(count, 'modification')} hors de votre habilitation ({where}) : {rest} dans le fichier.")
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


def answer_held(lot: Lot) -> list[str]:
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


def done(result: Apport | Bilan) -> list[str]:
    """Say what came in."""
    if isinstance(result, Apport):
        count = result.nouveau.nombre
        if not count:
            return ["Rien de nouveau n'a été importé."]
        said = f"{counted(count, 'modification importée')}."
        return [f"{said} À la prochaine synchronisation, elles partiront au nom de leur auteur."]
    said = counted(result.envoyes, "modification")
    found = [f"Réponse prise : {said} de ce poste à la préfecture, {counted(result.recus, 'reçue')}."]
    if result.refuses:
        refused = counted(result.refuses, "modification refusée")
        found.append(f"{refused} : « À corriger », valeurs gardées (écran Synchro).")
    return found
