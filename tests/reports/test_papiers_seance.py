"""The papers of a séance: a sheet to sign, a polite convocation, a date for a calendar."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from pvd_tui.domain.commune import Commune
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.personne import Civilite, Personne, Qualite
from pvd_tui.domain.point_ordre_du_jour import PointOrdreDuJour
from pvd_tui.domain.presence import ModePresence, Presence, StatutPresence
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.seance_club import EtatSeance, FormatSeance, PublicSeance, SeanceClub
from pvd_tui.reports.convocation import convoquer, courriel, invites
from pvd_tui.reports.ecrit import Ecrit, Signature, rendre
from pvd_tui.reports.emargement import Ligne, preparer
from pvd_tui.reports.emargement import rendre as rendre_feuille
from pvd_tui.reports.fichier import SortieError
from pvd_tui.reports.rendez_vous import rendez_vous
from pvd_tui.reports.seance_faits import FaitsSeance, reunir

AU = date(2026, 11, 12)
NOW = datetime(2026, 11, 12, 9, tzinfo=UTC)
SEANCE = SeanceClub(
    id="s",
    titre="Habitat ancien",
    numero="2026-2",
    departement="02",
    date=date(2026, 12, 3),
    heure_debut="09:00",
    heure_fin="12:30",
    format=FormatSeance.PRESENTIEL,
    lieu="Salle des fêtes",
    commune_hote="02304",
    public=PublicSeance.MIXTE,
    organisateur="DDT de l’Aisne",
    themes=("Habitat",),
    etat=EtatSeance.CONVOQUEE,
)
AUTRES: tuple[Entity, ...] = (
    Commune(id="02304", titre="La Fère", departement="02"),
    Commune(id="02361", titre="Guise", departement="02"),
    Commune(id="02381", titre="Hirson", departement="02"),
    Personne(id="p1", titre="Anne Roy", nom="Roy", prenom="Anne", civilite=Civilite.MADAME, fonction="Maire"),
    PointOrdreDuJour(id="o2", seance_club="s", ordre=2, titre="Fonds vert", duree=45, intervenant="Bo Colin"),
    PointOrdreDuJour(id="o1", seance_club="s", ordre=1, titre="Accueil", duree=15),
    PointOrdreDuJour(id="o3", seance_club="s", ordre=3, titre="Visite"),
    Presence(
        id="a", seance_club="s", personne="p1", titre="Anne Roy", fonction="Maire", commune="02304", qualite=Qualite.ELU
    ),
    Presence(id="b", seance_club="s", titre="Luc Faure", fonction="chef de projet", commune="02304"),
    Presence(id="c", seance_club="s", titre="Bo Colin", fonction="Instructeur", organisme="DDT de l’Aisne"),
    Presence(id="d", seance_club="s", titre="Élise Yeuse", organisme="CAUE", mode=ModePresence.A_DISTANCE),
    Presence(
        id="e",
        seance_club="s",
        titre="Jean Noir",
        commune="02361",
        statut=StatutPresence.REPRESENTE,
        represente_par="Anne Roy",
    ),
    Presence(id="f", seance_club="s", titre="Anne Roy", fonction="Maire", commune="02361"),
)


def faits(seance: SeanceClub = SEANCE) -> FaitsSeance:
    """Gather the séance."""
    found = reunir(RegistreMemoire((seance, *AUTRES)), "s", AU)
    assert found is not None
    return found


def dit(pour: Presence | None = None, seance: SeanceClub = SEANCE) -> str:
    """Give the e-mail, its blanks plain."""
    return courriel(faits(seance), pour).replace("\u00a0", " ")


def de(record: str) -> Presence:
    """Give a line of the sheet."""
    return next(one for one in faits().presences if one.id == record)


def tete(ecrit: Ecrit) -> str:
    """Give the lines of the head of a letter."""
    head = next(bloc for bloc in ecrit.blocs if isinstance(bloc, Signature))
    return "\n".join(head.lignes) + "\n"


def test_the_sheet_is_in_groups_and_no_commune_is_forgotten() -> None:
    """Organisers, speakers, communes by name; Hirson has an empty line; what is known is in the signature's place."""
    made = preparer(faits(), 5)
    assert made.titre == "Feuille d’émargement – Club Petites villes de demain de l'Aisne"
    assert (made.seance, made.lieu) == ("Habitat ancien – n° 2026-2", "À la Fère, salle des fêtes")
    assert made.quand.replace("\u00a0", " ") == "Jeudi 3 décembre 2026, de 9 h à 12 h 30"
    assert {group.titre: [(line.nom, line.de, line.signature) for line in group.lignes] for group in made.groupes} == {
        "Organisateurs": [("Bo Colin", "DDT de l’Aisne", "")],
        "Intervenants": [("Élise Yeuse", "CAUE", "à distance")],
        "Communes": [
            ("Anne Roy", "Guise", ""),
            ("Jean Noir", "Guise", "représenté par Anne Roy"),
            ("", "Hirson", ""),
            ("Anne Roy", "La Fère", ""),
            ("Luc Faure", "La Fère", ""),
        ],
    }
    assert made.blanches == 5


