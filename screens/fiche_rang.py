"""One field on screen: its title at the left, its input, and below what is to be said about it."""

from collections.abc import Sequence
from textwrap import wrap
from typing import ClassVar, Final, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from pvd_tui.domain.champ import Champ as Descripteur
from pvd_tui.domain.champ import Genre
from screens.fiche_choix import a_choisir
from screens.fiche_mots import aide_de
from screens.keys import binding
from screens.plain import clean, clean_lines, fit
from screens.slot import Tone
from screens.widgets.champ import Champ
from screens.widgets.choix import FEW
from screens.widgets.plain import Plain
from screens.widgets.texte import Texte

TITRE: Final = 26
"""Cells of the title of a field, its blank included."""


class Note(NamedTuple):
    """One line under a field."""

    texte: str
    ton: Tone = "normal"


class Selecteur(Widget, can_focus=True):
    """A value that is chosen: Entrée or Espace opens the list, the initial picks among a few, Suppr empties."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        binding("champ.choisir", "ouvrir"),
        binding("champ.vider", "vider", show=False),
    ]

    class Choisi(Message):
        """Another value was chosen."""

        def __init__(self, selecteur: "Selecteur") -> None:
            """Tell in which field."""
            super().__init__()
            self.selecteur = selecteur

    class Demande(Message):
        """The list is wanted, with what was already typed of the choice."""

        def __init__(self, selecteur: "Selecteur", debut: str = "") -> None:
            """Tell for which field."""
            super().__init__()
            self.selecteur = selecteur
            self.debut = debut

    def __init__(self, champ: Descripteur, texte: str, libelle: str) -> None:
        """Show the value `texte` as `libelle`."""
        super().__init__(id=champ.nom)
        self.champ = champ
        self.texte = texte
        self.libelle = libelle

    @property
    def peu(self) -> bool:
        """Whether an initial is enough to choose."""
        return self.champ.genre is Genre.OUI_NON or (0 < len(self.champ.choix) <= FEW and not self.champ.plusieurs)

    def poser(self, texte: str, libelle: str) -> None:
        """Show another value."""
        self.texte = texte
        self.libelle = libelle
        self.refresh()

    def render(self) -> Content:
        """Draw the value, and the mark of a list at the right."""
        width = max(4, self.size.width)
        shown = clean(self.libelle) or "—"
        return Content(f"{fit(shown, width - 2)} ▼")

    def action_ouvrir(self) -> None:
        """Ask for the list."""
        self.post_message(self.Demande(self))

    def action_vider(self) -> None:
        """Hold nothing."""
        if self.texte:
            self.poser("", "")
            self.post_message(self.Choisi(self))

    def on_click(self, event: events.Click) -> None:
        """Ask for the list; the right button is for the menu of the page."""
        if event.button == 1:
            self.action_ouvrir()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Keep letters and digits for the choice."""
        _ = key
        return character is not None and character.isalnum()

    def on_key(self, event: events.Key) -> None:
        """Choose by the initial where there are few choices, else open the list with this letter."""
        if event.character is None or not event.character.isalnum():
            return
        event.stop()
        event.prevent_default()
        if not self.peu:
            self.post_message(self.Demande(self, event.character))
            return
        words = self.champ.choix or ("oui", "non")
        wanted = event.character.casefold()
        meant = [w for w in words if clean(w).casefold().startswith(wanted) or _nu(w).startswith(wanted)]
        if len(meant) == 1:
            self.poser(meant[0], meant[0])
            self.post_message(self.Choisi(self))
        elif meant:
            self.post_message(self.Demande(self))


def _nu(word: str) -> str:
    """Give a word without accents."""
    from screens.plain import fold  # noqa: PLC0415 - a short name would hide the one above

    return fold(word)


