"""The tables of a convention: its communes, its axes, its secteurs, its avenants, and the actions they bring in."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.action import Action
from pvd_tui.domain.conditions_ort import conditions_ort
from pvd_tui.domain.convention import Convention
from pvd_tui.domain.fiche_convention_texte import SIGNES, mouvements
from pvd_tui.domain.perimetre_convention import communes_de
from pvd_tui.domain.phase_operationnelle import is_cadre
from pvd_tui.domain.registre import RegistreSuperpose, one, where
from pvd_tui.domain.reponse import Reponse
from screens.fiche_choix import libelle
from screens.fiche_droits import champ_fige, hors_habilitation
from screens.fiche_grille import Feuille
from screens.fiche_grille_depenses import euros
from screens.fiche_grille_ligne import Forme, Ligne
from screens.fiche_grille_lignes import sommer
from screens.fiche_rang import Note
from screens.widgets.choix import Choice
from screens.widgets.grille_modele import Case, Colonne, Ecriture, Total
from storage.registre import RegistreNomme

if TYPE_CHECKING:
    from pvd_tui.domain.champ import Champ
    from pvd_tui.domain.commune import Commune
    from screens.fiche_grille_lignes import Voisines
    from screens.fiche_saisie import Prete, Saisie
    from storage.drafts import Draft

_SEULE: Final = "Convention d'une seule commune. Dans la liste des communes (2), A en fait celle d'un groupe."


class FeuilleConvention(Feuille):
    """A table of a convention, which reads it as it is typed."""

    def convention(self) -> Convention:
        """Give the convention as it is typed."""
        return Convention.lenient({**self.saisie.valeurs(), "id": self.saisie.record})[0]

    def registre(self) -> RegistreSuperpose:
        """Give the records as the rules read them, with the lines of this table as they are typed."""
        gone = [(line.table, line.id) for line in self.toutes if line.retrait is not None]
        return RegistreSuperpose(RegistreNomme(self.store), self.records(), gone)


class FeuilleCommunesConvention(FeuilleConvention):
    """The communes of a convention; below, what it needs to be worth an ORT."""

    titre = "Communes"
    colonnes = (
        Colonne("Commune", 24, 2, cle="commune"),
        Colonne("Statut", 13, cle="statut"),
        Colonne("EPCI", 24, 2, 1, cle="epci"),
    )
    forme = Forme(
        "convention_commune",
        "convention",
        {"commune": "commune", "statut": "statut_commune"},
        ajout="commune de la convention",
        figes=frozenset({"commune"}),
    )

    @property
    def voulue(self) -> str:
        """Say that a convention of one commune has no rows: the others would never see them."""
        return _SEULE if self.saisie.fiche is not None and self.saisie.fiche.commune else ""

    def calcul(self, line: Ligne, cle: str) -> Case:
        """Give the EPCI of a commune."""
        _ = cle
        found = self._commune(line.texte("commune"))
        epci = self.registre().one("epci", found.epci) if found is not None and found.epci else None
        return Case((epci.titre if epci else None) or "", "discret", Ecriture.LUE)

    def _commune(self, insee: str) -> "Commune | None":
        from pvd_tui.domain.commune import Commune  # noqa: PLC0415 - the name is for the type checker above

        return one(self.registre(), Commune, insee)

    def dessous(self, largeur: int) -> Sequence[Note]:
        """Say what an ORT needs, and what is missing."""
        _ = largeur
        convention = self.convention()
        if not is_cadre(convention):
            return ()
        tones = {Reponse.OUI: "succes", Reponse.NON: "alerte", Reponse.INCONNU: "info"}
        return [
            Note(f"{SIGNES[c.reponse]} {c.fait} {c.clears}".rstrip(), tones[c.reponse])  # type: ignore[arg-type] # tones
            for c in conditions_ort(convention, self.registre())
        ]


class FeuilleAxes(FeuilleConvention):
    """The axes of a convention, free, with what their actions come to."""

    titre = "Axes"
    colonnes = (
        Colonne("N°", 4, cle="ordre"),
        Colonne("Axe", 24, 3, cle="titre"),
        Colonne("Actions", 7, right=True, cle="actions"),
        Colonne("Coût connu", 14, 0, 1, right=True, cle="cout"),
        Colonne("Description", 16, 2, 2, cle="description"),
    )
    forme = Forme(
        "axe", "convention", {"ordre": "ordre", "titre": "titre", "description": "description"}, ajout="nouvel axe"
    )

    def calcul(self, line: Ligne, cle: str) -> Case:
        """Count the actions of an axe, or add their known costs up."""
        actions = self.compter(("actions", line.id), lambda: where(self.registre(), Action, axe=line.id))
        costs, _ = sommer([action.cout_previsionnel for action in actions])
        return Case(str(len(actions)) if cle == "actions" else euros(costs) if costs else "—", "discret", Ecriture.LUE)


class FeuilleSecteurs(FeuilleConvention):
    """The secteurs d'intervention of an ORT."""

    titre = "Secteurs d’intervention"
    colonnes = (
        Colonne("Secteur", 22, 2, cle="titre"),
        Colonne("Commune", 18, 1, cle="commune"),
        Colonne("Centre-ville", 12, cle="centre"),
        Colonne("Périmètre", 20, 2, 1, cle="perimetre"),
    )
    forme = Forme(
        "secteur",
        "convention",
        {"titre": "titre", "commune": "commune", "centre": "est_centre_ville", "perimetre": "perimetre"},
        ajout="nouveau secteur",
    )

    def choix(self, line: Ligne | None, asked: "Champ") -> list[Choice] | None:
        """Offer the communes of the convention."""
        _ = line
        return _communes(self, asked) if asked.nom == "commune" else None

    def dessous(self, largeur: int) -> Sequence[Note]:
        """Say that the centre of the main town is one of them, where none is said to be a centre."""
        _ = largeur
        lines = self.entites(self.forme)
        if lines and not any(line.get("est_centre_ville") for line in lines):
            return (Note("~ Aucun secteur n'est dit « centre-ville » : une ORT en comprend un.", "alerte"),)
        return ()


