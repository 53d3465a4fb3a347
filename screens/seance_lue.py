"""A séance as it is read: its facts, its sheet, its ordre du jour, its notes and suites, ready to show."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from screens.lignes import jour, texte
from screens.plain import fold
from screens.widgets.source import Row
from storage.bord import Bord

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pvd_tui.changes.change import Json
    from storage.store import Store

_GLYPHES: Final = {"Présent": "√", "Excusé": "e", "Représenté": "r", "Absent": "x"}
_GENRES: Final = {"Décision": "DÉC.", "Action": "ACT.", "Question": "?", "Information": "INFO"}
_ABSENTS: Final = frozenset({"Absent", "Excusé"})
_CHAMPS: Final = (
    *("titre", "numero", "date", "heure_debut", "heure_fin", "lieu", "commune_hote", "format"),
    *("etat", "echelon", "public", "animateur"),
)


class SeanceLue:
    """One séance of the store. The id of each row is « table record »."""

    def __init__(self, store: "Store", record: str) -> None:
        """Read this séance, if it is there."""
        self._store = store
        self.record = record
        found = store.rows.these("seance_club", [record], _CHAMPS)
        self.valeurs: dict[str, Json] = found[0] if found else dict.fromkeys(_CHAMPS)

    @property
    def titre(self) -> str:
        """Its title."""
        return texte(self.valeurs["titre"]) or "Sans titre"

    def faits(self) -> str:
        """Say what it is, in two lines."""
        seance = self.valeurs
        hote = self._communes([seance])
        heures = " – ".join(texte(seance[name]) for name in ("heure_debut", "heure_fin") if seance[name])
        first = [texte(seance["numero"]), jour(seance["date"]) if seance["date"] else "sans date", heures]
        place = [texte(seance["lieu"]), *hote.values(), texte(seance["format"])]
        second = [texte(seance[name]) for name in ("etat", "echelon", "public")]
        second.append(f"animée par {seance['animateur']}" if seance["animateur"] else "")
        return f" {_joined(first + place)}\n {_joined(second)}"

    def compte(self) -> str:
        """Count who was there, and the communes represented."""
        feuille = Bord(self._store.connection).feuilles([self.record]).get(self.record)
        if feuille is None:
            return "Présences"
        communes = self._store.rows.count("commune")
        return f"Présences {feuille.presents}/{feuille.inscrits} · communes {feuille.communes}/{communes}"

    def presences(self) -> list[Row]:
        """Give the attendance sheet, by name."""
        rows = self._children("presence", ("titre", "statut", "commune", "fonction", "organisme", "desaccord"))
        names = self._communes(rows)
        return [
            Row(
                f"presence {row['id']}",
                (
                    _GLYPHES.get(texte(row["statut"]), "·"),
                    texte(row["titre"]),
                    names.get(texte(row["commune"]), texte(row["commune"] or row["organisme"])),
                    texte(row["fonction"]),
                ),
                "alerte" if row["desaccord"] else "discret" if row["statut"] in _ABSENTS else "normal",
            )
            for row in rows
        ]

    def points(self) -> list[Row]:
        """Give the ordre du jour."""
        rows = self._children("point_ordre_du_jour", ("titre", "ordre", "duree", "intervenant"), "ordre")
        return [
            Row(
                f"point_ordre_du_jour {row['id']}",
                (
                    texte(row["ordre"]),
                    texte(row["titre"]) + (f" ({row['intervenant']})" if row["intervenant"] else ""),
                    f"{row['duree']} min" if row["duree"] else "",
                ),
            )
            for row in rows
        ]

    def notes(self) -> list[Row]:
        """Give the notes in their order, then the suites."""
        notes = self._children("note_seance", ("titre", "texte", "genre", "heure", "ordre"), "ordre")
        suites = self._children("suite", ("titre", "pilote", "echeance", "statut", "numero"), "numero")
        rows = [
            Row(
                f"note_seance {note['id']}",
                (
                    texte(note["heure"]),
                    _GENRES.get(texte(note["genre"]), ""),
                    texte(note["texte"] or note["titre"]),
                ),
            )
            for note in sorted(notes, key=lambda note: (texte(note["heure"]), _rank(note["ordre"])))
        ]
        return rows + [
            Row(
                f"suite {suite['id']}",
                (
                    texte(suite["numero"]),
                    "suite",
                    _joined([texte(suite["titre"]), texte(suite["pilote"]), _echeance(suite), texte(suite["statut"])]),
                ),
            )
            for suite in suites
        ]

    def personne(self, text: str, today: date) -> "dict[str, Json]":
        """Read « nom, fonction, commune » as a presence; a commune that is not of the département is an organisme."""
        nom, fonction, ou = ([part.strip() for part in text.split(",", 2)] + ["", ""])[:3]
        held = texte(self.valeurs["date"]) <= today.isoformat()
        values: dict[str, Json] = {"seance_club": self.record, "titre": nom, "statut": "Présent" if held else "Inscrit"}
        insee = self._commune(ou or fonction)
        if insee is not None:
            return values | {"commune": insee} | ({"fonction": fonction} if ou else {})
        return values | {name: value for name, value in (("fonction", fonction), ("organisme", ou)) if value}

    def _commune(self, text: str) -> str | None:
        """Give the commune of this name, or the only one that begins with it."""
        wanted = fold(text)
        rows = self._store.rows.page("commune", columns=("titre",)) if wanted else []
        named = {fold(texte(row["titre"])): str(row["id"]) for row in rows}
        if wanted in named:
            return named[wanted]
        begin = [insee for name, insee in named.items() if name.startswith(wanted)]
        return begin[0] if len(begin) == 1 else None

    def _children(self, table: str, columns: Sequence[str], order: str = "titre_tri") -> "list[dict[str, Json]]":
        where = {"seance_club": self.record}
        return self._store.rows.page(table, where, columns=columns, order=[(order, False)])

    def _communes(self, rows: "Sequence[Mapping[str, Json]]") -> dict[str, str]:
        """Name the communes of some rows."""
        codes = (row.get("commune") or row.get("commune_hote") for row in rows)
        return self._store.rows.titres("commune", [str(code) for code in codes if code])


def _joined(parts: Sequence[str]) -> str:
    """Join what is known."""
    return " · ".join(part for part in parts if part)


def _rank(value: "Json") -> int:
    return value if isinstance(value, int) else 0


def _echeance(suite: "Mapping[str, Json]") -> str:
    """Say by when a suite is due."""
    return jour(suite["echeance"]) if suite["echeance"] else ""
