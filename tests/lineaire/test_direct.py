"""A séance held by questions and answers: each line is on the disk when it is answered."""

from pvd_tui.lineaire.dialogue import Dialogue
from pvd_tui.lineaire.session import tenir
from storage.store import Store
from tests.screens import aisne


def talk(store: Store, *answers: str) -> list[str]:
    """Hold a conversation, and give what was said."""
    said: list[str] = []
    left = list(answers)

    def lire(question: str) -> str:
        said.append(question)
        if not left:
            raise EOFError
        return left.pop(0)

    tenir(Dialogue(lire, said.append), store)
    assert not left
    return said


def du_jour() -> tuple[Store, str]:
    """Give the small Aisne with a séance today, and one person on its sheet."""
    store = aisne.aisne()
    seance = store.create("seance_club", {"titre": "Club du jour", "date": "2026-11-22", "departement": "02"})
    store.create("presence", {"seance_club": seance, "titre": "Amina Petit", "commune": "02361", "statut": "Inscrit"})
    store.create("point_ordre_du_jour", {"seance_club": seance, "titre": "Accueil", "ordre": 1})
    return store, seance


def texts(store: Store, seance: str) -> list[object]:
    """Give the notes."""
    return [row["texte"] for row in store.rows.page("note_seance", {"seance_club": seance}, order=(("id", False),))]


def test_a_meeting_is_held_line_by_line_and_closed() -> None:
    """Notes with their signs, people by a few letters, the ordre du jour; what is refused is said and asked again."""
    store, seance = du_jour()
    said = talk(
        store,
        "d",
        "! décidé",
        "* envoyer ; pilote : petit",
        ".p pet",
        ".p zoé",
        ".s",
        ".d pet",
        ".i Bo Colin",
        ".c",
        "",
    )

    recorded = [line.split(" ", 2) for line in said if line.startswith("enregistré")]
    assert recorded[0][2] == "DÉC. : décidé"
    assert recorded[1][2] == "SUITE S-2 : envoyer"
    assert "Personne de la feuille ne s'appelle « zoé ». Rien n'a été noté. « pvd seance inviter » l'ajoute." in said
    assert any("Point en cours : 1. Accueil, en cours" in line for line in said)
    assert any(line.startswith("enregistré : séance close") for line in said)
    assert texts(store, seance) == ["décidé", "envoyer"]
    closed = store.get("seance_club", seance)
    assert closed is not None
    assert closed.values["etat"] == "Tenue"
    assert store.rows.count("presence", {"seance_club": seance, "statut": "Présent"}) == 2


def test_an_input_that_ends_leaves_the_seance_open_with_all_that_was_said() -> None:
    """The terminal is closed in the middle: it is taken up again where it was."""
    store, seance = du_jour()
    talk(store, "d", "première", "deuxième")
    said = talk(store, "d", "", "")

    assert texts(store, seance) == ["première", "deuxième"]
    assert any("en direct depuis" in line for line in said)
    assert "La séance reste ouverte." in said


def test_without_a_seance_today_nothing_is_opened() -> None:
    """Said, with where the others are."""
    store = aisne.aisne()
    said = talk(store, "d", "")

    assert any("Aucune séance n'est ouverte, et aucune n'est prévue aujourd'hui." in line for line in said)


def test_what_the_club_owes_is_said_where_a_faire_lists_it() -> None:
    """It has no record to open: the count is said."""
    store = aisne.aisne()
    lines = talk(store, "1", "", "")
    number = next(line.split(".")[0] for line in lines if "Club départemental, 2026" in line)
    said = talk(store, "1", number, "", "")

    assert any(line.startswith("> 2026 : 1 sur 2, en cours") for line in said)
