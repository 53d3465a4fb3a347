"""The attendance sheet of a séance being held: who is there, since when, for which commune."""

from typing import TYPE_CHECKING, Final

from pvd_tui.changes.edit import Edit
from pvd_tui.domain.personne import Qualite
from pvd_tui.domain.presence import ModePresence, StatutPresence
from pvd_tui.domain.seance_club import FormatSeance, PublicSeance
from storage.errors import RefusError
from storage.seance_ensemble import Ensemble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pvd_tui.changes.change import Json

_PERSONNE: Final = ("titre", "fonction", "organisme", "commune", "qualite", "departement", "fusionnee_dans")
_COPIES: Final = ("titre", "fonction", "organisme", "commune", "qualite")
_SANS: Final = {
    PublicSeance.ELUS: frozenset({Qualite.CHEF_DE_PROJET}),
    PublicSeance.CHEFS_DE_PROJET: frozenset({Qualite.ELU}),
}
"""Who is not expected at a séance for others."""


class Feuille(Ensemble):
    """The sheet of a séance."""

    def completer(self) -> "Iterator[Edit]":
        """Give the lines of the sheet that is still empty: everybody of the département whom the séance is for."""
        seance = self.seance.values
        if self.store.rows.count("presence", {"seance_club": self.record}, archived=None):
            return
        absent = _SANS.get(str(seance.get("public")), frozenset())  # type: ignore[call-overload] # a StrEnum is its word
        for one in self.store.rows.page("personne", columns=_PERSONNE, order=(("id", False),)):
            elsewhere = one["departement"] and one["departement"] != seance.get("departement")
            if elsewhere or one["fusionnee_dans"] or not one["titre"] or one["qualite"] in absent:
                continue
            values = {name: one[name] for name in _COPIES if one[name]}
            values |= {"seance_club": self.record, "personne": one["id"], "statut": StatutPresence.INSCRIT}
            yield Edit("presence", self.store.record_id("presence", values), values)

    def pointer(
        self,
        presence: str,
        statut: StatutPresence,
        *,
        mode: ModePresence | None = None,
        represente_par: str | None = None,
    ) -> None:
        """Say where a person of the sheet stands; who becomes present is stamped with the hour, once."""
        before = self.lue("presence", presence)
        values: dict[str, Json] = {"statut": statut, "heure_depart": None, "represente_par": represente_par or None}
        if statut is StatutPresence.PRESENT:
            values["heure_arrivee"] = before.values.get("heure_arrivee") or self.heure
            values["mode"] = mode or before.values.get("mode") or self._mode()
        else:
            values |= {"heure_arrivee": None, "mode": None}
        self.ecrire(before, values, f"« {before.values.get('titre') or 'sans nom'} » : {_dit(statut, mode)}")

    def pointer_tous(self) -> int:
        """Say that all those who are only expected are present, in one gesture; give how many."""
        expected = (StatutPresence.INSCRIT, None)
        waiting = [row for row in self.enfants("presence", "statut") if row["statut"] in expected]
        values: dict[str, Json] = {"statut": StatutPresence.PRESENT, "heure_arrivee": self.heure, "mode": self._mode()}
        edits = [self.changement(self.lue("presence", str(row["id"])), values) for row in waiting]
        made = [one for one in edits if one is not None]
        if made:
            self.store.save(made, f"Pointer tous les présents ({len(made)})")
        return len(made)

    def partir(self, presence: str) -> None:
        """Stamp the hour at which a person leaves."""
        before = self.lue("presence", presence)
        nom = before.values.get("titre") or "sans nom"
        if before.values.get("statut") != StatutPresence.PRESENT:
            raise RefusError(f"{nom} n'est pas pointé présent : rien n'a été noté.")
        self.ecrire(before, {"heure_depart": self.heure}, f"« {nom} » : départ")

    def emarger(self, presence: str, *, emarge: bool = True) -> None:
        """Say that a person signed the paper sheet, or did not."""
        before = self.lue("presence", presence)
        self.ecrire(before, {"emarge": emarge}, f"« {before.values.get('titre') or 'sans nom'} » : émargement")

    def inviter(
        self,
        nom: str,
        organisme: str | None = None,
        *,
        fonction: str | None = None,
        commune: str | None = None,
        statut: StatutPresence = StatutPresence.PRESENT,
    ) -> str:
        """Add somebody who was not on the sheet and is there; one who is on it is pointed. Give the line's id."""
        titre = " ".join(nom.split())
        if not titre:
            raise RefusError("Il manque le nom. Rien n'a été enregistré.")
        values: dict[str, Json] = {"seance_club": self.record, "titre": titre, "statut": statut}
        values |= {
            name: " ".join(text.split())
            for name, text in (("organisme", organisme), ("fonction", fonction), ("commune", commune))
            if text and text.strip()
        }
        if listed := self.sur_la_feuille(titre, commune):
            self.pointer(listed, statut)
            return listed
        if person := self.annuaire(titre, commune):  # by their record, so that every laptop makes the same line
            copied = self.store.rows.these("personne", [person], _COPIES)[0]
            for name in _COPIES:
                values[name] = values.get(name) or copied[name]
            values["personne"] = person
        record = self.store.record_id("presence", values)
        if (known := self.store.get("presence", record)) is not None and not known.folded.archived:
            self.pointer(record, statut)
            return record
        if statut is StatutPresence.PRESENT:
            values |= {"heure_arrivee": self.heure, "mode": self._mode()}
        return self.store.create("presence", values, record=record)

    def _mode(self) -> ModePresence:
        """Say where people take part from when nothing else is said."""
        far = self.seance.values.get("format") == FormatSeance.VISIO
        return ModePresence.A_DISTANCE if far else ModePresence.SUR_PLACE


def _dit(statut: StatutPresence, mode: ModePresence | None) -> str:
    """Say a statut for the list of gestures."""
    return "présent en visio" if mode is ModePresence.A_DISTANCE else statut.lower()