class FeuilleAvenants(FeuilleConvention):
    """The avenants of a convention, with how many actions each brings in and takes out."""

    titre = "Avenants"
    colonnes = (
        Colonne("N°", 4, cle="numero"),
        Colonne("Signé le", 10, cle="date"),
        Colonne("Objet", 24, 3, cle="objet"),
        Colonne("Actions", 9, cle="actions"),
        Colonne("Délibération", 12, 1, 1, cle="deliberation"),
    )
    forme = Forme(
        "avenant",
        "convention",
        {"numero": "numero", "date": "date", "objet": "objet", "deliberation": "deliberation"},
        ajout="nouvel avenant",
    )

    def calcul(self, line: Ligne, cle: str) -> Case:
        """Give « +3 −1 »."""
        _ = cle
        return Case(mouvements(*self._actions(line.id)), "discret", Ecriture.LUE)

    def _actions(self, avenant: str) -> tuple[list[str], list[str]]:
        return self.compter(("actions", avenant), lambda: _mouvements(self.registre(), avenant))

    def dessous(self, largeur: int) -> Sequence[Note]:
        """Name the actions that each one brings in and takes out."""
        _ = largeur
        said = []
        for line in self.de(self.forme):
            entrees, sorties = self._actions(line.id)
            who = f"Avenant {line.texte('numero')}".strip()
            said += [Note(f"{who}, entrées : {', '.join(entrees)}", "discret")] if entrees else []
            said += [Note(f"{who}, sorties : {', '.join(sorties)}", "discret")] if sorties else []
        return said or (Note("Dans « Actions », dites quel avenant fait entrer ou sortir chaque action.", "discret"),)


