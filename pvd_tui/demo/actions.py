"""Invented actions (`actions.tsv`): in every phase and status, late and on time, with and without an amount."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pvd_tui.demo.cahier import euros
from pvd_tui.demo.gens import pilote_of
from pvd_tui.demo.territoire import CHAUNY, GUISE, HIRSON, nom
from pvd_tui.domain.action import (
    Contrat,
    Maturite,
    ObjectifEnvironnemental,
    Phase,
    Priorite,
    StatutConventionnel,
    StatutPhase,
    Thematique,
)
from pvd_tui.domain.regime import Regime
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.transition import TransitionDemographique, TransitionEcologique, TransitionEconomique

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pvd_tui.demo.cahier import Cahier, Valeur

HALLE: Final = (GUISE, "2.1")
"""The action that two people rename: the demonstration's conflict."""

_FILE: Final = Path(__file__).with_name("actions.tsv")
_CADRES: Final = frozenset({StatutConventionnel.INSCRITE, StatutConventionnel.ENGAGEE, StatutConventionnel.LIVREE})
_TRANSITIONS: Final[dict[Thematique, tuple[TransitionEcologique, TransitionDemographique, TransitionEconomique]]] = {
    Thematique.HABITAT: (
        TransitionEcologique.FONCIER,
        TransitionDemographique.LOGEMENT,
        TransitionEconomique.SANS_LIEN,
    ),
    Thematique.COMMERCE: (
        TransitionEcologique.SANS_LIEN,
        TransitionDemographique.ACCUEIL,
        TransitionEconomique.COMMERCE,
    ),
    Thematique.TRANSITION: (
        TransitionEcologique.ENERGIE,
        TransitionDemographique.JEUNESSE,
        TransitionEconomique.SANS_LIEN,
    ),
    Thematique.MOBILITE: (
        TransitionEcologique.MOBILITES,
        TransitionDemographique.VIEILLISSEMENT,
        TransitionEconomique.TOURISME,
    ),
    Thematique.SANTE: (
        TransitionEcologique.SANS_LIEN,
        TransitionDemographique.SANTE,
        TransitionEconomique.EMPLOI,
    ),
}
"""What some themes do for the three transitions; the others are left « non renseigné »."""


@dataclass(frozen=True, slots=True)
class ActionDemo:
    """One line of the file; what is empty there stays unknown."""

    commune: str
    code: str | None
    titre: str
    thematique: Thematique
    phase: Phase | None
    statut_phase: StatutPhase | None
    statut_conventionnel: StatutConventionnel | None
    cout: int | None
    """Thousands of euros."""
    echeance: int | None
    """Days from today."""

    @property
    def key(self) -> tuple[str, str]:
        """Name the action by its commune and its number, or its title without one."""
        return self.commune, self.code or self.titre

    @property
    def is_engagee(self) -> bool:
        """Say whether its first legal act was signed."""
        return self.statut_conventionnel in {StatutConventionnel.ENGAGEE, StatutConventionnel.LIVREE}


@cache
def actions() -> tuple[ActionDemo, ...]:
    """Read the actions."""
    return tuple(map(_read, _FILE.read_text(encoding="utf-8").splitlines()[1:]))


def write_actions(
    cahier: "Cahier", which: "Iterable[ActionDemo]", cadres: "Mapping[str, str]", axes: "Mapping[tuple[str, str], str]"
) -> dict[tuple[str, str], str]:
    """Write actions; give their ids."""
    return {one.key: _write(cahier, one, cadres, axes) for one in which}


def _read(line: str) -> ActionDemo:
    commune, code, titre, thematique, phase, statut, conventionnel, cout, echeance = line.split("\t")
    return ActionDemo(
        commune=commune,
        code=code or None,
        titre=titre,
        thematique=Thematique[thematique],
        phase=Phase[phase] if phase else None,
        statut_phase=StatutPhase[statut] if statut else None,
        statut_conventionnel=StatutConventionnel[conventionnel] if conventionnel else None,
        cout=int(cout) if cout else None,
        echeance=int(echeance) if echeance else None,
    )


