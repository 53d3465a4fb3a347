"""The risk of a commune: rules R1 to R7 of domain.md §2.6, each a fact with its source, never a score.

    R1  one of the three tests is not met, the échéance comes or is past       « à risque »
    R2  adhésion + 18 months, and no convention-cadre                          « à risque »
    R3  poste vacant for 90 days, or a contract that ends within 90            difficulty  (`risque_moyens`)
    R4  commune and EPCI do not agree, as a person says it                     difficulty
    R5  a year after the ORT, no action in phase Opération                     difficulty
    R6  what is left to pay exceeds what the council voted by 15 %             difficulty  (`risque_moyens`)
    R7  nothing recorded for 90 days: log time only                            difficulty

A rule reads and never raises. What is unknown is « à renseigner » and puts nobody at risk (`design.md` §6).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from pvd_tui.domain.action import Action, Phase, StatutConventionnel, StatutPhase
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.constat import Cause, Constat
from pvd_tui.domain.convention import Convention
from pvd_tui.domain.dates import deadline, show_date
from pvd_tui.domain.phase_operationnelle import (
    Critere,
    PhaseOperationnelle,
    actions_of,
    conventions_of,
    is_abandonnee,
    is_cadre,
    is_engagee,
    is_signee,
    phase_de,
)
from pvd_tui.domain.programme import Programme
from pvd_tui.domain.registre import Registre, where
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.rules.delai import adhesion_of
from pvd_tui.domain.signal import EtatSignal, Frein, RegleSignal, Signal
from pvd_tui.domain.temps import Temps

MOIS_OPERATION: Final = 12
"""Months after the ORT within which an action reaches the phase Opération (R5)."""
MUETTE: Final = 90
"""Days without a record after which a commune is silent (R7)."""
_CAUSES: Final = {"convention": Cause.CONVENTION, "crte": Cause.CRTE, "engagement": Cause.ENGAGEMENT}
_FAITES: Final = frozenset({StatutConventionnel.ENGAGEE, StatutConventionnel.LIVREE})


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that the rules read of one commune, gathered once."""

    commune: Commune
    conventions: tuple[Convention, ...]
    actions: tuple[Action, ...]
    signaux: tuple[Signal, ...]
    """Those that are open on that day."""
    phase: PhaseOperationnelle
    programme: Programme
    registre: Registre
    au: date
    nouvelles: date | None = None
    """The day something was last recorded of the commune; None where nothing was, or nobody asked."""

    @property
    def cadres(self) -> tuple[Convention, ...]:
        """Give the conventions-cadres."""
        return tuple(one for one in self.conventions if is_cadre(one))


def dossier(
    commune: Commune, registre: Registre, au: date, programme: Programme, nouvelles: date | None = None
) -> Dossier:
    """Gather what the rules read of a commune."""
    conventions = tuple(conventions_of(commune.id, registre))
    actions = tuple(actions_of(commune.id, registre))
    signaux = tuple(one for one in where(registre, Signal, commune=commune.id) if is_ouvert(one, au))
    phase = phase_de(conventions, actions, au)
    return Dossier(commune, conventions, actions, signaux, phase, programme, registre, au, nouvelles)


def is_ouvert(signal: Signal, au: date) -> bool:
    """Say whether a signal holds on a day; one closed without a date is closed."""
    if signal.ouvert_le is not None and signal.ouvert_le > au:
        return False
    if signal.clos_le is not None:
        return au < signal.clos_le
    return signal.etat is not EtatSignal.CLOS


def r1(found: Dossier) -> Iterator[Constat]:
    """Say which of the three tests is not met before the programme's échéance [S1]."""
    limit = found.programme.phase_operationnelle
    for critere in found.phase.criteres:
        if critere.reponse is not Reponse.OUI:
            yield Constat(
                RegleSignal.R1,
                _CAUSES[critere.nom],
                found.commune.id,
                critere.reponse,
                f"{critere.fait}{_prevue(found, critere)}",
                critere.clears,
                "[S1]",
                limit,
                (limit - found.au).days,
                *_lieu(found, critere),
            )


def r2(found: Dossier) -> Iterator[Constat]:
    """Say that the months after the adhésion are over without a convention-cadre [S5]."""
    adhesion = adhesion_of(found.conventions)
    months = found.programme.delai_convention
    limit = deadline(adhesion, months) if adhesion else date.max
    answers = [is_signee(one, found.au) for one in found.cadres]
    if adhesion is None or found.au <= limit or Reponse.OUI in answers:
        return
    late = (found.au - limit).days
    doubt = Reponse.INCONNU in answers
    yield Constat(
        RegleSignal.R2,
        Cause.CONVENTION,
        found.commune.id,
        Reponse.INCONNU if doubt else Reponse.NON,
        f"{months} mois après l’adhésion ({show_date(adhesion)}), la convention-cadre n’est pas "
        f"{'datée' if doubt else 'signée'} : jours de retard, {late}.",
        "Renseigner la date de signature." if doubt else "Signer la convention-cadre.",
        "[S5]",
        limit,
        -late,
        *_convention(found),
        "date_signature",
    )


