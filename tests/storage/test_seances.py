"""A séance held offline: what each gesture leaves on the disk, and what two laptops make of it together."""

from datetime import UTC, datetime

import pytest

from pvd_tui.changes.change import Json
from pvd_tui.domain.journal_seance import lire
from pvd_tui.domain.note_seance import GenreNote
from pvd_tui.domain.presence import ModePresence, StatutPresence
from storage.errors import RefusError
from storage.seances import SeanceEnDirect
from storage.store import Store
from tests.storage.laptops import GUISE, Clock, Laptops, Server, a_commune, a_seance, an_action, exchange


def local(hour: int, minute: int, second: int = 0, *, day: int = 6) -> datetime:
    """Give an hour of June 2023, where the laptop is."""
    return datetime(2023, 6, day, hour, minute, second).astimezone()


def en_direct(store: Store, clock: Clock, record: str | None = None) -> SeanceEnDirect:
    """Hold a séance at nine, on the clock of the test."""
    clock.now = local(9, 2).astimezone(UTC)
    return SeanceEnDirect(store, record or a_seance(store), clock)


def values(store: Store, table: str, record: str) -> dict[str, Json]:
    """Read a record."""
    fiche = store.get(table, record)
    assert fiche is not None
    return fiche.values


def test_opening_stamps_the_hour_once_and_fills_in_an_empty_sheet(store: Store, clock: Clock) -> None:
    """Everybody of the département whom the séance is for; a sheet that somebody began is left as it is."""
    a_commune(store)
    for nom, qualite in (("Claire Lemaire", "Chef de projet"), ("Paul Duval", "Élu"), ("Bo Colin", "État")):
        store.create("personne", {"titre": nom, "qualite": qualite, "departement": "02", "commune": GUISE})
    direct = en_direct(store, clock, a_seance(store, public="Chefs de projet"))

    assert direct.ouvrir() is not None
    assert direct.ouvrir() is None
    seance = values(store, "seance_club", direct.record)
    assert (seance["ouverte_a"], seance["date"], direct.ouverte) == ("09:02", "2023-06-06", True)
    assert sorted(str(row["titre"]) for row in direct.enfants("presence", "titre")) == ["Bo Colin", "Claire Lemaire"]

    other = SeanceEnDirect(store, a_seance(store), clock)
    other.inviter("Zoé Blanc", "CAUE")
    other.ouvrir()
    assert [row["titre"] for row in other.enfants("presence", "titre")] == ["Zoé Blanc"]


def test_a_line_is_a_note_of_this_hour_and_this_point(store: Store, clock: Clock) -> None:
    """Its genre by the first sign; a question waits for its answer."""
    direct = en_direct(store, clock)
    point = store.create("point_ordre_du_jour", {"titre": "Accueil", "ordre": 1, "seance_club": direct.record})
    direct.ouvrir()
    assert direct.point_suivant() == point
    clock.now = local(9, 41, 30).astimezone(UTC)

    asked = values(store, "note_seance", direct.noter(lire("? Hirson : quel délai ABF ?")))
    assert (asked["genre"], asked["heure"], asked["point_ordre_du_jour"]) == ("Question", "09:41", point)
    assert (asked["texte"], asked["repondue"]) == ("Hirson : quel délai ABF ?", False)
    with pytest.raises(RefusError, match="vide"):
        direct.noter(lire("! "))


def test_a_suite_is_written_with_its_note_in_one_gesture(store: Store, clock: Clock) -> None:
    """Numbered after all those known, taken back together."""
    direct = en_direct(store, clock)
    store.create("suite", {"titre": "Ancienne", "numero": "S-14", "seance_club": a_seance(store)})
    note = direct.noter(lire("* transmettre la trame"), pilote="Amina Petit", communes="Guise")

    suite = direct.enfants("suite", "numero", "note_seance", "pilote", "communes", "titre", "statut", "echeance")[0]
    assert (suite["numero"], suite["note_seance"], suite["pilote"]) == ("S-15", note, "Amina Petit")
    assert (suite["titre"], suite["statut"], suite["echeance"]) == ("transmettre la trame", "À faire", None)
    undone = direct.annuler()
    assert undone is not None
    assert undone.titre == "Suite « transmettre la trame »"
    assert not direct.enfants("suite")
    assert not direct.enfants("note_seance")


