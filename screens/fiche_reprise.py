"""Where what was being typed is taken up again: a line of a table is written in the fiche above it.

Accueil asks before anything heavy is loaded: the few kinds of lines are named here (`fiche_grille_formes` has their
columns, and a test holds both together).
"""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from storage.drafts import Draft
    from storage.store import Store

AU_DESSUS: Final = {
    "action_commune": "action",
    "sous_operation": "action",
    "depense": "action",
    "indicateur": "action",
    "mesure": "indicateur",
    "ressource": "plan_financement",
    "plan_financement": "action",
}
"""The kinds of records that are lines of a table, and the field that names the record above."""


def fiche_de(store: "Store", draft: "Draft") -> tuple[str, str]:
    """Give the fiche in which a draft is taken up again: table, record."""
    table, record = draft.table, draft.record
    if table == "plan_financement" and not draft.nouveau:
        return table, record  # it has a fiche of its own, and most of it is only there
    while table in AU_DESSUS:
        above = draft.contexte.get("action") if draft.nouveau else None
        if above:
            return "action", above
        name = AU_DESSUS[table]
        rows = store.rows.these(table, [record], (name,))
        found = rows[0][name] if rows else draft.contexte.get(name)
        if not isinstance(found, str) or not found:
            return draft.table, draft.record
        table, record = name, found
    return table, record


def seance_de(store: "Store", draft: "Draft") -> str | None:
    """Give the séance in whose live page a draft is taken up again, None where a fiche is: it has its sign, its strip.

    That is a line of a new note, and a note that was being changed while the séance is open.
    """
    if draft.table != "note_seance":
        return None
    if draft.nouveau:
        return draft.contexte.get("seance_club") if draft.champ == "titre" else None
    note = store.rows.these("note_seance", [draft.record], ("seance_club",)) if draft.champ == "texte" else []
    seance = str(note[0]["seance_club"] or "") if note else ""
    held = store.rows.these("seance_club", [seance], ("ouverte_a", "close_a")) if seance else []
    return seance if held and held[0]["ouverte_a"] and not held[0]["close_a"] else None


def dite(texte: str) -> str:
    """Give the words of a line that was being typed in a séance, without its sign and its strip."""
    words = texte.partition(" | ")[0] if texte.startswith("*") else texte
    return words.lstrip("!*?:+; ").strip() or "sans titre"
