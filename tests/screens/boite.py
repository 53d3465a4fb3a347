"""A program with the inbox, on laptops that disagree."""

from dataclasses import dataclass
from typing import cast

from textual.pilot import Pilot

from pvd_tui.changes.change import Json
from screens.application import Application
from screens.shell import Mode
from screens.slot import Slot
from screens.synchro import SynchroPage
from screens.widgets.table import Table
from storage.settings import ROLE
from storage.store import Store
from tests.screens.fiches import Liste, Muet
from tests.storage.laptops import GUISE, Laptops, Server, a_commune, an_action, exchange

DEPUIS = "La halle, fermée depuis 2019, est inscrite au PLU."
ABF = "L'ABF demande la conservation de la charpente."
SOL = "Étude de sol prévue en janvier."


class Boite(Application):
    """The program: a list, and the page Synchro."""

    def __init__(self, store: Store) -> None:
        """Work on this store."""
        modes = (Mode(1, "accueil", "Accueil", Liste), Mode(7, "synchro", "Synchro", SynchroPage))
        super().__init__(store, modes, theme="sombre")
        self.synchro = Muet()
        self.slot = Slot.hors_ligne(0)

    @property
    def boite(self) -> SynchroPage:
        """The page Synchro."""
        assert isinstance(self.page, SynchroPage)
        return self.page


def edited(store: Store, table: str, record: str, **values: Json) -> None:
    """Change a record as somebody does who sees its present values."""
    fiche = store.get(table, record)
    assert fiche is not None
    store.update(fiche, values)


@dataclass
class Aisne:
    """Two laptops behind a server, one of them the préfecture's."""

    ici: Store
    prefecture: Store
    server: Server

    def exchange(self) -> None:
        """Let both send and receive."""
        exchange(self.server, self.ici, self.prefecture)

    def halle(self) -> str:
        """Give an action with two titles, two pilotes, and a description that both wrote on."""
        a_commune(self.ici)
        record = an_action(self.ici, description=DEPUIS, pilote="DDT")
        self.exchange()
        edited(self.ici, "action", record, titre="Halle A", pilote="Mairie", description=f"{DEPUIS}\n{ABF}")
        edited(self.prefecture, "action", record, titre="Halle B", pilote="EPCI", description=f"{DEPUIS}\n{SOL}")
        self.exchange()
        return record

    def convention(self) -> str:
        """Give a convention whose date the préfecture wrote and a chef would have otherwise."""
        if self.prefecture.get("commune", GUISE) is None:
            a_commune(self.prefecture)
        record = self.prefecture.create(
            "convention", {"titre": "ORT Guise", "commune": "02361", "date_signature": "2022-03-16"}
        )
        self.exchange()
        edited(self.ici, "convention", record, date_signature="2022-03-18")
        self.exchange()
        return record

    def refus(self, record: str | None = None, **values: str) -> str:
        """Have an edit of an action refused, or its creation where there is none yet."""
        if record is None:
            record = an_action(self.ici, **values)
        else:
            edited(self.ici, "action", record, **values)
        change = self.ici.history.of("action", record)[-1]
        self.ici.outbox.refuse(change, "droit", "Cette commune n'est pas dans votre habilitation.")
        return record


def aisne(laptop: Laptops) -> Aisne:
    """Make the two laptops."""
    ici, prefecture = laptop("portable"), laptop("prefecture")
    prefecture.settings.put(ROLE, "prefecture")
    return Aisne(ici, prefecture, Server(laptop.clock))


async def entrer(pilot: Pilot[int]) -> Table:
    """Go to the page Synchro, and give its list."""
    boite = cast("Boite", pilot.app)
    boite.go("synchro")
    await pilot.pause()
    await pilot.pause()
    table = boite.boite.query_one("#points", Table)
    table.focus()
    await pilot.pause()
    return table


async def taper(pilot: Pilot[int], *keys: str) -> None:
    """Press keys, and let what they do be done."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
    await pilot.pause()
