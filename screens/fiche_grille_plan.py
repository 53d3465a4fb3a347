"""The plan de financement in a grid: which version is written, its rates, its balance, what may still be asked."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from pvd_tui.domain.financeur import Dispositif
from pvd_tui.domain.finding import Niveau
from pvd_tui.domain.limites import cout_du_plan, limites_du_plan
from pvd_tui.domain.montant import MontantError, show_montant
from pvd_tui.domain.part_maitre_ouvrage import counted
from pvd_tui.domain.plan_financement import PlanFinancement, StatutPlan
from pvd_tui.domain.plan_versions import SUIVI, is_vote, plan_courant
from pvd_tui.domain.regime import Regime
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.ressource import EtatRessource, Ressource
from pvd_tui.domain.rules import findings_of
from pvd_tui.domain.rules.context import Context
from screens.fiche_choix import resume
from screens.fiche_grille import Feuille
from screens.fiche_grille_bilan import barre, part, pourcent
from screens.fiche_grille_ligne import Forme, Ligne
from screens.fiche_grille_lignes import sommer
from screens.fiche_notes import constat
from screens.fiche_rang import Note
from screens.widgets.choix import Choice
from screens.widgets.grille_modele import Case, Colonne, Ecriture, Total

if TYPE_CHECKING:
    from pvd_tui.domain.action import Action
    from pvd_tui.domain.champ import Champ
    from pvd_tui.domain.depense import Depense
    from screens.fiche_grille_lignes import Voisines
    from screens.fiche_saisie import Prete, Saisie
    from screens.slot import Tone
    from storage.store import Store

_CENT: Final = 100
_VOTE: Final = "Ce plan est voté : F9, « Nouvelle version du plan ». État, accordé et dossier s'écrivent encore."
_DITES: Final = frozenset({14, 15, 16, 30})
"""Rules that the sentences below the plan say already."""


def versions(store: "Store", action: str) -> list[PlanFinancement]:
    """List the versions of the plan of an action."""
    rows = store.rows.page("plan_financement", {"action": action}, columns=("version", "statut"))
    return [PlanFinancement.lenient(row)[0] for row in rows]


class FeuilleRessources(Feuille):
    """The lines of the version of the plan that is being written; the first line is about the plan itself."""

    titre = "Financement"
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
    _plan = Forme(
        "plan_financement",
        "action",
        {"demande": "depense_subventionnable"},
        attendus=frozenset({"depense_subventionnable"}),
        fixe="Dépense subventionnable",
    )

    def __init__(self, saisie: "Saisie", voisines: "Voisines") -> None:
        """Read the version that is written; without one, prepare the first."""
        self._courant = plan_courant(versions(saisie.store, saisie.record))
        super().__init__(saisie, voisines)

    def _dans_l_ordre(self, ready: "list[tuple[Ligne, Prete]]") -> "list[tuple[Ligne, Prete]]":
        """Begin the first version with its first line."""
        plan = self.plan_ligne
        if plan.nouveau and ready:
            said = next((prete.edit.set for line, prete in ready if line is plan and prete.edit), {})
            born = plan.commencer({"version": 1, **said})
            ready = [(plan, born), *((line, prete) for line, prete in ready if line is not plan)]
        return super()._dans_l_ordre(ready)

    # Which version.

    def au_dessus(self) -> str:
        """Give the id of the version: one that exists, one begun in a draft, or a new one."""
        if self._courant is not None:
            return self._courant.id
        begun = next(
            (
                d
                for d in self.store.drafts.all()
                if d.contexte.get("action") == self.saisie.record
                and (d.table == "ressource" or (d.table == "plan_financement" and d.nouveau))
            ),
            None,
        )
        if begun is None:
            return self.store.new_id()
        return begun.record if begun.table == "plan_financement" else begun.contexte["plan_financement"]

    @property
    def contexte(self) -> Mapping[str, str]:
        """Start the first version with the régime of the fiche; its lines remember the action it is for."""
        regime = self.saisie.valeurs().get("regime_montant")
        start = {"action": self.saisie.record, "statut": str(StatutPlan.BROUILLON)}
        return start | ({"regime_montant": str(regime)} if regime else {})

    def fixes(self) -> Sequence[tuple[Forme, str | None]]:
        """Give the line about the plan."""
        return ((self._plan, self.parent),)

    def charger(self) -> None:
        """Read again; another version may have become the one that is written."""
        self._courant = plan_courant(versions(self.store, self.saisie.record))
        if (
            self._courant is not None
            and self._courant.id != self.parent
            and not any(line.a_garder for line in self.toutes)
        ):
            self.parent, self.toutes = self._courant.id, []
        super().charger()

    @property
    def ferme(self) -> str:
        """Say why no line comes or goes: what was voted does not change."""
        return self.lecture or (_VOTE if self._courant is not None and is_vote(self._courant) else "")

    def pourquoi_ligne(self, line: Ligne | None, nom: str) -> str:
        """Leave to write on a voted version what became of what was voted, and nothing else."""
        return super().pourquoi_ligne(line, nom) or ("" if nom in SUIVI else self.ferme)

    @property
    def intitule(self) -> str:
        """Name the version: « Financement · version 2 · Brouillon · HT »."""
        line = self.plan_ligne
        values = line.valeurs()
        words = [
            f"version {values.get('version') or 1}",
            str(values.get("statut") or ""),
            str(values.get("regime_montant") or ""),
        ]
        other = len(versions(self.store, self.saisie.record)) - 1
        more = [f"{other} autre{'s' * (other > 1)} version{'s' * (other > 1)}"] if other > 0 else []
        return " · ".join(word for word in (self.titre, *words, *more) if word)

    @property
    def plan_ligne(self) -> Ligne:
        """Give the line about the plan."""
        return next(line for line in self.toutes if line.forme is self._plan)

    # Records as typed.

    def plan(self) -> PlanFinancement:
        """Give the plan as it is typed."""
        (values,) = self.entites(self._plan) or [{"id": self.parent}]
        return PlanFinancement.lenient(values)[0]

    def ressources(self) -> list[Ressource]:
        """Give its lines as they are typed."""
        return self.compter("ressources", lambda: [Ressource.lenient(v)[0] for v in self.entites(self.forme)])

    def depenses(self) -> "list[Depense]":
        """Give the expenses as they are typed in the other rubrique."""
        from pvd_tui.domain.depense import Depense  # noqa: PLC0415 - the type alone is needed above

        lines = self.voisines.lire("Dépenses")
        return [Depense.lenient(values)[0] for values in lines.entites(lines.forme)] if lines else []

    def action(self) -> "Action":
        """Give the action as it is typed."""
        return cast("Action", self.saisie.cls.lenient({**self.saisie.valeurs(), "id": self.saisie.record})[0])

    def cout(self) -> int | None:
        """Give what the plan pays for."""
        return self.compter("cout", lambda: cout_du_plan(self.plan(), self.action(), self.depenses()))

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
        if base is None or rate is None:
            return "", texte
        return "montant_demande", show_montant(round(base * rate / _CENT)).removesuffix("\u202f€")

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
        said = [
            line.montant_retenu
            for line in self.ressources()
            if line.etat is not EtatRessource.REFUSEE
            and (line.dispositif is not Dispositif.FCTVA or self.plan().regime_montant is Regime.TTC)
        ]
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


def _lire_taux(texte: str) -> float | None:
    from pvd_tui.domain.montant import read_montant  # noqa: PLC0415 - a rate is read as a number of euros is

    try:
        return read_montant(texte.replace("%", "")) / _CENT
    except MontantError:
        return None


def _euros(cents: int) -> str:
    return show_montant(cents).removesuffix("\u202f€")
