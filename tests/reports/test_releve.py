"""The relevé de décisions: its order, its versions with and without names, each file opened again by a parser."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import date

import docx
import lxml.etree  # type: ignore[import-untyped] # it has no types
import odfdo
import pytest

from pvd_tui.domain.commune import Commune
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.note_seance import GenreNote, NoteSeance
from pvd_tui.domain.personne import Civilite, Personne, Qualite
from pvd_tui.domain.point_ordre_du_jour import PointOrdreDuJour
from pvd_tui.domain.presence import ModePresence, Presence, StatutPresence
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.retour_experience import RetourExperience
from pvd_tui.domain.seance_club import Echelon, FormatSeance, PublicSeance, SeanceClub
from pvd_tui.domain.suite import Suite
from pvd_tui.reports import ecrit
from pvd_tui.reports.ecrit_txt import texte
from pvd_tui.reports.releve_decisions import Redige, rediger
from pvd_tui.reports.releve_faits import reunir

AU = date(2026, 12, 3)
ORDRE = (
    "Objet",
    "Date",
    "jeudi 3 décembre 2026, de 9 h 02 à 12 h 05",
    "Lieu",
    "Présents",
    "Organisateurs",
    "Béatrice Tilleul",
    "Intervenants",
    "Élise Yeuse",
    "Communes",
    "Claire Aubépine",
    "Représentés",
    "Excusés",
    "Ordre du jour",
    "1. Fonds vert",
    "2. Halle",
    "3. Ateliers (non traité)",
    "Échanges et décisions",
    "Informations",
    "Enveloppe en baisse",
    "Décisions",
    "Un modèle est mis en commun",
    "Questions et réponses",
    "Quel délai pour l’ABF ?",
    "Réponse : Deux mois",
    "Retours d’expérience",
    "Un marché d’essai d’abord",
    "Suites à donner",
    "S-15",
    "Envoyer la trame",
    "15/12/2026",
    "Autres suites à donner",
    "à préciser",
    "Retours d’expérience présentés",
    "Besoins de formation",
    "Prochaine séance",
    "Jeudi 4 mars 2027.",
    "Fait à",
)  # fmt: skip - the order of the issue, one line a step


def presence(nom: str, statut: StatutPresence = StatutPresence.PRESENT, **champs: object) -> Presence:
    """Give a line of the sheet."""
    return Presence.lenient({"id": f"p-{nom}", "seance_club": "s", "titre": nom, "statut": statut, **champs})[0]


@pytest.fixture
def club() -> list[Entity]:
    """Give a séance that was held, and all that was written in it."""
    return [
        SeanceClub(
            id="s",
            titre="Commerces et halles",
            numero="2026-2",
            departement="02",
            date=AU,
            heure_debut="09:00",
            ouverte_a="09:02",
            close_a="12:05",
            format=FormatSeance.HYBRIDE,
            lieu="Salle des fêtes",
            commune_hote="02361",
            echelon=Echelon.DEPARTEMENTAL,
            public=PublicSeance.MIXTE,
            organisateur="Préfecture et DDT",
            animateur="Béatrice Tilleul",
            quorum=2,
            besoins_formation="montage d’une OPAH ; marchés publics",
            prochaine_date=date(2027, 3, 4),
        ),
        Commune(id="02361", titre="Guise", departement="02"),
        Commune(id="02381", titre="Hirson", departement="02"),
        Personne(
            id="claire",
            titre="Claire Aubépine",
            civilite=Civilite.MADAME,
            fonction="Chef de projet",
            commune="02361",
        ),
        presence("Claire Aubépine", personne="claire", fonction="Chef de projet", commune="02361"),
        presence("Béatrice Tilleul", fonction="Cheffe du service habitat", organisme="DDT", qualite=Qualite.ETAT),
        presence("Élise Yeuse", organisme="CAUE", qualite=Qualite.PARTENAIRE, mode=ModePresence.A_DISTANCE),
        presence(
            "Luc Faure", StatutPresence.REPRESENTE, fonction="Maire", commune="02381", represente_par="Claire Aubépine"
        ),
        presence("Jean Roux", StatutPresence.EXCUSE, fonction="Adjoint", commune="02381"),
        presence("Marc Fougère", StatutPresence.ABSENT, fonction="Chef de projet", commune="02381"),
        PointOrdreDuJour(id="o1", seance_club="s", ordre=1, titre="Fonds vert", debut_reel="09:05", fin_reelle="09:30"),
        PointOrdreDuJour(id="o2", seance_club="s", ordre=2, titre="Halle", intervenant="Claire Aubépine"),
        PointOrdreDuJour(id="o3", seance_club="s", ordre=3, titre="Ateliers"),
        *notes(),
        Suite(
            id="t1",
            seance_club="s",
            note_seance="n6",
            numero="S-15",
            titre="Envoyer la trame",
            pilote="Claire Aubépine",
            echeance=date(2026, 12, 15),
            communes="Guise, Hirson",
        ),
        Suite(id="t2", seance_club="s", numero="S-16", titre="Inviter l’ABF"),
        RetourExperience(
            id="r",
            seance_club="s",
            titre="La halle avant les travaux",
            commune="02361",
            enseignements="Six mois d’essai",
        ),
    ]


def notes() -> list[NoteSeance]:
    """Give the journal, out of order."""
    told = (
        ("n5", "09:40", GenreNote.RETOUR_EXPERIENCE, "Un marché d’essai d’abord", "o2"),
        ("n1", "09:06", GenreNote.INFORMATION, "Enveloppe en baisse, dit Mme Aubépine", "o1"),
        ("n3", "09:33", GenreNote.QUESTION, "Quel délai pour l’ABF ?", "o2"),
        ("n4", "09:34", GenreNote.NOTE, "Deux mois", "o2"),
        ("n2", "09:20", GenreNote.DECISION, "Un modèle est mis en commun", "o1"),
        ("n6", "09:45", GenreNote.ACTION, "Envoyer la trame", "o2"),
    )
    return [
        NoteSeance(
            id=record,
            seance_club="s",
            heure=heure,
            genre=genre,
            texte=text,
            point_ordre_du_jour=point,
            repondue=True if genre is GenreNote.QUESTION else None,
        )
        for record, heure, genre, text, point in told
    ]


def redige(club: Sequence[Entity], *, noms: bool = True) -> Redige:
    """Word the séance."""
    releve = reunir(RegistreMemoire(club), "s", AU)
    assert releve is not None
    return rediger(releve, noms=noms)


def lu(made: bytes, kind: str) -> str:
    """Read every text of a file, in its order, with the library that others use."""
    if kind == "pdf":
        done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=made, capture_output=True, check=True)
        return " ".join(done.stdout.decode().split())
    if kind == "txt":
        return made.decode()
    name = {"docx": "word/document.xml", "odt": "content.xml"}[kind]
    root = lxml.etree.fromstring(zipfile.ZipFile(io.BytesIO(made)).read(name))
    opened = docx.Document(io.BytesIO(made)) if kind == "docx" else odfdo.Document(io.BytesIO(made))
    assert opened is not None
    return "\n".join("".join(one.itertext()) for one in root.iter() if str(one.tag).endswith(("}p", "}h")))


def kinds() -> Sequence[object]:
    """List the formats; a PDF is read by poppler."""
    no_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext n'est pas installé")
    return ["docx", "odt", pytest.param("pdf", marks=no_poppler)]


@pytest.mark.parametrize("kind", kinds())
def test_the_releve_is_in_the_order_that_a_prefecture_writes(club: list[Entity], kind: str) -> None:
    """Objet, date, lieu, présents, ordre du jour, point by point, formation, next date, signature (domain.md §5)."""
    text = lu(ecrit.rendre(redige(club).ecrit, kind), kind)

    at = 0
    for said in ORDRE:
        found = text.find(said, at)
        assert found >= 0, f"« {said} » manque après « {text[max(0, at - 60) : at]} »"
        at = found


def test_nobody_who_stayed_away_is_named(club: list[Entity]) -> None:
    """Excused and represented are said; an absent person is not judged."""
    text = texte(redige(club).ecrit)
    assert "Jean Roux" in text
    assert "Luc Faure (maire, Hirson) – par Claire Aubépine" in text
    assert "Marc Fougère" not in text


def test_a_note_that_became_a_suite_is_said_once(club: list[Entity]) -> None:
    """The suite says it, with who and when."""
    assert texte(redige(club).ecrit).count("Envoyer la trame") == 1


def test_a_suite_is_written_in_the_whole_words_of_its_note(club: list[Entity]) -> None:
    """Its title is cut where it is long, and knows nothing of the line that a « ; » added: the relevé does not."""
    long = "Envoyer la trame du cahier des charges aux communes " * 3 + "\net le modèle de délibération"
    born = NoteSeance(id="n9", seance_club="s", heure="10:00", genre=GenreNote.ACTION, texte=long, titre="Envoyer…")
    suite = Suite(id="t9", seance_club="s", note_seance="n9", numero="S-17", titre="Envoyer…")
    assert " ".join(long.split()) in " ".join(texte(redige([*club, born, suite]).ecrit).split())


def test_what_a_semicolon_added_to_a_note_is_a_line_of_its_own(club: list[Entity]) -> None:
    """Two sentences never run into one another."""
    said = "Les toilettes sont un sujet\nles deux tiers de la salle sont d’accord"
    note = NoteSeance(id="n9", seance_club="s", heure="10:00", genre=GenreNote.NOTE, texte=said)
    lines = [line.strip(" -•") for line in texte(redige([*club, note]).ecrit).splitlines()]
    assert lines[lines.index("Les toilettes sont un sujet") + 1] == "les deux tiers de la salle sont d’accord"


def test_the_communes_are_in_the_order_of_a_dictionary(club: list[Entity]) -> None:
    """An accent is no letter after z."""
    others = [Commune(id=code, titre=nom, departement="02") for code, nom in (("02334", "Fresnoy"), ("02305", "Fère"))]
    people = [presence("Karim Réséda", commune="02334"), presence("Lena Mélèze", commune="02305")]
    text = texte(redige([*club, *others, *people]).ecrit)
    assert text.index("Fère") < text.index("Fresnoy") < text.index("- Guise")


def test_who_comes_for_two_communes_is_one_participant(club: list[Entity]) -> None:
    """Two lines of the sheet, one person; both communes are represented."""
    before = texte(redige(club).ecrit)
    assert "3 participants, 2 communes représentées sur 2" in before
    twice = presence("Claire Aubépine", id="p-2", fonction="Chef de projet", commune="02381")
    assert "3 participants" in texte(redige([*club, twice]).ecrit)


def test_two_people_of_one_name_are_never_said_to_be_one_another(club: list[Entity]) -> None:
    """Without names, neither function stands for a name that both have; what a line is about is read too."""
    homonym = presence("Jean Roux", id="p-jr", fonction="Instructeur", organisme="DDT", personne="autre")
    told = NoteSeance(id="n8", seance_club="s", heure="10:00", genre=GenreNote.NOTE, texte="Vu avec Jean Roux hier")
    other = Suite(id="t8", seance_club="s", numero="S-18", titre="Écrire", communes="Guise (Mme Aubépine)")
    first = Personne(id="jean", titre="Jean Roux", fonction="Maire")
    said = texte(redige([*club, homonym, told, other, first], noms=False).ecrit)
    assert "Vu avec une personne du club hier" in said
    assert "Roux" not in said
    assert "Aubépine" not in said


def test_a_question_that_nobody_said_answered_stays_open(club: list[Entity]) -> None:
    """The note after it is then no answer: nothing is guessed."""
    asked = [
        one.model_copy(update={"repondue": None}) if isinstance(one, NoteSeance) and one.repondue else one
        for one in club
    ]
    text = texte(redige(asked).ecrit)
    assert "Sans réponse à ce jour." in text
    assert "Réponse : Deux mois" not in text


@pytest.mark.parametrize("kind", kinds())
def test_the_version_without_names_names_nobody(club: list[Entity], kind: str) -> None:
    """Nor in what people typed: functions and communes stand there."""
    made = redige(club, noms=False)
    text = lu(ecrit.rendre(made.ecrit, kind), kind)

    for nom in ("Aubépine", "Tilleul", "Yeuse", "Faure", "Roux", "Fougère", "Claire", "Béatrice"):
        assert nom not in text
    assert "dit la cheffe de projet de Guise" in text
    assert "cheffe de projet de Guise" in text
    assert not made.doutes


def test_what_may_be_a_name_is_told_with_its_place(club: list[Entity]) -> None:
    """A person whom nobody knows is left, and listed."""
    more = NoteSeance(id="n9", seance_club="s", heure="10:02", texte="Voir avec M. Duval")
    (doute,) = redige([*club, more], noms=False).doutes
    assert (doute.extrait, doute.ou) == ("M. Duval", "note de 10 h 02")


def test_an_empty_seance_makes_a_page_all_the_same() -> None:
    """What is not known is « à préciser », and nothing is invented."""
    text = texte(redige([SeanceClub(id="s")]).ecrit)
    assert "Objet : à préciser" in text
    assert "0 participant, 0 commune représentée sur 0" in text
    assert "Aucune note n’a été prise." in text
    assert "La date sera précisée." in text


@pytest.mark.parametrize("kind", kinds())
def test_any_text_makes_a_file_that_opens(hostiles: tuple[str, ...], kind: str) -> None:
    """Formulas, control characters, half characters, orders to a template."""
    note = NoteSeance(id="n", seance_club="s", heure="09:00")
    rows = [note.model_copy(update={"id": f"n{place}", "texte": text}) for place, text in enumerate(hostiles)]
    made = redige([SeanceClub(id="s", titre=hostiles[0]), *rows])
    assert lu(ecrit.rendre(made.ecrit, str(kind)), str(kind))
