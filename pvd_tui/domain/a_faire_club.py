"""« À faire » of the clubs: séances to convene, relevés to write, and the séance that a period still asks for."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from pvd_tui.domain.a_faire import HORIZON, QUINZAINE, RELEVE, AFaire, Sorte, line_of
from pvd_tui.domain.club import Bilan, due
from pvd_tui.domain.seance_club import CompteRendu, EtatSeance, SeanceClub


def of_seances(seances: Iterable[SeanceClub], today: date) -> Iterator[AFaire]:
    """List the séances of the club to convene, and those whose relevé is to be written."""
    for seance in seances:
        if seance.date is None or seance.etat in {EtatSeance.REPORTEE, EtatSeance.ANNULEE}:
            continue
        ahead = (seance.date - today).days
        if 0 <= ahead <= HORIZON and seance.etat in {None, EtatSeance.PROJET}:
            yield line_of(
                Sorte.CLUB, seance, "Convoquer la séance", seance.date - timedelta(days=QUINZAINE), None, "etat"
            )
        if ahead < 0 and seance.etat is EtatSeance.CONVOQUEE:
            yield line_of(Sorte.CLUB, seance, "Dire si la séance s’est tenue", seance.date, None, "etat")
        if -RELEVE <= ahead <= 0 and seance.etat is EtatSeance.TENUE and seance.compte_rendu is CompteRendu.A_REDIGER:
            day = seance.date + timedelta(days=QUINZAINE)
            yield line_of(Sorte.COMPTE_RENDU, seance, "Relevé de décisions à rédiger", day, None, "compte_rendu")


def of_club(departement: str, bilans: Iterable[Bilan], today: date) -> Iterator[AFaire]:
    """Recall, 60 then 30 days before its end, what the running period of a département still asks for.

    A line that was put aside at the first recall is back at the second.
    """
    asked = due(bilans, today)
    if asked is not None and asked.rappel is not None:
        titre = f"Club départemental, {asked.periode}"
        yield AFaire(Sorte.CLUB, "club", departement, titre, asked.phrase, asked.fin, rappel=asked.rappel)
