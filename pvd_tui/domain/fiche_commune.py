"""« Le sous-préfet dans dix minutes »: one page on a commune: six figures, three freins, two demands (§10.3, 12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pvd_tui.domain.action import Action, Phase, StatutConventionnel, StatutPhase
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.demande import Demande, EtatDemande
from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.parcours import Parcours, parcours
from pvd_tui.domain.phase_operationnelle import actions_of
from pvd_tui.domain.registre import Registre, one, where
from pvd_tui.domain.risque import is_ouvert
from pvd_tui.domain.signal import Signal

_FREINS: Final = 3
_DEMANDES: Final = 2
_PERDUES: Final = frozenset(
    {EtatDemande.REFUSEE, EtatDemande.SANS_SUITE, EtatDemande.RETIREE, EtatDemande.CADUQUE, EtatDemande.REPORTEE}
)
_ATTENTE: Final = frozenset(
    {
        EtatDemande.A_DEPOSER,
        EtatDemande.DEPOSEE,
        EtatDemande.COMPLETE,
        EtatDemande.EN_INSTRUCTION,
        EtatDemande.PROGRAMMEE,
    }
)


@dataclass(frozen=True, slots=True)
class Chiffre:
    """One figure, as it is said; unknown is « à préciser », never zero."""

    titre: str
    valeur: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FicheCommune:
    """The page, as of a day."""

    commune: str
    nom: str
    au: date
    chiffres: tuple[Chiffre, ...]
    """Six of them."""
    freins: tuple[str, ...]
    """Three at most, open ones only, the oldest first."""
    demandes: tuple[str, ...]
    """What the commune asks of the State: two at most."""
    parcours: Parcours


def fiche_commune(commune: str, registre: Registre, au: date) -> FicheCommune:
    """Gather the page of a commune as of a day."""
    found = one(registre, Commune, commune)
    actions = [action for action in actions_of(commune, registre) if not _abandoned(action)]
    demandes = [demande for action in actions for demande in where(registre, Demande, action=action.id)]
    signaux = [s for s in where(registre, Signal, commune=commune) if is_ouvert(s, au)]
    signaux.sort(key=lambda s: (s.ouvert_le or date.max, s.id))
    way = parcours(commune, registre, au)
    return FicheCommune(
        commune,
        (found.titre if found else None) or commune,
        au,
        _chiffres(found, actions, demandes, way),
        tuple(_frein(signal) for signal in signaux if signal.frein or signal.titre)[:_FREINS],
        _attendues(signaux, demandes, actions),
        way,
    )


def _abandoned(action: Action) -> bool:
    return action.statut_phase is StatutPhase.ABANDONNE or action.statut_conventionnel is StatutConventionnel.ABANDONNEE


def _chiffres(
    commune: Commune | None, actions: Sequence[Action], demandes: Sequence[Demande], way: Parcours
) -> tuple[Chiffre, ...]:
    phases = {phase: sum(action.phase is phase for action in actions) for phase in Phase}
    costs = [action.cout_previsionnel for action in actions if action.cout_previsionnel is not None]
    unknown = len(actions) - len(costs)
    granted = [d.montant_accorde for d in demandes if d.montant_accorde is not None and d.etat not in _PERDUES]
    waiting = [d for d in demandes if d.etat in _ATTENTE]
    asked = [d.montant_demande for d in waiting if d.montant_demande is not None]
    share = f"{100 * sum(granted) // sum(costs)} % du coût connu" if costs and sum(costs) and granted else ""
    tests = sum(critere.reponse == "Oui" for critere in way.phase.criteres)
    return (
        Chiffre("Habitants", _entier(commune.population if commune else None)),
        Chiffre("Tests remplis", f"{tests} sur 3", str(way.phase.reponse).lower()),
        Chiffre("Actions", str(len(actions)), ", ".join(f"{phase} {n}" for phase, n in phases.items() if n)),
        Chiffre("Coût", _somme(costs), f"{unknown} à préciser" if unknown else ""),
        Chiffre("Accordé", _somme(granted), share),
        Chiffre("Demandé, en attente", _somme(asked), f"{len(waiting)} demande{'s' * (len(waiting) > 1)}"),
    )


def _somme(amounts: Sequence[int]) -> str:
    return show_montant(sum(amounts)) if amounts else "à préciser"


def _entier(number: int | None) -> str:
    return f"{number:,}".replace(",", "\u202f") if number is not None else "à préciser"


def _frein(signal: Signal) -> str:
    said = signal.titre if signal.titre and signal.titre != signal.frein else ""
    return " : ".join(part for part in (str(signal.frein or ""), said) if part)


def _attendues(signaux: Sequence[Signal], demandes: Sequence[Demande], actions: Sequence[Action]) -> tuple[str, ...]:
    """Say what is asked of the State: support named by a signal first, then the largest demandes without an answer."""
    asked = [line for signal in signaux if signal.appui_national and (line := signal.appui_national.split("\n")[0])]
    titres = {action.id: action.titre or "" for action in actions}
    waiting = sorted((d for d in demandes if d.etat in _ATTENTE), key=lambda d: (-(d.montant_demande or 0), d.id))
    asked += [
        " · ".join(
            part
            for part in (
                titres.get(d.action or "", ""),
                d.titre or str(d.dispositif or ""),
                show_montant(d.montant_demande) if d.montant_demande is not None else "montant à préciser",
                str(d.etat).lower(),
            )
            if part
        )
        for d in waiting
    ]
    return tuple(dict.fromkeys(asked))[:_DEMANDES]
