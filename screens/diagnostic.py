"""F12: what this computer is, for the person who helps by telephone."""

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult

from screens.aide import Aide
from screens.page import Page
from screens.plain import clean
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table


class DiagnosticPage(Page):
    """Facts, one a line; nothing of what the fiches say."""

    aide = Aide("Diagnostic", "Ce que l'assistance demande. Aucun texte de fiche, aucun nom, aucune clé n'y figure.")

    def __init__(self, facts: Mapping[str, str]) -> None:
        """Show these facts."""
        super().__init__()
        self._facts = facts

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Diagnostic",)

    def body(self) -> ComposeResult:
        """Lay the facts out."""
        rows = [Row(name, (name, value)) for name, value in self._facts.items() if name != "sources"]
        with Panneau("Ce poste", pied="« pvd diagnostic » donne la même liste"):
            yield Table([Column("Élément", 18), Column("Valeur", 30, weight=1)], ListSource(rows), markable=False)
        with Panneau("Sources et licences", id="sources"):
            yield Plain(clean(self._facts.get("sources", "")))
