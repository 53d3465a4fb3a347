"""The list of the communes at risk: one line a site, grouped by cause, what can still change first (`design.md` §6).

A line is there while something established can still fail: R1 and R2 make a commune « à risque », the other rules are
difficulties that stand beside. What is merely « à renseigner » is a list apart. What a person said (signals), and what
the préfet retained with his reason, stand beside what is computed, and replace none of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pvd_tui.domain import risque
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.constat import Cause, Constat
from pvd_tui.domain.phase_operationnelle import PhaseOperationnelle
from pvd_tui.domain.programme import Programme, programme
from pvd_tui.domain.registre import Registre, one, where
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.risque import RegleRisque, dossier
from pvd_tui.domain.risque_moyens import r3, r6
from pvd_tui.domain.signal import Frein, Levier, RegleSignal, Signal
from pvd_tui.domain.site import Site

REGLES: Final[Mapping[RegleSignal, RegleRisque]] = {
    RegleSignal.R1: risque.r1,
    RegleSignal.R2: risque.r2,
    RegleSignal.R3: r3,
    RegleSignal.R4: risque.r4,
    RegleSignal.R5: risque.r5,
    RegleSignal.R6: r6,
    RegleSignal.R7: risque.r7,
}
"""The rules, in their order."""

MENACES: Final = frozenset({RegleSignal.R1, RegleSignal.R2})
"""The rules that say « à risque »; the others say what makes it harder."""

_RANK: Final = {cause: place for place, cause in enumerate(Cause)}


@dataclass(frozen=True, slots=True)
class RisqueCommune:
    """One commune on one day: what is established, what is to be filled in, what people said and retained."""

    insee: str
    nom: str
    site: str | None
    phase: PhaseOperationnelle
    constats: tuple[Constat, ...]
    a_renseigner: tuple[Constat, ...]
    signaux: tuple[Signal, ...]
    retenu: Reponse | None
    motif: str | None

    @property
    def calcule(self) -> Reponse:
        """Say whether the facts put it at risk; NON only where the three tests are met."""
        if any(one.regle in MENACES for one in self.constats):
            return Reponse.OUI
        return Reponse.NON if self.phase.reponse is Reponse.OUI else Reponse.INCONNU

    @property
    def a_risque(self) -> bool:
        """Say whether it is listed: computed, or retained by the préfet."""
        return Reponse.OUI in {self.calcule, self.retenu}

    @property
    def freins(self) -> tuple[Frein, ...]:
        """List what holds it back, as people said it."""
        return tuple(dict.fromkeys(one.frein for one in self.signaux if one.frein is not None))

    @property
    def leviers(self) -> tuple[Levier, ...]:
        """List what helps it on, as people said it."""
        return tuple(dict.fromkeys(one.levier for one in self.signaux if one.levier is not None))


@dataclass(frozen=True, slots=True)
class LigneRisque:
    """One site: its communes that are at risk or in difficulty, the main cause first."""

    site: str
    """The id of the site, or the INSEE code of a commune alone."""
    nom: str
    communes: tuple[RisqueCommune, ...]
    constats: tuple[Constat, ...]
    """The facts of its communes, each said once, in the order of the way through the programme."""

    @property
    def a_risque(self) -> bool:
        """Say whether one of its communes is."""
        return any(commune.a_risque for commune in self.communes)

    @property
    def cause(self) -> Cause | None:
        """Give what comes first; None where only the préfet's judgement puts it here."""
        return self.constats[0].cause if self.constats else None

    @property
    def prochain_pas(self) -> str:
        """Give the single step to take first."""
        return self.constats[0].clears if self.constats else "Revoir le risque retenu."

    @property
    def jours(self) -> int | None:
        """Give the days left until the first échéance that is still to come; None where there is none."""
        return min((c.jours for c in self.constats if c.jours is not None and c.peut_changer), default=None)


