"""Ticking the attendance sheet: found by a few letters, pointed by Espace, counted by person and by commune.

Absent is not excusé, and excusé is not représenté (domain.md §10.3, 19). Nothing here reads a record: a line is what
the sheet shows of a presence.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from pvd_tui.domain.texte import plain

INSCRIT, PRESENT, EXCUSE, ABSENT, REPRESENTE = "Inscrit", "Présent", "Excusé", "Absent", "Représenté"
"""The words of `StatutPresence`, without reading the entities: a key is answered with these."""

CYCLE_DIRECT: Final = (INSCRIT, PRESENT, EXCUSE)
"""What Espace goes through while people come in: nobody is called absent before the end."""
CYCLE_APRES: Final = (INSCRIT, PRESENT, EXCUSE, ABSENT)
"""What it goes through when the paper sheet is read afterwards."""

LA: Final = frozenset({PRESENT, REPRESENTE})
"""What makes a commune represented."""


class Pointee(NamedTuple):
    """One line of the sheet, as it is shown."""

    id: str
    """The id of the presence."""
    nom: str
    commune: str = ""
    """The name of the commune."""
    insee: str = ""
    fonction: str = ""
    organisme: str = ""
    qualite: str = ""
    statut: str = INSCRIT
    a_distance: bool = False
    represente_par: str = ""
    arrivee: str = ""
    depart: str = ""
    emarge: bool | None = None
    personne: str = ""
    """The id of the person, where the line was made from one."""

    @property
    def de(self) -> str:
        """Say where the person is from: the commune, else the organisme."""
        return self.commune or self.organisme


class Compte(NamedTuple):
    """A sheet, counted: who takes part twice (two communes) is one person."""

    attendus: int
    presents: int
    communes: int


def filtrer(lignes: Iterable[Pointee], texte: str) -> list[Pointee]:
    """Keep the lines where each word typed begins a word; names that do come before communes and organismes.

    « le » finds Lemaire and Lefèvre before La Fère's people and those of « Le Nouvion ».
    """
    asked = plain(texte).split()
    if not asked:
        return list(lignes)
    found = [(_rang(ligne, asked), ligne) for ligne in lignes]
    return [ligne for rang, ligne in sorted(((r, one) for r, one in found if r is not None), key=lambda pair: pair[0])]


def _rang(ligne: Pointee, asked: Sequence[str]) -> int | None:
    """Give 0 where the name has every word, 1 where it has the first one, 2 elsewhere, None where one is missing."""
    named = plain(ligne.nom).split()
    around = plain(f"{ligne.commune} {ligne.organisme} {ligne.fonction}").split()
    here = [any(word.startswith(one) for word in named) for one in asked]
    if not all(ok or any(word.startswith(one) for word in around) for ok, one in zip(here, asked, strict=True)):
        return None
    return 0 if all(here) else 1 if here[0] else 2


def suivant(statut: str, cycle: Sequence[str] = CYCLE_APRES) -> str:
    """Give what Espace makes of a statut; one that is not gone through (« Représenté ») becomes « Présent »."""
    return cycle[(cycle.index(statut) + 1) % len(cycle)] if statut in cycle else PRESENT


def compter(lignes: Iterable[Pointee]) -> Compte:
    """Count people and communes."""
    lines = list(lignes)
    here = [ligne for ligne in lines if ligne.statut in LA and ligne.insee]
    return Compte(
        len(_personnes(lines)),
        len(_personnes([ligne for ligne in lines if ligne.statut == PRESENT])),
        len({ligne.insee for ligne in here}),
    )


def _personnes(lignes: Sequence[Pointee]) -> set[tuple[str, str]]:
    """Give the people of some lines; a line without a record is the person of that name who is there already.

    Two people of one name are two where each has a record, or where neither has one but their functions differ.
    """
    known = {plain(ligne.nom) for ligne in lignes if ligne.personne}
    return {
        ("personne", ligne.personne) if ligne.personne else ("nom", f"{plain(ligne.nom)} {plain(ligne.fonction)}")
        for ligne in lignes
        if ligne.personne or plain(ligne.nom) not in known
    }
