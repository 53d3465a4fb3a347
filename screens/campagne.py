"""« Campagne »: what each site owes for the note, what it gave, from where, and where it differs from the record."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from pvd_tui.domain.texte import counted
from screens.aide import Aide
from screens.application import Application, application
from screens.campagne_lue import detail, lignes, resume, texte
from screens.command import Command
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.widgets.colonnes import Column
from screens.widgets.invite import Invite
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource
from screens.widgets.table import Table
from storage.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from pvd_tui.domain.campagne_note import CampagneNote
    from pvd_tui.domain.contributions import ContributionSite

_COLONNES: Final = (
    Column("", 1),
    Column("Site", 22, 1),
    Column("Contribution", 12),
    Column("Reçue", 19, priority=2),
    Column("Écarts", 6, priority=1, right=True),
)
_VIDE: Final = "Aucun site sur cet ordinateur : la campagne demande une contribution à chacun.\n2 les communes"
_PIED: Final = (("campagne.reponses", "réponses reçues"), ("exporter.ouvrir", "classeurs à envoyer"))


class CampagnePage(PageDonnees):
    """The campaign of the note, site by site."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("campagne.reponses", "reponses"),
        binding("exporter.ouvrir", "exporter", "Classeurs", sentence="Écrire les classeurs à envoyer aux sites"),
        binding("app.copier", "copier", "Copier", show=False, sentence="Copier cette liste pour un courriel"),
    ]
    aide = Aide(
        "La campagne",
        "Chaque site doit une contribution à la note : trois faits confirmés (convention-cadre signée, inscrite au "
        "CRTE, actions engagées), la dynamique, les leviers, les difficultés, l'appui demandé. Un site la donne dans "
        "le programme ou par le classeur que F8 écrit pour lui ; la préfecture peut la saisir pour lui. Un écart avec "
        "le dossier est montré, et ne change aucune date officielle.",
        "Entrée ouvre la contribution du site, ou la commence.",
    )

    def __init__(self) -> None:
        """Start with nothing: the page is read when it is there."""
        super().__init__()
        self.campagne: CampagneNote | None = None
        self.sites: Sequence[ContributionSite] = ()

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Synthèse", "Campagne")

    def commands(self) -> Iterator[Command]:
        """Offer in the palette what the keys do here."""
        yield Command("Campagne", "Reprendre les réponses reçues", self.action_reponses, "r")
        yield Command("Campagne", "Écrire les classeurs à envoyer aux sites", self.action_exporter, "F8")
        yield Command("Campagne", "Copier cette liste pour un courriel", self.action_copier, "Ctrl+C")

    def body(self) -> ComposeResult:
        """Show the sites, then what the one under the cursor says."""
        with Panneau("Campagne", pied=self.rappel(*_PIED), id="campagne-panneau"):
            yield Table(_COLONNES, markable=False, empty="Lecture…", id="sites")
            yield Invite(id="dossier")
            yield Invite(id="reponses")
        with Panneau("Ce que dit le site", id="contribution-panneau"), VerticalScroll():
            yield Plain("", id="contribution")

    def on_mount(self) -> None:
        """Read the sites."""
        self.query_one("#sites").focus()
        self.rafraichir()

    # Reading.

    def rafraichir(self) -> None:
        """Read again, behind the screen."""
        self.lire_derriere(self._lire, self._montrer)

    def _lire(self) -> "tuple[CampagneNote, Sequence[ContributionSite]]":
        from storage.contributions import campagne, contributions_par_site  # noqa: PLC0415 - pydantic, when it opens

        held = campagne(self.store)
        return held, contributions_par_site(self.store, held)

    def _montrer(self, found: "tuple[CampagneNote, Sequence[ContributionSite]]") -> None:
        self.campagne, self.sites = found
        table = self.query_one("#sites", Table)
        table.empty = _VIDE
        table.show(ListSource(lignes(self.sites)), keep=table.row.id if table.row else None)
        self.query_one("#campagne-panneau", Panneau).titrer(
            resume(self.campagne, self.sites, self.today), self.rappel(*_PIED)
        )
        self._expliquer()

    @property
    def site(self) -> "ContributionSite | None":
        """The site under the cursor."""
        row = self.query_one("#sites", Table).row
        return next((one for one in self.sites if row and one.site == row.id), None)

    @on(Table.Pointed, "#sites")
    def _expliquer(self) -> None:
        """Say what the site under the cursor says, beside what is known."""
        self.query_one("#contribution", Plain).say(detail(self.site) if self.site else "")
        self.refresh_bindings()

    # Doing.

    @on(Table.Opened, "#sites")
    def _ouvrir_site(self) -> None:
        """Open the contribution of the site, or begin it."""
        if self.site and self.campagne:
            donner(application(self), self.site, self.campagne)

    def action_copier(self) -> None:
        """Copy the list as plain text."""
        if self.campagne:
            self.app.copy_to_clipboard(texte(self.campagne, self.sites, self.today))
            self.say("Liste copiée : collez-la dans un courriel.", "succes")

    # Workbooks.

    def action_exporter(self) -> None:
        """Ask where to write the workbooks."""
        from platformdirs import user_documents_path  # noqa: PLC0415 - only when files are written

        from pvd_tui.reports.fichier import nom_libre  # noqa: PLC0415 - same

        folder = nom_libre(user_documents_path() / f"pvd-campagne-{self.today.isoformat()}")
        self.query_one("#dossier", Invite).ask("Dossier des classeurs", str(folder))

    @on(Invite.Said, "#dossier")
    def _envoyer(self, event: Invite.Said) -> None:
        """Write one workbook for each site without a contribution."""
        self._fermer("#dossier")
        if not event.text.strip():
            return
        from pvd_tui.reports.campagne import ecrire_classeurs  # noqa: PLC0415 - only when files are written
        from pvd_tui.reports.fichier import chemin  # noqa: PLC0415 - same

        folder = chemin(event.text)
        self.lire_derriere(partial(ecrire_classeurs, self.store, folder), partial(self._ecrits, folder))

    def _ecrits(self, folder: "Path", written: "Sequence[Path]") -> None:
        if written:
            self.say(f"{counted(len(written), 'classeur')} dans {folder} : à joindre à vos courriels.", "succes")
        else:
            self.say("Aucun classeur à écrire : chaque site de votre habilitation a contribué.", "info")

    def action_reponses(self) -> None:
        """Ask where the workbooks that came back are."""
        self.query_one("#reponses", Invite).ask("Classeurs renvoyés (dossier ou fichier)", exemple="C:\\…\\Réponses")

    @on(Invite.Said, "#reponses")
    def _reprendre(self, event: Invite.Said) -> None:
        """Preview the replies of a folder, or of one file."""
        self._fermer("#reponses")
        if not event.text.strip():
            return
        from pvd_tui.imports.contributions import classeurs  # noqa: PLC0415 - only when replies are read
        from pvd_tui.reports.fichier import chemin  # noqa: PLC0415 - same
        from screens.campagne_reponses import ReponsesPage  # noqa: PLC0415 - same

        paths = self.tenter(lambda: classeurs([chemin(event.text)]))
        if paths:
            self.app.push_screen(ReponsesPage(paths))

    def _fermer(self, name: str) -> None:
        self.query_one(name, Invite).close()
        self.query_one("#sites").focus()

    def action_retour(self) -> None:
        """Close the line being typed, else the page."""
        for name in ("#dossier", "#reponses"):
            if self.query_one(name, Invite).display:
                self._fermer(name)
                return
        super().action_retour()


def donner(app: Application, site: "ContributionSite", campagne: "CampagneNote") -> None:
    """Open the contribution of a site, or begin it with what is known."""
    from storage.contributions import commencer  # noqa: PLC0415 - pydantic, only when one is begun

    if site.contribution is not None:
        app.ouvrir("contribution", site.contribution.id)
        return
    try:
        start = commencer(app.store, site, campagne)
    except StoreError as error:
        app.say(str(error), "erreur")
        return
    app.creer("contribution", **start)


def contribuer(app: Application, site: str | None = None) -> None:
    """Open the contribution of this site, else the only one that this laptop owes, else the campaign."""
    from storage.contributions import a_contribuer, campagne, contributions_par_site  # noqa: PLC0415 - pydantic, same

    held = campagne(app.store)
    known = contributions_par_site(app.store, held)
    mine = [one for one in known if one.site == site] if site else a_contribuer(app.store, known)
    if len(mine) == 1:
        donner(app, mine[0], held)
    else:
        app.push_screen(CampagnePage())
