"""« Sauvegarder » : the whole store in one dated file, for a USB stick; a colleague restores it (domain.md §10.3)."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from screens.exporter import DOSSIER, dossier_propose
from screens.saisir import Saisir

if TYPE_CHECKING:
    from screens.application import Application


def sauvegarder(app: "Application") -> None:
    """Ask where, then copy behind the screen; what is typed in a fiche is saved first."""
    store = app.store
    if app.page is not None:
        app.page.leave()
    name = f"pvd-{store.today().astimezone():%Y-%m-%d-%Hh%M}.db"
    offered = dossier_propose(store.settings.get(DOSSIER)) / name
    app.push_screen(
        Saisir("Sauvegarder la base dans un fichier daté", str(offered), exemple=f"E:\\{name}", verifier=verifier),
        partial(_ecrire, app),
    )


def verifier(text: str) -> str:
    """Refuse a file that exists, a folder that does not: a backup replaces nothing, and a mistyped path is seen."""
    path = Path(text.strip()).expanduser()
    if not text.strip() or path.is_dir():
        return "Donnez aussi le nom du fichier."
    if not path.parent.is_dir():
        return f"Le dossier « {path.parent} » n'existe pas."
    return "Ce fichier existe déjà : choisissez un autre nom." if path.exists() else ""


def _ecrire(app: "Application", text: str | None) -> None:
    if text is not None:
        path = Path(text.strip()).expanduser()
        app.run_worker(partial(_derriere, app, Path(app.store.path), path), thread=True, exit_on_error=False)


def _derriere(app: "Application", source: Path, target: Path) -> None:
    """Copy and verify, from a connection of its own: work goes on."""
    from storage.backup import back_up  # noqa: PLC0415 - only for this gesture
    from storage.errors import StoreError  # noqa: PLC0415 - same
    from storage.store import Store  # noqa: PLC0415 - same

    try:
        with Store.open(source) as store:
            back_up(store.connection, target)
    except (StoreError, OSError) as error:
        said = str(error) if isinstance(error, StoreError) else f"« {target} » n'a pas pu être écrit."
        app.call_from_thread(app.say, said, "alerte")
    else:
        said = (
            f"Sauvegarde vérifiée : {target.name}, dans {target.parent}. Elle contient aussi vos fiches restreintes. "
            "« pvd restaurer » la reprend."
        )
        app.call_from_thread(app.say, said, "succes")
