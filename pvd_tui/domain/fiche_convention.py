"""A convention at a glance: its communes with their three tests, its avenants, its actions by axe, what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pvd_tui.domain.action import Action, StatutConventionnel, StatutPhase
from pvd_tui.domain.avenant import Avenant
from pvd_tui.domain.axe import Axe
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.conditions_ort import ConditionOrt, conditions_ort
from pvd_tui.domain.convention import Convention
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.perimetre_convention import EpciConvention, communes_de, epcis_de
from pvd_tui.domain.phase_operationnelle import (
    PhaseOperationnelle,
    is_cadre,
    is_engagee,
    is_signee,
    phase_operationnelle,
)
from pvd_tui.domain.registre import Registre, one, where
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.rules import findings_of
from pvd_tui.domain.rules.context import Context
from pvd_tui.domain.secteur import Secteur


@dataclass(frozen=True, slots=True)
class CommuneConvention:
    """One commune of the convention, and where it stands."""

    insee: str
    nom: str
    phase: PhaseOperationnelle


@dataclass(frozen=True, slots=True)
class AvenantConvention:
    """One avenant, with the actions that it brings in and takes out."""

    id: str
    titre: str
    jour: date | None
    objet: str
    entrees: tuple[str, ...]
    sorties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AxeConvention:
    """One axe and what its actions come to; the last one, without an id, holds the actions that have none."""

    id: str
    titre: str
    actions: int
    engagees: int
    cout: int | None
    """The sum of the known costs; None where none is known."""
    inconnus: int
    """Actions whose cost is to be filled in."""


@dataclass(frozen=True, slots=True)
class FicheConvention:
    """The page, as of a day."""

    convention: Convention
    au: date
    signee: Reponse
    communes: tuple[CommuneConvention, ...]
    epcis: tuple[EpciConvention, ...]
    conditions: tuple[ConditionOrt, ...]
    """What makes it worth an ORT; nothing for a convention d'adhésion."""
    avenants: tuple[AvenantConvention, ...]
    """In their order."""
    axes: tuple[AxeConvention, ...]
    secteurs: tuple[str, ...]
    manques: tuple[Finding, ...]
    """What the rules ask to look at."""

    @property
    def titre(self) -> str:
        """Name the convention."""
        return self.convention.titre or f"Convention {self.convention.type or ''}".strip()

    @property
    def total(self) -> AxeConvention:
        """Add the axes up."""
        known = [axe.cout for axe in self.axes if axe.cout is not None]
        return AxeConvention(
            "",
            "Total",
            sum(axe.actions for axe in self.axes),
            sum(axe.engagees for axe in self.axes),
            sum(known) if known else None,
            sum(axe.inconnus for axe in self.axes),
        )


def fiche_convention(convention: Convention, registre: Registre, au: date) -> FicheConvention:
    """Gather the page of a convention as of a day."""
    actions = actions_de(convention, registre)
    return FicheConvention(
        convention,
        au,
        is_signee(convention, au),
        tuple(_commune(insee, registre, au) for insee in communes_de(convention, registre)),
        tuple(epcis_de(convention, registre)),
        conditions_ort(convention, registre) if is_cadre(convention) else (),
        tuple(_avenants(convention, actions, registre)),
        tuple(_axes(convention, [one for one in actions if _compte(one)], registre, au)),
        tuple(_secteur(found, registre) for found in where(registre, Secteur, convention=convention.id)),
        tuple(_manques(convention, registre, au)),
    )


def actions_de(convention: Convention, registre: Registre) -> list[Action]:
    """List the actions of a convention: those that name it, or one of its axes."""
    named = where(registre, Action, convention=convention.id)
    for axe in where(registre, Axe, convention=convention.id):
        named += where(registre, Action, axe=axe.id)
    return list({action.id: action for action in named}.values())


def _compte(action: Action) -> bool:
    """Say whether an action is still in the convention: neither abandoned nor taken out."""
    gone = action.statut_phase is StatutPhase.ABANDONNE or action.statut_conventionnel is StatutConventionnel.ABANDONNEE
    return not gone and action.avenant_sortie is None


def _commune(insee: str, registre: Registre, au: date) -> CommuneConvention:
    found = one(registre, Commune, insee)
    return CommuneConvention(
        insee, (found.titre if found else None) or insee, phase_operationnelle(insee, registre, au)
    )


def _avenants(convention: Convention, actions: Sequence[Action], registre: Registre) -> Iterator[AvenantConvention]:
    found = where(registre, Avenant, convention=convention.id)
    for avenant in sorted(found, key=lambda a: (a.date or date.max, _numero(a), a.id)):
        yield AvenantConvention(
            avenant.id,
            avenant.titre or f"Avenant {f'n° {avenant.numero}' if avenant.numero else ''}".strip(),
            avenant.date,
            (avenant.objet or "").split("\n")[0],
            tuple(_nom(action) for action in actions if action.avenant == avenant.id),
            tuple(_nom(action) for action in actions if action.avenant_sortie == avenant.id),
        )


def _secteur(secteur: Secteur, registre: Registre) -> str:
    found = one(registre, Commune, secteur.commune)
    return f"{secteur.titre or 'sans titre'}{f' ({found.titre})' if found and found.titre else ''}"


def _numero(avenant: Avenant) -> tuple[int, str]:
    text = avenant.numero or ""
    return (int(text) if text.isdecimal() else 10**9, text)


def _nom(action: Action) -> str:
    return " ".join(part for part in (action.code, action.titre or "sans titre") if part)


def _axes(convention: Convention, actions: Sequence[Action], registre: Registre, au: date) -> Iterator[AxeConvention]:
    axes = where(registre, Axe, convention=convention.id)
    for axe in sorted(axes, key=lambda a: (a.ordre if a.ordre is not None else 10**9, a.titre or "", a.id)):
        titre = " ".join(str(part) for part in (axe.ordre, axe.titre or "sans titre") if part is not None)
        yield _somme(axe.id, titre, [one for one in actions if one.axe == axe.id], au)
    loose = [one for one in actions if one.axe not in {axe.id for axe in axes}]
    if loose:
        yield _somme("", "Sans axe", loose, au)


def _somme(record: str, titre: str, actions: Sequence[Action], au: date) -> AxeConvention:
    costs = [action.cout_previsionnel for action in actions if action.cout_previsionnel is not None]
    engaged = sum(is_engagee(action, au) is Reponse.OUI for action in actions)
    return AxeConvention(record, titre, len(actions), engaged, sum(costs) if costs else None, len(actions) - len(costs))


def _manques(convention: Convention, registre: Registre, au: date) -> Iterator[Finding]:
    """Give what the rules ask to look at; where the convention does not claim an ORT, its conditions say rule 9."""
    yield from (f for f in findings_of(convention, Context(registre, au)) if f.level is not Niveau.INFORMATION)
    if is_cadre(convention) and convention.vaut_ort is None:
        for one_ in conditions_ort(convention, registre):
            if one_.reponse is not Reponse.OUI:
                yield Finding(9, Niveau.AVERTISSEMENT, one_.fait, one_.clears, one_.champ, "[S23][S25]")