class Rang(Vertical):
    """A field: title, input, notes. `entree` is None where it can only be read."""

    def __init__(self, champ: Descripteur, texte: str, libelle: str, *, fige: str | None = None) -> None:
        """Show the field; `fige` says why it cannot be written (an empty reason says nothing)."""
        super().__init__()
        self.champ = champ
        self.aide = aide_de(champ)
        self.fige = fige
        self.entree: Champ | Texte | Selecteur | None = None
        self._libelle = libelle
        self._texte = texte
        self._notes: tuple[Note, ...] = ()
        self._plain = Plain("", classes="rang-note")
        self._plain.display = False
        if fige is None:
            self.entree = self._make(texte, libelle)

    @property
    def nom(self) -> str:
        """The name of the field."""
        return self.champ.nom

    @property
    def texte(self) -> str:
        """The text of the field."""
        match self.entree:
            case Champ():
                return self.entree.value
            case Texte():
                return self.entree.ecrit
            case Selecteur():
                return self.entree.texte
            case _:
                return self._texte

    @property
    def curseur(self) -> int:
        """Where the caret is, in characters."""
        match self.entree:
            case Champ():
                return self.entree.cursor_position
            case Texte():
                return _index(self.entree.text, self.entree.cursor_location)
            case _:
                return 0

    def poser(self, texte: str, libelle: str) -> None:
        """Show another text; the caret stays where it was as far as it can."""
        if texte == self.texte and libelle == self._libelle:
            return
        self._libelle, self._texte = libelle, texte
        place = self.curseur
        match self.entree:
            case Champ():
                self.entree.put(texte)
            case Texte():
                self.entree.put(texte)
            case Selecteur():
                self.entree.poser(texte, libelle)
            case _:
                self.query_one(".rang-lu", Plain).say(libelle or "—")
        self.placer(place)

    def placer(self, curseur: int) -> None:
        """Put the caret at a character."""
        match self.entree:
            case Champ():
                self.entree.cursor_position = min(curseur, len(self.entree.value))
            case Texte():
                place = min(curseur, len(self.entree.text))
                self.entree.move_cursor(_place(self.entree.text, place))
            case _:
                pass

    def noter(self, notes: Sequence[Note]) -> None:
        """Say these lines under the field."""
        notes = tuple(notes)
        if notes == self._notes:
            return
        self._notes = notes
        self._plain.display = bool(notes)
        self._plain.update(Content("\n").join(contenu(note) for note in notes))

    def compose(self) -> ComposeResult:
        """Give the input and the line below."""
        yield self.entree or Plain(self._libelle or "—", classes="rang-lu")
        yield self._plain

    def on_mount(self) -> None:
        """Make room for a title of several lines."""
        self.styles.min_height = len(self._titre())

    def render(self) -> Content:
        """Draw the title; the rest of the line is the children's."""
        return Content("\n".join(self._titre()))

    def _titre(self) -> list[str]:
        return wrap(clean(self.champ.titre), TITRE - 2) or [""]

    def _make(self, texte: str, libelle: str) -> Champ | Texte | Selecteur:
        champ = self.champ
        if a_choisir(champ):
            return Selecteur(champ, texte, libelle)
        if champ.genre is Genre.TEXTE:
            return Texte(texte, titre=champ.titre, definition=self.aide.definition, id=champ.nom)
        return Champ(texte, id=champ.nom)


def _index(texte: str, place: tuple[int, int]) -> int:
    """Count the characters before a line and column."""
    row, column = place
    return sum(len(line) + 1 for line in texte.split("\n")[:row]) + column


def _place(texte: str, index: int) -> tuple[int, int]:
    """Give the line and column of a character."""
    before = texte[:index].split("\n")
    return len(before) - 1, len(before[-1])


def contenu(note: Note) -> Content:
    """Draw a line of what is said."""
    return Content.styled(clean_lines(note.texte), "" if note.ton == "normal" else f"${_COULEURS[note.ton]}")


_COULEURS: Final[dict[Tone, str]] = {
    "succes": "success",
    "info": "info",
    "alerte": "warning",
    "erreur": "error",
    "discret": "discret",
}
