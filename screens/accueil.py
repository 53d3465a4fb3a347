"""Mode 1: what waits, where the actions stand, the conventions, the clubs; each line opens what it counts."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from screens.accueil_a_faire import HORIZON, BlocAFaire
from screens.aide import Aide
from screens.application import application
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.lignes import entier
from screens.page import Page
from screens.quand import bref, quand
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage import settings
from storage.bord import Bord

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.domain.a_faire import AFaire as Ligne
    from screens.slot import Tone

_PHASES: Final = ("Idée", "Étude", "Opération")
_ALERTES: Final = ("En retard", "Bloqué", "En pause")
_BARRES: Final = {"-etroit": 7, "-normal": 17, "-large": 29}
"""Cells of a bar, by the width of the page."""
_SEANCES: Final = 6
_CLUBS: Final = 2
"""Séances the instruction asks for in a calendar year (`pvd_tui.domain.programme.Programme.club_annuel`)."""

_BIENVENUE: Final = """
 Bienvenue. Rien n'est encore enregistré ici ; on peut commencer sans réseau.

   n   ajouter votre première commune, puis ses actions
   7   relier cet ordinateur à la préfecture : collez l'invitation reçue

 Dans une fenêtre de commande, programme fermé :

   pvd importer FICHIER   reprendre la liste officielle des communes
   pvd demo               voir la démonstration, dans une base à part

 F1 aide · F10 toutes les commandes · Ctrl+Q quitter, tout est gardé"""


class AccueilPage(PageDonnees):
    """The dashboard."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("liste.nouveau", "nouveau", sentence="Créer une action, ou la première commune"),
        binding("a_faire.ouvrir", "a_faire", show=False),
    ]
    _drawn = 0
    _urgent: tuple[int, list[Row]] = (0, [])
    aide = Aide(
        "Accueil",
        "À faire : ce que l'on tapait et qui n'est pas fini, ce que deux personnes ont écrit différemment, ce que la "
        "préfecture a refusé, puis ce que les fiches demandent : échéances passées ou à moins de "
        f"{HORIZON} jours, pièces, délais, dossiers à déposer, fiches muettes.",
        "Entrée ouvre la ligne, a toute la liste (fait, reporter, masquer), F6 passe au cadre suivant.",
    )

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Accueil",)

    def body(self) -> ComposeResult:
        """Show the greeting, then the blocks."""
        yield Plain("", id="salut")
        yield Plain(_BIENVENUE, id="bienvenue")
        with Horizontal(id="blocs"):
            with Panneau("À faire", id="a-faire-panneau"):
                columns = (Column("", 8), Column("", 10, 1, 1), Column("", 18, 3))
                yield _bloc("a-faire", columns, "Rien n'attend. Les échéances à venir se montrent ici.")
            with Vertical(id="cote"):
                with Panneau("Actions par phase", id="phases-panneau"):
                    yield _bloc("phases", (Column("", 11), Column("", 4, 1), Column("", 6, right=True)), "")
                with Panneau("Conventions-cadres", id="conventions-panneau"):
                    yield _bloc("conventions", (Column("", 12, 1), Column("", 12, right=True)), "")
                with Panneau("Clubs", id="clubs-panneau"):
                    yield _bloc("clubs", (Column("", 8), Column("", 14, 1), Column("", 5, 0, 1, right=True)), "")
        yield Plain("", id="synchro-phrase")

    def on_mount(self) -> None:
        """Read the counts."""
        self.rafraichir()
        self.query_one("#a-faire").focus()

    # Reading.

    def rafraichir(self) -> None:
        """Count again."""
        bord = Bord(self.store.connection)
        self.set_class(bord.empty(), "-vide")
        self.query_one("#salut", Plain).say(self._salut(bord))
        self.query_one("#synchro-phrase", Plain).say(f" {application(self).synchro.etat().phrase}")
        bloc = BlocAFaire(self.store, self.today)
        self._urgent = bloc.en_attente(bord)
        self._montrer_a_faire(*bloc.echeances(bord))
        self._calculer()
        phases = list(self._phases(bord))
        self._show("phases", phases)
        self._show("conventions", list(self._conventions(bord)))
        self._show("clubs", list(self._clubs(bord)))
        held = bord.clubs_tenus(self.today.year, self.today.isoformat())
        self.query_one("#clubs-panneau", Panneau).titrer(f"Clubs : {held} sur {_CLUBS} en {self.today.year}")

    def _show(self, name: str, rows: Sequence[Row]) -> None:
        """Show rows, the cursor on the line it was on."""
        table = self.query_one(f"#{name}", Table)
        table.show(ListSource(rows), keep=table.row.id if table.row else None)

    def _salut(self, bord: Bord) -> str:
        """Greet, and say that nothing is lost."""
        nom = (self.store.settings.get(settings.NOM) or "").split(" ")[0]
        last = bord.last_change()
        done = f" Dernière modification : {quand(last, self.today)}." if last else ""
        return f" Bonjour{' ' + nom if nom else ''}.{done} Rien n'a été perdu."

    def _calculer(self) -> None:
        """Compute what the fiches call for, behind the screen: it reads the rules of the programme."""
        today = self.today

        def read() -> "list[Ligne]":
            from storage.a_faire import ListeAFaire  # noqa: PLC0415 - pydantic, not before the first page is there

            return ListeAFaire(self.store).lines(today)

        self.lire_derriere(read, self._montrer_calcul)

    def _montrer_calcul(self, lines: "Sequence[Ligne]") -> None:
        self._montrer_a_faire(len(lines), BlocAFaire(self.store, self.today).lignes(lines))

    def _montrer_a_faire(self, count: int, rows: Sequence[Row]) -> None:
        waiting, first = self._urgent
        self._show("a-faire", [*first, *rows])
        self.query_one("#a-faire-panneau", Panneau).titrer(
            f"À faire ({entier(waiting + count)})", "a toute la liste" if count else ""
        )

    def action_a_faire(self) -> None:
        """Open the whole list."""
        from screens.a_faire import AFairePage  # noqa: PLC0415 - only when it opens

        self.app.push_screen(AFairePage())

    def _phases(self, bord: Bord) -> Iterator[Row]:
        """Give a bar for each phase, then the statuts that call for somebody."""
        counts = bord.phases()
        total = sum(count for _, _, count in counts)
        self.query_one("#phases-panneau", Panneau).titrer(f"Actions par phase ({entier(total)})")
        for phase in (*_PHASES, None):
            count = sum(n for p, _, n in counts if p == phase)
            if phase or count:
                yield Row(f"phase {phase or ''}", (phase or "Sans phase", self._barre(count, total), entier(count)))
        for statut in _ALERTES:
            count = sum(n for _, s, n in counts if s == statut)
            if count:
                yield Row(f"statut_phase {statut}", (f"· {statut.lower()}", "", entier(count)))

    @property
    def _largeur(self) -> int:
        """Cells of a bar in the present window."""
        return next((cells for name, cells in _BARRES.items() if self.has_class(name)), 7)

    def _barre(self, count: int, total: int) -> str:
        """Draw a share; something is never drawn as nothing."""
        width = self._drawn = self._largeur
        full = max(round(width * count / total), bool(count)) if total else 0
        return "█" * full + "░" * (width - full)

    @on(events.Resize)
    def _wider(self) -> None:
        """Draw the bars at the new width, if it is another one."""
        self.call_after_refresh(self._redraw)

    def _redraw(self) -> None:
        """Show the phases again."""
        if self.is_attached and self._largeur != self._drawn:
            self._show("phases", list(self._phases(Bord(self.store.connection))))

    def _conventions(self, bord: Bord) -> Iterator[Row]:
        """Say how many communes have their convention-cadre signed, then those whose is not."""
        communes = {str(row["id"]): str(row["titre"]) for row in self.store.rows.page("commune", columns=("titre",))}
        cadres = [c for c in bord.cadres() if c.type == "Cadre ORT"]
        signees = {c.commune for c in cadres if c.statut in {"Signée", "Terminée"}} & communes.keys()
        said = {c.commune: c.statut or "à renseigner" for c in cadres}
        if communes:
            yield Row("conventions", ("Signées", f"{len(signees)} sur {len(communes)}"))
        for insee, titre in communes.items():
            if insee not in signees:
                yield Row(f"commune {insee}", (titre, said.get(insee, "à renseigner").lower()))

    def _clubs(self, bord: Bord) -> Iterator[Row]:
        """Give the next séance, and the count of the year."""
        today = self.today.isoformat()
        seances = bord.clubs(today, _SEANCES)
        feuilles = bord.feuilles([seance.record for seance in seances])
        if not any(seance.date >= today for seance in seances):
            yield Row("clubs", ("", "Aucune prévue", ""))
        for seance in seances:
            feuille = feuilles.get(seance.record)
            here = f"{feuille.presents}/{feuille.inscrits}" if feuille and seance.date <= today else ""
            tone: Tone = "normal" if seance.date >= today else "discret"
            yield Row(f"seance_club {seance.record}", (bref(seance.date, self.today), seance.titre, here), tone)

    # Doing.

    @on(Table.Opened)
    def _open(self, event: Table.Opened) -> None:
        """Open what a line counts."""
        what, _, rest = event.row_id.partition(" ")
        if what in {"phase", "statut_phase"}:
            self._actions(what, rest)
        elif what == "conventions":
            from screens.conventions import ConventionsPage  # noqa: PLC0415 - only when it opens

            self.app.push_screen(ConventionsPage())
        elif what == "clubs":
            self.shell.go("clubs")
        else:
            self.ouvrir(what, rest.split(" ")[0])

    def _actions(self, champ: str, value: str) -> None:
        """List the actions of a phase or of a statut."""
        from screens.actions import ActionsPage  # noqa: PLC0415 - only when it opens

        where: dict[str, Json] = {champ: value or None}
        self.app.push_screen(ActionsPage(where, titre=value or "Sans phase"))

    def action_nouveau(self) -> None:
        """Create an action where there are communes, else the first commune."""
        mode = "actions" if self.store.rows.count("commune") else "communes"
        self.shell.go(mode)
        self.app.call_after_refresh(_nouveau, self.shell.page)


def _nouveau(page: Page | None) -> None:
    """Open the line of `n`, once the list is there."""
    from screens.liste import ListePage  # noqa: PLC0415 - only when a list opens

    if isinstance(page, ListePage):
        page.action_nouveau()


def _bloc(name: str, columns: Sequence[Column], empty: str) -> Table:
    """Make the list of a block."""
    return Table(columns, header=False, markable=False, empty=empty, id=name)
