"""Backups: whole, private, faithful, and never called so before they were opened again."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from sync.server import copie, sauvegarde
from tests.sync.server.conftest import NOW, People

Fill = Callable[[], People]


def test_a_backup_holds_every_row_and_is_private(engine: Engine, fill: Fill, tmp_path: Path) -> None:
    """Opened again, it has the rows that the base has."""
    fill()

    done = sauvegarde.save(engine, tmp_path / "copies" / "jour.jsonl.zst", NOW)

    assert done.anomalies == []
    assert done.fichier.stat().st_mode & 0o077 == 0
    with sauvegarde.unpacked(done.fichier, tmp_path / "ouverte.sqlite") as (copied, counts):
        assert counts == done.lignes
        assert contents(copied) == contents(engine)


def contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Read every row of a base, less the setting that a backup leaves."""
    with copie.snapshot(engine) as connection:
        return {
            table.name: [tuple(row.values()) for row in copie.read_table(connection, table) if row.get("name") != "derniere_sauvegarde"]
            for table in copie.tables()
        }
