"""Conditions as people write and read them: `cout_previsionnel>=100k`, « Coût prévisionnel : au moins 100 000 € »."""

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.affichage import show_genre
from pvd_tui.domain.champ import Champ, Genre
from pvd_tui.domain.champs_lus import ORDONNES, TEXTES, champ_lu
from pvd_tui.domain.saisie import SaisieError, read, read_genre
from pvd_tui.domain.texte import plain
from pvd_tui.domain.vue import (
    MES_COMMUNES,
    ORDRE,
    SANS_VALEUR,
    TEXTE,
    Condition,
    Operateur,
    Valeur,
    Vue,
    VueError,
    relative,
)

if TYPE_CHECKING:
    from pvd_tui.domain.entity import Entity

Nommer = Callable[[str, str], str]
"""Gives the title of a record: table, id."""

_WORD: Final = re.compile(r"\s*([a-z][a-z0-9_]*)\s*(>=|<=|!=|!~|=|~|>|<)(.*)", re.DOTALL)
_DECIMAL: Final = frozenset({Genre.MONTANT, Genre.NOMBRE, Genre.DECIMAL, Genre.POURCENT, Genre.LIGNE, Genre.TEXTE})
"""Kinds whose values may hold a comma: several are separated by semicolons only."""
_CHIFFRES: Final = frozenset({Genre.MONTANT, Genre.NOMBRE, Genre.ENTIER, Genre.DECIMAL, Genre.POURCENT})
_LARGEST: Final = 2**63
"""What SQLite can compare with; NaN is not below it either."""
_MES: Final = frozenset({"mes communes", "mes", "moi", plain(MES_COMMUNES)})


def lire_condition(cls: "type[Entity]", word: str, today: date) -> Condition:
    """Read a condition as a command line gives it; raises VueError in French."""
    found = _WORD.fullmatch(word)
    if found is None:
        raise VueError(
            f"« {word} » n'est pas une condition. Exemples : phase=étude,opération ; cout_previsionnel>=100k ; "
            "titre~halle ; echeance<15/9/27 ; pilote= (non renseigné)."
        )
    return composer(cls, found[1], Operateur(found[2]), found[3], today)


def composer(cls: "type[Entity]", name: str, operateur: Operateur, text: str, today: date) -> Condition:
    """Make a condition out of what was typed as its value; raises VueError in French."""
    asked = champ_lu(cls, name)
    if asked is None:
        raise VueError(f"Il n'y a pas de champ « {name} » dans « {cls.label} ».")
    if not text.strip() and operateur in {Operateur.EST, Operateur.N_EST_PAS}:
        return Condition(name, Operateur.VIDE if operateur is Operateur.EST else Operateur.REMPLI)
    if operateur in SANS_VALEUR:
        return Condition(name, operateur)
    if operateur not in operateurs(asked):
        raise VueError(f"« {asked.titre} » ne se compare pas avec « {operateur.value} ».")
    if not text.strip():
        raise VueError(f"Il manque la valeur à comparer avec « {asked.titre} ».")
    if operateur in TEXTE:
        return Condition(name, operateur, (" ".join(text.split()),))
    valeurs = tuple(dict.fromkeys(_valeur(cls, asked, part, today) for part in _parts(asked, text)))
    if operateur in ORDRE and None in valeurs:
        raise VueError(f"Il manque la valeur à comparer avec « {asked.titre} ».")
    if operateur in ORDRE and len(valeurs) > 1:
        raise VueError(f"« {asked.titre} » se compare avec une seule valeur.")
    return Condition(name, operateur, valeurs)


def operateurs(asked: Champ) -> tuple[Operateur, ...]:
    """Give the operators that make sense for a field, the most used first."""
    if asked.genre is Genre.TEXTE:
        return (Operateur.CONTIENT, Operateur.NE_CONTIENT_PAS, Operateur.VIDE, Operateur.REMPLI)
    first: tuple[Operateur, ...] = ()
    if asked.genre in TEXTES or asked.plusieurs:
        first = (Operateur.CONTIENT, Operateur.NE_CONTIENT_PAS)
    if asked.genre in ORDONNES and not asked.plusieurs:
        first = (Operateur.AU_MOINS, Operateur.AU_PLUS, Operateur.PLUS, Operateur.MOINS)
    return (*first, Operateur.EST, Operateur.N_EST_PAS, Operateur.VIDE, Operateur.REMPLI)


