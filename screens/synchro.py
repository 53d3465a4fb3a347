"""Mode 7, Synchro: what needs a person at the left, its card at the right, and the way in for a new laptop.

On a narrow window the card takes the place of the list: Entrée opens it, Échap comes back.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input

from pvd_tui.domain.texte import counted
from screens.aide import Aide
from screens.application import application
from screens.conflit import ENREGISTRE, lecture
from screens.conflit_brouillon import oublier
from screens.conflit_carte import CarteConflit
from screens.conflit_mots import nommer
from screens.conflit_touches import ACTIONS, rappel
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.menu import Entry, Menu
from screens.plain import clean
from screens.quand import quand
from screens.synchro_lignes import RECU, Lignes
from screens.widgets.champ import Champ
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage import a_corriger, retrait, settings
from storage.conflits import carte, trancher

if TYPE_CHECKING:
    from storage.a_corriger import ACorriger
    from storage.retrait import Retrait

TICK: Final = 1.0
"""Seconds between two looks at where the exchange stands."""

_ROLES: Final = {"chef": "chef de projet", "prefecture": "préfecture", "region": "région", "national": "national"}
_COLUMNS: Final = (Column("Quoi", 12), Column("Fiche", 16, weight=1), Column("", 20, weight=1, priority=1))


class SynchroPage(PageDonnees):
    """Where the exchange with the préfecture stands, always in sentences."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        binding("synchro.reprendre", "reprendre"),
        binding("synchro.enlever", "enlever"),
        *(binding(f"conflit.{name}", f"carte('{name}')", show=False) for name in ACTIONS),
        binding("page.retour", "retour", "Plus tard"),
    ]

    aide = Aide(
        "Synchronisation",
        "Vos saisies sont enregistrées sur cet ordinateur dès que vous les faites. Quand le réseau est là, elles "
        "partent à la préfecture et celles des autres arrivent. Rien n'est bloqué en attendant : un conflit garde "
        "toutes les valeurs, et peut toujours attendre.",
        "F5 synchronise tout de suite.",
    )

    def __init__(self) -> None:
        """Begin with nothing read."""
        super().__init__()
        self._enleve: ACorriger | None = None

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Synchro",)

    def body(self) -> ComposeResult:
        """Lay out the state, the list and the card, the journal."""
        self.lignes = Lignes(self.store)
        with Vertical(id="etat"):
            yield Plain("", id="phrase")
            yield Plain("", id="details")
            invitation = Champ(
                placeholder="Collez ici l'invitation de la préfecture (pvd1:…), puis Entrée", id="invitation"
            )
            invitation.aide = Aide(  # type: ignore[attr-defined] # any widget may carry its help
                "Invitation",
                "Un texte d'une ligne que la préfecture vous envoie ; il sert une fois, pendant 72 heures.",
                "pvd1:…",
            )
            yield invitation
        with Horizontal(id="boite"):
            with Panneau("À traiter", id="a-trancher"):
                yield Table(
                    _COLUMNS, empty="Rien à trancher, rien à corriger.", header=False, markable=False, id="points"
                )
            with Panneau("Détail", id="detail"):
                yield CarteConflit(self.store)
                with VerticalScroll(id="detail-zone"):
                    yield Plain("", id="detail-texte")
        with Panneau("Journal", id="journal"):
            yield Table(
                [Column("Événement", 40, weight=1)], empty="Rien encore.", header=False, markable=False, id="evenements"
            )

    def on_mount(self) -> None:
        """Fill the page."""
        super().on_mount()
        self.rafraichir()
        invitation = self.query_one("#invitation", Champ)  # hidden, it would swallow the digits of the modes
        asked = invitation.display and not self._a_traiter()
        (invitation if asked else self.query_one("#points")).focus()
        self.set_interval(TICK, self._dire_etat)

    def on_screen_resume(self) -> None:
        """Fill the page again when it comes back."""
        self._stale = False
        self.rafraichir()

    def rafraichir(self) -> None:
        """Read again what is shown; the cursor stays on its line."""
        program = application(self)
        serveur = self.store.settings.get(settings.SERVEUR)
        self.lignes = Lignes(self.store)
        self._dire_etat()
        self.query_one("#details", Plain).say("\n".join(filter(None, (self.lignes.bilan(), self._details(serveur)))))
        self.query_one("#invitation", Champ).display = not serveur and not program.demo
        self.query_one("#a-trancher", Panneau).titrer(f"À traiter ({self._a_traiter()})", "Entrée ouvre")
        points = self.query_one("#points", Table)
        here, place = points.row, points.cursor
        points.show(ListSource(self.lignes.rows), keep=here.id if here else None)
        if here is not None and points.row is not None and points.row.id != here.id:  # decided: go on with the next
            points.cursor = place
        self._detailler()
        lines = [Row(str(i), (line,)) for i, line in enumerate(program.synchro.journal())]
        self.query_one("#evenements", Table).show(ListSource(lines))

    def _dire_etat(self) -> None:
        """Say where the exchange stands: while one runs, its figures move."""
        if self.shell.page is self:
            self.query_one("#phrase", Plain).say(clean(application(self).synchro.etat().phrase))

    def _a_traiter(self) -> int:
        return len(self.lignes.cartes) + len(self.lignes.refus) + len(self.lignes.retraits)

    def _details(self, serveur: str | None) -> str:
        if not serveur:
            return "Sans inscription, tout fonctionne sur cet ordinateur."
        read = self.store.settings.get
        where = read(settings.COMMUNES) or read(settings.DEPARTEMENT) or "France entière"
        role = _ROLES.get(self.store.role, self.store.role)
        last = read(settings.LAST)
        when = f"Dernière : {quand(last, self.today)} · " if last else ""
        return clean(f"{when}Serveur : {serveur} · Rôle : {role} ({where.replace(',', ', ')})")

    def _front(self, panneau: Panneau | None) -> None:
        """Leave the whole of a narrow window to the journal when it is its turn."""
        super()._front(panneau)
        if panneau is not None:
            self.set_class(panneau.id == "journal", "-au-journal")

    # Enrolling.

    @on(Input.Submitted, "#invitation")
    def _paste(self, event: Input.Submitted) -> None:
        if event.value.strip():
            application(self).synchro.enroler(event.value)
            self.say("Inscription en cours…", "info")
            self.query_one("#invitation", Champ).put("")

    # The card of the line pointed at.

    @property
    def _pointe(self) -> str:
        row = self.query_one("#points", Table).row
        return row.id if row else ""

    @on(Table.Pointed, "#points")
    def _detailler(self) -> None:
        """Show what there is to know of the line."""
        line = self.lignes.cartes.get(self._pointe)
        shown = carte(self.store, line.table, line.record) if line else None
        card, zone = self.query_one(CarteConflit), self.query_one("#detail-zone")
        card.display, zone.display = shown is not None, shown is None
        card.query_one("#differends").can_focus = shown is not None
        if shown is not None:
            card.montrer(shown, lecture=lecture(self.store, shown.table, shown.record))
        else:
            self.query_one("#detail-texte", Plain).say(self.lignes.texte(self._pointe))
        row = self.query_one("#points", Table).row
        named = nommer(self.store, shown) if shown else " ".join(row.cells[:2]) if row else "Détail"
        self.query_one("#detail", Panneau).titrer(named, rappel(shown))
        self.refresh_bindings()

    @on(Table.Opened, "#points")
    def _open(self, event: Table.Opened) -> None:
        """Go into the card; what came in has a page of its own, commune by commune."""
        if event.row_id == RECU:
            from screens.digest import DigestPage  # noqa: PLC0415 - pydantic, only when it opens

            self.app.push_screen(DigestPage())
        else:
            self._entrer()

    def _entrer(self) -> None:
        """Go into the card."""
        self.show_panneau(self.query_one("#detail", Panneau))
        shown = self.query_one(CarteConflit)
        self.set_focus(shown.query_one("#differends") if shown.display else self.query_one("#detail-zone"))

    @property
    def _dedans(self) -> bool:
        """Whether the focus is in the card."""
        focused = self.focused
        return focused is not None and any(node.id == "detail" for node in focused.ancestors_with_self)

    def action_retour(self) -> None:
        """Échap: close the line being typed, then the card: later is always an answer."""
        card = self.query_one(CarteConflit)
        if card.display and card.fermer_autre():
            return
        if self._dedans:
            self.show_panneau(self.query_one("#a-trancher", Panneau))
        else:
            super().action_retour()

    def action_carte(self, name: str) -> None:
        """Choose in the card from the list: the keys of the card act there too."""
        card = self.query_one(CarteConflit)
        self._entrer()
        getattr(card, f"action_{name}")()

    @on(CarteConflit.Tranche)
    def _tranche(self, event: CarteConflit.Tranche) -> None:
        """Write what was decided."""
        event.stop()
        if self.tenter(lambda: trancher(self.store, event.carte, event.choix)) is None:
            return
        oublier(self.store, event.carte, event.choix)
        self._enleve = None
        application(self).changed()
        self.rafraichir()
        if carte(self.store, event.carte.table, event.carte.record) is None:
            self.show_panneau(self.query_one("#a-trancher", Panneau))
        self.say(ENREGISTRE, "succes")

    # What was refused, what must be given back.

    @property
    def _refus(self) -> "ACorriger | None":
        return self.lignes.refus.get(self._pointe)

    @property
    def _retrait(self) -> "Retrait | None":
        return self.lignes.retraits.get(self._pointe)

    def action_reprendre(self) -> None:
        """Open the fiche with the refused value typed in; or write a territory that leaves in a folder."""
        if gone := self._retrait:
            folder = Path(self.store.path).parent / "exports" / (gone.commune or gone.stream.replace(":", "-"))
            written = self.tenter(lambda: retrait.export(self.store, gone, folder))
            if written is not None:
                self.say(f"{counted(len(written), 'fichier')} dans {folder}. Rien n'a quitté cet ordinateur.", "succes")
        elif one := self._refus:
            if self.store.get(one.table, one.record) and (why := lecture(self.store, one.table, one.record)):
                self.say(f"{why} La valeur reste gardée ici ; x l'enlève de la liste.", "alerte")
                return
            record = self.tenter(lambda: a_corriger.reprendre(self.store, one))
            if record is not None:
                application(self).changed()
                application(self).ouvrir(one.table, record)

    def action_enlever(self) -> None:
        """Take a refused change off the list, which `u` takes back; or, once confirmed, a territory off the laptop."""
        if gone := self._retrait:
            label = f"Retirer {counted(gone.fiches, 'fiche')} de cet ordinateur (exportez d'abord avec e)"
            entries = [Entry(label, partial(self._retirer, gone), "r"), Entry("Ne rien retirer", lambda: None, "n")]
            self.app.push_screen(Menu("Territoire à rendre", entries), lambda entry: entry.run() if entry else None)
        elif one := self._refus:
            self.tenter(lambda: a_corriger.abandonner(self.store, one))
            self._enleve = one
            application(self).changed()
            self.rafraichir()
            self.say("Enlevé de la liste. u le remet.", "succes")

    def _retirer(self, gone: "Retrait") -> None:
        count = self.tenter(lambda: retrait.leave(self.store, gone))
        if count is not None:
            application(self).changed()
            self.rafraichir()
            self.say(f"{counted(count, 'fiche retirée')} de cet ordinateur.", "succes")

    def action_annuler(self) -> None:
        """Put back what was just taken off the list, else take back the last gesture."""
        one, self._enleve = self._enleve, None
        if one is None:
            super().action_annuler()
            return
        self.tenter(lambda: a_corriger.remettre(self.store, one))
        application(self).changed()
        self.rafraichir()
        self.say("Remis dans la liste.", "succes")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what fits the line pointed at."""
        if not self.is_mounted or action not in {"reprendre", "enlever", "carte", "retour"}:
            return super().check_action(action, parameters)
        if action == "retour":
            return self._dedans or super().check_action(action, parameters)
        card = self.query_one(CarteConflit)
        if action == "carte":
            return card.display and card.check_action(str(parameters[0]), ())
        return bool(self._refus or self._retrait)
