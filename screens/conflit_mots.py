"""The words of a conflict card: a line a field, then the merge that is proposed and each version whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import ARCHIVE
from pvd_tui.changes.differend import Base, Differend, Version
from pvd_tui.changes.fold import Nature, same
from pvd_tui.domain.affichage import show
from pvd_tui.domain.champ import champ
from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.texte import counted
from screens.fiche_choix import libelle
from screens.fiche_mots import quand, qui
from screens.widgets.source import Row

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.conflits import Carte
    from storage.store import Store

MIEN: Final = "m"
LEUR: Final = "l"
DEUX: Final = "d"
AUTRE: Final = "e"

_BASES: Final = {Base.ABSENTE: "(aucune)", Base.NON_RECUE: "(non reçue)"}
_SHORT: Final = 24
"""A value of this many characters, on one line, stands beside who wrote it."""


@dataclass(frozen=True, slots=True)
class Choisi:
    """What is chosen for a field, and by which key."""

    touche: str
    valeur: "Json"


def nommer(store: "Store", carte: "Carte") -> str:
    """Name the record of a card: its kind where it is no action, and its title."""
    label = store.plans[carte.table].label
    kind = "" if carte.table == "action" or carte.titre == label else f"{label[:1].upper()}{label[1:]} · "
    return f"{kind}{carte.titre} : champ par champ"


def titre(table: str, name: str) -> str:
    """Give the title of a field; one that only a newer program knows has its name."""
    if name == ARCHIVE:
        return "Fiche archivée"
    return (TABLES[table].model_fields[name].title or name) if connu(table, name) else name


def connu(table: str, name: str) -> bool:
    """Say whether this program knows a field."""
    return table in TABLES and name in TABLES[table].model_fields


def texte(store: "Store", table: str, name: str, value: "Json") -> str:
    """Write a value as a person reads it."""
    if name == ARCHIVE:
        return "archivée" if value is True else "restaurée, avec ce qui a été écrit depuis"
    if not connu(table, name):
        return "(vide)" if value is None else str(value)
    cls = TABLES[table]
    return libelle(store, champ(cls, name), show(cls, name, value)) or "(vide)"


def ligne(store: "Store", carte: "Carte", one: Differend, choisi: Choisi | None) -> Row:
    """Give the line of a field: base, mine, theirs, and a mark beside what is chosen."""

    def said(versions: list[Version]) -> str:
        if not versions:
            return "—"
        held = [v for v in versions if choisi and choisi.touche in {MIEN, LEUR} and same(v.valeur, choisi.valeur)]
        mark = "■" if held or (choisi and choisi.touche == DEUX) else "□"
        count = f" ({versions.index(held[0]) + 1}/{len(versions)})" if held and len(versions) > 1 else ""
        one_of = held[0] if held else versions[0]
        more = f" +{len(versions) - 1}" if len(versions) > 1 and not held else ""
        return f"{mark} {_court(texte(store, carte.table, one.champ, one_of.valeur))}{count}{more}"

    base = _court(texte(store, carte.table, one.champ, one.avant.valeur)) if one.avant else _BASES[one.base]
    if one.champ == ARCHIVE:
        base = ""
    autre = f"■ {_court(texte(store, carte.table, one.champ, choisi.valeur))}" if _autre(choisi) and choisi else ""
    mine, theirs = carte.miennes(one), carte.leurs(one)
    if one.nature is Nature.PROPOSITION:  # the préfecture's own value, then what is proposed, whoever reads
        mine, theirs = list(one.versions[:1]), list(one.versions[1:])
    cells = (titre(carte.table, one.champ), base, autre or said(mine), said(theirs))
    return Row(one.champ, cells, "succes" if choisi else "normal")


def _autre(choisi: Choisi | None) -> bool:
    return choisi is not None and choisi.touche == AUTRE


def _court(text: str) -> str:
    return " ".join(text.split())


def entier(store: "Store", carte: "Carte", one: Differend, choisi: Choisi | None) -> str:
    """Write what may be chosen for a field: the merge that is proposed, the base, and every version whole."""
    lines: list[str] = [f"{titre(carte.table, one.champ)}{_nature(one)}"]
    lines += _fusion(store, carte, one, held=choisi is not None and choisi.touche == DEUX)
    if one.avant:
        lines += _version("  Base", texte(store, carte.table, one.champ, one.avant.valeur), _de(store, one.avant))
    elif one.champ != ARCHIVE:
        lines.append(f"  Base : {_SANS_BASE[one.base]}")
    for key, named, versions in ((MIEN, "Le mien", carte.miennes(one)), (LEUR, "Le leur", carte.leurs(one))):
        for version in versions:
            held = choisi is not None and choisi.touche in {MIEN, LEUR} and same(choisi.valeur, version.valeur)
            name = f"{key} {'■' if held else '□'} {named}"
            if one.nature is Nature.PROPOSITION:
                name = _propose(carte, one, version)
            lines += _version(name, texte(store, carte.table, one.champ, version.valeur), _de(store, version))
    if one.depuis:
        lines.append(f"  Écrit depuis : {', '.join(titre(carte.table, name) for name in one.depuis)}")
    if choisi is not None and choisi.touche == AUTRE:
        lines += _version("e ■ Autre valeur", texte(store, carte.table, one.champ, choisi.valeur), "à vous")
    return "\n".join(lines)


_SANS_BASE: Final = {
    Base.ABSENTE: "aucune, les deux côtés sont partis de rien",
    Base.NON_RECUE: "une valeur que cet ordinateur n'a pas reçue, ou effacée",
}


def _nature(one: Differend) -> str:
    if one.nature is Nature.PROPOSITION:
        return " : proposé par une commune, à confirmer"
    if one.nature is Nature.ARCHIVE:
        return " par l'un, modifiée par l'autre"
    return f" : {counted(len(one.versions), 'valeur')}"


def _propose(carte: "Carte", one: Differend, version: Version) -> str:
    """Name a version of a proposal, after the key that answers with it."""
    key, name = ("r", "La valeur de la préfecture") if version is one.versions[0] else ("a", "Proposé")
    return f"{key if carte.prefecture else ' '} {name}"


def _de(store: "Store", version: Version) -> str:
    return f"{qui(store, version.change)}, {quand(version.change.at)}"


def _version(name: str, text: str, whose: str) -> list[str]:
    if "\n" not in text and len(text) <= _SHORT:
        return [f"{name} : {text}  ({whose})"]
    return [f"{name} ({whose}) :", *(f"    {line}" for line in text.split("\n"))]


def _fusion(store: "Store", carte: "Carte", one: Differend, *, held: bool) -> list[str]:
    """Write the merge that is proposed, and what comes from whom."""
    found = carte.fusion(one)
    if found is None:
        return []
    lines = [f"d {'■' if held else '□'} Les deux, fusion proposée :"]
    at_start = True
    for part in found.parts:
        whose = " et ".join(dict.fromkeys(_moi(store, one.versions[i]) for i in part.cotes))
        for place, line in enumerate(part.texte.split("\n")):
            if place:
                at_start = True
            if not line:
                continue
            if at_start:
                lines.append(f"  {'+' if whose else ' '} {f'[{whose}] ' if whose else ''}{line}")
            else:
                lines[-1] += f" [{whose} : {line.strip()}]" if whose else line
            at_start = False
    return lines


def _moi(store: "Store", version: Version) -> str:
    return "moi" if version.change.by == store.device else qui(store, version.change)


def resultat(store: "Store", carte: "Carte", choix: Mapping[str, Choisi]) -> str:
    """Say what the record comes to with these choices, as the programme's rules read it."""
    from storage.resultat import resultat as lu  # noqa: PLC0415 - reads records around, only once a card is shown

    values = {name: one.valeur for name, one in choix.items()}
    said = " · ".join(lu(store, carte, values).phrases())
    left = len(carte.differends) - len(choix)
    if not choix:
        return f"Aucun choix encore. Tel qu'affiché : {said}"
    rest = f" · {counted(left, 'champ')} sans choix : plus tard" if left else ""
    return f"Résultat : {said}{rest}"
