"""The suites à donner of the clubs: of every séance, of one, of an action."""

from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import BindingType

from screens.aide import Aide
from screens.gestes_suite import dire_statut, vers_action
from screens.keys import binding
from screens.lignes import Catalogue, Colonne, jour
from screens.liste import ListePage
from screens.widgets.choix import Choice, Choix
from screens.widgets.colonnes import Column

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json

CATALOGUE: Final = Catalogue(
    "suite",
    "Suites",
    (
        Colonne("numero", Column("N°", 5, priority=4)),
        Colonne("titre", Column("Suite à donner", 26, 3)),
        Colonne("pilote", Column("Pilote", 14, 1)),
        Colonne("echeance", Column("Échéance", 10), jour),
        Colonne("statut", Column("Statut", 10)),
        Colonne("seance_club", Column("Séance", 18, 1, priority=2), de="seance_club"),
        Colonne("communes", Column("Communes", 14, priority=5)),
    ),
    ordre=(("echeance", False), ("titre", False)),
    apercu=(
        ("Action liée", Colonne("action", Column("", 1), de="action")),
        ("Commentaire", Colonne("commentaire", Column("", 1))),
    ),
)


class SuitesPage(ListePage):
    """The suites à donner."""

    catalogue = CATALOGUE
    plusieurs = "suites"
    nouveau = "Nouvelle suite à donner"
    exemple = "Envoyer le modèle de convention"
    vide: ClassVar[str] = "Aucune suite à donner.\nn nouvelle suite · 4 les séances, où elles naissent"
    aide = Aide(
        "Les suites à donner",
        "Ce qu'une séance a décidé que quelqu'un fasse, et pour quand.",
        "F4, « En retard » : ce qui devait être fait ; « Par pilote » : à qui le rappeler. F : faite. A : en faire une "
        "fiche action, ou la lier à une.",
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("suite.faite", "faite"),
        binding("suite.abandonnee", "abandonnee", show=False),
        binding("suite.action", "fiche_action"),
    ]

    def action_faite(self) -> None:
        """Say that what is marked, or under the cursor, is done."""
        dire_statut(self, self.vises(), faite=True)

    def action_abandonnee(self) -> None:
        """Say that it is given up."""
        dire_statut(self, self.vises(), faite=False)

    def action_fiche_action(self) -> None:
        """Make a fiche action of the suite under the cursor, or link it to one."""
        if (row := self.table.row) and not row.entete:
            vers_action(self, row.id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what is done with a suite where there is one."""
        if action in {"faite", "abandonnee", "fiche_action"}:
            return self.is_mounted and self.table.count > 0
        return super().check_action(action, parameters)

    def creer(self, titre: str) -> None:
        """Create a suite; ask of which séance where the list is of several."""
        values: dict[str, Json] = {"titre": titre, "statut": "À faire", **self.where}
        if "seance_club" in values:
            self.ecrire(values)
            return
        rows = self.store.rows.page("seance_club", columns=("titre", "date"), order=[("date", True)], limit=500)
        if not rows:
            self.say("Ajoutez d'abord une séance : 4, puis n. Le titre reste ici.", "alerte")
            return
        choices = [Choice(str(row["id"]), str(row["titre"] or "sans titre"), jour(row["date"])) for row in rows]
        self.app.push_screen(
            Choix("De quelle séance ?", choices),
            lambda record: self.ecrire({**values, "seance_club": record}) if record else None,
        )
