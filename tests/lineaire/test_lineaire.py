"""The program by questions and answers: the same work, the same undo, nothing a screen reader stumbles on."""

import unicodedata
from collections.abc import Iterator, Sequence

import pytest

from pvd_tui.lineaire.dialogue import Dialogue
from pvd_tui.lineaire.session import tenir
from storage.errors import RefusError
from storage.store import Store
from tests.screens import aisne
from tests.storage.laptops import Clock

GUISE = "02361"


@pytest.fixture
def store() -> Iterator[Store]:
    """Give a store with one commune and one action."""
    with Store.open(":memory:", clock=Clock()) as opened:
        opened.create("commune", {"titre": "Guise", "departement": "02"}, record=GUISE)
        opened.create("action", {"titre": "Halle du marché", "commune": GUISE, "phase": "Étude"})
        yield opened


def _talk(store: Store, answers: Sequence[str]) -> list[str]:
    """Hold a conversation; give what was said, questions included, and check that all of it was answered."""
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


def _number(said: Sequence[str], words: str) -> str:
    """Give the number that opens a line said."""
    return next(line.split(".")[0] for line in said if words in line and line[0].isdigit())


def test_a_fiche_is_created_filled_and_taken_back(store: Store) -> None:
    """By its title and its commune's name; an amount as one types it; u takes the last gesture back."""
    menu = _number(_talk(store, [""]), "Actions")
    answers = [menu, "n", "Gare", "guise", "1", "1", "6", "48k", "", "u", "", "", ""]
    said = _talk(store, answers)
    assert "Enregistré : Gare." in said
    assert any(
        "Coût prévisionnel (€) : 48\u202f000" in line or "Coût prévisionnel (€) : 48\u00a0000" in line for line in said
    )
    rows = store.rows.page("action", columns=("titre", "commune", "cout_previsionnel"))
    assert [(row["titre"], row["commune"], row["cout_previsionnel"]) for row in rows] == [
        ("Gare", GUISE, None),
        ("Halle du marché", GUISE, None),
    ]


def test_an_empty_answer_changes_nothing_and_a_dash_empties(store: Store) -> None:
    """What is read aloud is kept by Entrée, also where it names another fiche."""
    menu = _number(_talk(store, [""]), "Actions")
    said = _talk(store, [menu, "1", "1", "2", "", "3", "-", "", "", "", ""])
    assert "Inchangé." in said
    assert store.rows.page("action", columns=("commune", "phase"))[0]["phase"] is None
    assert store.rows.page("action", columns=("commune",))[0]["commune"] == GUISE


def test_what_is_not_understood_is_asked_again(store: Store) -> None:
    """A wrong number, a wrong letter, a value that is none: one sentence, and nothing is lost."""
    menu = _number(_talk(store, [""]), "Actions")
    said = _talk(store, ["99", "z", menu, "1", "1", "5", "pas une date", "15/09/2027", "", "", "", ""])
    assert sum("n'est pas proposé" in line for line in said) == 2
    assert any("n’est pas une date" in line for line in said)
    assert store.rows.page("action", columns=("echeance",))[0]["echeance"] == "2027-09-15"


def test_the_end_of_the_input_loses_nothing(store: Store) -> None:
    """A pipe that ends in the middle of a fiche: what was said saved is saved, and the program says good-bye."""
    menu = _number(_talk(store, [""]), "Actions")
    said = _talk(store, [menu, "1", "1", "1", "Halle couverte"])
    assert said[-1] == "Au revoir. Tout est enregistré."
    assert store.rows.page("action", columns=("titre",))[0]["titre"] == "Halle couverte"


def test_a_conflict_is_settled_and_comes_back(store: Store) -> None:
    """One letter keeps mine or theirs; u at the first question brings it back."""
    disputed = aisne.aisne()
    aisne.conflit(disputed)
    menu = _number(_talk(disputed, [""]), "Conflits")
    _talk(disputed, [menu, "1", "m", ""])
    assert disputed.disputed() == 0
    _talk(disputed, ["u", ""])
    assert disputed.disputed() == 1
    assert store.disputed() == 0


def test_nothing_but_words_is_said(store: Store) -> None:
    """No frame, no colour, no order to the terminal, whatever a fiche holds."""
    store.create("action", {"titre": "[HT] [/] \\[a] e\u0301te\u0301 \u202efin", "commune": GUISE})
    fiche = store.get("commune", GUISE)
    assert fiche is not None
    store.update(fiche, {"titre": "Gui\x9bse"})
    menu = _number(_talk(store, [""]), "Actions")
    said = "".join(_talk(store, [menu, "1", "h", "c", "l", "", "", "", "1", ""]))
    assert not [c for c in said if unicodedata.category(c) in {"Cc", "Cf"} or "─" <= c <= "╿"]


def test_a_decision_that_is_refused_is_not_said_to_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal is read aloud, and « Enregistré » is not."""
    disputed = aisne.aisne()
    aisne.conflit(disputed)

    def refuse(*_: object) -> None:
        raise RefusError("Ce champ n'est plus en désaccord. Rien n'a été modifié.")

    monkeypatch.setattr("storage.conflits.trancher", refuse)
    said = _talk(disputed, ["3", "1", "m", ""])
    assert "Ce champ n'est plus en désaccord. Rien n'a été modifié." in said
    assert not any(line.startswith("Enregistré") for line in said)


def test_days_are_said_as_people_say_them(store: Store) -> None:
    """« 15/03/2027 », not the file's « 2027-03-15 »."""
    store.create("action", {"titre": "Gare", "commune": GUISE, "echeance": "2027-03-15"})
    said = _talk(store, [_number(_talk(store, [""]), "Actions"), "", ""])
    assert any("Gare" in line and "15/03/2027" in line for line in said)
