"""What F8 offers from a séance before it is held: the sheet to sign, the convocation, the date for a calendar."""

from functools import partial
from typing import TYPE_CHECKING

from pvd_tui.domain.texte import counted
from pvd_tui.reports import papiers_seance as papiers_de
from screens.exporter_quoi import Fait, Quoi

if TYPE_CHECKING:
    from datetime import date

    from storage.store import Store


def a_venir(store: "Store", seance: str) -> bool:
    """Say whether a séance is still to be held: its papers come first then."""
    rows = store.rows.these("seance_club", [seance], ("etat", "close_a"))
    return bool(rows) and not rows[0]["close_a"] and rows[0]["etat"] in {None, "Projet", "Convoquée"}


def papiers(store: "Store", seance: str, au: "date") -> list[Quoi]:
    """List the papers of a séance."""
    titre = store.rows.titres("seance_club", [seance]).get(seance, "séance")
    count = store.rows.count("presence", {"seance_club": seance})
    said = counted(count, "personne")
    sheet = f"La feuille d'émargement ({said}, et des lignes vierges)"
    return [
        Quoi("emargement", sheet, papiers_de.FEUILLE, f"emargement {titre}", partial(_feuille, store, seance, au)),
        Quoi(
            "convocation",
            f"La convocation : {titre}",
            papiers_de.CONVOCATION,
            f"convocation {titre}",
            partial(_convocation, store, seance, au),
        ),
        Quoi("agenda", "Le rendez-vous, pour un agenda", papiers_de.AGENDA, titre, partial(_agenda, store, seance, au)),
    ]


def _feuille(store: "Store", seance: str, au: "date", format_: str) -> Fait:
    made = papiers_de.feuille_emargement(store, seance, au, format_)
    return Fait(made, counted(store.rows.count("presence", {"seance_club": seance}), "personne"))


def _convocation(store: "Store", seance: str, au: "date", format_: str) -> Fait:
    return Fait(papiers_de.convocation_de(store, seance, au, format_), "convocation")


def _agenda(store: "Store", seance: str, au: "date", format_: str) -> Fait:
    _ = format_
    return Fait(papiers_de.agenda_de(store, seance, au), "rendez-vous")
