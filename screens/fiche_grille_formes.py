"""The tables of a fiche that are written in a grid: their columns, their sums, what is said below."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.affichage import show
from pvd_tui.domain.repartition import repartir
from screens.fiche_grille import Feuille
from screens.fiche_grille_convention import (
    FeuilleActionsConvention,
    FeuilleAvenants,
    FeuilleAxes,
    FeuilleCommunesConvention,
    FeuilleSecteurs,
)
from screens.fiche_grille_depenses import FeuilleDepenses, euros
from screens.fiche_grille_ligne import Forme, Ligne
from screens.fiche_grille_lignes import Voisines, sommer
from screens.fiche_grille_plan import FeuilleRessources
from screens.fiche_grille_seance import FeuilleOrdreDuJour, FeuillePresences
from screens.fiche_rang import Note
from screens.widgets.grille_modele import Case, Colonne, Ecriture, Total

if TYPE_CHECKING:
    from screens.fiche_saisie import Saisie

_CENT: Final = 100
_RIEN: Final = 0.005
"""Percent below which a sum is the one that is wanted."""


class FeuilleCommunes(Feuille):
    """The communes that share an action, and their part of it."""

    titre = "Communes et clé"
    colonnes = (
        Colonne("Commune", 24, 1, cle="commune"),
        Colonne("Clé (%)", 10, right=True, cle="cle"),
        Colonne("Part du coût", 14, right=True, cle="part"),
    )
    forme = Forme(
        "action_commune",
        "action",
        {"commune": "commune", "cle": "cle"},
        ajout="commune associée",
        figes=frozenset({"commune"}),
        attendus=frozenset({"cle"}),
    )

    def calcul(self, line: Ligne, cle: str) -> Case:
        """Give the part of the cost."""
        _ = cle
        part = self.compter("parts", self._parts).get(line.id)
        return Case("—" if part is None else euros(part), "discret", Ecriture.LUE)

    def _parts(self) -> dict[str, int]:
        """Share the cost out to the cent, as « Part de chaque commune » does; what has no key yet is left over."""
        plan = self.voisines.lire("Financement")
        cout = plan.cout_en_vigueur() if isinstance(plan, FeuilleRessources) else None
        lines = [(str(line["id"]), line.get("cle")) for line in self.entites(self.forme)]
        keys = {ident: float(key) for ident, key in lines if isinstance(key, int | float)}
        rest = round(_CENT - sum(keys.values()), 4)
        return repartir(cout, keys | ({"": rest} if rest > 0 else {})) if cout is not None and rest >= -_RIEN else {}

    def totaux(self) -> Sequence[Total]:
        """Add the keys up: they make 100 %."""
        keys = [line.get("cle") for line in self.entites(self.forme)]
        if not keys:
            return ()
        total = sum(float(key) for key in keys if isinstance(key, int | float))
        right = abs(total - _CENT) < _RIEN and None not in keys
        shown = show(self.saisie.cls, "cle", None) or f"{round(total, 2):g}".replace(".", ",")
        return (Total(("Total", f"{shown} {'√' if right else '!'}"), "normal" if right else "alerte"),)

    def dessous(self, largeur: int) -> Sequence[Note]:
        """Say what is missing to make 100 %."""
        _ = largeur
        keys = [line.get("cle") for line in self.entites(self.forme)]
        if not keys:
            return (
                Note("Action d'une seule commune. Ajoutez celles qui la partagent, la sienne comprise.", "discret"),
            )
        if None in keys:
            return (Note("~ La clé n'est pas évaluable : une part est à préciser.", "alerte"),)
        rest = _CENT - sum(float(key) for key in keys if isinstance(key, int | float))
        if abs(rest) < _RIEN:
            return ()
        words = f"Il manque {rest:.2f} %" if rest > 0 else f"{-rest:.2f} % de trop"
        return (Note(f"! {words.replace('.', ',')} : la somme des clés doit faire 100 %.", "alerte"),)


class FeuilleOperations(Feuille):
    """The sous-opérations of an action, with their dates."""

    titre = "Sous-opérations"
    colonnes = (
        Colonne("N°", 5, 0, 3, cle="reference"),
        Colonne("Intitulé", 20, 3, cle="titre"),
        Colonne("Nature", 10, 1, 2, cle="nature"),
        Colonne("Début", 10, cle="debut"),
        Colonne("Fin", 10, cle="fin"),
        Colonne("Budget", 13, 0, 1, right=True, cle="budget"),
        Colonne("HT/TTC", 6, 0, 4, cle="regime"),
        Colonne("Description", 16, 2, 5, cle="description"),
    )
    forme = Forme(
        "sous_operation",
        "action",
        {
            "reference": "reference",
            "titre": "titre",
            "nature": "nature",
            "debut": "debut",
            "fin": "fin",
            "budget": "budget",
            "regime": "regime_montant",
            "description": "description",
        },
        ajout="nouvelle sous-opération",
        attendus=frozenset({"budget"}),
    )

    def totaux(self) -> Sequence[Total]:
        """Add the budgets up."""
        lines = self.entites(self.forme)
        if not lines:
            return ()
        total, inconnus = sommer([line.get("budget") for line in lines])
        missing = f"{inconnus} à préciser" if inconnus else ""
        return (
            Total(
                ("", f"Total {missing}", "", "", "", euros(total) if inconnus < len(lines) else "—"),
                "alerte" if inconnus else "normal",
            ),
        )

    def dessous(self, largeur: int) -> Sequence[Note]:
        """Say which end comes before its beginning."""
        _ = largeur
        lines = self.entites(self.forme)
        return [
            Note(f"~ {line.get('titre') or 'Une sous-opération'} : la fin est avant le début.", "alerte")
            for line in lines
            if line.get("debut") and line.get("fin") and str(line["fin"]) < str(line["debut"])
        ]


class FeuilleIndicateurs(Feuille):
    """The indicateurs of an action; below each, its dated mesures."""

    titre = "Indicateurs"
    colonnes = (
        Colonne("Indicateur / mesure du", 22, 3, cle="titre"),
        Colonne("Unité", 8, 1, 2, cle="unite"),
        Colonne("Initiale", 9, right=True, priority=1, cle="initiale"),
        Colonne("Cible", 9, right=True, cle="cible"),
        Colonne("Constatée", 9, right=True, cle="constatee"),
        Colonne("Cible le", 10, 0, 3, cle="date"),
        Colonne("Nature, estim.", 11, 0, 4, cle="nature"),
        Colonne("Source, note", 14, 2, 5, cle="source"),
    )
    _mesure = Forme(
        "mesure",
        "indicateur",
        {"titre": "date", "constatee": "valeur", "nature": "estimation", "source": "commentaire"},
        ajout="mesure",
    )
    forme = Forme(
        "indicateur",
        "action",
        {
            "titre": "titre",
            "unite": "unite",
            "initiale": "valeur_initiale",
            "cible": "valeur_cible",
            "date": "date_cible",
            "nature": "nature",
            "source": "source",
        },
        ajout="nouvel indicateur",
        sous=_mesure,
    )

    def calcul(self, line: Ligne, cle: str) -> Case:
        """Give the last mesure, and how far it is on the way to the target."""
        if cle != "constatee" or line.forme is not self.forme:
            return Case("", "normal", Ecriture.LUE)
        known = [
            m for m in self.entites(self._mesure) if m.get("indicateur") == line.id and m.get("valeur") is not None
        ]
        last = max(known, key=lambda m: str(m.get("date") or ""), default=None)
        value = last["valeur"] if last else None
        return Case(f"{value:g}".replace(".", ",") if isinstance(value, int | float) else "—", "discret", Ecriture.LUE)


@dataclass(frozen=True, slots=True)
class Rubrique:
    """A rubrique that is a table: its title, the one it follows, and how its lines are read."""

    titre: str
    apres: str
    lire: "Callable[[Saisie, Voisines], Feuille]"
    tables: tuple[str, ...]
    """The tables of its lines, the first one below the record of the fiche."""

    def remplie(self, saisie: "Saisie") -> bool:
        """Say whether there is a line, without reading them."""
        return saisie.store.rows.count(self.tables[0], {saisie.table: saisie.record}) > 0


GRILLES: Final[Mapping[str, tuple[Rubrique, ...]]] = {
    "action": (
        Rubrique("Communes et clé", "Identité", FeuilleCommunes, ("action_commune",)),
        Rubrique("Sous-opérations", "Description", FeuilleOperations, ("sous_operation",)),
        Rubrique("Dépenses", "Dépenses et financement", FeuilleDepenses, ("depense",)),
        Rubrique("Financement", "Dépenses", FeuilleRessources, ("plan_financement", "ressource")),
        Rubrique("Indicateurs", "Évaluation", FeuilleIndicateurs, ("indicateur", "mesure")),
    ),
    "convention": (
        Rubrique("Communes", "L’essentiel", FeuilleCommunesConvention, ("convention_commune",)),
        Rubrique("Secteurs", "Opération de revitalisation", FeuilleSecteurs, ("secteur",)),
        Rubrique("Axes", "Contenu", FeuilleAxes, ("axe",)),
        Rubrique("Avenants", "Axes", FeuilleAvenants, ("avenant",)),
        Rubrique("Actions", "Avenants", FeuilleActionsConvention, ("action",)),
    ),
    "seance_club": (
        Rubrique("Ordre du jour", "Contenu", FeuilleOrdreDuJour, ("point_ordre_du_jour",)),
        Rubrique("Présences", "Ordre du jour", FeuillePresences, ("presence",)),
    ),
}
"""Each table's rubriques that are grids."""

TABLES_EN_GRILLE: Final[Mapping[str, frozenset[str]]] = {
    "action": frozenset({"action_commune", "sous_operation", "depense", "indicateur"}),
    "convention": frozenset({"convention_commune", "secteur", "axe", "avenant", "action"}),
    "seance_club": frozenset({"point_ordre_du_jour", "presence"}),
}
"""The kinds of records that a fiche shows in a grid, and no more in « Fiches liées »."""
