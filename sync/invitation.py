"""The text a préfecture gives to a chef de projet: one paste holds the address and the code.

pvd1:<base64url of {"url","code"}>.<8 characters that prove the paste is whole>
"""

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

_MARK: Final = "pvd"
_VERSION: Final = 1
_SHAPE: Final = re.compile(r"pvd(\d{1,3}):([A-Za-z0-9_-]+)\.([0-9a-f]{8})\Z")
_LONGEST: Final = 4_000


class InvitationError(ValueError):
    """The pasted text is not a whole invitation; `str()` is a French sentence for the user."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Where the endpoint is, and the code that opens it once."""

    url: str
    """Without a final slash."""
    code: str


def encode(invitation: Invitation) -> str:
    """Write the invitation as one line without spaces."""
    content = json.dumps({"url": invitation.url.rstrip("/"), "code": invitation.code}, separators=(",", ":"))
    payload = base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")
    return f"{_MARK}{_VERSION}:{payload}.{_proof(payload)}"


def decode(pasted: str) -> Invitation:
    """Read a pasted invitation, whatever spaces, line breaks or quotation marks a mail put into it."""
    text = re.sub(r"[\s«»\"'<>\u200b\ufeff]+", "", pasted[:_LONGEST])
    if not text.startswith(_MARK):
        raise InvitationError("Ce texte n’est pas une invitation : une invitation commence par « pvd1: ».")
    shape = _SHAPE.match(text)
    if shape is None or _proof(shape[2]) != shape[3]:
        raise InvitationError("L’invitation est incomplète ou mal recopiée : copiez-la de nouveau en entier.")
    if int(shape[1]) != _VERSION:
        raise InvitationError("Cette invitation vient d’un serveur plus récent : mettez ce programme à jour.")
    try:
        content = json.loads(base64.urlsafe_b64decode(shape[2] + "=" * (-len(shape[2]) % 4)))
        invitation = Invitation(url=content["url"], code=content["code"])
        address = urlsplit(invitation.url)
    except (binascii.Error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvitationError("L’invitation est illisible : demandez-en une nouvelle à la préfecture.") from error
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise InvitationError("L’adresse contenue dans l’invitation n’est pas valable : demandez-en une nouvelle.")
    return invitation


def _proof(payload: str) -> str:
    return hashlib.sha256(payload.encode()).hexdigest()[:8]
