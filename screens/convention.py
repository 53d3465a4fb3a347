"""A convention at a glance: its communes and their three tests, avenants, actions by axe, and what is missing."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from pvd_tui.domain.convention import Convention
from pvd_tui.domain.fiche_convention import AxeConvention, FicheConvention, fiche_convention
from pvd_tui.domain.fiche_convention_texte import SIGNES, a_faire, essentiel, montant_de, mouvements, texte
from pvd_tui.domain.registre import one
from pvd_tui.domain.reponse import Reponse
from screens.aide import Aide
from screens.command import Command
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.lignes import jour
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.registre import RegistreNomme

if TYPE_CHECKING:
    from screens.slot import Tone

_COLUMNS: Final = (Column("", 5), Column("", 20, 3), Column("", 18, 2, priority=1))
_PHASES: Final = {Reponse.OUI: "opérationnelle", Reponse.NON: "non opérationnelle", Reponse.INCONNU: "à renseigner"}
_TONS: "Final[dict[Reponse, Tone]]" = {Reponse.OUI: "normal", Reponse.NON: "alerte", Reponse.INCONNU: "info"}
_PIED: Final = (("liste.ouvrir", "ouvrir"), ("convention.fiche", "fiche"), ("convention.actions", "actions"))
"""The keys recalled below a panel."""


class ConventionPage(PageDonnees):
    """One convention on one page; each line opens what stands behind it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "fiche", "Fiche", id="convention.fiche", tooltip="Ouvrir la fiche de la convention"),
        Binding("a", "actions", "Ses actions", id="convention.actions", tooltip="Les actions de cette convention"),
        binding("app.copier", "copier", "Copier", sentence="Copier cette page pour un courriel"),
    ]
    aide = Aide(
        "La convention en un coup d'œil",
        "Chaque commune avec ses trois tests (convention valant ORT signée, CRTE, une action engagée) : √ oui, × non, "
        "? à renseigner. Puis les avenants (+ actions entrées, − sorties) et les actions par axe. Ce qui manque est "
        "dit avec le geste qui le règle. Ctrl+C copie la page pour un courriel.",
        "Une ORT demande un EPCI, une commune, et la signature de la ville principale de l'EPCI ou sa dérogation.",
    )

    def __init__(self, record: str) -> None:
        """Show this convention."""
        super().__init__()
        self.record = record
        self.fiche: FicheConvention | None = None
        self._derriere: dict[str, tuple[str, str]] = {}
        """What each line opens: a table and a record."""

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Conventions", self.fiche.titre if self.fiche else "…")

    def commands(self) -> Iterator[Command]:
        """Offer in the palette what the keys do here."""
        yield Command("Convention", "Ouvrir la fiche", self.action_fiche, "f")
        yield Command("Convention", "Ses actions", self.action_actions, "a")
        yield Command("Convention", "Copier cette page pour un courriel", self.action_copier, "Ctrl+C")

    def body(self) -> ComposeResult:
        """Show the communes, the avenants and the axes; beside them the essential and what is missing."""
        with Horizontal():
            with Panneau("Convention", pied=self.rappel(*_PIED), id="convention-panneau"):
                yield Table(_COLUMNS, header=False, markable=False, empty="Lecture…", id="convention-table")
                yield Plain("", id="convention-suite")
            with Vertical(id="convention-cote"):
                with Panneau("L'essentiel", id="convention-essentiel"):
                    yield Plain("", id="essentiel")
                with Panneau("Ce qui manque", id="convention-manque"):
                    yield Plain("", id="manque")

    def on_mount(self) -> None:
        """Read the convention."""
        self.query_one("#convention-table", Table).focus()
        self.rafraichir()

    def rafraichir(self) -> None:
        """Gather the page again, behind the screen."""
        today = self.today

        def gather() -> FicheConvention | None:
            registre = RegistreNomme(self.store)
            found = one(registre, Convention, self.record)
            return fiche_convention(found, registre, today) if found is not None else None

        self.lire_derriere(gather, self._montrer)

    def _montrer(self, fiche: FicheConvention | None) -> None:
        self.fiche = fiche
        if fiche is None:
            self.say("Cette convention n'est pas (ou plus) sur cet ordinateur. Échap revient.", "alerte")
            return
        self.refresh_entete()
        table = self.query_one("#convention-table", Table)
        self._derriere = {}
        rows = list(self._rows(fiche))
        table.show(ListSource(rows), keep=table.row.id if table.row else next(iter(self._derriere), None))
        self.query_one("#convention-panneau", Panneau).titrer(f"{fiche.titre}, au {jour(fiche.au.isoformat())}")
        self.query_one("#essentiel", Plain).say("\n".join(essentiel(fiche)))
        self.query_one("#manque", Plain).say("\n".join(a_faire(fiche)))
        self._suite()

    def _rows(self, fiche: FicheConvention) -> Iterator[Row]:
        """Give the lines: communes, avenants, axes, each under its title."""
        yield self._titre("communes", f"Communes ({len(fiche.communes)})")
        for commune in fiche.communes:
            signs = "".join(SIGNES[critere.reponse] for critere in commune.phase.criteres)
            answer = commune.phase.reponse
            yield self._ligne("commune", commune.insee, (signs, commune.nom, _PHASES[answer]), _TONS[answer])
        yield self._titre("avenants", f"Avenants ({len(fiche.avenants)})")
        for avenant in fiche.avenants:
            day = jour(avenant.jour.isoformat()) if avenant.jour else "non daté"
            cells = (mouvements(avenant.entrees, avenant.sorties), f"{avenant.titre} · {day}", avenant.objet)
            yield self._ligne("avenant", avenant.id, cells, "normal" if avenant.jour else "info")
        total = fiche.total
        yield self._titre("axes", f"Actions par axe ({total.actions})", _somme(total))
        for axe in fiche.axes:
            cells = (str(axe.actions), axe.titre, _somme(axe))
            yield self._ligne("axe", axe.id, cells, "normal" if axe.actions and axe.id else "discret")

    def _titre(self, name: str, said: str, detail: str = "") -> Row:
        return Row(f"~{name}", ("──", said, detail), "discret")

    def _ligne(self, table: str, record: str, cells: Sequence[str], ton: "Tone") -> Row:
        ident = f"{table}/{record}"
        self._derriere[ident] = (table, record)
        return Row(ident, cells, ton)

    @on(Table.Pointed, "#convention-table")
    def _suite(self) -> None:
        """Say what would complete the line under the cursor."""
        table, record = self._ici
        said = ""
        if self.fiche and table == "commune":
            tests = next(c.phase for c in self.fiche.communes if c.insee == record).criteres
            said = " ".join(f"{SIGNES[t.reponse]} {t.fait} {t.clears}".rstrip() for t in tests if t.clears)
        elif self.fiche and table == "avenant":
            found = next(a for a in self.fiche.avenants if a.id == record)
            entered = f"Entrées : {', '.join(found.entrees)}." if found.entrees else "Aucune action entrée."
            left = f" Sorties : {', '.join(found.sorties)}." if found.sorties else ""
            said = f"{entered}{left}"
        self.query_one("#convention-suite", Plain).say(said or "Entrée ouvre la fiche de la ligne.")

    @property
    def _ici(self) -> tuple[str, str]:
        row = self.query_one("#convention-table", Table).row
        return self._derriere.get(row.id, ("", "")) if row else ("", "")

    @on(Table.Opened, "#convention-table")
    def _open(self) -> None:
        """Open what stands behind a line: a commune on its page, an avenant or an axe in its fiche."""
        table, record = self._ici
        if table == "commune":
            from screens.commune import CommunePage  # noqa: PLC0415 - only when it opens

            self.app.push_screen(CommunePage(record))
        elif record:
            self.ouvrir(table, record)
        elif table:
            self.action_actions()

    def action_fiche(self) -> None:
        """Open the fiche of the convention."""
        self.ouvrir("convention", self.record)

    def action_actions(self) -> None:
        """List its actions."""
        from screens.actions import ActionsPage  # noqa: PLC0415 - only when it opens

        titre = self.fiche.titre if self.fiche else ""
        self.app.push_screen(ActionsPage({"convention": self.record}, titre=titre))

    def action_copier(self) -> None:
        """Copy the page as plain text."""
        if self.fiche:
            self.app.copy_to_clipboard(texte(self.fiche))
            self.say("Page copiée : collez-la dans un courriel.", "succes")


def _somme(axe: AxeConvention) -> str:
    """Say what the actions of an axe come to: what is engaged, what they cost."""
    engaged = f"{axe.engagees} engagée{'s' * (axe.engagees > 1)}" if axe.engagees else ""
    return " · ".join(part for part in (montant_de(axe), engaged) if part)
