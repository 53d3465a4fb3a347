"""The presences of a séance after it was held, read on the paper sheet: three keystrokes a person."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pvd_tui.domain.pointage import ABSENT, CYCLE_APRES, PRESENT, compter
from screens import seance_presences as presences
from screens.aide import Aide
from screens.application import application
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.saisir import Saisir
from screens.seance_lue import SeanceLue
from screens.widgets.feuille import Feuille
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain

if TYPE_CHECKING:
    from pvd_tui.domain.pointage import Pointee

_AIDE = (
    "Présent veut dire : a signé (, dit le contraire). Ce qui n'est pas pointé reste inscrit : "
    "! dit absent, = représenté, * à distance."
)


class PointagePage(PageDonnees):
    """The sheet, ticked line after line."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("journal.annuler", "annuler", show=False)]
    AUTO_FOCUS = "Filtre"
    aide = Aide(
        "Pointer d'après la feuille",
        "Tapez quelques lettres du nom ou de la commune, Espace pour « présent », Entrée pour la personne suivante. "
        "Espace encore : excusé, absent. Ce qui ne s'écrit dans aucun nom agit : = représenté par…, * à distance, "
        "! absent, , a signé ou non, + quelqu'un qui n'est pas sur la feuille. Ctrl+Z annule.",
        "le Espace Entrée",
    )

    def __init__(self, record: str) -> None:
        """Tick the sheet of this séance."""
        super().__init__()
        self.record = record
        self.seance: SeanceLue | None = None

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Clubs", self.seance.titre if self.seance else "Séance", "Pointer")

    def body(self) -> ComposeResult:
        """Show the sheet."""
        with Panneau("Feuille de présence", id="pointage-panneau"):
            yield Feuille(cycle=CYCLE_APRES)
        yield Plain(_AIDE, id="pointage-aide")

    def on_mount(self) -> None:
        """Read the sheet."""
        self.rafraichir()

    def rafraichir(self) -> None:
        """Read the sheet again; the letters and the person under the cursor stay."""
        self.seance = SeanceLue(self.store, self.record)
        self.refresh_entete()
        count = compter(self.seance.feuille)
        wait = sum(one.statut == "Inscrit" for one in self.seance.feuille)
        said = f"Présents {count.presents}/{count.attendus} · communes {count.communes} · encore à pointer {wait}"
        self.query_one("#pointage-panneau", Panneau).titrer(said)
        self.query_one(Feuille).montrer(self.seance.feuille)

    def _ligne(self, record: str) -> "Pointee | None":
        lines = self.seance.feuille if self.seance else ()
        return next((one for one in lines if one.id == record), None)

    @on(Feuille.Pointe)
    def _pointer(self, event: Feuille.Pointe) -> None:
        """Keep the statut."""
        event.stop()
        if ligne := self._ligne(event.record):
            presences.statut(self, ligne, event.statut, papier=True)

    @on(Feuille.Demande)
    def _demander(self, event: Feuille.Demande) -> None:
        """Do what a sign asks."""
        event.stop()
        ligne = self._ligne(event.record)
        if ligne is None or self.seance is None:
            return
        if event.quoi == "represente":
            presences.represente(self, ligne, self.seance.feuille)
        elif event.quoi == "distance":
            presences.distance(self, ligne)
        elif event.quoi == "emarge":
            presences.emarge(self, ligne)
        elif event.quoi == "absent":
            presences.statut(self, ligne, ABSENT, papier=True)
        elif ligne.statut == PRESENT:
            self._partir(ligne)

    def _partir(self, ligne: "Pointee") -> None:
        """Ask when somebody left: nobody looks at the clock afterwards."""
        from pvd_tui.domain.presence import Presence  # noqa: PLC0415 - pydantic, only when it is asked
        from pvd_tui.domain.saisie import SaisieError, read  # noqa: PLC0415 - same

        def wrong(text: str) -> str:
            try:
                read(Presence, "heure_depart", text, self.today)
            except SaisieError as error:
                return error.message
            return ""

        def said(text: str | None) -> None:
            if text is not None:
                value = read(Presence, "heure_depart", text, self.today)
                presences.ecrire(self, ligne.id, {"heure_depart": value}, f"parti à {value}" if value else "resté")

        asked = Saisir(f"{ligne.nom} : parti à", ligne.depart, exemple="11:30", verifier=wrong)
        self.app.push_screen(asked, said)

    @on(Feuille.Invitee)
    def _ajouter(self, event: Feuille.Invitee) -> None:
        """Add somebody who signed on a blank line."""
        event.stop()

        def said(text: str | None) -> None:
            if text is None or not text.strip() or self.seance is None:
                return
            values = self.seance.personne(text, self.today) | {"statut": PRESENT, "emarge": True}
            if made := self.tenter(lambda: self.store.create("presence", values)):
                application(self).changed()
                self.query_one(Feuille).viser(made)
                self.say(f"{values['titre']} : présent, a signé. {self.annule}", "succes")

        example = "Claire Lemaire, cheffe de projet, Chauny"
        self.app.push_screen(Saisir("Nom, fonction, commune ou organisme", event.texte, exemple=example), said)

    @property
    def annule(self) -> str:
        """Say which key takes back: letters are typed here."""
        return f"{self.shell.touche('journal.annuler')} annule."
