"""What the rules say about a convention: its dates, its signatories, its themes."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from pvd_tui.domain.action import Action, Thematique
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.conditions_ort import conditions_ort
from pvd_tui.domain.convention import Convention, StatutConvention, TypeConvention
from pvd_tui.domain.dates import deadline, show_date
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.perimetre_convention import communes_de, epcis_de
from pvd_tui.domain.phase_operationnelle import conventions_of, is_cadre
from pvd_tui.domain.registre import one, where
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.rules.context import Context, Rule, rule
from pvd_tui.domain.rules.delai import adhesion_of

_SIGNED: Final = frozenset({StatutConvention.SIGNEE, StatutConvention.TERMINEE})


@rule(Convention)
def adhesion_apres_le_lancement(convention: Convention, context: Context) -> Iterator[Finding]:
    """Rule 4: no adhésion before the programme was launched, 01/10/2020 [S6]."""
    start, signed = context.programme.debut_programme, convention.date_signature
    if convention.type is TypeConvention.ADHESION and signed is not None and signed < start:
        fact = f"L’adhésion est datée du {show_date(signed)}, avant le lancement du programme ({show_date(start)})."
        yield _warning(4, fact, "Vérifier la date de signature.", "date_signature", "[S6]")


@rule(Convention)
def signature_passee(convention: Convention, context: Context) -> Iterator[Finding]:
    """Rule 5: what is signed was signed at the latest today (an extract of July held 03/11 of the same year)."""
    signed = convention.date_signature
    if convention.statut in _SIGNED and signed is not None and signed > context.today:
        fact = f"La convention est dite signée à une date à venir ({show_date(signed)})."
        clears = "Corriger la date, ou remettre « Signée ? » à « En cours »."
        yield Finding(5, Niveau.ERREUR, fact, clears, "date_signature", "domain.md §0.9")


@rule(Convention)
def ort_apres_adhesion(convention: Convention, context: Context) -> Iterator[Finding]:
    """Rule 6: an ORT before the adhésion is unusual, and legitimate in 72 cases (earlier intercommunal ORT)."""
    signed = convention.date_signature
    if not is_cadre(convention) or signed is None:
        return
    before = [code for code, adhesion in _adhesions(convention, context) if signed < adhesion]
    if before:
        fact = f"L’ORT est signée avant l’adhésion ({_noms(before, context)})."
        clears = "Vérifier les deux dates ; rien à faire si l’ORT intercommunale existait déjà."
        yield _warning(6, fact, clears, "date_signature", "domain.md §0.9")


@rule(Convention)
def ort_dans_les_dix_huit_mois(convention: Convention, context: Context) -> Iterator[Finding]:
    """Rule 7: the convention-cadre is signed within 18 months of the adhésion [S5]; most were later."""
    if not is_cadre(convention):
        return
    months = context.programme.delai_convention
    signed = convention.date_signature
    if signed is None and (convention.statut in _SIGNED or convention.statut is None):
        return
    limits = [(code, deadline(adhesion, months)) for code, adhesion in _adhesions(convention, context)]
    late = [code for code, limit in limits if (signed or context.today) > limit]
    if late and signed is not None:
        fact = f"L’ORT est signée plus de {months} mois après l’adhésion ({_noms(late, context)})."
        yield _warning(7, fact, "Rien à corriger : le retard sera expliqué dans la note.", "date_signature", "[S5]")
    elif late:
        fact = f"L’ORT n’est pas signée, et les {months} mois après l’adhésion sont passés ({_noms(late, context)})."
        yield _warning(7, fact, "Signer la convention-cadre.", "date_signature", "[S5]")


@rule(Convention)
def signee_datee(convention: Convention, _context: Context) -> Iterator[Finding]:
    """Rule 8: what is signed has a date [S40]."""
    if convention.statut is StatutConvention.SIGNEE and convention.date_signature is None:
        fact = "La convention est dite signée, sans date de signature."
        yield Finding(8, Niveau.ERREUR, fact, "Renseigner la date de signature.", "date_signature", "[S40]")


@rule(Convention)
def ort_complete(convention: Convention, context: Context) -> Iterator[Finding]:
    """Rule 9: an ORT has an EPCI, a commune and the signature of the main town, or its dérogation [S23][S25]."""
    if convention.vaut_ort is not True:
        return
    source = "[S23][S25]"
    for condition in conditions_ort(convention, context.registre):
        if condition.reponse is not Reponse.OUI:
            yield _warning(9, condition.fait, condition.clears, condition.champ, source)
    others = [epci.nom for epci in epcis_de(convention, context.registre) if not epci.signataire]
    if convention.epci is not None and others:
        fact = f"Des communes relèvent d’un autre EPCI : {', '.join(others)}."
        clears = "S’il signe aussi, le nommer dans « Autres signataires »."
        yield Finding(9, Niveau.INFORMATION, fact, clears, "signataires", source)


@rule(Convention)
def habitat_et_commerce(convention: Convention, context: Context) -> Iterator[Finding]:
    """Rule 31: an ORT works « impérativement sur l'habitat et les commerces » [S15]."""
    actions = where(context.registre, Action, convention=convention.id)
    if not is_cadre(convention) or not actions or any(action.thematique is None for action in actions):
        return
    for theme in (Thematique.HABITAT, Thematique.COMMERCE):
        if all(action.thematique is not theme for action in actions):
            fact = f"Aucune action de l’ORT ne porte sur « {theme} »."
            yield _warning(31, fact, f"Ajouter une action « {theme} ».", None, "[S15]")


def _adhesions(convention: Convention, context: Context) -> Iterator[tuple[str, date]]:
    """Give the communes of a convention that have a dated adhésion, with it."""
    for code in communes_de(convention, context.registre):
        adhesion = adhesion_of(conventions_of(code, context.registre))
        if adhesion is not None:
            yield code, adhesion


def _noms(codes: list[str], context: Context) -> str:
    """Name communes; by their code where the name is not known."""
    found = [one(context.registre, Commune, code) for code in codes]
    names = [(commune.titre if commune else None) or code for code, commune in zip(codes, found, strict=True)]
    return ", ".join(names)


def _warning(number: int, fact: str, clears: str, field: str | None, source: str) -> Finding:
    return Finding(number, Niveau.AVERTISSEMENT, fact, clears, field, source)


RULES: Final[tuple[Rule, ...]] = (
    adhesion_apres_le_lancement,
    signature_passee,
    ort_apres_adhesion,
    ort_dans_les_dix_huit_mois,
    signee_datee,
    ort_complete,
    habitat_et_commerce,
)
