"""A value as a person reads it; what is shown can be typed again (`saisie.read`)."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pvd_tui.domain.champ import Genre, champ
from pvd_tui.domain.dates import show_date
from pvd_tui.domain.montant import show_montant

if TYPE_CHECKING:
    from pvd_tui.domain.entity import Entity

_FINE = "\u202f"


def show(cls: type["Entity"], field: str, value: object) -> str:
    """Write a value of a field in French; unknown is empty, and nothing ever raises."""
    if value is None:
        return ""
    genre = champ(cls, field).genre if field in cls.model_fields else Genre.LIGNE
    if isinstance(value, list | tuple):
        return " ; ".join(show_genre(genre, part) for part in value)
    return show_genre(genre, value)


def show_genre(genre: Genre, value: object) -> str:
    """Write one value of a kind; what is not of its kind is written as it stands."""
    if isinstance(value, bool) or (genre is Genre.OUI_NON and value in (0, 1)):
        return "oui" if value else "non"
    if genre is Genre.DATE:
        return _day(value)
    if isinstance(value, int) and genre is Genre.MONTANT:
        return show_montant(value)
    if isinstance(value, int) and genre is Genre.NOMBRE:
        return f"{value:,}".replace(",", _FINE)
    if isinstance(value, int | float) and genre in {Genre.DECIMAL, Genre.POURCENT}:
        return _decimal(value) + (f"{_FINE}%" if genre is Genre.POURCENT else "")
    return str(value)


def _day(value: object) -> str:
    """Write a date, or an ISO text that is one."""
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return show_date(day)


def _decimal(value: float) -> str:
    """Write a number with a decimal comma, without an exponent or idle zeros."""
    text = format(Decimal(repr(value)), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
