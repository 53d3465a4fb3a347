"""Mode 5: the communes at their place, read by ORT, phase, risk, funding or club; the list says the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from screens.aide import Aide
from screens.carte_lectures import LECTURES, Lecture, detail
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

_COLUMNS: Final = (Column("", 1), Column("Commune", 14, 1), Column("", 16, 2))
_SANS_CONTOURS: Final = "Sans contours : « pvd carte importer FICHIER » les prend d'un fichier public (F1 dit lequel)."
_VIDE: Final = "Aucune commune.\nn ajoute une commune dans Communes (2) ; « pvd importer » reprend la liste officielle."


@dataclass(frozen=True, slots=True)
class Vue:
    """A part of the territory: all of it, a département, an arrondissement."""

    titre: str
    departement: str | None = None
    arrondissement: str | None = None

    def holds(self, commune: CommuneCarte) -> bool:
        """Say whether a commune is in it."""
        return (self.departement is None or commune.departement == self.departement) and (
            self.arrondissement is None or commune.arrondissement == self.arrondissement
        )


class CartePage(PageDonnees):
    """The map of the territory this laptop knows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "lecture", "Lecture", id="carte.lecture", tooltip="Lire la carte autrement : ORT, phase, risque…"),
        Binding("plus", "zoom(1)", "Zoom", show=False, id="carte.plus", tooltip="Voir de plus près"),
        Binding("minus,hyphen", "zoom(-1)", "Recul", show=False, id="carte.moins", tooltip="Voir de plus loin"),
        Binding("p", "page", "En une page", id="commune.page", tooltip="La commune en une page : parcours, chiffres"),
        Binding("a", "actions", "Ses actions", show=False, id="carte.actions", tooltip="Les actions de la commune"),
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
        here = next((c for c in self.toutes if c.insee == self._ici), None)
        vues = [Vue("Toutes les communes")]
        if here is not None and here.departement:
            vues.append(Vue(f"Département {here.departement}", here.departement))
        if here is not None and here.departement and here.arrondissement:
            vues.append(Vue(f"Arrondissement de {here.arrondissement}", here.departement, here.arrondissement))
        counts = [sum(vue.holds(c) for c in self.toutes) for vue in vues]
        return [vue for i, vue in enumerate(vues) if i == len(vues) - 1 or counts[i] != counts[i + 1]]

    @property
    def vue(self) -> Vue:
        """The territory shown."""
        vues = self.vues
        return vues[min(self.niveau, len(vues) - 1)]

    @property
    def _ici(self) -> str:
        return self.dessin.commune if self.is_mounted else ""

    def rafraichir(self) -> None:
        """Read the communes again, and answer the three tests behind the screen."""
        self.toutes = Carte(self.store).communes(self.today)
        self._montrer()
        today, communes = self.today, [commune.insee for commune in self.toutes]

        def answer() -> Mapping[str, str]:
            from pvd_tui.domain.phase_operationnelle import phase_operationnelle  # noqa: PLC0415 - pydantic, behind
            from storage.registre import StoreRegistre  # noqa: PLC0415 - same

            registre = StoreRegistre(self.store)
            return {insee: str(phase_operationnelle(insee, registre, today).reponse) for insee in communes}

        self.lire_derriere(answer, self._repondu)

    def _repondu(self, answers: Mapping[str, str]) -> None:
        self.reponses = answers
        self._colorer()

    def _montrer(self) -> None:
        """Draw the territory: its outline where it was imported, its communes."""
        vue = self.vue
        shown = [c for c in self.toutes if vue.holds(c)]
        points = {c.insee: (c.lon, c.lat) for c in shown if c.lon is not None and c.lat is not None}
        outlines = {contour.code: contour for contour in Carte(self.store).contours()}
        codes = {c.departement for c in shown if c.departement}
        rings = [ring for code in sorted(codes & outlines.keys()) for ring in outlines[code].anneaux]
        self.dessin.montrer(points, {c.insee: c.nom for c in shown}, rings)
        absent = len(shown) - len(points)
        titre = f"{vue.titre} ({len(shown)})"
        self.query_one("#carte-panneau", Panneau).titrer(titre, "flèches · lettre · + - · k lecture")
        note = f"{absent} sans coordonnées : dans la liste seulement. " if absent else ""
        self.say(f"{note}{'' if rings or not shown else _SANS_CONTOURS}")
        self._colorer()

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
        here = next((c for c in self.toutes if c.insee == self._ici), None)
        self.query_one("#carte-commune", Panneau).titrer(
            here.nom if here else "Commune", "Entrée fiche · p en une page · a actions"
        )
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

        here = next((c for c in self.toutes if c.insee == self._ici), None)
        if here is not None:
            self.app.push_screen(ActionsPage({"commune": here.insee}, titre=here.nom))
