"""Plans de financement in a store: put to the vote, kept as voted, made again as a new version, compared."""

from datetime import date
from typing import TYPE_CHECKING

from pvd_tui.changes.edit import Edit, edit
from pvd_tui.domain import plan_versions as versions
from pvd_tui.domain.action import Action
from pvd_tui.domain.action_commune import ActionCommune
from pvd_tui.domain.depense import Depense
from pvd_tui.domain.limites import Limites, limites_du_plan
from pvd_tui.domain.plan_financement import PlanFinancement, StatutPlan
from pvd_tui.domain.registre import one, where
from pvd_tui.domain.repartition import is_complete, repartir
from pvd_tui.domain.ressource import Ressource
from storage.copie import Copie, lire, vivante
from storage.errors import RefusError
from storage.registre import StoreRegistre

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.domain.finding import Finding
    from storage.fiche import Fiche
    from storage.store import Saved, Store


def plan_de(fiche: "Fiche") -> PlanFinancement:
    """Read the plan that a fiche holds."""
    return PlanFinancement.lenient({**fiche.values, "id": fiche.record})[0]


def plans_de(store: "Store", action: str) -> list[PlanFinancement]:
    """List the versions of an action's plan, the oldest first."""
    return sorted(where(StoreRegistre(store), PlanFinancement, action=action), key=versions.rang)


def points(store: "Store", plan: str, deliberation: str, jour: date | None) -> "list[Finding]":
    """List what prevents voting a plan."""
    found = plan_de(vivante(store, "plan_financement", plan))
    return versions.points_du_vote(found, deliberation, jour, StoreRegistre(store), _today(store))


def voter(store: "Store", plan: str, deliberation: str, jour: date | None) -> "Saved":
    """Vote a plan: its délibération, its cost, and the version voted before becomes « Remplacé », in one gesture.

    Raises RefusError, and votes nothing, where it is voted already or something prevents it.
    """
    with store.transaction():
        fiche = vivante(store, "plan_financement", plan)
        found = plan_de(fiche)
        if versions.is_vote(found):
            raise RefusError(f"Ce plan est déjà voté ({versions.nom_version(found)}). Rien n'a été modifié.")
        prevented = points(store, fiche.record, deliberation, jour)
        if prevented:
            said = " ".join(f"{point.sentence} {point.clears}" for point in prevented)
            raise RefusError(f"Ce plan ne peut pas être voté. {said} Rien n'a été modifié.")
        news: dict[str, Json] = {
            "statut": StatutPlan.VOTE,
            "deliberation": deliberation,
            "date_deliberation": jour.isoformat() if jour else None,
            "cout_vote": versions.cout_a_voter(found, StoreRegistre(store)),
            "version": found.version or _numero(store, found),
        }
        edits = [edit(fiche.table, fiche.record, fiche.folded, news)]
        edits += [_remplace(store, other) for other in plans_de(store, found.action or "") if other.id != found.id]
        return store.save([change for change in edits if change], "Vote du plan de financement")


def nouvelle_version(store: "Store", plan: str) -> str:
    """Copy a plan and its lines into a new version that replaces it; give its id."""
    with store.transaction():
        old = vivante(store, "plan_financement", plan)
        number = max((other.version or 0 for other in plans_de(store, str(old.values.get("action")))), default=0) + 1
        copie = Copie(store)
        copie.ajouter("plan_financement", old.record)
        key = ("plan_financement", old.record)
        news: dict[str, Json] = {
            "titre": f"Version {number}",
            "version": number,
            "statut": StatutPlan.BROUILLON,
            "remplace": old.record,
        }
        edits = [*copie.edits({key: news}, {"plan_financement": versions.NON_COPIES})]
        copie.enregistrer(edits, "Nouvelle version du plan")
        return copie.ids[key]


def comparaison(
    store: "Store", avant: str, apres: str
) -> tuple[PlanFinancement, PlanFinancement, versions.Comparaison]:
    """Compare two versions, line by line."""
    old, new = (plan_de(lire(store, "plan_financement", record)) for record in (avant, apres))
    return old, new, versions.comparer(old, new, StoreRegistre(store))


def _remplace(store: "Store", plan: PlanFinancement) -> Edit | None:
    """Make a version that was voted before « Remplacé »."""
    if plan.statut is not StatutPlan.VOTE:
        return None
    fiche = lire(store, "plan_financement", plan.id)
    return edit(fiche.table, fiche.record, fiche.folded, {"statut": StatutPlan.REMPLACE})


def _numero(store: "Store", plan: PlanFinancement) -> int:
    return max((other.version or 0 for other in plans_de(store, plan.action or "")), default=0) + 1


def _today(store: "Store") -> date:
    return store.today().astimezone().date()


def limites_de(store: "Store", plan: str) -> Limites:
    """Say how much may still be asked for in a plan."""
    found = plan_de(lire(store, "plan_financement", plan))
    registre = StoreRegistre(store)
    depenses = where(registre, Depense, action=found.action) if found.action else []
    lines = where(registre, Ressource, plan_financement=found.id)
    return limites_du_plan(found, one(registre, Action, found.action), depenses, lines)


def repartition_de(store: "Store", action: str) -> tuple[int | None, list[ActionCommune], dict[str, int]]:
    """Give the cost of an action, its communes, and the share of each in cents (none while the key is not known)."""
    fiche = lire(store, "action", action)
    registre = StoreRegistre(store)
    rows = sorted(
        where(registre, ActionCommune, action=fiche.record), key=lambda row: (-(row.cle or 0), row.commune or "")
    )
    plan = versions.plan_en_vigueur(plans_de(store, fiche.record)) or PlanFinancement(id="?", action=fiche.record)
    cost = versions.cout_a_voter(plan, registre)
    if cost is None or not rows or is_complete(rows) is None:
        return cost, rows, {}
    return cost, rows, repartir(cost, {row.commune or "": row.cle or 0 for row in rows})
