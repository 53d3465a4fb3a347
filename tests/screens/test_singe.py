"""A monkey at the keyboard: whatever is pressed, no error and no lost word.

uv run pytest -n0 -s -m long tests/screens/test_singe.py       50 000 keys; PVD_SINGE=keys:seed for others
"""

import os
import random
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from pvd_tui.demo.build import Role, build
from screens.application import Application
from screens.fiche_formulaire import Formulaire
from screens.fiche_rang import Rang
from screens.modes import modes
from storage.store import Store
from tests.screens.aisne import Route

_MOVES: Final = ("up", "down", "left", "right", "pageup", "pagedown", "home", "end", "tab", "shift+tab")
_ACTS: Final = ("enter", "enter", "escape", "space", "delete", "backspace", "shift+down", "f6", "f7")
_OPENS: Final = ("f1", "f2", "f3", "f4", "f8", "f9", "f10", "f12", "ctrl+f", "ctrl+g", "ctrl+p", "ctrl+e", "ctrl+d")
_SAVES: Final = ("ctrl+s", "ctrl+z", "ctrl+y", "u", "U", "ctrl+a", "ctrl+l", "ctrl+c", "ctrl+w")
_LETTERS: Final = tuple("abcdefghijklmnopqrstvwxyzABCDEFGHILMNOPRSTV0123456789&é\"'(-è_çà=+:;,!?./*%")
_SAID: Final = (
    "1,25 M€",
    "15/9",
    "fin mars",
    "à préciser",
    "[HT] [/] \\[a]",
    "e\u0301te\u0301 \u202efin \u00a0 \u200b",
    "=1+1\t2\n3\t4",
    "l’élu·e « réf. » œuf ½ 😀",
    "",
    "x" * 400,
)
SIZES: Final = ((80, 24), (100, 30), (160, 45), (60, 18), (52, 16))


class Singe:
    """One who presses keys, and checks now and then that nothing was lost."""

    def __init__(self, pilot: Pilot[Any], store: Store, seed: int) -> None:
        """Press keys out of a seed."""
        self.pilot, self.store = pilot, store
        self.chance = random.Random(seed)  # noqa: S311 - the same keys each time
        self.story: list[str] = []
        self.pages: Counter[str] = Counter()

    async def jouer(self, keys: int) -> None:
        """Press so many keys."""
        for count in range(keys):
            await self._un()
            if count % 50 == 49:
                await self.pilot.pause()
                self.pages[type(self.pilot.app.screen).__name__] += 1
                self.verifier()

    async def _un(self) -> None:
        draw = self.chance.random()
        if draw < 0.02:
            text = self.chance.choice(_SAID)
            self.story.append(f"paste {text!r}")
            if (champ := self.pilot.app.screen.focused) is not None:
                champ.post_message(Paste(text))
            return
        if draw < 0.022:
            size = self.chance.choice(SIZES)
            self.story.append(f"resize {size}")
            await self.pilot.resize_terminal(*size)
            return
        groups = (_MOVES, _ACTS, _OPENS, _SAVES, _LETTERS)
        group = self.chance.choices(groups, weights=(34, 24, 8, 6, 28))[0]
        key = self.chance.choice(group)
        self.story.append(key)
        await self.pilot.press(key)

    def verifier(self) -> None:
        """Each field of each open fiche is on the disk as it is on screen: a draft, or the value itself."""
        app = self.pilot.app
        assert isinstance(app, Application)
        for page in app.pages():
            if not isinstance(page, Formulaire) or page.lecture or not page.is_mounted:
                continue
            page.retenir()
            for rang in page.query(Rang):
                if rang.entree is not None and not rang.fige and not page.saisie.inconnue:
                    assert page.saisie.texte(rang.nom) == rang.texte, f"{page.table}.{rang.nom}: {self.story[-60:]}"


def _programme(store: Store) -> Application:
    app = Application(store, modes(), theme="sombre")
    app.synchro = Route()
    app.set_slot(app.synchro.etat().slot)
    return app


async def _play(path: Path, keys: int, seed: int, role: Role = "chef") -> Counter[str]:
    build(path, role)
    with Store.open(path) as store:
        app = _programme(store)
        async with app.run_test(size=(100, 30)) as pilot:
            singe = Singe(pilot, store, seed)
            try:
                await singe.jouer(keys)
            except BaseException:
                sys.stdout.write(f"\nseed {seed}, last keys: {singe.story[-80:]}\n")
                raise
            await app.workers.wait_for_complete()
        for draft in store.drafts.all():
            assert isinstance(draft.texte, str)
    return singe.pages


@pytest.fixture
def autour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Give a place where whatever a monkey writes stays."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("pvd_tui.reports.dossier.ouvrir", lambda _folder: False)
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return lambda name: tmp_path / name


@pytest.mark.heavy
async def test_sixty_random_keys_end_well(autour: Callable[[str], Path]) -> None:
    """No error, and each field on screen is on the disk."""
    assert await _play(autour("singe.db"), 60, 1)


@pytest.mark.long
async def test_fifty_thousand_random_keys_end_well(autour: Callable[[str], Path]) -> None:
    """The same, for long, as a chef de projet and as the préfecture."""
    keys, _, seed = os.environ.get("PVD_SINGE", "50000:1").partition(":")
    share = 1_000
    seen: Counter[str] = Counter()
    for turn in range(int(keys) // share):
        role: Role = "prefecture" if turn % 3 == 2 else "chef"
        seen += await _play(autour(f"singe-{turn}.db"), share, int(seed or 1) * 1_000 + turn, role)
        sys.stdout.write(f"\r{(turn + 1) * share} keys")
        sys.stdout.flush()
    sys.stdout.write(f"\n{keys} keys; screens where the checks were made: {dict(seen.most_common())}\n")
