"""The relevé de décisions of a séance, in words (domain.md §5, after the real one of [S65]).

Objet, date, lieu; those present (organisateurs, intervenants, communes); ordre du jour; then point by point what was
said, decided, asked and told, and who does what by when; needs of training; the next séance. With names, or without:
then functions and communes stand for them, in the texts that people typed too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.dates import long_date, show_date
from pvd_tui.domain.note_seance import GenreNote
from pvd_tui.domain.plan_formation import lignes_de
from pvd_tui.domain.suite import StatutSuite
from pvd_tui.domain.texte import plain
from pvd_tui.reports.ecrit import (
    NUMERO,
    Bloc,
    Ecrit,
    Etiquette,
    Faits,
    Grille,
    Intertitre,
    Paragraphe,
    Puces,
    Rubrique,
    Signature,
)
from pvd_tui.reports.releve_faits import Releve
from pvd_tui.reports.releve_noms import AvecNoms, Noms, SansNoms
from pvd_tui.reports.releve_presents import presents

if TYPE_CHECKING:
    from pvd_tui.domain.note_seance import NoteSeance
    from pvd_tui.domain.retour_experience import RetourExperience
    from pvd_tui.domain.suite import Suite
    from pvd_tui.domain.voile import Doute
    from pvd_tui.reports.releve_faits import Point

TITRE: Final = "Relevé de décisions"
_A_PRECISER: Final = "à préciser"
_COLONNES: Final = (NUMERO, "Suite à donner", "Pilote", "Échéance", "Communes")
_LARGEURS: Final = (14, 66, 40, 22, 28)


@dataclass(frozen=True, slots=True)
class Redige:
    """A relevé in words, and what somebody must read before it leaves."""

    ecrit: Ecrit
    doutes: "Sequence[Doute]" = ()


def rediger(releve: Releve, *, noms: bool = True) -> Redige:
    """Word a séance; without `noms`, what may be a name and was left is in `doutes`."""
    voile = None if noms else SansNoms(releve)
    said: Noms = voile or AvecNoms(releve)
    seance = releve.seance
    parts = [
        "Club Petites villes de demain",
        f"séance n° {seance.numero}" if seance.numero else "",
        "version sans noms" if voile else "",
    ]
    blocs = [
        Faits(list(_objet(releve, said))),
        *presents(releve, said),
        *_ordre_du_jour(releve, said),
        *_par_point(releve, said),
        *_ensuite(releve, said),
        Signature(("Fait à …………………, le ………………", "Signature :")),
    ]
    ecrit = Ecrit(TITRE, " – ".join(part for part in parts if part), show_date(releve.au), blocs)
    return Redige(ecrit, voile.doutes if voile else ())


def _objet(releve: Releve, said: Noms) -> Iterator[tuple[str, str]]:
    """Say what, when, where, convened by whom."""
    seance = releve.seance
    yield "Objet", said.texte(seance.titre or _A_PRECISER, "titre de la séance")
    if seance.themes:
        yield "Thèmes", said.texte(", ".join(seance.themes), "thèmes")
    if seance.objectifs:
        yield "Objectifs", said.texte(seance.objectifs, "objectifs")
    yield "Date", _quand(releve)
    place = [said.texte(seance.lieu, "lieu") if seance.lieu else "", releve.nom_commune(seance.commune_hote)]
    where_ = ", ".join(part for part in place if part) or _A_PRECISER
    yield "Lieu", where_ + (f" ({seance.format.lower()})" if seance.format else "")
    if seance.echelon or seance.public:
        yield "Club", ", ".join(part.lower() for part in (seance.echelon, _public(releve)) if part)
    if seance.organisateur:
        bodies = [seance.organisateur, seance.coorganisateurs or ""]
        yield "Organisation", said.nom(", ".join(one for one in bodies if one), "organisateur")
    if seance.animateur:
        yield "Animation", said.nom(seance.animateur, "animateur")


def _public(releve: Releve) -> str:
    return {"Mixte": "élus et chefs de projet"}.get(releve.seance.public or "", releve.seance.public or "")


def _quand(releve: Releve) -> str:
    seance = releve.seance
    day = long_date(seance.date) if seance.date else _A_PRECISER
    start, end = seance.ouverte_a or seance.heure_debut, seance.close_a or seance.heure_fin
    if start and end:
        return f"{day}, de {heure(start)} à {heure(end)}"
    return f"{day}, à {heure(start)}" if start else day


def heure(text: str) -> str:
    """Write an hour as people do: « 9 h 30 », « 9 h »."""
    hours, _, minutes = text.partition(":")
    return f"{int(hours)} h {minutes}" if minutes != "00" else f"{int(hours)} h"


def _ordre_du_jour(releve: Releve, said: Noms) -> Iterator[Bloc]:
    points = [one for one in releve.points if one.point is not None]
    if not points:
        return
    yield Rubrique("Ordre du jour")
    yield Paragraphe("\n".join(_titre(one, said) + ("" if one.traite else " (non traité)") for one in points))


def _titre(one: "Point", said: Noms) -> str:
    if one.point is None:
        return "Hors ordre du jour" if one.notes else "Autres suites à donner"
    titre = said.texte(one.point.titre or "Point sans titre", "ordre du jour")
    return f"{one.point.ordre}. {titre}" if one.point.ordre else titre


def _par_point(releve: Releve, said: Noms) -> Iterator[Bloc]:
    """Write what was said, point by point."""
    yield Rubrique("Échanges et décisions")
    if releve.seance.decisions:
        yield Etiquette("Décisions")
        yield Puces(lignes(said.texte(releve.seance.decisions, "relevé de décisions")), gras=True)
    written = [one for one in releve.points if not one.vide]
    if not written and not releve.seance.decisions and not releve.retours:
        yield Paragraphe("Aucune note n’a été prise.", discret=True)
    alone = len(releve.points) == 1 and releve.points[0].point is None
    for one in written:
        if not alone:
            yield Intertitre(_titre(one, said), _detail(one, said))
        yield from _point(one, releve, said)
    if releve.retours:
        yield Intertitre("Retours d’expérience présentés")
        yield Puces([_retour(one, releve, said) for one in releve.retours])


def _detail(one: "Point", said: Noms) -> str:
    """Say who spoke, and when."""
    point = one.point
    if point is None:
        return ""
    hours = [heure(hour) for hour in (point.debut_reel, point.fin_reelle) if hour]
    when = " – ".join(hours) if len(hours) > 1 else "".join(f"à {hour}" for hour in hours)
    kind = str(point.type) if point.type else ""
    who = said.nom(point.intervenant, "intervenant") if point.intervenant else ""
    return " · ".join(part for part in (kind, who, when) if part)


def _point(one: "Point", releve: Releve, said: Noms) -> Iterator[Bloc]:
    """Write one point: informations, décisions, questions et réponses, retours d'expérience, suites."""
    questions, replies = _questions(one, releve, said)
    loose = [note for note in one.de(GenreNote.INFORMATION, GenreNote.NOTE, None) if note.id not in replies]
    for label, found, bold in (
        ("Informations", [_note(note, releve, said) for note in loose], False),
        ("Décisions", [_note(note, releve, said) for note in one.de(GenreNote.DECISION)], True),
        ("Questions et réponses", questions, False),
        ("Retours d’expérience", [_note(n, releve, said) for n in one.de(GenreNote.RETOUR_EXPERIENCE)], False),
    ):
        if found:
            yield Etiquette(label)
            yield Puces(found, gras=bold)
    rows = [_suite(suite, one, said) for suite in one.suites]
    rows += [("", _note(note, releve, said), _A_PRECISER, _A_PRECISER, "") for note in one.de(GenreNote.ACTION)]
    if rows:
        if one.point or one.notes:
            yield Etiquette("Suites à donner")
        yield Grille(_COLONNES, _LARGEURS, rows)


