"""Who may come in: inviter, appareils, revoquer."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import click

from pvd_tui.console import Command
from sync.server.commands.base import opened, refuse, remember, where

if TYPE_CHECKING:
    from sync.protocol import Role

_ROLES: Final = ("chef", "prefecture", "region", "national")


@click.command(cls=Command)
@click.option("--role", required=True, type=click.Choice(_ROLES), help="Qui est invité.")
@click.option("--departement", help="Code du département, par exemple 02 (plusieurs : 02,60).")
@click.option("--communes", help="Codes INSEE d’un chef de projet, séparés par des virgules.")
@click.option("--nom", default="", help="Nom montré dans la liste des appareils.")
@click.option(
    "--fichier", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV nom;departement;communes."
)
@click.option("--url-publique", help="Adresse du serveur, telle que les ordinateurs l’atteignent.")
@where
def inviter(
    role: str,
    departement: str | None,
    communes: str | None,
    nom: str,
    fichier: Path | None,
    url_publique: str | None,
    base: Path | None,
    url: str | None,
) -> None:
    """Créer une invitation, valable une fois et 72 heures ; elle est seule sur la dernière ligne."""
    from sync.invitation import Invitation, encode  # noqa: PLC0415 - `--help` stays quick
    from sync.server.enrolment import invite  # noqa: PLC0415 - same
    from sync.server.guests import GuestError, guest, read_guests  # noqa: PLC0415 - same
    from sync.server.settings import public_url  # noqa: PLC0415 - same

    who = cast("Role", role)
    if fichier is not None and communes:
        raise click.UsageError("--communes et --fichier ne vont pas ensemble.")
    try:
        guests = read_guests(fichier, who, departement) if fichier else [guest(who, departement, communes, nom)]
    except GuestError as error:
        refuse(str(error))
    engine = opened(base, url)
    remember(engine, url_publique)
    address = public_url(engine)
    for one in guests:
        click.echo(one.preview, err=True)
    click.echo(f"Serveur : {address}", err=True)
    for one in guests:
        click.echo(encode(Invitation(address, invite(engine, one.grant, datetime.now(UTC), one.nom))))


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
@where
def appareils(*, as_json: bool, base: Path | None, url: str | None) -> None:
    """Lister les ordinateurs enrôlés."""
    from sync.server.enrolment import devices  # noqa: PLC0415 - `--help` stays quick

    listed = devices(opened(base, url))
    if as_json:
        click.echo(json.dumps([_flat(asdict(one)) for one in listed], ensure_ascii=False, indent=2))
        return
    if not listed:
        click.echo("Aucun ordinateur n’est encore enrôlé.")
    for one in listed:
        state = "retiré" if one.revoked_at else f"vu le {one.last_used_at[:10]}" if one.last_used_at else "jamais vu"
        places = " ".join((*one.grant.departements, *one.grant.communes))
        click.echo(f"{one.id}  {one.grant.role:<10}  {places}  {state}  {one.nom}".rstrip())


@click.command(cls=Command)
@click.argument("identifiant", metavar="ID")
@where
def revoquer(identifiant: str, base: Path | None, url: str | None) -> None:
    """Retirer l’accès d’un ordinateur, dès sa prochaine demande."""
    from sync.server.enrolment import revoke  # noqa: PLC0415 - `--help` stays quick

    if not revoke(opened(base, url), identifiant, datetime.now(UTC)):
        refuse("Aucun ordinateur ne porte cet identifiant ; voyez « pvd-serveur appareils ».")
    click.echo("L’accès de cet ordinateur est retiré.", err=True)


def _flat(listed: dict[str, Any]) -> dict[str, Any]:
    grant = listed.pop("grant")
    return {**listed, **grant.model_dump()}


@click.command(cls=Command)
@click.argument("identifiant", metavar="ID")
@click.option("--departement", help="Code du département (plusieurs : 02,60) ; celui d’aujourd’hui par défaut.")
@click.option("--communes", help="Toutes les communes du chef de projet désormais, séparées par des virgules.")
@click.option("--essai", is_flag=True, help="Montre la nouvelle habilitation sans rien changer.")
@where
def habiliter(
    identifiant: str, departement: str | None, communes: str | None, *, essai: bool, base: Path | None, url: str | None
) -> None:
    """Changer l’habilitation d’un ordinateur, dès sa prochaine demande.

    Une commune ajoutée lui est envoyée en entier ; une commune retirée n’est plus ni lue ni écrite.
    """
    from sync.server.enrolment import devices, regrant  # noqa: PLC0415 - `--help` stays quick
    from sync.server.guests import GuestError, guest  # noqa: PLC0415 - same

    engine = opened(base, url)
    known = next((one for one in devices(engine) if one.id == identifiant), None)
    if known is None:
        refuse("Aucun ordinateur ne porte cet identifiant ; voyez « pvd-serveur appareils ».")
    before = known.grant
    try:
        now = guest(
            before.role,
            departement or ",".join(before.departements) or None,
            communes if communes is not None else ",".join(before.communes) or None,
            known.nom,
        )
    except GuestError as error:
        refuse(str(error))
    click.echo(now.preview, err=True)
    if not essai:
        regrant(engine, identifiant, now.grant)
        click.echo("L’habilitation est changée.", err=True)
