"""Text typed by a person -> a value as a change stores it, or a French sentence under the field.

The value has JSON types: dates ISO, amounts in cents, the words of the value lists. Empty text is None.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from pvd_tui.domain.champ import Champ, Genre, champ
from pvd_tui.domain.dates import read_date
from pvd_tui.domain.montant import read_montant
from pvd_tui.domain.texte import plain, printable

if TYPE_CHECKING:
    from pydantic import ValidationError

    from pvd_tui.domain.entity import Entity

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""What a field of a change may hold."""

INCONNU: Final = frozenset({"a preciser", "a definir", "inconnu", "inconnue", "?", "n.c.", "nc"})
"""Words for what is not known yet: typed for a number or a date they leave it empty, which is not zero."""
OUI: Final = frozenset({"oui", "o", "vrai", "true", "1", "x"})
NON: Final = frozenset({"non", "n", "faux", "false", "0"})
_HEURE: Final = re.compile(r"([0-9]{1,2}) ?(?:h|:) ?([0-9]{2})?")
_ENTIER: Final = re.compile(r"-?[0-9]{1,15}")
_DECIMAL: Final = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,15})?")
_SPACES: Final = re.compile(r"[\s\u00a0\u202f]+")


class SaisieError(ValueError):
    """What was typed is not a value of the field; the message says why, in French."""

    def __init__(self, field: str, message: str) -> None:
        """Name the field and say what is wrong with its text."""
        super().__init__(message)
        self.field = field
        self.message = message


def read(cls: type["Entity"], field: str, text: str, today: date) -> Json:
    """Read what was typed in a field, or raise SaisieError."""
    if field == "id" or field not in cls.model_fields:
        raise SaisieError(field, f"Il n’y a pas de champ « {field} » dans « {cls.label} ».")
    asked = champ(cls, field)
    typed = printable(text)
    if not typed.strip() or (asked.genre in _INCONNUS and plain(typed).strip() in INCONNU):
        return None
    try:
        value = _read_all(asked, typed, today)
    except ValueError as error:
        raise SaisieError(field, str(error)) from error
    if problem := check(cls, {field: value}).get(field):
        raise SaisieError(field, problem)
    return value


def read_genre(asked: Champ, text: str, today: date) -> Json:
    """Read one value of a kind, as a condition on a list asks for; raises SaisieError."""
    try:
        return _READERS[asked.genre](asked, printable(text), today)
    except ValueError as error:
        raise SaisieError(asked.nom, str(error)) from error


def check(cls: type["Entity"], values: Mapping[str, Json]) -> dict[str, str]:
    """Say in French what is wrong with the shape of some values, field by field; empty if nothing is."""
    from pydantic import ValidationError  # noqa: PLC0415 - costs 100 ms, and reading a date needs none of it

    try:
        cls.model_validate({"id": "?"} | dict(values))
    except ValidationError as error:
        return french(error)
    return {}


def french(error: "ValidationError") -> dict[str, str]:
    """Say pydantic's errors in French, one sentence a field."""
    said: dict[str, str] = {}
    for problem in error.errors(include_url=False):
        field = str(problem["loc"][0]) if problem["loc"] else ""
        said.setdefault(field, _sentence(problem["type"], problem.get("ctx") or {}))
    return said


def _read_all(asked: Champ, text: str, today: date) -> Json:
    """Read one value, or each of a list separated by semicolons."""
    if not asked.plusieurs:
        return _READERS[asked.genre](asked, text, today)
    parts = [part for part in text.split(";") if part.strip()]
    values: list[Json] = []
    for part in parts:
        value = _READERS[asked.genre](asked, part, today)
        if value not in values:
            values.append(value)
    return values or None


def _ligne(_asked: Champ, text: str, _today: date) -> Json:
    return " ".join(text.split())


def _reference(asked: Champ, text: str, _today: date) -> Json:
    return text.strip().upper() if asked.reference == "commune" else text.strip()


def _texte(_asked: Champ, text: str, _today: date) -> Json:
    return text.strip("\n")


def _date(_asked: Champ, text: str, today: date) -> Json:
    return read_date(text, today).isoformat()


