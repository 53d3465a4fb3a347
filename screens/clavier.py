"""« Essayer le clavier »: what each key press is received as, and ten keys that often fail to arrive."""

from collections import deque
from collections.abc import Sequence
from typing import Final

from textual import events
from textual.app import ComposeResult

from screens.aide import Aide
from screens.key_names import key_name
from screens.page import Page
from screens.plain import clean
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain

A_ESSAYER: Final = (
    ("@", "@", "AltGr+à"),
    ("€", "€", "AltGr+e"),
    ("#", "#", "AltGr+3"),
    ("É", "É", "Verr. Maj puis é, ou Alt+0201"),
    ("À", "À", "Verr. Maj puis à, ou Alt+0192"),
    ("ê", "ê", "^ puis e"),
    ("f10", "F10", "parfois Fn+F10"),
    ("ctrl+s", "Ctrl+S", ""),
    ("shift+tab", "Maj+Tab", ""),
    ("pagedown", "Pg suiv.", "parfois Fn+↓"),
)
"""What is looked for (a character, or a key), its name, how it is typed on AZERTY."""

_LAST: Final = 6
"""Key presses that are shown."""

_SORTIE: Final = "escape"


def received(event: events.Key) -> str:
    """Say a key press as the program got it."""
    shown = f" « {event.character} »" if event.character and event.is_printable else ""
    return f"{key_name(event.key)}{shown}  ({event.key})"


class ClavierPage(Page, inherit_bindings=False):
    """Press keys and read what came; Échap twice leaves. Nothing that is pressed here acts."""

    SEULE = True
    aide = Aide("Essayer le clavier", "Appuyez sur les touches de la liste : √ dit que le programme les reçoit.")

    def __init__(self) -> None:
        """Begin with nothing pressed."""
        super().__init__()
        self.vues: set[str] = set()
        self._recues: deque[str] = deque(maxlen=_LAST)
        self._echap = False

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Essayer le clavier",)

    def body(self) -> ComposeResult:
        """Show the checklist, and what was received."""
        with Panneau("Dix touches à essayer", pied="Échap deux fois quitte", id="clavier-liste"):
            yield Plain("", id="clavier-dix")
        with Panneau("Reçu", id="clavier-recu"):
            yield Plain("Appuyez sur une touche.", id="clavier-derniers")

    def on_mount(self) -> None:
        """Show what is to be tried."""
        self._dire()

    def on_key(self, event: events.Key) -> None:
        """Take a key: nothing else does here."""
        event.stop()
        event.prevent_default()
        if event.key == _SORTIE and self._echap:
            self.quitter()
            return
        self._echap = event.key == _SORTIE
        self.vues |= {event.key, event.character or event.key}
        self._recues.appendleft(received(event))
        self._dire()

    def quitter(self) -> None:
        """Leave the page, or the program where it is the only one."""
        if self._opened:
            self.app.pop_screen()
        else:
            self.shell.action_quitter()

    def _dire(self) -> None:
        lines = [
            f" {'√' if looked in self.vues else '·'}  {name:<10}{how if looked not in self.vues else 'reçue'}"
            for looked, name, how in A_ESSAYER
        ]
        got = sum(looked in self.vues for looked, _, _ in A_ESSAYER)
        self.query_one("#clavier-dix", Plain).say("\n".join(lines))
        self.query_one("#clavier-liste", Panneau).titrer(f"Dix touches à essayer ({got} sur {len(A_ESSAYER)})")
        if self._recues:
            self.query_one("#clavier-derniers", Plain).say("\n".join(clean(one) for one in self._recues))
        last = "Encore Échap pour quitter." if self._echap else "Une touche qui n'arrive pas : dites-le à l'assistance."
        self.say(last)
