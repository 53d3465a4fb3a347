"""The page Synchro: what needs a person is listed, its card is beside it, one key decides, nothing blocks."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App

from screens.digest import DigestPage
from screens.fiche import FichePage
from screens.menu import Menu
from screens.widgets.champ import Champ
from screens.widgets.table import Table
from storage import a_corriger, conflits
from storage.accuse import Accuse
from storage.settings import SERVEUR
from tests.screens.boite import ABF, DEPUIS, SOL, Aisne, Boite, aisne, edited, entrer, taper
from tests.storage.laptops import Laptops, a_commune, an_action

Shown = Callable[[App[Any]], str]
Same = Callable[[App[Any], str], None]


@pytest.fixture
def ailleurs(laptop: Laptops) -> Aisne:
    """Give a laptop that is enrolled, and the préfecture's."""
    found = aisne(laptop)
    found.ici.settings.put(SERVEUR, "https://pvd.aisne.gouv.fr")
    return found


@pytest.fixture
def pleine(ailleurs: Aisne) -> Aisne:
    """Give an inbox with one of each."""
    record = ailleurs.halle()
    ailleurs.convention()
    ailleurs.refus(titre="École Matisse")
    edited(ailleurs.ici, "action", record, echeance="2027-01-01")
    ailleurs.ici.outbox.keep_receipts([Accuse("dep:02", 1, 37, 37, "4f1c" * 16, "2023-06-06T09:00:00+00:00", "x")])
    with ailleurs.ici.transaction() as connection:
        connection.execute("INSERT INTO complement VALUES ('dep:02', '02691', 10, 900, 120, 310)")
        connection.execute("INSERT INTO retrait VALUES ('dep:02', '02381', '2023-06-06T09:00:00.000000+00:00')")
        connection.execute("INSERT INTO illisible (stream, texte) VALUES ('dep:02', '{}')")
    return ailleurs


def _words(ecran: Shown, app: App[Any]) -> str:
    return " ".join(ecran(app).replace("│", " ").split())


@pytest.mark.parametrize("size", [(100, 30), (80, 24)])
async def test_the_page_keeps_its_look(pleine: Aisne, same_screen: Same, size: tuple[int, int]) -> None:
    """List left and card right where it is wide; list, then card, where it is not."""
    essai = Boite(pleine.ici)
    async with essai.run_test(size=size) as pilot:
        await entrer(pilot)
        same_screen(essai, f"synchro-{size[0]}")
        await taper(pilot, "enter", "d")
        same_screen(essai, f"synchro-carte-{size[0]}")


async def test_every_line_says_what_it_is(pleine: Aisne, ecran: Shown) -> None:
    """Conflict, proposal, refusal, territory to give back, what goes, what comes, what cannot be read, receipts."""
    essai = Boite(pleine.ici)
    expected = {
        "! Conflit": "Description",
        "Proposé": "en attente de la préfecture",
        "! À corriger": "Cette commune n'est pas dans votre habilitation.",
        "À rendre": "votre habilitation ne comprend plus : Hirson (02381)",
        "À envoyer": "Échéance : ",
        "↓ Réception": "Saint-Quentin (02691) vient d'entrer dans votre habilitation",
        "↓ Reçu": "Écrit par d'autres depuis 7 jours",
        "Illisible": "lu dès que PVD est mis à jour",
        "√ Accusés": "37 modifications, dep:02 n° 1 à 37",
    }
    async with essai.run_test(size=(140, 40)) as pilot:
        table = await entrer(pilot)
        seen: dict[str, str] = {}
        for place in range(table.count):
            table.cursor = place
            await pilot.pause()
            assert table.row is not None
            seen[table.row.cells[0]] = _words(ecran, essai)
        assert list(seen) == list(expected)
        for quoi, words in expected.items():
            assert words.replace(" ", "") in seen[quoi].replace(" ", ""), quoi


async def test_what_came_in_opens_as_a_digest(pleine: Aisne) -> None:
    """Entrée on « Reçu » opens it by commune; Échap comes back to the list."""
    essai = Boite(pleine.ici)
    async with essai.run_test(size=(100, 30)) as pilot:
        table = await entrer(pilot)
        table.cursor = next(n for n in range(table.count) if _at(table, n) == "↓ Reçu")
        await taper(pilot, "enter")
        assert isinstance(essai.screen, DigestPage)
        await taper(pilot, "escape")
        assert not isinstance(essai.screen, DigestPage)


def _at(table: Table, place: int) -> str:
    table.cursor = place
    return table.row.cells[0] if table.row else ""