def r4(found: Dossier) -> Iterator[Constat]:
    """Say what a person said of the governance between commune and EPCI [S8bis]."""
    for one in found.signaux:
        if one.regle is RegleSignal.R4 or one.frein is Frein.GOUVERNANCE:
            said = one.titre or (one.cause or "").split("\n")[0] or "tension signalée"
            days = (one.echeance - found.au).days if one.echeance else None
            clears = one.action_corrective or "Réunir la commune et l’EPCI, puis clore le signal."
            yield Constat(
                RegleSignal.R4,
                Cause.GOUVERNANCE,
                found.commune.id,
                Reponse.NON,
                f"Gouvernance commune-EPCI : {said}.".replace("..", "."),
                clears.split("\n")[0],
                "[S8bis]",
                one.echeance,
                days,
                "signal",
                one.id,
            )


def r5(found: Dossier) -> Iterator[Constat]:
    """Say that no action is in phase Opération a year after the ORT [S8bis]."""
    days = [one.date_signature for one in found.cadres if is_signee(one, found.au) is Reponse.OUI]
    signed = min((day for day in days if day is not None), default=None)
    limit = deadline(signed, MOIS_OPERATION) if signed else date.max
    if signed is None or found.au <= limit:
        return
    answers = [_en_operation(one, found.au) for one in found.actions]
    if Reponse.OUI in answers:
        return
    known = bool(answers) and Reponse.INCONNU not in answers
    fact = "aucune action n’est en phase Opération" if known else "on ignore si une action est en phase Opération"
    yield Constat(
        RegleSignal.R5,
        Cause.OPERATION,
        found.commune.id,
        Reponse.NON if known else Reponse.INCONNU,
        f"{MOIS_OPERATION} mois après l’ORT ({show_date(signed)}), {fact}.",
        "Lancer une première opération." if known else "Renseigner la phase des actions.",
        "[S8bis]",
        limit,
        (limit - found.au).days,
        temps=Temps.JOURNAL,
    )


def r7(found: Dossier) -> Iterator[Constat]:
    """Say that nothing was recorded of the commune for long: a silent commune is a signal, a silent person is not."""
    if found.nouvelles is None:
        return
    days = (found.au - found.nouvelles).days
    if days > MUETTE:
        yield Constat(
            RegleSignal.R7,
            Cause.MUETTE,
            found.commune.id,
            Reponse.NON,
            f"Rien n’a été enregistré pour cette commune depuis {days} jours ({show_date(found.nouvelles)}).",
            "Prendre des nouvelles de la commune.",
            "[S40]",
            temps=Temps.JOURNAL,
        )


RegleRisque = Callable[[Dossier], Iterator[Constat]]


def _en_operation(action: Action, au: date) -> Reponse:
    """Say whether an action reached the phase Opération by a day."""
    if is_abandonnee(action, au):
        return Reponse.NON
    begun = action.phase is Phase.OPERATION or action.statut_conventionnel in _FAITES
    if begun or is_engagee(action, au) is Reponse.OUI or (action.debut_reel is not None and action.debut_reel <= au):
        return Reponse.OUI
    said = action.phase is not None or action.statut_phase is StatutPhase.ABANDONNE
    return Reponse.NON if said else Reponse.INCONNU


def _prevue(found: Dossier, critere: Critere) -> str:
    """Add when the signature is planned, where it is."""
    days = [one.date_prevue for one in found.cadres if one.date_prevue is not None and one.date_prevue >= found.au]
    if critere.nom != "convention" or not days:
        return ""
    return f" Signature prévue le {show_date(min(days))}."


def _lieu(found: Dossier, critere: Critere) -> tuple[str, str, str | None]:
    """Say where the step is written."""
    if critere.nom == "engagement":
        return ("action", found.actions[0].id, "date_engagement") if len(found.actions) == 1 else ("commune", "", None)
    field = "date_signature" if critere.nom == "convention" else "crte_inscrit_le"
    return (*_convention(found), field)


def _convention(found: Dossier) -> tuple[str, str]:
    return ("convention", found.cadres[0].id) if len(found.cadres) == 1 else ("commune", found.commune.id)
