"""The clubs counted, in words: what the page, `pvd club` and a screen reader say alike."""

from collections.abc import Iterator
from typing import Final

from pvd_tui.domain.club import Bilan
from pvd_tui.domain.dates import show_date
from pvd_tui.domain.participation_club import Participation
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.rules.seance_club import DOUBLONS
from pvd_tui.domain.texte import counted
from storage.club import ClubCompte, SeanceComptee

SIGNES: Final = {Reponse.OUI: "√", Reponse.NON: "×", Reponse.INCONNU: "?"}
"""Before a séance or a period; « > » stands for a period that still runs."""
LEGENDE: Final = "√ présente · r représentée · e excusée · x absente · point : personne"


def etat(bilan: Bilan) -> str:
    """Say where a period stands."""
    if not bilan.seuil:
        return "sans seuil : l’instruction n’en fixe pas pour ces mois"
    if bilan.conforme is Reponse.OUI:
        return "atteint"
    if not bilan.close:
        planned = f", prévue le {', '.join(map(show_date, bilan.prevues))}" if bilan.prevues else ""
        return f"en cours : encore {bilan.manque} d’ici le {show_date(bilan.fin)}{planned}"
    if bilan.conforme is Reponse.INCONNU:
        return f"à renseigner : {counted(bilan.inconnues, 'séance')} peut changer le compte"
    return f"non atteint : il en a manqué {bilan.manque}"


def etat_court(bilan: Bilan) -> str:
    """Say where a period stands in a few words, for a column."""
    if not bilan.seuil:
        return "sans seuil"
    if bilan.conforme is Reponse.OUI:
        return "atteint"
    if not bilan.close:
        return f"en cours : encore {bilan.manque}"
    return "à renseigner" if bilan.conforme is Reponse.INCONNU else f"non atteint : {bilan.manque} de moins"


def signe(bilan: Bilan) -> str:
    """Give the sign of a period."""
    if not bilan.seuil:
        return "·"
    return ">" if bilan.conforme is Reponse.INCONNU and not bilan.close else SIGNES[bilan.conforme]


def representees(of: Participation, *, partiel: bool) -> str:
    """Say how many communes were represented: a rate only where all of them are known here."""
    there = len(of.representees)
    if partiel:
        return str(there + len(of.autres))
    return f"{there}/{of.communes} ({round(of.taux)} %)" if of.taux is not None else str(len(of.autres))


def a_savoir(club: ClubCompte) -> list[str]:
    """Say what is due, what is doubtful, and to the préfecture who never came."""
    said = []
    if club.due is not None:
        recall = f" (J-{club.due.jours})" if club.due.rappel is not None else ""
        said.append(f"{club.due.phrase}{recall}.")
    elif club.bilans:
        said.append("Rien n’est dû pour la période en cours.")
    if club.jamais_venues is not None:
        names = ", ".join(nom for _, nom in club.jamais_venues)
        never = f"Jamais venues ({len(club.jamais_venues)}) : {names}."
        said.append(never if names else "Chaque commune est venue au moins une fois.")
    doubtful = (one for one in club.findings if one.source == DOUBLONS)
    said.extend(f"{one.sentence} {one.clears}" for one in doubtful)  # thresholds are in the table
    unfilled = [one.titre for one in club.seances.values() if one.reponse is Reponse.INCONNU]
    if unfilled:
        said.append(f"À renseigner ({len(unfilled)}) : {', '.join(unfilled)}. Leur date, état, échelon, public.")
    return said


def ligne(bilan: Bilan, of: Participation, *, partiel: bool) -> str:
    """Say a period on one line."""
    asked = f" sur {bilan.seuil}" if bilan.seuil else ""
    there = representees(of, partiel=partiel)
    return f"{signe(bilan)} {bilan.periode} : {bilan.comptees}{asked}, {etat(bilan)}. Communes représentées : {there}."


def seance(one: SeanceComptee) -> str:
    """Say a séance on one line: whether it counts, and why."""
    day = show_date(one.date) if one.date else "sans date"
    double = f" Semble être la même que {' et '.join(f'« {titre} »' for titre in one.doublon_de)}."
    return f"{SIGNES[one.reponse]} {day} {one.titre} : {one.motif}.{double if one.doublon_de else ''}"


def texte(club: ClubCompte, annee: int | None = None) -> str:
    """Give the whole page, or one year of it."""
    return "\n".join(_lignes(club, annee))


def _lignes(club: ClubCompte, annee: int | None) -> Iterator[str]:
    yield f"Club départemental ({club.departement}), au {show_date(club.au)}"
    for bilan, of in zip(club.bilans, club.participations, strict=True):
        if annee in {None, bilan.debut.year}:
            yield ligne(bilan, of, partiel=club.partiel)
            yield from (f"    {seance(club.seances[record])}" for record in bilan.seances)
    undated = [one for one in club.seances.values() if one.date is None]
    if undated:
        yield "Sans date"
        yield from (f"    {seance(one)}" for one in undated)
    yield from a_savoir(club)
    shown = [n for n, held in enumerate(club.grille.seances) if held.date and annee in {None, held.date.year}]
    if shown and club.grille.lignes:
        days = "  ".join(f"{club.grille.seances[n].date:%d/%m/%y}" for n in shown)
        yield f"Communes et séances ({LEGENDE})"
        yield f"{'':<28}{days}"
        for _, nom, signs in club.grille.lignes:
            yield f"{nom[:27]:<28}{'  '.join(f'{signs[n]:<8}' for n in shown)}".rstrip()
