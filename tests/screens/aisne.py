"""A small Aisne: five communes, their conventions and actions, two clubs, a draft, a conflict."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from textual.events import Paste
from textual.pilot import Pilot

from pvd_tui.changes.edit import Edit
from screens.application import Application, Etat
from screens.modes import modes
from screens.page import Page
from screens.recherche import Recherche
from screens.shell import Mode
from screens.slot import Slot
from screens.widgets.champ import Champ
from storage import settings
from storage.drafts import Draft
from storage.store import Store

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
COMMUNES = {"Chauny": "02173", "Guise": "02361", "Hirson": "02381", "Marle": "02468", "Villers-Cotterêts": "02810"}

ACTIONS: tuple[dict[str, Any], ...] = (
    {
        "titre": "Halle du marché : réhabilitation",
        "commune": "Chauny",
        "code": "2.3",
        "phase": "Opération",
        "statut_phase": "En retard",
        "echeance": "2026-12-15",
        "cout_previsionnel": 148_000_000,
        "pilote": "Claire Lemaire",
    },
    {"titre": "OPAH-RU centre ancien", "commune": "Guise", "code": "1.1", "phase": "Étude", "echeance": "2027-06-30"},
    {
        "titre": "Tiers-lieu gare",
        "commune": "Hirson",
        "phase": "Étude",
        "statut_phase": "Bloqué",
        "echeance": "2026-11-02",
    },
    {"titre": "École [Matisse] : rénovation", "commune": "Marle", "phase": "Idée", "cout_previsionnel": 110_500_050},
    {"titre": "Parcours ville-château", "commune": "Villers-Cotterêts"},
    {
        "titre": "Îlot Foch",
        "commune": "Guise",
        "phase": "Opération",
        "statut_phase": "Terminé",
        "echeance": "2026-01-05",
    },
)


class Route:
    """A synchronisation that never leaves."""

    def __init__(self) -> None:
        """Count what is asked."""
        self.lancees = 0

    def etat(self) -> Etat:
        """Say that nothing is linked."""
        return Etat(Slot.non_relie(3), "Ordinateur non relié à la préfecture : 3 modifications enregistrées ici.")

    def lancer(self) -> None:
        """Count it."""
        self.lancees += 1

    def enroler(self, invitation: str) -> None:
        """Do nothing."""

    def journal(self) -> list[str]:
        """Say nothing."""
        return []


class Programme(Application):
    """The program on a store, its fiches replaced by a note of which one was asked for."""

    def __init__(self, store: Store) -> None:
        """Offer the modes that are built, Synchro as an empty page."""
        shown = [Mode(7, "synchro", "Synchro", Page) if mode.number == 7 else mode for mode in modes()]
        super().__init__(store, shown, theme="sombre")
        self.synchro = Route()
        self.set_slot(self.synchro.etat().slot)
        self.ouvertes: list[tuple[str, str]] = []

    def action_chercher(self) -> None:
        """Search everywhere."""
        self.push_screen(Recherche(self))

    def ouvrir(self, table: str, record: str) -> None:
        """Note which fiche was asked for."""
        self.ouvertes.append((table, record))


async def coller(pilot: Pilot[Any], text: str) -> None:
    """Paste in the field that has the focus: quicker than a key each."""
    champ = pilot.app.screen.focused
    assert isinstance(champ, Champ)
    champ.post_message(Paste(text))
    await pilot.pause()


def horloge() -> Callable[[], datetime]:
    """Give a clock that stands still."""
    return lambda: NOW


def suite() -> Callable[[int], bytes]:
    """Give the same « random » bytes in the same order every time."""
    drawn = iter(range(1, 1_000_000))
    return lambda size: next(drawn).to_bytes(size, "big")


def vide() -> Store:
    """Give an empty store of the Aisne."""
    store = Store.open(":memory:", clock=horloge(), entropy=suite())
    store.settings.put(settings.DEPARTEMENT, "02")
    store.settings.put(settings.NOM, "Claire Lemaire")
    return store


def aisne() -> Store:
    """Give the small Aisne."""
    store = vide()
    for i, (name, insee) in enumerate(COMMUNES.items()):
        store.create("commune", {"titre": name, "departement": "02", "population": 4_000 + 100 * i}, record=insee)
    _conventions(store)
    for values in ACTIONS:
        store.create("action", values | {"commune": COMMUNES[values["commune"]]})
    _clubs(store)
    return store


def _conventions(store: Store) -> None:
    for i, (name, insee) in enumerate(COMMUNES.items()):
        signee = (
            {"statut": "Signée", "date_signature": f"2023-0{i + 1}-16"} if name != "Marle" else {"statut": "En cours"}
        )
        store.create("convention", {"titre": f"Cadre de {name}", "type": "Cadre ORT", "commune": insee, **signee})
    store.create(
        "convention",
        {"titre": "Adhésion de Guise", "type": "Adhésion", "commune": "02361", "date_signature": "2021-04-15"},
    )


def _clubs(store: Store) -> None:
    common: Mapping[str, Any] = {"echelon": "Départemental", "departement": "02", "public": "Mixte"}
    held = store.create(
        "seance_club",
        {
            **common,
            "titre": "Club de printemps : l'habitat",
            "numero": "2026-1",
            "date": "2026-04-14",
            "heure_debut": "09:00",
            "etat": "Tenue",
            "commune_hote": "02361",
            "lieu": "Familistère",
        },
    )
    store.create(
        "seance_club",
        {**common, "titre": "Club de décembre", "date": "2026-12-03", "etat": "Convoquée", "commune_hote": "02381"},
    )
    for nom, fonction, commune, statut in (
        ("Amina Petit", "Cheffe de projet", "Guise", "Présent"),
        ("Jean Roux", "Maire", "Hirson", "Excusé"),
        ("Luc Faure", "Chef de projet", "Marle", "Représenté"),
    ):
        row = {"titre": nom, "fonction": fonction, "commune": COMMUNES[commune], "statut": statut}
        store.create("presence", {"seance_club": held, **row})
    store.create("point_ordre_du_jour", {"seance_club": held, "titre": "Fonds vert 2027", "ordre": 1, "duree": 30})
    store.create(
        "note_seance",
        {"seance_club": held, "titre": "Note", "texte": "Modèle mutualisé", "genre": "Décision", "heure": "09:41"},
    )
    store.create(
        "suite",
        {
            "seance_club": held,
            "titre": "Envoyer le modèle",
            "pilote": "A. Petit",
            "echeance": "2026-12-15",
            "numero": "S-1",
        },
    )


def action(store: Store, titre: str) -> str:
    """Give the id of the action that begins so."""
    rows = store.rows.page("action", columns=("titre",))
    return next(str(row["id"]) for row in rows if str(row["titre"]).startswith(titre))


def brouillon(store: Store) -> str:
    """Begin a draft in an action, and give its id."""
    record = action(store, "Parcours")
    store.drafts.put(Draft("action", record, "description", "Du château à la", ()))
    return record


def conflit(store: Store) -> str:
    """Write the title of an action on two laptops, and give its id."""
    record = action(store, "OPAH")
    seen = store.folded("action", record).shown["titre"]
    for titre in ("OPAH-RU, centre", "OPAH-RU : le centre"):
        store.save([Edit("action", record, {"titre": titre}, {"titre": seen})])
    return record
