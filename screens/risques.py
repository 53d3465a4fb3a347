"""Mode 6: the communes at risk, explained: one line a site, by cause, what can still change first (`design.md` §6)."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from pvd_tui.changes.edit import edit
from screens.aide import Aide
from screens.application import application
from screens.command import Command
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.risques_lus import detail, lignes, manques, resume, texte
from screens.widgets.colonnes import Column
from screens.widgets.invite import Invite
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource
from screens.widgets.table import Table
from screens.widgets.table_liste import TableListe

if TYPE_CHECKING:
    from pvd_tui.domain.risques import LigneRisque, Risques
    from storage.store import Saved

_COLONNES: Final = (
    Column("", 1),
    Column("Site", 24, 1),
    Column("Règles", 9, priority=1),
    Column("Jours", 6, right=True),
    Column("L'étape suivante", 26, 2),
)
_RETENUS: Final = {"o": "Oui", "n": "Non"}
_VIDE: Final = "Aucune commune à risque ni en difficulté, d'après ce qui est renseigné.\nr ce qui reste à renseigner"


class RisquesPage(PageDonnees):
    """The communes at risk and in difficulty, with the fact, its source, the days left and the step that clears it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("risque.commune", "commune"),
        binding("risque.retenir", "retenir"),
        binding("risque.signaler", "signaler"),
        binding("risque.renseigner", "renseigner"),
        binding("app.copier", "copier", "Copier", show=False, sentence="Copier cette liste pour un courriel"),
    ]
    aide = Aide(
        "Les risques",
        "R1 : l'un des trois tests de la phase opérationnelle n'est pas rempli à l'échéance. R2 : plus de 18 mois "
        "depuis l'adhésion, sans ORT. R3 : poste vacant ou qui se termine. R4 : frein dit par une personne. R5 : pas "
        "d'opération un an après l'ORT. R6 : reste à charge au-dessus du montant voté. R7 : sans nouvelles depuis 90 "
        "jours. Un test sans réponse ne met pas une commune à risque : il est « à renseigner ». Le jugement du préfet "
        "se lit à côté du calcul, avec son motif, et ne le remplace pas.",
        "Entrée ouvre la fiche où se fait l'étape suivante.",
    )

    def __init__(self) -> None:
        """Start with nothing: the page is read when it is there."""
        super().__init__()
        self.risques: Risques | None = None
        self._ouverts = False
        """Whether what is to be filled in is shown in the place of the risks."""

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Risques", "À renseigner") if self._ouverts else ("Risques",)

    def commands(self) -> Iterator[Command]:
        """Offer in the palette what the keys do here."""
        yield Command("Risques", "Copier cette liste pour un courriel", self.action_copier, "Ctrl+C")

    def body(self) -> ComposeResult:
        """Show the lines, then what is behind the one that is pointed at."""
        with Panneau("Risques", id="risques-panneau"):
            yield TableListe(_COLONNES, markable=False, empty="Lecture…", id="risques")
            yield Invite(id="motif")
        with Panneau("Pourquoi", id="pourquoi-risque-panneau"), VerticalScroll():
            yield Plain("", id="pourquoi-risque")

    def on_mount(self) -> None:
        """Read the risks."""
        self.query_one("#risques", Table).focus()
        self.rafraichir()

    # Reading.

    def rafraichir(self) -> None:
        """Compute again, behind the screen."""
        today = self.today
        self.lire_derriere(partial(self._lire, today), self._montrer)

    def _lire(self, today: date) -> "Risques":
        from storage.risques import risques_du_store  # noqa: PLC0415 - pydantic, only when risks are shown

        return risques_du_store(self.store, None, today)

    def _montrer(self, found: "Risques") -> None:
        self.risques = found
        table = self.query_one("#risques", Table)
        table.empty = _VIDE
        table.show(ListSource(lignes(found, ouverts=self._ouverts)), keep=table.row.id if table.row else None)
        panneau = self.query_one("#risques-panneau", Panneau)
        panneau.titrer(resume(found, ouverts=self._ouverts))
        self.refresh_entete()
        self._expliquer()

    @on(Table.Pointed, "#risques")
    def _expliquer(self) -> None:
        """Say the facts behind the line under the cursor."""
        line, row = self._ligne(), self.query_one("#risques", Table).row
        if line is not None:
            said = detail(line)
        else:
            said = manques(self.risques, row.id) if row and self.risques and self._ouverts else ""
        self.query_one("#pourquoi-risque", Plain).say(said)

    def _ligne(self) -> "LigneRisque | None":
        """Give the site under the cursor; None on a heading."""
        row = self.query_one("#risques", Table).row
        if row is None or self.risques is None or self._ouverts:
            return None
        return next((line for line in self.risques.lignes if line.site == row.id), None)

    def _insee(self) -> str | None:
        """Give the commune that a gesture is about: the first at risk of the site, or the one to fill in."""
        row = self.query_one("#risques", Table).row
        line = self._ligne()
        if line is not None:
            return next((one.insee for one in line.communes if one.a_risque), line.communes[0].insee)
        return row.id if row and self._ouverts else None

    # Doing.

    @on(Table.Opened, "#risques")
    def _etape(self, event: Table.Opened) -> None:
        """Open the fiche where the next step is done."""
        line = self._ligne()
        if line is not None and line.constats and line.constats[0].record:
            self.ouvrir(line.constats[0].table, line.constats[0].record)
        elif insee := self._insee() or event.row_id:
            self._page(insee)

    def action_commune(self) -> None:
        """Open the page of the commune."""
        if insee := self._insee():
            self._page(insee)

    def _page(self, insee: str) -> None:
        from screens.commune import CommunePage  # noqa: PLC0415 - only when it opens

        if self.store.get("commune", insee):
            self.app.push_screen(CommunePage(insee))

    def action_signaler(self) -> None:
        """Begin a signal: a frein or a levier that somebody says, beside what is computed."""
        if insee := self._insee():
            application(self).creer("signal", commune=insee)

    def action_renseigner(self) -> None:
        """Show what is to be filled in, or the risks again."""
        self._ouverts = not self._ouverts
        if self.risques:
            self._montrer(self.risques)

    def action_copier(self) -> None:
        """Copy the list as plain text."""
        if self.risques:
            self.app.copy_to_clipboard(texte(self.risques))
            self.say("Liste copiée : collez-la dans un courriel.", "succes")

    def action_retenir(self) -> None:
        """Ask for the préfet's judgement on the commune, and its reason."""
        insee = self._insee()
        if insee is None:
            return
        if self.store.role not in {"prefecture", "national"}:
            self.say("Le risque retenu est le jugement du préfet ; un signal (n) dit ce que vous savez.", "info")
            return
        nom = self.store.rows.titres("commune", [insee]).get(insee, insee)
        self.query_one("#motif", Invite).ask(f"{nom}, o ou n, motif", exemple="o la convention n'est pas prête")

    @on(Invite.Said, "#motif")
    def _retenu(self, event: Invite.Said) -> None:
        """Write the judgement; an empty line closes, « - » takes the judgement back."""
        said, insee = event.text.strip(), self._insee()
        answer, _, motif = said.partition(" ")
        values = {"risque_retenu": _RETENUS.get(answer.lower()), "motif_risque_retenu": motif.strip() or None}
        if said and said != "-" and values["risque_retenu"] is None:
            self.say(
                "Commencez par o (à risque) ou n (pas à risque), puis le motif. Rien n'a été enregistré.", "erreur"
            )
            return
        self._fermer()
        if said and insee and self.tenter(partial(self._juger, insee, values)):
            application(self).changed()
            self.say(f"Jugement du préfet enregistré. {self.annule}", "succes")

    def _juger(self, insee: str, values: dict[str, str | None]) -> "Saved | None":
        before = self.store.get("commune", insee)
        if before is None:
            return None
        change = edit("commune", insee, before.folded, dict(values))
        return self.store.save([change], "Risque retenu par le préfet") if change else None

    def _fermer(self) -> None:
        self.query_one("#motif", Invite).close()
        self.query_one("#risques").focus()

    def action_retour(self) -> None:
        """Close the line being typed, else what is to be filled in, else the page."""
        if self.query_one("#motif", Invite).display:
            self._fermer()
        elif self._ouverts:
            self.action_renseigner()
        else:
            super().action_retour()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what acts on a commune where one is pointed at."""
        if action == "retour" and self.is_mounted and (self._ouverts or self.query_one("#motif", Invite).display):
            return True
        if action in {"commune", "retenir", "signaler"}:
            return self.is_mounted and self._insee() is not None
        return super().check_action(action, parameters)