def test_a_note_becomes_a_suite_later_and_a_decision_stays_one(store: Store, clock: Clock) -> None:
    """A plain note takes the genre; what was decided is still a decision."""
    direct = en_direct(store, clock)
    plain, decided = direct.noter(lire("envoyer la trame")), direct.noter(lire("! mutualiser"))
    first, second = direct.suite(plain, pilote="DDT"), direct.suite(decided)

    assert [values(store, "suite", one)["numero"] for one in (first, second)] == ["S-1", "S-2"]
    assert values(store, "note_seance", plain)["genre"] == GenreNote.ACTION
    assert values(store, "note_seance", decided)["genre"] == GenreNote.DECISION


def test_a_semicolon_goes_on_with_the_last_note_of_this_laptop(laptop: Laptops, server: Server, clock: Clock) -> None:
    """Not with what the other one wrote since; also after a restart; alone it is a note."""
    a, b = laptop("a"), laptop("b")
    here = en_direct(a, clock)
    alone = here.noter(lire("; première"))
    note = here.noter(lire("DDT : deux mois"))
    exchange(server, a, b)
    clock.forward(minutes=1)
    SeanceEnDirect(b, here.record, clock).noter(lire("note d'à côté"))
    exchange(server, a, b)

    again = SeanceEnDirect(laptop.reopen(a), here.record, clock)
    assert again.noter(lire("; si complet")) == note
    assert values(again.store, "note_seance", note)["texte"] == "DDT : deux mois\nsi complet"
    assert values(again.store, "note_seance", alone)["texte"] == "première"


def test_a_note_is_changed_and_linked_with_its_history(store: Store, clock: Clock) -> None:
    """What it was stays readable; it is never emptied."""
    a_commune(store)
    halle = an_action(store)
    direct = en_direct(store, clock)
    note = direct.noter(lire("la halle de guise"))
    direct.modifier(note, "La halle de Guise")
    direct.modifier(note, genre=GenreNote.DECISION)
    direct.lier(note, action=halle, commune=GUISE)

    said = values(store, "note_seance", note)
    assert (said["texte"], said["genre"], said["action"], said["commune"]) == (
        "La halle de Guise",
        "Décision",
        halle,
        GUISE,
    )
    assert [c.set["texte"] for c in store.history.of("note_seance", note) if "texte" in c.set] == [
        "la halle de guise",
        "La halle de Guise",
    ]
    with pytest.raises(RefusError, match="vide"):
        direct.modifier(note, " \n")


def test_a_suite_says_what_its_note_says_once_it_was_changed(store: Store, clock: Clock) -> None:
    """A slip mended, a line added: « À faire » and the relevé read it too; a title of its own is left alone."""
    direct = en_direct(store, clock)
    note = direct.noter(lire("* envoyer la trmae"))
    direct.suite(note, titre="Relire la trame")
    direct.modifier(note, "envoyer la trame")
    direct.continuer("aux deux communes")
    assert [row["titre"] for row in direct.enfants("suite", "titre")] == [
        "envoyer la trame aux deux communes",
        "Relire la trame",
    ]
    direct.annuler()
    assert direct.enfants("suite", "titre")[0]["titre"] == "envoyer la trame"


