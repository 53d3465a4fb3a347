"""Where the lines of the first page lead: a record, a list of what they count, a mode."""

from typing import TYPE_CHECKING

from screens.accueil_seance import reprendre
from screens.accueil_tableau import dispositifs
from screens.application import application
from storage.tableau_de_bord import FAMILLES

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from screens.donnees import PageDonnees

_SUIVIS = {"propositions": "synchro", "synthese": "synthese", "muettes": "risques"}
"""The modes where what the préfecture follows is done."""


def ouvrir_ligne(page: "PageDonnees", row_id: str) -> None:
    """Open what a line counts."""
    what, _, rest = row_id.partition(" ")
    match what:
        case "phase" | "statut_phase":
            _actions(page, what, rest)
        case "conventions":
            from screens.conventions import ConventionsPage  # noqa: PLC0415 - only when it opens

            page.app.push_screen(ConventionsPage())
        case "clubs":
            page.shell.go("clubs")
        case "direct":
            reprendre(application(page), rest)
        case "mode":
            page.shell.action_mode_id(rest)
        case "suivi":
            _suivi(page, rest)
        case "famille":
            _demandes(page, rest)
        case "page":
            from screens.commune import CommunePage  # noqa: PLC0415 - only when it opens

            page.app.push_screen(CommunePage(rest))
        case "risque":
            table, record, *_ = rest.split(" ")
            page.ouvrir(table, record)
        case _:
            page.ouvrir(what, rest.split(" ")[0])


def _actions(page: "PageDonnees", champ: str, value: str) -> None:
    """List the actions of a phase or of a statut."""
    from screens.actions import ActionsPage  # noqa: PLC0415 - only when it opens

    where: dict[str, Json] = {champ: value or None}
    page.app.push_screen(ActionsPage(where, titre=value or "Sans phase"))


def _suivi(page: "PageDonnees", what: str) -> None:
    """Go where a thing that the préfecture follows is done."""
    if what == "campagne":
        from screens.campagne import CampagnePage  # noqa: PLC0415 - only when it opens

        page.app.push_screen(CampagnePage())
    else:
        page.shell.action_mode_id(_SUIVIS[what])


def _demandes(page: "PageDonnees", famille: str) -> None:
    """List the demandes made to a family of funders."""
    from pvd_tui.domain.vue import Condition, Operateur, Vue  # noqa: PLC0415 - only when it opens
    from screens.demandes import DemandesPage  # noqa: PLC0415 - same

    some = dispositifs(famille)
    known = tuple(one for each in FAMILLES.values() for one in each)
    kept = (
        Condition("dispositif", Operateur.N_EST_PAS, known)
        if some is None
        else Condition("dispositif", Operateur.EST, some)
    )
    opened = DemandesPage(titre=f"Demandes : {famille}")
    opened.vue = Vue("demande", conditions=(kept,))
    page.app.push_screen(opened)
