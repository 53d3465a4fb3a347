"""Two pages about money: two versions of a plan side by side, and where demandes stand (sign, delays, treasury)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pvd_tui.domain.feu import Couleur
from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.plan_versions import LigneComparee, nom_version
from pvd_tui.domain.tresorerie import total
from screens.aide import Aide
from screens.donnees import PageDonnees
from screens.fiche_choix import titre_de
from screens.historique import Lues
from screens.keys import binding
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.demandes import suivis
from storage.plans import comparaison

if TYPE_CHECKING:
    from pvd_tui.domain.suivi_demande import SuiviDemande
    from screens.slot import Tone

_LIGNES: Final = (
    Column("Ligne", 22, 2),
    Column("Avant", 13, right=True),
    Column("Après", 13, right=True),
    Column("Écart", 13, right=True),
    Column("", 9, priority=1),
)
_DEMANDES: Final = (
    Column("Demande", 14, 2),
    Column("Signer", 13),
    Column("Délai", 8),
    Column("Obtenu", 11, right=True),
    Column("Encaissé", 11, right=True, priority=1),
    Column("À demander", 11, right=True),
)
_TONS: "Final[dict[Couleur, Tone]]" = {
    Couleur.ROUGE: "erreur",
    Couleur.VERT: "succes",
    Couleur.ETEINT: "discret",
}
_SIGNER: Final = {Couleur.ROUGE: "NE PAS SIGNER", Couleur.VERT: "possible", Couleur.ETEINT: "sans objet"}
"""The word of the light, so that no colour is needed."""
_COURT: Final = 90
"""Days left under which a delay is said first."""


class VersionsPage(PageDonnees):
    """Two versions of a plan, line by line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("versions.inverser", "inverser"),
    ]
    aide = Aide(
        "Comparer deux versions du plan",
        "Chaque ligne est un financeur : ce qui était prévu avant, ce qui l'est après, l'écart. Une ligne ajoutée ou "
        "retirée est dite. Ce qui a été accordé depuis ne change pas ce qui a été voté.",
    )

    def __init__(self, avant: str, apres: str) -> None:
        """Compare these two."""
        super().__init__()
        self.avant = avant
        self.apres = apres

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Plan de financement", "Comparer deux versions")

    def body(self) -> ComposeResult:
        """Show the lines."""
        with Panneau("", id="plans-panneau"):
            yield Lues(_LIGNES, markable=False, empty="Ces versions n'ont aucune ligne.", id="plans-compares")

    def on_mount(self) -> None:
        """Read both versions."""
        super().on_mount()
        self.query_one("#plans-compares").focus()
        self.rafraichir()

    def rafraichir(self) -> None:
        """Read them again."""
        read = self.tenter(lambda: comparaison(self.store, self.avant, self.apres))
        if read is None:
            return
        old, new, found = read
        lines = [*found.lignes, found.total, found.cout]
        self.query_one("#plans-compares", Table).show(ListSource([_ligne(i, one) for i, one in enumerate(lines)]))
        self.query_one("#plans-panneau", Panneau).titrer(f"{nom_version(old)}  ->  {nom_version(new)}")

    def action_inverser(self) -> None:
        """Look from the other side."""
        self.avant, self.apres = self.apres, self.avant
        self.rafraichir()


class SuiviPage(PageDonnees):
    """May one sign, what runs out, what money can be asked for."""

    aide = Aide(
        "Demandes : signer, délais, trésorerie",
        "« Ne signez pas » tant que la pièce attendue du financeur n'est pas datée : un devis ou un ordre de service "
        "signé trop tôt fait perdre la subvention. Obtenu n'est pas encaissé : l'avance se demande au commencement, "
        "le solde à l'achèvement avec les preuves de publicité.",
    )

    def __init__(self, table: str = "", record: str = "") -> None:
        """Show one demande, those of an action, or all that still live."""
        super().__init__()
        self.table = table
        self.record = record
        self._suivis: list[SuiviDemande] = []

    def fil(self) -> Sequence[str]:
        """Say whose demandes they are."""
        whose = titre_de(self.store, self.table, self.record) if self.record else "Toutes les demandes en cours"
        return (whose or "Demandes", "Signer, délais, trésorerie")

    def body(self) -> ComposeResult:
        """Show the list, then all that is said of the one under the cursor."""
        with Panneau("", id="suivi-panneau"):
            yield Lues(_DEMANDES, markable=False, empty="Aucune demande de subvention.", id="suivi")
        with Panneau("Ce qu'il faut savoir", id="suivi-dit"):
            yield Plain("", id="suivi-phrases")

    def on_mount(self) -> None:
        """Read the demandes."""
        super().on_mount()
        self.query_one("#suivi").focus()
        self.rafraichir()

    def rafraichir(self) -> None:
        """Read them again."""
        found = self.tenter(lambda: suivis(self.store, self.record))
        if found is None:
            return
        self._suivis = sorted(found, key=_urgence)
        table = self.query_one("#suivi", Table)
        here = table.row
        noms = self._noms()
        rows = [_demande(one, noms.get(one.demande.action or "", "")) for one in self._suivis]
        table.show(ListSource(rows), keep=here.id if here else None)
        self.query_one("#suivi-panneau", Panneau).titrer(
            total(one.demande for one in self._suivis).phrase, "F6 ce qu'il faut savoir"
        )
        self._dire()

    def _noms(self) -> dict[str, str]:
        """Name the actions, where demandes of several are shown."""
        if self.record:
            return {}
        return self.store.rows.titres("action", [one.demande.action for one in self._suivis if one.demande.action])

    @on(Table.Pointed, "#suivi")
    def _pointe(self) -> None:
        self._dire()

    @on(Table.Opened, "#suivi")
    def _open(self, event: Table.Opened) -> None:
        """Open the fiche of the demande."""
        self.ouvrir("demande", event.row_id)

    def _dire(self) -> None:
        row = self.query_one("#suivi", Table).row
        found = next((one for one in self._suivis if row and one.demande.id == row.id), None)
        self.query_one("#suivi-phrases", Plain).say("\n".join(found.phrases) if found else "")


def _ligne(index: int, one: LigneComparee) -> Row:
    sign = "+" if (one.ecart or 0) > 0 else ""
    cells = (one.nom, _montant(one.avant), _montant(one.apres), f"{sign}{_montant(one.ecart)}", one.quoi)
    return Row(str(index), cells, "alerte" if one.ecart else "normal")


def _demande(one: "SuiviDemande", action: str) -> Row:
    own = one.demande.titre or str(one.demande.dispositif or "Demande")
    name = f"{own} · {action}" if action else own
    delay = f"{one.jours} j" if one.jours is not None and one.jours >= 0 else "caduque" if one.jours is not None else ""
    cells = (
        name,
        _SIGNER[one.feu.couleur],
        delay,
        _montant(one.tresorerie.accorde),
        _montant(one.tresorerie.encaisse),
        _montant(one.tresorerie.demandable),
    )
    late = one.jours is not None and one.jours < _COURT
    return Row(one.demande.id, cells, "alerte" if late else _TONS[one.feu.couleur])


def _urgence(one: "SuiviDemande") -> tuple[bool, int, str]:
    """Order demandes: red ones first, then by what runs out first."""
    far = 10**6
    return (one.feu.couleur is not Couleur.ROUGE, far if one.jours is None else one.jours, one.demande.id)


def _montant(cents: int | None) -> str:
    return "—" if cents is None else show_montant(cents)
