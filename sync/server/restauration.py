"""Putting a backup in the place of a base, so that nothing that was erased or closed comes back.

    backup ── opened in a base of its own
              + devices, invitations and settings of the present base, and every revocation known
              + a new epoch in every stream: the laptops give back what the backup does not hold
              + every erasure known, in the log of the new epoch and in the values
              ── verified ── in the place of the base, at once

The present base is kept aside. A restore that is killed leaves the old base or the new one.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from sync.server import annexe, copie, installation, present, reprise, streams, verification
from sync.server.annexe import Annexe
from sync.server.copie import SUFFIX, CopieError, Counts
from sync.server.database import connect, open_database, standing
from sync.server.present import Present
from sync.server.sauvegarde import dump, unpacked, why, workroom
from sync.server.verification import Anomalie


@dataclass(slots=True)
class Bilan:
    """What a restore did, or would do."""

    fichier: Path
    faite_le: str
    lignes: Counts = field(default_factory=dict)
    tetes: dict[str, int] = field(default_factory=dict)
    """The last seq of each stream in the backup."""
    depuis: dict[str, int] = field(default_factory=dict)
    """How many seqs the present base has given since, by stream: what the laptops will give back."""
    effacements: int = 0
    """Erasures that the backup did not hold, put back in the log."""
    valeurs_effacees: int = 0
    """Changes of the backup that they blanked."""
    revocations: int = 0
    """Accesses that the backup would have given back, and that stay closed."""
    appareils: int = 0
    """Devices enrolled since the backup, kept."""
    de_cote: Path | None = None
    """Where the former base is."""
    avertissements: list[str] = field(default_factory=list)


def rehearse(source: Path, where: Path | str) -> Bilan:
    """Do all of a restore but the last step, and say what it would change."""
    with told(), ExitStack() as opened:
        room = opened.enter_context(workroom(_folder(source, where)))
        seen = Present()
        if not isinstance(where, Path) or (where.exists() and where.stat().st_size):
            try:
                engine = connect(where)
                opened.callback(engine.dispose)
                standing(engine)
                seen = present.look(opened.enter_context(copie.snapshot(engine)))
            except SQLAlchemyError:
                seen = Present(missing=["base"])
        with prepared(source, room / "base.sqlite", seen) as (_, done):
            return done


def restore(source: Path, where: Path | str, now: datetime, *, remplacer: bool = False) -> Bilan:
    """Put a backup in the place of a base: a SQLite file, or the tables of a PostgreSQL.

    Raises CopieError, having changed nothing, where the backup is not sound or the base is in use; for a PostgreSQL
    that holds something, `remplacer` must be said.
    """
    with told():
        if isinstance(where, Path):
            return _into_file(source, where, now)
        engine = open_database(where)
        try:
            return _into_tables(source, engine, now, remplacer=remplacer)
        finally:
            engine.dispose()


def _into_file(source: Path, base: Path, now: datetime) -> Bilan:
    base.parent.mkdir(parents=True, exist_ok=True)
    base = base.resolve()  # a link stays one
    with installation.held(base) as alone, workroom(base.parent) as room:
        seen = _look(alone)
        if alone is None and base.exists() and base.stat().st_size:
            seen.missing.append("base")
        work = room / "base.sqlite"
        with prepared(source, work, seen) as (_, done):
            pass
        done.de_cote = installation.into_file(work, base, now)
    return done


def _look(engine: Engine | None) -> Present:
    if engine is None:
        return Present()
    standing(engine)
    with copie.snapshot(engine) as connection:
        return present.look(connection)


def _into_tables(source: Path, engine: Engine, now: datetime, *, remplacer: bool) -> Bilan:
    folder = _folder(source, "")
    with engine.begin() as connection, workroom(folder) as room:
        installation.lock_tables(connection)
        is_empty = present.is_empty(connection, copie.tables())
        if not is_empty and not remplacer:
            raise CopieError(
                "La base PostgreSQL n’est pas vide. Rien n’a été modifié ; pour la remplacer par la sauvegarde, "
                "ajoutez --remplacer : son contenu sera d’abord copié à côté de la sauvegarde."
            )
        with prepared(source, room / "base.sqlite", present.look(connection)) as (ready, done):
            if not is_empty:
                done.de_cote = _put_aside(connection, folder, now)
            installation.into_tables(ready, connection)
    return done


def _put_aside(connection: Connection, folder: Path, now: datetime) -> Path:
    target = folder / f"pvd-serveur-avant-restauration-{now:%Y%m%d-%H%M%S}{SUFFIX}"
    partial = target.with_name(target.name + ".partiel")
    partial.unlink(missing_ok=True)
    try:
        return dump(connection, partial, target, now).fichier
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def prepared(source: Path, work: Path, seen: Present) -> Iterator[tuple[Engine, Bilan]]:
    """Open a backup in a new SQLite file and make of it what may serve again."""
    with unpacked(source, work) as (engine, counts):
        done = Bilan(source, copie.head(source).faite_le, counts)
        with engine.connect() as connection:
            done.tetes = present.look(connection).heads
        done.depuis = {
            name: head - done.tetes.get(name, 0) for name, head in seen.heads.items() if head > done.tetes.get(name, 0)
        }
        kept = annexe.read(source.parent)
        try:
            _renew(engine, seen, kept, done)
            anomalies = verification.verify(engine)
        except ValueError:
            anomalies = [Anomalie("", None, "une de ses lignes n’est pas lisible")]
        if anomalies:
            raise _unsound(source, anomalies)
        yield engine, done


def _renew(engine: Engine, seen: Present, kept: Annexe, done: Bilan) -> None:
    """Close what must stay closed, begin the new epoch, and erase again what was erased."""
    with engine.begin() as connection:
        known = annexe.of_base(connection).joined(seen.annexe).joined(kept)
        done.revocations = present.revoke(connection, known.revocations)
        done.appareils = present.give_back(connection, seen)
        present.revoke(connection, known.revocations)  # those that were given back, too
    streams.start_epoch(engine)
    done.effacements, done.valeurs_effacees = reprise.reapply(engine, known.erasures.values())
    if seen.missing:
        done.avertissements.append(
            "La base actuelle n’a pas pu être lue en entier : un accès retiré ou donné depuis la sauvegarde a pu "
            "lui échapper. Relisez « pvd-serveur appareils » avant de rouvrir le service."
        )


def _folder(source: Path, where: Path | str) -> Path:
    """Say where there is room to open a backup: beside the base, or beside the backup."""
    return where.parent if isinstance(where, Path) and where.parent.is_dir() else source.parent


def _unsound(source: Path, anomalies: list[Anomalie]) -> CopieError:
    first = anomalies[0]
    place = f" (flux {first.flux}{f', n° {first.seq}' if first.seq else ''})" if first.flux else ""
    return CopieError(
        f"La sauvegarde « {source} » est entière, mais son contenu n’est pas sain : {first.message}{place}. "
        "La base n’a pas été modifiée ; prenez une autre sauvegarde, « pvd-serveur verifier » les examine."
    )


@contextmanager
def told() -> Iterator[None]:
    """Say in French what the system or the database refused."""
    try:
        yield
    except (OSError, SQLAlchemyError) as error:
        raise CopieError(
            f"La restauration n’a pas pu se faire ({why(error)}). La base est telle qu’elle était ; vérifiez la place "
            "libre, les droits et que le serveur est arrêté, puis recommencez."
        ) from error
