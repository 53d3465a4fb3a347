"""Which column is which field: the sheet, the row of titles, the matching; each can be changed before the preview."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pvd_tui.imports.cibles import IGNORER, cibles
from pvd_tui.imports.fichier import FichierError
from pvd_tui.imports.importation import preparer
from screens.aide import Aide
from screens.importer_page import PageImport
from screens.keys import binding
from screens.widgets.choix import Choice, Choix
from screens.widgets.colonnes import Column
from screens.widgets.invite import Invite
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pvd_tui.imports.importation import Preparation
    from screens.slot import Tone

_COLONNES: Final = (
    Column("Colonne du fichier", 16, 2),
    Column("devient", 20, 3),
    Column("sûr", 5, right=True, priority=1),
    Column("par exemple", 14, 3, priority=2),
)
_AUCUN: Final = "(laissée de côté)"
_DOUTE: Final = 75
"""Below this confidence a match is shown as one to look at."""


class Rapprochement(Table):
    """The columns of the file; Entrée changes what one becomes."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("liste.ouvrir", "open", "Changer")]


class ColonnesPage(PageImport):
    """The matching of one file."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("importer.apercu", "apercu"),
        binding("importer.feuille", "feuille"),
        binding("importer.titres", "titres"),
        binding("importer.ignorer", "ignorer"),
    ]
    aide = Aide(
        "Correspondance des colonnes",
        "Chaque colonne du fichier devient un champ, ou est laissée de côté. Le rapprochement est fait d'après le "
        "titre et ce que contiennent les cellules ; ce que vous décidez est retenu pour les fichiers semblables.",
    )

    def __init__(self, prepared: "Preparation") -> None:
        """Show how this file was understood."""
        super().__init__()
        self.prepared = prepared

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Importer", self.prepared.classeur.chemin.name)

    def body(self) -> ComposeResult:
        """Show where the table is, then its columns."""
        with Panneau(
            "Correspondance des colonnes",
            id="rapprochement",
            pied=f"{self.shell.touche('importer.apercu')} aperçu, rien n'est écrit",
        ):
            yield Plain("", id="ou")
            yield Rapprochement(_COLONNES, markable=False, empty="Aucune colonne.", id="colonnes")
        yield Invite(id="ligne-titres")

    def on_mount(self) -> None:
        """Fill the page."""
        self.montrer()
        self.query_one("#colonnes").focus()

    def montrer(self, keep: str | None = None) -> None:
        """Show the present matching."""
        table = self.prepared.tableau
        lines = sum(not line.ecart for line in table.lignes)
        others = len(self.prepared.classeur.feuilles) - 1
        more = (
            f" ({others} autre{'s' if others > 1 else ''}, {self.shell.touche('importer.feuille')})" if others else ""
        )
        known = " Correspondance déjà décidée ici." if self.prepared.rappelee else ""
        titles = self.shell.touche("importer.titres")
        here = f"Feuille « {table.feuille} »{more} · titres en ligne {table.ligne_titres} ({titles})"
        said = f"{here} · {lines} lignes.{known}"
        missing, shown = self.prepared.manque, self.rappel(("importer.apercu", "montre ce qui serait fait"))
        self.query_one("#ou", Plain).say(f"{said}\n{missing or f'Entrée change un champ · {shown}.'}")
        self.query_one("#colonnes", Table).show(ListSource(list(self._rows())), keep=keep)
        self.refresh_entete()

    def _rows(self) -> "Sequence[Row]":
        rows = []
        for one in self.prepared.colonnes:
            becomes = cibles()[one.cible].titre if one.retenue else _AUCUN
            sure = f"{one.confiance} %" if one.retenue else ""
            tone: Tone = "discret" if not one.retenue else "alerte" if one.confiance < _DOUTE else "normal"
            rows.append(Row(str(one.index), (one.titre, becomes, sure, " · ".join(one.exemples)), tone))
        return rows

    @on(Table.Opened, "#colonnes")
    def _change(self, event: Table.Opened) -> None:
        one = self.prepared.colonnes[int(event.row_id)]
        taken = {c.cible: c.titre for c in self.prepared.colonnes if c.retenue and c.index != one.index}
        offered = [Choice(IGNORER, _AUCUN)]
        offered += [Choice(c.cle, c.titre, taken.get(c.cle, "") if not c.plusieurs else "") for c in cibles().values()]

        def chosen(cible: str | None) -> None:
            if cible is not None:
                self.decider(one.index, cible)

        self.app.push_screen(Choix(f"« {one.titre} » devient", offered, current=one.cible), chosen)

    def decider(self, index: int, cible: str) -> None:
        """Give a column another field; the column that had it is left aside."""
        several = cible != IGNORER and cibles()[cible].plusieurs
        said = {c.titre: c.cible for c in self.prepared.colonnes}
        for one in self.prepared.colonnes:
            if one.cible == cible and not several:
                said[one.titre] = IGNORER
        said[self.prepared.colonnes[index].titre] = cible
        self._prepare(self.prepared.tableau.feuille, self.prepared.tableau.ligne_titres, said, keep=str(index))

    def action_ignorer(self) -> None:
        """Leave the column under the cursor aside."""
        if row := self.query_one("#colonnes", Table).row:
            self.decider(int(row.id), IGNORER)

    def action_feuille(self) -> None:
        """Choose another sheet, a hidden one too."""
        sheets = [
            Choice(one.nom, one.nom, f"{len(one.rangees)} lignes{'' if one.visible else ', masquée'}")
            for one in self.prepared.classeur.feuilles
        ]

        def chosen(nom: str | None) -> None:
            if nom is not None:
                self._prepare(nom, None, None)

        self.app.push_screen(Choix("Feuille", sheets, current=self.prepared.tableau.feuille), chosen)

    def action_titres(self) -> None:
        """Ask which row holds the titles."""
        here = str(self.prepared.tableau.ligne_titres)
        self.query_one("#ligne-titres", Invite).ask("Ligne des titres", here, exemple="son numéro dans le tableur")

    @on(Invite.Said, "#ligne-titres")
    def _titres(self, event: Invite.Said) -> None:
        self.query_one("#ligne-titres", Invite).close()
        self.query_one("#colonnes").focus()
        if event.text.strip().isdigit() and int(event.text) > 0:
            self._prepare(self.prepared.tableau.feuille, int(event.text), None)
        else:
            self.say("Donnez le numéro de la ligne, comme dans le tableur.", "alerte")

    def action_retour(self) -> None:
        """Leave the line, then the page."""
        line = self.query_one("#ligne-titres", Invite)
        if line.display:
            line.close()
            self.query_one("#colonnes").focus()
        else:
            super().action_retour()

    def _prepare(
        self, feuille: str, ligne: int | None, said: "Mapping[str, str] | None", keep: str | None = None
    ) -> None:
        try:
            self.prepared = preparer(self.store, self.prepared.classeur, feuille, ligne, said)
        except FichierError as error:
            self.say(str(error), "erreur")
            return
        self.montrer(keep)

    def action_apercu(self) -> None:
        """Show what the import would do."""
        from screens.importer_apercu import ApercuPage  # noqa: PLC0415 - only when it opens

        if self.prepared.manque:
            self.say(self.prepared.manque, "alerte")
        else:
            self.app.push_screen(ApercuPage(self.prepared))