@pytest.mark.parametrize("format_", ["pdf", "docx", "odt"])
def test_the_papers_are_made_in_every_format_whatever_people_typed(format_: str, hostiles: tuple[str, ...]) -> None:
    """Text of a user is text: no layout reads it as code."""
    texts = [text[:150].replace("\ud800", "") for text in hostiles]
    odd = [Presence(id=f"h{i}", seance_club="s", titre=text, fonction=text) for i, text in enumerate(texts)]
    found = reunir(RegistreMemoire((SEANCE, *AUTRES, *odd)), "s", AU)
    assert found is not None
    start = {"pdf": b"%PDF", "docx": b"PK", "odt": b"PK"}[format_]
    assert rendre_feuille(preparer(found), format_).startswith(start)
    assert rendre(convoquer(found, odd[0]), format_).startswith(start)


def test_the_convocation_says_when_where_and_what_becomes_of_the_data() -> None:
    """The hours follow the durations until one is unknown; an answer is asked for a week before."""
    said = " ".join(dit().split())
    for words in (
        "Objet : Convocation au club Petites villes de demain de l'Aisne – séance n° 2026-2 – Habitat ancien",
        "Mesdames, Messieurs, Nous avons le plaisir",
        "le jeudi 3 décembre 2026, de 9 h à 12 h 30, à la Fère, salle des fêtes.",
        "aux élus et aux chefs de projet",
        "- 9 h : Accueil (15 min) - 9 h 15 : Fonds vert (Bo Colin, 45 min) - 10 h : Visite",
        "avant le jeudi 26 novembre 2026,",
        "mission d’intérêt public",
        "conservée un an",
        "DDT de l’Aisne",
    ):
        assert words in said, words


def test_each_is_addressed_as_they_should_be() -> None:
    """« Madame la Maire », « Mme Anne ROY, maire de la Fère »; who has no civilité is « Madame, Monsieur »."""
    mayor = dit(de("a"))
    assert "Mme Anne ROY\nmaire de la Fère\n" in tete(convoquer(faits(), de("a")))
    assert "Madame la Maire,\n" in mayor
    assert "d’agréer, Madame la Maire, l’expression" in mayor
    assert "Madame, Monsieur," in dit(de("b"))
    assert "chef de projet de la Fère" in tete(convoquer(faits(), de("b")))


def test_who_comes_for_two_communes_gets_one_letter() -> None:
    """The sheet has two lines of one person."""
    assert [one.titre for one in invites(faits())] == ["Anne Roy", "Bo Colin", "Élise Yeuse", "Jean Noir", "Luc Faure"]


def test_two_people_of_one_name_get_a_letter_each() -> None:
    """Each has a record of their own."""
    other = Presence(id="g", seance_club="s", personne="p9", titre="Anne Roy", fonction="Instructrice")
    found = reunir(RegistreMemoire((SEANCE, *AUTRES, other)), "s", AU)
    assert found is not None
    assert [one.id for one in invites(found) if one.titre == "Anne Roy"] == ["a", "g"]


def test_a_seance_that_is_not_known_yet_is_announced_all_the_same() -> None:
    """No day, no place; a remote one says how to connect; a cancelled one is not convened."""
    bare = SEANCE.model_copy(update={"date": None, "lieu": None, "commune_hote": None})
    said = " ".join(dit(seance=bare).split())
    assert "à une date qui vous sera précisée, dans un lieu qui vous sera précisé." in said
    far = SEANCE.model_copy(update={"format": FormatSeance.VISIO, "lien_visio": "https://visio.example/x"})
    assert "à distance." in dit(seance=far)
    assert "Pour vous connecter : https://visio.example/x" in dit(seance=far)
    with pytest.raises(SortieError, match="annulée"):
        dit(seance=SEANCE.model_copy(update={"etat": EtatSeance.ANNULEE}))


def test_the_calendar_has_the_hour_of_the_departement() -> None:
    """9 h in the Aisne is 8 h UTC in winter, 12 h UTC in Cayenne; the same séance is the same event."""
    event = Calendar.from_ical(rendez_vous(faits(), NOW)).walk("VEVENT")[0]
    assert event.decoded("dtstart") == datetime(2026, 12, 3, 8, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2026, 12, 3, 11, 30, tzinfo=UTC)
    assert str(event["uid"]) == "seance-s@pvd-tui"
    assert str(event["location"]) == "À la Fère, salle des fêtes"
    assert "9 h 15 Fonds vert (Bo Colin)" in str(event["description"])
    guyane = SEANCE.model_copy(update={"departement": "973", "heure_fin": None})
    event = Calendar.from_ical(rendez_vous(faits(guyane), NOW)).walk("VEVENT")[0]
    assert event.decoded("dtstart") == datetime(2026, 12, 3, 12, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2026, 12, 3, 13, tzinfo=UTC), "as long as the points that are known"


def test_a_calendar_without_hour_is_the_day_and_without_day_is_refused() -> None:
    """A cancelled séance is cancelled in the calendars that had it."""
    whole = SEANCE.model_copy(update={"heure_debut": None, "etat": EtatSeance.ANNULEE})
    event = Calendar.from_ical(rendez_vous(faits(whole), NOW)).walk("VEVENT")[0]
    assert event.decoded("dtstart") == date(2026, 12, 3)
    assert str(event["status"]) == "CANCELLED"
    with pytest.raises(SortieError, match="date"):
        rendez_vous(faits(SEANCE.model_copy(update={"date": None})), NOW)


def test_a_line_without_anything_is_blank() -> None:
    """A person of no function and no place leaves the cells to write in."""
    found = reunir(RegistreMemoire((SEANCE, Presence(id="z", seance_club="s", titre="Al Noel"))), "s", AU)
    assert found is not None
    assert preparer(found).groupes[0].lignes == (Ligne("Al Noel", "", ""),)
