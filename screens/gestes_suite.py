"""What is done with a suite à donner in one key: make a fiche action of it, link it to one, say that it is done."""

from typing import TYPE_CHECKING, Final

from screens.application import application
from screens.widgets.choix import Choice, Choix
from storage.suites import communes_de, creer_action, lier, solder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screens.donnees import PageDonnees
    from storage.store import Store

_CREER: Final = "~creer"
_DELIER: Final = "~delier"
_OUVRIR: Final = "~ouvrir"
_MOST: Final = 2_000


def vers_action(page: "PageDonnees", suite: str) -> None:
    """Ask for the fiche action of a suite: a new one, or one that is there; then write, in one gesture."""
    store = page.store
    rows = store.rows.these("suite", [suite], ("titre", "action"))
    if not rows or store.read_only:
        return
    linked = str(rows[0]["action"] or "")
    known = store.rows.titres("action", [linked]) if linked else {}

    def chosen(answer: str | None) -> None:
        if answer == _CREER:
            _choisir_commune(page, suite)
        elif answer == _OUVRIR:
            application(page).ouvrir("action", linked)
        elif answer is not None:
            _lier(page, suite, None if answer == _DELIER else answer)

    page.app.push_screen(Choix("La fiche action de cette suite", _offres(store, linked, known.get(linked))), chosen)


def _offres(store: "Store", linked: str, titre: str | None) -> list[Choice]:
    """Offer to create, or what there is; a suite that is linked, to open or to unlink."""
    if titre is not None:
        first = [Choice(_OUVRIR, f"Ouvrir : {titre}"), Choice(_DELIER, "Ne plus la lier à cette fiche")]
    else:
        first = [Choice(_CREER, "Créer une fiche action de cette suite")]
    rows = store.rows.page("action", columns=("titre", "commune"), limit=_MOST)
    names = store.rows.titres("commune", [str(row["commune"]) for row in rows if row["commune"]])
    return first + [
        Choice(str(row["id"]), f"Lier à : {row['titre'] or 'sans titre'}", names.get(str(row["commune"]), ""))
        for row in rows
        if str(row["id"]) != linked
    ]


def _choisir_commune(page: "PageDonnees", suite: str) -> None:
    """Take the only commune that the suite names, else ask."""
    from screens.fiche_choix import ChoixCommune, communes_offertes  # noqa: PLC0415 - pydantic, only here

    named = communes_de(page.store, suite)
    if len(named) == 1:
        _creer(page, suite, named[0])
        return
    offered = communes_offertes(page.store)
    first = [choice for choice in offered if choice.id in named]
    choices = [*first, *(choice for choice in offered if choice.id not in named)]

    def chosen(insee: str | None) -> None:
        if insee:
            _creer(page, suite, insee)

    page.app.push_screen(ChoixCommune("La fiche action de quelle commune ?", choices), chosen)


def _creer(page: "PageDonnees", suite: str, commune: str) -> None:
    made = page.tenter(lambda: creer_action(page.store, suite, commune))
    if made is not None:
        application(page).changed()
        page.say("Fiche action créée et liée à la suite. A l'ouvre · u annule les deux.", "succes")


def _lier(page: "PageDonnees", suite: str, action: str | None) -> None:
    if page.tenter(lambda: lier(page.store, suite, action)):
        application(page).changed()
        page.say("Liée à la fiche action. u annule." if action else "N'est plus liée. u annule.", "succes")


def dire_statut(page: "PageDonnees", suites: "Sequence[str]", *, faite: bool) -> None:
    """Say that suites are done, or given up; the same key again, that they are to be done."""
    from pvd_tui.domain.suite import StatutSuite  # noqa: PLC0415 - pydantic, only when a suite changes

    if not suites:
        return
    statut = StatutSuite.FAITE if faite else StatutSuite.ABANDONNEE
    said = page.tenter(lambda: solder(page.store, suites, statut))
    if said is not None:
        application(page).changed()
        what = "1 suite" if len(suites) == 1 else f"{len(suites)} suites"
        page.say(f"{what} : {said.lower()}. u annule.", "succes")