def _questions(one: "Point", releve: Releve, said: Noms) -> tuple[list[str], set[str]]:
    """Give the questions; the note that follows one that is said to be answered is its answer."""
    found: list[str] = []
    replies: set[str] = set()
    for place, note in enumerate(one.notes):
        if note.genre is not GenreNote.QUESTION:
            continue
        asked = _note(note, releve, said)
        after = one.notes[place + 1] if place + 1 < len(one.notes) else None
        if not note.repondue:
            found.append(f"{asked}\nSans réponse à ce jour.")
        elif after is not None and after.genre in {GenreNote.NOTE, None}:
            replies.add(after.id)
            found.append(f"{asked}\nRéponse : {_note(after, releve, said)}")
        else:
            found.append(f"{asked}\nRéponse donnée en séance.")
    return found, replies


def _note(note: "NoteSeance", releve: Releve, said: Noms) -> str:
    """Write a note: its text, who said it, the commune it is about if the text does not name it."""
    ou = f"note de {heure(note.heure)}" if note.heure else "note"
    text = "\n".join(lignes(note.texte or note.titre or ""))
    commune = releve.nom_commune(note.commune) if note.commune else ""
    more = [commune if commune and plain(commune) not in plain(text) else ""]
    more.append(said.nom(note.intervenant, ou) if note.intervenant else "")
    told = " – ".join(part for part in more if part)
    return said.texte(text, ou) + (f" ({told})" if told else "")


