"""The papers of a séance before it is held: the attendance sheet, the convocation, the date for a calendar.

The terminal (F8) and the command line ask here; each gives the file's content.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.texte import plain
from pvd_tui.reports import convocation, ecrit, emargement
from pvd_tui.reports.fichier import SortieError
from pvd_tui.reports.formats import DOCUMENTS
from pvd_tui.reports.rendez_vous import rendez_vous
from pvd_tui.reports.seance_faits import reunir
from storage.communes_club import du_club
from storage.registre import StoreRegistre

if TYPE_CHECKING:
    from datetime import date

    from pvd_tui.domain.presence import Presence
    from pvd_tui.reports.seance_faits import FaitsSeance
    from storage.store import Store

FEUILLE: Final = {"pdf": DOCUMENTS["pdf"], **DOCUMENTS}
"""Formats of the attendance sheet: it is for paper, so PDF comes first."""
CONVOCATION: Final = ecrit.ECRITS
AGENDA: Final = {"ics": "agenda : Outlook, Thunderbird, téléphone"}


def feuille_emargement(
    store: "Store", seance: str, au: "date", format_: str = "pdf", lignes: int = emargement.LIGNES
) -> bytes:
    """Give the attendance sheet, with blank lines."""
    return emargement.rendre(emargement.preparer(_faits(store, seance, au), lignes), format_)


def convocation_de(store: "Store", seance: str, au: "date", format_: str, pour: str | None = None) -> bytes:
    """Give the convocation, to everybody or to one person of the sheet by their name (or their id)."""
    faits = _faits(store, seance, au)
    whom = _trouver(faits, pour) if pour else None
    if format_ == ecrit.COURRIEL:
        return convocation.courriel(faits, whom).encode()
    return ecrit.rendre(convocation.convoquer(faits, whom), format_)


def convoques(store: "Store", seance: str, au: "date") -> "list[Presence]":
    """List those to convene by name: everybody on the sheet, once."""
    return convocation.invites(_faits(store, seance, au))


def agenda_de(store: "Store", seance: str, au: "date") -> bytes:
    """Give the date as a calendar file."""
    return rendez_vous(_faits(store, seance, au), store.today())


def _faits(store: "Store", seance: str, au: "date") -> "FaitsSeance":
    found = reunir(StoreRegistre(store), seance, au)
    if found is None:
        raise SortieError("Cette séance n'est pas sur cet ordinateur. Rien n'a été écrit.")
    here = du_club(store, found.seance.departement)
    return replace(found, communes={**here, **found.communes}, pvd=list(here))


def _trouver(faits: "FaitsSeance", pour: str) -> "Presence":
    """Give the only line of the sheet that these words mean."""
    words = plain(pour).split()
    found = [one for one in faits.presences if one.id == pour]
    found = found or [one for one in faits.presences if set(words) <= set(plain(one.titre or "").split())]
    if len({plain(one.titre or "") for one in found}) != 1:
        many = ", ".join(one.titre or "" for one in found)
        raise SortieError(
            f"« {pour} » peut être {many}. Rien n'a été écrit. Donnez le nom entier."
            if found
            else f"Personne de la feuille ne s'appelle « {pour} ». Rien n'a été écrit."
        )
    return found[0]
