"""What a column of a spreadsheet may become: the fields of the fiches, and the marks that tell whose line it is.

A target is named `table.champ` (« action.titre », « demande.montant_accorde »), as in a file of correspondences.
The words are those that préfectures, DDT and communes write above such a column.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.champ import Champ, Genre, champ
from pvd_tui.domain.financeur import Dispositif
from pvd_tui.domain.tables import TABLES
from pvd_tui.imports.mots import replie
from pvd_tui.imports.vocabulaire import CONVENTIONS, DISPOSITIFS, PROJETS, REPERES, SUIVI, Nature

if TYPE_CHECKING:
    from pvd_tui.domain.entity import Entity

IGNORER: Final = ""
"""The target of a column that is not imported."""


@dataclass(frozen=True, slots=True)
class Cible:
    """One thing that a column may become."""

    cle: str
    titre: str
    """« Action : coût prévisionnel (€) »."""
    nature: Nature
    mots: tuple[str, ...]
    """What is written above such a column, folded."""
    table: str = ""
    champ: Champ | None = None
    plusieurs: bool = False
    """Whether several columns may become it."""


_NATURES: Final[Mapping[Genre, Nature]] = {
    Genre.LIGNE: Nature.TEXTE,
    Genre.TEXTE: Nature.TEXTE,
    Genre.DATE: Nature.DATE,
    Genre.MONTANT: Nature.MONTANT,
    Genre.NOMBRE: Nature.NOMBRE,
    Genre.ENTIER: Nature.NOMBRE,
    Genre.DECIMAL: Nature.NOMBRE,
    Genre.POURCENT: Nature.POURCENT,
    Genre.OUI_NON: Nature.OUI_NON,
    Genre.CHOIX: Nature.CHOIX,
}
_NOMS: Final = frozenset(
    {
        "code",
        "fiche_crte",
        "numero_dossier",
        "numero_anterieur",
        "arrete",
        "deliberation",
        "mec_id",
        "tet_id",
        "recoco_id",
    }
)
"""Fields that name something: « 2.3 » is one, whether a spreadsheet keeps it as a text or as a number."""
_LABELS: Final = {"action": "Action", "demande": "Subvention", "poste": "Poste", "signal": "Frein"}


@cache
def cibles() -> dict[str, Cible]:
    """Give every target, by its name, in the order in which a person is offered them."""
    return {cible.cle: cible for cible in _toutes()}


def _toutes() -> Iterator[Cible]:
    for cle, titre, nature, mots in REPERES:
        yield Cible(cle, titre, nature, _mots(mots))
    for table in ("action", "demande"):
        for nom in TABLES[table].model_fields:
            if (cible := _du_champ(TABLES[table], nom)) is not None:
                yield cible
    for dispositif, mots in DISPOSITIFS.items():
        yield from _du_financeur(dispositif, mots)
    for cle, titre, nature, mots in CONVENTIONS:
        yield Cible(cle, titre, nature, _mots(mots), "convention", _champ("convention", cle))
    for cle, titre, nature, mots in SUIVI:
        table = cle.partition(".")[0]
        several = cle in {"signal.frein", "presence.statut"}
        yield Cible(cle, titre, nature, _mots(mots), table, _champ(table, cle), several)


def _du_champ(cls: "type[Entity]", nom: str) -> Cible | None:
    """Give the target of a field, None for one that no column can fill (a link to another fiche)."""
    asked = champ(cls, nom)
    if nom == "id" or asked.reference is not None or (cls.table == "demande" and nom == "titre"):
        return None
    nature = _NATURES.get(asked.genre)
    if nature is None:
        return None
    cle = f"{cls.table}.{nom}"
    if nom in _NOMS:
        nature = Nature.CLE
    titre = f"{_LABELS[cls.table]} : {asked.titre[:1].lower()}{asked.titre[1:]}"
    return Cible(cle, titre, nature, _mots(PROJETS.get(cle, "") or replie(asked.titre)), cls.table, asked)


def _du_financeur(dispositif: Dispositif, mots: str) -> Iterator[Cible]:
    """Give the targets of « one column a funder »: its part of the plan, and what it granted."""
    nom, words = dispositif.name.lower(), mots.split(";")
    asked, granted = champ(TABLES["ressource"], "montant_demande"), champ(TABLES["demande"], "montant_accorde")
    yield Cible(f"ressource.{nom}", f"Plan : {dispositif}", Nature.MONTANT, _mots(mots), "ressource", asked)
    said = ("accorde", "accordee", "obtenu", "obtenue", "notifie", "notifiee", "attribue", "attribuee")
    more = ";".join(f"{word} {one}" for word in words for one in said)
    titre = f"Subvention : {dispositif}, montant accordé"
    yield Cible(f"subvention.{nom}", titre, Nature.MONTANT, _mots(more), "demande", granted)


def _champ(table: str, cle: str) -> Champ | None:
    """Describe the field that a target fills as it stands; None where more is read out of the cell than a value."""
    nom = cle.partition(".")[2]
    cls = TABLES[table]
    if nom not in cls.model_fields or cle in {"signal.frein", "presence.statut"}:
        return None
    asked = champ(cls, nom)
    return None if asked.reference else asked


def _mots(text: str) -> tuple[str, ...]:
    return tuple(replie(part) for part in text.split(";") if part)
