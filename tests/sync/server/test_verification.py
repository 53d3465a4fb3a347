"""`pvd-serveur verifier`: whatever is altered behind the program's back is named."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text

from pvd_tui.changes.change import Change
from sync.protocol import ExchangeAnswer
from sync.server import sauvegarde
from sync.server.cli import serveur
from sync.server.enrolment import Device
from sync.server.verification import check, verify
from tests.sync.server.conftest import NOW, People

Laptop = Callable[..., Device]
Make = Callable[..., Change]
Swap = Callable[..., ExchangeAnswer]

ALTERED = {
    "content": ("""UPDATE change SET "set" = '{"titre":"Autre"}' WHERE seq = 2""", "le contenu a été altéré"),
    "over": ("""UPDATE change SET "over" = '{}' WHERE seq = 2""", "l’empreinte ne tient pas"),
    "date": ("UPDATE change SET at = '2020-01-01T00:00:00.000000+00:00' WHERE seq = 2", "le contenu a été altéré"),
    "one less": ("DELETE FROM change WHERE seq = 2", "numérotation n’est pas continue"),
    "the last one less": ("DELETE FROM change WHERE seq = (SELECT max(seq) FROM change)", "compteur du flux"),
    "a restamp less": ("DELETE FROM restamp", "numérotation n’est pas continue"),
    "counter": ("UPDATE stream SET head = head - 1 WHERE stream = 'dep:02'", "compteur du flux"),
    "last hash": ("UPDATE stream SET chain = 'x' WHERE stream = 'dep:02'", "compteur du flux"),
    "no epoch": ("DELETE FROM epoch WHERE stream = 'dep:02'", "lignée du flux"),
    "an epoch to come": ("UPDATE epoch SET first = 999 WHERE stream = 'dep:02'", "lignée du flux"),
    "a stream less": ("DELETE FROM stream WHERE stream = 'dep:02'", "un flux qui n’existe pas"),
    "not erased": (
        """UPDATE change SET "set" = '{"fonction":"Maire","nom":"Untel"}', stub = '[]' WHERE stub = '["nom"]'""",
        "une valeur effacée est encore là",
    ),
    "an erasure less": ("DELETE FROM erasure", "n’est pas dans la liste des effacements"),
    "an erasure too many": (
        "UPDATE erasure SET id = 'x', change = replace(change, '\"id\":\"', '\"id\":\"x')",
        "lisible",
    ),
    "territory": ("""UPDATE record SET commune = NULL WHERE "table" = 'personne'""", "territoire gardé de la fiche"),
    "a record less": ("""DELETE FROM record WHERE "table" = 'personne'""", "territoire gardé de la fiche"),
    "issued": ("""UPDATE record SET emise = NOT emise WHERE "table" = 'personne'""", "territoire gardé de la fiche"),
    "replaced": ("DELETE FROM replaced", "les valeurs remplacées de la fiche"),
    "replaced by more": (
        "UPDATE replaced SET role = 'national' WHERE role = 'prefecture'",
        "les valeurs remplacées de la fiche",
    ),
    "replaced by nobody": ("UPDATE replaced SET id = 'x'", "les valeurs remplacées de la fiche"),
    "over that is no JSON": ("UPDATE change SET refused = '[' WHERE seq = 2", "la modification n’est pas lisible"),
    "a role": ("UPDATE device SET role = 'roi'", "une habilitation de la table device"),
    "an invitation": ("UPDATE invitation SET communes = '['", "une habilitation de la table invitation"),
}


def test_each_alteration_is_named(engine: Engine, fill: Callable[[], People]) -> None:
    """Sound before, and told what is wrong after."""
    fill()
    assert verify(engine) == []

    unnamed = []
    for what, (statement, sentence) in ALTERED.items():
        with engine.connect() as connection:  # never committed
            connection.execute(text(statement.replace(":", r"\:")))
            found = "\n".join(one.message for one in check(connection))
            unnamed += [] if sentence in found else [(what, found)]

    assert unnamed == []


def test_a_sound_base_is_sound_on_either_database(engine: Engine, fill: Callable[[], People]) -> None:
    """Twice written, with all there is; and an empty one."""
    assert verify(engine) == []
    fill()
    fill()
    assert verify(engine) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_command_examines_base_and_backups_and_finds_receipts(
    engine: Engine, fill: Callable[[], People], laptop: Laptop, change: Make, swap: Swap, tmp_path: Path
) -> None:
    """Exit 0 and 1; a receipt of the base is found in a backup made after it, and another is not."""
    fill()
    before = sauvegarde.save(engine, tmp_path / "avant.jsonl.zst", NOW).fichier
    guise = laptop()
    (receipt,) = swap(guise, [change(guise, commune="02361", titre="Halle")]).receipts
    after = sauvegarde.save(engine, tmp_path / "apres.jsonl.zst", NOW).fichier
    base = str(tmp_path / "serveur.sqlite")

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(serveur, ["verifier", *words, "--base", base])
        return result.exit_code, result.output

    assert run()[1].startswith("Tout est sain")
    assert json.loads(run(str(before), "--json")[1]) == {"saine": True, "modifications": 8, "anomalies": []}
    assert run("--accuse", receipt.chain)[0] == 0
    assert f"flux dep:02 au n° {receipt.last} " in run(str(after), "--accuse", f" {receipt.chain.upper()}\n")[1]
    assert run(str(before), "--accuse", receipt.chain) == (1, "Aucun flux de cette base n’a porté cette empreinte.\n")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM erasure"))
    code, said = run()
    assert (code, "dep:02 : l’effacement" in said) == (1, True)
    assert json.loads(run("--json")[1])["saine"] is False