def _write(
    cahier: "Cahier", one: ActionDemo, cadres: "Mapping[str, str]", axes: "Mapping[tuple[str, str], str]"
) -> str:
    cadre = cadres.get(one.commune) if one.statut_conventionnel in _CADRES else None
    return cahier.add(
        "action",
        titre=one.titre,
        commune=one.commune,
        code=one.code,
        convention=cadre,
        axe=axes.get((one.commune, (one.code or "")[:1])) if cadre else None,
        thematique=one.thematique,
        phase=one.phase,
        statut_phase=one.statut_phase,
        statut_conventionnel=one.statut_conventionnel,
        echeance=cahier.day(one.echeance) if one.echeance is not None else None,
        cout_previsionnel=euros(one.cout * 1000) if one.cout else None,
        regime_montant=Regime.HT if one.cout else None,
        pilote=pilote_of(one.commune) if one.code else None,
        **_dates(cahier, one),
        **(_transitions(one) if one.code else {}),
        **(_texts(one) if one.commune in {GUISE, HIRSON, CHAUNY} and one.code else {}),
    )


def _dates(cahier: "Cahier", one: ActionDemo) -> "dict[str, Valeur]":
    """Give the dates that the status asks for: engaged, delivered, abandoned."""
    end = one.echeance if one.echeance is not None else 90
    dates: dict[str, Valeur] = {}
    if one.is_engagee:
        engaged = min(end - 240, -35)
        dates |= {"date_engagement": cahier.day(engaged), "debut_reel": cahier.day(engaged + 20)}
        dates |= {"debut_prevu": cahier.day(engaged), "fin_prevue": cahier.day(end)}
    if one.statut_conventionnel is StatutConventionnel.LIVREE:
        dates["fin_reelle"] = cahier.day(end)
        dates["cout_definitif"] = euros((one.cout or 0) * 1025)
    if one.statut_conventionnel is StatutConventionnel.ABANDONNEE:
        dates["date_abandon"] = cahier.day(end)
    if one.phase is Phase.ETUDE and one.echeance is not None:
        dates |= {"debut_prevu": cahier.day(end), "fin_prevue": cahier.day(end + 300)}
    return dates


def _transitions(one: ActionDemo) -> "dict[str, Valeur]":
    """Give the transitions of the themes that have some, the environment of those that serve it."""
    found = _TRANSITIONS.get(one.thematique)
    said: dict[str, Valeur] = {}
    if found:
        said |= {
            "transition_ecologique": found[0],
            "transition_demographique": found[1],
            "transition_economique": found[2],
        }
    if one.thematique in {Thematique.TRANSITION, Thematique.MOBILITE}:
        said |= {
            "objectifs_environnementaux": [ObjectifEnvironnemental.CLIMAT, ObjectifEnvironnemental.ADAPTATION],
            "artificialisation": Reponse.NON,
            "budget_vert": Reponse.OUI,
        }
    return said


def _texts(one: ActionDemo) -> "dict[str, Valeur]":
    """Give the long rubriques of a fiche that somebody took care of."""
    ready = one.phase is Phase.OPERATION
    held_up = one.statut_phase in {StatutPhase.BLOQUE, StatutPhase.EN_RETARD}
    return {
        "maturite": Maturite.FICHE_ACTION if ready else Maturite.FICHE_PROJET,
        "priorite": Priorite.FORT if one.code and one.code.endswith("1") else Priorite.MOYEN,
        "maitre_ouvrage": f"Commune – {nom(one.commune)}",
        "elu_referent": "Première adjointe",
        "services": "Services techniques, urbanisme",
        "instance_gouvernance": "COPIL",
        "description": (
            f"Démonstration. {one.titre} : le diagnostic partagé fait de ce lieu une entrée du centre-ville. "
            "L’action répond à la vacance, redonne un usage quotidien et s’appuie sur le bâti existant."
        ),
        "objectifs": "Redonner un usage quotidien au centre ; réduire la vacance ; montrer un résultat en trois ans.",
        "partenaires": "DDT, Banque des territoires, Conseil départemental, CAUE",
        "contrats": [Contrat.PVD, Contrat.ORT, Contrat.CRTE],
        "centralite": "Conforte la fonction de centralité pour les communes voisines.",
        "resultats_attendus": "Un lieu ouvert toute l’année, suivi par deux indicateurs.",
        "freins": "Avis de l’architecte des Bâtiments de France attendu." if held_up else None,
        "annexes": ["Plan de situation.pdf", "Délibération.pdf"] if ready else None,
    }
