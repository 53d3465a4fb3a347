"""What the rules say about a séance, and about the clubs of a département."""

from collections.abc import Collection, Iterator
from typing import Final

from pvd_tui.domain.club import Bilan, bilans
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.presence import Presence, StatutPresence
from pvd_tui.domain.registre import one, where
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.rules.context import Context, Rule, rule
from pvd_tui.domain.seance_club import EtatSeance, SeanceClub

DOUBLONS: Final = "domain.md §5"
"""The source of what is said of séances that look like one."""


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


def club_findings(departement: str, context: Context, ecartees: Collection[tuple[str, str]] = ()) -> Iterator[Finding]:
    """Rule 28: at least one séance in the first half of 2023, then at least two a calendar year [S1].

    `ecartees` are the pairs of séances that a person said are two.
    """
    for bilan in bilans(departement, context.registre, context.today, ecartees):
        for pair in bilan.doublons:
            titres = " et ".join(f"« {_titre(context, record)} »" for record in (pair.un, pair.autre))
            why = ", ".join(pair.raisons)
            fact = f"Club départemental, {bilan.periode} : {titres} semblent n’en faire qu’une ({why})."
            clears = "Les fusionner, ou dire que ce sont deux séances : jusque-là, une seule compte."
            yield Finding(28, Niveau.AVERTISSEMENT, fact, clears, None, DOUBLONS)
        yield from _seuil(bilan)


def _seuil(bilan: Bilan) -> Iterator[Finding]:
    """Say whether the threshold of a period is met."""
    counted = f"Club départemental, {bilan.periode} : {bilan.comptees} comptée(s) sur {bilan.seuil}"
    if bilan.conforme is Reponse.OUI:
        return
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


def _titre(context: Context, record: str) -> str:
    found = one(context.registre, SeanceClub, record)
    return (found.titre if found else None) or "séance sans titre"


RULES: Final[tuple[Rule, ...]] = (tenue_dans_le_passe,)
