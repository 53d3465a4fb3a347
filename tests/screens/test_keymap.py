"""One's own keys: each fault is told with its line, nothing breaks typing, and what is changed is shown."""

import pytest
from textual.binding import Binding

from screens.key_names import ToucheError, key_name, read_key
from screens.keymap import PREREGLAGES, clashes, complete, keys_of, read
from screens.keys import KEYS
from screens.places import classes, ids, places
from screens.widgets.champ import Champ
from screens.widgets.pied import Pied
from tests.screens.petit import Petit


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("n", "n"),
        ("N", "N"),
        ("Maj+n", "N"),
        ("Ctrl+S", "ctrl+s"),
        ("ctrl+s", "ctrl+s"),
        ("F4", "f4"),
        ("Maj+F6", "shift+f6"),
        ("Entrée", "enter"),
        ("échap", "escape"),
        ("espace", "space"),
        ("pageup", "pageup"),
        ("Pg préc.", "pageup"),
        (":", "colon"),
        ("é", "é"),
        ("question_mark", "question_mark"),
        ("+", "plus"),
    ],
)
def test_a_key_is_written_as_it_is_printed_or_as_textual_names_it(typed: str, key: str) -> None:
    """The French name and the technical one give the same key."""
    assert read_key(typed) == key


@pytest.mark.parametrize(
    "typed", ["@", "#", "€", "AltGr+e", "Ctrl+Alt+e", "Ctrl+5", "Ctrl+N", "Ctrl+I", "F11", "Zut", ""]
)
def test_a_key_that_would_not_arrive_is_refused(typed: str) -> None:
    """AltGr, dead keys, what the terminal or the browser keeps, and what is no key at all."""
    with pytest.raises(ToucheError):
        read_key(typed)


def test_the_names_that_are_shown_can_be_written_back() -> None:
    """What `pvd touches` prints may be copied into the file."""
    for key_id in KEYS:
        assert [read_key(key_name(key)) for key in keys_of(key_id)] == keys_of(key_id), key_id


@pytest.mark.parametrize(
    ("text", "ligne", "words"),
    [
        ('[touches]\n\n"liste.nouvau" = "n"', 3, "(liste.nouveau ?)"),
        ('[touches]\n"liste.nouveau" = "@"', 2, "AltGr"),
        ('[touches]\nliste.nouveau = "Zut"', 2, "Zut"),
        ('# à moi\n[touches]\n"app.quitter" = "q"', 3, "empêcherait d'écrire"),
        ('[touches]\n"texte.agrandir" = "e"', 2, "empêcherait d'écrire"),
        ('[touches]\n"liste.nouveau" = 3', 2, "guillemets"),
        ('[touches]\n"liste.nouveau" = ""', 2, "guillemets"),
        ('[touches]\n"liste.nouveau" "n"', 2, "ne se lit pas"),
        ('[touches]\n"liste.nouveau" = "n"\n"liste.nouveau" = "F4"', 3, "deux fois"),
        ('\nprereglage = "emacs"', 2, "bureau, vim"),
        ('clefs = "x"', 1, "Attendu"),
    ],
)
def test_each_fault_is_told_with_its_line(text: str, ligne: int, words: str) -> None:
    """One fault, and none of the file is used."""
    found = read(text)
    assert found.changees == {}
    assert [(p.ligne, words in p.phrase) for p in found.problemes] == [(ligne, True)], found.problemes
    assert found.problemes[0].dire().startswith(f"touches.toml, ligne {ligne} : ")


def test_two_things_on_one_key_at_one_place_are_refused() -> None:
    """Not what never meets: `e` saves a view in its popup, and may create in a list."""
    text = '[touches]\n"liste.nouveau" = "r"\n"liste.trier" = "e"'
    told = clashes(read(text).changees, places(), text)
    assert {(p.ligne, p.phrase) for p in told} == {
        (2, f"« r » : liste.nouveau et {other} à la fois.") for other in ("liste.responsable", "seance.represente")
    }


@pytest.mark.parametrize("preset", PREREGLAGES)
def test_a_preset_has_no_fault(preset: str) -> None:
    """Its ids exist, its keys arrive, no key does two things, and letters never come before a field."""
    found = read(f'prereglage = "{preset}"')
    assert not found.problemes
    assert clashes(found.changees, places()) == []
    assert not [key_id for key_id in found.changees if KEYS[key_id].priority]


def test_every_binding_that_is_told_has_an_id_of_the_map() -> None:
    """What is not in the map can be neither listed nor changed."""
    unknown = {(cls.__name__, key_id) for cls in classes() for key_id in ids(cls) if key_id not in KEYS}
    nameless = {
        (cls.__name__, b.key)
        for cls in classes()
        for b in Binding.make_bindings(cls.__dict__.get("BINDINGS", ()))
        if b.description and not b.id
    }
    assert (unknown, nameless) == (set(), set())


def test_changing_a_key_keeps_what_shares_the_old_one() -> None:
    """Textual takes a key away from all that have it: they are told to it again."""
    assert complete({"grille.corriger": "f4"})["aller.ouvrir"] == "f2,ctrl+g"


async def test_a_changed_key_acts_and_is_shown(petit: Petit) -> None:
    """The new key acts, the old one no longer, the footer and the palette say so; a field still takes every letter."""
    async with petit.run_test(size=(100, 30)) as pilot:
        petit.changer_touches(read('prereglage = "vim"\n[touches]\n"liste.nouveau" = "w"').changees)
        await pilot.press("3", "j", "j", "k")
        await pilot.pause()
        page = petit.page
        assert page is not None
        table = page.query_one("#table")
        assert getattr(table, "cursor", None) == 1
        await pilot.press("n")
        assert "nouvelle action" not in page.query_one("#ligne").render().plain  # type: ignore[union-attr] # a Plain
        await pilot.press("w")
        await pilot.pause()
        assert "nouvelle action" in page.query_one("#ligne").render().plain  # type: ignore[union-attr] # a Plain
        assert ("w", "Nouvelle") in [(hint.key, hint.label) for hint in page.query_one(Pied).hints]
        assert "w" in {command.key for command in petit.commands()}
        await pilot.press("enter")
        await pilot.pause()
        champ = petit.screen.query_one("#titre", Champ)
        champ.focus()
        champ.value = ""
        await pilot.press("j", "k", "w", "G")
        assert champ.value == "jkwG"
