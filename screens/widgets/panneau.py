"""A framed panel with a title: what F6 goes through, and what is shown alone on a narrow screen."""

from textual.containers import Vertical
from textual.content import Content

from screens.plain import clean


class Panneau(Vertical):
    """A frame around a part of a page; its titles are shown to the letter."""

    def __init__(
        self,
        titre: str = "",
        *,
        pied: str = "",
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str = "",
    ) -> None:
        """Frame what is composed inside, `titre` above, `pied` below."""
        super().__init__(id=id, classes=f"panneau {classes}".strip())
        self.titrer(titre, pied)

    def titrer(self, titre: str, pied: str | None = None) -> None:
        """Change the title, and the line below if it is given."""
        self.titre = titre
        self.border_title = Content(clean(titre)) if titre.strip() else None
        if pied is not None:
            self.border_subtitle = Content(clean(pied)) if pied.strip() else None
