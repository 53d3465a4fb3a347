"""A séance as it is read: its facts, its sheet, its ordre du jour, its notes and suites, ready to show."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.pointage import Pointee, compter
from screens.lignes import jour, texte
from screens.plain import fold
from screens.widgets.feuille import detail, glyphe
from screens.widgets.source import Row
from storage.communes_club import du_club, noms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pvd_tui.changes.change import Json
    from storage.store import Store

_GENRES: Final = {
    "Décision": "DÉC.",
    "Action": "SUITE",
    "Question": "?",
    "Information": "INFO",
    "Retour d’expérience": "RETEX",
}
_ABSENTS: Final = frozenset({"Absent", "Excusé"})
_A_VENIR: Final = frozenset({"", "Projet", "Convoquée"})
_CHAMPS: Final = (
    *("titre", "numero", "date", "heure_debut", "heure_fin", "lieu", "commune_hote", "format"),
    *("etat", "echelon", "public", "animateur", "organisateur", "themes", "ouverte_a", "close_a", "departement"),
)
_PRESENCE: Final = (
    *("titre", "statut", "commune", "fonction", "organisme", "qualite", "mode", "represente_par"),
    *("heure_arrivee", "heure_depart", "emarge", "personne", "desaccord"),
)
_HEURE: Final = 60


class SeanceLue:
    """One séance of the store. The id of each row is « table record »."""

    def __init__(self, store: "Store", record: str) -> None:
        """Read this séance, if it is there, and its sheet."""
        self._store = store
        self.record = record
        found = store.rows.these("seance_club", [record], _CHAMPS)
        self.valeurs: dict[str, Json] = found[0] if found else dict.fromkeys(_CHAMPS)
        self.feuille, self.disputes = pointees(store, record)

    @property
    def titre(self) -> str:
        """Its title."""
        return texte(self.valeurs["titre"]) or "Sans titre"

    @property
    def en_cours(self) -> bool:
        """Whether it is being held, on this laptop or on another one."""
        return bool(self.valeurs["ouverte_a"]) and not self.valeurs["close_a"]

    def faits(self) -> str:
        """Say what it is, in two lines, and a third where one is needed."""
        seance = self.valeurs
        hote = noms(self._store, [seance["commune_hote"]])
        heures = " – ".join(texte(seance[name]) for name in ("heure_debut", "heure_fin") if seance[name])
        first = [texte(seance["numero"]), jour(seance["date"]) if seance["date"] else "sans date", heures]
        place = [texte(seance["lieu"]), *hote.values(), texte(seance["format"])]
        second = [f"en direct depuis {seance['ouverte_a']}" if self.en_cours else ""]
        second += [texte(seance[name]) for name in ("etat", "echelon", "public")]
        second.append(f"animée par {seance['animateur']}" if seance["animateur"] else "")
        themes = seance["themes"]
        third = [texte(seance["organisateur"]), ", ".join(map(str, themes)) if isinstance(themes, list) else ""]
        lines = [_joined(first + place), _joined(second), _joined(third)]
        return "\n".join(f" {line}" for line in lines if line)

    def compte(self) -> str:
        """Count who was there and the communes represented; before, the communes that nobody is invited from."""
        if not self.feuille:
            return "Présences"
        count = compter(self.feuille)
        communes = len(du_club(self._store, self.valeurs["departement"]))
        if texte(self.valeurs["etat"]) in _A_VENIR and not count.presents and not self.valeurs["ouverte_a"]:
            asked = len({one.insee for one in self.feuille if one.insee})
            return f"Invités {count.attendus} · communes {asked}/{max(asked, communes)}"
        return (
            f"Présences {count.presents}/{count.attendus} · communes {count.communes}/{max(count.communes, communes)}"
        )

    def presences(self) -> list[Row]:
        """Give the attendance sheet, by name."""
        return [
            Row(
                f"presence {one.id}",
                (glyphe(one), one.nom, one.de, _joined([detail(one), one.fonction])),
                "alerte" if one.id in self.disputes else "discret" if one.statut in _ABSENTS else "normal",
            )
            for one in self.feuille
        ]

    def points(self) -> list[Row]:
        """Give the ordre du jour, each point with the hour it began at, else the one it is planned for."""
        rows = self._children("point_ordre_du_jour", ("titre", "ordre", "duree", "intervenant", "debut_reel"), "ordre")
        now = _minutes(texte(self.valeurs["heure_debut"]))
        shown = []
        for row in rows:
            planned = f"{now // _HEURE % 24:02d}:{now % _HEURE:02d}" if now is not None else ""
            cells = (
                texte(row["ordre"]),
                texte(row["debut_reel"]) or planned,
                texte(row["titre"]) + (f" ({row['intervenant']})" if row["intervenant"] else ""),
                f"{row['duree']} min" if row["duree"] else "",
            )
            shown.append(Row(f"point_ordre_du_jour {row['id']}", cells))
            now = now + row["duree"] if now is not None and isinstance(row["duree"], int) else None
        return shown

    def notes(self) -> list[Row]:
        """Give the notes by hour, then the suites."""
        notes = self._children("note_seance", ("titre", "texte", "genre", "heure"), "heure")
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
            for note in sorted(notes, key=lambda note: (texte(note["heure"]), str(note["id"])))
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
        here = du_club(self._store, self.valeurs["departement"]) if wanted else {}
        named = {fold(name): insee for insee, name in here.items()}
        if wanted in named:
            return named[wanted]
        begin = [insee for name, insee in named.items() if name.startswith(wanted)]
        return begin[0] if len(begin) == 1 else None

    def _children(self, table: str, columns: Sequence[str], order: str = "titre_tri") -> "list[dict[str, Json]]":
        where = {"seance_club": self.record}
        return self._store.rows.page(table, where, columns=columns, order=[(order, False)])


def pointees(store: "Store", seance: str) -> tuple[list[Pointee], set[str]]:
    """Give the attendance sheet of a séance, by name, and which of its lines have two values."""
    rows = store.rows.page("presence", {"seance_club": seance}, columns=_PRESENCE)
    names = noms(store, [row["commune"] for row in rows])
    found = [_pointee(row, names) for row in rows]
    return found, {str(row["id"]) for row in rows if row["desaccord"]}


def _pointee(row: "Mapping[str, Json]", communes: "Mapping[str, str]") -> Pointee:
    insee = texte(row["commune"])
    return Pointee(
        id=str(row["id"]),
        nom=texte(row["titre"]),
        commune=communes.get(insee, insee),
        insee=insee,
        fonction=texte(row["fonction"]),
        organisme=texte(row["organisme"]),
        qualite=texte(row["qualite"]),
        statut=texte(row["statut"]) or "Inscrit",
        a_distance=row["mode"] == "À distance",
        represente_par=texte(row["represente_par"]),
        arrivee=texte(row["heure_arrivee"]),
        depart=texte(row["heure_depart"]),
        emarge=row["emarge"] if isinstance(row["emarge"], bool) else None,
        personne=texte(row["personne"]),
    )


def _joined(parts: Sequence[str]) -> str:
    """Join what is known."""
    return " · ".join(part for part in parts if part)


def _minutes(heure: str) -> int | None:
    hours, _, rest = heure.partition(":")
    return int(hours) * _HEURE + int(rest) if hours.isdigit() and rest.isdigit() else None


def _echeance(suite: "Mapping[str, Json]") -> str:
    """Say by when a suite is due."""
    return jour(suite["echeance"]) if suite["echeance"] else ""
