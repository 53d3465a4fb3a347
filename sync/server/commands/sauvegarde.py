"""Copies of the base: sauvegarder, verifier, restaurer, exercice-restauration."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from pvd_tui.console import Command
from sync.server.commands.base import address, opened, refuse, where

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sync.server.restauration import Bilan
    from sync.server.verification import Anomalie

_SHOWN: Final = 20
_FICHIER: Final = click.Path(dir_okay=False, path_type=Path)

as_json: Final = click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")


@click.command(cls=Command)
@click.option("--vers", required=True, type=click.Path(path_type=Path), help="Fichier, ou dossier (nom daté).")
@click.option("--garder", type=click.IntRange(1), metavar="N", help="Ne garder que les N dernières du dossier.")
@as_json
@where
def sauvegarder(*, vers: Path, garder: int | None, as_json: bool, base: Path | None, url: str | None) -> None:
    """Copier la base, sans arrêter le serveur, et vérifier la copie."""
    from sync.server import sauvegarde  # noqa: PLC0415 - `--help` stays quick

    with _in_french():
        done = sauvegarde.save(_present(base, url), vers, datetime.now(UTC), garder)
    if as_json:
        _print(asdict(done))
    elif done.anomalies:
        click.echo(f"La copie est fidèle ({done.fichier}), mais la base n’est pas saine :", err=True)
    else:
        size = f"{done.octets / 1024:.0f} ko" if done.octets < 1024 * 1024 else f"{done.octets / 1024 / 1024:.1f} Mo"
        click.echo(f"{done.lignes['change']} modifications sauvegardées dans {done.fichier} ({size}), copie vérifiée.")
        if done.ecartees:
            click.echo(f"Sauvegardes plus anciennes supprimées : {len(done.ecartees)}.")
    _end_if(done.anomalies, as_json=as_json)


@click.command(cls=Command)
@click.argument("fichier", required=False, type=_FICHIER)
@click.option("--accuse", metavar="EMPREINTE", help="Dire où se trouve l’empreinte d’un accusé de transmission.")
@as_json
@where
def verifier(*, fichier: Path | None, accuse: str | None, as_json: bool, base: Path | None, url: str | None) -> None:
    """Vérifier la base, ou une sauvegarde : chaîne, numérotation, effacements, tables."""
    from sync.server import copie, verification  # noqa: PLC0415 - `--help` stays quick

    with _in_french(), _examined(fichier, base, url) as engine:
        anomalies = [] if accuse else verification.verify(engine)
        with copie.snapshot(engine) as connection:
            place = verification.find(connection, accuse.strip().lower()) if accuse else None
            changes = copie.count(connection)
    if accuse:
        _answer_receipt(asdict(place) if place else None, as_json=as_json)
        return
    if as_json:
        _print({"saine": not anomalies, "modifications": changes, "anomalies": [asdict(one) for one in anomalies]})
    elif anomalies:
        click.echo("Des anomalies ont été trouvées ; rien n’a été modifié :", err=True)
    else:
        click.echo(f"Tout est sain : {changes} modifications, chaîne vérifiée.")
    _end_if(anomalies, as_json=as_json)


@click.command(cls=Command)
@click.argument("fichier", type=_FICHIER)
@click.option("--essai", is_flag=True, help="Tout faire sauf remplacer la base, et dire ce qui changerait.")
@click.option("--oui", is_flag=True, help="Remplacer la base ; l’actuelle est mise de côté.")
@click.option("--remplacer", is_flag=True, help="PostgreSQL : remplacer une base qui n’est pas vide.")
@as_json
@where
def restaurer(
    *, fichier: Path, essai: bool, oui: bool, remplacer: bool, as_json: bool, base: Path | None, url: str | None
) -> None:
    """Remettre une sauvegarde à la place de la base ; les ordinateurs redonnent ensuite ce qui lui manque."""
    from sync.server import restauration  # noqa: PLC0415 - `--help` stays quick

    if essai == oui:
        raise click.UsageError("Dites --essai pour voir ce qui changerait, ou --oui pour restaurer.")
    with _in_french():
        target = address(base, url)
        done = (
            restauration.rehearse(fichier, target)
            if essai
            else restauration.restore(fichier, target, datetime.now(UTC), remplacer=remplacer)
        )
    if as_json:
        _print(asdict(done))
        return
    _say_restored(done, essai=essai)


@click.command(cls=Command)
@click.option("--de", type=click.Path(exists=True, path_type=Path), help="Sauvegarde, ou dossier (la plus récente).")
@as_json
@where
def exercice_restauration(*, de: Path | None, as_json: bool, base: Path | None, url: str | None) -> None:
    """Restaurer une sauvegarde à part, la comparer à la base, dire durée (RTO) et perte possible (RPO)."""
    import time  # noqa: PLC0415 - only here

    from sync.server import exercice, sauvegarde  # noqa: PLC0415 - `--help` stays quick

    engine = _present(base, url)
    folder = de or Path()
    source = sauvegarde.newest(folder) if folder.is_dir() else folder
    if source is None:
        refuse(f"Il n’y a pas de sauvegarde dans « {folder.resolve()} » ; dites où elles sont avec --de.")
    with _in_french():
        found = exercice.drill(source, engine, datetime.now(UTC), time.monotonic)
    if as_json:
        _print(asdict(found))
    else:
        click.echo(f"{found.fichier} : restaurée et vérifiée en {found.duree:.1f} s (RTO).")
        click.echo(f"{found.compares} modifications comparées à la base : {len(found.differentes)} différentes.")
        click.echo(f"{found.absentes} modifications reçues depuis, sur {_duration(found.perte)} (RPO).")
        for one in found.differentes[:_SHOWN]:
            click.echo(f"  différente : {one}", err=True)
    if found.differentes:
        raise SystemExit(1)


@contextmanager
def _in_french() -> Iterator[None]:
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - `--help` stays quick

    from sync.server.copie import CopieError  # noqa: PLC0415 - same
    from sync.server.database import DatabaseError  # noqa: PLC0415 - same

    try:
        yield
    except (CopieError, DatabaseError) as error:
        refuse(str(error))
    except SQLAlchemyError as error:
        refuse(
            f"La base ne peut pas être lue ({type(error).__name__}). Rien n’a été modifié ; elle est peut-être "
            "endommagée ou arrêtée. « pvd-serveur restaurer » remet une sauvegarde à sa place."
        )


def _present(base: Path | None, url: str | None) -> "Engine":
    """Open a base that exists: a mistyped name must not make an empty one."""
    target = address(base, url)
    if isinstance(target, Path) and not target.exists():
        refuse(f"Il n’y a pas de base « {target} ». Rien n’a été fait ; vérifiez --base ou --url.")
    return opened(base, url)


@contextmanager
def _examined(fichier: Path | None, base: Path | None, url: str | None) -> "Iterator[Engine]":
    """Open the base, or a backup in a base of its own."""
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - `--help` stays quick

    from sync.server.sauvegarde import unpacked  # noqa: PLC0415 - same

    if fichier is None:
        yield _present(base, url)
        return
    with TemporaryDirectory(prefix="pvd-") as room, unpacked(fichier, Path(room) / "copie.sqlite") as (engine, _):
        yield engine


def _answer_receipt(place: dict[str, Any] | None, *, as_json: bool) -> None:
    if as_json:
        _print({"trouve": place is not None, **(place or {})})
    elif place:
        click.echo(f"Cette empreinte est celle du flux {place['flux']} au n° {place['seq']} : la transmission y est.")
    if place is None:
        if not as_json:
            click.echo("Aucun flux de cette base n’a porté cette empreinte.", err=True)
        raise SystemExit(1)


def _say_restored(done: "Bilan", *, essai: bool) -> None:
    click.echo(
        f"{'Essai : la base n’a pas été touchée. Sauvegarde' if essai else 'Restaurée : sauvegarde'} du "
        f"{done.faite_le[:16].replace('T', ' ')} (UTC), {done.lignes['change']} modifications."
    )
    for name, count in sorted(done.depuis.items()):
        click.echo(f"{name} : {count} modifications plus récentes, que les ordinateurs redonneront.")
    facts = {
        "Effacements remis": done.effacements,
        "Accès retirés, qui le restent": done.revocations,
        "Ordinateurs enrôlés depuis, gardés": done.appareils,
    }
    for label, count in facts.items():
        if count:
            click.echo(f"{label} : {count}.")
    if done.de_cote:
        click.echo(f"L’ancienne base est gardée dans {done.de_cote}.")
    for warning in done.avertissements:
        click.echo(warning, err=True)


def _end_if(anomalies: "Sequence[Anomalie]", *, as_json: bool) -> None:
    """End with code 1 if anything is not sound, having named the first of it."""
    if not anomalies:
        return
    if not as_json:
        for one in anomalies[:_SHOWN]:
            click.echo(f"  {one.flux} {f'n° {one.seq} ' if one.seq else ''}: {one.message}".strip(), err=True)
        if len(anomalies) > _SHOWN:
            click.echo(f"  et d’autres ({len(anomalies) - _SHOWN} au moins).", err=True)
    raise SystemExit(1)


def _duration(seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes:02} min"


def _print(content: object) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2, default=str))
