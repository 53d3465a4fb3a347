"""Mode 3: the actions of the plan, those of every commune or of one."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import BindingType

from screens import apercu
from screens.aide import Aide
from screens.application import application
from screens.keys import binding
from screens.lignes import Catalogue, Colonne, euros, jour
from screens.liste import ListePage
from screens.widgets.choix import Choice, Choix
from screens.widgets.colonnes import Column
from storage import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pvd_tui.changes.change import Json
    from storage.store import Store

CATALOGUE: Final = Catalogue(
    "action",
    "Actions",
    (
        Colonne("code", Column("N°", 5, priority=1)),
        Colonne("commune", Column("Commune", 12, 2), de="commune"),
        Colonne("titre", Column("Action", 25, 3)),
        Colonne("phase", Column("Phase", 9, priority=1)),
        Colonne("statut_phase", Column("Statut", 9, priority=3)),
        Colonne("echeance", Column("Échéance", 10), jour),
        Colonne("cout_previsionnel", Column("Coût €", 11, priority=2, right=True), euros),
        Colonne("reste", Column("Reste €", 11, priority=5, right=True), euros),
    ),
    apercu=(
        ("Pilote", Colonne("pilote", Column("", 1))),
        ("Maître d’ouvrage", Colonne("maitre_ouvrage", Column("", 1))),
        ("Engagée le", Colonne("date_engagement", Column("", 1), jour)),
        ("Statut dans la convention", Colonne("statut_conventionnel", Column("", 1))),
    ),
    details=apercu.action,
)


class ActionsPage(ListePage):
    """The actions."""

    catalogue = CATALOGUE
    plusieurs = "actions"
    nouveau = "Nouvelle action, titre"
    exemple = "Halle du marché : réhabilitation"
    vide: ClassVar[str] = "Aucune action.\nn nouvelle action · 2 les communes · F1 qu'est-ce qu'une action ?"
    aide = Aide(
        "Les actions",
        "Une action est une fiche du plan d'action : ce que la commune fait, quand, et pour combien. "
        "Elle est engagée à partir de son premier acte juridique.",
        "n, le titre, Entrée ; le reste se remplit plus tard, rien n'est obligatoire.",
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("liste.demandes", "demandes", show=False),
        binding("liste.suites", "suites", show=False),
        binding("liste.dupliquer", "dupliquer", show=False, sentence="Dupliquer l'action"),
    ]

    def action_demandes(self) -> None:
        """List the demandes of the action under the cursor."""
        from screens.demandes import DemandesPage  # noqa: PLC0415 - only when it opens

        self._de_l_action(DemandesPage)

    def action_suites(self) -> None:
        """List the suites à donner that are linked to the action under the cursor."""
        from screens.suites import SuitesPage  # noqa: PLC0415 - only when it opens

        self._de_l_action(SuitesPage)

    def action_dupliquer(self) -> None:
        """Copy the action under the cursor with the parts that are chosen; the cursor goes to the copy."""
        from screens.gestes_action import choisir_parties  # noqa: PLC0415 - pydantic, only when it is asked for

        if (row := self.table.row) and not row.entete:
            choisir_parties(self.app, partial(self._dupliquer, row.id))

    def _dupliquer(self, record: str, parts: "Sequence[str]") -> None:
        from storage.actions import dupliquer  # noqa: PLC0415 - pydantic, only when it is asked for

        made = self.tenter(lambda: dupliquer(self.store, record, parts))
        if made is not None:
            self.garder = made
            application(self).changed()
            self.say(f"Copie créée, en projet. Entrée l'ouvre · {self.annule}", "succes")

    def _de_l_action(self, page: type[ListePage]) -> None:
        if (row := self.table.row) and not row.entete:
            titre = self.store.rows.titres("action", [row.id]).get(row.id, "sans titre")
            self.app.push_screen(page({"action": row.id}, titre=titre))

    def creer(self, titre: str) -> None:
        """Create an action; ask for its commune where the laptop has several."""
        choisir_commune(self, self.where, lambda commune: self.ecrire({"titre": titre, **self.where, **commune}))


def choisir_commune(page: ListePage, where: "Mapping[str, Json]", then: "Callable[[Mapping[str, Json]], None]") -> None:
    """Give the commune of something new: the list's, the only one, or the one chosen."""
    if where.get("commune"):
        then({})
        return
    communes = communes_ici(page.store)
    if not communes:
        page.say("Ajoutez d'abord une commune : 2, puis n. Le titre reste ici.", "alerte")
    elif len(communes) == 1:
        then({"commune": next(iter(communes))})
    else:
        choices = [Choice(insee, titre, insee) for insee, titre in communes.items()]
        page.app.push_screen(
            Choix("De quelle commune ?", choices), lambda insee: then({"commune": insee}) if insee else None
        )


def communes_ici(store: "Store") -> dict[str, str]:
    """Give the communes where this laptop may write, by name."""
    granted = (store.settings.get(settings.COMMUNES) or "").split(",")
    rows = store.rows.page("commune", columns=("titre",))
    named = {str(row["id"]): str(row["titre"] or row["id"]) for row in rows}
    mine = {insee: titre for insee, titre in named.items() if insee in granted}
    return mine or named