def _parts(asked: Champ, text: str) -> list[str]:
    """Cut what was typed into values; a word of a list may hold a comma itself (« Culture, sport, tourisme »)."""
    known = {plain(word) for word in asked.choix} if asked.genre is Genre.CHOIX else frozenset[str]()
    parts = [part for part in text.split(";") if part.strip()]
    if asked.genre not in _DECIMAL:
        parts = [p for part in parts for p in ([part] if plain(part) in known else part.split(",")) if p.strip()]
    return parts or [text]


def _valeur(cls: "type[Entity]", asked: Champ, text: str, today: date) -> Valeur:
    """Read one value in the field's own way; relative dates and « mes communes » stay what they say."""
    if asked.genre is Genre.DATE and (kept := relative(text)):
        return kept
    if asked.reference == "commune" and plain(text) in _MES:
        return MES_COMMUNES
    try:
        own = asked.nom in cls.model_fields and not asked.plusieurs
        value = read(cls, asked.nom, text, today) if own else read_genre(asked, text, today)
    except SaisieError as error:
        raise VueError(f"{asked.titre} : {error.message}") from error
    return value if not isinstance(value, list | dict) else str(value)


# Said in French.

_DIT: Final = {
    Operateur.EST: "est",
    Operateur.N_EST_PAS: "n'est pas",
    Operateur.CONTIENT: "contient",
    Operateur.NE_CONTIENT_PAS: "ne contient pas",
    Operateur.AU_MOINS: "au moins",
    Operateur.AU_PLUS: "au plus",
    Operateur.PLUS: "plus de",
    Operateur.MOINS: "moins de",
    Operateur.VIDE: "non renseigné",
    Operateur.REMPLI: "renseigné",
}
_DIT_DATE: Final = {
    Operateur.EST: "le",
    Operateur.N_EST_PAS: "pas le",
    Operateur.AU_MOINS: "à partir du",
    Operateur.AU_PLUS: "jusqu'au",
    Operateur.PLUS: "après le",
    Operateur.MOINS: "avant le",
}
_DIT_RELATIF: Final = {
    Operateur.EST: "",
    Operateur.N_EST_PAS: "pas",
    Operateur.AU_MOINS: "à partir de",
    Operateur.AU_PLUS: "jusqu'à",
    Operateur.PLUS: "après",
    Operateur.MOINS: "avant",
}
_UNITES: Final = {"j": "jour", "s": "semaine", "m": "mois", "a": "an"}


def dit(operateur: Operateur, genre: Genre) -> str:
    """Say an operator before a value of this kind."""
    if genre is Genre.DATE and operateur in _DIT_DATE:
        return _DIT_DATE[operateur]
    return _DIT[operateur]


def dire(cls: "type[Entity]", condition: Condition, nommer: Nommer) -> str:
    """Say a condition in French; an unknown field is named as it is."""
    asked = champ_lu(cls, condition.champ) or Champ(condition.champ, condition.champ, Genre.LIGNE, plusieurs=False)
    titre = asked.titre.removesuffix(" (€)")
    said = dit(condition.operateur, asked.genre)
    if condition.operateur in SANS_VALEUR:
        return f"{titre} {said}"
    first = condition.valeurs[0] if condition.valeurs else None
    alone = asked.genre is Genre.DATE and isinstance(first, str) and len(condition.valeurs) == 1
    if alone and (day := relative(str(first))):
        return f"{titre} : {_dire_relative(condition.operateur, day)}"
    valeurs = [_dire_valeur(asked, value, nommer) for value in condition.valeurs]
    if asked.genre is Genre.DATE and condition.operateur in {Operateur.EST, Operateur.N_EST_PAS}:
        valeurs = [f"le {said}" if said[:1].isdigit() else said for said in valeurs]
    if condition.operateur in TEXTE:
        return f"{titre} {said} « {' '.join(valeurs)} »"
    if condition.operateur is Operateur.N_EST_PAS and len(valeurs) > 1:
        return f"{titre} : ni {' ni '.join(valeurs)}"
    joint = " ou ".join(valeurs)
    sign = f"{said} " if condition.operateur is not Operateur.EST else ""
    return f"{titre} : {sign.replace('pas le ', 'pas ')}{joint}"


