"""What two laptops that held one séance leave to be tidied: a person on two lines, a number given twice.

Hours and statuts need nothing (`storage.cote_a_cote`). What is here is written, once, as one gesture that undo takes
back; two laptops that do it before they meet write the same thing, so that nothing disagrees.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pvd_tui.changes.edit import Edit, archive
from pvd_tui.domain.journal_seance import renumeroter
from pvd_tui.domain.texte import plain
from storage.cote_a_cote import ACCORDS, PartageError, remplie
from storage.seance_tenue import SeanceTenue

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.fiche import Fiche

_COLONNES = ("titre", "personne", "commune")


class Ensemble(SeanceTenue):
    """A séance that several laptops held together."""

    def ranger(self) -> int:
        """Make one line of a person's two, and give suites that share a number one each; count what was tidied."""
        with self.store.transaction():
            edits = list(self.a_ranger())
            if edits:
                self.store.save(edits, "Réunir ce que deux ordinateurs ont noté")
            return len(edits)

    def a_ranger(self) -> Iterator[Edit]:
        """Give what is to be tidied, for a gesture of one's own."""
        yield from self._doubles()
        yield from self._numeros()

    def sur_la_feuille(self, nom: str, commune: str | None) -> str | None:
        """Give the only line of the sheet that has this name, and no other commune; None if there is none."""
        found = [
            str(row["id"])
            for row in self.enfants("presence", *_COLONNES)
            if plain(str(row["titre"] or "")) == plain(nom) and _ensemble(row["commune"], commune)
        ]
        return found[0] if len(found) == 1 else None

    def annuaire(self, nom: str, commune: str | None) -> str | None:
        """Give the only person of the directory who has this name, and no other commune; None if there is none."""
        rows = self.store.rows.page("personne", columns=("titre", "commune", "fusionnee_dans"), order=())
        found = [
            str(row["id"])
            for row in rows
            if not row["fusionnee_dans"]
            and plain(str(row["titre"] or "")) == plain(nom)
            and _ensemble(row["commune"], commune)
        ]
        return found[0] if len(found) == 1 else None

    def _numeros(self) -> Iterator[Edit]:
        """Give their own numbers to the suites of this séance that got one already given on another laptop."""
        rows = self.store.rows.page("suite", columns=("numero", "seance_club"), order=())
        mine = [(str(row["id"]), str(row["numero"] or "")) for row in rows if row["seance_club"] == self.record]
        others = [str(row["numero"] or "") for row in rows if row["seance_club"] != self.record]
        for record, numero in renumeroter(mine, others).items():
            if change := self.changement(self.lue("suite", record), {"numero": numero}):
                yield change

    def _doubles(self) -> Iterator[Edit]:
        """Bring the line that was typed by name into the one made from the directory, where both are one person."""
        rows = self.enfants("presence", *_COLONNES)
        for typed in (row for row in rows if not row["personne"]):
            known = [
                row
                for row in rows
                if row["personne"]
                and plain(str(row["titre"] or "")) == plain(str(typed["titre"] or ""))
                and _ensemble(row["commune"], typed["commune"])
            ]
            if len(known) == 1 and typed["titre"]:
                yield from self._reunir(
                    self.lue("presence", str(known[0]["id"])), self.lue("presence", str(typed["id"]))
                )

    def _reunir(self, kept: "Fiche", typed: "Fiche") -> Iterator[Edit]:
        """Give the kept line what the other says, as if written side by side; nothing where they clash."""
        values: dict[str, Json] = {}
        for name, value in typed.values.items():
            if value is None or name in {"titre", "personne", "seance_club", "archive"}:
                continue
            try:
                values[name] = ACCORDS["presence"].get(name, remplie)([kept.values.get(name), value])
            except PartageError:  # two statuts that two people said: both lines stay, for somebody to choose
                return
        if change := self.changement(kept, values):
            yield change
        yield archive(typed.table, typed.record, typed.folded)


def _ensemble(one: object, other: object) -> bool:
    """Say whether two communes may be one: the same, or one that nobody said."""
    return not one or not other or one == other