def test_arrivals_are_stamped_once_and_departures_too(store: Store, clock: Clock) -> None:
    """Somebody pointed by mistake has no hour of arrival; who comes back has no hour of departure."""
    direct = en_direct(store, clock)
    line = store.create("presence", {"titre": "Jean Roux", "statut": "Inscrit", "seance_club": direct.record})
    direct.pointer(line, StatutPresence.PRESENT, mode=ModePresence.A_DISTANCE)
    clock.now = local(9, 30).astimezone(UTC)
    direct.pointer(line, StatutPresence.PRESENT)
    there = values(store, "presence", line)
    assert (there["statut"], there["mode"], there["heure_arrivee"]) == ("Présent", "À distance", "09:02")

    direct.partir(line)
    assert values(store, "presence", line)["heure_depart"] == "09:30"
    direct.pointer(line, StatutPresence.PRESENT)
    assert values(store, "presence", line)["heure_depart"] is None
    direct.pointer(line, StatutPresence.REPRESENTE, represente_par="Amina Petit")
    gone = values(store, "presence", line)
    assert (gone["represente_par"], gone["heure_arrivee"], gone["mode"]) == ("Amina Petit", None, None)
    with pytest.raises(RefusError, match="n'est pas pointé présent"):
        direct.partir(line)


def test_a_guest_who_is_on_the_sheet_already_is_pointed(store: Store, clock: Clock) -> None:
    """One row a person, however the name is spelled."""
    direct = en_direct(store, clock)
    line = store.create("presence", {"titre": "Zoé Blanc", "statut": "Inscrit", "seance_club": direct.record})

    assert direct.inviter("zoe  blanc") == line
    assert values(store, "presence", line)["statut"] == "Présent"
    other = values(store, "presence", direct.inviter("Victor Henry", "CAUE"))
    assert (other["organisme"], other["heure_arrivee"]) == ("CAUE", "09:02")
    assert direct.pointer_tous() == 0


def test_points_follow_each_other_and_a_suspension_is_not_counted(store: Store, clock: Clock) -> None:
    """Begun, ended, suspended by stamps alone; after the last one there is none."""
    direct = en_direct(store, clock)
    one, two = (
        store.create("point_ordre_du_jour", {"titre": titre, "ordre": ordre, "seance_club": direct.record})
        for titre, ordre in (("Accueil", 1), ("Fonds vert", 2))
    )
    assert direct.point_suivant() == one
    direct.suspendre()
    clock.forward(seconds=95)
    direct.reprendre()
    clock.now = local(9, 20).astimezone(UTC)
    assert direct.point_suivant() == two
    assert direct.point_suivant() is None

    ended = values(store, "point_ordre_du_jour", one)
    assert (ended["debut_reel"], ended["fin_reelle"], ended["suspension"]) == ("09:02", "09:20", 95)
    assert values(store, "seance_club", direct.record)["point_courant"] is None
    assert direct.point_suivant() is None
    direct.aller(one)
    assert values(store, "point_ordre_du_jour", one)["fin_reelle"] is None


def test_closing_holds_the_seance_and_is_reversible_for_seven_days(store: Store, clock: Clock) -> None:
    """After that, never; what was written stays open to corrections."""
    direct = en_direct(store, clock)
    direct.ouvrir()
    clock.now = local(11, 52).astimezone(UTC)
    direct.clore()
    assert {"close_a": "11:52", "etat": "Tenue"}.items() <= values(store, "seance_club", direct.record).items()
    with pytest.raises(RefusError, match="Rouvrez-la"):
        direct.ouvrir()

    clock.now = local(11, 51, day=13).astimezone(UTC)
    direct.rouvrir()
    assert direct.ouverte
    direct.clore()
    clock.now = local(12, 0, day=20).astimezone(UTC)
    with pytest.raises(RefusError, match="plus de 7 jours"):
        direct.rouvrir()


def test_closing_leaves_a_releve_to_write_unless_it_is_written(store: Store, clock: Clock) -> None:
    """« À rédiger » where nothing was said, so that « À faire » recalls it; what was said stays."""
    direct = en_direct(store, clock)
    direct.clore()
    assert values(store, "seance_club", direct.record)["compte_rendu"] == "À rédiger"

    written = en_direct(store, clock, a_seance(store, compte_rendu="Projet diffusé"))
    written.clore()
    assert values(store, "seance_club", written.record)["compte_rendu"] == "Projet diffusé"


