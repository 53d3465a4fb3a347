"""Two séances of the club: one held, with its sheet, decisions and suites; one to come, convened."""

from typing import TYPE_CHECKING, Final

from pvd_tui.demo.gens import GENS, Gens
from pvd_tui.demo.territoire import DEPARTEMENT, GUISE, HIRSON, VERVINS
from pvd_tui.domain.note_seance import GenreNote
from pvd_tui.domain.point_ordre_du_jour import TypePoint
from pvd_tui.domain.presence import ModePresence, StatutPresence
from pvd_tui.domain.seance_club import CompteRendu, Echelon, EtatSeance, FormatSeance, PublicSeance
from pvd_tui.domain.suite import StatutSuite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pvd_tui.demo.cahier import Cahier

_HELD: Final = (
    ("Accueil et tour de table", TypePoint.PLENIERE, "Hugo Sureau", 15),
    ("Fonds vert : ce qui change", TypePoint.ACTUALITE, "Béatrice Tilleul", 30),
    ("Guise : faire vivre une halle", TypePoint.RETOUR_EXPERIENCE, "Claire Aubépine", 40),
    ("Atelier : vacance commerciale", TypePoint.ATELIER, "Victor Valériane", 60),
    ("Visite de l’îlot Foch", TypePoint.VISITE, "Marc Fougère", 45),
)
_COMING: Final = (
    ("Accueil", TypePoint.CONVIVIALITE, "Paul Bourrache", 15),
    ("OPAH-RU : partager les cahiers des charges", TypePoint.ATELIER, "Béatrice Tilleul", 60),
    ("Visite de la halle", TypePoint.VISITE, "Claire Aubépine", 45),
)
_NOTES: Final = (
    (GenreNote.INFORMATION, "09:12", "Fonds vert : l’enveloppe baisse, les dossiers mûrs passent d’abord.", None),
    (GenreNote.RETOUR_EXPERIENCE, "09:40", "À Guise, un marché d’essai a précédé les travaux de la halle.", GUISE),
    (GenreNote.QUESTION, "09:58", "Quel délai pour l’avis de l’ABF à la gare ?", HIRSON),
    (GenreNote.DECISION, "10:20", "Un modèle de cahier des charges sera mis en commun.", None),
    (GenreNote.ACTION, "10:24", "Transmettre la trame de convention OPAH-RU.", GUISE),
    (GenreNote.NOTE, "10:41", "La carte des friches est à jour pour douze communes.", None),
)
_SUITES: Final = (
    ("Diffuser la trame de convention OPAH-RU", "Claire Aubépine", -9, StatutSuite.EN_COURS),
    ("Rédiger le cahier des charges commun", "Nadia Houblon", 23, StatutSuite.A_FAIRE),
    ("Inviter l’ABF à la prochaine séance", "Hugo Sureau", -20, StatutSuite.FAITE),
    ("Visite des friches de la vallée", "Karim Réséda", None, StatutSuite.ABANDONNEE),
)


def write_club(cahier: "Cahier", gens: "Mapping[str, str]", actions: "Mapping[tuple[str, str], str]") -> None:
    """Write both séances."""
    _write_held(cahier, gens, actions)
    _write_coming(cahier, gens)


def _write_held(cahier: "Cahier", gens: "Mapping[str, str]", actions: "Mapping[tuple[str, str], str]") -> None:
    day = cahier.weekday(-45)
    seance = cahier.add(
        "seance_club",
        titre="Club PVD de l’Aisne : commerces et halles",
        numero=f"{day.year}-1",
        departement=DEPARTEMENT,
        date=day,
        heure_debut="09:00",
        heure_fin="12:30",
        format=FormatSeance.HYBRIDE,
        lieu="Salle des fêtes",
        commune_hote=VERVINS,
        echelon=Echelon.DEPARTEMENTAL,
        public=PublicSeance.MIXTE,
        organisateur="Préfecture et DDT (démonstration)",
        animateur="Hugo Sureau",
        quorum=10,
        themes=["Commerce", "Vacance", "Fonds vert"],
        objectifs="Partager ce qui fait revenir les commerces.",
        etat=EtatSeance.TENUE,
        ouverte_a="09:04",
        close_a="12:21",
        decisions="Un modèle de cahier des charges sera mis en commun avant la prochaine séance.",
        besoins_formation="Montage d’une OPAH-RU ; marchés publics d’études.",
        compte_rendu=CompteRendu.PROJET_DIFFUSE,
        prochaine_date=cahier.weekday(11),
    )
    points = _write_points(cahier, seance, _HELD)
    for index, one in enumerate(GENS):
        _write_presence(cahier, seance, one, gens, _statut(index))
    cahier.add(
        "presence",
        seance_club=seance,
        titre="Rose Zinnia",
        fonction="Stagiaire",
        commune=GUISE,
        statut=StatutPresence.PRESENT,
        mode=ModePresence.SUR_PLACE,
        emarge=False,
    )
    notes = _write_notes(cahier, seance, points, actions)
    for index, (titre, pilote, echeance, statut) in enumerate(_SUITES, 1):
        cahier.add(
            "suite",
            seance_club=seance,
            note_seance=notes[4] if index == 1 else None,
            titre=titre,
            numero=f"S-{index}",
            pilote=pilote,
            echeance=cahier.day(echeance) if echeance is not None else None,
            statut=statut,
            communes="Guise, Hirson" if index == 1 else None,
        )
    cahier.add(
        "retour_experience",
        seance_club=seance,
        titre="Faire vivre une halle avant les travaux",
        commune=GUISE,
        intervenant="Claire Aubépine",
        enseignements="Un marché d’essai de six mois, un règlement simple, une buvette associative.",
    )


