"""How some invented actions are paid: plans in several versions, ressources and demandes in many states."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.demo.cahier import euros
from pvd_tui.demo.territoire import GUISE, HIRSON, VERVINS
from pvd_tui.domain.demande import DepartCaducite, EtatDemande, EtatDemarche, Notification
from pvd_tui.domain.depense import NatureDepense, Section
from pvd_tui.domain.financeur import Dispositif
from pvd_tui.domain.plan_financement import StatutPlan
from pvd_tui.domain.regime import Regime
from pvd_tui.domain.ressource import EtatRessource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pvd_tui.demo.cahier import Cahier, Valeur


@dataclass(frozen=True, slots=True)
class Part:
    """One ressource of a plan, in thousands of euros, and where its demande stands if it has one."""

    dispositif: Dispositif
    montant: int
    etat: EtatRessource
    demande: EtatDemande | None = None


@dataclass(frozen=True, slots=True)
class Montage:
    """How one action is paid."""

    action: tuple[str, str]
    depenses: tuple[tuple[NatureDepense, int], ...]
    parts: tuple[Part, ...]
    vote: bool = True


_D, _E, _N, _R = Dispositif, EtatDemande, NatureDepense, EtatRessource

_MONTAGES: Final = (
    Montage(
        (GUISE, "2.1"),
        ((_N.ETUDE, 48), (_N.ACQUISITION, 180), (_N.MAITRISE_OEUVRE, 132), (_N.TRAVAUX, 1120)),
        (
            Part(_D.DETR, 296, _R.OBTENUE, _E.NOTIFIEE),
            Part(_D.FONDS_VERT, 372, _R.SOLLICITEE, _E.EN_INSTRUCTION),
            Part(_D.REGION, 240, _R.ENVISAGEE, _E.A_DEPOSER),
            Part(_D.DEPARTEMENT, 160, _R.OBTENUE, _E.ACOMPTE),
            Part(_D.AUTOFINANCEMENT, 412, _R.OBTENUE),
        ),
    ),
    Montage(
        (GUISE, "4.1"),
        ((_N.MAITRISE_OEUVRE, 120), (_N.TRAVAUX, 1080), (_N.ALEAS, 60)),
        (
            Part(_D.FONDS_VERT, 504, _R.OBTENUE, _E.DEMARREE),
            Part(_D.DSIL, 378, _R.SOLLICITEE, _E.DEPOSEE),
            Part(_D.CEE, 40, _R.EN_ATTENTE),
            Part(_D.AUTOFINANCEMENT, 140, _R.OBTENUE),
            Part(_D.EMPRUNT, 198, _R.ENVISAGEE),
        ),
        vote=False,
    ),
    Montage(
        (GUISE, "2.2"),
        ((_N.EQUIPEMENT, 26), (_N.ANIMATION, 12)),
        (Part(_D.DETR, 15, _R.OBTENUE, _E.SOLDEE), Part(_D.AUTOFINANCEMENT, 23, _R.OBTENUE)),
    ),
    Montage(
        (GUISE, "3.1"),
        ((_N.ETUDE, 40), (_N.TRAVAUX, 830)),
        (
            Part(_D.AGENCE_EAU, 261, _R.SOLLICITEE, _E.COMPLETE),
            Part(_D.FONDS_VERT, 348, _R.REFUSEE, _E.REFUSEE),
            Part(_D.AUTOFINANCEMENT, 220, _R.OBTENUE),
        ),
        vote=False,
    ),
    Montage(
        (GUISE, "5.2"),
        ((_N.ETUDE, 48),),
        (Part(_D.BANQUE_TERRITOIRES, 24, _R.OBTENUE, _E.AVANCE), Part(_D.AUTOFINANCEMENT, 24, _R.OBTENUE)),
    ),
    Montage(
        (HIRSON, "2.1"),
        ((_N.ETUDE, 26), (_N.TRAVAUX, 450)),
        (
            Part(_D.DETR, 242, _R.ENVISAGEE, _E.A_DEPOSER),
            Part(_D.EUROPE, 155, _R.ENVISAGEE, _E.ENVISAGEE),
            Part(_D.AUTOFINANCEMENT, 79, _R.OBTENUE),
        ),
        vote=False,
    ),
    Montage(
        (HIRSON, "3.1"),
        ((_N.TRAVAUX, 340), (_N.AMO, 25)),
        (
            Part(_D.DSIL, 146, _R.OBTENUE, _E.NOTIFIEE),
            Part(_D.DEPARTEMENT, 146, _R.OBTENUE, _E.PROGRAMMEE),
            Part(_D.AUTOFINANCEMENT, 73, _R.OBTENUE),
        ),
    ),
    Montage(
        (HIRSON, "1.2"),
        ((_N.ACQUISITION, 240), (_N.TRAVAUX, 1650)),
        (Part(_D.ANAH, 700, _R.SOLLICITEE, _E.REPORTEE), Part(_D.AUTOFINANCEMENT, 300, _R.OBTENUE)),
        vote=False,
    ),
    Montage(
        (VERVINS, "1.4"),
        ((_N.TRAVAUX, 1240),),
        (
            Part(_D.FONDS_VERT, 496, _R.EN_ATTENTE, _E.SANS_SUITE),
            Part(_D.DETR, 372, _R.OBTENUE, _E.CADUQUE),
            Part(_D.AUTOFINANCEMENT, 372, _R.OBTENUE),
        ),
    ),
)

_DEPOSEES: Final = tuple(EtatDemande)[2:11]
"""The states from « Déposée » to « Soldée »."""
_NOTIFIEES: Final = tuple(EtatDemande)[6:11]
"""The states from « Notifiée » to « Soldée »."""


def write_financement(cahier: "Cahier", actions: "Mapping[tuple[str, str], str]", campagne: str) -> None:
    """Write plans, dépenses, ressources and demandes."""
    for montage in _MONTAGES:
        action = actions[montage.action]
        _write_depenses(cahier, montage, action)
        plan = _write_plan(cahier, montage, action)
        for index, part in enumerate(montage.parts):
            demande = _write_demande(cahier, part, action, campagne, index) if part.demande else None
            _write_ressource(cahier, part, plan, demande)


def _write_depenses(cahier: "Cahier", montage: Montage, action: str) -> None:
    operation = None
    if len(montage.depenses) > 2:  # noqa: PLR2004 - studies and works of these actions are told apart
        operation = cahier.add(
            "sous_operation",
            action=action,
            titre="Tranche 1",
            reference="T1",
            nature="Travaux",
            debut=cahier.day(-30),
            fin=cahier.day(300),
            budget=euros(sum(amount for _, amount in montage.depenses) * 1000),
            regime_montant=Regime.HT,
        )
    for nature, amount in montage.depenses:
        cahier.add(
            "depense",
            action=action,
            sous_operation=operation,
            titre=str(nature),
            nature=nature,
            montant_previsionnel=euros(amount * 1000),
            montant_definitif=euros(amount * 985) if nature is NatureDepense.ETUDE else None,
            regime_montant=Regime.HT,
            section=Section.FONCTIONNEMENT if nature is NatureDepense.ANIMATION else Section.INVESTISSEMENT,
            annee=cahier.today.year,
        )


def _write_plan(cahier: "Cahier", montage: Montage, action: str) -> str:
    """Write the plan, and the version that it replaces where it was voted."""
    voted = cahier.day(-80)
    former = None
    if montage.vote:
        former = cahier.add(
            "plan_financement",
            action=action,
            titre="Plan de financement, version 1",
            version=1,
            statut=StatutPlan.REMPLACE,
            deliberation=f"DE{voted.year}-007",
            date_deliberation=cahier.day(-300),
            regime_montant=Regime.HT,
        )
    return cahier.add(
        "plan_financement",
        action=action,
        titre=f"Plan de financement, version {2 if former else 1}",
        version=2 if former else 1,
        statut=StatutPlan.VOTE if montage.vote else StatutPlan.BROUILLON,
        deliberation=f"DE{voted.year}-051" if montage.vote else None,
        date_deliberation=voted if montage.vote else None,
        remplace=former,
        regime_montant=Regime.HT,
        depense_subventionnable=euros(sum(amount for _, amount in montage.depenses) * 950),
    )


def _write_demande(cahier: "Cahier", part: Part, action: str, campagne: str, index: int) -> str:
    etat = part.demande
    return cahier.add(
        "demande",
        action=action,
        titre=f"{part.dispositif} {cahier.today.year}",
        financeur=str(part.dispositif),
        dispositif=part.dispositif,
        campagne_financement=campagne if part.dispositif is Dispositif.DETR else None,
        etat=etat,
        montant_demande=euros(part.montant * 1000),
        regime_montant=Regime.HT,
        pieces_manquantes=["Délibération", "Attestation de non-commencement"]
        if etat is EtatDemande.A_DEPOSER
        else None,
        **_life(cahier, part, index),
    )


def _life(cahier: "Cahier", part: Part, index: int) -> "dict[str, Valeur]":
    """Give the dates and numbers that the state of a demande asks for."""
    etat, year = part.demande, cahier.today.year
    said: dict[str, Valeur] = {}
    if etat in _DEPOSEES or etat in {EtatDemande.REFUSEE, EtatDemande.SANS_SUITE, EtatDemande.CADUQUE}:
        said |= {
            "numero_dossier": f"DEMO-{year % 100}-{index:04d}",
            "date_depot": cahier.day(-220),
            "date_ardd": None if etat is EtatDemande.DEPOSEE else cahier.day(-210),
            "etat_demarche": EtatDemarche.REFUSE if etat is EtatDemande.REFUSEE else EtatDemarche.EN_INSTRUCTION,
        }
    if etat is EtatDemande.EN_INSTRUCTION:
        said["date_premier_acte"] = cahier.day(-216)  # before the ARDD: a subvention in danger (rule 22)
    if etat in _NOTIFIEES or etat is EtatDemande.CADUQUE:
        granted = cahier.day(-900 if etat is EtatDemande.CADUQUE else -120)
        said |= _granted(cahier, part, granted)
    if etat in _NOTIFIEES[1:]:
        said |= {"date_premier_acte": cahier.day(-100), "date_commencement": cahier.day(-90)}
    if etat in _NOTIFIEES[2:]:
        said |= {"montant_avance": euros(part.montant * 300), "date_avance": cahier.day(-60)}
    if etat is EtatDemande.SOLDEE:
        said |= {"montant_solde": euros(part.montant * 700), "date_solde": cahier.day(-20)}
    if etat is EtatDemande.REPORTEE:
        said["numero_anterieur"] = f"DEMO-{(year - 1) % 100}-0099"
    return said


def _granted(cahier: "Cahier", part: Part, day: date) -> "dict[str, Valeur]":
    return {
        "etat_demarche": EtatDemarche.ACCEPTE,
        "notification": Notification.NOTIFIE,
        "date_completude": min(day, cahier.day(-190)),
        "arrete": f"{day.year}-DEMO-12",
        "date_arrete": day,
        "date_notification": day,
        "montant_accorde": euros(part.montant * 1000),
        "depart_caducite": DepartCaducite.NOTIFICATION,
    }


def _write_ressource(cahier: "Cahier", part: Part, plan: str, demande: str | None) -> None:
    cahier.add(
        "ressource",
        plan_financement=plan,
        titre=str(part.dispositif),
        financeur=str(part.dispositif),
        dispositif=part.dispositif,
        caractere=part.dispositif.caractere,
        montant_demande=euros(part.montant * 1000),
        montant_accorde=euros(part.montant * 1000) if part.etat is EtatRessource.OBTENUE else None,
        etat=part.etat,
        demande=demande,
    )
