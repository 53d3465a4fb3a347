"""The modes of the program that are built; their numbers are final, each page is imported when it opens."""

from screens.page import Page
from screens.shell import Mode


def modes() -> tuple[Mode, ...]:
    """Give the modes, in the order of their numbers."""
    return (
        Mode(1, "accueil", "Accueil", _accueil),
        Mode(2, "communes", "Communes", _communes),
        Mode(3, "actions", "Actions", _actions),
        Mode(4, "clubs", "Clubs", _clubs),
        Mode(5, "carte", "Carte", _carte),
        Mode(6, "risques", "Risques", _risques),
        Mode(7, "synchro", "Synchro", _synchro),
        Mode(8, "synthese", "Synthèse", _synthese),
    )


def _accueil() -> Page:
    from screens.synthese_role import page_d_accueil  # noqa: PLC0415 - each page when it opens

    return page_d_accueil()


def _communes() -> Page:
    from screens.communes import CommunesPage  # noqa: PLC0415 - same

    return CommunesPage()


def _actions() -> Page:
    from screens.actions import ActionsPage  # noqa: PLC0415 - same

    return ActionsPage()


def _clubs() -> Page:
    from screens.clubs import ClubsPage  # noqa: PLC0415 - same

    return ClubsPage()


def _carte() -> Page:
    from screens.carte import CartePage  # noqa: PLC0415 - same

    return CartePage()


def _risques() -> Page:
    from screens.risques import RisquesPage  # noqa: PLC0415 - same

    return RisquesPage()


def _synchro() -> Page:
    from screens.synchro import SynchroPage  # noqa: PLC0415 - same

    return SynchroPage()


def _synthese() -> Page:
    from screens.synthese_role import page_de_synthese  # noqa: PLC0415 - same

    return page_de_synthese()
