"""Mode 1: what waits, the weeks ahead, the phases, risks, conventions, money, clubs; each line opens what it counts.

What one quick read counts is counted at each visit; the risks and the money are shown as they were last computed, then
computed again behind the screen where the journal moved (`storage.tableau_de_bord`).
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll

from screens import accueil_blocs as blocs
from screens import accueil_tableau as tableaux
from screens.accueil_a_faire import HORIZON, BlocAFaire
from screens.accueil_ouvrir import ouvrir_ligne
from screens.accueil_seance import SeanceInterrompue
from screens.aide import Aide
from screens.application import application
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.lignes import entier
from screens.page import Page
from screens.quand import quand
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage import settings
from storage.bord import Bord
from storage.tableau_de_bord import Tableau, calculer, garder, position, relire

if TYPE_CHECKING:
    from pvd_tui.domain.a_faire import AFaire as Ligne

_BARRES: Final = {"-etroit": 7, "-normal": 17, "-large": 23}
"""Cells of a bar, by the width of the page."""
_BANDE: Final = {"-etroit": 38, "-normal": 48, "-large": 48}
"""Cells of the weeks ahead, by the width of the page."""

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
    tableau: Tableau | None = None
    """The blocks that cost to compute, as they were last."""
    aide = Aide(
        "Accueil",
        "À faire : ce que l'on tapait et qui n'est pas fini, ce que deux personnes ont écrit différemment, ce que la "
        "préfecture a refusé, puis ce que les fiches demandent : échéances passées ou à moins de "
        f"{HORIZON} jours, pièces, délais, dossiers à déposer, fiches muettes.",
        "Risques : les premiers, avec leur règle et l'étape suivante (mode 6). Financements : prévu (accordé, sinon "
        "demandé) et notifié, par famille. Échéances : douze semaines, une marque par échéance. "
        "Entrée ouvre la ligne, a toute la liste (fait, reporter, masquer), F6 passe au cadre suivant.",
    )

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Accueil",)

    def body(self) -> ComposeResult:
        """Show the greeting, then the blocks."""
        yield SeanceInterrompue()
        yield Plain("", id="salut")
        yield Plain(_BIENVENUE, id="bienvenue")
        with Horizontal(id="blocs"):
            with Vertical(id="principal"):
                with Panneau("À faire", id="a-faire-panneau"):
                    columns = (Column("", 8), Column("", 10, 1, 1), Column("", 18, 3))
                    yield _bloc("a-faire", columns, "Rien n'attend.\nLes échéances à venir viendront ici.")
                with Panneau("Échéances, 12 semaines", id="echeances-panneau"):
                    yield Plain("", id="semaines")
                    yield _bloc("echeances", tableaux.COLONNES_ECHEANCES, "Aucune échéance.")
            with VerticalScroll(id="cote", can_focus=False):
                yield from self._gauche()
                yield from self._droite()
        yield Plain("", id="synchro-phrase")

    def _gauche(self) -> ComposeResult:
        """Show what is followed, the phases and the risks."""
        with Vertical(classes="accueil-colonne"):
            with Panneau("Préfecture", id="suivis-panneau"):
                yield _bloc("suivis", tableaux.COLONNES_SUIVIS, "Lecture…")
            with Panneau("Actions par phase", id="phases-panneau"):
                yield _bloc("phases", (Column("", 11), Column("", 4, 1), Column("", 6, right=True)), "")
            with Panneau("Risques", id="accueil-risques-panneau"):
                yield _bloc("accueil-risques", tableaux.COLONNES_RISQUES, "Lecture…")

    def _droite(self) -> ComposeResult:
        """Show the conventions, the money and the clubs."""
        with Vertical(classes="accueil-colonne"):
            with Panneau("Conventions-cadres", id="conventions-panneau"):
                yield _bloc("conventions", (Column("", 12, 1), Column("", 12, right=True)), "")
            with Panneau("Financements", id="financements-panneau"):
                yield Table(tableaux.COLONNES_FINANCEMENTS, markable=False, empty="Lecture…", id="financements")
            with Panneau("Clubs", id="clubs-panneau"):
                yield _bloc("clubs", (Column("", 8), Column("", 14, 1), Column("", 5, 0, 1, right=True)), "")

    def on_mount(self) -> None:
        """Read the counts."""
        self.tableau = relire(self.store)
        self.rafraichir()
        first = self.query_one(SeanceInterrompue)
        (first if first.display else self.query_one("#a-faire")).focus()

    # Reading.

    def rafraichir(self) -> None:
        """Count again."""
        bord = Bord(self.store.connection)
        self.query_one(SeanceInterrompue).relire(self.store, self.today)
        self.set_class(bord.empty(), "-vide")
        self.query_one("#salut", Plain).say(self._salut(bord))
        self.query_one("#synchro-phrase", Plain).say(f" {application(self).synchro.etat().phrase}")
        bloc = BlocAFaire(self.store, self.today)
        self._urgent = bloc.en_attente(bord)
        self._montrer_a_faire(*bloc.echeances(bord))
        self._calculer()
        self._dessiner(bord)
        self._show("conventions", blocs.conventions(bord, self.store))
        self._show("clubs", blocs.clubs(bord, self.today))
        year = self.today.year
        held = f"{bord.clubs_tenus(year, self.today.isoformat())} sur {bord.clubs_demandes(year)}"
        self.query_one("#clubs-panneau", Panneau).titrer(f"Clubs : {held} en {year}")
        if self.tableau is not None:
            self._montrer_tableau(self.tableau)
        self.query_one("#suivis-panneau").display = self.store.role in {"prefecture", "national"}

    def _dessiner(self, bord: Bord) -> None:
        """Draw what depends on the width: the phases, the weeks ahead."""
        counts = bord.phases()
        total = sum(count for _, _, count in counts)
        self._drawn = self._selon(_BARRES)
        self.query_one("#phases-panneau", Panneau).titrer(f"Actions par phase ({entier(total)})")
        self._show("phases", blocs.phases(counts, self._drawn))
        rows, days = tableaux.echeances(bord, self.store, self.today)
        self._show("echeances", rows)
        self.query_one("#semaines", Plain).say(tableaux.bande(days, self.today, self._selon(_BANDE)))
        self.query_one("#echeances-panneau", Panneau).titrer(f"Échéances, 12 semaines ({entier(sum(days.values()))})")

    def _selon(self, by_width: dict[str, int]) -> int:
        """Give the cells of a drawing in the present window."""
        return next((cells for name, cells in by_width.items() if self.has_class(name)), by_width["-etroit"])

    def _show(self, name: str, rows: Iterable[Row]) -> None:
        """Show rows, the cursor on the line it was on."""
        table = self.query_one(f"#{name}", Table)
        table.show(ListSource(list(rows)), keep=table.row.id if table.row else None)

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
        held, today = self.tableau, self.today
        if held is None or (held.position, held.jour) != (position(self.store), today.isoformat()):
            self.lire_derriere(self._recalculer, self._montrer_tableau, groupe="tableau")

    def _recalculer(self) -> Tableau:
        """Compute the other blocks behind the screen, and keep them for the next opening."""
        made = calculer(self.store, self.today)
        garder(self.store, made)
        return made

    def _montrer_tableau(self, tableau: Tableau) -> None:
        """Show the risks, the money, and what is followed."""
        self.tableau = tableau
        self._show("accueil-risques", tableaux.risques(tableau))
        self._show("financements", tableaux.financements(tableau))
        self._show("suivis", tableaux.suivis(tableau))
        self.query_one("#accueil-risques", Table).empty = "Rien d'établi, d'après ce qui est renseigné."
        self.query_one("#financements", Table).empty = "Aucune demande chiffrée."
        self.query_one("#accueil-risques-panneau", Panneau).titrer(tableaux.titre_risques(tableau))

    def _montrer_a_faire(self, count: int, rows: Sequence[Row]) -> None:
        waiting, first = self._urgent
        self._show("a-faire", [*first, *rows])
        self.query_one("#a-faire-panneau", Panneau).titrer(
            f"À faire ({entier(waiting + count)})", self.rappel(("a_faire.ouvrir", "toute la liste")) if count else ""
        )

    @on(events.Resize)
    def _wider(self) -> None:
        """Draw the bars at the new width, if it is another one."""
        self.call_after_refresh(self._redraw)

    def _redraw(self) -> None:
        """Draw again what depends on the width."""
        if self.is_attached and self._selon(_BARRES) != self._drawn:
            self._dessiner(Bord(self.store.connection))

    # Doing.

    @on(Table.Opened)
    def _open(self, event: Table.Opened) -> None:
        """Open what a line counts."""
        ouvrir_ligne(self, event.row_id)

    def action_a_faire(self) -> None:
        """Open the whole list."""
        from screens.a_faire import AFairePage  # noqa: PLC0415 - only when it opens

        self.app.push_screen(AFairePage())

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