def test_undo_takes_back_only_what_was_done_in_this_seance(store: Store, clock: Clock) -> None:
    """A gesture made elsewhere since stands, and the one before it too."""
    direct = en_direct(store, clock)
    direct.noter(lire("une note"))
    a_commune(store)

    assert direct.annuler() is None
    assert len(direct.enfants("note_seance")) == 1
    store.history.undo()
    assert direct.annuler() is not None
    assert not direct.enfants("note_seance")


def test_two_laptops_end_with_one_sheet_one_opening_and_no_question(
    laptop: Laptops, server: Server, clock: Clock
) -> None:
    """Hours a minute apart are settled alike on both: the first arrival, the first opening, the last departure."""
    a, b = laptop("a"), laptop("b")
    here = en_direct(a, clock)
    line = a.create("presence", {"titre": "Jean Roux", "statut": "Inscrit", "seance_club": here.record})
    exchange(server, a, b)
    there = SeanceEnDirect(b, here.record, clock)
    for minute, side in ((5, here), (7, there)):
        clock.now = local(9, minute).astimezone(UTC)
        side.ouvrir()
        side.pointer(line, StatutPresence.PRESENT)
        side.noter(lire(f"* suite de {minute}"))
        clock.now = local(10, minute).astimezone(UTC)
        side.partir(line)
    exchange(server, a, b)
    for store in (a, b):
        assert store.disputed() == 0
        row = values(store, "presence", line)
        assert (row["heure_arrivee"], row["heure_depart"]) == ("09:05", "10:07")
        assert values(store, "seance_club", here.record)["ouverte_a"] == "09:05"

    here.clore()
    there.clore()
    exchange(server, a, b)
    for store in (a, b):
        numbers = [row["numero"] for row in store.rows.page("suite", columns=("numero",), order=(("id", False),))]
        assert numbers == ["S-1", "S-2"]


def test_a_guest_of_the_directory_is_the_same_line_on_every_laptop(
    laptop: Laptops, server: Server, clock: Clock
) -> None:
    """Typed by name where the person is known: by their record; on the sheet already: pointed there."""
    a, b = laptop("a"), laptop("b")
    a_commune(a)
    person = a.create("personne", {"titre": "Amina Petit", "commune": GUISE, "departement": "02"})
    here = en_direct(a, clock)
    exchange(server, a, b)
    there = SeanceEnDirect(b, here.record, clock)

    assert here.inviter("Amina Petit") == there.inviter("amina  PETIT", commune=GUISE)
    assert here.inviter("AMINA PETIT") == here.inviter("Amina Petit", commune=GUISE)
    assert [row["personne"] for row in here.enfants("presence", "personne")] == [person]
    assert here.inviter("Amina Petit", commune="02381") != here.inviter("Amina Petit", commune=GUISE)


def test_two_lines_of_one_person_become_one_and_undo_gives_them_back(store: Store, clock: Clock) -> None:
    """What the typed line says goes to the person's; two statuts that were both said leave both lines."""
    direct = en_direct(store, clock)
    person = store.create("personne", {"titre": "Jean Roux", "departement": "02"})
    line = {"seance_club": direct.record, "titre": "Jean Roux"}
    kept = store.create("presence", {**line, "personne": person, "statut": "Inscrit"})
    store.create("presence", {**line, "statut": "Présent", "heure_arrivee": "09:04", "organisme": "DDT"})

    assert direct.ranger() == 2
    assert [row["id"] for row in direct.enfants("presence")] == [kept]
    said = values(store, "presence", kept)
    assert (said["statut"], said["heure_arrivee"], said["organisme"]) == ("Présent", "09:04", "DDT")
    assert direct.ranger() == 0
    assert direct.annuler() is not None
    assert len(direct.enfants("presence")) == 2

    direct.pointer(kept, StatutPresence.EXCUSE)
    assert direct.ranger() == 0
    assert len(direct.enfants("presence")) == 2
