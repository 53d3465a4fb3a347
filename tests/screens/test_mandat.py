"""A maire changes (domain.md §10.3, 22): what a séance and a note said of the one before is not written again."""

from datetime import UTC, date, datetime

from screens.seance_lue import SeanceLue
from storage import settings
from storage.invitations import invitables, inviter
from storage.store import Store

TODAY = date(2026, 3, 30)
PAUL = {"titre": "Paul Duval", "civilite": "Monsieur", "fonction": "Maire", "commune": "02361", "qualite": "Élu"}
LUCIE = {"titre": "Lucie Martin", "civilite": "Madame", "fonction": "Maire", "qualite": "Élu"}


def _feuille(store: Store, seance: str) -> list[str]:
    """Give the sheet as the page of the séance shows it."""
    return [" ".join(row.cells[1:]) for row in SeanceLue(store, seance).presences()]


def test_a_new_maire_rewrites_neither_the_sheets_nor_the_notes_of_before() -> None:
    """Their own copies stay, even where the record of the person was written over; the next invitation has the new."""
    store = Store.open(":memory:", clock=lambda: datetime(2026, 3, 30, 9, tzinfo=UTC))
    store.settings.put(settings.DEPARTEMENT, "02")
    store.create("commune", {"titre": "Guise", "departement": "02"}, record="02361")
    maire = store.create("personne", {**PAUL, "departement": "02"})
    held, coming = (
        store.create("seance_club", {"titre": titre, "departement": "02", "date": day})
        for titre, day in (("Hiver", "2026-02-10"), ("Été", "2026-06-09"))
    )
    inviter(store, held, [one for some in invitables(store, held, TODAY).par_commune.values() for one in some])
    note = store.create("note_seance", {"seance_club": held, "texte": "La halle rouvre", "intervenant": "Paul Duval"})
    said = store.create("note_datee", {"commune": "02361", "texte": "D'accord", "interlocuteur": "Paul Duval"})
    before = _feuille(store, held)
    assert len(before) == 1
    assert "Paul Duval" in before[0]

    fiche = store.get("personne", maire)
    assert fiche is not None
    store.update(fiche, LUCIE)

    assert _feuille(store, held) == before
    assert store.rows.these("note_seance", [note], ("intervenant",))[0]["intervenant"] == "Paul Duval"
    assert store.rows.these("note_datee", [said], ("interlocuteur",))[0]["interlocuteur"] == "Paul Duval"
    inviter(store, coming, [one for some in invitables(store, coming, TODAY).par_commune.values() for one in some])
    assert [line.split(" ")[0] for line in _feuille(store, coming)] == ["Lucie"]
    store.close()
