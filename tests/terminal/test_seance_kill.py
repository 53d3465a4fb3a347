"""The battery dies in the middle of a séance: what was said to be recorded is there, and one goes on where one was.

A séance of lines is typed in the live page of the real program, in a real terminal, and killed (kill -9) at random
moments: in a word, between Entrée and the answer, after it. A line whose « enregistré » was on the screen is on the
disk; the one that was being typed is there whole, or as a draft, or not at all; never in part, never twice.

    all of it    uv run pytest -n0 -s -m long tests/terminal/test_seance_kill.py      300 kills, sessions of 200 lines
    others       PVD_COUPURES=kills:seed before it
"""

import os
import random
import re
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from storage.check import verify
from storage.store import Store
from tests.terminal.poste import Poste, no_traceback
from tests.terminal.salle import DEPUIS, attendues, compte, dictee, dite, ecrites, ouverte, reprendre
from tests.terminal.terminal import Terminal

LINES: Final = 200
REST: Final = 2.0
"""Seconds without a key, after which what is typed is on the disk, on a machine that does something else too."""
BANDE_VIDE: Final = " |  |  | "
"""How the draft of a suite keeps a strip in which nothing is typed."""
_TEMPS: Final = re.compile(r"(\d+):(\d\d)/1:30:00")


class Coupures:
    """One séance that is typed to its last line, whatever happens to the program."""

    def __init__(self, poste: Poste, chance: random.Random, lines: int) -> None:
        """Prepare it."""
        self.poste, self._chance = poste, chance
        for old in poste.home.glob("pvd.db*"):
            if old.is_file():
                old.unlink()
        self.begin = datetime.now(UTC) - DEPUIS
        self.record = ouverte(poste.base)
        self.lines = dictee(lines + 1, chance)  # one more, to die in
        self.done = 0
        """Lines that are on the disk."""
        self.rested = False
        """Whether the fingers rested on the line that was being typed, long enough for a draft of it."""
        self.figures: Counter[str] = Counter()

    def until_killed(self, lines: int) -> None:
        """Go on; enter so many lines, and kill the program while the next one is typed or entered."""
        terminal = self._reprendre()
        for line in self.lines[self.done : self.done + lines]:
            self._enter(terminal, line)
        answered = self._type_and_die(terminal)
        self._look(answered, compte(terminal))

    def _reprendre(self) -> Terminal:
        """Be led back to the séance: its timer has gone on, and what was being typed is in the line."""
        terminal = reprendre(self.poste, len(attendues(self.lines[: self.done])))
        found = _TEMPS.search(terminal.text)
        assert found, terminal.text
        shown = timedelta(minutes=int(found[1]), seconds=int(found[2]))
        assert abs(datetime.now(UTC) - self.begin - shown) < timedelta(seconds=15), found[0]
        with Store.open(self.poste.base, read_only=True) as store:
            drafts = [draft.texte for draft in store.drafts.all()]
        if drafts:
            kept = drafts[0].removesuffix(BANDE_VIDE)
            line = self.lines[self.done]
            assert line.startswith(kept), (line, kept)
            self._enter(terminal, line[len(kept) :])
            self.figures["drafts gone on with"] += 1
        return terminal

    def _enter(self, terminal: Terminal, rest: str) -> None:
        """Type the end of the next line, and wait to be told that it is recorded."""
        self.done += 1
        wanted = len(attendues(self.lines[: self.done]))
        terminal.press(rest, "entree")
        terminal.wait(lambda text: dite(text, self.lines[self.done - 1], wanted), f"line {self.done} recorded")

    def _type_and_die(self, terminal: Terminal) -> int:
        """Type the next line, Entrée too or not, and kill the program; give how many lines had been answered."""
        line, answered = self.lines[self.done], self.done
        self.rested = False
        if self._chance.random() < 0.5:
            terminal.press(line, "entree")
            terminal.read_for(self._chance.uniform(0, 0.15))
        else:
            pause = self._chance.choice((0.0, 0.1, REST))
            self.rested = pause == REST
            terminal.press(line[: self._chance.randint(8, len(line))])
            terminal.read_for(pause)
        terminal.kill()
        no_traceback(terminal)
        return answered

    def _look(self, answered: int, shown: int) -> None:
        """See what is on the disk: all that was answered, nothing twice, nothing in part."""
        with Store.open(self.poste.base) as store:
            assert verify(store).sain
            notes = ecrites(store, self.record)
            drafts = [draft.texte for draft in store.drafts.all()]
            suites = store.rows.count("suite", {"seance_club": self.record})
        before, after = attendues(self.lines[:answered]), attendues(self.lines[: answered + 1])
        assert shown <= len(notes), f"{shown - len(notes)} lines on the screen, not on the disk"
        assert notes in (before, after), (self.lines[answered], notes[-2:])
        assert not (drafts and notes == after), "a line is recorded or being typed, not both"
        assert drafts or not self.rested, "what was typed more than a second ago is kept"
        self.done = answered + (notes == after)
        assert suites == sum(line.startswith("*") for line in self.lines[: self.done])
        state = "recorded" if notes == after else "kept as a draft" if drafts else "not yet kept"
        self.figures.update({"kills": 1, f"the line in progress {state}": 1})


def test_nothing_recorded_is_lost_when_the_battery_dies_in_a_seance(poste: Poste) -> None:
    """All that was said to be recorded is there, the séance is offered again, its timer went on."""
    seance = Coupures(poste, random.Random(5), 30)  # noqa: S311 - moments to kill at, not secrets
    for lines in (2, 4, 1):
        seance.until_killed(lines)


@pytest.mark.long
def test_nothing_recorded_is_lost_in_three_hundred_kills(poste: Poste) -> None:
    """The same, at random moments of séances of two hundred lines."""
    kills, _, seed = os.environ.get("PVD_COUPURES", "300:1").partition(":")
    chance = random.Random(int(seed or 1))  # noqa: S311 - moments to kill at, not secrets
    total: Counter[str] = Counter()
    begin = time.monotonic()
    while total["kills"] < int(kills):
        seance = Coupures(poste, chance, LINES)
        while (left := LINES - seance.done) > 0 and total["kills"] + seance.figures["kills"] < int(kills):
            seance.until_killed(min(left - 1, chance.randint(0, 20)))
            print(f"{total['kills'] + seance.figures['kills']} kills, {seance.done} lines", flush=True)  # noqa: T201
        total.update(seance.figures)
        total.update({"lines recorded": seance.done, "séances": 1})
    print(dict(total), f"none lost, {time.monotonic() - begin:.0f} s")  # noqa: T201 - what it is run for
