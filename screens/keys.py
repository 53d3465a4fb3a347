"""The key map, as data: what each key does, its French name, its id for those who remap it.

No key needs AltGr, and none that a terminal, tmux or a browser keeps for itself is used. Digits act with
their unshifted AZERTY twins (`1` or `&`). Letters never act inside a text field: only function keys and
Ctrl+letters have priority over the field that has the focus.
"""

from dataclasses import dataclass
from typing import Final

from textual.binding import Binding

TWINS: Final = {
    1: "ampersand",
    2: "é",
    3: "quotation_mark",
    4: "apostrophe",
    5: "left_parenthesis",
    6: "minus",
    7: "è",
    8: "underscore",
}
"""What the digit's key of the top row gives on AZERTY without Shift, by its Textual name."""


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that keys do: its id is `zone.verbe`, its first key is the one shown."""

    id: str
    keys: str
    label: str
    """One or two words, for the footer."""
    sentence: str
    """What it does, for the help."""
    priority: bool = False
    """Acts even inside a text field: function keys and Ctrl+letters only."""


_MAP: Final = (
    Key("aide.ouvrir", "f1", "Aide", "Aide du champ ou de l'écran", priority=True),
    Key("aide.lettre", "?", "Aide", "Aide du champ ou de l'écran, hors saisie"),
    Key("aller.ouvrir", "f2,ctrl+g", "Aller", "Aller à un onglet ou à un panneau", priority=True),
    Key("chercher.partout", "f3,ctrl+f", "Chercher", "Chercher partout", priority=True),
    Key("vue.choisir", "f4", "Vues", "Choisir une vue ou un filtre", priority=True),
    Key("synchro.lancer", "f5", "Synchro", "Synchroniser maintenant", priority=True),
    Key("panneau.suivant", "f6", "Panneau", "Panneau suivant", priority=True),
    Key("panneau.precedent", "shift+f6", "Panneau préc.", "Panneau précédent", priority=True),
    Key("controle.suivant", "f7", "À revoir", "Point à revoir suivant", priority=True),
    Key("exporter.ouvrir", "f8", "Exporter", "Exporter", priority=True),
    Key("contexte.ouvrir", "f9", "Actions", "Ce que l'on peut faire ici", priority=True),
    Key("contexte.lettre", "m", "Actions", "Ce que l'on peut faire ici, hors saisie"),
    Key("palette.ouvrir", "f10,ctrl+p", "Menu", "Toutes les commandes", priority=True),
    Key("diagnostic.ouvrir", "f12", "Diagnostic", "Diagnostic pour l'assistance", priority=True),
    Key("fiche.valider", "ctrl+s", "Déclarer prête", "Déclarer la fiche prête", priority=True),
    Key("journal.annuler", "ctrl+z", "Annuler", "Annuler la dernière modification"),
    Key("journal.retablir", "ctrl+y", "Rétablir", "Rétablir ce qui vient d'être annulé"),
    Key("journal.annuler_lettre", "u", "Annuler", "Annuler, hors saisie"),
    Key("journal.retablir_lettre", "U", "Rétablir", "Rétablir, hors saisie"),
    Key("texte.agrandir", "ctrl+e", "Grand éditeur", "Écrire un texte long en plein écran"),
    Key("champ.repeter", "ctrl+d", "Répéter", "Répéter la valeur précédente"),
    Key("ecran.redessiner", "ctrl+l", "Redessiner", "Redessiner l'écran", priority=True),
    Key("app.quitter", "ctrl+q", "Quitter", "Quitter, tout est gardé", priority=True),
    Key("app.copier", "ctrl+c", "Copier", "Copier la sélection"),
    Key("liste.filtrer", ":,/", "Filtrer", "Filtrer cette liste"),
    Key("liste.ouvrir", "enter", "Ouvrir", "Ouvrir la ligne"),
    Key("liste.marquer", "space", "Marquer", "Marquer la ligne"),
    Key("liste.marquer_bas", "shift+down", "Marquer", "Marquer et descendre"),
    Key("liste.marquer_haut", "shift+up", "Marquer", "Marquer et monter"),
    Key("liste.marquer_tout", "t", "Tout marquer", "Marquer tout ce qui est affiché"),
    Key("liste.nouveau", "n", "Nouveau", "Créer"),
    Key("liste.dupliquer", "d", "Dupliquer", "Dupliquer"),
    Key("liste.responsable", "r", "Responsable", "Changer le responsable"),
    Key("liste.filtre", "f", "Filtre", "Composer un filtre"),
    Key("liste.colonnes", "c", "Colonnes", "Choisir les colonnes"),
    Key("liste.trier", "o", "Trier", "Changer l'ordre"),
    Key("liste.couleur", "k", "Présentation", "Changer la présentation"),
    Key("liste.supprimer", "x", "Archiver", "Archiver (s'annule)"),
    Key("commune.actions", "a", "Ses actions", "Les actions de cette commune"),
    Key("commune.conventions", "c", "Conventions", "Les conventions"),
    Key("seance.presence", "space", "Présence", "Changer le statut : présent, excusé, représenté, absent"),
    Key("seance.modifier", "e", "Fiche", "Ouvrir la fiche de la séance"),
    Key("page.retour", "escape", "Retour", "Revenir en arrière, rien ne se perd"),
    *(Key(f"onglet.{n}", f"{n},{twin}", f"Onglet {n}", f"Onglet {n}") for n, twin in TWINS.items()),
)

KEYS: Final = {key.id: key for key in _MAP}
"""The whole map, by id."""

_NAMES: Final = {
    "enter": "Entrée",
    "escape": "Échap",
    "space": "Espace",
    "tab": "Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "Pg préc.",
    "pagedown": "Pg suiv.",
    "home": "Début",
    "end": "Fin",
    "delete": "Suppr",
    "insert": "Inser",
    "backspace": "Retour arr.",
    "colon": ":",
    "slash": "/",
    "question_mark": "?",
    "plus": "+",
    "full_stop": ".",
    "comma": ",",
    "exclamation_mark": "!",
    "asterisk": "*",
    "ampersand": "&",
    "quotation_mark": '"',
    "apostrophe": "'",
    "left_parenthesis": "(",
    "minus": "-",
    "underscore": "_",
}
_MODIFIERS: Final = {"ctrl": "Ctrl", "shift": "Maj", "alt": "Alt"}


def key_name(key: str) -> str:
    """Give the French name of a Textual key: `shift+tab` is « Maj+Tab »."""
    *modifiers, last = key.split("+")
    function = last[:1] == "f" and last[1:].isdigit()
    name = _NAMES.get(last) or (last.upper() if function or modifiers else last)
    return "+".join([*(_MODIFIERS.get(m, m) for m in modifiers), name])


def binding(
    key_id: str, action: str, label: str | None = None, *, show: bool = True, sentence: str | None = None
) -> Binding:
    """Bind the keys of `key_id` to `action`; `label` replaces the map's word where a page has a better one."""
    key = KEYS[key_id]
    return Binding(
        key.keys,
        action,
        label or key.label,
        show=show,
        tooltip=sentence or (label or key.sentence),
        priority=key.priority,
        id=key_id,
    )
