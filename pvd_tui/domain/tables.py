"""Every table of the programme, in the closed list's order (`design.md` §6)."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from pvd_tui.domain.action import Action
from pvd_tui.domain.action_commune import ActionCommune
from pvd_tui.domain.avenant import Avenant
from pvd_tui.domain.axe import Axe
from pvd_tui.domain.campagne_financement import CampagneFinancement
from pvd_tui.domain.campagne_note import CampagneNote
from pvd_tui.domain.champ import champ
from pvd_tui.domain.comite import Comite
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.contribution import Contribution
from pvd_tui.domain.convention import Convention
from pvd_tui.domain.convention_commune import ConventionCommune
from pvd_tui.domain.demande import Demande
from pvd_tui.domain.depense import Depense
from pvd_tui.domain.echeance_programme import EcheanceProgramme
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.epci import Epci
from pvd_tui.domain.geste import Geste
from pvd_tui.domain.indicateur import Indicateur
from pvd_tui.domain.mesure import Mesure
from pvd_tui.domain.note_datee import NoteDatee
from pvd_tui.domain.note_seance import NoteSeance
from pvd_tui.domain.note_synthese import NoteSynthese
from pvd_tui.domain.personne import Personne
from pvd_tui.domain.plan_financement import PlanFinancement
from pvd_tui.domain.point_ordre_du_jour import PointOrdreDuJour
from pvd_tui.domain.poste import Poste
from pvd_tui.domain.presence import Presence
from pvd_tui.domain.ressource import Ressource
from pvd_tui.domain.retour_experience import RetourExperience
from pvd_tui.domain.seance_club import SeanceClub
from pvd_tui.domain.secteur import Secteur
from pvd_tui.domain.signal import Signal
from pvd_tui.domain.site import Site
from pvd_tui.domain.sous_operation import SousOperation
from pvd_tui.domain.suite import Suite

_ORDER: Final[tuple[type[Entity], ...]] = (
    Commune,
    Site,
    Epci,
    Convention,
    Avenant,
    ConventionCommune,
    Secteur,
    Axe,
    Action,
    ActionCommune,
    SousOperation,
    Depense,
    PlanFinancement,
    Ressource,
    Demande,
    Poste,
    Personne,
    SeanceClub,
    PointOrdreDuJour,
    Presence,
    NoteSeance,
    Suite,
    RetourExperience,
    Comite,
    NoteDatee,
    Indicateur,
    Mesure,
    Signal,
    EcheanceProgramme,
    CampagneNote,
    Contribution,
    CampagneFinancement,
    NoteSynthese,
    Geste,
)

TABLES: Final[Mapping[str, type[Entity]]] = MappingProxyType({entity.table: entity for entity in _ORDER})
"""Each table's class."""

CLUB_TABLES: Final = frozenset(table for table, entity in TABLES.items() if entity.club)
"""The tables of the département's clubs, which every chef may write (`design.md` §5, grants)."""


def children(table: str) -> list[str]:
    """List the tables whose records belong to a record of this one, in the list's order."""
    return [name for name, entity in TABLES.items() if entity.parent == table]


@cache
def references(table: str) -> tuple[tuple[str, str], ...]:
    """List every field that holds the id of a record of this table: (table, field), in the list's order."""
    return tuple(
        (name, field)
        for name, entity in TABLES.items()
        for field in entity.model_fields
        if champ(entity, field).reference == table
    )
