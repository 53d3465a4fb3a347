"""What the rules say about a commune: its code, its size, and whether it is operational."""

import re
from collections.abc import Iterator
from typing import Final

from pvd_tui.domain.commune import Commune
from pvd_tui.domain.dates import deadline, show_date
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.phase_operationnelle import conventions_of, is_cadre, phase_operationnelle
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.rules.context import Context, Rule, rule
from pvd_tui.domain.rules.delai import adhesion_of

_INSEE: Final = re.compile(r"[0-9]{5}|2[AB][0-9]{3}")


@rule(Commune)
def insee_connu(commune: Commune, context: Context) -> Iterator[Finding]:
    """Rule 1: the INSEE code has its shape and is in the référentiel, whose vintage is kept (domain.md §7)."""
    source = "domain.md §7"
    if not _INSEE.fullmatch(commune.id):
        fact = f"« {commune.id} » n’est pas un code INSEE (cinq caractères, 2A ou 2B en Corse)."
        yield Finding(1, Niveau.ERREUR, fact, "Corriger le code INSEE.", "id", source)
    elif context.is_known is not None and not context.is_known(commune.id):
        fact = f"Le code INSEE {commune.id} est inconnu du référentiel."
        yield Finding(1, Niveau.ERREUR, fact, "Vérifier le code : fusion de communes ?", "id", source)
    elif commune.millesime is None:
        fact = "Le millésime du code officiel géographique n’est pas renseigné."
        yield Finding(1, Niveau.INFORMATION, fact, "Renseigner le millésime.", "millesime", source)


@rule(Commune)
def commune_du_jour(commune: Commune, context: Context) -> Iterator[Finding]:
    """Rule 36: on 1 January communes merge and change their EPCI; nothing is rewritten, a person is told what to do."""
    now = context.presente(commune.id) if context.presente else None
    if now is None:
        return
    if now.insee != commune.id:
        fact = f"Le code {commune.id} n’existe plus : la commune fait partie de {now.nom} ({now.insee})."
        clears = (
            f"Créer {now.nom}, y porter les actions en cours (F9, « Changer de commune ») ; "
            "cette fiche et son historique restent."
        )
        yield Finding(36, Niveau.AVERTISSEMENT, fact, clears, "titre", "domain.md §10.3, 21")
    elif now.epci is not None and commune.epci is not None and now.epci != commune.epci:
        fact = f"L’EPCI de la fiche ({commune.epci}) n’est plus celui du référentiel : {now.nom_epci} ({now.epci})."
        clears = f"Choisir {now.nom_epci} ; l’historique garde l’ancien, avec sa date."
        yield Finding(36, Niveau.INFORMATION, fact, clears, "epci", "domain.md §10.3, 21")


@rule(Commune)
def population_moderee(commune: Commune, context: Context) -> Iterator[Finding]:
    """Rule 3: the programme is for communes of fewer than 20 000 inhabitants; five of the list are not."""
    limit = context.programme.population_maximale
    if commune.population is not None and commune.population >= limit:
        fact = f"La population ({commune.population}) atteint {limit} habitants, plafond du programme."
        clears = "Vérifier la population ; rien à faire si la commune est bien dans la liste officielle."
        yield Finding(3, Niveau.AVERTISSEMENT, fact, clears, "population", "domain.md §7.2")


@rule(Commune)
def convention_dans_le_delai(commune: Commune, context: Context) -> Iterator[Finding]:
    """Rule 7, before there is a convention-cadre: 18 months after the adhésion are over."""
    conventions = conventions_of(commune.id, context.registre)
    adhesion = adhesion_of(conventions)
    if adhesion is None or any(is_cadre(convention) for convention in conventions):
        return
    months = context.programme.delai_convention
    limit = deadline(adhesion, months)
    if context.today > limit:
        late = (context.today - limit).days
        fact = f"Pas de convention-cadre : les {months} mois après l’adhésion sont passés (jours de retard : {late})."
        clears = f"Signer la convention-cadre (attendue pour le {show_date(limit)})."
        yield Finding(7, Niveau.AVERTISSEMENT, fact, clears, None, "[S5]")


@rule(Commune)
def phase_operationnelle_atteinte(commune: Commune, context: Context) -> Iterator[Finding]:
    """Rule 10: say which of the three tests is missing; an unknown one is to be filled in, not wrong."""
    for critere in phase_operationnelle(commune.id, context.registre, context.today).criteres:
        if critere.reponse is not Reponse.OUI:
            level = Niveau.AVERTISSEMENT if critere.reponse is Reponse.NON else Niveau.INFORMATION
            yield Finding(10, level, critere.fait, critere.clears, None, "[S1]")


RULES: Final[tuple[Rule, ...]] = (
    insee_connu,
    commune_du_jour,
    population_moderee,
    convention_dans_le_delai,
    phase_operationnelle_atteinte,
)
