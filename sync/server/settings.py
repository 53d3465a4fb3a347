"""What the endpoint remembers between two commands: the address that laptops use, the last backup and drill."""

from typing import Final

from sqlalchemy import Engine, delete, insert, select

from sync.server.schema import setting

DEFAULT_PORT: Final = 8765
DEFAULT_URL: Final = f"http://127.0.0.1:{DEFAULT_PORT}"
_PUBLIC_URL: Final = "url_publique"
SAUVEGARDE: Final = "derniere_sauvegarde"
"""When the last verified backup was made."""
EXERCICE: Final = "dernier_exercice"
"""When the last restore drill succeeded."""


def public_url(engine: Engine) -> str:
    """Give the address that invitations hold."""
    with engine.connect() as connection:
        return connection.scalar(select(setting.c.value).where(setting.c.name == _PUBLIC_URL)) or DEFAULT_URL


def remember_public_url(engine: Engine, url: str) -> None:
    """Keep the address for the invitations to come."""
    remember(engine, _PUBLIC_URL, url.rstrip("/"))


def remember(engine: Engine, name: str, value: str) -> None:
    """Keep one value under its name."""
    with engine.begin() as connection:
        connection.execute(delete(setting).where(setting.c.name == name))
        connection.execute(insert(setting).values(name=name, value=value))
