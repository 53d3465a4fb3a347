"""The first opening: who you are, your communes, keyboard and display, what you have. Each step can be skipped."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from pvd_tui.domain.texte import counted
from screens.aide import Aide
from screens.application import application
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.lignes import entier
from screens.premiere_mots import QUI, REPRISES, THEMES_DITS, code_departement, ligne, vieille_console
from screens.theme import THEMES
from screens.widgets.champ import Champ
from screens.widgets.choix import Choice, Choix
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage import settings

VUE: Final = "premiere_ouverture"
"""The setting that says that these questions were asked."""

_ETAPES: Final = ("Qui êtes-vous ?", "Vos communes", "Clavier et affichage", "Reprendre ce que vous avez")
_ESSAI: Final = ("@", "€", "É", "ç", "œ")
_COMMUNES: Final = (Column("Commune", 20, 2), Column("Habitants", 9, right=True), Column("EPCI", 18, 3, priority=1))
_MOST: Final = 60
_PREMIERS: Final = ("#qui-nom", "#communes-mots", "#clavier-essai", "#reprises")
_CLAVIER: Final = 2
"""The third step."""


class PremierePage(PageDonnees):
    """Four short steps; Entrée goes on, Échap skips, and nothing here is definitive."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("page.retour", "retour", "Passer", sentence="Passer cette étape"),
        binding("premiere.suite", "suite"),
        binding("premiere.epci", "epci", show=False),
        binding("palette.ouvrir", "f10", show=False),
    ]
    OVERRIDES: ClassVar[frozenset[str]] = frozenset({"palette"})
    aide = Aide(
        "Première ouverture",
        "Quatre étapes courtes ; Échap en passe une. Rien n'est définitif : le nom et le département se changent dans "
        "les réglages, les communes s'ajoutent et s'archivent dans Communes, le thème se choisit dans le menu F10. "
        "Se relier à la préfecture se fait plus tard, dans Synchro (7), avec l'invitation reçue.",
    )

    def __init__(self) -> None:
        """Begin at the first step."""
        super().__init__()
        self.etape = 0
        self._f10 = False

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Première ouverture", f"{self.etape + 1} sur {len(_ETAPES)} : {_ETAPES[self.etape]}")

    def body(self) -> ComposeResult:
        """Show the four steps; one at a time is seen."""
        with Panneau(_ETAPES[0], pied="Entrée suite · Échap passer", id="etape-0", classes="etape"), Vertical():
            yield Plain(QUI, id="qui-texte")
            yield Champ(placeholder="Votre nom, par exemple Claire Aubépine", id="qui-nom")
            yield Champ(placeholder="Votre département, par exemple 02 ou Aisne", id="qui-departement")
        with Panneau(
            _ETAPES[1], pied="Espace marquer · t même EPCI · F7 suite · Échap passer", id="etape-1", classes="etape"
        ):
            yield Champ(placeholder="Tapez le début d'un nom : guise, st quentin, 02120", id="communes-mots")
            yield Table(_COMMUNES, empty="Aucune commune ne commence ainsi.", id="communes-table")
        with Panneau(_ETAPES[2], pied="F7 suite · Échap passer", id="etape-2", classes="etape"), Vertical():
            yield Plain("", id="clavier-texte")
            yield Champ(placeholder="@ € É ç œ", id="clavier-essai")
            yield Table((Column("Thème", 12, 1), Column("", 30, 3)), header=False, markable=False, id="themes")
        with Panneau(_ETAPES[3], pied="Entrée choisir · Échap terminer", id="etape-3", classes="etape"):
            yield Table((Column("", 24, 1), Column("", 30, 2)), header=False, markable=False, id="reprises")

    def on_mount(self) -> None:
        """Show the first step."""
        self.query_one("#qui-nom", Champ).value = self.store.settings.get(settings.NOM) or ""
        themes = ListSource([Row(n, (n, THEMES_DITS[n])) for n in THEMES])
        self.query_one("#themes", Table).show(themes, keep=self.app.theme)
        self.query_one("#reprises", Table).show(ListSource([Row(i, (t, d)) for i, t, d in REPRISES]))
        self._montrer()

    def _montrer(self) -> None:
        for number in range(len(_ETAPES)):
            self.query_one(f"#etape-{number}").display = number == self.etape
        self.refresh_entete()
        self.query_one(_PREMIERS[self.etape]).focus()
        if self.etape == 1:
            self._proposer("")
        if self.etape == _CLAVIER:
            self._dire_clavier()
        self.refresh_bindings()

    # Going on.

    def action_suite(self) -> None:
        """Keep what this step says, and go to the next one."""
        keep = (self._garder_qui, self._garder_communes, lambda: True, lambda: True)[self.etape]
        if keep():
            self._avancer()

    def action_retour(self) -> None:
        """Skip this step."""
        self._avancer()

    def _avancer(self) -> None:
        if self.etape + 1 < len(_ETAPES):
            self.etape += 1
            self.say("")
            self._montrer()
        else:
            self._finir()

    def _finir(self) -> None:
        """Remember that it was asked, and show the first page."""

        def done() -> bool:
            with self.store.transaction():
                self.store.settings.put(VUE, self.store.now())
            return True

        self.tenter(done)
        app = application(self)
        app.pop_screen()
        app.changed()
        keys = (("liste.nouveau", "crée"), ("aide.ouvrir", "aide"), ("palette.ouvrir", "toutes les commandes"))
        app.say(f"Prêt : tout s'enregistre. {self.rappel(*keys)}.", "succes")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        """Entrée in a field goes on: to the next field, to the list, to the next step."""
        event.stop()
        match event.input.id:
            case "qui-nom":
                self.query_one("#qui-departement").focus()
            case "communes-mots":
                self.query_one("#communes-table").focus()
            case _:
                self.action_suite()

    # 1. Who.

    def _garder_qui(self) -> bool:
        nom = self.query_one("#qui-nom", Champ).value.strip()
        typed = self.query_one("#qui-departement", Champ).value.strip()
        code = code_departement(typed) if typed else None
        if typed and code is None:
            self.say(f"« {typed} » n'est pas un département. Tapez son numéro (02, 2A, 974) ou son nom.", "alerte")
            return False

        def keep() -> bool:
            with self.store.transaction():
                self.store.settings.put(settings.NOM, nom or None)
                if code:
                    self.store.settings.put(settings.DEPARTEMENT, code)
            return True

        return bool(self.tenter(keep))

    # 2. The communes.

    @on(Input.Changed, "#communes-mots")
    def _mots(self, event: Input.Changed) -> None:
        """Show the communes whose name begins so."""
        event.stop()
        self._proposer(event.value)

    def _proposer(self, words: str) -> None:
        from pvd_tui import referentiel  # noqa: PLC0415 - reads the référentiel, only when asked

        departement = self.store.settings.get(settings.DEPARTEMENT)
        table = self.query_one("#communes-table", Table)
        marked = [place for code in sorted(table.marks) if (place := referentiel.commune(code))]
        if words.strip():
            found = list(referentiel.search_communes(words, limit=_MOST, departement=departement))
            found = found or list(referentiel.search_communes(words, limit=_MOST))
        else:
            found = [*marked, *(list(referentiel.communes_of_departement(departement))[:_MOST] if departement else [])]
        shown = {place.insee: place for place in found}
        table.show(ListSource([ligne(place) for place in shown.values()]))

    @on(Table.Marked, "#communes-table")
    def _marked(self) -> None:
        """Count what is chosen."""
        count = len(self.query_one("#communes-table", Table).marks)
        self.say(f"{counted(count, 'commune')} : F7 les ajoute." if count else "Espace marque une commune.")

    @on(Table.Opened, "#communes-table")
    def _choisie(self) -> None:
        """Entrée on a commune takes it, with those marked."""
        table = self.query_one("#communes-table", Table)
        if table.row and not table.marks:
            table.set_marks([table.row.id])
        self.action_suite()

    def action_epci(self) -> None:
        """Offer the communes of the same EPCI."""
        from pvd_tui import referentiel  # noqa: PLC0415 - reads the référentiel, only when asked

        table = self.query_one("#communes-table", Table)
        here = referentiel.commune(table.row.id) if self.etape == 1 and table.row else None
        if here and here.epci:
            departement = self.store.settings.get(settings.DEPARTEMENT) or here.departement
            same = [c for c in referentiel.communes_of_departement(departement) if c.epci == here.epci]
            choices = [Choice(c.insee, c.nom, f"{entier(c.population)} hab.") for c in same]
            self.app.push_screen(Choix(f"Ajouter laquelle ({len(same)} dans l'EPCI) ?", choices), self._marquer)

    def _marquer(self, insee: str | None) -> None:
        table = self.query_one("#communes-table", Table)
        if insee:
            table.set_marks({*table.marks, insee})
            self._proposer(self.query_one("#communes-mots", Champ).value)

    def _garder_communes(self) -> bool:
        from pvd_tui import referentiel  # noqa: PLC0415 - reads the référentiel, only when asked
        from pvd_tui.changes.edit import Edit  # noqa: PLC0415 - only when something is added

        codes = sorted(self.query_one("#communes-table", Table).marks)
        places = [
            place for code in codes if (place := referentiel.commune(code)) and not self.store.get("commune", code)
        ]
        edits = [
            Edit("commune", p.insee, {k: v for k, v in referentiel.commune_fields(p).items() if v is not None})
            for p in places
        ]
        if not edits:
            return True
        titre = f"Mes communes ({len(edits)})"
        return self.tenter(partial(self.store.save, edits, titre)) is not None

    # 3. Keyboard and display.

    @on(Input.Changed, "#clavier-essai")
    def _essai(self, event: Input.Changed) -> None:
        """Say which of the difficult characters arrived."""
        event.stop()
        self._dire_clavier()

    def action_f10(self) -> None:
        """See F10 arrive in the step that asks for it; elsewhere it opens the menu."""
        if self.etape == _CLAVIER:
            self._f10 = True
            self._dire_clavier()
        else:
            self.shell.action_palette()

    def _dire_clavier(self) -> None:
        typed = self.query_one("#clavier-essai", Champ).value
        seen = "  ".join(f"{'√' if c in typed else '·'} {c}" for c in _ESSAI)
        lines = [f"Tapez ceci, puis F10 :  {seen}  {'√' if self._f10 else '·'} F10"]
        if vieille_console():
            lines.append(
                "Cette fenêtre est l'ancienne console Windows : préférez « Terminal Windows » (Microsoft Store)."
            )
        lines.append("Puis choisissez l'affichage : flèches dans la liste, Entrée garde.")
        self.query_one("#clavier-texte", Plain).say("\n".join(lines))

    @on(Table.Pointed, "#themes")
    def _theme(self, event: Table.Pointed) -> None:
        """Show the theme under the cursor."""
        if self.etape == _CLAVIER and self.query_one("#themes", Table).has_focus:
            self.app.theme = event.row_id

    @on(Table.Opened, "#themes")
    def _theme_garde(self, event: Table.Opened) -> None:
        """Keep the theme of the row, and go on."""
        self.app.theme = event.row_id
        self.action_suite()

    # 4. What one has already.

    @on(Table.Opened, "#reprises")
    def _reprendre(self, event: Table.Opened) -> None:
        """Take over a spreadsheet, or begin with what is there."""
        self._finir()
        if event.row_id == "tableur":
            from screens.importer import ImporterPage  # noqa: PLC0415 - only when it opens

            self.app.push_screen(ImporterPage())
        elif event.row_id == "synchro":
            self.shell.go("synchro")
        elif event.row_id == "demo":
            self.shell.say("La démonstration s'ouvre à part : fermez (Ctrl+Q), puis tapez « pvd demo ».")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way on everywhere, what concerns communes in its step."""
        if action in {"retour", "suite"}:
            return True
        if action == "epci":
            return self.etape == 1
        return super().check_action(action, parameters)