def _suite(suite: "Suite", point: "Point", said: Noms) -> tuple[str, str, str, str, str]:
    """Write a suite as a line, in the whole words of its note; what is not known is « à préciser »."""
    ou = f"suite {suite.numero or ''}".strip()
    done = f" ({suite.statut.lower()})" if suite.statut in {StatutSuite.FAITE, StatutSuite.ABANDONNEE} else ""
    note = point.origines.get(suite.note_seance or "")
    whole = " ".join((note.texte or "").split()) if note is not None and note.titre == suite.titre else ""
    return (
        suite.numero or "",
        said.texte(whole or suite.titre or _A_PRECISER, ou) + done,
        said.nom(suite.pilote, ou) if suite.pilote else _A_PRECISER,
        show_date(suite.echeance) if suite.echeance else _A_PRECISER,
        said.texte(suite.communes, ou) if suite.communes else "—",  # nobody said « toutes »
    )


def _retour(one: "RetourExperience", releve: Releve, said: Noms) -> str:
    """Write a retour d'expérience: what, where, by whom, and what the others may take from it."""
    who = said.nom(one.intervenant, "retour d’expérience") if one.intervenant else ""
    commune = releve.nom_commune(one.commune)
    told = who if plain(commune) in plain(who) else ", ".join(part for part in (commune, who) if part)
    titre = said.texte(one.titre or "Retour d’expérience", "retour d’expérience")
    head = titre + (f" ({told})" if told else "")
    return "\n".join([head, *lignes(said.texte(one.enseignements or "", "retour d’expérience"))])


def _ensuite(releve: Releve, said: Noms) -> Iterator[Bloc]:
    """Write the needs of training, then the next séance."""
    needs = lignes_de(releve.seance.besoins_formation or "")
    yield Rubrique("Besoins de formation")
    if needs:
        yield Puces([f"{one[:1].upper()}{one[1:]}" for one in (said.texte(n, "besoins de formation") for n in needs)])
    else:
        yield Paragraphe("Aucun besoin n’a été exprimé.", discret=True)
    yield Rubrique("Prochaine séance")
    day = releve.seance.prochaine_date
    yield Paragraphe(f"{long_date(day)[:1].upper()}{long_date(day)[1:]}." if day else "La date sera précisée.")


def lignes(text: str) -> list[str]:
    """Cut a long text where its author did, without the marks of a list."""
    return [said for line in text.split("\n") if (said := line.strip().lstrip("-–•* ").strip())]
