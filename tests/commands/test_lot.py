"""`pvd lot exporter|importer` and `pvd-serveur importer-lot`, as two people type them with one USB stick."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from storage import settings
from storage.store import Store
from sync import client, jeton
from sync.protocol import EnrolRequest, Grant
from sync.server import enrolment
from sync.server.cli import serveur
from sync.server.database import open_database
from tests.commands.conftest import Pvd

GUISE, HIRSON = "02361", "02381"
Serveur = Callable[..., Result]


@pytest.fixture
def server(tmp_path: Path) -> Serveur:
    """Type a command of the endpoint."""
    base = str(tmp_path / "serveur.sqlite")
    return lambda *words: CliRunner().invoke(serveur, [*words, "--base", base])


@pytest.fixture
def device(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Enrol the laptop as a chef of Guise, without a network."""
    return enrolled(base, tmp_path, monkeypatch)


def enrolled(base: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Do what `pvd enroler` does, and give the laptop's id."""
    monkeypatch.setenv(jeton.FILE_ONLY, "1")
    engine = open_database(folder / "serveur.sqlite")
    grant = Grant(role="chef", departements=("02",), communes=(GUISE,))
    now = datetime.now(UTC)
    with Store.open(base) as store:
        code = enrolment.invite(engine, grant, now, "Poste de Guise")
        answer = enrolment.enrol(engine, EnrolRequest(code=code, device=store.device, nonce="n" * 16), now)
        jeton.keep(base, store.device, answer.token)
        store.settings.put(settings.SERVEUR, "http://127.0.0.1:8765")
        client.keep_grant(store, grant)
        device = store.device
    engine.dispose()
    return device


def waiting(base: Path) -> int:
    """Count what waits on a laptop."""
    with Store.open(base) as store:
        return store.outbox.count()


@pytest.mark.usefixtures("device")
def test_two_files_replace_a_network(cli: Pvd, server: Serveur, base: Path, tmp_path: Path) -> None:
    """Export, take at the préfecture, bring the answer back: each step says what it did, and what comes next."""
    stick, answer = tmp_path / "lot.pvdlot", tmp_path / "reponse.pvdlot"
    cli("creer", "action", "titre=Halle", f"commune={GUISE}")
    cli("creer", "action", "titre=Chez le voisin", f"commune={HIRSON}")

    said = cli("lot", "exporter", str(stick))
    assert said.code == 0
    assert "2 modifications" in said.err
    assert "Guise (02361) 1, Hirson (02381) 1" in said.err
    assert "attendent toujours ici" in said.err

    asked = server("importer-lot", str(stick), "--reponse", str(answer))
    assert (asked.exit_code, answer.exists()) == (1, False)
    assert "Lot de « Poste de Guise » (chef de projet : Guise (02361))" in asked.stdout
    assert "Rien n’a été enregistré : ajoutez --oui" in asked.stderr

    done = server("importer-lot", str(stick), "--reponse", str(answer), "--oui")
    assert done.exit_code == 0
    assert "1 modification enregistrée, 0 déjà ici, 1 refusée." in done.stderr
    assert "pas dans votre habilitation" in done.stderr
    assert waiting(base) == 2

    looked = cli("lot", "importer", str(answer))
    assert (looked.code, waiting(base)) == (1, 2)
    assert "1 enregistrée, 1 refusée" in looked.err
    assert "ajoutez --oui" in looked.err
    taken = cli("lot", "importer", str(answer), "--oui")
    assert (taken.code, waiting(base)) == (0, 0)
    assert "« À corriger », valeurs gardées" in taken.err


@pytest.mark.usefixtures("device")
def test_a_colleague_is_told_before_the_yes(cli: Pvd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who, how many, what; without --oui nothing is written; twice changes nothing."""
    stick = tmp_path / "lot.pvdlot"
    cli("creer", "action", "titre=Halle", f"commune={GUISE}")
    cli("lot", "exporter", str(stick))
    other = tmp_path / "collegue.db"
    enrolled(other, tmp_path, monkeypatch)
    before = waiting(other)

    assert cli("lot", "exporter", str(tmp_path / "b.pvdlot"), "--json").json["communes"] == {GUISE: 1}

    told = cli("lot", "importer", str(stick), "--base", str(other))
    assert (told.code, waiting(other)) == (1, before)
    assert "ne peut pas être vérifié" in told.err
    assert "1 modification, le " in told.err
    taken = cli("lot", "importer", str(stick), "--oui", "--json", "--base", str(other))
    assert (taken.code, waiting(other)) == (0, 1)
    assert taken.json["nouveau"]["tables"] == {"action": 1}
    again = cli("lot", "importer", str(stick), "--base", str(other))
    assert (again.code, waiting(other)) == (0, 1)
    assert "Déjà connues ici : 1" in again.err
    assert cli("lot", "importer", str(stick), "--json", "--base", str(other)).json["deja"] == 1


@pytest.mark.usefixtures("device")
def test_a_bundle_without_changes_asks_what_is_new(cli: Pvd, server: Serveur, tmp_path: Path) -> None:
    """Nothing waits: the file is written all the same, and its answer brings what others wrote."""
    stick, answer = tmp_path / "lot.pvdlot", tmp_path / "reponse.pvdlot"

    assert "demande ce qui est nouveau" in cli("lot", "exporter", str(stick)).err
    assert server("importer-lot", str(stick), "--reponse", str(answer), "--oui").exit_code == 0
    assert cli("lot", "importer", str(answer), "--oui").code == 0


@pytest.mark.usefixtures("device")
def test_what_cannot_be_read_or_written_is_said(cli: Pvd, server: Serveur, base: Path, tmp_path: Path) -> None:
    """A missing, foreign or damaged file, a folder, a name that is taken: one sentence, exit 1, nothing done."""
    stick = tmp_path / "lot.pvdlot"
    cli("creer", "action", "titre=Halle", f"commune={GUISE}")
    cli("lot", "exporter", str(stick))
    whole = stick.read_bytes()
    damaged, letter = tmp_path / "abime.pvdlot", tmp_path / "lettre.pdf"
    damaged.write_bytes(whole[:-1])
    letter.write_bytes(b"%PDF-1.7")

    for path, sentence in (
        (damaged, "endommagé ou incomplet"),
        (letter, "n'est pas un lot PVD"),
        (tmp_path / "absent.pvdlot", "il n'existe pas"),
        (tmp_path, "c'est un dossier"),
    ):
        said = cli("lot", "importer", str(path), "--oui")
        assert (said.code, said.out) == (1, "")
        assert sentence in said.err
        refused = server("importer-lot", str(path), "--oui")
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert sentence in refused.stderr
    for path, sentence in ((stick, "existe déjà"), (tmp_path, "est un dossier"), (tmp_path / "cle" / "l", "branchée")):
        said = cli("lot", "exporter", str(path))
        assert (said.code, said.out) == (1, "")
        assert sentence in said.err
    assert (stick.read_bytes(), waiting(base)) == (whole, 1)


def test_a_full_disk_leaves_no_half_of_a_file(
    cli: Pvd, device: str, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stick is full: a sentence, no file, and what waits still waits."""
    assert device
    cli("creer", "action", "titre=Halle", f"commune={GUISE}")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sync.lot_fichier.os.fsync", full)
    said = cli("lot", "exporter", str(tmp_path / "lot.pvdlot"))

    assert said.code == 1
    assert "disque plein" in said.err
    assert list(tmp_path.glob("lot*")) == []
    assert waiting(base) == 1


def test_a_revoked_laptop_is_named(cli: Pvd, server: Serveur, device: str, tmp_path: Path) -> None:
    """The préfecture reads whose bundle it refuses, and what to do."""
    stick = tmp_path / "lot.pvdlot"
    cli("creer", "action", "titre=Halle", f"commune={GUISE}")
    cli("lot", "exporter", str(stick))
    server("revoquer", device)
    refused = server("importer-lot", str(stick), "--oui")

    assert refused.exit_code == 1
    assert "L’accès de l’ordinateur « Poste de Guise » a été retiré" in refused.stderr


def test_a_laptop_that_is_not_enrolled_cannot_export(cli: Pvd, tmp_path: Path) -> None:
    """It is told how to be."""
    said = cli("lot", "exporter", str(tmp_path / "lot.pvdlot"))

    assert said.code == 1
    assert "pas encore relié" in said.err
