"""What kind of thing a field holds: which input a form mounts, how text is read and a value shown."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum, auto
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Final, get_args, get_origin

from pvd_tui.domain.entity import Centimes, Entity, Heure, Insee, Nombre, Pourcent, Reference, Texte

if TYPE_CHECKING:
    from collections.abc import Sequence


class Genre(Enum):
    """The kinds of fields."""

    LIGNE = auto()
    TEXTE = auto()
    DATE = auto()
    HEURE = auto()
    MONTANT = auto()
    NOMBRE = auto()
    """A count, shown with thousands apart."""
    ENTIER = auto()
    """A number that is a name (a year), shown as it is."""
    DECIMAL = auto()
    POURCENT = auto()
    OUI_NON = auto()
    CHOIX = auto()
    REFERENCE = auto()


@dataclass(frozen=True, slots=True)
class Champ:
    """One field of an entity, as a form needs to know it."""

    nom: str
    titre: str
    genre: Genre
    plusieurs: bool
    """Whether the field holds a list."""
    choix: tuple[str, ...] = ()
    """The words of the value list, where there is one."""
    reference: str | None = None
    """The table that the id points into, where it does."""
    prefecture: bool = False
    """Whether the préfecture owns the field."""
    table: str = ""
    """The table of the entity, to look up what the field means."""


_GENRES: Final = (
    (Centimes, Genre.MONTANT),
    (Nombre, Genre.NOMBRE),
    (Pourcent, Genre.POURCENT),
    (Heure, Genre.HEURE),
    (Texte, Genre.TEXTE),
    (Insee, Genre.REFERENCE),
)
_BARE: Final[dict[object, Genre]] = {
    date: Genre.DATE,
    bool: Genre.OUI_NON,
    int: Genre.ENTIER,
    float: Genre.DECIMAL,
    str: Genre.LIGNE,
}


@cache
def champ(cls: type[Entity], field: str) -> Champ:
    """Describe a field; raise KeyError for one that the entity does not have."""
    info = cls.model_fields[field]
    inner, marks = _unwrap(info.annotation, info.metadata)
    plusieurs = get_origin(inner) is tuple
    if plusieurs:
        inner, marks = _unwrap(get_args(inner)[0], marks)
    reference = next((mark.table for mark in marks if isinstance(mark, Reference)), None)
    choix = tuple(str(member) for member in inner) if isinstance(inner, type) and issubclass(inner, StrEnum) else ()
    return Champ(
        nom=field,
        titre=info.title or field,
        genre=Genre.REFERENCE if reference else Genre.CHOIX if choix else _genre(inner),
        plusieurs=plusieurs,
        choix=choix,
        reference=reference,
        prefecture=field in cls.prefecture,
        table=cls.table,
    )


def _unwrap(annotation: object, marks: "Sequence[object]") -> tuple[object, "Sequence[object]"]:
    """Take off « or None » and collect what is written beside the type; the named types stay whole."""
    options = [option for option in get_args(annotation) if option is not NoneType]
    if NoneType in get_args(annotation) and len(options) == 1:
        annotation = options[0]
    if get_origin(annotation) is Annotated:
        marks = (*marks, *get_args(annotation)[1:])
    return annotation, marks


def _genre(inner: object) -> Genre:
    """Tell the kind by the named type, else by the bare one."""
    for named, genre in _GENRES:
        if inner == named:
            return genre
    bare = get_args(inner)[0] if get_origin(inner) is Annotated else inner
    return _BARE.get(bare, Genre.LIGNE)