class FeuilleActionsConvention(FeuilleConvention):
    """The actions of a convention: their axe, the avenant that brought them in, the one that takes them out."""

    titre = "Actions"
    colonnes = (
        Colonne("N°", 6, cle="code"),
        Colonne("Action", 22, 3, cle="titre"),
        Colonne("Commune", 14, 1, 2, cle="commune"),
        Colonne("Axe", 14, 2, cle="axe"),
        Colonne("Entrée par", 11, 1, cle="entree"),
        Colonne("Sortie par", 11, 1, 1, cle="sortie"),
        Colonne("Coût", 13, 0, 3, right=True, cle="cout"),
    )
    forme = Forme(
        "action",
        "convention",
        {
            "code": "code",
            "titre": "titre",
            "commune": "commune",
            "axe": "axe",
            "entree": "avenant",
            "sortie": "avenant_sortie",
            "cout": "cout_previsionnel",
        },
        ajout="nouvelle action",
        figes=frozenset({"commune"}),
        attendus=frozenset({"cout_previsionnel"}),
    )

    def __init__(self, saisie: "Saisie", voisines: "Voisines") -> None:
        """Leave alone the actions that are being written in their own fiche: their drafts are finished there."""
        super().__init__(saisie, voisines)
        self._ailleurs = {line.id for line in self.toutes if line.a_garder and not line.nouveau}
        mine = [d for line in self.toutes if line.id not in self._ailleurs for d in line.brouillons.values()]
        self.reprise = max(mine, key=lambda d: d.at, default=None)

    @property
    def brouillons(self) -> "list[Draft]":
        """List what was typed here and is on this laptop only."""
        return [draft for draft in super().brouillons if draft.record not in self._ailleurs]

    def _pretes(self, sauf: tuple[str, str] | None) -> "list[tuple[Ligne, Prete]]":
        return [(line, prete) for line, prete in super()._pretes(sauf) if line.id not in self._ailleurs]

    @property
    def contexte(self) -> Mapping[str, str]:
        """Start in the commune of the convention, where it has only one."""
        communes = communes_de(self.convention(), RegistreNomme(self.store))
        return {"commune": communes[0]} if len(communes) == 1 else {}

    def pourquoi_ligne(self, line: Ligne | None, nom: str) -> str:
        """Say why a field of an action cannot be written: a grant that does not reach it, a number that was signed."""
        if why := super().pourquoi_ligne(line, nom):
            return why
        if line is None or line.nouveau:
            return ""
        if line.id in self._ailleurs:
            return "Un brouillon de cette action attend dans sa fiche : F9, « Ouvrir la ligne »."
        return hors_habilitation(line) or champ_fige(line, nom)

    def retirer(self, ident: str) -> str:
        """Leave an action that is there: it goes out by an avenant, its fiche stays."""
        line = self.ligne(ident)
        if line is not None and not line.nouveau:
            return "Une action sort par un avenant (« Sortie par ») ou s'archive dans sa fiche (F9, ouvrir la ligne)."
        return super().retirer(ident)

    def choix(self, line: Ligne | None, asked: "Champ") -> list[Choice] | None:
        """Offer the communes, the axes, the avenants of this convention."""
        _ = line
        if asked.nom == "commune":
            return _communes(self, asked)
        if asked.reference not in {"axe", "avenant"}:
            return None
        ids = self.store.rows.ids(asked.reference, {"convention": self.saisie.record}, order=(("id", False),))
        return [Choice("", "(aucun)"), *(Choice(record, libelle(self.store, asked, record)) for record in ids)]

    def totaux(self) -> Sequence[Total]:
        """Add up what is known of the actions that are still in."""
        lines = [line for line in self.entites(self.forme) if not line.get("avenant_sortie")]
        if not lines:
            return ()
        total, inconnus = sommer([line.get("cout_previsionnel") for line in lines])
        missing = f", {inconnus} à préciser" if inconnus else ""
        said = f"{len(lines)} action{'s' * (len(lines) > 1)}{missing}"
        shown = euros(total) if inconnus < len(lines) else "—"
        return (Total(("", said, "", "", "", "", shown), "alerte" if inconnus else "normal"),)


def _communes(feuille: FeuilleConvention, asked: "Champ") -> list[Choice] | None:
    """Offer the communes of the convention; None, so that all are offered, while it has none."""
    codes = communes_de(feuille.convention(), RegistreNomme(feuille.store))
    return [Choice(code, libelle(feuille.store, asked, code)) for code in codes] or None


def _mouvements(registre: RegistreSuperpose, avenant: str) -> tuple[list[str], list[str]]:
    """Name the actions that an avenant brings in, and those it takes out."""
    return (
        [action.titre or "sans titre" for action in where(registre, Action, avenant=avenant)],
        [action.titre or "sans titre" for action in where(registre, Action, avenant_sortie=avenant)],
    )
