"""All that names one person, field by field: to hand over, or to erase once each doubt has its yes or its no."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pvd_tui.changes.change import PREFECTURE
from pvd_tui.domain.rgpd import LIENS
from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.texte import counted
from screens.aide import Aide
from screens.application import application
from screens.command import Command
from screens.donnees import PageDonnees
from screens.exporter import DOSSIER, dossier_propose
from screens.keys import binding
from screens.saisir import Saisir
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.errors import RefusError
from storage.rgpd import effacer, effacer_ici
from storage.rgpd_dossier import Dossier, Trace, dossier

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Store

_COLUMNS: Final = (
    Column("", 12),
    Column("Fiche", 20, 1),
    Column("Champ", 16, priority=1),
    Column("Ce qui nomme", 24, 2),
)
_MOT: Final = "EFFACER"


class PersonneRgpdPage(PageDonnees):
    """The traces of one person; those in doubt are erased only once they are marked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("rgpd.extraire", "extraire"),
        binding("rgpd.effacer", "effacer"),
        binding("rgpd.ici", "ici"),
    ]
    aide = Aide(
        "Tout ce qui nomme une personne",
        "Sa fiche et celles qui ont été fusionnées avec elle, ses présences, les champs qui portent son nom, les "
        "textes. Les lignes « à confirmer » (un texte, un nom que d'autres portent) ne sont effacées que si vous les "
        "marquez. Effacer remplace le nom par un effectif, partout, sans retour ; l'historique de ces champs part "
        "avec lui. La préfecture seule efface ; un chef de projet écrit la demande.",
        "Espace marque une ligne à confirmer ; t les marque toutes.",
    )

    def __init__(self, store: "Store", personne: str) -> None:
        """Read what names this person; raises RefusError where nothing does."""
        super().__init__()
        self.personne = personne
        self.trouve: Dossier = dossier(store, personne)

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Données personnelles", self.trouve.nom)

    def commands(self) -> Iterator[Command]:
        """Offer in the palette what the keys do here."""
        for key, label, act in (
            ("rgpd.extraire", "Écrire le dossier de cette personne", self.action_extraire),
            ("rgpd.effacer", "Effacer cette personne, ou le demander", self.action_effacer),
            ("rgpd.ici", "Effacer dans les fiches restreintes", self.action_ici),
        ):
            if self.check_action(key.partition(".")[2], ()):
                yield Command("Données personnelles", label, act, self.shell.touche(key))

    def body(self) -> ComposeResult:
        """Show the traces, and what becomes of the one under the cursor."""
        with Panneau("", pied="Espace marquer ce qui est à confirmer", id="traces-panneau"):
            yield Table(_COLUMNS, empty="Plus rien ne nomme cette personne sur cet ordinateur.", id="traces")
        with Panneau("Ce que cela devient", id="devient-panneau"):
            yield Plain("", id="devient")

    def on_mount(self) -> None:
        """Show what was read."""
        self.query_one("#traces", Table).focus()
        self._montrer()

    def rafraichir(self) -> None:
        """Read again; a person whom nothing names any more leaves an empty page."""
        try:
            self.trouve = dossier(self.store, self.personne)
        except RefusError:
            self.trouve = Dossier(self.trouve.nom, (), (), self.trouve.designation, ())
        self._montrer()

    def _montrer(self) -> None:
        traces = self.trouve.traces
        table = self.query_one("#traces", Table)
        table.show(ListSource([self._ligne(one) for one in traces]))
        asked = sum(one.demande for one in traces)
        title = f"{self.trouve.nom} : {counted(len(traces), 'champ')}, dont {asked} à confirmer"
        self.query_one("#traces-panneau", Panneau).titrer(title)
        self._expliquer()
        self.refresh_bindings()

    def _ligne(self, one: Trace) -> Row:
        cls = TABLES[one.table]
        field = str(cls.model_fields[one.champ].title) if one.champ in cls.model_fields else one.champ
        label = str(self.store.folded(one.table, one.record).values.get("titre") or cls.label)
        state = "restreint" if one.restreint else "à confirmer" if one.demande else str(one.nature)
        shown = "(sa fiche)" if one.champ in LIENS.get(one.table, ()) else one.extrait
        return Row(one.cle, (state, f"{cls.label} · {label}", field, shown), "alerte" if one.demande else "normal")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense: nothing left to erase, nothing restreint."""
        if action in {"effacer", "extraire"}:
            return bool(self.trouve.traces) and not self.store.read_only
        if action == "ici":
            return any(one.restreint for one in self.trouve.traces) and not self.store.read_only
        return super().check_action(action, parameters)

    @on(Table.Opened, "#traces")
    def _ouvrir(self) -> None:
        """Open the record that names the person."""
        row = self.query_one("#traces", Table).row
        if row is not None:
            table, record, _ = row.id.split(" ", 2)
            self.ouvrir(table, record)

    @on(Table.Pointed, "#traces")
    def _expliquer(self) -> None:
        """Say what becomes of the field under the cursor."""
        row = self.query_one("#traces", Table).row
        one = next((one for one in self.trouve.traces if row is not None and one.cle == row.id), None)
        self.query_one("#devient", Plain).say(_devient(one, self.trouve.designation) if one else "")

    # Handing over.

    def action_extraire(self) -> None:
        """Ask where the folder goes."""
        folder = dossier_propose(self.store.settings.get(DOSSIER)) / f"donnees-personnelles-{self.today.isoformat()}"
        self.app.push_screen(Saisir("Dossier à écrire", str(folder)), self._extraire)

    def _extraire(self, typed: str | None) -> None:
        from pvd_tui.reports.dossier_personne import ecrire_dossier  # noqa: PLC0415 - only when one writes
        from pvd_tui.reports.fichier import chemin  # noqa: PLC0415 - same

        if typed and self.tenter(lambda: ecrire_dossier(self.store, self.trouve, chemin(typed), self.today)):
            self.say(f"Écrit : {typed}. Relisez-le avant de le remettre : il peut nommer d'autres personnes.", "succes")

    # Erasing.

    def action_effacer(self) -> None:
        """Ask for the word that erases; at a chef's, where the request goes."""
        if self.store.role != PREFECTURE:
            path = dossier_propose(self.store.settings.get(DOSSIER)) / "demande-effacement.txt"
            self.app.push_screen(Saisir("Demande à la préfecture : fichier à écrire", str(path)), self._demander)
            return
        kept = self.trouve.retenues(self._oui())
        left = len(self.trouve.traces) - len(kept)
        title = f"Effacer {counted(len(kept), 'champ')} partout, sans retour" + (f" ({left} laissés)" if left else "")
        self.app.push_screen(Saisir(title, exemple=_MOT, verifier=_verifier), self._effacer)

    def _oui(self) -> set[str]:
        return set(self.query_one("#traces", Table).marks)

    def _effacer(self, typed: str | None) -> None:
        if typed is None:
            return
        if self.tenter(lambda: effacer(self.store, self.trouve, self._oui())) is not None:
            self._fait("Effacé. La synchronisation l'étend aux autres ordinateurs ; les effectifs restent.")

    def action_ici(self) -> None:
        """Take the name out of what is restreint to this laptop: the marked lines."""
        done = self.tenter(lambda: effacer_ici(self.store, self.trouve, self._oui()))
        if done:
            self._fait(f"Effacé ici : {counted(done, 'champ')}.")
        elif done == 0:
            self.say("Marquez d'abord (Espace) les lignes restreintes où le nom doit partir.")

    def _fait(self, said: str) -> None:
        application(self).changed()
        self.rafraichir()
        self.say(said, "succes")

    def _demander(self, typed: str | None) -> None:
        from pvd_tui.reports.dossier_personne import demande  # noqa: PLC0415 - only when one writes
        from pvd_tui.reports.fichier import chemin, ecrire  # noqa: PLC0415 - same

        if not typed:
            return
        text = demande(self.store, self.trouve, self.today).encode()
        written: Path | None = self.tenter(lambda: ecrire(chemin(typed), text))
        if written is not None:
            self.say(f"Demande écrite : {written}. Envoyez-la à la préfecture ; rien n'est effacé.", "succes")


def _verifier(text: str) -> str:
    return "" if text.strip().upper() == _MOT else f"Tapez {_MOT}, ou Échap pour ne rien effacer."


def _devient(one: Trace, dit: str) -> str:
    """Say what stays of a trace."""
    if one.passee:
        said = "La valeur d'aujourd'hui reste ; l'historique du champ, qui la nomme, part."
    elif one.demande:
        said = f"Marquée (Espace), le nom y devient « {dit} » et l'historique du champ part. Sinon, rien n'y change."
    elif one.champ == "titre" or one.nature == "copie du nom":
        said = f"Devient « {dit} »."
    else:
        said = "Est effacé."
    return f"{one.extrait}\n{said}" if one.extrait else said
