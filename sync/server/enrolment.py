"""Invitations, devices and tokens. Of a code or a token only the hash is kept."""

import hashlib
import hmac
import json
import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, insert, select, update

from sync.protocol import EnrolAnswer, EnrolRequest, Grant
from sync.server.bulk import Sql, insert_ignoring
from sync.server.clock import written
from sync.server.schema import device, invitation

VALIDITY: Final = timedelta(hours=72)
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
_CODE_LENGTH: Final = 20  # 100 bits
_SAME_HOUR: Final = timedelta(hours=1)
DISUSE: Final = timedelta(days=400)
"""A token that nobody used for so long is closed: a laptop in a cupboard opens nothing."""

_BY_TOKEN: Final = Sql(
    "SELECT id, token_hash, role, departements, communes, created_at, last_used_at, revoked_at "
    "FROM device WHERE token_hash = ?"
)
_USED: Final = Sql("UPDATE device SET last_used_at = ? WHERE id = ?")
_CURRENT: Final = Sql("SELECT id, role, departements, communes FROM device WHERE id IN ?* AND revoked_at IS NULL")


class EnrolmentError(Exception):
    """The code opens nothing; `str()` is a French sentence that does not say why."""


class TokenError(Exception):
    """The token opens nothing (`jeton`), or no longer does (`revoque`)."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the code for programs beside the sentence for people."""
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Device:
    """Who is speaking, as the database says at this request."""

    id: str
    grant: Grant


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of `pvd-serveur appareils`."""

    id: str
    nom: str
    grant: Grant
    created_at: str
    last_used_at: str | None
    revoked_at: str | None


def hashed(secret: str) -> str:
    """Give what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def invite(engine: Engine, grant: Grant, now: datetime, nom: str = "") -> str:
    """Make an invitation for one device, valid once within 72 hours; give its code."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    row = {
        "code_hash": hashed(code),
        "nom": nom,
        **_grant_columns(grant),
        "created_at": written(now),
        "expires_at": written(now + VALIDITY),
    }
    with engine.begin() as connection:
        connection.execute(insert(invitation).values(row))
    return code


def enrol(engine: Engine, request: EnrolRequest, now: datetime) -> EnrolAnswer:
    """Turn a code into a device and its token, once; the same laptop may ask again until it has used it."""
    token = f"pvd_{secrets.token_urlsafe(32)}"
    code_hash, nonce_hash = hashed(request.code.strip().upper()), hashed(request.nonce)
    with engine.begin() as connection:
        taken = connection.execute(  # one statement decides who wins, whatever runs beside it
            update(invitation)
            .where(invitation.c.code_hash == code_hash, invitation.c.used_at.is_(None))
            .where(invitation.c.expires_at > written(now))
            .values(used_at=written(now), nonce_hash=nonce_hash)
            .returning(*invitation.c)
        ).one_or_none()
        if taken is not None:
            known = _new_device(connection, engine.dialect.name, request, taken, hashed(token), now)
            connection.execute(update(invitation).where(invitation.c.code_hash == code_hash).values(device=known.id))
        else:
            known = _asked_again(connection, code_hash, nonce_hash, hashed(token), now)
    return EnrolAnswer(device=known.id, token=token, grant=known.grant, server_time=written(now))


def authenticate(engine: Engine, token: str, now: datetime) -> Device:
    """Find the device of a token, with the grant it has at this moment."""
    token_hash = hashed(token)
    with engine.connect() as connection:
        found = _BY_TOKEN.run(connection, token_hash)
        if not found or not hmac.compare_digest(found[0][1], token_hash):
            raise unknown()
        ((device_id, _, role, departements, communes, created_at, last_used_at, revoked_at),) = found
        if revoked_at is not None:
            raise revoked()
        if max(last_used_at or "", created_at) < written(now - DISUSE):
            raise TokenError(
                "expire",
                "L’accès de cet ordinateur a expiré : il n’a pas servi depuis plus d’un an. Vos données restent sur "
                "cet ordinateur ; demandez une nouvelle invitation à la préfecture.",
            )
        if last_used_at is None or last_used_at < written(now - _SAME_HOUR):
            _USED.run(connection, written(now), device_id)
            connection.commit()
    return Device(device_id, granted(role, departements, communes))


def unknown() -> TokenError:
    """Say that a token is none of ours."""
    return TokenError("jeton", "Cet ordinateur n’est pas reconnu ; demandez une invitation à la préfecture.")


def revoked() -> TokenError:
    """Say that a device's access was taken away."""
    return TokenError(
        "revoque",
        "L’accès de cet ordinateur a été retiré par la préfecture. Vos données restent sur cet ordinateur, lisibles "
        "et exportables ; pour synchroniser de nouveau, demandez une invitation.",
    )


