"""What the rules say about a séance, and about the clubs of a département."""

from collections.abc import Iterator
from typing import Final

from pvd_tui.domain.club import bilans
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.presence import Presence, StatutPresence
from pvd_tui.domain.registre import where
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.rules.context import Context, Rule, rule
from pvd_tui.domain.seance_club import EtatSeance, SeanceClub


@rule(SeanceClub)
def tenue_dans_le_passe(seance: SeanceClub, context: Context) -> Iterator[Finding]:
    """Rule 27: a séance « Tenue » has a date that is not to come; without anyone present it still counts."""
    if seance.etat is not EtatSeance.TENUE:
        return
    source = "domain.md §5"
    if seance.date is None:
        fact = "La séance est dite tenue, sans date."
        yield Finding(27, Niveau.ERREUR, fact, "Renseigner la date.", "date", source)
    elif seance.date > context.today:
        fact = "La séance est dite tenue à une date à venir."
        yield Finding(27, Niveau.ERREUR, fact, "Corriger la date ou l’état.", "date", source)
    present = where(context.registre, Presence, seance_club=seance.id, statut=StatutPresence.PRESENT)
    if not present:
        fact = "Séance tenue, sans émargement : elle compte, mais personne n’y est noté présent."
        yield Finding(27, Niveau.AVERTISSEMENT, fact, "Saisir les présences.", None, source)


def club_findings(departement: str, context: Context) -> Iterator[Finding]:
    """Rule 28: at least one séance in the first half of 2023, then at least two a calendar year [S1]."""
    for bilan in bilans(departement, context.registre, context.today, context.programme):
        if bilan.conforme is Reponse.OUI:
            continue
        counted = f"Club départemental, {bilan.periode} : {bilan.comptees} comptée(s) sur {bilan.seuil}"
        if bilan.conforme is Reponse.NON:
            fact, clears = f"{counted}.", "Tenir des séances plus régulières, et l’expliquer dans la note."
            yield Finding(28, Niveau.AVERTISSEMENT, fact, clears, None, "[S1]")
        elif not bilan.close:
            fact, clears = f"{counted}, période en cours.", f"Séances encore à tenir : {bilan.manque}."
            yield Finding(28, Niveau.INFORMATION, fact, clears, None, "[S1]")
        else:
            fact = f"{counted}, séances à renseigner : {bilan.inconnues}."
            clears = "Renseigner la date, l’état, l’échelon et le public de ces séances."
            yield Finding(28, Niveau.INFORMATION, fact, clears, None, "[S1]")


RULES: Final[tuple[Rule, ...]] = (tenue_dans_le_passe,)
