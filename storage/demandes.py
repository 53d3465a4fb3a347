"""Demandes de subvention in a store: a refused or postponed one is asked again next year, in one key."""

import re
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.edit import Edit, edit
from pvd_tui.domain.campagne_financement import CampagneFinancement
from pvd_tui.domain.demande import FINIES, Demande, EtatDemande
from pvd_tui.domain.plan_financement import PlanFinancement
from pvd_tui.domain.plan_versions import is_vote
from pvd_tui.domain.registre import one, where
from pvd_tui.domain.ressource import EtatRessource
from pvd_tui.domain.suivi_demande import SuiviDemande, suivi
from storage.copie import garder_ici, lire, vivante
from storage.errors import RefusError
from storage.registre import StoreRegistre

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pvd_tui.changes.change import Json
    from storage.fiche import Fiche
    from storage.store import Store

A_RECONDUIRE: Final = frozenset(
    {
        EtatDemande.REFUSEE,
        EtatDemande.SANS_SUITE,
        EtatDemande.REPORTEE,
        EtatDemande.RETIREE,
        EtatDemande.CADUQUE,
    }
)
"""The ways out after which one asks again (domain.md §4.3, §10.3, 16)."""

_REPRIS: Final = (
    "action",
    "financeur",
    "dispositif",
    "regime_montant",
    "montant_demande",
    "depense_subventionnable",
    "taux",
    "priorite_prefecture",
    "deliberation",
    "date_deliberation",
    "depart_caducite",
    "contact",
)
"""What is asked again as it was: nothing is typed twice."""
_ANNEE: Final = re.compile(r"\b20\d\d\b")


def reconduire(store: "Store", demande: str) -> str:
    """Ask again, the year after: the same amounts, the old number kept, both linked; give the new demande's id.

    The lines of plans that are not voted follow the new demande. Raises RefusError, and writes nothing, for a
    demande that still lives or was asked again already.
    """
    with store.transaction():
        old = vivante(store, "demande", demande)
        _check(store, old)
        annee = _annee(store, old) + 1
        record = store.new_id()
        values: dict[str, Json] = {name: old.values.get(name) for name in _REPRIS}
        values |= {
            "titre": _titre(old, annee),
            "numero_anterieur": old.values.get("numero_dossier") or old.values.get("numero_anterieur"),
            "renouvelle": old.record,
            "etat": EtatDemande.A_DEPOSER,
            "campagne_financement": _campagne(store, old, annee),
        }
        made = Edit("demande", record, {name: value for name, value in values.items() if value is not None})
        store.save([made, *_lignes(store, old.record, record)], "Reconduire la demande")
        garder_ici(store, old, record)
        return record


def suite_de(store: "Store", demande: str) -> str | None:
    """Give the demande that asks again for this one, if there is one."""
    rows = store.rows.page("demande", {"renouvelle": demande}, limit=1)
    return str(rows[0]["id"]) if rows else None


def _check(store: "Store", old: "Fiche") -> None:
    if old.values.get("etat") not in A_RECONDUIRE:
        etat = old.values.get("etat") or "sans état"
        raise RefusError(
            f"Cette demande est « {etat} » : notez d'abord son issue (refusée, reportée, sans suite, retirée, caduque) "
            "dans « État ». Rien n'a été créé."
        )
    if suite_de(store, old.record):
        raise RefusError("Cette demande est déjà reconduite. Rien n'a été créé. Ouvrez la nouvelle demande.")


def _annee(store: "Store", old: "Fiche") -> int:
    """Give the year of a demande: its campaign's, else its dépôt's, else this one."""
    campagne = one(StoreRegistre(store), CampagneFinancement, _text(old, "campagne_financement"))
    if campagne is not None and campagne.annee is not None:
        return campagne.annee
    depot = _text(old, "date_depot")
    return int(depot[:4]) if depot else store.today().astimezone().year


def _titre(old: "Fiche", annee: int) -> str:
    """Name the new demande like the old one, with its own year."""
    titre = _text(old, "titre") or _text(old, "dispositif") or "Demande"
    return _ANNEE.sub(str(annee), titre) if _ANNEE.search(titre) else f"{titre} {annee}"


def _campagne(store: "Store", old: "Fiche", annee: int) -> str | None:
    """Give the campaign of that year, of the same dispositif and département, if it is known."""
    registre = StoreRegistre(store)
    before = one(registre, CampagneFinancement, _text(old, "campagne_financement"))
    dispositif = _text(old, "dispositif")
    if not dispositif:
        return None
    known = where(registre, CampagneFinancement, dispositif=dispositif, annee=annee)
    place = before.departement if before else old.stream.removeprefix("dep:")
    near = [found for found in known if found.departement in {None, place}]
    return min(near, key=lambda found: found.departement is None).id if near else None


def _lignes(store: "Store", old: str, new: str) -> "Iterator[Edit]":
    """Make the lines of plans that are not voted follow."""
    for row in store.rows.page("ressource", {"demande": old}, columns=("plan_financement",)):
        plan = one(StoreRegistre(store), PlanFinancement, str(row["plan_financement"] or ""))
        line = lire(store, "ressource", str(row["id"]))
        if plan is not None and not is_vote(plan):
            change = edit(line.table, line.record, line.folded, {"demande": new, "etat": EtatRessource.ENVISAGEE})
            if change:
                yield change


def _text(fiche: "Fiche", name: str) -> str:
    value = fiche.values.get(name)
    return value if isinstance(value, str) else ""


def suivis(store: "Store", record: str = "", au: "date | None" = None) -> list[SuiviDemande]:
    """Say where demandes stand: one of them, those of an action, or all that still live; as of a day if one is given.

    The tables say what was known that day (`storage.base_au`); without a day, it is today.
    """
    registre, today = StoreRegistre(store), au or store.today().astimezone().date()
    if record:
        known = store.get("demande", store.rows.resolve("demande", record))
        if known is None:
            action = lire(store, "action", record).record
            found = where(registre, Demande, action=action)
        else:
            read = one(registre, Demande, known.record)
            found = [read or Demande.lenient({**known.values, "id": known.record})[0]]
    else:
        found = [demande for demande in where(registre, Demande) if demande.etat not in FINIES]
    return [suivi(demande, registre, today) for demande in found]