def current_grants(connection: Connection, device_ids: Iterable[str]) -> dict[str, Grant]:
    """Give the grants that devices have at this moment; one that is revoked is left out."""
    return {
        device_id: granted(role, departements, communes)
        for device_id, role, departements, communes in _CURRENT.run(connection, sorted(device_ids))
    }


def regrant(engine: Engine, device_id: str, grant: Grant) -> bool:
    """Give a device another grant from its next request on; False if there is no such device."""
    with engine.begin() as connection:
        changing = update(device).where(device.c.id == device_id).values(_grant_columns(grant))
        return connection.execute(changing).rowcount > 0


def devices(engine: Engine) -> list[Listed]:
    """List every device, the oldest first."""
    with engine.connect() as connection:
        rows = connection.execute(select(device).order_by(device.c.created_at, device.c.id)).all()
    return [Listed(row.id, row.nom, _grant(row), row.created_at, row.last_used_at, row.revoked_at) for row in rows]


def revoke(engine: Engine, device_id: str, now: datetime) -> bool:
    """Close a device's access from its next request on; False if there is no such device."""
    with engine.begin() as connection:
        known = update(device).where(device.c.id == device_id)
        connection.execute(known.where(device.c.revoked_at.is_(None)).values(revoked_at=written(now)))
        return connection.execute(select(device.c.id).where(device.c.id == device_id)).one_or_none() is not None


def _new_device(
    connection: Connection, dialect: str, request: EnrolRequest, taken: Row[Any], token_hash: str, now: datetime
) -> Device:
    """Keep the id that the laptop proposes, unless it is somebody's already."""
    columns = {
        "nom": request.nom or taken.nom,
        "role": taken.role,
        "departements": taken.departements,
        "communes": taken.communes,
        "token_hash": token_hash,
        "created_at": written(now),
    }
    for device_id in (request.device, str(uuid.uuid4())):
        if device_id is None:
            continue
        adding = insert_ignoring(dialect, device).values(id=device_id, **columns).returning(device.c.id)
        if connection.scalars(adding).all():
            break
    return Device(device_id or "", _grant(taken))


def _asked_again(connection: Connection, code_hash: str, nonce_hash: str, token_hash: str, now: datetime) -> Device:
    """Answer a laptop whose first answer was lost with a new token, if it never used the first."""
    used = connection.execute(
        select(invitation)
        .where(invitation.c.code_hash == code_hash, invitation.c.nonce_hash == nonce_hash)
        .where(invitation.c.expires_at > written(now))
    ).one_or_none()
    if used is not None and hmac.compare_digest(used.nonce_hash, nonce_hash):
        renewed = connection.execute(
            update(device)
            .where(device.c.id == used.device, device.c.last_used_at.is_(None), device.c.revoked_at.is_(None))
            .values(token_hash=token_hash)
            .returning(*device.c)
        ).one_or_none()
        if renewed is not None:
            return Device(renewed.id, _grant(renewed))
    raise EnrolmentError(
        "Cette invitation n’est pas valable, a expiré ou a déjà servi. Rien n’est perdu sur cet ordinateur ; "
        "demandez une nouvelle invitation à la préfecture."
    )


def _grant_columns(grant: Grant) -> dict[str, str]:
    return {
        "role": grant.role,
        "departements": json.dumps(list(grant.departements)),
        "communes": json.dumps(list(grant.communes)),
    }


@lru_cache(maxsize=4096)
def granted(role: str, departements: str, communes: str) -> Grant:
    """Read a grant from the columns of `device` or `invitation`, of which few are not alike."""
    return Grant.model_validate(
        {"role": role, "departements": json.loads(departements), "communes": json.loads(communes)}
    )


def grant_of(row: Mapping[str, Any]) -> Grant:
    """Read the grant in a row of `device` or `invitation`."""
    return granted(row["role"], row["departements"], row["communes"])


def _grant(row: Row[Any]) -> Grant:
    return granted(row.role, row.departements, row.communes)
