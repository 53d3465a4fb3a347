"""A dignified end: whatever goes wrong, the work is saved, and the user reads a French sentence and no traceback."""

import traceback
from pathlib import Path
from typing import Final

from rich.text import Text
from textual.app import App

from screens.plain import clean

_UNEXPECTED: Final = 1
"""Exit code of an unexpected end."""


class FinDigne(App[int]):
    """A program that saves what is typed before it ends, however it ends."""

    journal: Path | None = None
    """Where an unexpected error is written, for the support."""

    def save_work(self) -> None:
        """Keep what is typed, at the end and when something unexpected happens."""

    def _handle_exception(self, error: Exception) -> None:
        """End with a sentence and not with a traceback, the work saved (Textual's own prints the traceback)."""
        self._return_code = _UNEXPECTED
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        kept = self._try_to_save()
        where = self._write_journal(error)
        self.panic(Text(_last_words(kept=kept, where=where)))

    def _try_to_save(self) -> bool:
        """Save the work even now."""
        try:
            self.save_work()
        except Exception:  # noqa: BLE001 - whatever it is, the user must still get his sentence
            return False
        return True

    def noter(self, error: Exception) -> str:
        """Write down an unexpected error that does not end the program; give the sentence that says so."""
        where = self._write_journal(error)
        detail = f" Le détail pour l'assistance est dans {clean(str(where))}." if where else ""
        return f"Une lecture a échoué ; rien n'est perdu, ce qui est affiché reste.{detail}"

    def _write_journal(self, error: Exception) -> Path | None:
        """Write the traceback where the support can find it."""
        if self.journal is None:
            return None
        cause = getattr(error, "error", error)
        try:
            self.journal.parent.mkdir(parents=True, exist_ok=True)
            with self.journal.open("a", encoding="utf-8") as journal:
                journal.write("".join(traceback.format_exception(cause)) + "\n")
        except OSError:
            return None
        return self.journal


def _last_words(*, kept: bool, where: Path | None) -> str:
    """Say what happened, what is safe, what to do."""
    safe = (
        "Votre travail est enregistré."
        if kept
        else "Ce qui était enregistré l'est toujours ; le champ en cours de frappe a pu être perdu."
    )
    detail = f"Le détail pour l'assistance est dans {clean(str(where))}.\n" if where else ""
    return f"PVD a rencontré une erreur inattendue et s'est arrêté.\n{safe}\nRelancez pvd pour reprendre.\n{detail}"