async def test_several_fields_are_chosen_then_written_as_one_gesture_and_undone(ailleurs: Aisne, ecran: Shown) -> None:
    """The merge, mine, theirs; Entrée; both laptops agree; Ctrl+Z brings the three back."""
    record = ailleurs.halle()
    essai = Boite(ailleurs.ici)
    async with essai.run_test(size=(100, 30)) as pilot:
        await entrer(pilot)
        await taper(pilot, "d", "down", "m", "down", "l")
        assert "Résultat : Rien à revoir √" in _words(ecran, essai)
        await taper(pilot, "enter")
        assert "Choix enregistré" in ecran(essai)
        assert "√ Réglés" in ecran(essai)
        assert conflits.lister(ailleurs.ici) == []
        ailleurs.exchange()
        fiche = ailleurs.prefecture.get("action", record)
        assert fiche is not None
        shown = [fiche.values[name] for name in ("titre", "pilote", "description")]
        assert shown == ["Halle B", "Mairie", f"{DEPUIS}\n{ABF}\n{SOL}"]
        await taper(pilot, "ctrl+z")
        assert conflits.lister(ailleurs.ici)[0].champs == ("description", "pilote", "titre")


@pytest.mark.parametrize(("key", "titre"), [("M", "Halle A"), ("L", "Halle B")])
async def test_a_whole_record_is_decided_with_one_key(ailleurs: Aisne, key: str, titre: str) -> None:
    """All mine or all theirs, from the list."""
    record = ailleurs.halle()
    essai = Boite(ailleurs.ici)
    async with essai.run_test(size=(100, 30)) as pilot:
        await entrer(pilot)
        await taper(pilot, key)
    fiche = ailleurs.ici.get("action", record)
    assert fiche is not None
    assert (fiche.values["titre"], conflits.lister(ailleurs.ici)) == (titre, [])


async def test_later_is_always_an_answer_and_part_of_it_too(ailleurs: Aisne, ecran: Shown) -> None:
    """Échap writes nothing; Entrée writes what was chosen and leaves the rest."""
    ailleurs.halle()
    essai = Boite(ailleurs.ici)
    async with essai.run_test(size=(80, 24)) as pilot:
        table = await entrer(pilot)
        await taper(pilot, "enter", "enter")
        assert "Choisissez d'abord" in ecran(essai)
        await taper(pilot, "down", "m", "escape")
        assert table.has_focus
        assert conflits.lister(ailleurs.ici)[0].champs == ("description", "pilote", "titre")
        await taper(pilot, "enter", "enter")
        assert conflits.lister(ailleurs.ici)[0].champs == ("description", "titre")


async def test_another_value_being_written_outlives_the_program(ailleurs: Aisne) -> None:
    """A long text typed on the card is there again the next day; written, it settles."""
    record = ailleurs.halle()
    essai = Boite(ailleurs.ici)
    async with essai.run_test(size=(100, 30)) as pilot:
        await entrer(pilot)
        await taper(pilot, "e", "X", "escape")
    again = Boite(ailleurs.ici)
    async with again.run_test(size=(100, 30)) as pilot:
        await entrer(pilot)
        await taper(pilot, "enter", "enter")
    fiche = ailleurs.ici.get("action", record)
    assert fiche is not None
    assert fiche.values["description"] == f"{DEPUIS}\n{ABF}\n{SOL}X"
    assert (conflits.lister(ailleurs.ici)[0].champs, ailleurs.ici.drafts.count()) == (("pilote", "titre"), 0)


@pytest.mark.parametrize(("key", "kept"), [("a", "2022-03-18"), ("r", "2022-03-16")])
async def test_the_prefecture_answers_a_proposal_with_one_key(ailleurs: Aisne, key: str, kept: str) -> None:
    """Accepted it is the préfecture's own; declined it is replaced; the commune sees the answer."""
    record = ailleurs.convention()
    essai = Boite(ailleurs.prefecture)
    async with essai.run_test(size=(100, 30)) as pilot:
        table = await entrer(pilot)
        assert table.row is not None
        assert table.row.cells[0] == "À confirmer"
        await taper(pilot, key)
    ailleurs.exchange()
    for store in (ailleurs.ici, ailleurs.prefecture):
        fiche = store.get("convention", record)
        assert fiche is not None
        assert (fiche.values["date_signature"], conflits.lister(store)) == (kept, [])


async def test_a_chef_cannot_answer_his_own_proposal(ailleurs: Aisne, ecran: Shown) -> None:
    """He reads that it waits; no key decides."""
    ailleurs.convention()
    essai = Boite(ailleurs.ici)
    async with essai.run_test(size=(100, 30)) as pilot:
        await entrer(pilot)
        await taper(pilot, "enter", "l", "enter")
        assert "Proposé, en attente de la préfecture." in _words(ecran, essai)
    assert len(conflits.lister(ailleurs.ici)) == 1


async def test_a_refused_value_is_typed_in_again_with_one_key(ailleurs: Aisne) -> None:
    """`e` opens the fiche with it; saved, it leaves the list."""
    a_commune(ailleurs.ici)
    record = ailleurs.refus(an_action(ailleurs.ici), titre="Halle refusée")
    essai = Boite(ailleurs.ici)
    async with essai.run_test(size=(100, 30)) as pilot:
        await entrer(pilot)
        await taper(pilot, "e")
        fiche = essai.page
        assert isinstance(fiche, FichePage)
        assert fiche.query_one("#titre", Champ).value == "Halle refusée"
        assert len(a_corriger.lister(ailleurs.ici)) == 1
        fiche.query_one("#titre", Champ).focus()
        await taper(pilot, "end", "2", "tab", "escape", "escape")
    saved = ailleurs.ici.get("action", record)
    assert saved is not None
    assert (saved.values["titre"], a_corriger.lister(ailleurs.ici)) == ("Halle refusée2", [])


