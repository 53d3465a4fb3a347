"""The convocation to a séance: polite, with the right articles, what is to be done, and what the law asks to say.

To everybody, or to one person of the sheet: « Madame la Maire », « maire de la Fère ».
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pvd_tui import referentiel
from pvd_tui.domain.dates import long_date, show_date
from pvd_tui.domain.politesse import appel, nom_complet, qualite_de
from pvd_tui.domain.seance_club import EtatSeance, FormatSeance, PublicSeance
from pvd_tui.domain.texte import plain
from pvd_tui.reports.cellule import lisible
from pvd_tui.reports.ecrit import Bloc, Ecrit, Grille, Paragraphe, Puces, Rubrique, Signature
from pvd_tui.reports.fichier import SortieError
from pvd_tui.reports.releve_noms import minuscule, une_par_personne

if TYPE_CHECKING:
    from datetime import date

    from pvd_tui.domain.presence import Presence
    from pvd_tui.reports.seance_faits import FaitsSeance

_REPONSE: Final = 7
"""Days before the séance by which an answer is asked for."""
_PUBLICS: Final = {
    PublicSeance.ELUS: "aux élus",
    PublicSeance.CHEFS_DE_PROJET: "aux chefs de projet",
    PublicSeance.MIXTE: "aux élus et aux chefs de projet",
}
_RGPD: Final = (
    "Données personnelles : votre nom, votre fonction et votre commune ou organisme servent à vous convier, à établir "
    "la feuille de présence et le relevé de la séance (mission d’intérêt public). La feuille est conservée un an, puis "
    "seuls les effectifs sont gardés. Pour accéder à ces données, les rectifier ou les faire effacer, adressez-vous "
    "à l’organisateur."
)


def convoquer(faits: "FaitsSeance", pour: "Presence | None" = None) -> Ecrit:
    """Word the convocation, to everybody or to one person; raises SortieError for a séance that will not be held."""
    if faits.seance.etat in {EtatSeance.ANNULEE, EtatSeance.REPORTEE}:
        raise SortieError(
            f"La séance est dite « {str(faits.seance.etat).lower()} » : aucune convocation n'a été écrite. "
            "Changez son état si elle a bien lieu."
        )
    blocs = [*_tete(faits, pour), *_corps(faits, pour), *_ordre(faits), *_reponse(faits), *_fin(faits, pour)]
    return Ecrit(f"Convocation au {faits.club}", _objet(faits), show_date(faits.au), blocs)


def courriel(faits: "FaitsSeance", pour: "Presence | None" = None) -> str:
    """Word the same as an e-mail: its subject, a blank line, its text to paste."""
    made = convoquer(faits, pour)
    said: list[str] = []
    for bloc in made.blocs:
        if isinstance(bloc, Grille):
            said.append("\n".join(_ligne_du_jour(faits)))
        elif isinstance(bloc, Rubrique):
            said.append(f"{bloc.texte} :")
        elif isinstance(bloc, Puces):
            said.append("\n".join(f"- {one}" for one in bloc.lignes))
        elif isinstance(bloc, Signature) and said:
            said.append("\n".join(bloc.lignes))
        elif isinstance(bloc, Paragraphe) and not (bloc.discret and not said):
            said.append(bloc.texte)
    subject = " – ".join(part for part in (made.titre, made.sous_titre) if part)
    return lisible("\n\n".join((f"Objet : {subject}", *said))) + "\n"


def _ligne_du_jour(faits: "FaitsSeance") -> Iterator[str]:
    for hour, point in zip(faits.horaires(), faits.points, strict=True):
        more = [point.intervenant or "", f"{point.duree} min" if point.duree else ""]
        detail = ", ".join(part for part in more if part)
        yield f"- {f'{hour} : ' if hour else ''}{point.titre or ''}{f' ({detail})' if detail else ''}"


def _objet(faits: "FaitsSeance") -> str:
    number = f"séance n° {faits.seance.numero}" if faits.seance.numero else ""
    return " – ".join(part for part in (number, faits.seance.titre or "") if part)


def _tete(faits: "FaitsSeance", pour: "Presence | None") -> Iterator[Bloc]:
    """Say who writes, to whom, when."""
    if pour is not None:
        yield Signature(_destinataire(faits, pour))
    yield Paragraphe(f"Le {long_date(faits.au)}", discret=True)


def _destinataire(faits: "FaitsSeance", pour: "Presence") -> tuple[str, ...]:
    """Name a person: « Mme Claire LEMAIRE, cheffe de projet de la Fère »."""
    person = faits.personnes.get(pour.personne or "")
    civilite = person.civilite if person else None
    named = nom_complet(civilite, person.prenom, person.nom) if person is not None and person.nom else ""
    place = referentiel.commune(pour.commune) if pour.commune else None
    said = minuscule(qualite_de(pour.fonction, civilite, place.de_la() if place else "")) if pour.fonction else ""
    lines = (named or pour.titre or "", said, pour.organisme or ("" if said or not place else place.nom))
    return tuple(line for line in lines if line)


def _appel(faits: "FaitsSeance", pour: "Presence | None") -> str:
    """Address: « Madame la Maire », « Mesdames, Messieurs »."""
    if pour is None:
        return "Mesdames, Messieurs"
    person = faits.personnes.get(pour.personne or "")
    return appel(person.civilite if person else None, pour.fonction)


def _corps(faits: "FaitsSeance", pour: "Presence | None") -> Iterator[Bloc]:
    """Say what, when, where, for whom."""
    seance = faits.seance
    yield Paragraphe(f"{_appel(faits, pour)},")
    when = faits.quand() or "à une date qui vous sera précisée"
    where = faits.ou()
    if seance.format is FormatSeance.VISIO:
        where = "à distance"
    elif seance.format is FormatSeance.HYBRIDE:
        where = f"{where or 'dans un lieu qui vous sera précisé'} et à distance"
    yield Paragraphe(
        f"Nous avons le plaisir de vous convier à la prochaine séance du {faits.club}, qui se tiendra {when}, "
        f"{where or 'dans un lieu qui vous sera précisé'}."
    )
    if seance.lien_visio and seance.format is not FormatSeance.PRESENTIEL:
        yield Paragraphe(f"Pour vous connecter : {seance.lien_visio}")
    if seance.public is not None:
        yield Paragraphe(f"Elle s’adresse {_PUBLICS[seance.public]}.")
    if seance.objectifs:
        yield Paragraphe(seance.objectifs)
    if seance.themes:
        yield Paragraphe(f"{'Thèmes' if len(seance.themes) > 1 else 'Thème'} : {', '.join(seance.themes)}.")


def _ordre(faits: "FaitsSeance") -> Iterator[Bloc]:
    """Give the ordre du jour, with the hours where the durations are known."""
    if not faits.points:
        return
    yield Rubrique("Ordre du jour")
    rows = [
        (hour, point.titre or "", point.intervenant or "", f"{point.duree} min" if point.duree else "")
        for hour, point in zip(faits.horaires(), faits.points, strict=True)
    ]
    titles, widths = ("Heure", "Point", "Intervenant", "Durée"), (20, 82, 48, 20)
    kept = [i for i in range(len(titles)) if i == 1 or any(row[i] for row in rows)]
    shown = [widths[i] for i in kept]
    shown[kept.index(1)] += sum(widths) - sum(shown)
    yield Grille([titles[i] for i in kept], shown, [[row[i] for i in kept] for row in rows])


def _reponse(faits: "FaitsSeance") -> Iterator[Bloc]:
    """Say what is asked of who receives it."""
    day = _avant_le(faits.seance.date, faits.au)
    by = f", avant le {long_date(day)}," if day else ""
    asked = f"Nous vous remercions de nous faire savoir{by} si vous serez des nôtres, ou qui vous représentera."
    yield Paragraphe(asked)
    if faits.seance.supports:
        yield Paragraphe("Documents :")
        yield Puces([line for line in faits.seance.supports.splitlines() if line.strip()])


def _avant_le(jour: "date | None", au: "date") -> "date | None":
    """Give the day of the answer: a week before, if it is to come."""
    if jour is None:
        return None
    day = jour - timedelta(days=_REPONSE)
    return day if day > au else None


def _fin(faits: "FaitsSeance", pour: "Presence | None") -> Iterator[Bloc]:
    """Take leave, sign, and say what becomes of the data."""
    said = _appel(faits, pour)
    yield Paragraphe(f"Nous vous prions d’agréer, {said}, l’expression de notre considération distinguée.")
    signs = [part for part in (faits.seance.organisateur, faits.seance.coorganisateurs) if part]
    if signs:
        yield Signature(tuple(signs))
    yield Paragraphe(_RGPD, discret=True)


def invites(faits: "FaitsSeance") -> "list[Presence]":
    """List those to convene: everybody on the sheet, once; who takes part for two communes gets one letter."""
    return [one for one in une_par_personne(faits.presences) if plain(one.titre or "")]
