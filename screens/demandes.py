"""The demandes de subvention: of everything, of a commune, of an action."""

from typing import TYPE_CHECKING, ClassVar, Final

from screens.aide import Aide
from screens.application import application
from screens.lignes import Catalogue, Colonne, euros, jour
from screens.liste import ListePage
from screens.widgets.choix import Choice, Choix
from screens.widgets.colonnes import Column

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json

CATALOGUE: Final = Catalogue(
    "demande",
    "Demandes",
    (
        Colonne("territoire", Column("Commune", 10, 2, priority=4), de="commune"),
        Colonne("action", Column("Action", 14, 3, priority=2), de="action"),
        Colonne("titre", Column("Demande", 12, 2, priority=3)),
        Colonne("dispositif", Column("Dispositif", 12)),
        Colonne("etat", Column("État", 14)),
        Colonne("date_depot", Column("Déposée le", 10, priority=1), jour),
        Colonne("montant_demande", Column("Demandé €", 10, right=True), euros),
        Colonne("montant_accorde", Column("Accordé €", 10, priority=5, right=True), euros),
    ),
    ordre=(("territoire", False), ("date_depot", False)),
    apercu=(
        ("Financeur", Colonne("financeur", Column("", 1))),
        ("N° de dossier", Colonne("numero_dossier", Column("", 1))),
        ("ARDD le", Colonne("date_ardd", Column("", 1), jour)),
        ("Complet le", Colonne("date_completude", Column("", 1), jour)),
        ("Notifiée le", Colonne("date_notification", Column("", 1), jour)),
        ("Pièces manquantes", Colonne("pieces_manquantes", Column("", 1))),
        ("Contact", Colonne("contact", Column("", 1))),
        ("Commentaire", Colonne("commentaire", Column("", 1))),
    ),
)


class DemandesPage(ListePage):
    """The demandes de subvention."""

    catalogue = CATALOGUE
    plusieurs = "demandes"
    nouveau = "Nouvelle demande, objet"
    exemple = "DETR 2027, tranche 1"
    vide: ClassVar[str] = (
        "Aucune demande.\nn nouvelle demande, d'une action\nNe signez rien avant l'accusé de réception"
    )
    aide = Aide(
        "Les demandes de subvention",
        "Chaque demande à un financeur, de l'idée au solde. Rien ne se signe avant l'accusé de réception du dossier.",
        "F4, « Demandes sans réponse » : celles qui attendent, la plus ancienne d'abord.",
    )

    def creer(self, titre: str) -> None:
        """Create a demande; ask of which action where the list is of several."""
        action = self.where.get("action")
        if action is not None:
            self.ecrire({"titre": titre, "action": action})
            return
        offered = self.actions()
        if not offered:
            self.say("Ajoutez d'abord une action : 3, puis n. Le titre reste ici.", "alerte")
            return
        self.app.push_screen(
            Choix("De quelle action ?", offered),
            lambda record: self.ecrire({"titre": titre, "action": record}) if record else None,
        )

    def actions(self) -> list[Choice]:
        """Give the actions that a new demande may be of."""
        commune = self.where.get("territoire")
        where: dict[str, Json] = {"commune": commune} if commune else {}
        rows = application(self).store.rows.page("action", where, columns=("titre", "commune"), limit=2_000)
        names = self.store.rows.titres("commune", [str(row["commune"]) for row in rows if row["commune"]])
        return [
            Choice(str(row["id"]), str(row["titre"] or "sans titre"), names.get(str(row["commune"]), ""))
            for row in rows
        ]