def _dire_valeur(asked: Champ, value: Valeur, nommer: Nommer) -> str:
    if value is None:
        return "non renseigné"
    if asked.genre is Genre.DATE and isinstance(value, str) and (day := relative(value)):
        return _dire_relative(Operateur.EST, day)
    if value == MES_COMMUNES:
        return "mes communes"
    if isinstance(value, str) and asked.reference:
        return nommer(asked.reference, value)
    return show_genre(asked.genre, value)


def _dire_relative(operateur: Operateur, value: str) -> str:
    """Say « < -90j »: « il y a plus de 90 jours »; « <= +2s »: « d'ici 2 semaines »."""
    said = _DIT_RELATIF.get(operateur, "")
    if value in {"auj", "hier", "demain"}:
        said = "à partir d’" if said == "à partir de" and value != "demain" else f"{said} "
        return f"{said}{'aujourd’hui' if value == 'auj' else value}".strip()
    count, unit = int(value[1:-1]), _UNITES[value[-1]]
    many = f"{count} {unit}{'s' if count > 1 and not unit.endswith('s') else ''}"
    before = operateur in {Operateur.MOINS, Operateur.AU_PLUS}
    if operateur in {Operateur.EST, Operateur.N_EST_PAS}:
        return f"{said} {'il y a' if value[0] == '-' else 'dans'} {many}".strip()
    if value[0] == "-":
        return f"il y a plus de {many}" if before else f"depuis {many}"
    return f"d'ici {many}" if before else f"dans plus de {many}"


def verifier(cls: "type[Entity]", vue: Vue) -> Vue:
    """Give a view as it can be used with this entity; raises VueError for a field that it does not have."""
    named = [c.champ for c in vue.conditions] + [c.champ for c in vue.colonnes] + [t.champ for t in vue.tri]
    for name in (*named, *([vue.groupe.removesuffix(":mois")] if vue.groupe else [])):
        if champ_lu(cls, name) is None:
            raise VueError(f"La vue « {vue.nom} » demande un champ « {name} » que « {cls.label} » n'a pas.")
    for one in vue.conditions:
        asked = champ_lu(cls, one.champ)
        if asked is not None:
            _comparable(asked, one, f"La vue « {vue.nom} »")
    return vue


def _comparable(asked: Champ, one: Condition, whose: str) -> None:
    """Refuse a condition that a file made and that could never be composed here."""
    if one.operateur not in operateurs(asked):
        raise VueError(f"{whose} : « {asked.titre} » ne se compare pas avec « {one.operateur} ».")
    if one.operateur in ORDRE | TEXTE and len(one.valeurs) != 1:
        raise VueError(f"{whose} : « {asked.titre} » se compare avec une seule valeur.")
    wrong = next((value for value in one.valeurs if not _convient(asked, one.operateur, value)), None)
    if wrong is not None or (None in one.valeurs and one.operateur in ORDRE | TEXTE):
        raise VueError(f"{whose} : « {wrong} » n'est pas une valeur de « {asked.titre} ».")


def _convient(asked: Champ, operateur: Operateur, value: Valeur) -> bool:
    """Say whether a value is of the field's own kind; None stands for « non renseigné »."""
    if value is None:
        return True
    if operateur in TEXTE:
        return isinstance(value, str) and bool(value.strip())
    if asked.genre is Genre.OUI_NON:
        return isinstance(value, bool)
    if asked.genre in _CHIFFRES:
        return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST
    if asked.genre is Genre.DATE and isinstance(value, str):
        return bool(relative(value)) or _iso(value)
    return isinstance(value, str)


def _iso(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
