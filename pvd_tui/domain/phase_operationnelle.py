"""La phase opérationnelle: three tests, each oui, non or inconnu (`design.md` §6, domain.md §0.3, [S1][S2]).

    convention-cadre valant ORT signed  **and**  entered in the CRTE  **and**  at least one action engaged

Unknown never makes a commune non-operational nor at risk: it goes to « à renseigner ».
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pvd_tui.domain.action import Action, Phase, StatutConventionnel, StatutPhase
from pvd_tui.domain.action_commune import ActionCommune
from pvd_tui.domain.convention import Convention, StatutConvention, TypeConvention
from pvd_tui.domain.convention_commune import ConventionCommune
from pvd_tui.domain.registre import Registre, one, where
from pvd_tui.domain.reponse import Reponse

_ENGAGES: Final = frozenset({StatutConventionnel.ENGAGEE, StatutConventionnel.LIVREE})
_RANK: Final = {Reponse.NON: 0, Reponse.INCONNU: 1, Reponse.OUI: 2}


@dataclass(frozen=True, slots=True)
class Critere:
    """One of the three tests: its answer, the fact behind it, and the step that would turn it to oui."""

    nom: str
    reponse: Reponse
    fait: str
    clears: str


@dataclass(frozen=True, slots=True)
class PhaseOperationnelle:
    """Where a commune stands on one day."""

    convention: Critere
    crte: Critere
    engagement: Critere

    @property
    def criteres(self) -> tuple[Critere, ...]:
        """Give the three tests in the instruction's order."""
        return (self.convention, self.crte, self.engagement)

    @property
    def reponse(self) -> Reponse:
        """Say whether the commune is operational: one non is non, else one inconnu is inconnu."""
        return min((critere.reponse for critere in self.criteres), key=_RANK.__getitem__)

    @property
    def evaluable(self) -> bool:
        """Say whether each test has its answer: only then a note calls a commune operational or not."""
        return not self.a_renseigner

    @property
    def manquants(self) -> tuple[Critere, ...]:
        """List the tests that are not met, unknown ones left out."""
        return tuple(critere for critere in self.criteres if critere.reponse is Reponse.NON)

    @property
    def a_renseigner(self) -> tuple[Critere, ...]:
        """List the tests that nobody can answer yet."""
        return tuple(critere for critere in self.criteres if critere.reponse is Reponse.INCONNU)


CHAMPS_LUS: Final[Mapping[str, tuple[str, ...]]] = {
    "convention": ("commune", "type", "vaut_ort", "statut", "date_signature", "crte_inscrit_le"),
    "convention_commune": ("commune", "convention"),
    "action": (
        "commune",
        "phase",
        "statut_phase",
        "statut_conventionnel",
        "date_engagement",
        "date_abandon",
        "debut_reel",
    ),
    "action_commune": ("commune", "action"),
}
"""All that the three tests read: enough for those who answer for a whole territory at once."""


def phase_operationnelle(commune: str, registre: Registre, au: date) -> PhaseOperationnelle:
    """Answer the three tests for a commune, as of a day."""
    return phase_de(conventions_of(commune, registre), actions_of(commune, registre), au)


def phase_de(conventions: Sequence[Convention], actions: Iterable[Action], au: date) -> PhaseOperationnelle:
    """Answer the three tests from the conventions and actions of a commune, as of a day."""
    convention, crte = _convention_et_crte(conventions, au)
    return PhaseOperationnelle(convention, crte, _engagement(actions, au))


def is_engagee(action: Action, au: date) -> Reponse:
    """Say whether an action is engaged on a day: from its first legal act, unless abandoned by then."""
    if is_abandonnee(action, au):
        return Reponse.NON
    if action.date_engagement is not None:
        return Reponse.OUI if action.date_engagement <= au else Reponse.NON
    started = action.debut_reel is not None and action.debut_reel <= au
    if started or action.phase is Phase.OPERATION or action.statut_conventionnel in _ENGAGES:
        return Reponse.INCONNU
    nothing_said = action.phase is None and action.statut_conventionnel is None
    return Reponse.INCONNU if nothing_said else Reponse.NON


def conventions_of(commune: str, registre: Registre) -> list[Convention]:
    """List the conventions that concern a commune: its own, and those whose rows name it."""
    rows = where(registre, ConventionCommune, commune=commune)
    shared = (one(registre, Convention, row.convention) for row in rows)
    own = where(registre, Convention, commune=commune)
    return list({found.id: found for found in (*own, *shared) if found is not None}.values())


