"""Mode 7, Synchro: what waits, what came, what needs a person, and the way in for a new laptop."""

from collections.abc import Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from screens.aide import Aide
from screens.application import DonneesChangees, application
from screens.page import Page
from screens.plain import clean
from screens.widgets.champ import Champ
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage import settings

_ROLES = {"chef": "chef de projet", "prefecture": "préfecture", "region": "région", "national": "national"}
_COLUMNS = [Column("Quoi", 12), Column("Fiche", 24, weight=2), Column("Pourquoi", 24, weight=3, priority=1)]


class SynchroPage(Page):
    """Where the exchange with the préfecture stands, always in sentences."""

    AUTO_FOCUS = ""

    aide = Aide(
        "Synchronisation",
        "Vos saisies sont enregistrées sur cet ordinateur dès que vous les faites. Quand le réseau est là, elles "
        "partent à la préfecture et celles des autres arrivent. Rien n'est bloqué en attendant.",
        "F5 synchronise tout de suite.",
    )

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Synchro",)

    def body(self) -> ComposeResult:
        """Lay out the state, the invitation, what needs a person, the journal."""
        with Panneau("État", id="etat", pied="F5 synchroniser"):
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
        with Panneau("À trancher et à corriger", id="a-trancher", pied="Entrée ouvre la fiche"):
            yield Table(_COLUMNS, empty="Rien à trancher, rien à corriger.", markable=False, id="points")
        with Panneau("Journal", id="journal"):
            yield Table(
                [Column("Événement", 40, weight=1)], empty="Rien encore.", header=False, markable=False, id="evenements"
            )

    def on_mount(self) -> None:
        """Fill the page."""
        super().on_mount()
        self._fill()
        invitation = self.query_one("#invitation", Champ)  # hidden, it would swallow the digits of the modes
        (invitation if invitation.display else self.query_one("#points")).focus()

    def on_screen_resume(self) -> None:
        """Fill the page again when it comes back."""
        super().on_screen_resume()
        self._fill()

    @on(DonneesChangees)
    def _changed(self) -> None:
        self._fill()

    @on(Input.Submitted, "#invitation")
    def _paste(self, event: Input.Submitted) -> None:
        if event.value.strip():
            application(self).synchro.enroler(event.value)
            self.say("Inscription en cours…", "info")
            self.query_one("#invitation", Champ).put("")

    @on(Table.Opened, "#points")
    def _open(self, event: Table.Opened) -> None:
        table, _, record = event.row_id.partition("/")
        application(self).ouvrir(table, record.partition("#")[0])

    def _fill(self) -> None:
        program = application(self)
        read = program.store.settings.get
        serveur = read(settings.SERVEUR)
        self.query_one("#phrase", Plain).say(clean(program.synchro.etat().phrase))
        self.query_one("#details", Plain).say(clean(self._details(serveur)))
        self.query_one("#invitation", Champ).display = not serveur and not program.demo
        self.query_one("#points", Table).show(ListSource(self._points()))
        lines = [Row(str(i), (line,)) for i, line in enumerate(program.synchro.journal())]
        self.query_one("#evenements", Table).show(ListSource(lines))

    def _details(self, serveur: str | None) -> str:
        read = application(self).store.settings.get
        if not serveur:
            return "Sans inscription, tout fonctionne sur cet ordinateur."
        where = read(settings.COMMUNES) or read(settings.DEPARTEMENT) or "France entière"
        role = _ROLES.get(application(self).store.role, application(self).store.role)
        return f"Serveur : {serveur} · Rôle : {role} ({where.replace(',', ', ')})"

    def _points(self) -> list[Row]:
        store = application(self).store
        points = [
            Row(
                f"{one.table}/{one.record}#{one.id}",
                ("À corriger", self._titre(one.table, one.record, one.set), one.phrase),
                "alerte",
            )
            for one in store.outbox.to_correct()
        ]
        for table, record, champs, nature in store.disputes():
            why = _NATURES[nature].format(champs=", ".join(_champs(table, champs)))
            points.append(
                Row(
                    f"{table}/{record}",
                    ("Conflit" if nature != "proposition" else "À confirmer", self._titre(table, record, {}), why),
                    "erreur",
                )
            )
        return points

    def _titre(self, table: str, record: str, values: Mapping[str, object]) -> str:
        """Name a record: its title, else what kind of record it is and what was written."""
        store = application(self).store
        rows = store.rows.page(table, {"id": record}, columns=("titre",), archived=None)
        titre = rows[0]["titre"] if rows else values.get("titre")
        if titre:
            return str(titre)
        label = store.plans[table].label if table in store.plans else table
        return f"{label} : {', '.join(_champs(table, tuple(values)))}" if values else label


def _champs(table: str, champs: Sequence[str]) -> list[str]:
    """Give the titles of fields, as the fiche shows them."""
    from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - pydantic, only where something disagrees

    fields = TABLES[table].model_fields if table in TABLES else {}
    return [str(fields[name].title) if name in fields else name for name in champs]


_NATURES = {
    "conflit": "deux valeurs : {champs}",
    "archive": "archivée d'un côté, modifiée de l'autre : {champs}",
    "proposition": "proposé par une commune : {champs}",
}
