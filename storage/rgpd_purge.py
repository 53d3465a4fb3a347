"""The yearly purge: sheets older than the limit keep counts and no names, notes no longer say who spoke (domain.md §5).

One gesture a séance. The people stay: whoever still takes part has a record, which keeps the day of the last event.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import PREFECTURE, Json
from pvd_tui.changes.edit import Edit
from pvd_tui.domain.rgpd import FICHES, Conservation, conservations, limite_emargement, limite_paroles
from pvd_tui.domain.rgpd_feuille import est_un_role
from pvd_tui.domain.texte import plain
from storage.errors import RefusError
from storage.registre import StoreRegistre
from storage.rgpd import effacements
from storage.rgpd_feuille import NOMINATIFS, completee, libelles, ligne, nominative

if TYPE_CHECKING:
    from pvd_tui.domain.programme import Programme
    from storage.store import Store

TITRE: Final = "Purge d’un émargement"


@dataclass(frozen=True, slots=True)
class Seance:
    """A séance of which names have been kept long enough."""

    record: str
    titre: str
    date: date
    presences: tuple[str, ...]
    """Lines of the sheet that name somebody."""
    paroles: tuple[tuple[str, str], ...]
    """Notes that say who spoke: table and record."""


def seances(store: "Store", avant: date | None = None) -> list[Seance]:
    """List the séances to purge, the oldest first: those before a day, else what the durations in force say.

    One that is still to come is never among them.
    """
    held = _programme(store)
    today = store.today().date()
    avant = min(avant, today) if avant else None
    sheets, said = avant or limite_emargement(held, today), avant or limite_paroles(held, today)
    rows = store.rows.page("seance_club", columns=("titre", "date", "compte_rendu"), order=(("date", False),))
    found = []
    for row in rows:
        day = _day(row["date"])
        if day is None:
            continue
        record = str(row["id"])
        presences = tuple(_presences(store, record)) if day < sheets else ()
        over = day < said or (avant is None and day < today and row["compte_rendu"] == "Validé")
        paroles = tuple(_paroles(store, record)) if over else ()
        if presences or paroles:
            found.append(Seance(record, str(row["titre"] or ""), day, presences, paroles))
    return found


def purger(store: "Store", some: "list[Seance]") -> int:
    """Replace the names of these séances by counts; give how many lines. Raises RefusError but at the préfecture."""
    if store.role != PREFECTURE:
        raise RefusError(
            "Seule la préfecture efface des émargements pour tout le monde. Rien n'a été modifié. "
            "Demandez-lui la purge : elle se fera partout à la synchronisation suivante."
        )
    for seance in some:
        with store.transaction():
            edits = [*_derniers(store, seance), *_de_la_feuille(store, seance), *_des_paroles(store, seance)]
            store.write(edits, TITRE, "transmis", None)
    return sum(len(one.presences) + len(one.paroles) for one in some)


def durees(store: "Store") -> tuple[Conservation, ...]:
    """Give the register of what is kept, with the durations in force today."""
    return conservations(_programme(store))


def _programme(store: "Store") -> "Programme":
    from pvd_tui.domain.programme import programme  # noqa: PLC0415 - pydantic

    return programme(StoreRegistre(store), store.today().date())


def _presences(store: "Store", seance: str) -> Iterator[str]:
    columns = ("titre", *NOMINATIFS)  # a line that was taken off the sheet names somebody too
    for row in store.rows.page("presence", {"seance_club": seance}, columns=columns, archived=None):
        if nominative(row):
            yield str(row["id"])


def _paroles(store: "Store", seance: str) -> Iterator[tuple[str, str]]:
    for row in store.rows.page("note_seance", {"seance_club": seance}, columns=("intervenant",), archived=None):
        if not est_un_role(row["intervenant"]):
            yield "note_seance", str(row["id"])


def _de_la_feuille(store: "Store", seance: Seance) -> Iterator[Edit]:
    labels = libelles(store, seance.record, seance.presences)
    for record in seance.presences:
        folded = store.folded("presence", record)
        if any(one.champ == "statut" for one in folded.desaccords):
            continue  # somebody must first say who was there: a dispute is not settled by forgetting
        written = [name for name in (*FICHES["presence"], "represente_par") if name in folded.values]
        apres: dict[str, list[Json]] = {name: [] for name in written}
        apres["titre"] = [labels.get(record) or ligne(store, folded.values)]
        yield from effacements(store, "presence", record, apres)
        yield from completee(store, record, folded)


def _des_paroles(store: "Store", seance: Seance) -> Iterator[Edit]:
    """Say the role of whoever spoke, as the sheet has it; nothing where nobody knows."""
    columns = ("titre", "personne", "commune", "qualite", "organisme")
    rows = store.rows.page("presence", {"seance_club": seance.record}, columns=columns)
    labels = libelles(store, seance.record, [str(row["id"]) for row in rows])
    roles = {plain(str(row["titre"])): labels[str(row["id"])] for row in rows if row["titre"]}
    for table, record in seance.paroles:
        who = str(store.folded(table, record).values.get("intervenant") or "")
        yield from effacements(store, table, record, {"intervenant": [roles.get(plain(who))]})


def _derniers(store: "Store", seance: Seance) -> Iterator[Edit]:
    """Keep the day of the last event on the records of those who came: rule 33 counts from it."""
    day = seance.date.isoformat()
    people = {store.folded("presence", record).values.get("personne") for record in seance.presences}
    for personne in sorted(str(one) for one in people if one):
        fiche = store.get("personne", personne)
        if fiche is not None and not fiche.folded.archived and str(fiche.values.get("dernier_evenement") or "") < day:
            seen = fiche.folded.shown.get("dernier_evenement", ())
            yield Edit("personne", personne, {"dernier_evenement": day}, {"dernier_evenement": seen})


def _day(value: Json) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
