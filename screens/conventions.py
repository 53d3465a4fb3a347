"""The conventions: d'adhésion, and cadres valant ORT. Reached from the communes."""

from typing import ClassVar, Final

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

    catalogue = CATALOGUE
    plusieurs = "conventions"
    nouveau = "Nouvelle convention, titre"
    exemple = "Convention-cadre de Guise"
    vide: ClassVar[str] = "Aucune convention.\nn nouvelle convention · F1 laquelle compte ?"
    aide = Aide(
        "Les conventions",
        "La convention d'adhésion fait entrer dans le programme ; la convention-cadre valant ORT, signée dans les "
        "18 mois, ouvre la phase opérationnelle avec l'inscription au CRTE et une action engagée.",
    )