@dataclass(frozen=True, slots=True)
class Risques:
    """The communes of a territory on one day."""

    au: date
    programme: Programme
    communes: tuple[RisqueCommune, ...]
    """All of them, by name."""
    lignes: tuple[LigneRisque, ...]
    """One a site, what can still change first."""

    @property
    def a_risque(self) -> tuple[RisqueCommune, ...]:
        """Give the communes at risk, in the order of the lines."""
        return tuple(commune for line in self.lignes for commune in line.communes if commune.a_risque)

    @property
    def a_renseigner(self) -> tuple[RisqueCommune, ...]:
        """Give the communes of which something must be filled in first."""
        return tuple(commune for commune in self.communes if commune.a_renseigner)

    @property
    def par_cause(self) -> tuple[tuple[Cause | None, tuple[LigneRisque, ...]], ...]:
        """Group the lines by their main cause, each line once; causes in the order of their first line."""
        grouped: dict[Cause | None, list[LigneRisque]] = {}
        for line in self.lignes:
            grouped.setdefault(line.cause, []).append(line)
        return tuple((cause, tuple(lines)) for cause, lines in grouped.items())


def risques(
    registre: Registre, communes: Iterable[Commune], au: date, nouvelles: Mapping[str, date] | None = None
) -> Risques:
    """Read the rules for some communes as of a day; `nouvelles` are the days of the last record of each (R7)."""
    held = programme(registre, au)
    found = sorted(
        (risque_commune(commune, registre, au, held, (nouvelles or {}).get(commune.id)) for commune in communes),
        key=lambda one: (one.nom, one.insee),
    )
    return Risques(au, held, tuple(found), _lignes(found, registre))


def risque_commune(
    commune: Commune, registre: Registre, au: date, held: Programme, nouvelles: date | None = None
) -> RisqueCommune:
    """Read the rules for one commune."""
    found = dossier(commune, registre, au, held, nouvelles)
    said = [constat for regle in REGLES.values() for constat in regle(found)]
    said.sort(key=lambda one: (_RANK[one.cause], one.regle))
    return RisqueCommune(
        commune.id,
        commune.titre or commune.id,
        commune.site,
        found.phase,
        tuple(one for one in said if one.etabli),
        tuple(one for one in said if not one.etabli),
        found.signaux,
        commune.risque_retenu,
        commune.motif_risque_retenu,
    )


def communes_du_programme(registre: Registre, departement: str | None = None) -> list[Commune]:
    """List the communes of the programme: all that are not said to have left it."""
    wanted = {"departement": departement} if departement else {}
    return [found for found in where(registre, Commune, **wanted) if found.actif is not False]


def _lignes(communes: Sequence[RisqueCommune], registre: Registre) -> tuple[LigneRisque, ...]:
    """Make one line of the communes of each site that have something to say."""
    sites: dict[str, list[RisqueCommune]] = {}
    for commune in communes:
        if commune.constats or commune.a_risque:
            sites.setdefault(commune.site or commune.insee, []).append(commune)
    lines = [_ligne(site, found, registre) for site, found in sites.items()]
    return tuple(sorted(lines, key=_ordre))


def _ligne(site: str, communes: Sequence[RisqueCommune], registre: Registre) -> LigneRisque:
    named = one(registre, Site, site) if communes[0].site else None
    nom = (named.titre if named else None) or " – ".join(commune.nom for commune in communes)
    facts = {(c.regle, c.sentence): c for commune in communes for c in commune.constats}
    ordered = sorted(facts.values(), key=lambda c: (c.regle not in MENACES, _RANK[c.cause], c.regle))
    return LigneRisque(site, nom, tuple(communes), tuple(ordered))


def _ordre(line: LigneRisque) -> tuple[bool, bool, int, int, str, str]:
    """Order by what can still change before the échéance: at risk, still possible, nearest, fewest steps left."""
    left = line.jours
    steps = len({c.cause for c in line.constats if c.regle in MENACES})
    return (not line.a_risque, left is None, left or 0, steps, line.nom, line.site)
