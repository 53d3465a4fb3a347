"""Mode 5: the communes at their place, read by ORT, phase, risk, funding or club; the list says the same."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from screens.aide import Aide
from screens.carte_lectures import LECTURES, Lecture, detail
from screens.carte_vues import Vue, anneaux, dessinees, vues_de
from screens.command import Command
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.widgets.colonnes import Column
from screens.widgets.dessin_carte import DessinCarte
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.carte import Carte, CommuneCarte

_COLUMNS: Final = (Column("", 1), Column("Commune", 10, 1), Column("", 20, 2))
_SANS_CONTOURS: Final = "Sans contours : « pvd carte importer FICHIER » les prend d'un fichier public (F1 dit lequel)."
_VIDE: Final = "Aucune commune.\nn ajoute une commune dans Communes (2) ; « pvd importer » reprend la liste officielle."
_PIED: Final = (("carte.ouvrir", "fiche"), ("commune.page", "page"), ("carte.actions", "actions"))
"""The keys recalled below a panel."""


class CartePage(PageDonnees):
    """The map of the territory this laptop knows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("carte.lecture", "lecture"),
        binding("carte.plus", "zoom(1)", show=False),
        binding("carte.moins", "zoom(-1)", show=False),
        binding("commune.page", "page"),
        binding("carte.actions", "actions", show=False),
        binding("vue.choisir", "lecture", "Lecture", show=False),
    ]
    aide = Aide(
        "Carte",
        "Les communes à leur place. Flèches : la commune la plus proche dans ce sens ; une lettre : la suivante de "
        "ce nom ; k change la lecture ; + et - le territoire. La liste à droite dit la même chose, sans couleur.",
        "Les coordonnées viennent de la liste officielle des PVD (pvd importer). Les contours viennent d'un fichier "
        "public GeoJSON : « pvd carte importer fr-drom-4326-pur-style1-dep.geojson » (dépôt anct-carto/pvd, IGN "
        "Admin Express, Licence Ouverte 2.0).",
    )

    def __init__(self) -> None:
        """Start with nothing: the map is read when the page is there."""
        super().__init__()
        self.toutes: list[CommuneCarte] = []
        self.reponses: Mapping[str, str] = {}
        self.lecture: Lecture = LECTURES[0]
        self.niveau = 0

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Carte", self.vue.titre)

    def commands(self) -> Iterator[Command]:
        """Offer each reading."""
        for lecture in LECTURES:
            yield Command("Carte", f"Lire par {lecture.titre.lower()}", partial(self._lire_par, lecture), "k")

    def body(self) -> ComposeResult:
        """Show the map, the list, and the commune under the cursor."""
        with Horizontal():
            with Panneau("Carte", id="carte-panneau"):
                yield DessinCarte(id="dessin")
            with Vertical(id="carte-cote"):
                with Panneau("Communes", id="carte-liste"):
                    yield Table(_COLUMNS, header=False, markable=False, lit=True, empty=_VIDE, id="carte-communes")
                with Panneau("Commune", id="carte-commune"):
                    yield Plain("", id="carte-detail")

    def on_mount(self) -> None:
        """Read the map."""
        self.rafraichir()
        self.dessin.focus()

    @property
    def dessin(self) -> DessinCarte:
        """The map on screen."""
        return self.query_one("#dessin", DessinCarte)

    # What is shown.

    @property
    def vues(self) -> list[Vue]:
        """The territories around the commune under the cursor, from the widest to the narrowest, without repeats."""
        return vues_de(self._commune, self.toutes)

    @property
    def vue(self) -> Vue:
        """The territory shown."""
        vues = self.vues
        return vues[min(self.niveau, len(vues) - 1)]

    @property
    def _ici(self) -> str:
        """The commune under the cursor: of the map, or of the list where the map has none to show."""
        drawn = self.query(DessinCarte)  # none before the page is composed
        row = self.query_one("#carte-communes", Table).row if drawn else None
        return (drawn.first().commune if drawn else "") or (row.id if row else "")

    @property
    def _commune(self) -> CommuneCarte | None:
        """Give the commune under the cursor."""
        code = self._ici
        return next((c for c in self.toutes if c.insee == code), None)

    def rafraichir(self) -> None:
        """Read the communes again, and answer the three tests behind the screen."""
        self.toutes = Carte(self.store).communes(self.today)
        self._montrer()
        self.refresh_entete()  # the widest territory is named once the map has its cursor
        today = self.today

        def answer() -> Mapping[str, str]:
            from storage.phases import phases  # noqa: PLC0415 - pydantic, behind

            return {insee: str(phase.reponse) for insee, phase in phases(self.store, today).items()}

        self.lire_derriere(answer, self._repondu)

    def _repondu(self, answers: Mapping[str, str]) -> None:
        self.reponses = answers
        self._colorer()

    def _montrer(self) -> None:
        """Draw the territory: its outline where it was imported, its communes."""
        vue = self.vue
        shown = [c for c in self.toutes if vue.holds(c)]
        points = {c.insee: (c.lon or 0.0, c.lat or 0.0) for c in dessinees(shown)}
        rings = anneaux((c for c in shown if c.insee in points), Carte(self.store).contours())
        self.dessin.montrer(points, {c.insee: c.nom for c in shown}, rings)
        self.say(f"{_absentes(shown, points)}{'' if rings or not shown else _SANS_CONTOURS}")
        self._colorer()
        titre = f"{self.vue.titre} ({len(shown)})"  # named around the commune that is pointed at by now
        self.query_one("#carte-panneau", Panneau).titrer(
            titre, f"flèches · lettre · + - · {self.rappel(('carte.lecture', 'lecture'))}"
        )

    def _colorer(self) -> None:
        """Draw the signs, and the list that says them."""
        vue, lecture = self.vue, self.lecture
        shown = [c for c in self.toutes if vue.holds(c)]
        signs = {c.insee: lecture.signe(c, self.reponses) for c in shown}
        self.dessin.colorer(signs)
        rows = [Row(c.insee, (signs[c.insee].glyphe, c.nom, signs[c.insee].mots), signs[c.insee].ton) for c in shown]
        self.query_one("#carte-communes", Table).show(ListSource(rows), keep=self._ici or None)
        self.query_one("#carte-liste", Panneau).titrer(lecture.titre, lecture.legende)
        self._detail()

    def _detail(self) -> None:
        here = self._commune
        self.query_one("#carte-commune", Panneau).titrer(here.nom if here else "Commune", self.rappel(*_PIED))
        self.query_one("#carte-detail", Plain).say(detail(here, self.reponses) if here else "")

    # Doing.

    @on(DessinCarte.Pointed)
    def _pointed(self, event: DessinCarte.Pointed) -> None:
        """Follow the cursor of the map in the list."""
        table = self.query_one("#carte-communes", Table)
        place = table.find(event.commune)
        if place is not None and place != table.cursor:
            table.cursor = place
        self._detail()

    @on(Table.Pointed, "#carte-communes")
    def _listed(self, event: Table.Pointed) -> None:
        """Follow the cursor of the list on the map."""
        if self.query_one("#carte-communes", Table).has_focus:
            self.dessin.commune = event.row_id
            self._detail()

    @on(DessinCarte.Opened)
    def _open_drawn(self, event: DessinCarte.Opened) -> None:
        """Open the commune."""
        self.ouvrir("commune", event.commune)

    @on(Table.Opened, "#carte-communes")
    def _open_listed(self, event: Table.Opened) -> None:
        """Open the commune."""
        self.ouvrir("commune", event.row_id)

    def action_lecture(self) -> None:
        """Read the map another way."""
        self._lire_par(LECTURES[(LECTURES.index(self.lecture) + 1) % len(LECTURES)])

    def _lire_par(self, lecture: Lecture) -> None:
        self.lecture = lecture
        self._colorer()
        self.say(f"Lecture : {lecture.titre}. {lecture.legende}")

    def action_zoom(self, step: int) -> None:
        """Look from nearer or further."""
        niveau = min(max(self.niveau + step, 0), len(self.vues) - 1)
        if niveau != self.niveau:
            self.niveau = niveau
            self._montrer()
            self.refresh_entete()

    def action_page(self) -> None:
        """Show the commune under the cursor on one page."""
        from screens.commune import CommunePage  # noqa: PLC0415 - pydantic, only when it opens

        if self._ici:
            self.app.push_screen(CommunePage(self._ici))

    def action_actions(self) -> None:
        """List the actions of the commune under the cursor."""
        from screens.actions import ActionsPage  # noqa: PLC0415 - only when it opens

        here = self._commune
        if here is not None:
            self.app.push_screen(ActionsPage({"commune": here.insee}, titre=here.nom))


def _absentes(shown: Sequence[CommuneCarte], points: Mapping[str, object]) -> str:
    """Say how many communes are in the list only, and why."""
    unplaced = sum(c.lat is None or c.lon is None for c in shown)
    away = len(shown) - len(points) - unplaced
    said = f"{unplaced} sans coordonnées : dans la liste seulement. " if unplaced else ""
    return f"{said}{away} outre-mer : dans la liste, et sur leur carte (+). " if away else said
