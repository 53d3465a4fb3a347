"""How many keys a gesture of a séance takes, played with the real bindings, beside the same gesture in a spreadsheet.

What is said (the text of a note, a name nobody has typed before) is typed on both sides and counted on neither. A chord
(Ctrl+F) is one key, and so is Maj with a letter. The spreadsheet is the best that a practised user would make: one
workbook open, a sheet « Présences » (Nom, Statut, Arrivée, Représenté par, Commune, Organisme), a sheet « Notes »
(Heure, Genre, Texte, Pilote, Échéance, Communes), a sheet « Ordre du jour » (Point, Début, Fin); the cursor waits on
the next empty line of Notes and comes back there; Ctrl+: stamps the hour, and the spreadsheet completes what its column
holds already: a pilote by three letters, but not who stands for somebody, whose surname is typed. It gives no number to
a suite, links nothing, counts nothing, and keeps no history: none of that is counted.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from textual.app import App
from textual.pilot import Pilot

from screens.en_direct import EnDirectPage
from storage.seances import SeanceEnDirect
from storage.store import Store
from tests.screens import aisne
from tests.screens.aisne import COMMUNES, Programme

DOC: Final = Path(__file__).parents[2] / "docs" / "club.md"


class Dit(str):
    """What is said: typed on both sides, counted on neither."""

    __slots__ = ()


Touches = Sequence[str]
"""Names of keys, letters, and what is said."""


class Geste(NamedTuple):
    """One gesture: its keys here, its keys in a spreadsheet."""

    nom: str
    ici: Touches
    tableur: Touches


def _lettres(letters: str) -> tuple[str, ...]:
    return tuple(letters)


_CHERCHER = ("ctrl+pageup", "ctrl+f", *"lem", "enter", "escape")
"""To the sheet of presences, find Lemaire, close the search: the cursor is on the name."""

GESTES: Final = (
    Geste(
        "Quelqu'un arrive en retard",
        ("f4", *"lem", "space", "f4"),
        (*_CHERCHER, "right", "p", "tab", "ctrl+:", "enter", "ctrl+pagedown"),
    ),
    Geste("Une note", (Dit("la halle rouvre en mai"), "enter"), ("ctrl+:", "tab", "tab", Dit("…"), "enter")),
    Geste(
        "Une décision",
        ("!", Dit("un modèle commun"), "enter"),
        ("ctrl+:", "tab", "d", "tab", Dit("…"), "enter"),
    ),
    Geste(
        "Une suite : qui, pour quand, pour quelle commune",
        ("*", Dit("envoyer la trame"), "tab", *"aub", "tab", *"15/12", "tab", *"gui", "enter"),
        ("ctrl+:", "tab", "s", "tab", Dit("…"), "tab", *"aub", "tab", *"15/12", "tab", *"gui", "enter"),
    ),
    Geste(
        "Le point suivant de l'ordre du jour (heures notées)",
        ("f2",),
        ("ctrl+pagedown", "ctrl+:", "enter", "left", "ctrl+:", "right", "ctrl+pageup"),
    ),
    Geste(
        "Corriger la fin de la dernière ligne",
        ("up", "enter", Dit(" et juin"), "enter"),
        ("up", "right", "right", "f2", Dit("…"), "enter", "home"),
    ),
    Geste(
        "Quelqu'un est excusé",
        ("f4", *"lem", "space", "space", "f4"),
        (*_CHERCHER, "right", "e", "enter", "ctrl+pagedown"),
    ),
    Geste(
        "Quelqu'un est représenté par un présent",
        ("f4", *"lem", "=", *"aub", "enter", "f4"),
        (*_CHERCHER, "right", "r", "tab", "tab", *"Aubépine", "enter", "ctrl+pagedown"),
    ),
    Geste(
        "Un invité qui n'était pas sur la feuille",
        ("f4", "+", Dit("Yvonne Érable"), *", ", Dit("CCI"), "enter", "f4"),
        (
            *("ctrl+pageup", "ctrl+down", "down", Dit("…"), "tab", "p", "tab", "ctrl+:", "tab", "tab", "tab"),
            *(Dit("…"), "enter", "ctrl+pagedown"),
        ),
    ),
    Geste(
        "« Qui a déjà fait une OPAH ? »",
        ("f3", *"opah"),
        ("ctrl+f", *"opah", "alt+r"),
    ),
)


def frappes(touches: Touches) -> int:
    """Count keys."""
    return sum(not isinstance(one, Dit) for one in touches)


def salle(store: Store) -> SeanceEnDirect:
    """Give a séance of the day that is open, with a sheet of four and two points."""
    record = store.create(
        "seance_club", {"titre": "Club", "numero": "2026-3", "departement": "02", "date": "2026-11-22"}
    )
    for nom, commune in (("Claire Aubépine", "Guise"), ("Ève Lemaire", "Hirson"), ("Luc Tremble", "Marle")):
        values = {"titre": nom, "commune": COMMUNES[commune], "statut": "Inscrit"}
        store.create("presence", {"seance_club": record, **values})
    for ordre, titre in enumerate(("Accueil", "OPAH-RU"), 1):
        store.create("point_ordre_du_jour", {"seance_club": record, "titre": titre, "ordre": ordre, "duree": 20})
    direct = SeanceEnDirect(store, record, store.today)
    direct.ouvrir()
    return direct


async def jouer(pilot: Pilot[Any], touches: Touches) -> None:
    """Press these keys; paste what is said."""
    for one in touches:
        if isinstance(one, Dit):
            await aisne.coller(pilot, one)
        else:
            await pilot.press(one)
    await pilot.pause()


def lemaire(direct: SeanceEnDirect) -> tuple[Any, ...]:
    """Give what the sheet says of Ève Lemaire."""
    rows = direct.enfants("presence", "titre", "statut", "heure_arrivee", "represente_par")
    return next((r["statut"], r["heure_arrivee"], r["represente_par"]) for r in rows if r["titre"] == "Ève Lemaire")


async def test_each_gesture_does_in_these_keys_what_it_says(ecran: Callable[[App[Any]], str]) -> None:
    """Played one after the other in the live page, each from the line and back to it."""
    store = aisne.aisne()
    retex = {"seance_club": store.rows.ids("seance_club", {"numero": "2026-1"})[0], "genre": "Retour d'expérience"}
    store.create("note_seance", {**retex, "titre": "Hirson : une OPAH sans bureau d'études", "heure": "09:40"})
    direct = salle(store)
    app = Programme(store)
    keys = {geste.nom: geste.ici for geste in GESTES}
    async with app.run_test(size=(100, 30)) as pilot:
        page = EnDirectPage(direct.record)
        app.push_screen(page)
        await pilot.pause()

        async def faire(word: str) -> None:
            await jouer(pilot, next(touches for nom, touches in keys.items() if word in nom))
            if word != "OPAH":
                assert app.focused is page._saisie.champ, word
                assert page._saisie.vide, word

        await faire("excusé")
        assert lemaire(direct) == ("Excusé", None, None)
        await faire("représenté")
        assert lemaire(direct) == ("Représenté", None, "Claire Aubépine")
        await faire("retard")
        assert lemaire(direct)[0] == "Présent"
        assert lemaire(direct)[1]
        await faire("Une note")
        await faire("Corriger")
        await faire("décision")
        notes = [(row["genre"], row["texte"]) for row in direct.enfants("note_seance", "genre", "texte")]
        assert notes == [("Note", "la halle rouvre en mai et juin"), ("Décision", "un modèle commun")]
        await faire("suite :")
        (suite,) = direct.enfants("suite", "titre", "pilote", "echeance", "communes")
        said = ("envoyer la trame", "Claire Aubépine", "2026-12-15", "Guise")
        assert tuple(suite[name] for name in ("titre", "pilote", "echeance", "communes")) == said
        await faire("point suivant")
        assert [bool(row["debut_reel"]) for row in direct.points()] == [True, False]
        await faire("invité")
        guest = next(
            row for row in direct.enfants("presence", "titre", "organisme", "statut") if row["organisme"] == "CCI"
        )
        assert (guest["titre"], guest["statut"]) == ("Yvonne Érable", "Présent")
        await faire("OPAH")
        await pilot.pause(0.3)
        assert "une OPAH sans bureau d'études" in ecran(app)


def test_the_documentation_gives_these_counts() -> None:
    """The table of docs/club.md is the one that is played here."""
    rows = re.findall(r"^\| (.+?) \| .*? \| (\d+) \| (\d+) \|$", DOC.read_text("utf-8"), re.MULTILINE)
    assert rows == [(geste.nom, str(frappes(geste.ici)), str(frappes(geste.tableur))) for geste in GESTES]
