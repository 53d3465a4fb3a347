"""The expenses of an action in a grid: their sums, year by year, against the cost of the fiche and the plan."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.texte import counted
from screens.fiche_grille import Feuille
from screens.fiche_grille_ligne import Forme
from screens.fiche_grille_lignes import sommer
from screens.fiche_grille_plan import FeuilleRessources
from screens.fiche_rang import Note
from screens.widgets.grille_modele import Colonne, Total

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json


def euros(cents: int) -> str:
    """Write an amount as a cell shows it."""
    return show_montant(cents).removesuffix("\u202f€")


class FeuilleDepenses(Feuille):
    """The expenses of an action, forecast and final."""

    titre = "Dépenses"
    colonnes = (
        Colonne("Nature", 17, 2, cle="nature"),
        Colonne("Libellé", 12, 2, 2, cle="titre"),
        Colonne("Prévisionnel", 13, right=True, cle="previsionnel"),
        Colonne("Définitif", 13, right=True, cle="definitif"),
        Colonne("Année", 5, 0, 1, right=True, cle="annee"),
        Colonne("HT/TTC", 6, 0, 3, cle="regime"),
        Colonne("Section", 14, 0, 4, cle="section"),
        Colonne("Estimé", 6, 0, 6, cle="estimation"),
        Colonne("Sous-opération", 16, 1, 5, cle="operation"),
    )
    forme = Forme(
        "depense",
        "action",
        {
            "nature": "nature",
            "titre": "titre",
            "previsionnel": "montant_previsionnel",
            "definitif": "montant_definitif",
            "annee": "annee",
            "regime": "regime_montant",
            "section": "section",
            "estimation": "estimation",
            "operation": "sous_operation",
        },
        ajout="nouvelle dépense",
        attendus=frozenset({"montant_previsionnel"}),
    )

    @property
    def contexte(self) -> Mapping[str, str]:
        """Start with the régime of the fiche."""
        regime = self.saisie.valeurs().get("regime_montant")
        return {"regime_montant": str(regime)} if regime else {}

    def totaux(self) -> Sequence[Total]:
        """Give both sums, in the régime of the lines."""
        lines = self.entites(self.forme)
        if not lines:
            return ()
        previsionnel, inconnus = sommer([line.get("montant_previsionnel") for line in lines])
        definitif, _ = sommer([line.get("montant_definitif") for line in lines])
        regimes = {str(line["regime_montant"]) for line in lines if line.get("regime_montant")}
        mixed = len(regimes) > 1
        title = f"Total {' et '.join(sorted(regimes))}{' mêlés !' if mixed else ''}".rstrip()
        missing = f"{inconnus} à préciser" if inconnus else ""
        known = euros(previsionnel) if inconnus < len(lines) else "—"
        sums = (title, missing, known, euros(definitif) if definitif else "—")
        return (Total(sums, "alerte" if mixed or inconnus else "normal"),)

    def dessous(self, largeur: int) -> Sequence[Note]:
        """Compare with the cost of the fiche and with the plan; say what each year comes to."""
        _ = largeur
        lines = self.entites(self.forme)
        total, inconnus = sommer([line.get("montant_previsionnel") for line in lines])
        said = []
        cout = self.saisie.valeurs().get("cout_previsionnel")
        if isinstance(cout, int) and lines and not inconnus and cout != total:
            said.append(
                Note(f"~ Coût prévisionnel de la fiche : {show_montant(cout)}, {_ecart(total, cout)}.", "alerte")
            )
        plan = self.voisines.lire("Financement")
        if isinstance(plan, FeuilleRessources) and (line := plan.equilibre()):
            said.append(line)
        if years := _par_annee(lines):
            said.append(Note(f"Par année : {years}", "discret"))
        if guessed := sum(bool(line.get("estimation")) for line in lines):
            said.append(Note(f"Dont {counted(guessed, 'ligne estimée')}.", "discret"))
        return said


def _ecart(total: int, cout: int) -> str:
    more = "de plus" if total > cout else "de moins"
    return f"les dépenses font {show_montant(abs(total - cout))} {more}"


def _par_annee(lines: "Sequence[Mapping[str, Json]]") -> str:
    years: dict[int, int] = {}
    for line in lines:
        year, amount = line.get("annee"), line.get("montant_previsionnel")
        if isinstance(year, int) and isinstance(amount, int):
            years[year] = years.get(year, 0) + amount
    return " · ".join(f"{year} : {show_montant(years[year])}" for year in sorted(years)) if len(years) > 1 else ""
