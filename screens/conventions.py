"""The conventions: d'adhésion, and cadres valant ORT. Reached from the communes."""

from typing import ClassVar, Final

from textual.binding import Binding, BindingType

from screens.aide import Aide
from screens.lignes import Catalogue, Colonne, jour
from screens.liste import ListePage
from screens.widgets.colonnes import Column

CATALOGUE: Final = Catalogue(
    "convention",
    "Conventions",
    (
        Colonne("titre", Column("Convention", 26, 3)),
        Colonne("type", Column("Type", 9)),
        Colonne("statut", Column("Signée ?", 10)),
        Colonne("date_signature", Column("Signée le", 10), jour),
        Colonne("crte_inscrit_le", Column("CRTE le", 10, priority=1), jour),
        Colonne("commune", Column("Commune", 12, 1, priority=2), de="commune"),
        Colonne("epci", Column("EPCI", 16, 2, priority=3), de="epci"),
    ),
    apercu=(
        ("Signature prévue", Colonne("date_prevue", Column("", 1), jour)),
        ("Fin", Colonne("date_fin", Column("", 1), jour)),
        ("Commentaire", Colonne("commentaire", Column("", 1))),
    ),
)


class ConventionsPage(ListePage):
    """The conventions."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "page", "Coup d'œil", id="convention.page", tooltip="La convention en un coup d'œil"),
        Binding("a", "actions", "Ses actions", id="convention.actions", tooltip="Les actions de cette convention"),
    ]

    catalogue = CATALOGUE
    plusieurs = "conventions"
    nouveau = "Nouvelle convention, titre"
    exemple = "Convention-cadre de Guise"
    vide: ClassVar[str] = "Aucune convention.\nn nouvelle convention · F1 laquelle compte ?"
    aide = Aide(
        "Les conventions",
        "La convention d'adhésion fait entrer dans le programme ; la convention-cadre valant ORT, signée dans les "
        "18 mois, ouvre la phase opérationnelle avec l'inscription au CRTE et une action engagée.",
        "p montre la convention en un coup d'œil, a ses actions. Celle d'un groupe s'écrit une fois : dans les "
        "communes (2), marquez-les puis A.",
    )

    def action_page(self) -> None:
        """Show the convention under the cursor at a glance."""
        from screens.convention import ConventionPage  # noqa: PLC0415 - only when it opens

        if (row := self.table.row) and not row.entete:
            self.app.push_screen(ConventionPage(row.id))

    def action_actions(self) -> None:
        """List the actions of the convention under the cursor."""
        from screens.actions import ActionsPage  # noqa: PLC0415 - only when it opens

        if (row := self.table.row) and not row.entete:
            titre = self.store.rows.titres("convention", [row.id]).get(row.id, "sans titre")
            self.app.push_screen(ActionsPage({"convention": row.id}, titre=titre))
