"""Mode 2: the communes of the programme, and from each one its actions and conventions."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import BindingType

from screens.aide import Aide
from screens.keys import binding
from screens.lignes import Colonne, Ligne, Vue, entier, jour
from screens.liste import ListePage
from screens.widgets.choix import Choice, Choix
from screens.widgets.colonnes import Column
from storage import settings
from storage.bord import Bord, Cadre

if TYPE_CHECKING:
    from storage.store import Store

_CADRE: Final = "Cadre ORT"
_SIGNEES: Final = ("Signée", "Terminée")


def compter(store: "Store", rows: Sequence[Ligne]) -> None:
    """Add the conventions and the number of actions to each commune."""
    bord = Bord(store.connection)
    conventions: dict[str, list[Cadre]] = {}
    for one in bord.cadres():
        conventions.setdefault(one.commune, []).append(one)
    actions = store.rows.groups("action", "commune")
    for row in rows:
        mine = conventions.get(str(row["id"]), [])
        adhesion = _furthest(c for c in mine if c.type == "Adhésion")
        cadre = _furthest(c for c in mine if c.type == _CADRE)
        row["adhesion"] = adhesion.date_signature or adhesion.statut if adhesion else None
        row["cadre"] = cadre.statut if cadre else None
        row["cadre_le"] = cadre.date_signature if cadre else None
        row["actions"] = actions.get(row["id"], 0)


def _furthest(conventions: Iterable[Cadre]) -> Cadre | None:
    """Give the convention that is furthest on."""
    return max(conventions, key=lambda c: (c.statut in _SIGNEES, c.date_signature or ""), default=None)


VUE: Final = Vue(
    "commune",
    "Communes",
    (
        Colonne("titre", Column("Commune", 18, 3), ordre="titre_tri"),
        Colonne("epci", Column("EPCI", 18, 4, priority=4), de="epci"),
        Colonne("population", Column("Habitants", 9, priority=3, right=True), entier),
        Colonne("adhesion", Column("Adhésion", 10, priority=2), jour, calcule=True),
        Colonne("cadre", Column("Cadre ORT", 10), calcule=True),
        Colonne("cadre_le", Column("Signée le", 10, priority=1), jour, calcule=True),
        Colonne("actions", Column("Actions", 7, right=True), entier, calcule=True),
    ),
    apercu=(
        ("Code INSEE", Colonne("id", Column("", 1))),
        ("Arrondissement", Colonne("arrondissement", Column("", 1))),
        ("Codes postaux", Colonne("codes_postaux", Column("", 1))),
    ),
    calcul=compter,
)


class CommunesPage(ListePage):
    """The communes."""

    vue = VUE
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
        "a montre les actions de la commune, c les conventions.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        binding("commune.actions", "actions"),
        binding("commune.conventions", "conventions"),
    ]

    def action_actions(self) -> None:
        """List the actions of the commune under the cursor."""
        from screens.actions import ActionsPage  # noqa: PLC0415 - only when it opens

        if row := self.table.row:
            nom = self.store.rows.titres("commune", [row.id]).get(row.id, row.id)
            self.app.push_screen(ActionsPage({"commune": row.id}, titre=nom))

    def action_conventions(self) -> None:
        """List the conventions."""
        from screens.conventions import ConventionsPage  # noqa: PLC0415 - only when it opens

        self.app.push_screen(ConventionsPage())

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
