"""The facts of the note de synthèse: every block of domain.md §3.2, computed from the records as of a day.

    faits_note(registre, perimetre, au)    the blocks, as frozen dataclasses
    faits.json()                           nested objects, `ort.signees`: what is frozen when the note is issued
    faits.chiffre("ort.signees").ids       the rows behind a figure

Pure: the same records and the same day give the same facts. What a person writes (dynamique, leviers, difficultés) is
no part of them. A commune is *non évaluable* while one of its three tests has no answer, so that one of which nothing
is known of the CRTE and the actions is never called non operational; a test that failed is still said in `risques`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from pvd_tui.domain.action import Action
from pvd_tui.domain.action_commune import ActionCommune
from pvd_tui.domain.chiffre import Chiffre, chiffres, nombre, part, somme, valeurs
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.demande import Demande
from pvd_tui.domain.faits_note_actions import BlocActions, BlocFinancements, bloc_actions, bloc_financements, is_connue
from pvd_tui.domain.faits_note_annexe import CommuneARisque, LigneAnnexe, annexe, communes_a_risque
from pvd_tui.domain.faits_note_conventions import (
    BlocAdhesion,
    BlocCrte,
    BlocOrt,
    bloc_adhesion,
    bloc_crte,
    bloc_ort,
    lire,
)
from pvd_tui.domain.faits_note_moyens import (
    BlocClubs,
    BlocIngenierie,
    BlocSignaux,
    avec_chef_de_projet,
    bloc_clubs,
    bloc_ingenierie,
    bloc_signaux,
)
from pvd_tui.domain.phase_operationnelle import conventions_of, is_abandonnee
from pvd_tui.domain.programme import Programme, campagne_du_jour, programme
from pvd_tui.domain.registre import Registre, where
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.risques import RisqueCommune, communes_du_programme, risques
from pvd_tui.domain.temps import Temps
from pvd_tui.domain.transitions import Transitions, transitions

SCHEMA: Final = 1
"""The version of the JSON: keys are added, never renamed."""


@dataclass(frozen=True, slots=True)
class Perimetre:
    """What a note is about."""

    echelon: str
    """« departement », « region » or « national »."""
    code: str
    nom: str
    departements: tuple[str, ...] | None = None
    """None for all of them."""


@dataclass(frozen=True, slots=True)
class Entete:
    """What the figures are of, and when; who issues the note and when it is sent are the note's own words."""

    schema: int
    echelon: str
    code: str
    nom: str
    au: date
    departements: tuple[str, ...]
    campagne: str | None
    instruction: str | None
    echeance_note: date
    echeance_operationnelle: date
    delai_convention: int


@dataclass(frozen=True, slots=True)
class BlocCommunes:
    """The communes of the programme."""

    total: Chiffre
    epcis: Chiffre
    """Its rows are communes, the first of each EPCI; so are those of the sites."""
    sites: Chiffre
    binomes: Chiffre
    """Communes that a chef de projet serves on that day."""
    population: Chiffre
    populations_non_renseignees: Chiffre
    au_dela_du_plafond: Chiffre
    """Communes whose population reaches the programme's ceiling."""


@dataclass(frozen=True, slots=True)
class BlocOperationnelles:
    """The phase opérationnelle."""

    total: Chiffre
    part: Chiffre
    """Of all communes."""
    non_operationnelles: Chiffre
    """Each test is answered, and one at least by no."""
    non_evaluables: Chiffre
    """One test at least has no answer."""


@dataclass(frozen=True, slots=True)
class FaitsNote:
    """All the blocks of the note, as of a day."""

    entete: Entete
    communes: BlocCommunes
    adhesion: BlocAdhesion
    ort: BlocOrt
    crte: BlocCrte
    actions: BlocActions
    operationnelles: BlocOperationnelles
    ingenierie: BlocIngenierie
    clubs: BlocClubs
    transitions: Transitions
    financements: BlocFinancements
    signaux: BlocSignaux
    risques: tuple[CommuneARisque, ...]
    annexe: tuple[LigneAnnexe, ...]

    def json(self) -> dict[str, Any]:
        """Write the facts as nested objects, ready for `json.dumps`."""
        return {one.name: valeurs(getattr(self, one.name)) for one in fields(self)}

    def chiffres(self) -> dict[str, Chiffre]:
        """Give every figure by its path."""
        return dict(chiffres(self))

    def chiffre(self, chemin: str) -> Chiffre | None:
        """Give one figure by its path, or None if there is none of that name."""
        return self.chiffres().get(chemin)


