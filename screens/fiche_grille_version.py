"""Which version of the plan de financement a fiche writes, and that version as it is typed."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from pvd_tui.domain.limites import cout_du_plan, regimes
from pvd_tui.domain.plan_financement import PlanFinancement, StatutPlan
from pvd_tui.domain.plan_versions import SUIVI, is_vote, plan_courant, plan_en_vigueur
from pvd_tui.domain.regime import Regime
from pvd_tui.domain.ressource import Ressource
from screens.fiche_grille import Feuille
from screens.fiche_grille_ligne import Forme, Ligne
from storage.plans import plans_de

if TYPE_CHECKING:
    from pvd_tui.domain.action import Action
    from pvd_tui.domain.depense import Depense
    from screens.fiche_grille_lignes import Voisines
    from screens.fiche_saisie import Prete, Saisie
    from storage.store import Store

_VOTE: Final = "Ce plan est voté : F9, « Nouvelle version du plan ». État, accordé et dossier s'écrivent encore."


def versions(store: "Store", action: str) -> list[PlanFinancement]:
    """List the versions of the plan of an action."""
    rows = store.rows.page("plan_financement", {"action": action}, columns=("version", "statut"))
    return [PlanFinancement.lenient(row)[0] for row in rows]


class VersionEcrite(Feuille):
    """The version of the plan that is being written; the first line is about the plan itself."""

    titre = "Financement"
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

    def regime(self) -> Regime | None:
        """Give the régime that the plan and its expenses are in, if they are in one."""
        said = regimes(self.plan(), self.action(), self.depenses())
        return said.pop() if len(said) == 1 else None

    def cout(self) -> int | None:
        """Give what the plan pays for."""
        return self.compter("cout", lambda: cout_du_plan(self.plan(), self.action(), self.depenses()))

    def cout_en_vigueur(self) -> int | None:
        """Give what the version that counts pays for: the one voted last, else the one that is typed."""
        return self.compter("vigueur", self._cout_en_vigueur)

    def _cout_en_vigueur(self) -> int | None:
        found = plan_en_vigueur(plans_de(self.store, self.saisie.record))
        if found is None or found.id == self.parent:
            return self.cout()
        return cout_du_plan(found, self.action(), self.depenses())
