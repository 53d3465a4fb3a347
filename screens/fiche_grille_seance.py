"""The tables of a séance: its ordre du jour, point by point with the hour of each, and its attendance sheet."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.texte import counted, plain
from screens.fiche_grille import Feuille
from screens.fiche_grille_ligne import Forme, Ligne
from screens.fiche_rang import Note
from screens.widgets.choix import Choice
from screens.widgets.grille_modele import Case, Colonne, Ecriture, Total
from storage.communes_club import du_club

if TYPE_CHECKING:
    from pvd_tui.domain.champ import Champ
    from storage.store import Saved

_DERNIER: Final = 10**6
_JOUR: Final = 24 * 60


class FeuilleOrdreDuJour(Feuille):
    """The points, in their order: a number that is typed moves its point there, the others follow."""

    titre = "Ordre du jour"
    colonnes = (
        Colonne("Point", 22, 3, cle="titre"),
        Colonne("Intervenant", 14, 2, 1, cle="intervenant"),
        Colonne("Min", 4, right=True, cle="duree"),
        Colonne("À", 5, 0, 2, cle="heure"),
        Colonne("N°", 3, right=True, cle="ordre"),
        Colonne("Type", 12, 1, 3, cle="type"),
        Colonne("Préparation", 14, 2, 4, cle="texte"),
    )
    forme = Forme(
        "point_ordre_du_jour",
        "seance_club",
        {
            "ordre": "ordre",
            "titre": "titre",
            "intervenant": "intervenant",
            "duree": "duree",
            "type": "type",
            "texte": "texte",
        },
        ajout="nouveau point",
        attendus=frozenset({"duree"}),
    )

    def charger(self) -> None:
        """Read the points, in their order; those that are being typed stay where they are."""
        super().charger()
        self.toutes.sort(key=lambda line: (line.a_garder and line.nouveau, _ordre(line) or _DERNIER))
        self.recompter()

    def case(self, ident: str, colonne: int) -> Case:
        """Say, before it is recorded, the number that a new point gets."""
        line = self.ligne(ident)
        found = super().case(ident, colonne)
        if line is not None and self.colonnes[colonne].cle == "ordre" and line.nouveau and not line.texte("ordre"):
            return found._replace(texte=str(self._places().get(line.id, "")), ton="discret")
        return found

    def calcul(self, line: Ligne, cle: str) -> Case:
        """Say when a point begins."""
        _ = cle
        return Case(self.compter("heures", self._heures).get(line.id, ""), "discret", Ecriture.LUE)

    def _heures(self) -> dict[str, str]:
        now = _minutes(self.saisie.texte("heure_debut"))
        found: dict[str, str] = {}
        for values in self.entites(self.forme):
            found[str(values["id"])] = f"{now // 60 % 24:02d}:{now % 60:02d}" if now is not None else ""
            duree = values.get("duree")
            now = now + duree if now is not None and isinstance(duree, int) else None
        return found

    def totaux(self) -> Sequence[Total]:
        """Add the minutes up."""
        lines = self.entites(self.forme)
        if not lines:
            return ()
        unknown = sum(line.get("duree") is None for line in lines)
        missing = f", {unknown} à préciser" if unknown else ""
        total = sum(d for line in lines if isinstance(d := line.get("duree"), int))
        return (Total((f"{counted(len(lines), 'point')}{missing}", "", str(total)), "normal"),)

    def dessous(self, largeur: int) -> Sequence[Note]:
        """Compare with the hours of the séance."""
        _ = largeur
        lines = self.entites(self.forme)
        start, end = (_minutes(self.saisie.texte(name)) for name in ("heure_debut", "heure_fin"))
        if not lines:
            return (
                Note("Tapez les points l'un sous l'autre ; des lignes copiées d'un tableur se collent.", "discret"),
            )
        if start is None or end is None or end <= start:
            return ()
        planned = sum(d for line in lines if isinstance(d := line.get("duree"), int))
        left = end - start - planned
        if left < 0:
            return (Note(f"~ L'ordre du jour dépasse de {-left} min l'heure de fin.", "alerte"),)
        return (Note(f"{left} min libres avant l'heure de fin." if left else "Jusqu'à l'heure de fin.", "discret"),)

    def enregistrer(self, nom: str, sauf: "tuple[str, str] | None" = None) -> "Saved | None":
        """Save every finished point, numbered in the order that was meant."""
        if not self.lecture and self.reprise is None and sauf is None and self.brouillons:
            for ident, place in self._places().items():
                line = self.ligne(ident)
                if line is not None and _ordre(line) != place:
                    line.taper("ordre", str(place))
            self.recompter()
        return super().enregistrer(nom, sauf)

    def _places(self) -> dict[str, int]:
        """Give the number of each point; nothing changes for those whose numbers are in order already."""
        lines = [line for line in self.toutes if line.retrait is None and not line.archivee and not line.vide]
        meant = sorted(lines, key=self._rang)
        numbers = [_ordre(line) for line in meant]
        known = [n for n in numbers if n is not None]
        if len(set(known)) == len(known):  # all apart: a new point comes after, holes stay
            last = max(known, default=0)
            fresh = [line for line, number in zip(meant, numbers, strict=True) if number is None]
            kept = {line.id: number for line, number in zip(meant, numbers, strict=True) if number is not None}
            return kept | {line.id: last + i for i, line in enumerate(fresh, 1)}
        return {line.id: place for place, line in enumerate(meant, 1)}

    def _rang(self, line: Ligne) -> tuple[int, int, int]:
        """Place a point: one that was moved up goes before the one that had its number, one moved down after it."""
        number = _ordre(line)
        before = line.folded.values.get("ordre")
        moved = 1
        if "ordre" in line.brouillons and number is not None:
            moved = 2 if isinstance(before, int) and number > before else 0
        return number or _DERNIER, moved, self.toutes.index(line)


class FeuillePresences(Feuille):
    """The attendance sheet, line by line: each keeps its own copy of function, organisme and commune."""

    titre = "Présences"
    colonnes = (
        Colonne("Nom", 16, 2, cle="titre"),
        Colonne("Commune", 14, 1, cle="commune"),
        Colonne("Statut", 10, cle="statut"),
        Colonne("Fonction", 14, 2, 1, cle="fonction"),
        Colonne("Organisme", 12, 1, 2, cle="organisme"),
        Colonne("Qualité", 9, 0, 3, cle="qualite"),
        Colonne("Représenté par", 14, 1, 4, cle="represente_par"),
        Colonne("Émargé", 6, 0, 5, cle="emarge"),
        Colonne("Mode", 10, 0, 6, cle="mode"),
    )
    forme = Forme(
        "presence",
        "seance_club",
        {
            name: name
            for name in (
                *("titre", "commune", "statut", "fonction", "organisme", "qualite"),
                *("represente_par", "emarge", "mode"),
            )
        },
        ajout="quelqu'un",
        contexte={"statut": "Inscrit"},
    )

    def charger(self) -> None:
        """Read the sheet, by name; those that are being typed stay at the end."""
        super().charger()
        self.toutes.sort(key=lambda line: (line.a_garder and line.nouveau, plain(line.texte("titre"))))
        self.recompter()

    def choix(self, line: Ligne | None, asked: "Champ") -> list[Choice] | None:
        """Offer the communes of the club."""
        _ = line
        if asked.nom != "commune":
            return None
        named = sorted(du_club(self.store, self.saisie.valeur("departement")).items(), key=lambda pair: plain(pair[1]))
        here = [Choice(insee, nom) for insee, nom in named]
        return [Choice("", "(aucune : un organisme)"), *here] if here else None

    def totaux(self) -> Sequence[Total]:
        """Count who is there, and for how many communes."""
        lines = self.entites(self.forme)
        if not lines:
            return ()
        there = [line for line in lines if line.get("statut") == "Présent"]
        spoke = {line.get("commune") for line in lines if line.get("statut") in {"Présent", "Représenté"}} - {None}
        return (
            Total(
                (f"{counted(len(lines), 'ligne')}, {counted(len(there), 'présent')}", counted(len(spoke), "commune"))
            ),
        )

    def dessous(self, largeur: int) -> Sequence[Note]:
        """Say who is represented by nobody."""
        _ = largeur
        lost = [
            str(line.get("titre") or "sans nom")
            for line in self.entites(self.forme)
            if line.get("statut") == "Représenté" and not line.get("represente_par")
        ]
        return (Note(f"~ Représenté : par qui ? {', '.join(lost)}.", "alerte"),) if lost else ()


def _ordre(line: Ligne) -> int | None:
    """Give the number of a point as it is typed, if it is one."""
    from pvd_tui.domain.saisie import SaisieError  # noqa: PLC0415 - the name is used by the store elsewhere

    try:
        value = line.lire("ordre")
    except SaisieError:
        return None
    return value if isinstance(value, int) else None


def _minutes(heure: str) -> int | None:
    """Count the minutes of an hour that is typed in full."""
    hours, _, rest = heure.strip().partition(":")
    if not (hours.isdigit() and rest.isdigit()):
        return None
    count = int(hours) * 60 + int(rest)
    return count if count < _JOUR else None