async def test_a_refused_creation_opens_a_new_fiche(ailleurs: Aisne) -> None:
    """Its values are typed in a fiche that is created once it is saved."""
    a_commune(ailleurs.ici)
    record = ailleurs.refus(titre="École Matisse")
    assert ailleurs.ici.get("action", record) is None
    essai = Boite(ailleurs.ici)
    async with essai.run_test(size=(100, 30)) as pilot:
        await entrer(pilot)
        await taper(pilot, "e")
        fiche = essai.page
        assert isinstance(fiche, FichePage)
        assert fiche.query_one("#titre", Champ).value == "École Matisse"
        fiche.query_one("#titre", Champ).focus()
        await taper(pilot, "end", "2", "enter")
        await taper(pilot, "escape", "escape")
    assert [row["titre"] for row in ailleurs.ici.rows.page("action")] == ["École Matisse2"]
    assert a_corriger.lister(ailleurs.ici) == []


async def test_a_refusal_is_left_and_put_back(ailleurs: Aisne) -> None:
    """`x` takes it off the list, `u` puts it back."""
    a_commune(ailleurs.ici)
    ailleurs.refus(titre="École Matisse")
    essai = Boite(ailleurs.ici)
    async with essai.run_test(size=(100, 30)) as pilot:
        await entrer(pilot)
        await taper(pilot, "x")
        assert a_corriger.lister(ailleurs.ici) == []
        await taper(pilot, "u")
        assert len(a_corriger.lister(ailleurs.ici)) == 1


async def test_a_territory_leaves_only_once_confirmed(ailleurs: Aisne) -> None:
    """`e` keeps a copy, `x` asks first."""
    a_commune(ailleurs.ici)
    ailleurs.exchange()
    with ailleurs.ici.transaction() as connection:
        connection.execute("INSERT INTO retrait VALUES ('dep:02', '02361', '2023-06-06T09:00:00.000000+00:00')")
    essai = Boite(ailleurs.ici)
    async with essai.run_test(size=(100, 30)) as pilot:
        await entrer(pilot)
        await taper(pilot, "e", "x", "n")
        assert ailleurs.ici.rows.count("commune") == 1
        await taper(pilot, "x")
        assert isinstance(essai.screen, Menu)
        await taper(pilot, "r")
    assert ailleurs.ici.rows.count("commune") == 0


async def test_what_others_wrote_is_never_an_order_to_the_terminal(
    ailleurs: Aisne, ecran: Shown, hostile: str, visible: str
) -> None:
    """Markup is shown to the letter, in the list and on the card."""
    a_commune(ailleurs.ici)
    record = an_action(ailleurs.ici)
    ailleurs.exchange()
    edited(ailleurs.ici, "action", record, titre="Halle A")
    edited(ailleurs.prefecture, "action", record, titre=hostile)
    ailleurs.exchange()
    essai = Boite(ailleurs.ici)
    async with essai.run_test(size=(140, 30)) as pilot:
        await entrer(pilot)
        shown = ecran(essai)
        assert visible in shown.replace("\u202f", "\u00a0")
        assert not set(shown) & {"\x1b", "\x07", "\x9b", "\u202e"}


async def test_what_arrives_while_the_card_is_read_is_shown_and_never_decided_unseen(ailleurs: Aisne) -> None:
    """A field that changed meanwhile loses its choice; the others keep theirs."""
    record = ailleurs.halle()
    essai = Boite(ailleurs.ici)
    async with essai.run_test(size=(100, 30)) as pilot:
        await entrer(pilot)
        await taper(pilot, "d", "down", "m")
        fiche = ailleurs.prefecture.get("action", record)
        assert fiche is not None
        edited(ailleurs.prefecture, "action", record, pilote="Région")
        ailleurs.exchange()
        essai.changed()
        await taper(pilot, "enter")
    assert conflits.lister(ailleurs.ici)[0].champs == ("pilote", "titre")


async def test_the_journal_has_the_narrow_window_when_it_is_its_turn(ailleurs: Aisne, ecran: Shown) -> None:
    """F6 goes from the list to the detail and the journal; nothing is out of reach at 80×24."""
    ailleurs.halle()
    essai = Boite(ailleurs.ici)
    async with essai.run_test(size=(80, 24)) as pilot:
        await entrer(pilot)
        await taper(pilot, "f6")
        assert "champ par champ" in ecran(essai)
        await taper(pilot, "f6")
        assert ("Rien encore." in ecran(essai), "champ par champ" in ecran(essai)) == (True, False)
        await taper(pilot, "f6")
        assert essai.boite.query_one("#points", Table).has_focus