def actions_of(commune: str, registre: Registre) -> list[Action]:
    """List the actions of a commune: its own, and those it shares."""
    shared = (one(registre, Action, row.action) for row in where(registre, ActionCommune, commune=commune))
    own = where(registre, Action, commune=commune)
    return list({found.id: found for found in (*own, *shared) if found is not None}.values())


def is_cadre(convention: Convention) -> bool:
    """Say whether a convention is a convention-cadre valant ORT; « vaut ORT : non » says it is not."""
    if convention.vaut_ort is not None and convention.type is not TypeConvention.ADHESION:
        return convention.vaut_ort
    return convention.type is TypeConvention.CADRE_ORT


def is_signee(convention: Convention, au: date) -> Reponse:
    """Say whether a convention is signed on a day; without a date, or with a contrary status, nobody knows."""
    signed = convention.statut in {StatutConvention.SIGNEE, StatutConvention.TERMINEE}
    if convention.date_signature is not None:
        if convention.date_signature > au:
            return Reponse.NON
        return Reponse.OUI if signed or convention.statut is None else Reponse.INCONNU
    return Reponse.INCONNU if signed or convention.statut is None else Reponse.NON


def is_abandonnee(action: Action, au: date) -> bool:
    """Say whether an action was given up by a day; one given up without a date was, as far as that day knows it."""
    said = action.statut_phase is StatutPhase.ABANDONNE or action.statut_conventionnel is StatutConventionnel.ABANDONNEE
    return action.date_abandon <= au if action.date_abandon is not None else said


def _convention_et_crte(conventions: Sequence[Convention], au: date) -> tuple[Critere, Critere]:
    """Answer the first two tests with the convention-cadre that is furthest on."""
    pairs = [(_signature(found, au), _crte(found, au)) for found in conventions if is_cadre(found)]
    if pairs:
        return max(pairs, key=lambda pair: sorted(_RANK[critere.reponse] for critere in pair))
    typed = [found for found in conventions if found.type is not None or found.vaut_ort is not None]
    known = bool(conventions) and len(typed) == len(conventions)
    reponse = Reponse.NON if known else Reponse.INCONNU
    fait = "Pas de convention-cadre valant ORT" if known else "Aucune convention-cadre n’est renseignée"
    return (
        Critere("convention", reponse, f"{fait}.", "Créer la convention-cadre et renseigner sa signature."),
        Critere("crte", reponse, f"{fait} à inscrire au CRTE.", "Créer la convention-cadre, puis l’inscrire au CRTE."),
    )


def _signature(convention: Convention, au: date) -> Critere:
    faits = {
        Reponse.OUI: ("La convention-cadre valant ORT est signée.", ""),
        Reponse.NON: ("La convention-cadre valant ORT n’est pas signée à cette date.", "Signer la convention-cadre."),
        Reponse.INCONNU: (
            "La date de signature de la convention-cadre n’est pas sûre.",
            "Renseigner la date de signature et « Signée ? ».",
        ),
    }
    reponse = is_signee(convention, au)
    return Critere("convention", reponse, *faits[reponse])


def _crte(convention: Convention, au: date) -> Critere:
    if convention.crte_inscrit_le is None:
        reponse, fait = Reponse.INCONNU, "La date d’inscription au CRTE n’est pas renseignée."
    elif convention.crte_inscrit_le <= au:
        return Critere("crte", Reponse.OUI, "La convention-cadre est inscrite au CRTE.", "")
    else:
        reponse, fait = Reponse.NON, "La convention-cadre n’est pas encore inscrite au CRTE à cette date."
    return Critere("crte", reponse, fait, "Renseigner la date d’inscription au CRTE.")


def _engagement(actions: Iterable[Action], au: date) -> Critere:
    """Answer the third test with the action that is furthest on; no action at all is unknown, not none."""
    answers = [is_engagee(action, au) for action in actions]
    engaged = answers.count(Reponse.OUI)
    if engaged:
        return Critere("engagement", Reponse.OUI, f"Actions engagées : {engaged}.", "")
    if not answers:
        return Critere("engagement", Reponse.INCONNU, "Aucune action n’est renseignée.", "Créer les actions du plan.")
    if Reponse.INCONNU in answers:
        doubtful = answers.count(Reponse.INCONNU)
        fait = f"Actions dont on ignore si elles sont engagées : {doubtful}."
        return Critere("engagement", Reponse.INCONNU, fait, "Renseigner « Engagée le » (premier acte juridique).")
    return Critere("engagement", Reponse.NON, "Aucune action n’est engagée.", "Engager une action (premier acte).")
