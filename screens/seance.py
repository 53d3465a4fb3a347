"""One séance of a club: what it is, its ordre du jour, who was there, what was said and decided."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from pvd_tui.changes.edit import archive, edit
from screens.aide import Aide
from screens.application import application
from screens.brouillon import Brouillon
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.lignes import jour, texte
from screens.plain import fold
from screens.widgets.colonnes import Column
from screens.widgets.invite import Invite
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.bord import Bord

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.store import Saved

CYCLE: Final = ("Inscrit", "Présent", "Excusé", "Représenté", "Absent")
"""What Espace goes through; a person added without a statut comes in before « Présent »."""

_GLYPHES: Final = {"Présent": "√", "Excusé": "e", "Représenté": "r", "Absent": "x"}
_GENRES: Final = {"Décision": "DÉC.", "Action": "ACT.", "Question": "?", "Information": "INFO"}


class SeancePage(PageDonnees):
    """A séance."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("liste.nouveau", "nouveau", "Ajouter", sentence="Ajouter une personne à la feuille de présence"),
        binding("seance.presence", "presence"),
        binding("seance.modifier", "modifier"),
        binding("liste.supprimer", "archiver", show=False),
    ]
    aide = Aide(
        "Une séance de club",
        "Les présences se cochent avec Espace : présent, excusé, représenté, absent. "
        "Une commune est représentée si l'un des siens est présent ou représenté.",
        "n puis « Claire Lemaire, cheffe de projet, Chauny ».",
    )

    def __init__(self, record: str) -> None:
        """Show this séance."""
        super().__init__()
        self.record = record
        self.titre = ""
        self._abandonne = ""
        self._brouillon: Brouillon

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Clubs", self.titre or "Séance")

    def body(self) -> ComposeResult:
        """Show the facts, then the three lists."""
        yield Plain("", id="faits")
        with Horizontal():
            with Panneau("Présences", id="presences-panneau"):
                yield Table(
                    (Column("", 1), Column("Nom", 16, 3), Column("Commune", 10, 2), Column("Fonction", 10, 2, 1)),
                    header=False,
                    markable=False,
                    empty="Personne n'est inscrit.\nn ajouter quelqu'un",
                    id="presences",
                )
                yield Invite(id="nouveau")
            with Vertical(id="seance-cote"):
                with Panneau("Ordre du jour", id="points-panneau"):
                    yield Table(
                        (Column("", 2, right=True), Column("Point", 16, 1), Column("", 6, right=True)),
                        header=False,
                        markable=False,
                        empty="Aucun point.\ne ouvre la fiche de la séance",
                        id="points",
                    )
                with Panneau("Notes et suites", id="notes-panneau"):
                    yield Table(
                        (Column("", 5), Column("", 5), Column("Note", 16, 1), Column("", 10, priority=1)),
                        header=False,
                        markable=False,
                        empty="Rien n'a encore été noté.",
                        id="notes",
                    )

    def on_mount(self) -> None:
        """Read the séance."""
        self._brouillon = Brouillon(self.store, "presence", {"seance_club": self.record})
        self.query_one("#presences").focus()
        self.rafraichir()

    # Reading.

    def rafraichir(self) -> None:
        """Read the séance and its rows again."""
        found = self.store.rows.these("seance_club", [self.record], _CHAMPS)
        if not found:
            return
        seance = found[0]
        self.titre = texte(seance["titre"]) or "Sans titre"
        self.refresh_entete()
        self.query_one("#faits", Plain).say(self._faits(seance))
        presences = self._children("presence", ("titre", "statut", "commune", "fonction", "organisme", "desaccord"))
        self._show("presences", self._presences(presences))
        present = sum(row["statut"] == "Présent" for row in presences)
        feuille = Bord(self.store.connection).feuilles([self.record]).get(self.record)
        communes = self.store.rows.count("commune")
        title = f"Présences {present}/{len(presences)}"
        if feuille:
            title += f" · communes {feuille.communes}/{communes}"
        self.query_one("#presences-panneau", Panneau).titrer(title)
        self._show("points", self._points())
        notes = self._notes()
        self._show("notes", notes)
        self.query_one("#notes-panneau", Panneau).titrer(f"Notes et suites ({len(notes)})")

    def _children(self, table: str, columns: Sequence[str], order: str = "titre_tri") -> "list[dict[str, Json]]":
        where = {"seance_club": self.record}
        return self.store.rows.page(table, where, columns=columns, order=[(order, False)])

    def _show(self, name: str, rows: Sequence[Row]) -> None:
        """Show rows, the cursor on the record it was on."""
        table = self.query_one(f"#{name}", Table)
        table.show(ListSource(rows), keep=table.row.id if table.row else None)

    def _faits(self, seance: "Mapping[str, Json]") -> str:
        """Say what it is, in two lines."""
        hote = self.store.rows.titres("commune", [texte(seance["commune_hote"])]) if seance["commune_hote"] else {}
        heures = " – ".join(texte(seance[name]) for name in ("heure_debut", "heure_fin") if seance[name])
        first = [texte(seance["numero"]), jour(seance["date"]) if seance["date"] else "sans date", heures]
        place = [texte(seance["lieu"]), *hote.values(), texte(seance["format"])]
        second = [texte(seance[name]) for name in ("etat", "echelon", "public")]
        second.append(f"animée par {seance['animateur']}" if seance["animateur"] else "")
        return f" {_joined(first + place)}\n {_joined(second)}"

    def _presences(self, rows: "Sequence[Mapping[str, Json]]") -> list[Row]:
        names = self.store.rows.titres("commune", [str(row["commune"]) for row in rows if row["commune"]])
        return [
            Row(
                f"presence {row['id']}",
                (
                    _GLYPHES.get(texte(row["statut"]), "·"),
                    texte(row["titre"]),
                    names.get(texte(row["commune"]), texte(row["commune"] or row["organisme"])),
                    texte(row["fonction"]),
                ),
                "alerte" if row["desaccord"] else "discret" if row["statut"] in {"Absent", "Excusé"} else "normal",
            )
            for row in rows
        ]

    def _points(self) -> list[Row]:
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

    def _notes(self) -> list[Row]:
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
                    "",
                ),
            )
            for note in sorted(notes, key=lambda note: (texte(note["heure"]), int(str(note["ordre"] or 0))))
        ]
        return rows + [
            Row(
                f"suite {suite['id']}",
                (
                    texte(suite["numero"]),
                    "suite",
                    _joined([texte(suite["titre"]), texte(suite["pilote"]), texte(suite["statut"])]),
                    jour(suite["echeance"]) if suite["echeance"] else "",
                ),
            )
            for suite in suites
        ]

    # Doing.

    @on(Table.Opened)
    def _open(self, event: Table.Opened) -> None:
        """Open the fiche of a line."""
        table, record = event.row_id.split(" ")
        application(self).ouvrir(table, record)

    def action_modifier(self) -> None:
        """Open the fiche of the séance."""
        application(self).ouvrir("seance_club", self.record)

    def _pointed(self) -> str | None:
        """Give the presence under the cursor, if its list has the focus."""
        table = self.query_one("#presences", Table)
        return table.row.id.split(" ")[1] if table.row and table.has_focus else None

    def action_presence(self) -> None:
        """Go to the next statut of the person under the cursor."""
        record = self._pointed()
        fiche = self.store.get("presence", record) if record else None
        if fiche is None:
            return
        now = fiche.values.get("statut")
        statut = CYCLE[(CYCLE.index(str(now)) + 1) % len(CYCLE)] if now in CYCLE else "Présent"
        change = edit("presence", fiche.record, fiche.folded, {"statut": statut})
        nom = fiche.values.get("titre") or "sans nom"

        def write() -> "Saved | None":
            return self.store.save([change], f"{nom} : {statut.lower()}") if change else None

        if self.tenter(write):
            application(self).changed()
            self.say(f"{nom} : {statut.lower()}. Espace continue, u annule.", "succes")

    def action_archiver(self) -> None:
        """Take the person under the cursor off the sheet."""
        record = self._pointed()
        fiche = self.store.get("presence", record) if record else None
        if fiche is None:
            return
        nom = fiche.values.get("titre") or "sans nom"
        one = archive("presence", fiche.record, fiche.folded)
        if self.tenter(lambda: self.store.save([one], f"Retirer {nom} de la feuille")):
            application(self).changed()
            self.say(f"{nom} n'est plus sur la feuille. u annule.", "succes")

    def action_nouveau(self) -> None:
        """Ask for a person, on one line."""
        self.show_panneau(self.query_one("#presences-panneau", Panneau))
        self.query_one("#nouveau", Invite).ask(
            "Ajouter", self._abandonne, exemple="nom, fonction, commune (ou organisme)"
        )

    @on(Invite.Said, "#nouveau")
    def _ajouter(self, event: Invite.Said) -> None:
        """Add this person, and ask for the next one."""
        if not event.text:
            self.action_retour()
            return
        values = self._personne(event.text)
        if self.tenter(lambda: self.store.create("presence", values)):
            self._brouillon.oublier()
            event.invite.ask("Ajouter", exemple="la personne suivante, ou Échap")
            application(self).changed()
            where = "" if values.get("commune") else " Commune non reconnue : gardée comme organisme."
            self.say(f"{values['titre']} : ajouté à la feuille.{where if values.get('organisme') else ''}", "succes")

    def _personne(self, text: str) -> "dict[str, Json]":
        """Read « nom, fonction, commune »; a commune that is not of the département is an organisme."""
        nom, fonction, ou = ([part.strip() for part in text.split(",", 2)] + ["", ""])[:3]
        today = self.today.isoformat()
        held = str(self.store.rows.these("seance_club", [self.record], ("date",))[0]["date"] or today) <= today
        values: dict[str, Json] = {"seance_club": self.record, "titre": nom, "statut": "Présent" if held else "Inscrit"}
        insee = self._commune(ou or fonction)
        if insee is not None:
            return values | {"commune": insee} | ({"fonction": fonction} if ou else {})
        return values | {name: value for name, value in (("fonction", fonction), ("organisme", ou)) if value}

    def _commune(self, text: str) -> str | None:
        """Give the commune of this name, or the only one that begins with it."""
        wanted = fold(text)
        rows = self.store.rows.page("commune", columns=("titre",)) if wanted else []
        named = {fold(texte(row["titre"])): str(row["id"]) for row in rows}
        if wanted in named:
            return named[wanted]
        begin = [insee for name, insee in named.items() if name.startswith(wanted)]
        return begin[0] if len(begin) == 1 else None

    def action_retour(self) -> None:
        """Close the line being typed, else the page."""
        nouveau = self.query_one("#nouveau", Invite)
        if nouveau.display:
            self._abandonne = nouveau.text
            self._brouillon.oublier()
            nouveau.close()
            self.query_one("#presences").focus()
        else:
            super().action_retour()

    @on(Invite.Rested, "#nouveau")
    def _garder_ligne(self, event: Invite.Rested) -> None:
        """Keep what is typed as a draft."""
        self._brouillon.garder(event.text)

    def leave(self) -> None:
        """Keep what is typed in the line of `n`."""
        nouveau = self.query_one("#nouveau", Invite)
        if nouveau.display:
            self._brouillon.garder(nouveau.text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the statut where a person is pointed at."""
        if action in {"presence", "archiver"}:
            return self.is_mounted and self._pointed() is not None
        return super().check_action(action, parameters)


_CHAMPS: Final = (
    *("titre", "numero", "date", "heure_debut", "heure_fin", "lieu", "commune_hote", "format"),
    *("etat", "echelon", "public", "animateur"),
)


def _joined(parts: Sequence[str]) -> str:
    """Join what is known."""
    return " · ".join(part for part in parts if part)
