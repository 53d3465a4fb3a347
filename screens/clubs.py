"""Mode 4: the séances of the clubs, the latest first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import BindingType

from screens.aide import Aide
from screens.application import application
from screens.keys import binding
from screens.lignes import Catalogue, Colonne, Ligne, jour
from screens.liste import ListePage
from screens.widgets.colonnes import Column
from storage.bord import Bord

if TYPE_CHECKING:
    from storage.store import Store


def compter(store: "Store", rows: Sequence[Ligne]) -> None:
    """Say who was there of how many."""
    feuilles = Bord(store.connection).feuilles([str(row["id"]) for row in rows])
    for row in rows:
        feuille = feuilles.get(str(row["id"]))
        row["presents"] = f"{feuille.presents}/{feuille.inscrits}" if feuille else None
        row["communes"] = feuille.communes if feuille else None  # nobody was asked: not zero


CATALOGUE: Final = Catalogue(
    "seance_club",
    "Clubs",
    (
        Colonne("date", Column("Date", 10), jour),
        Colonne("titre", Column("Séance", 22, 4)),
        Colonne("public", Column("Public", 16, priority=3)),
        Colonne("commune_hote", Column("À", 12, 1, priority=4), de="commune"),
        Colonne("etat", Column("État", 9)),
        Colonne("presents", Column("Présents", 8, priority=1, right=True)),
        Colonne("communes", Column("Communes", 8, priority=2, right=True)),
    ),
    ordre=(("date", True),),
    apercu=(
        ("Lieu", Colonne("lieu", Column("", 1))),
        ("Animateur", Colonne("animateur", Column("", 1))),
        ("Objectifs", Colonne("objectifs", Column("", 1))),
    ),
    calcul=compter,
)


class ClubsPage(ListePage):
    """The séances."""

    catalogue = CATALOGUE
    plusieurs = "séances"
    nouveau = "Nouvelle séance, titre"
    exemple = "Club de décembre"
    vide: ClassVar[str] = (
        "Aucune séance de club.\nn nouvelle séance · l'instruction en demande deux par an · C lesquelles comptent ?"
    )
    aide = Aide(
        "Les clubs",
        "Une séance compte si elle est tenue, départementale, et réunit des élus ou des chefs de projet : "
        "deux par année civile.",
        "Entrée ouvre la séance : ordre du jour, présences, notes et suites. R cherche dans les retours d'expérience, "
        "B donne le plan de formation, C la conformité : périodes, communes, ce qui reste à tenir.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        binding("liste.suites", "suites", show=False),
        binding("club.conformite", "conformite", show=False),
        binding("club.retex", "retex", show=False),
        binding("club.formation", "formation", show=False),
        binding("seance.direct", "direct"),
    ]

    def action_conformite(self) -> None:
        """Show what the instruction asks for, and what was held."""
        from screens.conformite_club import ConformiteClubPage  # noqa: PLC0415 - pydantic, only when it opens

        self.app.push_screen(ConformiteClubPage())

    def action_retex(self) -> None:
        """Search the retours d'expérience of every séance."""
        from screens.retex import RetexPage  # noqa: PLC0415 - only when it opens

        self.app.push_screen(RetexPage())

    def action_formation(self) -> None:
        """Show the needs of training that the séances noted."""
        from screens.formation import FormationPage  # noqa: PLC0415 - only when it opens

        self.app.push_screen(FormationPage())

    def creer(self, titre: str) -> None:
        """Begin a séance as the last one was organised: its number, its host in turn, the same organisers."""
        from storage.invitations import commencer  # noqa: PLC0415 - pydantic, only when a séance is begun

        values = commencer(self.store, self.today, {"titre": titre} | self.where)
        self.ecrire(values)

    def action_suites(self) -> None:
        """List the suites à donner of the séance under the cursor."""
        from screens.suites import SuitesPage  # noqa: PLC0415 - only when it opens

        if (row := self.table.row) and not row.entete:
            titre = self.store.rows.titres("seance_club", [row.id]).get(row.id, "sans titre")
            self.app.push_screen(SuitesPage({"seance_club": row.id}, titre=titre))

    def action_direct(self) -> None:
        """Hold the séance under the cursor."""
        from screens.accueil_seance import reprendre  # noqa: PLC0415 - only when a séance is held

        if (row := self.table.row) and not row.entete:
            reprendre(application(self), row.id)
