"""A view of a list: which records (conditions), in which columns, in what order, in which groups.

A view is pure data: the store turns its conditions into SQL (`storage.filtre`), a file carries it from one laptop
to another. Dates may be relative (« auj », « -90j »): the same view means the same thing next month.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from pvd_tui.domain.dates import DateError, read_date

Valeur = None | bool | int | float | str
"""What a condition compares with: a value as a change holds it, or a relative date, or `MES_COMMUNES`."""

MES_COMMUNES: Final = "~mes-communes"
"""The value that stands for the communes this laptop may write."""

LARGEUR: Final = (1, 120)
"""The widths that a column may be given."""

_RELATIVE: Final = re.compile(r"auj|hier|demain|[+-][0-9]{1,4}[jsma]")


class VueError(ValueError):
    """What was given is not a view or a condition; the message says why, in French."""


class Operateur(StrEnum):
    """How a field is compared; the sign is what commands and files write."""

    EST = "="
    N_EST_PAS = "!="
    CONTIENT = "~"
    NE_CONTIENT_PAS = "!~"
    AU_MOINS = ">="
    AU_PLUS = "<="
    PLUS = ">"
    MOINS = "<"
    VIDE = "vide"
    REMPLI = "rempli"


ORDRE: Final = frozenset({Operateur.AU_MOINS, Operateur.AU_PLUS, Operateur.PLUS, Operateur.MOINS})
"""The operators that need values with an order: dates, amounts, numbers."""
TEXTE: Final = frozenset({Operateur.CONTIENT, Operateur.NE_CONTIENT_PAS})
"""The operators that look inside a text."""
SANS_VALEUR: Final = frozenset({Operateur.VIDE, Operateur.REMPLI})
"""The operators that compare with nothing."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on one field; with several values, any of them will do."""

    champ: str
    operateur: Operateur
    valeurs: tuple[Valeur, ...] = ()


@dataclass(frozen=True, slots=True)
class Tri:
    """One key of an order."""

    champ: str
    descendant: bool = False

    def __str__(self) -> str:
        """Write it as commands and files do: `echeance`, `-cout_previsionnel`."""
        return f"{'-' * self.descendant}{self.champ}"


@dataclass(frozen=True, slots=True)
class ColonneVue:
    """One column that a view shows; without a width, the one that suits the field."""

    champ: str
    largeur: int | None = None


@dataclass(frozen=True, slots=True)
class Vue:
    """One saved view; without columns or order, those of the list."""

    table: str
    nom: str = ""
    conditions: tuple[Condition, ...] = ()
    colonnes: tuple[ColonneVue, ...] = ()
    tri: tuple[Tri, ...] = ()
    groupe: str | None = None
    fournie: bool = False
    """Whether the program brought it: it can be changed only under another name."""

    def meme(self, other: "Vue") -> bool:
        """Say whether another view shows the same, whatever its name."""
        return replace(self, nom="", fournie=False) == replace(other, nom="", fournie=False)


def relative(text: str) -> str | None:
    """Give a relative date as views keep it, or None if the text is not one."""
    bare = text.strip().lower().replace("aujourd'hui", "auj").replace("aujourd’hui", "auj").replace(" ", "")
    return bare if _RELATIVE.fullmatch(bare) else None


def jour(value: Valeur, today: date) -> Valeur:
    """Give the day (ISO) that a relative date means today; any other value as it is."""
    if isinstance(value, str) and _RELATIVE.fullmatch(value):
        try:
            return read_date(value, today).isoformat()
        except DateError:
            return value
    return value


# To and from JSON.


def en_json(vue: Vue) -> dict[str, object]:
    """Give a view as JSON."""
    return {
        "nom": vue.nom,
        "table": vue.table,
        "filtre": [
            {"champ": c.champ, "operateur": c.operateur.value, "valeurs": list(c.valeurs)} for c in vue.conditions
        ],
        "colonnes": [{"champ": c.champ, "largeur": c.largeur} for c in vue.colonnes],
        "tri": [str(one) for one in vue.tri],
        "groupe": vue.groupe,
    }


def de_json(facts: object) -> Vue:
    """Read a view back, or say in French what is wrong with it."""
    known = _objet(facts, "Une vue")
    nom = " ".join(_texte(known, "nom", "Une vue").split())
    whose = f"La vue « {nom} »"
    return Vue(
        table=_texte(known, "table", whose),
        nom=nom,
        conditions=tuple(_condition(one, whose) for one in _liste(known, "filtre", whose)),
        colonnes=tuple(_colonne(one, whose) for one in _liste(known, "colonnes", whose)),
        tri=tuple(lire_tri(one) for one in _textes(known, "tri", whose)),
        groupe=_texte(known, "groupe", whose) if known.get("groupe") is not None else None,
    )


def lire_tri(text: str) -> Tri:
    """Read one key of an order: `echeance`, `-cout_previsionnel`."""
    bare = text.strip()
    return Tri(bare.removeprefix("-"), bare.startswith("-"))


def _condition(facts: object, whose: str) -> Condition:
    known = _objet(facts, f"{whose} : une condition")
    sign = _texte(known, "operateur", whose)
    if sign not in {one.value for one in Operateur}:
        signs = ", ".join(one.value for one in Operateur)
        raise VueError(f"{whose} : « {sign} » n'est pas un opérateur. Opérateurs connus : {signs}.")
    operateur = Operateur(sign)
    valeurs = _liste(known, "valeurs", whose)
    if not all(one is None or isinstance(one, bool | int | float | str) for one in valeurs):
        raise VueError(f"{whose} : les valeurs d'une condition sont des textes, des nombres, oui ou non.")
    if not valeurs and operateur not in SANS_VALEUR:
        raise VueError(f"{whose} : la condition sur « {known.get('champ')} » n'a pas de valeur.")
    return Condition(_texte(known, "champ", whose), operateur, tuple(valeurs))  # type: ignore[arg-type] # checked above


def _colonne(facts: object, whose: str) -> ColonneVue:
    known = _objet(facts, f"{whose} : une colonne")
    largeur = known.get("largeur")
    if largeur is not None and (not isinstance(largeur, int) or not LARGEUR[0] <= largeur <= LARGEUR[1]):
        raise VueError(f"{whose} : une largeur de colonne va de {LARGEUR[0]} à {LARGEUR[1]}.")
    return ColonneVue(_texte(known, "champ", whose), largeur)


def _objet(facts: object, what: str) -> Mapping[str, object]:
    if not isinstance(facts, Mapping):
        raise VueError(f"{what} doit être un objet JSON entre accolades.")
    return facts


def _texte(facts: Mapping[str, object], name: str, whose: str) -> str:
    value = facts.get(name)
    if not isinstance(value, str) or not value.strip():
        raise VueError(f"{whose} : « {name} » manque, ou n'est pas un texte.")
    return value


def _liste(facts: Mapping[str, object], name: str, whose: str) -> Sequence[object]:
    value = facts.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise VueError(f"{whose} : « {name} » doit être une liste entre crochets.")
    return value


def _textes(facts: Mapping[str, object], name: str, whose: str) -> list[str]:
    found = _liste(facts, name, whose)
    if not all(isinstance(one, str) and one.strip("- ") for one in found):
        raise VueError(f"{whose} : « {name} » est une liste de noms de champs.")
    return [str(one) for one in found]
