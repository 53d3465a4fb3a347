"""Mode 2: the communes of the programme, and from each one its actions and conventions."""

from typing import ClassVar, Final

from textual.binding import BindingType

from screens.aide import Aide
from screens.keys import binding
from screens.lignes import Catalogue, Colonne, entier, jour
from screens.liste import ListePage
from screens.widgets.choix import Choice, Choix
from screens.widgets.colonnes import Column
from storage import settings

CATALOGUE: Final = Catalogue(
    "commune",
    "Communes",
    (
        Colonne("titre", Column("Commune", 18, 3)),
        Colonne("epci", Column("EPCI", 18, 4, priority=4), de="epci"),
        Colonne("population", Column("Habitants", 9, priority=3, right=True), entier),
        Colonne("adhesion", Column("Adhésion", 10, priority=2), jour),
        Colonne("cadre", Column("Cadre ORT", 10)),
        Colonne("cadre_le", Column("Signée le", 10, priority=1), jour),
        Colonne("actions", Column("Actions", 7, right=True), entier),
    ),
    apercu=(
        ("Code INSEE", Colonne("id", Column("", 1))),
        ("Arrondissement", Colonne("arrondissement", Column("", 1))),
        ("Codes postaux", Colonne("codes_postaux", Column("", 1))),
    ),
)


class CommunesPage(ListePage):
    """The communes."""

    catalogue = CATALOGUE
    plusieurs = "communes"
    nouveau = "Nouvelle commune, son nom ou son code"
    exemple = "guise, 02120 ou 02361"
    vide: ClassVar[str] = (
        "Aucune commune.\nn en ajouter une par son nom · « pvd importer » lit la liste officielle · 7 relier à la "
        "préfecture"
    )
    aide = Aide(
        "Les communes",
        "Les petites villes de demain, leurs conventions et le nombre de leurs actions.",
        "p montre la commune en une page, a ses actions, D ses demandes, C les conventions. A ajoute ce qui est marqué "
        "à une convention, ou crée celle du groupe.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        binding("commune.page", "page"),
        binding("commune.actions", "actions"),
        binding("commune.conventions", "conventions"),
        binding("commune.rattacher", "rattacher", show=False),
        binding("liste.demandes", "demandes", show=False),
    ]

    def action_page(self) -> None:
        """Show the commune under the cursor on one page."""
        from screens.commune import CommunePage  # noqa: PLC0415 - only when it opens

        if (row := self.table.row) and not row.entete:
            self.app.push_screen(CommunePage(row.id))

    def action_actions(self) -> None:
        """List the actions of the commune under the cursor."""
        from screens.actions import ActionsPage  # noqa: PLC0415 - only when it opens

        if (row := self.table.row) and not row.entete:
            nom = self.store.rows.titres("commune", [row.id]).get(row.id, row.id)
            self.app.push_screen(ActionsPage({"commune": row.id}, titre=nom))

    def action_conventions(self) -> None:
        """List the conventions."""
        from screens.conventions import ConventionsPage  # noqa: PLC0415 - only when it opens

        self.app.push_screen(ConventionsPage())

    def action_rattacher(self) -> None:
        """Add what is marked to a convention, or create the group's."""
        from screens.rattacher import demander  # noqa: PLC0415 - pydantic, only when it is asked for

        if communes := self.vises():
            demander(self, communes)

    def action_demandes(self) -> None:
        """List the demandes of the commune under the cursor."""
        from screens.demandes import DemandesPage  # noqa: PLC0415 - only when it opens

        if (row := self.table.row) and not row.entete:
            nom = self.store.rows.titres("commune", [row.id]).get(row.id, row.id)
            self.app.push_screen(DemandesPage({"territoire": row.id}, titre=nom))

    def creer(self, titre: str) -> None:
        """Add a commune that the référentiel knows."""
        from pvd_tui.referentiel import search_communes  # noqa: PLC0415 - reads the référentiel, only when asked

        departement = self.store.settings.get(settings.DEPARTEMENT)
        found = search_communes(titre, limit=20, departement=departement) or search_communes(titre, limit=20)
        if not found:
            self.say(f"Aucune commune ne s'appelle « {titre} ». Essayez le début du nom, ou le code INSEE.", "alerte")
            return
        choices = [Choice(c.insee, c.nom, f"{c.insee} · {entier(c.population)} hab.") for c in found]
        self.app.push_screen(Choix("Laquelle ?", choices), self._ajouter)

    def _ajouter(self, insee: str | None) -> None:
        """Add this one, with what the référentiel knows of it."""
        from pvd_tui import referentiel  # noqa: PLC0415 - reads the référentiel, only when asked

        place = referentiel.commune(insee) if insee else None
        if place is None:
            return
        self.ecrire(dict(referentiel.commune_fields(place)), record=place.insee)
