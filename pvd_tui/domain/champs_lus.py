"""The fields that a list may show, filter and order: the entity's own, and what the store adds to each row."""

from typing import TYPE_CHECKING, Final

from pvd_tui.domain.champ import Champ, Genre, champ
from pvd_tui.domain.convention import StatutConvention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pvd_tui.domain.entity import Entity

_PARTOUT: Final = (
    Champ("maj_le", "Modifiée le", Genre.DATE, plusieurs=False),
    Champ("desaccord", "En désaccord", Genre.OUI_NON, plusieurs=False),
    Champ("restreint", "Restreinte", Genre.OUI_NON, plusieurs=False),
)
_COMMUNE: Final = Champ("territoire", "Commune", Genre.REFERENCE, plusieurs=False, reference="commune")
_CALCULES: Final = {
    "action": (
        Champ("acquis", "Acquis (€)", Genre.MONTANT, plusieurs=False),
        Champ("reste", "Reste à financer (€)", Genre.MONTANT, plusieurs=False),
    ),
    "commune": (
        Champ("adhesion", "Adhésion le", Genre.DATE, plusieurs=False),
        Champ("cadre", "Convention-cadre", Genre.CHOIX, plusieurs=False, choix=tuple(StatutConvention)),
        Champ("cadre_le", "Convention-cadre signée le", Genre.DATE, plusieurs=False),
        Champ("actions", "Actions", Genre.NOMBRE, plusieurs=False),
        Champ("cout_actions", "Coût des actions (€)", Genre.MONTANT, plusieurs=False),
        Champ("reste_actions", "Reste à financer (€)", Genre.MONTANT, plusieurs=False),
    ),
    "seance_club": (
        Champ("presents", "Présents", Genre.NOMBRE, plusieurs=False),
        Champ("communes", "Communes représentées", Genre.NOMBRE, plusieurs=False),
    ),
}
"""What the store computes for each row (`storage.derives`, `storage.calcules`)."""

ORDONNES: Final = frozenset(
    {Genre.DATE, Genre.HEURE, Genre.MONTANT, Genre.NOMBRE, Genre.ENTIER, Genre.DECIMAL, Genre.POURCENT}
)
"""The kinds that have a « plus » and a « moins »."""
TEXTES: Final = frozenset({Genre.LIGNE, Genre.TEXTE})
"""The kinds that one looks inside."""


def champs_lus(cls: "type[Entity]") -> "Sequence[Champ]":
    """List the fields of a list over this entity, the fiche's order first."""
    own = [champ(cls, name) for _, names in cls.rubriques for name in names if name != "id"]
    commune = (_COMMUNE,) if cls.parent and "commune" not in cls.model_fields else ()
    return (*own, *_CALCULES.get(cls.table, ()), *commune, *_PARTOUT)


def champ_lu(cls: "type[Entity]", name: str) -> Champ | None:
    """Describe one of them, or None if there is no such field."""
    if name == "id":
        return Champ("id", "Identifiant", Genre.LIGNE, plusieurs=False)
    return next((one for one in champs_lus(cls) if one.nom == name), None)
