"""The rubriques of a fiche that have nothing to say: « non concerné », where an unknown one is « à préciser »."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.non_concerne import RubriqueFiche
from pvd_tui.reports.mot import INCONNU, NON_CONCERNE

if TYPE_CHECKING:
    from pvd_tui.reports.fiche_action import FicheAction

_TEXTES: Final = {
    RubriqueFiche.AXE: ("axe", INCONNU),
    RubriqueFiche.PRIORITE: ("priorite", INCONNU),
    RubriqueFiche.OBJECTIFS: ("objectifs", INCONNU),
    RubriqueFiche.PARTENAIRES: ("partenaires", INCONNU),
    RubriqueFiche.CALENDRIER: ("calendrier", INCONNU),
    RubriqueFiche.PROGRAMMES: ("programmes", INCONNU),
    RubriqueFiche.CENTRALITE: ("centralite", INCONNU),
    RubriqueFiche.ANNEXES: ("annexes", "aucune"),
}
"""The name of each rubrique's text, and what it says when it is empty."""

_INDICATEUR: Final = ("nature", "valeur_initiale", "valeur_cible", "valeur_constatee")


def non_concerne(fiche: "FicheAction", said: Mapping[str, object]) -> dict[str, "str | bool | list[dict[str, str]]"]:
    """Give the texts that change; what was written in a rubrique is never hidden by the word."""
    wanted = fiche.action.non_concerne or ()
    return dict(_changes(wanted, said))


def _changes(
    wanted: "tuple[RubriqueFiche, ...]", said: Mapping[str, object]
) -> "Iterator[tuple[str, str | bool | list[dict[str, str]]]]":
    for rubrique, (name, empty) in _TEXTES.items():
        if rubrique in wanted and said[name] == empty:
            yield name, NON_CONCERNE
    if RubriqueFiche.DEPENSES in wanted and not said["depenses"] and said["total_previsionnel"] == INCONNU:
        yield "total_previsionnel", NON_CONCERNE
        yield "notes_depenses", "Non concerné : cette action n’appelle pas de dépense."
    if RubriqueFiche.FINANCEMENT in wanted and not said["ressources"]:
        yield "notes_plan", "Non concerné : cette action n’appelle pas de financement."
    if RubriqueFiche.INDICATEURS in wanted and not said["indicateurs"]:
        yield "indicateurs", [{"titre": NON_CONCERNE, **dict.fromkeys(_INDICATEUR, "—")}]
