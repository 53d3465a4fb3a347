"""Opening F8's page: what the page shown can give, the template to use, the folder to offer."""

from pathlib import Path
from typing import TYPE_CHECKING

from pvd_tui.reports.modele import MODELE_FOURNI, choisir
from screens.exporter import DOSSIER, ExporterPage, dossier_propose
from screens.exporter_quoi import quoi

if TYPE_CHECKING:
    from screens.application import Application
    from screens.page import Page


def partir(app: "Application", page: "Page | None") -> None:
    """Open the page; what is typed in a fiche is saved first, so that it is in the file."""
    store = app.store
    if page is not None:
        page.leave()
    au = store.today().astimezone().date()
    found = choisir(Path(store.path), None)
    offered = quoi(page, store, None if found == MODELE_FOURNI else found, au)
    app.push_screen(ExporterPage(offered, dossier_propose(store.settings.get(DOSSIER)), au.isoformat()))
