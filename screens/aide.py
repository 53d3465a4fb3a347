"""F1: what this field means, an example, and the keys that act here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from screens.keys import binding, key_name
from screens.plain import clean_lines
from screens.widgets.panneau import Panneau
from screens.widgets.pied import Pied


@dataclass(frozen=True, slots=True)
class Aide:
    """What can be said about a field or a page."""

    titre: str
    definition: str = ""
    exemple: str = ""
    reponse: str = ""
    """How to answer: which keys, which words."""
    qui: str = ""
    """Who fills it: chef de projet, commune, préfecture, financeur, programme."""
    suite: Sequence["Aide"] = ()
    """What is explained after: the columns of a list, the one that orders it first."""


def aide_of(node: DOMNode | None) -> Aide | None:
    """Give the help of `node`, or of the nearest thing around it that has one (attribute `aide`)."""
    while node is not None:
        found = getattr(node, "aide", None)
        if isinstance(found, Aide):
            return found
        node = node.parent
    return None


def keys_of(screen: Screen[object]) -> list[tuple[str, str]]:
    """Give (keys, sentence) of what acts on this screen, second ways together with the first."""
    said: dict[str, list[str]] = {}
    for active in screen.active_bindings.values():
        b = active.binding
        if b.id and b.description and b.tooltip and active.enabled and not b.id.startswith("onglet."):
            sentence = b.tooltip.removesuffix(", hors saisie")
            said.setdefault(sentence, []).append(key_name(b.key))
    return [(" ".join(keys), sentence) for sentence, keys in said.items()]


class AideScreen(ModalScreen[None]):
    """The help, above the page it is about."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("page.retour", "dismiss(None)", "Fermer"),
        binding("aide.ouvrir", "dismiss(None)", "Fermer", show=False),
    ]

    def __init__(self, aide: Aide, keys: Sequence[tuple[str, str]]) -> None:
        """Show this help and these keys."""
        super().__init__(classes="popup")
        self.aide = aide
        self.keys = keys

    def compose(self) -> ComposeResult:
        """Show the words first, then the keys."""
        with Panneau(f"Aide : {self.aide.titre}" if self.keys else self.aide.titre, id="aide"):
            with VerticalScroll():
                yield Static(self._text())
            yield Pied()

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one(VerticalScroll).focus()

    def _text(self) -> Content:
        """Write what it is about, then what stands beside it, then the keys."""
        parts = [*_mots(self.aide), *_suite(self.aide.suite[:1])]
        width = max((len(keys) for keys, _ in self.keys), default=0)
        if self.keys:
            parts.append(Content.styled("Touches", "bold"))
        parts += [
            Content.assemble((keys.ljust(width + 2), "bold"), Content(clean_lines(sentence)))
            for keys, sentence in self.keys
        ]
        return Content("\n").join([*parts, Content(""), *_suite(self.aide.suite[1:])])


def _suite(aides: Sequence[Aide]) -> list[Content]:
    """Write what is explained beside the page, each under its title."""
    return [line for each in aides for line in (Content.styled(clean_lines(each.titre), "bold"), *_mots(each))]


def _mots(aide: Aide) -> list[Content]:
    """Write one help: what it means, who fills it, an example, how to answer; a blank line after."""
    said = [
        aide.definition,
        f"Rempli par : {aide.qui}" if aide.qui else "",
        f"Exemple : {aide.exemple}" if aide.exemple else "",
        aide.reponse,
    ]
    lines = [Content(clean_lines(text)) for text in said if text]
    return [*lines, Content("")] if lines else []
