"""`pvd-serveur`, as an administrator types it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from sync.invitation import decode
from sync.protocol import HEADER, EnrolRequest, Grant
from sync.server import enrolment
from sync.server.cli import serveur
from sync.server.database import open_database
from sync.server.enrolment import enrol

Run = Callable[..., Result]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Name a database that does not exist yet."""
    return tmp_path / "dossier" / "serveur.sqlite"


@pytest.fixture
def run(base: Path) -> Run:
    """Type a command on that database."""
    return lambda *words: CliRunner().invoke(serveur, [*words, "--base", str(base)])


def test_an_invitation_is_alone_on_the_last_line(run: Run, base: Path) -> None:
    """It holds the address and a code that opens; the communes are named before; the file is private."""
    result = run("inviter", "--role", "chef", "--departement", "02", "--communes", "02361,02381")

    assert result.exit_code == 0
    invitation = decode(result.stdout.splitlines()[-1])
    assert invitation.url == "http://127.0.0.1:8765"
    assert "Guise (02361), Hirson (02381)" in result.stderr
    assert base.stat().st_mode & 0o077 == 0
    engine = open_database(base)
    answer = enrol(engine, EnrolRequest(code=invitation.code, nonce="n" * 16, nom="Portable"), datetime.now(UTC))
    engine.dispose()
    assert answer.grant.communes == ("02361", "02381")

    listed = json.loads(run("appareils", "--json").stdout)
    assert [(one["id"], one["role"], one["revoked_at"]) for one in listed] == [(answer.device, "chef", None)]
    assert run("revoquer", answer.device).exit_code == 0
    assert "retiré" in run("appareils").stdout


def test_the_public_address_is_remembered(run: Run) -> None:
    """Said once, it is in the invitations that follow."""
    first = run("inviter", "--role", "prefecture", "--departement", "02", "--url-publique", "https://pvd.example/")
    second = run("inviter", "--role", "prefecture", "--departement", "02")

    assert {decode(one.stdout.splitlines()[-1]).url for one in (first, second)} == {"https://pvd.example"}


def test_a_csv_of_chefs_gives_one_invitation_a_line(run: Run, tmp_path: Path) -> None:
    """In the order of the file."""
    chefs = tmp_path / "chefs.csv"
    chefs.write_text("nom;departement;communes\nA. Martin;02;02361\nB. Petit;02;02381 02691\n", encoding="utf-8")

    result = run("inviter", "--role", "chef", "--fichier", str(chefs))

    assert (result.exit_code, len({decode(line).code for line in result.stdout.splitlines()})) == (0, 2)
    assert "B. Petit : chef, département 02, communes : Hirson (02381)" in result.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("inviter", "--role", "chef", "--departement", "02", "--communes", "99999"), "inconnue"),
        (("inviter", "--role", "chef", "--departement", "60", "--communes", "02361"), "n’est pas dans le département"),
        (("inviter", "--role", "chef", "--departement", "02"), "au moins une commune"),
        (("inviter", "--role", "prefecture", "--departement", "ZZ"), "inconnu"),
        (("inviter", "--role", "prefecture"), "Indiquez le département"),
        (("revoquer", "inconnu"), "Aucun ordinateur"),
    ],
)
def test_a_wrong_request_is_refused_in_french(run: Run, words: tuple[str, ...], sentence: str) -> None:
    """Exit 1, one sentence on stderr, no traceback, nothing on stdout."""
    result = run(*words)

    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr


def test_a_wrong_line_of_a_csv_invites_nobody(run: Run, tmp_path: Path) -> None:
    """The file is taken whole or not at all, and the line is named."""
    chefs = tmp_path / "chefs.csv"
    chefs.write_text("nom;departement;communes\nA. Martin;02;02361\nB. Petit;02;99999\n", encoding="utf-8")

    result = run("inviter", "--role", "chef", "--fichier", str(chefs))

    assert (result.exit_code, result.stdout) == (1, "")
    assert "Ligne 3" in result.stderr


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    """One sentence, and the file keeps its bytes."""
    letter = tmp_path / "lettre.pdf"
    letter.write_bytes(b"%PDF-1.7 une lettre, pas une base" * 200)
    before = letter.read_bytes()

    result = CliRunner().invoke(serveur, ["appareils", "--base", str(letter)])

    assert (result.exit_code, letter.read_bytes()) == (1, before)
    assert "ne peut pas être ouverte" in result.stderr


@pytest.fixture
def served(base: Path) -> Iterator[str]:
    """Start a real server on a free port and give its address."""
    command = [sys.executable, "-m", "sync.server", "lancer", "--port", "0", "--base", str(base)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        yield next(word for word in line.split() if word.startswith("http://"))
        process.terminate()
        assert process.wait(10) in {0, -15, 143}


def test_a_server_that_is_started_answers(served: str) -> None:
    """`lancer` says its address once it listens."""
    answer = httpx.get(f"{served}/readyz", timeout=10, trust_env=False)

    assert (answer.status_code, answer.headers[HEADER]) == (200, "1")


def test_a_grant_changes_with_a_preview_and_a_rehearsal_changes_nothing(run: Run, base: Path) -> None:
    """The towns are named before; `--essai` shows and leaves; the new grant holds from the next request."""
    engine = open_database(base)
    code = enrolment.invite(engine, Grant(role="chef", departements=("02",), communes=("02361",)), datetime.now(UTC))
    device = enrol(engine, EnrolRequest(code=code, nonce="n" * 16), datetime.now(UTC)).device

    tried = run("habiliter", device, "--communes", "02361,02381", "--essai")
    before = enrolment.devices(engine)[0].grant.communes
    done = run("habiliter", device, "--communes", "02361,02381")
    wrong = run("habiliter", device, "--communes", "60159")
    unknown = run("habiliter", "personne", "--communes", "02361")

    assert "Guise (02361), Hirson (02381)" in tried.stderr
    assert (before, done.exit_code) == (("02361",), 0)
    assert enrolment.devices(engine)[0].grant.communes == ("02361", "02381")
    assert (wrong.exit_code, unknown.exit_code) == (1, 1)
    assert "n’est pas dans le département 02" in wrong.stderr
    assert "appareils" in unknown.stderr
    engine.dispose()
