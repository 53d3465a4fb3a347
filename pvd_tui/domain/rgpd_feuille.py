"""What the lines of a sheet say once their names are gone: a count that no count notices (domain.md §5).

A sheet is counted by person: whoever represents two communes stands on two lines and is one. So the lines of one
person get one label, « Élu, Guise et Hirson », and no two people of a sheet the same one: « Élu, Guise (2) ».
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from pvd_tui.domain.rgpd import designation
from pvd_tui.domain.texte import plain

_ROLE: Final = re.compile(r"(?:elu|chef de projet|etat|partenaire|autre|participant)(?:,.*|\s\(\d+\))?")


class Ligne(NamedTuple):
    """One line of a sheet."""

    id: str
    nom: str
    personne: str = ""
    fonction: str = ""
    qualite: str = ""
    ou: str = ""
    """The commune, else the body."""


def est_un_role(nom: object) -> bool:
    """Say whether what stands in the place of a name is a quality, and names nobody."""
    return not nom or _ROLE.fullmatch(plain(str(nom))) is not None


def etiquettes(feuille: Sequence[Ligne], effacees: Collection[str]) -> dict[str, str]:
    """Give the label of each line whose name goes, by id; `feuille` is the whole sheet."""
    linked = {plain(ligne.nom): ligne.personne for ligne in feuille if ligne.personne}
    people: dict[tuple[str, str], list[Ligne]] = {}
    for ligne in feuille:
        if ligne.id in effacees:
            people.setdefault(_qui(ligne, linked), []).append(ligne)
    taken = {plain(ligne.nom) for ligne in feuille if ligne.id not in effacees}
    found: dict[str, str] = {}
    for lines in people.values():
        label = _libre(_dite(lines), taken)
        taken.add(plain(label))
        found |= {ligne.id: label for ligne in lines}
    return found


def _qui(ligne: Ligne, linked: Mapping[str, str]) -> tuple[str, str]:
    """Tell the person of a line, as sheets are counted: by the record, else by name and function."""
    personne = ligne.personne or linked.get(plain(ligne.nom), "")
    return ("personne", personne) if personne else ("nom", f"{plain(ligne.nom)} {plain(ligne.fonction)}")


def _dite(lines: Sequence[Ligne]) -> str:
    qualite = next((ligne.qualite for ligne in lines if ligne.qualite), None)
    return designation(qualite, " et ".join(dict.fromkeys(ligne.ou for ligne in lines if ligne.ou)))


def _libre(label: str, taken: Collection[str]) -> str:
    """Give the label, numbered where another person of the sheet has it."""
    number, free = 1, label
    while plain(free) in taken:
        number += 1
        free = f"{label} ({number})"
    return free
