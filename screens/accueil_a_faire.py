"""The block « À faire » of the first page: what waits on this laptop, then what the fiches call for."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from screens.fiche_reprise import dite, fiche_de, seance_de
from screens.quand import read
from screens.widgets.source import Row
from storage.bord import AFaire, Bord

if TYPE_CHECKING:
    from pvd_tui.domain.a_faire import AFaire as Ligne
    from storage.store import Store

HORIZON: Final = 60
"""Days ahead from which an échéance is « à faire » (`pvd_tui.domain.a_faire.HORIZON`, without its pydantic)."""

_LIGNES: Final = 60


class BlocAFaire:
    """The rows of the block; the first page is there before the rules of the programme are loaded."""

    def __init__(self, store: "Store", today: date) -> None:
        """Read an open store, on a day."""
        self.store = store
        self.today = today

    def en_attente(self, bord: Bord) -> tuple[int, list[Row]]:
        """Give what waits on this laptop: drafts, conflicts, refusals."""
        drafts = self.store.drafts.all()
        dites = {seance: draft for draft in drafts if (seance := seance_de(self.store, draft))}
        records = dict.fromkeys(fiche_de(self.store, draft) for draft in drafts if not seance_de(self.store, draft))
        conflits, disputed = bord.conflits(_LIGNES)
        refus, refused = bord.a_corriger(_LIGNES)
        names = self._communes([*disputed, *refused])
        rows = [Row(f"direct {seance}", ("reprise", "Club", dite(one.texte)), "info") for seance, one in dites.items()]
        rows += [self._reprise(table, record) for table, record in records]
        rows += [
            Row(f"{r.table} {r.record}", ("conflit", names.get(r.commune or "", ""), r.titre), "alerte")
            for r in disputed
        ]
        rows += [
            Row(
                f"{r.table} {r.record} c",
                ("refusé", names.get(r.commune or "", ""), r.titre or self._label(r.table)),
                "alerte",
            )
            for r in refused
        ]
        return len(dites) + len(records) + conflits + refus, rows

    def echeances(self, bord: Bord) -> tuple[int, list[Row]]:
        """Give the échéances, which one quick read finds: what is shown until the whole list is computed."""
        until = (self.today + timedelta(days=HORIZON)).isoformat()
        dues, due = bord.echeances(until, _LIGNES)
        names = self._communes(due)
        return dues, [self._due(row, names) for row in due]

    def lignes(self, lines: "Sequence[Ligne]") -> list[Row]:
        """Give the first of the computed lines."""
        first = lines[:_LIGNES]
        names = self.store.rows.titres("commune", [line.commune for line in first if line.commune])
        return [self._ligne(line, names) for line in first]

    def _communes(self, rows: Sequence[AFaire]) -> dict[str, str]:
        return self.store.rows.titres("commune", [row.commune for row in rows if row.commune])

    def _label(self, table: str) -> str:
        """Name a record without a title by its kind."""
        label = self.store.plans[table].label if table in self.store.plans else table
        return f"{label[:1].upper()}{label[1:]}"

    def _reprise(self, table: str, record: str) -> Row:
        """Give the line that leads back to what was being typed."""
        first = next(iter(self.store.drafts.of(table, record)), None)
        columns = ("titre", "commune") if "commune" in self.store.plans[table].columns else ("titre",)
        held = (self.store.rows.these(table, [record], columns) or [{}])[0]
        commune = str(held.get("commune") or (first.contexte.get("commune") if first else "") or "")
        where = self.store.rows.titres("commune", [commune]).get(commune, commune)
        titre = held.get("titre") or (first.texte if first and first.champ == "titre" else "") or "sans titre"
        return Row(f"{table} {record} b", ("reprise", where, str(titre)), "info")

    def _due(self, row: AFaire, names: dict[str, str]) -> Row:
        """Give the line of an échéance: how far, where, what."""
        day = read(row.detail)
        when = _quand((day - self.today).days) if day else "! date ?"
        late = day is not None and day < self.today
        where = names.get(row.commune or "", "Club" if row.table == "suite" else row.commune or "")
        return Row(
            f"{row.table} {row.record}", (when, where, row.titre or "sans titre"), "alerte" if late else "normal"
        )

    def _ligne(self, line: "Ligne", names: dict[str, str]) -> Row:
        """Give the line of what a fiche calls for; an échéance needs no words beside its title."""
        days = (line.jour - self.today).days if line.jour else None
        plain = line.sorte in {"échéance", "suite"}
        titled = line.titre and line.table not in {"commune", "campagne"}
        said = (line.titre or "sans titre") if plain else f"{line.titre} : {line.quoi}" if titled else line.quoi
        where = names.get(line.commune or "", "Club" if line.table in {"suite", "seance_club", "club"} else "")
        place = f"{line.table} {line.record}{'' if plain else f' {line.sorte}'}"
        when = "" if days is None else _quand(days)
        return Row(place, (when, where, said), "alerte" if days is not None and days < 0 else "normal")


def _quand(days: int) -> str:
    """Say how far a day is."""
    return f"! J+{-days}" if days < 0 else f"> J-{days}" if days else "! jour J"
