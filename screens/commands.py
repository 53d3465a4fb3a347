"""What the menus offer everywhere: the places to go, the commands that are always there."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from screens.application import Application
from screens.command import Command
from screens.keys import KEYS
from screens.menu import Entry
from screens.plain import fold
from screens.theme import THEMES
from screens.widgets.panneau import Panneau

if TYPE_CHECKING:
    from screens.shell import Shell

_ALWAYS: Final = (
    ("aide.ouvrir", "Aide", "action_aide"),
    ("chercher.partout", "Chercher", "action_chercher"),
    ("synchro.lancer", "Synchro", "action_synchroniser"),
    ("exporter.ouvrir", "Fichiers", "action_exporter"),
    ("diagnostic.ouvrir", "Assistance", "action_diagnostic"),
    ("ecran.redessiner", "Affichage", "action_redessiner"),
    ("app.quitter", "Programme", "action_quitter"),
)


def places(shell: "Shell") -> list[Entry]:
    """Give the modes, by their number, then the panels of the page, by a letter."""
    entries = [Entry(mode.label, partial(shell.go, mode.id), str(mode.number)) for mode in shell.modes]
    if isinstance(shell, Application):
        entries += [Entry(name, partial(_liste, shell, name), letter) for name, letter in _LISTES.items()]
    page = shell.page
    if page is not None:
        entries += [
            Entry(f"Panneau : {panneau.titre}", partial(page.show_panneau, panneau), _initial(panneau.titre))
            for panneau in page.query(Panneau)
            if panneau.titre
        ]
    return entries


def _initial(titre: str) -> str:
    """Give the letter a title would like."""
    return next((c for c in fold(titre) if c.isalpha()), "")


def standing(shell: "Shell") -> Iterator[Command]:
    """Give the commands that every page has."""
    for mode in shell.modes:
        yield Command("Aller", mode.label, partial(shell.go, mode.id), shell.touche(f"onglet.{mode.number}"))
    for key_id, groupe in (("contexte.ouvrir", "Ici"), ("aller.ouvrir", "Aller")):  # pages have their own
        press = partial(shell.simulate_key, shell.premiere_touche(key_id))
        yield Command(groupe, KEYS[key_id].sentence, press, shell.touche(key_id))
    for key_id, groupe, method in _ALWAYS:
        key = KEYS[key_id]
        yield Command(groupe, key.sentence, getattr(shell, method), shell.touche(key_id))
    if isinstance(shell, Application):
        for name in _LISTES:
            yield Command("Aller", name, partial(_liste, shell, name), f"F2 {_LISTES[name]}")
        yield Command("Aller", "À faire", partial(_a_faire, shell), "a")
        yield Command("Aller", "Séance en direct", partial(_direct, shell))
        yield Command("Fichiers", "Importer un tableur", shell.action_importer, "i")
        yield Command("Aller", "Retours d'expérience", partial(_retex, shell))
        yield Command("Aller", "Plan de formation", partial(_formation, shell))
        yield Command("Aller", "Conformité du club", partial(_conformite, shell))
        yield Command("Aller", "Ce qui a changé, par commune", partial(_digest, shell))
        yield Command("Aller", "Campagne de la note", partial(_campagne, shell))
        yield Command("Fiches", "Donner ma contribution à la note", partial(_contribuer, shell))
        yield Command("Fiches", "Doublons probables", partial(_doublons, shell))
        yield Command("Fiches", "Données personnelles", partial(_rgpd, shell))
        yield Command("Fiches", "Demandes : puis-je signer, délais, trésorerie", partial(_suivi, shell))
        for table, label in _NOUVEAUX.items():
            yield Command("Nouveau", label, partial(shell.creer, table))
        yield Command("Assistance", "Essayer le clavier", partial(_clavier, shell))
        yield Command("Fichiers", "Passation : le dossier d'un successeur", partial(_passation, shell))
        yield Command("Fichiers", "Sauvegarder la base dans un fichier", partial(_sauvegarder, shell))
    for name in THEMES:
        yield Command("Affichage", f"Thème {name}", partial(setattr, shell, "theme", name))


_NOUVEAUX: Final = {
    "action": "Action",
    "convention": "Convention",
    "comite": "Comité (COPIL, COTECH, conseil municipal)",
    "poste": "Poste de chef de projet",
    "note_datee": "Note datée",
    "signal": "Signal de difficulté",
    "seance_club": "Séance de club",
    "personne": "Personne",
}
"""What may be begun from anywhere."""

_LISTES: Final = {"Demandes": "d", "Suites": "s", "Conventions": "c"}
"""The lists that are no mode, and their letter in « Aller »."""


def _liste(shell: "Shell", name: str) -> None:
    """Open a list that is no mode."""
    from screens.conventions import ConventionsPage  # noqa: PLC0415 - only when it opens
    from screens.demandes import DemandesPage  # noqa: PLC0415 - only when it opens
    from screens.suites import SuitesPage  # noqa: PLC0415 - only when it opens

    pages = {"Demandes": DemandesPage, "Suites": SuitesPage, "Conventions": ConventionsPage}
    shell.push_screen(pages[name]())


def _doublons(shell: "Shell") -> None:
    from screens.doublons import DoublonsPage  # noqa: PLC0415 - pydantic and rapidfuzz, only when it opens

    shell.push_screen(DoublonsPage())


def _rgpd(shell: "Shell") -> None:
    from screens.rgpd import RgpdPage  # noqa: PLC0415 - pydantic, only when it opens

    shell.push_screen(RgpdPage())


def _retex(shell: "Shell") -> None:
    from screens.retex import RetexPage  # noqa: PLC0415 - only when it opens

    shell.push_screen(RetexPage())


def _formation(shell: "Shell") -> None:
    from screens.formation import FormationPage  # noqa: PLC0415 - only when it opens

    shell.push_screen(FormationPage())


def _campagne(shell: "Shell") -> None:
    from screens.campagne import CampagnePage  # noqa: PLC0415 - pydantic, only when it opens

    shell.push_screen(CampagnePage())


def _contribuer(shell: "Shell") -> None:
    from screens.campagne import contribuer  # noqa: PLC0415 - pydantic, only when one contributes

    if isinstance(shell, Application):
        contribuer(shell)


def _conformite(shell: "Shell") -> None:
    from screens.conformite_club import ConformiteClubPage  # noqa: PLC0415 - pydantic, only when it opens

    shell.push_screen(ConformiteClubPage())


def _digest(shell: "Shell") -> None:
    from screens.digest import DigestPage  # noqa: PLC0415 - pydantic, only when it opens

    shell.push_screen(DigestPage())


def _clavier(shell: "Shell") -> None:
    from screens.clavier import ClavierPage  # noqa: PLC0415 - only when it opens

    shell.push_screen(ClavierPage())


def _a_faire(shell: "Shell") -> None:
    from screens.a_faire import AFairePage  # noqa: PLC0415 - only when it opens

    shell.push_screen(AFairePage())


def _direct(shell: "Shell") -> None:
    from screens.accueil_seance import tenir  # noqa: PLC0415 - only when a séance is held

    if isinstance(shell, Application):
        tenir(shell)


def _passation(shell: "Shell") -> None:
    from screens.passation import PassationPage  # noqa: PLC0415 - only when it opens

    shell.push_screen(PassationPage())


def _sauvegarder(shell: "Shell") -> None:
    from screens.sauvegarder import sauvegarder  # noqa: PLC0415 - only when it opens

    if isinstance(shell, Application):
        sauvegarder(shell)


def _suivi(shell: "Shell") -> None:
    from screens.financement import SuiviPage  # noqa: PLC0415 - pydantic, only when it opens

    shell.push_screen(SuiviPage())