def _heure(_asked: Champ, text: str, _today: date) -> Json:
    found = _HEURE.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError("Écrivez une heure comme 9h30 ou 09:30.")
    return f"{int(found[1]):02d}:{found[2] or '00'}"


def _montant(_asked: Champ, text: str, _today: date) -> Json:
    return read_montant(text)


def _entier(_asked: Champ, text: str, _today: date) -> Json:
    found = _ENTIER.fullmatch(_SPACES.sub("", text))
    if found is None:
        raise ValueError(f"« {text.strip()} » n’est pas un nombre entier.")
    return int(found[0])


def _decimal(_asked: Champ, text: str, _today: date) -> Json:
    found = _DECIMAL.fullmatch(_SPACES.sub("", text).removesuffix("%"))
    if found is None:
        raise ValueError(f"« {text.strip()} » n’est pas un nombre. Exemple : 37,5.")
    return float(found[0].replace(",", "."))


def _oui_non(_asked: Champ, text: str, _today: date) -> Json:
    word = plain(text)
    if word in OUI or word in NON:
        return word in OUI
    raise ValueError("Répondez par oui ou par non.")


def _choix(asked: Champ, text: str, _today: date) -> Json:
    """Find the word of the list that was meant: itself, else the only one that begins like it."""
    wanted = plain(text)
    meant = [word for word in asked.choix if plain(word) == wanted]
    meant = meant or [word for word in asked.choix if plain(word).startswith(wanted)]
    meant = meant or [word for word in asked.choix if f" {wanted}" in f" {plain(word)}"]
    if len(meant) == 1:
        return meant[0]
    raise ValueError(f"Choisissez parmi : {', '.join(meant or asked.choix)}.")


_READERS: Final[Mapping[Genre, Callable[[Champ, str, date], Json]]] = {
    Genre.LIGNE: _ligne,
    Genre.TEXTE: _texte,
    Genre.DATE: _date,
    Genre.HEURE: _heure,
    Genre.MONTANT: _montant,
    Genre.NOMBRE: _entier,
    Genre.ENTIER: _entier,
    Genre.DECIMAL: _decimal,
    Genre.POURCENT: _decimal,
    Genre.OUI_NON: _oui_non,
    Genre.CHOIX: _choix,
    Genre.REFERENCE: _reference,
}

_INCONNUS: Final = frozenset(
    {Genre.DATE, Genre.HEURE, Genre.MONTANT, Genre.NOMBRE, Genre.ENTIER, Genre.DECIMAL, Genre.POURCENT}
)

_SENTENCES: Final[Mapping[str, str]] = {
    "missing": "Ce champ est obligatoire.",
    "extra_forbidden": "Ce champ n’existe pas.",
    "string_too_long": "Ce texte est trop long : {max_length} caractères au plus.",
    "greater_than_equal": "Cette valeur doit être au moins {ge}.",
    "less_than_equal": "Cette valeur doit être au plus {le}.",
    "string_type": "Un texte est attendu.",
    "string_unicode": "Ce texte contient des caractères illisibles.",
    "finite_number": "Un nombre est attendu.",
    "too_long": "Il y a trop d’éléments.",
    "tuple_type": "Une liste est attendue.",
}
_FAMILIES: Final = (
    ("date", "Une date est attendue, par exemple 15/09/2027."),
    ("int", "Un nombre entier est attendu."),
    ("float", "Un nombre est attendu."),
    ("bool", "Répondez par oui ou par non."),
    ("enum", "Cette valeur n’est pas dans la liste."),
)
_PATTERNS: Final = (
    (r"\d{5}", "Un code INSEE de commune a cinq caractères, par exemple 02361 ou 2A004."),
    (r"97\d", "Un code de département s’écrit 02, 2A ou 974."),
    (":", "Une heure s’écrit 09:30."),
)


def _sentence(kind: str, context: Mapping[str, Any]) -> str:
    """Say one of pydantic's errors in French; never in pydantic's words."""
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern", ""))
        return next((text for mark, text in _PATTERNS if mark in pattern), "Ce texte n’a pas la forme attendue.")
    if kind in _SENTENCES:
        return _SENTENCES[kind].format(**context)
    return next((text for family, text in _FAMILIES if kind.startswith(family)), "Cette valeur est illisible.")
