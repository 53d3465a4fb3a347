"""What F8 offers in the mode Synthèse: the note as it stands, an issued version as it was, an assembled one."""

from functools import partial
from typing import TYPE_CHECKING

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.texte import counted
from screens.exporter import DOSSIER, ExporterPage, dossier_propose
from screens.exporter_quoi import Fait, Quoi

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pvd_tui.domain.note_figee import NoteFigee
    from screens.application import Application
    from storage.store import Store


def exporter(app: "Application", offered: "Sequence[Quoi]") -> None:
    """Open F8's page with these things."""
    store = app.store
    au = store.today().astimezone().date()
    app.push_screen(ExporterPage(offered, dossier_propose(store.settings.get(DOSSIER)), au.isoformat()))


def du_brouillon(note: "NoteFigee") -> Quoi:
    """Offer a note as it would be now: not issued, and it says so; or one assembled of what was issued."""
    from pvd_tui.reports.note_emise import FORMATS, nom  # noqa: PLC0415 - pydantic, only when one exports

    missing = f", {counted(len(note.manquantes), 'note')} manquante{'s' * (len(note.manquantes) > 1)}"
    said = f"La note assemblée : {note.nom} ({counted(len(note.notes), 'note')}{missing if note.manquantes else ''})"
    if not note.notes:
        said = f"La note telle qu'elle serait : {note.nom}, au {show_date(note.au)} (non émise)"
    return Quoi("note", said, FORMATS, nom(note), partial(_rendre, note))


def de_la_version(store: "Store", note: "NoteFigee") -> Quoi:
    """Offer an issued version, byte by byte where this laptop issued it."""
    from pvd_tui.reports.note_emise import FORMATS, nom  # noqa: PLC0415 - pydantic, only when one exports

    said = f"{note.nom}, version {note.version} du {show_date(note.au)}, telle qu'émise"
    return Quoi(f"note {note.code} {note.version}", said, FORMATS, nom(note), partial(_rouvrir, store, note))


def _rendre(note: "NoteFigee", format_: str) -> Fait:
    from pvd_tui.reports.note_emise import rendre  # noqa: PLC0415 - only when one exports

    said = "" if note.notes else "Document de travail : cette note n'est pas émise."
    if note.manquantes:
        said = f"Notes manquantes : {', '.join(note.manquantes)}."
    return Fait(rendre(note, format_), note.provenance, said)


def _rouvrir(store: "Store", note: "NoteFigee", format_: str) -> Fait:
    from pvd_tui.reports.note_emise import rouvrir  # noqa: PLC0415 - only when one exports

    return Fait(rouvrir(store, note.code, note.version, format_)[1], note.provenance)
