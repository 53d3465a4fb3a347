"""What words mean in a séance: which séance, who on its sheet, which note, which point of its ordre du jour.

For who types them, in a command or line by line; what may mean several is refused, in French, with the choices.
"""

import unicodedata
from typing import TYPE_CHECKING

from storage.errors import RefusError

if TYPE_CHECKING:
    from datetime import date

    from storage.seances import SeanceEnDirect
    from storage.store import Store

OUVERTE = "ouverte"
"""Stands for the séance that is open now, else the one of the day."""


def jour(store: "Store") -> "date":
    """Give the day, where the laptop is."""
    return store.today().astimezone().date()


def en_direct(store: "Store", word: str) -> "SeanceEnDirect":
    """Give the séance that a word means: « ouverte », its number, its id or the end of it; refuses in French."""
    from storage.seances import SeanceEnDirect  # noqa: PLC0415 - pydantic, only for these commands

    return SeanceEnDirect(store, seance(store, word), store.today)


def seance(store: "Store", word: str) -> str:
    """Give the id of the séance that a word means; refuses in French."""
    from storage.seance_ouverte import seance_du_jour  # noqa: PLC0415 - only for these commands

    if word == OUVERTE:
        found = seance_du_jour(store, jour(store))
        if found is None:
            raise RefusError(
                "Aucune séance n'est ouverte, et aucune n'est prévue aujourd'hui. Rien n'a été modifié. "
                "« pvd seance lister » les donne toutes."
            )
        return found
    numbered = store.rows.page("seance_club", {"numero": word}, columns=(), limit=2)
    if len(numbered) == 1:
        return str(numbered[0]["id"])
    if numbered:
        raise RefusError(
            f"Plusieurs séances portent le numéro {word}. Rien n'a été modifié. Donnez la fin de son identifiant : "
            "« pvd seance lister » les donne toutes."
        )
    record = store.rows.resolve("seance_club", word)
    fiche = store.get("seance_club", record)
    if fiche is None or fiche.folded.archived:
        raise RefusError(
            f"Aucune séance ne s'appelle « {word} ». Rien n'a été modifié. Donnez son numéro (2026-1), la fin de son "
            "identifiant, ou « ouverte ». « pvd seance lister » les donne toutes."
        )
    return record


def personne(direct: "SeanceEnDirect", words: str) -> tuple[str, str]:
    """Give the line of the sheet that a name means, and the name; refuses in French where it may be several."""
    from pvd_tui.domain.pointage import Pointee, filtrer  # noqa: PLC0415 - only here
    from pvd_tui.domain.texte import plain  # noqa: PLC0415 - same

    rows = direct.enfants("presence", "titre", "commune", "organisme", "fonction")
    rows.sort(key=lambda row: plain(str(row["titre"] or "")))
    names = direct.store.rows.titres("commune", [str(row["commune"]) for row in rows if row["commune"]])
    lines = [
        Pointee(
            str(row["id"]),
            str(row["titre"] or ""),
            names.get(str(row["commune"]), ""),
            fonction=str(row["fonction"] or ""),
            organisme=str(row["organisme"] or ""),
        )
        for row in rows
    ]
    exact = [one for one in lines if one.id == words or plain(one.nom) == plain(words)]
    found = exact or filtrer(lines, words)
    if len(found) == 1 and words.strip():
        return found[0].id, found[0].nom
    many = ", ".join(f"{one.nom} ({one.de})" if one.de else one.nom for one in found)
    raise RefusError(
        f"« {words} » peut être {many}. Rien n'a été noté. Donnez plus de lettres."
        if found and words.strip()
        else f"Personne de la feuille ne s'appelle « {words} ». Rien n'a été noté. « pvd seance inviter » l'ajoute."
    )


def note(direct: "SeanceEnDirect", word: str) -> str:
    """Give the note that a word means: its number in the journal, « derniere », its id or the end of it."""
    if _nu(word) == "derniere":
        last = direct.derniere_note()
        if last is None:
            raise RefusError("Rien n'a encore été noté sur cet ordinateur dans cette séance. Rien n'a été modifié.")
        return last.record
    ids = [str(row["id"]) for row in journal(direct)]
    if word.isdigit() and 1 <= int(word) <= len(ids):
        return ids[int(word) - 1]
    record = direct.store.rows.resolve("note_seance", word)
    if record not in ids:
        raise RefusError(
            f"Cette séance n'a pas de note « {word} ». Rien n'a été modifié. Donnez son numéro dans "
            "« pvd seance journal », ou « derniere »."
        )
    return record


def journal(direct: "SeanceEnDirect") -> list[dict[str, object]]:
    """Give the notes in the order of the journal: by hour, then by id, so that two laptops interleave."""
    rows = direct.enfants("note_seance", "heure", "genre", "texte", "titre", "point_ordre_du_jour", "commune", "action")
    ordered = sorted(rows, key=lambda row: (str(row["heure"] or ""), str(row["id"])))
    return [dict(row) for row in ordered]


def point(direct: "SeanceEnDirect", word: str) -> str:
    """Give the point of the ordre du jour that a number (1 first) or an id means; refuses in French."""
    ids = [str(row["id"]) for row in direct.points()]
    if word.isdigit() and 1 <= int(word) <= len(ids):
        return ids[int(word) - 1]
    record = direct.store.rows.resolve("point_ordre_du_jour", word)
    if record not in ids:
        raise RefusError(f"L'ordre du jour n'a pas de point « {word} » ({len(ids)} en tout). Rien n'a été modifié.")
    return record


def _nu(word: str) -> str:
    return unicodedata.normalize("NFKD", word.lower()).encode("ascii", "ignore").decode()
