"""Actions in the official schéma `projets-territoire` (betagouv, version 0.1.1 [S33]), as JSON.

The file is a Frictionless data package with its data inside: `projets-territoire`, and `collectivites` for the ids
that projects name. What is not known is absent. The schema knows neither our axes nor our plan de financement;
`competences` (M57) and `leviers` (SGPE) are lists of codes that no fiche holds, so they are absent too.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from pvd_tui.domain.action import Action
from pvd_tui.domain.action_commune import ActionCommune
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.epci import Epci
from pvd_tui.domain.registre import one, where
from pvd_tui.reports.cellule import lisible

if TYPE_CHECKING:
    from pvd_tui.domain.registre import Registre

PROGRAMME: Final = "Petites villes de demain"

_SIRET: Final = re.compile(r"[0-9]{14}")
_ESPACE: Final = uuid5(NAMESPACE_URL, "https://schema.data.gouv.fr/betagouv/projets-territoire")
_CENT: Final = 100

Vie = Mapping[str, tuple[str, str]]
"""Action to the moments it was created and last changed (ISO)."""


def rendre(registre: "Registre", actions: Iterable[str], vie: Vie) -> bytes:
    """Give the file of these actions."""
    records = [found for record in actions if (found := one(registre, Action, record)) is not None and found.titre]
    places = {action.id: _communes(registre, action) for action in records}
    projets = [projet(action, places[action.id], vie.get(action.id)) for action in records]
    codes = dict.fromkeys(code for some in places.values() for code in some)
    package = {
        "name": "projets-territoire",
        "resources": [
            {"name": "projets-territoire", "data": projets},
            {"name": "collectivites", "data": [_collectivite(registre, code, vie) for code in codes]},
        ],
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def projet(action: Action, communes: Iterable[str], vie: tuple[str, str] | None) -> dict[str, object]:
    """Give one project; a field that is not known is absent."""
    created, updated = vie or (None, None)
    siret = re.sub(r"\s", "", action.siret_maitre_ouvrage or "")
    fields: dict[str, object] = {
        "id": _uuid(action.id),
        "createdAt": created,
        "updatedAt": updated,
        "nom": lisible(action.titre or ""),
        "description": _texte(action.description),
        "budgetPrevisionnel": _euros(action.cout_previsionnel),
        "dateDebutPrevisionnelle": action.debut_prevu.isoformat() if action.debut_prevu else None,
        "phase": action.phase,
        "phaseStatut": action.statut_phase,
        "programme": PROGRAMME,
        "porteurCodeSiret": siret if _SIRET.fullmatch(siret) else None,
        "mecId": _texte(action.mec_id),
        "tetId": _texte(action.tet_id),
        "recocoId": _texte(action.recoco_id),
        "collectiviteIds": [_uuid(code) for code in communes] or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _communes(registre: "Registre", action: Action) -> list[str]:
    """Give the communes of an action, the lead one first."""
    shared = sorted(row.commune for row in where(registre, ActionCommune, action=action.id) if row.commune)
    return list(dict.fromkeys([*([action.commune] if action.commune else []), *shared]))


def _collectivite(registre: "Registre", code: str, vie: Vie) -> dict[str, object]:
    """Give one commune, as the schema of collectivités has it."""
    commune = one(registre, Commune, code)
    epci = one(registre, Epci, commune.epci) if commune else None
    created, updated = vie.get(code) or (None, None)
    fields: dict[str, object] = {
        "id": _uuid(code),
        "nom": lisible((commune.titre if commune else None) or code),
        "type": "Commune",
        "codeInsee": code,
        "codeDepartements": [commune.departement] if commune and commune.departement else None,
        "codeEpci": epci.id if epci else None,
        "siren": commune.siren if commune and re.fullmatch(r"[0-9]{9}", commune.siren or "") else None,
        "createdAt": created,
        "updatedAt": updated,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _uuid(record: str) -> str:
    """Give an id as the schema wants it: a code (INSEE) becomes the same UUID everywhere."""
    try:
        return str(UUID(record))
    except ValueError:
        return str(uuid5(_ESPACE, record))


def _texte(text: str | None) -> str | None:
    return lisible(text).strip() or None if text else None


def _euros(cents: int | None) -> int | None:
    """Round to whole euros, as the schema asks; half an euro goes up."""
    return None if cents is None else (cents + _CENT // 2) // _CENT
