"""A laptop whose program is killed at any moment has every save it acknowledged."""

import os
import random
import select
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from storage.check import verify
from storage.drafts import Draft
from storage.store import Store
from tests.storage.laptops import GUISE, a_commune, an_action, empty_store, is_what_its_log_says

CHECK_EVERY = 25
"""Cycles on one file before it is checked as a whole and a fresh one is taken."""
FIRST_STARTS = 60


def kill_after(work: Callable[[int], None], seconds: float, *, of_its_first_word: bool = False) -> bytes:
    """Run `work` in a child of this process, kill it, and give what it wrote to the pipe it was given."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            work(writer)
        finally:
            os._exit(70)
    os.close(writer)
    if of_its_first_word:
        select.select([reader], [], [])
    select.select([], [], [], seconds)  # the moment of the kill is what is tested
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    said = bytearray()
    while block := os.read(reader, 65536):
        said += block
    os.close(reader)
    assert os.WIFSIGNALED(status), "the child ended by itself"
    return bytes(said)


def write_for_ever(path: Path, pipe: int) -> None:
    """Create, edit, draft and archive until killed; say each change once its save has returned."""
    store = Store.open(path)
    action = an_action(store)
    number = 0
    while True:
        number += 1
        before = store.get("action", action)
        assert before is not None
        store.drafts.put(Draft("action", action, "description", f"essai {number}", ()))
        saved = store.update(before, {"titre": f"Halle n° {number}", "description": "é" * (number * 7 % 400)})
        assert saved is not None
        os.write(pipe, f"{saved.changes[0]}\n".encode())
        if number % 5 == 0:
            before = store.get("action", action)
            assert before is not None
            os.write(pipe, f"{store.archive(before).changes[0]}\n".encode())
            action = an_action(store)


def killed(cycles: int, folder: Path, template: Path) -> int:
    """Kill a writer so many times; returns how many saves were acknowledged. Fails if one is lost."""
    chance = random.Random(cycles)  # noqa: S311 - moments of a test
    acknowledged = 0
    for first in range(0, cycles, CHECK_EVERY):
        path = folder / f"{first}.pvd"
        shutil.copyfile(template, path)
        with Store.open(path) as store:
            a_commune(store)
        expected: set[str] = set()
        for number in range(first, min(first + CHECK_EVERY, cycles)):
            saves = number % 5 > 0  # each fifth is killed from its birth on: mostly while it opens the file
            moment = chance.uniform(0.001, 0.020)
            said = kill_after(lambda pipe: write_for_ever(path, pipe), moment, of_its_first_word=saves)  # noqa: B023 - forked now
            expected |= set(said.decode().split())
            with closing(sqlite3.connect(path)) as file:
                kept = {row[0] for row in file.execute("SELECT id FROM change")}
                assert file.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            assert expected <= kept
        with Store.open(path) as store:
            assert verify(store).sain
            assert is_what_its_log_says(store)
        acknowledged += len(expected)
        path.unlink()
    return acknowledged


@pytest.mark.heavy
def test_a_program_killed_at_any_moment_of_a_write_loop_loses_no_save(memory_folder: Path, template: Path) -> None:
    """120 times, a program is killed within 20 ms of its start or first save: all that it acknowledged is there."""
    assert killed(120, memory_folder, template) > 120


@pytest.mark.long
def test_ten_thousand_kills_lose_no_save(memory_folder: Path, template: Path) -> None:
    """The same, 10 000 times."""
    assert killed(10_000, memory_folder, template) > 10_000


@pytest.mark.heavy
def test_a_program_killed_while_it_makes_its_store_leaves_a_whole_one_or_none(memory_folder: Path) -> None:
    """Killed at the very first start, at any moment, the next start works."""
    chance = random.Random(1)  # noqa: S311 - moments of a test
    start = time.perf_counter()
    empty_store(memory_folder / "une.db")
    start, whole = time.perf_counter(), time.perf_counter() - start
    empty_store(memory_folder / "autre.db")
    whole = min(whole, time.perf_counter() - start)
    made = 0
    for number in range(FIRST_STARTS):
        path = memory_folder / f"neuve-{number}" / "pvd.db"

        def begin(pipe: int, path: Path = path) -> None:
            a_commune(Store.open(path))
            os.write(pipe, b"1")
            select.select([], [], [])

        said = kill_after(begin, chance.uniform(0, 2.5 * whole))
        made += path.exists()
        with Store.open(path) as store:
            assert verify(store).sain
            assert said == b"" or store.get("commune", GUISE) is not None
            if store.get("commune", GUISE) is None:
                a_commune(store)
        shutil.rmtree(path.parent)
    assert 0 < made < FIRST_STARTS
