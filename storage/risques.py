"""The risks of a territory out of the store: each table is read once, the fields that the rules read only."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from storage.registre_au import AT, RegistreAu, fin

if TYPE_CHECKING:
    from pvd_tui.domain.risques import Risques
    from storage.store import Store

CHAMPS: Final[Mapping[str, tuple[str, ...]]] = {
    "commune": ("titre", "departement", "site", "epci", "population", "actif", "risque_retenu", "motif_risque_retenu"),
    "site": ("titre", "departement"),
    "convention": (
        "departement",
        "commune",
        "type",
        "vaut_ort",
        "statut",
        "date_signature",
        "date_prevue",
        "crte",
        "crte_inscrit_le",
    ),
    "action": (
        "titre",
        "commune",
        "convention",
        "maturite",
        "phase",
        "statut_phase",
        "statut_conventionnel",
        "thematique",
        "date_engagement",
        "date_abandon",
        "debut_reel",
        "fin_reelle",
        "cout_previsionnel",
        "cout_definitif",
        "transition_ecologique",
        "transition_demographique",
        "transition_economique",
        "objectifs_environnementaux",
        "artificialisation",
        "budget_vert",
    ),
    "plan_financement": ("action", "version", "statut", "date_deliberation", "cout_vote"),
    "ressource": (
        "plan_financement",
        "dispositif",
        "caractere",
        "montant_demande",
        "montant_accorde",
        "etat",
        "demande",
    ),
    "demande": (
        "action",
        "dispositif",
        "etat",
        "date_depot",
        "date_arrete",
        "date_notification",
        "montant_demande",
        "montant_accorde",
    ),
    "poste": ("commune", "site", "statut", "debut", "fin", "vacant_depuis", "renouvellement"),
}
"""What the rules of risk and the note read of the wide tables."""


def risques_du_store(store: "Store", departement: str | None, au: date) -> "Risques":
    """Read the risks of a département, or of all that this laptop knows, as of a day."""
    from pvd_tui.domain.risques import communes_du_programme, risques  # noqa: PLC0415 - pydantic, when they are asked for

    registre = RegistreAu(store, au, departements=[departement] if departement else None, champs=CHAMPS)
    return risques(registre, communes_du_programme(registre, departement), au, nouvelles(store, departement, au))


def nouvelles(store: "Store", departement: str | None, au: date) -> dict[str, date]:
    """Give the day something was last recorded of each commune by its own people, until a day: log time only.

    What the préfecture writes (an official list, a date) is no news of the commune; what stays on this laptop is no
    news for anybody else.
    """
    where, facts = ("stream = ? AND ", [f"dep:{departement}"]) if departement else ("", [])
    asked = " UNION ALL ".join(
        f"SELECT commune, max({AT}) AS at FROM change WHERE {where}{indexed} AND commune IS NOT NULL AND {AT} <= ? "  # noqa: S608 - constants
        "AND coalesce(role, 'chef') = 'chef' GROUP BY commune"
        for indexed in ("seq IS NOT NULL", "seq IS NULL AND etat = 'log'")
    )
    rows = store.connection.execute(
        f"SELECT commune, max(at) FROM ({asked}) GROUP BY commune",  # noqa: S608 - constants
        (*facts, fin(au), *facts, fin(au)),
    )
    return {str(row[0]): date.fromisoformat(str(row[1])[:10]) for row in rows}