def _write_coming(cahier: "Cahier", gens: "Mapping[str, str]") -> None:
    day = cahier.weekday(11)
    number = 2 if cahier.weekday(-45).year == day.year else 1
    seance = cahier.add(
        "seance_club",
        titre="Club PVD de l’Aisne : habitat ancien",
        numero=f"{day.year}-{number}",
        departement=DEPARTEMENT,
        date=day,
        heure_debut="09:00",
        heure_fin="12:00",
        format=FormatSeance.PRESENTIEL,
        lieu="Hôtel de ville",
        commune_hote=GUISE,
        echelon=Echelon.DEPARTEMENTAL,
        public=PublicSeance.MIXTE,
        organisateur="Préfecture et DDT (démonstration)",
        animateur="Béatrice Tilleul",
        themes=["Habitat", "OPAH-RU"],
        etat=EtatSeance.CONVOQUEE,
        compte_rendu=CompteRendu.A_REDIGER,
    )
    _write_points(cahier, seance, _COMING)
    for index, one in enumerate(GENS[:12]):
        _write_presence(
            cahier,
            seance,
            one,
            gens,
            StatutPresence.EXCUSE if index % 5 == 4 else StatutPresence.INSCRIT,  # noqa: PLR2004 - one in five
        )


def _write_points(cahier: "Cahier", seance: str, points: tuple[tuple[str, TypePoint, str, int], ...]) -> list[str]:
    return [
        cahier.add(
            "point_ordre_du_jour",
            seance_club=seance,
            titre=titre,
            ordre=ordre,
            type=kind,
            intervenant=intervenant,
            duree=duree,
        )
        for ordre, (titre, kind, intervenant, duree) in enumerate(points, 1)
    ]


def _statut(index: int) -> StatutPresence:
    """Show every status on the sheet of the séance that was held."""
    odd = {6: StatutPresence.EXCUSE, 9: StatutPresence.REPRESENTE, 13: StatutPresence.ABSENT}
    return odd.get(index, StatutPresence.PRESENT)


def _write_presence(
    cahier: "Cahier", seance: str, one: Gens, gens: "Mapping[str, str]", statut: StatutPresence
) -> None:
    there = statut is StatutPresence.PRESENT
    far = there and one.organisme == "CAUE"
    cahier.add(
        "presence",
        seance_club=seance,
        personne=gens[one.titre],
        titre=one.titre,
        fonction=one.fonction,
        organisme=one.organisme,
        commune=one.commune,
        qualite=one.qualite,
        statut=statut,
        represente_par="Claire Aubépine" if statut is StatutPresence.REPRESENTE else None,
        mode=(ModePresence.A_DISTANCE if far else ModePresence.SUR_PLACE) if there else None,
        emarge=not far if there else None,
        heure_arrivee="09:02" if there else None,
    )


def _write_notes(
    cahier: "Cahier", seance: str, points: list[str], actions: "Mapping[tuple[str, str], str]"
) -> list[str]:
    return [
        cahier.add(
            "note_seance",
            seance_club=seance,
            point_ordre_du_jour=points[min(ordre // 2 + 1, len(points) - 1)],
            titre=texte,
            genre=genre,
            ordre=ordre,
            heure=heure,
            texte=texte,
            commune=commune,
            action=actions[(GUISE, "2.1")] if genre is GenreNote.RETOUR_EXPERIENCE else None,
            repondue=False if genre is GenreNote.QUESTION else None,
        )
        for ordre, (genre, heure, texte, commune) in enumerate(_NOTES, 1)
    ]
