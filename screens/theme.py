"""The four themes: clair, sombre, contraste, and ansi for consoles of 16 colours.

Contrasts were measured (WCAG ≥ 5 for text). Colour never speaks alone, so that `NO_COLOR` loses nothing.
"""

from typing import Final

from textual.theme import Theme

DEFAULT: Final = "sombre"


def _variables(discret: str, champ: str, cursor: str, on_cursor: str, trait: str) -> dict[str, str]:
    """Give the variables that our stylesheet and Textual's own widgets read."""
    return {
        "discret": discret,
        "champ": champ,
        "trait": trait,
        "block-cursor-foreground": on_cursor,
        "block-cursor-background": cursor,
        "block-cursor-text-style": "none",
        "input-cursor-background": cursor,
        "input-cursor-foreground": on_cursor,
        "input-cursor-text-style": "none",
        "input-selection-background": cursor,
        "input-selection-foreground": on_cursor,
        "scrollbar": discret,
        "scrollbar-hover": discret,
        "scrollbar-active": cursor,
        "scrollbar-background": champ,
        "scrollbar-background-hover": champ,
        "scrollbar-background-active": champ,
        "scrollbar-corner-color": champ,
    }


CLAIR: Final = Theme(
    name="clair",
    dark=False,
    primary="#000091",
    secondary="#000091",
    accent="#C9191E",
    error="#C9191E",
    success="#18753C",
    warning="#B34000",
    foreground="#161616",
    background="#FFFFFF",
    surface="#FFFFFF",
    panel="#F6F6F6",
    boost="#E3E3FD",
    text_alpha=1.0,
    variables={**_variables("#666666", "#E3E3FD", "#000091", "#FFFFFF", "#666666"), "info": "#0063CB"},
)

SOMBRE: Final = Theme(
    name="sombre",
    dark=True,
    primary="#8585F6",
    secondary="#8585F6",
    accent="#F95C5E",
    error="#F95C5E",
    success="#27A658",
    warning="#FC5D00",
    foreground="#CECECE",
    background="#161616",
    surface="#161616",
    panel="#1E1E1E",
    boost="#2A2A45",
    text_alpha=1.0,
    variables={**_variables("#929292", "#2A2A45", "#8585F6", "#161616", "#6A6A6A"), "info": "#518FFF"},
)

CONTRASTE: Final = Theme(
    name="contraste",
    dark=True,
    primary="#FFE800",
    secondary="#FFE800",
    accent="#FFE800",
    error="#FFE800",
    success="#FFFFFF",
    warning="#FFE800",
    foreground="#FFFFFF",
    background="#000000",
    surface="#000000",
    panel="#2A2A2A",
    boost="#2A2A2A",
    text_alpha=1.0,
    variables={**_variables("#FFFFFF", "#404040", "#FFE800", "#000000", "#FFFFFF"), "info": "#FFFFFF"},
)

ANSI: Final = Theme(
    name="ansi",
    dark=True,
    ansi=True,
    primary="ansi_blue",
    secondary="ansi_cyan",
    accent="ansi_red",
    error="ansi_red",
    success="ansi_green",
    warning="ansi_yellow",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        **_variables("ansi_default", "ansi_default", "ansi_white", "ansi_black", "ansi_default"),
        "info": "ansi_cyan",
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
        "border-blurred": "ansi_default",
    },
)

THEMES: Final = {theme.name: theme for theme in (CLAIR, SOMBRE, CONTRASTE, ANSI)}
VARIABLES: Final = {"discret": "#929292", "champ": "#2A2A45", "trait": "#6A6A6A", "info": "#518FFF"}
"""Fallbacks, so that the stylesheet can be read under any theme of Textual's own."""
