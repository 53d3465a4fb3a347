"""Mode 1 for a région or the nation: the notes that came, the way of their communes, where it is slow."""

from collections.abc import Sequence
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from pvd_tui.domain.dates import show_date
from screens.accueil_tableau import barre
from screens.aide import Aide
from screens.application import application
from screens.donnees import PageDonnees
from screens.lignes import entier
from screens.synthese_lue import figures
from screens.synthese_mots import nombre
from screens.synthese_region import Assemblee, lire
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage import settings

_CHEMIN: Final = (
    ("communes.total", "Communes"),
    ("adhesion.signees", "Adhésion signée"),
    ("ort.signees", "ORT signée"),
    ("crte.inscrites", "Inscrite au CRTE"),
    ("operationnelles.total", "Opérationnelle"),
)
"""The way of the communes through the programme."""
_LARGEUR: Final = 10
_BIENVENUE: Final = """Aucune note émise n'est encore arrivée.
7 relie cet ordinateur à la préfecture de région, F5 synchronise."""


class AccueilRegionPage(PageDonnees):
    """The first page of who reads issued notes, and no fiche."""

    aide = Aide(
        "Accueil",
        "Les notes émises par les départements, et ce qu'elles disent ensemble : le chemin des communes, les délais, "
        "les communes à risque. Chaque ligne ouvre sa note ; 8 les compare et les assemble.",
    )

    def __init__(self) -> None:
        """Start with nothing: the notes are read when the page is there."""
        super().__init__()
        self.lue: Assemblee | None = None

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Accueil",)

    def body(self) -> ComposeResult:
        """Show the notes, then what they add up to."""
        yield Plain("", id="salut")
        with Horizontal(id="blocs-region"):
            with Panneau("Notes des départements", id="arrivees-panneau"):
                columns = (Column("", 14, 1), Column("", 3, 0, 1), Column("", 15))
                yield Table(columns, header=False, markable=False, empty="Lecture…", id="arrivees")
            with Vertical():
                with Panneau("Chemin des communes", id="chemin-panneau"):
                    columns = (Column("", 16), Column("", _LARGEUR, 0, 1), Column("", 11, 1, right=True))
                    yield Table(columns, header=False, markable=False, empty=" ", id="chemin")
                with Panneau("Délai de l'adhésion à l'ORT, en jours", id="delais-panneau"):
                    columns = (Column("", 16, 1), Column("", _LARGEUR, 0, 1), Column("", 6, right=True))
                    yield Table(columns, header=False, markable=False, empty=" ", id="delais")
                with Panneau("Communes à risque", id="risques-region-panneau"):
                    columns = (Column("", 16, 1), Column("", _LARGEUR, 0, 1), Column("", 9, right=True))
                    yield Table(columns, header=False, markable=False, empty=" ", id="risques-region")
        yield Plain("", id="synchro-phrase")

    def on_mount(self) -> None:
        """Read the notes."""
        self.query_one("#arrivees").focus()
        self.rafraichir()

    def rafraichir(self) -> None:
        """Read again, behind the screen."""
        nom = (self.store.settings.get(settings.NOM) or "").split(" ")[0]
        self.query_one("#salut", Plain).say(f" Bonjour{' ' + nom if nom else ''}. Rien n'a été perdu.")
        self.query_one("#synchro-phrase", Plain).say(f" {application(self).synchro.etat().phrase}")
        today = self.today
        self.lire_derriere(lambda: lire(self.store, today), self._montrer)

    def _montrer(self, lue: Assemblee) -> None:
        self.lue = lue
        notes = lue.note.notes
        rows = [Row(one.code, (one.nom, f"v{one.version}", f"au {show_date(one.au)}")) for one in notes]
        rows += [Row(f"manque {nom}", (nom, "", "note manquante"), "alerte") for nom in lue.note.manquantes]
        self.query_one("#arrivees", Table).empty = _BIENVENUE
        self._show("arrivees", rows)
        said = f"{lue.note.nom} : {len(notes)} notes sur {len(notes) + len(lue.note.manquantes)}"
        self.query_one("#arrivees-panneau", Panneau).titrer(said, "8 comparer, assembler")
        self._show("chemin", _chemin(lue))
        self._show("delais", _barres(lue, "ort.delai_median_jours", ""))
        self._show("risques-region", _barres(lue, "risques", "communes.total"))

    def _show(self, name: str, rows: Sequence[Row]) -> None:
        table = self.query_one(f"#{name}", Table)
        table.show(ListSource(rows), keep=table.row.id if table.row else None)

    @on(Table.Opened)
    def _ouvrir(self, event: Table.Opened) -> None:
        """Open the note of a line; what adds up leads to the comparison."""
        note = next((one for one in self.lue.note.notes if one.code == event.row_id), None) if self.lue else None
        if note is None:
            self.shell.action_mode_id("synthese")
            return
        from screens.synthese_note import NoteLuePage  # noqa: PLC0415 - only when it opens

        self.app.push_screen(NoteLuePage(note))


def _chemin(lue: Assemblee) -> list[Row]:
    """Draw how many communes of the issued notes reached each step, and say it."""
    if not lue.note.notes:
        return []
    held = figures(lue.note.faits)
    total = held["communes.total"] or 0
    rows = []
    for path, titre in _CHEMIN:
        count = held.get(path) or 0
        rows.append(Row(path, (titre, barre(count, total, _LARGEUR), f"{entier(count)} sur {entier(total)}")))
    return rows


def _barres(lue: Assemblee, path: str, sur: str) -> list[Row]:
    """Draw a figure of each département, the greatest first, and say it; the whole is a line too."""
    by = [(note, figures(note.faits)) for note in lue.note.notes]
    known = [(note, held, held[path] or 0) for note, held in by if held.get(path) is not None]
    most = max((worth for _, _, worth in known), default=0)
    rows = []
    for note, held, worth in sorted(known, key=lambda one: (-one[2], one[0].code)):
        of = f" / {nombre(held[sur])}" if sur else ""
        rows.append(Row(note.code, (note.nom, barre(worth, most, _LARGEUR), f"{nombre(worth)}{of}")))
    if not sur and known:
        whole = figures(lue.note.faits).get(path)
        rows.append(Row("ensemble", ("Médiane d'ensemble", barre(whole or 0, most, _LARGEUR), nombre(whole)), "info"))
    return rows
