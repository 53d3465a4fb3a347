"""A séance held by keyboard: what is entered is on the disk, what is typed is never lost, nothing steals the line."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from pvd_tui.domain.journal_seance import lire
from screens.en_direct import EnDirectPage
from screens.widgets.champ import Champ
from storage.seances import SeanceEnDirect
from storage.store import Store
from tests.screens import aisne
from tests.screens.aisne import COMMUNES, Programme

Shown = Callable[[App[Any]], str]
Same = Callable[[App[Any], str], None]


def seance(store: Store, *, notes: tuple[str, ...] = ()) -> SeanceEnDirect:
    """Give a séance of the day, with a sheet of four, three points, and some notes."""
    record = store.create(
        "seance_club",
        {"titre": "Club d'hiver", "numero": "2026-3", "departement": "02", "date": "2026-11-22", "quorum": 2},
    )
    for nom, commune in (("Amina Petit", "Guise"), ("Jean Roux", "Hirson"), ("Luc Lefaure", "Marle")):
        values = {"titre": nom, "commune": COMMUNES[commune], "statut": "Inscrit", "qualite": "Élu"}
        store.create("presence", {"seance_club": record, **values})
    store.create("presence", {"seance_club": record, "titre": "Bo Colin", "organisme": "DDT", "statut": "Inscrit"})
    for ordre, (titre, duree) in enumerate((("Accueil", 10), ("Fonds vert 2027", 30), ("OPAH-RU", 15)), 1):
        store.create("point_ordre_du_jour", {"seance_club": record, "titre": titre, "ordre": ordre, "duree": duree})
    direct = SeanceEnDirect(store, record, store.today)
    for line in notes:
        direct.ouvrir()
        direct.noter(lire(line))
    return direct


async def entrer(pilot: Pilot[Any], direct: SeanceEnDirect) -> EnDirectPage:
    """Open the live page."""
    page = EnDirectPage(direct.record)
    pilot.app.push_screen(page)
    await pilot.pause()
    return page


async def taper(pilot: Pilot[Any], *parts: str) -> None:
    """Paste each part but the names of keys, which are pressed."""
    for part in parts:
        if part[:1] == "<":
            await pilot.press(part[1:-1])
        else:
            await aisne.coller(pilot, part)
    await pilot.pause()


def notes(direct: SeanceEnDirect) -> list[tuple[Any, ...]]:
    """Give the notes: genre, text, action, commune."""
    columns = ("genre", "texte", "action", "commune")
    return [tuple(row[name] for name in columns) for row in direct.enfants("note_seance", *columns)]


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_the_live_page_keeps_its_look(same_screen: Same, size: tuple[int, int]) -> None:
    """The clock, the sheet, the journal, the line with its strip are drawn as they were kept."""
    store = aisne.aisne()
    direct = seance(
        store, notes=("Ouverture", ": enveloppe en baisse", "! modèle mutualisé", "* trame", "? et l'ABF ?")
    )
    direct.point_suivant()
    app = Programme(store)
    async with app.run_test(size=size) as pilot:
        await entrer(pilot, direct)
        await taper(pilot, "* envoyer la trame à Guise et Hirson", "<tab>", "pet", "<tab>", "15/12", "<tab>")
        same_screen(app, f"direct-{size[0]}")


async def test_a_line_entered_is_saved_then_shown_with_its_genre_and_its_suite(ecran: Shown) -> None:
    """The first line opens the séance; a suite is one gesture with its note, its strip read loosely."""
    store = aisne.aisne()
    direct = seance(store)
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await entrer(pilot, direct)
        await pilot.press(*"!oui", "enter")
        assert direct.ouverte
        assert notes(direct) == [("Décision", "oui", None, None)]
        assert "DÉC.  oui" in ecran(app)
        assert "décision enregistrée" in ecran(app)
        await taper(pilot, ";et vite", "<enter>", "*trame à guise", "<tab>", "pet", "<tab>", "+2s", "<tab>", "<enter>")
        assert notes(direct)[0][1] == "oui\net vite"
        suite = direct.enfants("suite", "pilote", "echeance", "communes", "numero")[0]
        assert (suite["pilote"], suite["echeance"], suite["communes"]) == ("Amina Petit", "2026-12-06", None)
        assert f"→ {suite['numero']}  Amina Petit · éch. 06/12/26" in ecran(app)
        await taper(pilot, "*rien", "<tab>", "<tab>", "bientôt", "<enter>")
        assert "« bientôt » n’est pas une date" in ecran(app)
        assert len(notes(direct)) == 2


async def test_what_is_typed_is_found_again_after_the_power_went(ecran: Shown) -> None:
    """The line with its sign and its strip; a note that was being changed, with what its author had seen."""
    store = aisne.aisne()
    direct = seance(store, notes=("première",))
    for _ in range(2):
        app = Programme(store)
        async with app.run_test(size=(100, 30)) as pilot:
            page = await entrer(pilot, direct)
            if "Reprise" not in page._saisie.brut:
                await taper(pilot, "*Reprise", "<tab>", "pet")
                page._garder()  # what the field asks for after 0,8 s; the program then ends without a word
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        page = await entrer(pilot, direct)
        assert "SUITE  Reprise" in ecran(app)
        assert "et la ligne en cours." in ecran(app)
        await taper(pilot, "<enter>", "en attente ", "<up>", "<up>", "<enter>", " et suite")
        assert direct.enfants("suite", "pilote")[0]["pilote"] == "Amina Petit"
        page._garder()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        page = await entrer(pilot, direct)
        await taper(pilot, "<enter>")
        assert page._saisie.brut == "en attente ", "its last blank too: the next word does not join the last one"
        await taper(pilot, "<ctrl+a>", "<backspace>")
        page._garder()
        assert [text for _, text, _, _ in notes(direct)] == ["première et suite", "Reprise"]
        assert store.drafts.count() == 0


async def test_what_looks_like_a_sign_or_a_strip_is_found_again_as_it_was_typed() -> None:
    """A note that begins with a sign stays a note, bars stay in the text, letters typed in the journal too."""
    store = aisne.aisne()
    direct = seance(store, notes=(" !vu en mairie",))
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        page = await entrer(pilot, direct)
        await taper(pilot, "<up>", "<enter>", " hier", "<enter>")
        assert notes(direct) == [("Note", "!vu en mairie hier", None, None)]

        await taper(pilot, "a | b | c | d", "<up>", "<escape>")
        assert page._saisie.brut == "a | b | c | d"
        await taper(pilot, "<ctrl+a>", "<backspace>", "*trame | v2", "<tab>", "pet", "<tab>", "<tab>", "Guise")
        await taper(pilot, "<shift+tab>", "<shift+tab>", "<shift+tab>", "<up>", "suite")
        assert page._saisie.texte == "trame | v2 suite"
        assert page._saisie._bande.tapee == ("Amina Petit", "", "Guise")


async def test_personal_data_in_the_line_is_one_discreet_word_that_blocks_nothing(ecran: Shown) -> None:
    """Said once what is typed rests, in 80 columns too; the line is entered all the same, and the word goes."""
    store = aisne.aisne()
    direct = seance(store)
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        page = await entrer(pilot, direct)
        await taper(pilot, "rappeler Jean au 06 12 34 56 78")
        assert "Semble contenir" not in ecran(app)
        page._a_repos()  # what the field asks for after 0,8 s
        await pilot.pause()
        assert "Semble contenir un numéro de téléphone : ne gardez que l’utile." in ecran(app)
        await taper(pilot, "<enter>")
        assert "Semble contenir" not in ecran(app)
        assert [text for _, text, _, _ in notes(direct)] == ["rappeler Jean au 06 12 34 56 78"]


async def test_the_journal_is_gone_back_to_without_leaving_the_line(ecran: Shown) -> None:
    """A sign tags, Tab offers links, * makes a suite; letters go to the line, after what it held."""
    store = aisne.aisne()
    direct = seance(store, notes=("la halle du marché de guise", "à faire"))
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        page = await entrer(pilot, direct)
        await taper(pilot, "en cours", "<up>", "<up>", "<exclamation_mark>", "<tab>")
        assert "Lien 1/2 : Guise" in ecran(app)
        assert notes(direct)[0][2:] == (None, None)
        await taper(pilot, "<tab>", "<enter>")
        assert notes(direct)[0] == ("Décision", "la halle du marché de guise", aisne.action(store, "Halle"), None)
        await taper(pilot, "<down>", "<asterisk>", "<tab>", "<tab>", "<tab>", "<enter>")
        assert [row["numero"] for row in direct.enfants("suite", "numero")] == ["S-2"]
        assert page._saisie.brut == "en cours"
        await taper(pilot, "<up>", "<delete>")
        assert len(notes(direct)) == 1
        assert not direct.enfants("suite")
        await taper(pilot, "<ctrl+z>")
        assert len(notes(direct)) == 1  # the line held text: that is what was taken back
        await taper(pilot, "<up>", "z")
        assert page._saisie.brut.endswith("z")
        await taper(pilot, "<ctrl+a>", "<backspace>", "<ctrl+z>", "<ctrl+a>", "<backspace>")


async def test_presences_are_three_keystrokes_and_the_room_sees_no_list_of_the_absent(ecran: Shown) -> None:
    """`le` Espace Entrée; counted at once; guests, departures; projected, only who is there is named."""
    store = aisne.aisne()
    direct = seance(store)
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        page = await entrer(pilot, direct)
        await pilot.press("f4", "l", "e", "space", "enter")
        await pilot.pause()
        assert "Présents 1/4 · communes 1/5" in ecran(app)
        assert "quorum 1/2" in ecran(app)
        await pilot.press("plus")
        await taper(pilot, "Zoé Blanc, CAUE", "<enter>")
        await pilot.press(*"rou", "equals_sign")
        await taper(pilot, "amina", "<enter>")
        sheet = {
            row["titre"]: row for row in direct.enfants("presence", "titre", "statut", "represente_par", "organisme")
        }
        assert sheet["Luc Lefaure"]["statut"] == "Présent"
        assert (sheet["Zoé Blanc"]["statut"], sheet["Zoé Blanc"]["organisme"]) == ("Présent", "CAUE")
        assert sheet["Jean Roux"]["represente_par"] == "Amina Petit"
        assert "quorum 2 √" in ecran(app)
        await pilot.press("escape", "shift+f4")
        await pilot.pause()
        assert "Amina Petit" not in ecran(app)
        assert isinstance(page.focused, Champ)
        assert page.focused.id == "saisie"
        await pilot.press("f4")
        await pilot.pause()
        assert "Luc Lefaure" in ecran(app)
        assert "Bo Colin" not in ecran(app)


async def test_what_comes_from_another_laptop_steals_neither_the_line_nor_the_focus(ecran: Shown) -> None:
    """The journal takes it in, what the synchronisation says is not said here, Échap never leaves at once."""
    store = aisne.aisne()
    direct = seance(store, notes=("ici",))
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        page = await entrer(pilot, direct)
        await taper(pilot, "en train d'écrire")
        focused = page.focused
        SeanceEnDirect(store, direct.record, store.today).noter(lire("! là-bas"))
        app.changed()
        app.say("Le réseau ne répond pas.")
        await pilot.pause()
        assert "DÉC.  là-bas" in ecran(app)
        assert "réseau" not in ecran(app)
        assert (page.focused, page._saisie.brut) == (focused, "en train d'écrire")
        await pilot.press("escape")
        assert app.screen is page
        assert "la séance reste ouverte" in ecran(app)


async def test_the_clock_goes_on_from_its_stamps_and_rests_while_nobody_looks(ecran: Shown) -> None:
    """F2 begins and ends points, Maj+F2 suspends; another page shown, nothing ticks."""
    store = aisne.aisne()
    direct = seance(store)
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        page = await entrer(pilot, direct)
        await pilot.press("f2", "f2", "shift+f2")
        await pilot.pause()
        points = direct.points()
        assert [bool(p["debut_reel"]) for p in points] == [True, True, False]
        assert points[0]["fin_reelle"] == points[1]["suspendu_a"]
        assert "Fonds vert 2027 00:00/30:00 suspendu" in ecran(app)
        assert page._tic is not None
        assert page._tic._active.is_set()
        app.push_screen(EnDirectPage(direct.record))
        await pilot.pause()
        assert not page._tic._active.is_set()


async def test_accueil_leads_back_to_a_seance_that_was_interrupted(ecran: Shown) -> None:
    """Its first line says when; Entrée goes on, and what is typed next is a note; a closed séance is not offered."""
    store = aisne.aisne()
    direct = seance(store, notes=("avant la panne",))
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Séance 2026-3 interrompue à" in ecran(app).splitlines()[2]
        await pilot.press("enter", *"ok", "enter")
        await pilot.pause()
        assert [text for _, text, _, _ in notes(direct)] == ["avant la panne", "ok"]
        direct.clore()
        app.go("accueil")
        app.changed()
        await pilot.pause()
        assert "2026-3 en direct" not in ecran(app)


async def test_accueil_takes_up_the_line_of_a_seance_in_the_seance(ecran: Shown) -> None:
    """What was being typed there is no fiche: its sign and its strip would become its title."""
    store = aisne.aisne()
    direct = seance(store)
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        page = await entrer(pilot, direct)
        await taper(pilot, "*envoyer la trame", "<tab>", "pet")
        page._garder()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "Club          envoyer la trame  " in ecran(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.ouvertes == []
        assert isinstance(app.screen, EnDirectPage)
        assert app.screen._saisie.brut.startswith("*envoyer la trame | pet")


async def test_hostile_text_is_shown_to_the_letter_and_wrapped(ecran: Shown, hostile: str, visible: str) -> None:
    """Brackets stay, orders to the terminal go, in the journal as in the sheet."""
    store = aisne.aisne()
    direct = seance(store, notes=(f"a {hostile} " * 3,))
    direct.inviter(hostile)
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await entrer(pilot, direct)
        shown = ecran(app)
        assert visible[:12] in shown
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)
        await taper(pilot, "<up>", "<enter>", "<enter>")
        assert len(direct.store.history.of("note_seance", str(direct.enfants("note_seance")[0]["id"]))) <= 2
