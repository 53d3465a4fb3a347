"""A séance of the club for the terminal tests: prepared, opened a while ago, and held by typing in the live page."""

import random
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from storage.seances import SeanceEnDirect
from storage.store import Store
from tests.terminal.poste import Poste
from tests.terminal.terminal import Terminal

DEPUIS: Final = timedelta(minutes=47)
"""How long ago the séance was opened, and its first point begun."""
SIGNES: Final = ("", "!", "*", "?", ":", "+", ";")
MOTS: Final = (
    "la halle",
    "du marché",
    "rouvre",
    "en mai,",
    "sous réserve",
    "de l'avis",
    "de l'ABF",
    "et du vote",
    "du conseil",
)
_COMPLETEE: Final = re.compile(r"^ ?\d\d:\d\d:\d\d note complétée", re.MULTILINE)
_COMPTE: Final = re.compile(r"Journal \((\d+)\)")


def ouverte(path: Path) -> str:
    """Write a séance that was opened a while ago, with a sheet of six and three points; give its id."""
    opened = datetime.now(UTC) - DEPUIS
    with Store.open(path, clock=lambda: opened) as store, store.transaction():
        store.create("commune", {"titre": "Guise", "departement": "02"}, record="02361")
        day = opened.astimezone().date().isoformat()
        record = store.create("seance_club", {"titre": "Club", "numero": "2026-2", "departement": "02", "date": day})
        for nom in ("Amina Petit", "Luc Faure", "Jean Roux", "Zoé Blanc", "Bo Colin", "Ève Lemaire"):
            store.create("presence", {"seance_club": record, "titre": nom, "statut": "Inscrit"})
        for ordre, titre in enumerate(("Accueil", "Fonds vert", "OPAH-RU"), 1):
            store.create("point_ordre_du_jour", {"seance_club": record, "titre": titre, "ordre": ordre, "duree": 90})
        direct = SeanceEnDirect(store, record, lambda: opened)
        direct.ouvrir()
        direct.point_suivant()
    return record


def dictee(lines: int, chance: random.Random) -> list[str]:
    """Give lines to type, each with its sign and its number; the first one continues nothing."""
    said = [" ".join(chance.choices(MOTS, k=chance.randint(2, 6))) for _ in range(lines)]
    signs = [chance.choice(SIGNES if number else SIGNES[:-1]) for number in range(lines)]
    return [f"{sign}ligne {number} {words}" for number, (sign, words) in enumerate(zip(signs, said, strict=True))]


def reprendre(poste: Poste, notes: int) -> Terminal:
    """Open `pvd`; be led back by Accueil's first line to a séance that has so many notes."""
    terminal = poste.open()
    terminal.see("Séance 2026-2 interrompue", "Entrée reprendre")
    terminal.press("entree")
    found = f"{notes} notes retrouvées" if notes > 1 else "une note retrouvée" if notes else "aucune note"
    terminal.see("séance reprise", found)
    return terminal


def compte(terminal: Terminal) -> int:
    """Give how many notes the screen says are in the journal."""
    found = _COMPTE.search(terminal.text)
    assert found, terminal.text
    return int(found[1])


def dite(text: str, line: str, notes: int) -> bool:
    """Say whether the screen says that a line is recorded, which makes so many notes."""
    if not line.startswith(";"):
        return f"Journal ({notes})" in text and "enregistr" in text
    return "↳" not in text and line[1:20] in text and _COMPLETEE.search(text) is not None


def attendues(lines: list[str]) -> list[str]:
    """Give the notes that these lines make: a `;` goes on with the one before."""
    notes: list[str] = []
    for line in lines:
        if line.startswith(";"):
            notes[-1] += f"\n{line[1:]}"
        else:
            notes.append(line.lstrip("".join(SIGNES)))
    return notes


def ecrites(store: Store, record: str) -> list[str]:
    """Give the notes that are on the disk, as they were written."""
    rows = store.rows.page("note_seance", {"seance_club": record}, columns=("texte",), order=(("id", False),))
    return [str(row["texte"]) for row in rows]
