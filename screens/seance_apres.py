"""What a séance's page does after it was held: review and close it, settle its suites, each in one key."""

from typing import ClassVar

from textual.binding import BindingType

from screens.donnees import PageDonnees
from screens.keys import binding
from screens.widgets.table import Table


class ApresSeance(PageDonnees):
    """A page with the list `#notes` of a séance, where suites are lines too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("revue.clore", "revue", show=False, sentence="Voir ce qui manque, puis clore la séance"),
        binding("suite.faite", "suite_faite", show=False),
        binding("suite.abandonnee", "suite_abandonnee", show=False),
        binding("suite.action", "suite_action", show=False),
    ]
    record: str

    def action_revue(self) -> None:
        """Show what is missing before the séance is closed."""
        from screens.revue_seance import RevueSeancePage  # noqa: PLC0415 - pydantic, only when it opens

        self.app.push_screen(RevueSeancePage(self.record))

    def action_suite_action(self) -> None:
        """Make a fiche action of the suite under the cursor, or link it to one."""
        from screens.gestes_suite import vers_action  # noqa: PLC0415 - pydantic, only when it is asked for

        if suite := self._suite():
            vers_action(self, suite)

    def action_suite_faite(self) -> None:
        """Say that the suite under the cursor is done."""
        self._solder(faite=True)

    def action_suite_abandonnee(self) -> None:
        """Say that it is given up."""
        self._solder(faite=False)

    def _solder(self, *, faite: bool) -> None:
        from screens.gestes_suite import dire_statut  # noqa: PLC0415 - pydantic, only when it is asked for

        if suite := self._suite():
            dire_statut(self, [suite], faite=faite)

    def _suite(self) -> str | None:
        """Give the suite under the cursor, if the list of notes has the focus."""
        table = self.query_one("#notes", Table)
        kind, _, record = table.row.id.partition(" ") if table.row and table.has_focus else ("", "", "")
        return record if kind == "suite" else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what is done with a suite where one is pointed at."""
        if action.startswith("suite_"):
            return self.is_mounted and self._suite() is not None
        return super().check_action(action, parameters)
