"""The laptop's key: in the system's store if it works, in a file of one's own if not, and never in the way."""

import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from types import ModuleType

import keyring.errors
import pytest

from sync import jeton
from sync.errors import SyncError

TOKEN = "pvd_" + "x" * 43
DEVICE = "019aa0a0-0000-7000-8000-000000000001"


class Vault(ModuleType):
    """A credential store as `keyring` shows it, in memory."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__("keyring")
        self.kept: dict[tuple[str, str], str] = {}
        self.errors = keyring.errors

    def set_password(self, service: str, name: str, token: str) -> None:
        """Keep."""
        self.kept[service, name] = token

    def get_password(self, service: str, name: str) -> str | None:
        """Give."""
        return self.kept.get((service, name))


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> Vault:
    """Give the laptop a credential store that works."""
    monkeypatch.delenv(jeton.FILE_ONLY, raising=False)
    made = Vault()
    monkeypatch.setitem(sys.modules, "keyring", made)
    return made


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Give the path of a store whose folder is there."""
    return tmp_path / "pvd.db"


def broken(error: Exception) -> Callable[..., str]:
    """Make a call that fails."""

    def fail(*_: object) -> str:
        raise error

    return fail


def test_a_credential_store_that_works_keeps_the_key_and_no_file_does(vault: Vault, store: Path) -> None:
    """The best place; the file of before goes."""
    store.with_name("pvd.db.jeton").write_text("pvd_ancien")

    assert "coffre" in jeton.keep(store, DEVICE, TOKEN)
    assert vault.kept == {(jeton.SERVICE, DEVICE): TOKEN}
    assert not list(store.parent.iterdir())
    assert jeton.read(store, DEVICE) == TOKEN


@pytest.mark.parametrize(
    "error",
    [
        keyring.errors.NoKeyringError("no backend"),
        keyring.errors.PasswordSetError("1280 characters at most"),
        keyring.errors.KeyringLocked("locked"),
        keyring.errors.InitError("no D-Bus"),
        OSError("gone"),
        RuntimeError("whatever a backend raises"),
    ],
)
def test_a_credential_store_that_fails_is_replaced_by_a_file(
    monkeypatch: pytest.MonkeyPatch, vault: Vault, store: Path, error: Exception
) -> None:
    """A Linux without a desktop has none: the file is announced as what it is."""
    monkeypatch.setattr(vault, "set_password", broken(error))

    assert "fichier pvd.db.jeton" in jeton.keep(store, DEVICE, TOKEN)
    assert jeton.read(store, DEVICE) == TOKEN


def test_a_credential_store_that_takes_everything_and_keeps_nothing_is_found_out(
    monkeypatch: pytest.MonkeyPatch, vault: Vault, store: Path
) -> None:
    """The « null » backend: what was put is read back before it is believed."""
    monkeypatch.setattr(vault, "get_password", lambda *_: None)

    assert "fichier" in jeton.keep(store, DEVICE, TOKEN)
    assert jeton.read(store, DEVICE) == TOKEN


def test_a_credential_store_that_waits_for_somebody_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, vault: Vault, store: Path
) -> None:
    """A locked one asks for its password behind a window: the enrolment goes on with a file, a reading says why not."""
    answered = Event()
    monkeypatch.setattr(vault, "set_password", lambda *_: answered.wait(20))
    monkeypatch.setattr(vault, "get_password", lambda *_: str(answered.wait(20)))
    begun = time.monotonic()

    assert "fichier" in jeton.keep(store, DEVICE, TOKEN, patience=0.05)
    assert jeton.read(store, DEVICE, patience=0.05) == TOKEN
    store.with_name("pvd.db.jeton").unlink()
    with pytest.raises(SyncError, match="verrouillé") as caught:
        jeton.read(store, DEVICE, patience=0.05)

    assert caught.value.cause == "coffre"
    assert time.monotonic() - begun < 5
    answered.set()


def test_a_credential_store_that_says_it_is_locked_is_not_a_lost_key(
    monkeypatch: pytest.MonkeyPatch, vault: Vault, store: Path
) -> None:
    """No new invitation is needed: opening the session is."""
    monkeypatch.setattr(vault, "get_password", broken(keyring.errors.KeyringLocked("locked")))

    with pytest.raises(SyncError, match="Déverrouillez-le"):
        jeton.read(store, DEVICE)


@pytest.mark.parametrize("error", [keyring.errors.NoKeyringError("none"), RuntimeError("backend")])
def test_a_credential_store_that_cannot_be_read_has_no_key_for_us(
    monkeypatch: pytest.MonkeyPatch, vault: Vault, store: Path, error: Exception
) -> None:
    """The laptop then says that its key is lost, and how to get another."""
    monkeypatch.setattr(vault, "get_password", broken(error))

    assert jeton.read(store, DEVICE) is None


@pytest.mark.parametrize("found", ["", "  \n", "pvd_é", "pvd_a\nX-Autre: 1", "pvd_a b", "x" * 2_000])
def test_a_key_that_no_header_can_carry_is_as_good_as_lost(vault: Vault, store: Path, found: str) -> None:
    """Damaged, or written by something else: said in French, never sent."""
    vault.kept[jeton.SERVICE, DEVICE] = found
    assert jeton.read(store, DEVICE) is None

    store.with_name("pvd.db.jeton").write_text(found, encoding="utf-8")
    assert jeton.read(store, DEVICE) is None


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_the_file_is_nobody_elses_whatever_was_there_before(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readable by its owner alone from its first byte, also where an older one was open to all."""
    monkeypatch.setenv(jeton.FILE_ONLY, "1")
    path = store.with_name("pvd.db.jeton")
    path.write_text("pvd_ancien")
    path.chmod(0o644)

    jeton.keep(store, DEVICE, TOKEN)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in store.parent.iterdir()] == ["pvd.db.jeton"]
    assert jeton.read(store, DEVICE) == TOKEN


def test_a_key_that_cannot_be_written_leaves_the_one_before(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk in the middle of it: the old file is whole."""
    monkeypatch.setenv(jeton.FILE_ONLY, "1")
    jeton.keep(store, DEVICE, TOKEN)
    monkeypatch.setattr("os.fsync", broken(OSError(28, "No space left on device")))

    with pytest.raises(OSError, match="No space"):
        jeton.keep(store, DEVICE, "pvd_" + "y" * 43)

    assert jeton.read(store, DEVICE) == TOKEN
