"""The plan de financement in a grid: its lines, their rates, its balance, what may still be asked for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.finding import Niveau
from pvd_tui.domain.limites import cout_du_plan, limites_du_plan
from pvd_tui.domain.montant import MontantError, show_montant
from pvd_tui.domain.part_maitre_ouvrage import counted, payantes
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.ressource import Ressource
from pvd_tui.domain.rules import findings_of
from pvd_tui.domain.rules.context import Context
from screens.fiche_choix import resume
from screens.fiche_grille_bilan import barre, part, pourcent
from screens.fiche_grille_ligne import Forme, Ligne
from screens.fiche_grille_lignes import sommer
from screens.fiche_grille_version import VersionEcrite
from screens.fiche_notes import constat
from screens.fiche_rang import Note
from screens.widgets.choix import Choice
from screens.widgets.grille_modele import Case, Colonne, Ecriture, Total

if TYPE_CHECKING:
    from pvd_tui.domain.champ import Champ
    from screens.slot import Tone

_CENT: Final = 100
_ENTIER: Final = 10_000
"""100 %, in hundredths of a percent."""
_DEMI: Final = _ENTIER // 2
"""Half a cent goes up."""
_DITES: Final = frozenset({14, 15, 16, 30})
"""Rules that the sentences below the plan say already."""


class FeuilleRessources(VersionEcrite):
    """The lines of the version that is written, with what they come to."""

    colonnes = (
        Colonne("Financeur", 14, 3, cle="financeur"),
        Colonne("Dispositif", 12, 2, cle="dispositif"),
        Colonne("Demandé", 12, right=True, cle="demande"),
        Colonne("Accordé", 12, 0, 1, right=True, cle="accorde"),
        Colonne("Taux", 7, 0, 2, right=True, cle="taux"),
        Colonne("État", 10, 1, 3, cle="etat"),
        Colonne("Dossier", 12, 1, 4, cle="dossier"),
        Colonne("Caractère", 10, 0, 5, cle="caractere"),
        Colonne("Assiette", 12, 0, 6, right=True, cle="assiette"),
    )
    forme = Forme(
        "ressource",
        "plan_financement",
        {
            "financeur": "financeur",
            "dispositif": "dispositif",
            "demande": "montant_demande",
            "accorde": "montant_accorde",
            "etat": "etat",
            "dossier": "demande",
            "caractere": "caractere",
            "assiette": "assiette",
        },
        ajout="nouvelle ressource",
        attendus=frozenset({"montant_demande"}),
    )
    # Cells that are computed.

    def calcul(self, line: Ligne, cle: str) -> Case:
        """Give the rate of a line; typing one gives the amount."""
        if cle != "taux" or line.forme is not self.forme:
            return Case("", "normal", Ecriture.LUE)
        one = next((r for r in self.ressources() if r.id == line.id), None)
        base = self._assiette(one)
        rate = pourcent(one.montant_retenu, base) if one else ""
        writable = base and not self.pourquoi_ligne(line, "montant_demande")
        return Case(rate or "—", "normal" if rate else "discret", Ecriture.TEXTE if writable else Ecriture.LUE, rate)

    def _assiette(self, one: Ressource | None) -> int | None:
        return one.assiette if one is not None and one.assiette else self.cout()

    def pourquoi(self, ident: str, colonne: int) -> str:
        """Say why a rate cannot be typed."""
        if self.colonnes[colonne].cle == "taux" and not self.lecture and self.ligne(ident):
            return "Le taux n'est pas évaluable : le coût est à préciser."
        return super().pourquoi(ident, colonne)

    def _viser(self, ident: str, colonne: int, texte: str) -> tuple[str, str]:
        """Let a rate come to an amount: « 20 » of 1 480 000 is 296 000."""
        line = self.ligne(ident)
        if self.colonnes[colonne].cle != "taux" or line is None:
            return super()._viser(ident, colonne, texte)
        base = self._assiette(next((r for r in self.ressources() if r.id == line.id), None))
        rate = _lire_taux(texte)
        if not texte.strip():
            return "montant_demande", ""
        if base is None:
            return "", texte
        if rate is None:
            return "montant_demande", texte  # it stands there to be corrected: nothing typed is dropped
        return "montant_demande", show_montant((base * rate + _DEMI) // _ENTIER).removesuffix("\u202f€")

    def choix(self, line: Ligne | None, asked: "Champ") -> list[Choice] | None:
        """Offer the demandes of this action only."""
        _ = line
        if asked.nom != "demande":
            return None
        columns = ("titre", "dispositif", "financeur", "numero_dossier", "etat", "montant_demande")
        rows = self.store.rows.page("demande", {"action": self.saisie.record}, columns=columns)
        return [
            Choice(str(row["id"]), resume(self.store, "demande", row), str(row["numero_dossier"] or "")) for row in rows
        ]

    # What is said.

    def totaux(self) -> Sequence[Total]:
        """Give the sums and the difference with the expenses."""
        lines = counted(self.ressources())
        if not lines:
            return ()
        asked, unknown = sommer([line.montant_demande for line in lines])
        granted, _ = sommer([line.montant_accorde for line in lines])
        title = f"Total{f' ({unknown} à préciser)' if unknown else ''}"
        total = Total((title, "", _euros(asked), _euros(granted) if granted else "—", pourcent(self.tenu, self.cout())))
        gap = self.ecart
        if gap is None:
            return (total, Total(("Écart avec les dépenses", "", "à préciser"), "discret"))
        right = abs(gap) <= _CENT
        shown = f"{'+' if gap > 0 else ''}{_euros(gap)}"
        base = f"Écart avec {_euros(self.cout() or 0)} de dépenses"
        return (total, Total((base, "", shown, "√" if right else "!"), "normal" if right else "alerte"))

    @property
    def tenu(self) -> int | None:
        """Give what the lines bring, in cents; None where one is to be said. The FCTVA counts where taxes do."""
        said = [line.montant_retenu for line in payantes(self.ressources(), self.regime())]
        total, missing = sommer(said)
        return None if missing or not said else total

    @property
    def ecart(self) -> int | None:
        """Give by how much the lines exceed the expenses; None where something is to be said."""
        held, cout = self.tenu, self.cout()
        return None if held is None or cout is None else held - cout

    def equilibre(self) -> Note | None:
        """Say in one line how the plan stands against the expenses."""
        gap = self.ecart
        if gap is None:
            return Note("Plan de financement : un montant est à préciser.", "discret") if self.ressources() else None
        if abs(gap) <= _CENT:
            return Note("√ Le plan de financement couvre exactement les dépenses.", "succes")
        more = "dépassent les dépenses de" if gap > 0 else "n'atteignent pas les dépenses : il manque"
        return Note(f"~ Les ressources {more} {show_montant(abs(gap))}.", "alerte")

    def dessous(self, largeur: int) -> Sequence[Note]:
        """Draw who pays, say what may still be asked for and why, the part of the maître d'ouvrage, the rules."""
        plan, ressources, depenses, action = self.plan(), self.ressources(), self.depenses(), self.action()
        said = [*barre(largeur, cout_du_plan(plan, action, depenses), ressources)]
        found = limites_du_plan(plan, action, depenses, ressources)
        for place, phrase in enumerate(found.phrases):
            tone: Tone = "alerte" if "épassement" in phrase else "normal" if place or found.lie() else "discret"
            said.append(Note(phrase, tone))
        said += part(plan, action, ressources)
        here = RegistreMemoire([plan, action, *depenses, *ressources])  # what its rules read, as it is typed
        rules = findings_of(plan, Context(here, self.saisie.today))
        return [*said, *(constat(f) for f in rules if f.rule not in _DITES and f.level is not Niveau.INFORMATION)]


def _lire_taux(texte: str) -> int | None:
    """Read a rate, in hundredths of a percent: whole numbers, so that cents are exact."""
    from pvd_tui.domain.montant import read_montant  # noqa: PLC0415 - a rate is read as a number of euros is

    try:
        return read_montant(texte.replace("%", ""))
    except MontantError:
        return None


def _euros(cents: int) -> str:
    return show_montant(cents).removesuffix("\u202f€")
