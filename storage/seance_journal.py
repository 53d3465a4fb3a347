"""The journal of a séance being held: one line typed is one note on the disk, with its suite where it has one."""

from datetime import date
from typing import TYPE_CHECKING

from pvd_tui.changes.edit import Edit, archive
from pvd_tui.domain.journal_seance import LigneDite, numero_suivant, titre_de
from pvd_tui.domain.note_seance import GenreNote
from pvd_tui.domain.suite import StatutSuite
from storage.errors import RefusError
from storage.seance_tenue import SeanceTenue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pvd_tui.changes.change import Json
    from storage.fiche import Fiche


class Journal(SeanceTenue):
    """The notes of a séance, and the suites made of them."""

    def noter(
        self,
        saisie: LigneDite,
        *,
        pilote: str | None = None,
        echeance: date | None = None,
        communes: str | None = None,
        action: str | None = None,
        commune: str | None = None,
        intervenant: str | None = None,
    ) -> str:
        """Write a note at this hour, at this point; with a suite, in one gesture, where it is one. Give its id."""
        if saisie.suite_de_la_precedente:
            return self.continuer(saisie.texte)
        texte = saisie.texte.strip()
        if not texte:
            raise RefusError("Cette ligne est vide. Rien n'a été enregistré.")
        record = self.store.new_id()
        said = {"action": action, "commune": commune, "intervenant": intervenant}
        values: dict[str, Json] = {
            "seance_club": self.record,
            "point_ordre_du_jour": self.seance.values.get("point_courant"),
            "titre": titre_de(texte),
            "genre": saisie.genre,
            "heure": self.heure,
            "texte": texte,
            "repondue": False if saisie.genre is GenreNote.QUESTION else None,
            **said,
        }
        edits = [Edit("note_seance", record, {name: value for name, value in values.items() if value is not None})]
        if saisie.genre is GenreNote.ACTION:
            edits.append(self._suite(record, titre_de(texte), pilote, echeance, communes, action))
        self.store.save(edits, _geste(saisie.genre, texte))
        return record

    def continuer(self, texte: str) -> str:
        """Append a line to the last note written on this laptop; a note of its own where there is none."""
        said = texte.strip()
        if not said:
            raise RefusError("Cette ligne est vide. Rien n'a été enregistré.")
        last = self.derniere_note()
        if last is None:
            return self.noter(LigneDite(GenreNote.NOTE, said))
        self.modifier(last.record, f"{last.values.get('texte') or ''}\n{said}", vu=last)
        return last.record

    def modifier(
        self, note: str, texte: str | None = None, genre: GenreNote | None = None, *, vu: "Fiche | None" = None
    ) -> None:
        """Change the text or the genre of a note; its history keeps what it was. Its suite says the same.

        `vu` is the note as it was displayed when one began to change it.
        """
        before = vu or self.lue("note_seance", note)
        values: dict[str, Json] = {}
        if texte is not None:
            if not texte.strip():
                raise RefusError("Une note ne peut pas devenir vide. Rien n'a été modifié. Ctrl+Z la retire.")
            values |= {"texte": texte.strip(), "titre": titre_de(texte)}
        if genre is not None:
            values["genre"] = genre
            if genre is GenreNote.QUESTION and before.values.get("repondue") is None:
                values["repondue"] = False
        change = self.changement(before, values)
        edits = [*([change] if change else []), *(self._suivent(before, titre_de(texte)) if texte is not None else ())]
        if edits:
            self.store.save(edits, f"Modifier « {before.values.get('titre') or 'note'} »")

    def _suivent(self, note: "Fiche", titre: str) -> "Iterator[Edit]":
        """Give the suites of a note that say what it said a new title; one that was worded apart keeps its own."""
        for row in self.store.rows.page("suite", {"note_seance": note.record}, columns=("titre",)):
            if row["titre"] == note.values.get("titre") and (
                change := self.changement(self.lue("suite", str(row["id"])), {"titre": titre})
            ):
                yield change

    def repondre(self, note: str, *, repondue: bool = True) -> None:
        """Say that a question was answered, or that it was not."""
        before = self.lue("note_seance", note)
        self.ecrire(before, {"repondue": repondue}, f"Question « {before.values.get('titre') or ''} »")

    def lier(self, note: str, *, action: str | None = None, commune: str | None = None) -> None:
        """Link a note to an action, to a commune, or to both."""
        before = self.lue("note_seance", note)
        values: dict[str, Json] = {n: v for n, v in (("action", action), ("commune", commune)) if v is not None}
        self.ecrire(before, values, f"Lier « {before.values.get('titre') or 'note'} »")

    def suite(
        self,
        note: str,
        pilote: str | None = None,
        echeance: date | None = None,
        communes: str | None = None,
        titre: str | None = None,
    ) -> str:
        """Make a suite of a note that is there, in one gesture; give the id of the suite."""
        before = self.lue("note_seance", note)
        said = titre or str(before.values.get("titre") or "") or titre_de(str(before.values.get("texte") or ""))
        action = before.values.get("action")
        new = self._suite(note, said, pilote, echeance, communes, str(action) if action else None)
        genre = before.values.get("genre")
        plain = genre in (None, GenreNote.NOTE)
        change = self.changement(before, {"genre": GenreNote.ACTION}) if plain else None
        self.store.save([*([change] if change else []), new], _geste(GenreNote.ACTION, said))
        return new.record

    def corriger_suite(
        self, suite: str, pilote: str | None = None, echeance: date | None = None, communes: str | None = None
    ) -> None:
        """Change who does a suite, by when, and for whom; what is None is emptied."""
        before = self.lue("suite", suite)
        values: dict[str, Json] = {
            "pilote": pilote or None,
            "echeance": echeance.isoformat() if echeance else None,
            "communes": communes or None,
        }
        self.ecrire(before, values, f"Suite {before.values.get('numero') or ''} « {before.values.get('titre') or ''} »")

    def retirer(self, note: str) -> None:
        """Take a note away with its suites; Ctrl+Z brings them back."""
        before = self.lue("note_seance", note)
        rows = self.store.rows.page("suite", {"note_seance": note}, columns=(), order=())
        gone = [before, *(self.lue("suite", str(row["id"])) for row in rows)]
        edits = [archive(fiche.table, fiche.record, fiche.folded) for fiche in gone]
        self.store.save(edits, f"Retirer « {before.values.get('titre') or 'note'} »")

    def derniere_note(self) -> "Fiche | None":
        """Give the last note of the séance that was written on this laptop and still stands."""
        rows = self.store.rows.page("note_seance", {"seance_club": self.record}, columns=(), order=(("id", True),))
        for row in rows:
            first = self.store.history.of("note_seance", str(row["id"]))[:1]
            if first and first[0].by == self.store.device:
                return self.store.get("note_seance", str(row["id"]))
        return None

    def _suite(
        self, note: str, titre: str, pilote: str | None, echeance: date | None, communes: str | None, action: str | None
    ) -> Edit:
        known = self.store.rows.page("suite", columns=("numero",), order=())
        values: dict[str, Json] = {
            "seance_club": self.record,
            "note_seance": note,
            "titre": titre,
            "numero": numero_suivant(str(row["numero"] or "") for row in known),
            "pilote": pilote or None,
            "echeance": echeance.isoformat() if echeance else None,
            "communes": communes or None,
            "action": action,
            "statut": StatutSuite.A_FAIRE,
        }
        return Edit("suite", self.store.new_id(), {name: value for name, value in values.items() if value is not None})


def _geste(genre: GenreNote, texte: str) -> str:
    """Label a gesture for undo; what is between « » does not travel."""
    word = {GenreNote.ACTION: "Suite", GenreNote.RETOUR_EXPERIENCE: "RETEX"}.get(genre, str(genre))
    return f"{word} « {titre_de(texte)} »"