def faits_note(
    registre: Registre, perimetre: Perimetre, au: date, nouvelles: Mapping[str, date] | None = None
) -> FaitsNote:
    """Compute the facts of a territory as of a day; `nouvelles` as `risques` takes them."""
    wanted: tuple[str | None, ...] = (None,) if perimetre.departements is None else perimetre.departements
    there = (one for code in wanted for one in communes_du_programme(registre, code))
    communes = sorted(there, key=lambda one: one.id)
    held = programme(registre, au)
    found = risques(registre, communes, au, nouvelles)
    by_insee = {one.insee: one for one in found.communes}
    rows = [lire(one, conventions_of(one.id, registre), by_insee[one.id].phase.crte.reponse, au) for one in communes]
    actions = _actions(registre, communes)
    known = {one.id for one in actions if is_connue(one, registre, au)}
    demandes = [one for one in where(registre, Demande) if one.action in known]
    alive = [one for one in actions if one.id in known and not is_abandonnee(one, au)]
    living = {one.id for one in alive}
    signaux = [signal for one in found.communes for signal in one.signaux]
    codes = perimetre.departements or tuple(sorted({one.departement for one in communes if one.departement}))
    return FaitsNote(
        _entete(perimetre, codes, registre, held, au),
        _communes(communes, registre, held, au),
        bloc_adhesion(rows),
        bloc_ort(rows, au, held.delai_convention),
        bloc_crte(rows),
        bloc_actions(actions, registre, au),
        _operationnelles(communes, by_insee),
        bloc_ingenierie(communes, signaux, registre, au),
        bloc_clubs(codes, communes, registre, au, held),
        transitions(alive, [one for one in demandes if one.action in living], au),
        bloc_financements(demandes, au),
        bloc_signaux(found.communes, {one.id: one for one in communes}),
        communes_a_risque(found),
        annexe(rows, by_insee, registre, au),
    )


def _actions(registre: Registre, communes: Sequence[Commune]) -> list[Action]:
    """List the actions of some communes, each once: their own, and those they share."""
    codes = {one.id for one in communes}
    shared = {row.action for row in where(registre, ActionCommune) if row.commune in codes}
    return [one for one in where(registre, Action) if one.commune in codes or one.id in shared]


def _entete(perimetre: Perimetre, codes: tuple[str, ...], registre: Registre, held: Programme, au: date) -> Entete:
    campagne = campagne_du_jour(registre, au)
    return Entete(
        SCHEMA,
        perimetre.echelon,
        perimetre.code,
        perimetre.nom,
        au,
        codes,
        campagne.titre if campagne else None,
        campagne.instruction if campagne else None,
        held.note_synthese,
        held.phase_operationnelle,
        held.delai_convention,
    )


def _communes(communes: Sequence[Commune], registre: Registre, held: Programme, au: date) -> BlocCommunes:
    unknown = [one for one in communes if one.population is None]
    large = [one for one in communes if one.population is not None and one.population >= held.population_maximale]
    return BlocCommunes(
        nombre(communes, "commune", Temps.CONSTANT),
        _premieres((one.epci, one) for one in communes if one.epci),
        _premieres((one.site or one.id, one) for one in communes),
        nombre(avec_chef_de_projet(communes, registre, au), "commune"),
        somme(communes, "commune", "population", Temps.CONSTANT),
        nombre(unknown, "commune", Temps.CONSTANT),
        nombre(large, "commune", Temps.CONSTANT),
    )


def _premieres(named: Iterable[tuple[str, Commune]]) -> Chiffre:
    """Count groups of communes, each by the first of its communes; they come in the order of their codes."""
    first: dict[str, Commune] = {}
    for key, one in named:
        first.setdefault(key, one)
    return nombre(first.values(), "commune", Temps.CONSTANT)


def _operationnelles(communes: Sequence[Commune], found: Mapping[str, RisqueCommune]) -> BlocOperationnelles:
    phases = {one.id: found[one.id].phase for one in communes}
    there = nombre((one for one in communes if phases[one.id].reponse is Reponse.OUI), "commune")
    return BlocOperationnelles(
        there,
        part(there, len(communes)),
        nombre(
            (one for one in communes if phases[one.id].evaluable and phases[one.id].reponse is Reponse.NON), "commune"
        ),
        nombre((one for one in communes if not phases[one.id].evaluable), "commune"),
    )
