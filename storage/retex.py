"""The retours d'expérience of the département as this laptop has them; a note becomes a record of its own."""

from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.retex import Retex, mots
from storage.copie import vivante
from storage.errors import RefusError
from storage.ids import natural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pvd_tui.changes.change import Json
    from storage.store import Store

TABLE: Final = "retour_experience"
NOTE: Final = "note_seance"
_GENRE: Final = "Retour d’expérience"
_TITRE: Final = 120
_MOST: Final = 20
"""Actions offered beside what was told."""


def retours(store: "Store") -> list[Retex]:
    """Give every retour d'expérience, and every note of that genre that is not written out yet."""
    columns = ("titre", "commune", "action", "enseignements", "intervenant", "seance_club")
    told = store.rows.page(TABLE, columns=columns, order=())
    notes = store.rows.page(
        NOTE,
        {"genre": _GENRE},
        columns=("titre", "texte", "commune", "action", "intervenant", "seance_club"),
        order=(),
    )
    written = {str(row["id"]) for row in told}
    left = [note for note in notes if developpee(str(note["id"])) not in written]
    named = _noms(store, (*told, *left))
    return [
        *(_retex(TABLE, row, str(row["enseignements"] or ""), named) for row in told),
        *(_retex(NOTE, row, str(row["texte"] or ""), named) for row in left),
    ]


def actions(store: "Store", question: str) -> list[Retex]:
    """Give the actions on the same matter, those that are in hand or over first: whom one may ask."""
    if not mots(question):
        return []
    hits = store.search.find(" ".join(mots(question)), tables=("action",), limit=_MOST)
    rows = store.rows.these("action", [hit.record for hit in hits], ("titre", "commune", "phase", "statut_phase"))
    named = _noms(store, rows)
    far = {"Opération": 0, "Étude": 1}
    ordered = sorted(rows, key=lambda row: (row["statut_phase"] != "Terminé", far.get(str(row["phase"]), 2)))
    return [
        Retex(
            "action",
            str(row["id"]),
            str(row["titre"] or "sans titre"),
            named["commune"].get(str(row["commune"]), str(row["commune"] or "")),
            texte=" · ".join(str(row[name]) for name in ("phase", "statut_phase") if row[name]),
        )
        for row in ordered
    ]


def developpee(note: str) -> str:
    """Give the id of the retour d'expérience that a note becomes: on two laptops it is the same."""
    return natural(TABLE, [note])


def developper(store: "Store", note: str) -> str:
    """Make a retour d'expérience of a note, with what the note says; give its id. The note stays as it is."""
    before = vivante(store, NOTE, note)
    said = before.values
    if said.get("genre") != _GENRE:
        raise RefusError("Cette note n'est pas un retour d'expérience. Rien n'a été créé. Changez d'abord son genre.")
    record = developpee(note)
    if store.rows.ids(TABLE, {"id": record}):
        raise RefusError("Ce retour d'expérience est déjà écrit. Rien n'a été créé. Ouvrez-le.")
    text = str(said.get("texte") or said.get("titre") or "")
    first = " ".join(text.split())
    values: dict[str, Json] = {
        "titre": first if len(first) <= _TITRE else f"{first[: _TITRE - 1].rpartition(' ')[0]}…",
        "enseignements": text,
        **{name: said.get(name) for name in ("seance_club", "commune", "action", "intervenant")},
    }
    return store.create(TABLE, {name: value for name, value in values.items() if value}, record=record)


def _noms(store: "Store", rows: "Iterable[Mapping[str, Json]]") -> dict[str, dict[str, str]]:
    """Give the titles of what the rows name, and the days of their séances."""
    found = list(rows)
    ids = {name: [str(row[name]) for row in found if row.get(name)] for name in ("commune", "action", "seance_club")}
    days = store.rows.these("seance_club", list(dict.fromkeys(ids["seance_club"])), ("date",))
    return {name: store.rows.titres(name, records) for name, records in ids.items()} | {
        "jour": {str(row["id"]): str(row["date"] or "") for row in days}
    }


def _retex(table: str, row: "Mapping[str, Json]", texte: str, named: "dict[str, dict[str, str]]") -> Retex:
    seance = str(row["seance_club"] or "")
    day = named["jour"].get(seance, "")
    return Retex(
        table,
        str(row["id"]),
        " ".join(str(row["titre"] or texte or "sans titre").split()),
        named["commune"].get(str(row["commune"]), str(row["commune"] or "")),
        named["action"].get(str(row["action"]), ""),
        texte,
        str(row["intervenant"] or ""),
        named["seance_club"].get(seance, ""),
        seance,
        _jour(day),
    )


def _jour(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
