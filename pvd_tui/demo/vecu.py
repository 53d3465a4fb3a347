"""What happens on the demonstration's own laptop: notes that stay on it, a draft, changes to send, disagreements."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.edit import edit
from pvd_tui.demo.actions import HALLE
from pvd_tui.demo.cahier import Cahier
from pvd_tui.demo.territoire import GUISE, VERVINS
from storage import settings
from storage.drafts import Draft

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.demo.cahier import Horloge
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Reperes:
    """The records that the laptop's life turns around."""

    actions: Mapping[tuple[str, str], str]
    cadres: Mapping[str, str]
    echeance: str


_DRAFT: Final = (
    "Démonstration. La halle, fermée depuis des années, retrouve un marché couvert, une cuisine partagée et "
    "une salle. Le maître d’œuvre propose de conserver la charp"
)


def live_here(store: "Store", reperes: Reperes, role: str, clock: "Horloge") -> None:
    """Work on the laptop for a day, without the network."""
    clock.go(-0.3)
    cahier = Cahier(store, clock.present.date())
    _write_notes(cahier, reperes)
    cahier.save("Notes datées")
    _refused(store, reperes, role)
    halle = reperes.actions[HALLE]
    _update(store, "action", halle, {"titre": "Halle du marché : réhabilitation et extension"}, "Renommer l’action")
    later = {"statut_phase": "En retard", "echeance": cahier.day(140).isoformat()}
    _update(store, "action", reperes.actions[(GUISE, "3.4")], later, "Reporter l’échéance de la liaison cyclable")
    clock.go(-0.1)
    before = store.get("action", halle)
    if before is not None:
        seen = tuple(before.folded.shown.get("description", ()))
        store.drafts.put(Draft("action", halle, "description", _DRAFT, seen, curseur=len(_DRAFT)))


def change_elsewhere(source: "Store", reperes: Reperes, clock: "Horloge") -> None:
    """Change the same things on another laptop, which did not see this one's: a conflict, and a proposal.

    The title of the halle is the conflict; the day of entry in the CRTE, which the préfecture owns, the proposal.
    """
    clock.go(-0.2)
    source.settings.put(settings.ROLE, "chef")
    _update(source, "action", reperes.actions[HALLE], {"titre": "Réhabilitation de la halle (tranche 1)"})
    proposed = clock.present.date().replace(day=1).isoformat()
    _update(source, "convention", reperes.cadres[GUISE], {"crte_inscrit_le": proposed})


def _write_notes(cahier: Cahier, reperes: Reperes) -> None:
    cahier.add(
        "note_datee",
        commune=GUISE,
        action=reperes.actions[HALLE],
        titre="Appel de l’architecte conseil",
        date=cahier.day(-2),
        partenaire="CAUE",
        texte="La charpente serait à conserver : en parler au COPIL avant le permis.",
        relance=cahier.day(4),
    )
    cahier.add(
        "note_datee",
        commune=GUISE,
        titre="Vente du 12, rue Chantraine",
        date=cahier.day(-15),
        partenaire="Étude notariale (démonstration)",
        texte="Propriétaire prêt à vendre. Ne pas diffuser avant la délibération.",
    )


def _refused(store: "Store", reperes: Reperes, role: str) -> None:
    """Change what this role may only read, and have it refused: it is kept in « À corriger »."""
    if role == "chef":
        place = ("convention", reperes.cadres[VERVINS], {"commentaire": "Date à vérifier avec la sous-préfecture."})
    else:
        place = ("echeance_programme", reperes.echeance, {"commentaire": "Report demandé par le comité."})
    saved = _update(store, *place)
    for change in store.outbox.offer(("dep:02", "fr"), most=1000, most_bytes=10**7):
        if change.id in saved:
            phrase = (
                "Votre habilitation permet de lire cette fiche, pas de la modifier ; adressez-vous à la préfecture."
            )
            store.outbox.refuse(change, "droit", phrase)


def _update(
    store: "Store", table: str, record: str, values: "Mapping[str, Json]", titre: str | None = None
) -> tuple[str, ...]:
    """Save new values of a record as somebody who sees it would; give the ids of the changes."""
    change = edit(table, record, store.folded(table, record), values)
    return store.save([change], titre).changes if change else ()
