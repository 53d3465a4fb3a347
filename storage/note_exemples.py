"""What may be copied into the words of a note: what the sites gave, and local examples told or done in the clubs.

apports(store, champ)    what bears on a field of the note, the contributions first

Names of persons known here are replaced (« [nom retiré] »): a note names functions. What stays on this laptop only is
not offered.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from storage.retex import developpee

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.store import Store

LEVIERS: Final = "texte_leviers"
DIFFICULTES: Final = "texte_difficultes"
_GENRES: Final = {"Retour d’expérience": LEVIERS, "Décision": LEVIERS, "Question": DIFFICULTES}
"""Where a note taken in a séance belongs, by its genre."""
_FAITE: Final = "Faite"
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Apport:
    """Something that may be copied: what it is, of where, its text, the record it comes from."""

    sorte: str
    lieu: str
    texte: str
    table: str
    record: str
    tete: str = ""
    """A word chosen beside the text: the dynamique, the levers."""


def apports(store: "Store", champ: str, departement: str | None = None, au: date | None = None) -> list[Apport]:
    """List what may be copied into a field of the note, the contributions first; slow, for a thread."""
    found = [*_contributions(store, champ, departement, au), *_exemples(store, champ)]
    names = _noms(store)
    return [_sans_noms(one, names) for one in found]


def _contributions(store: "Store", champ: str, departement: str | None, au: date | None) -> Iterator[Apport]:
    from storage.contributions import contributions_par_site  # noqa: PLC0415 - pydantic, only when it is asked for

    head = {"texte_dynamique": "dynamique", LEVIERS: "leviers", DIFFICULTES: "freins"}.get(champ, "")
    sites = contributions_par_site(store, departements=[departement] if departement else None, au=au)
    for site in sites:
        held = site.contribution
        if held is None:
            continue
        said = getattr(held, head) if head else None
        words = ", ".join(map(str, said)) if isinstance(said, tuple) else str(said or "")
        text = str(getattr(held, champ) or "")
        if text or words:
            yield Apport("Contribution", site.nom, text or words, "contribution", held.id, words)


def _exemples(store: "Store", champ: str) -> Iterator[Apport]:
    written: set[str] = set()
    if champ == LEVIERS:
        rows = _lues(store, "retour_experience", ("titre", "enseignements", "commune"))
        written = {str(row["id"]) for row in rows}
        told = [(row, f"{row['titre'] or ''} : {row['enseignements'] or ''}".strip(" :")) for row in rows]
        yield from _de(store, "Retour d'expérience", "retour_experience", told)
    for genre in (genre for genre, field in _GENRES.items() if field == champ):
        notes = _lues(store, "note_seance", ("titre", "texte", "commune"), {"genre": genre})
        notes = [one for one in notes if developpee(str(one["id"])) not in written]
        yield from _de(store, f"Note ({genre.lower()})", "note_seance", [(n, _dit(n)) for n in notes])
    if champ == LEVIERS:
        done = _lues(store, "suite", ("titre", "commentaire", "communes"), {"statut": _FAITE})
        said = [(row, " : ".join(str(row[k]) for k in ("titre", "commentaire") if row[k])) for row in done]
        yield from _de(store, "Suite faite", "suite", said)


def _lues(
    store: "Store", table: str, columns: tuple[str, ...], where: "dict[str, Json] | None" = None
) -> "list[dict[str, Json]]":
    wanted: dict[str, Json] = {**(where or {}), "restreint": False}
    return store.rows.page(table, wanted, columns=columns, order=(("maj_le", True),), limit=_MOST)


def _dit(row: "dict[str, Json]") -> str:
    return str(row["texte"] or row["titre"] or "")


def _de(store: "Store", sorte: str, table: str, rows: "Iterable[tuple[dict[str, Json], str]]") -> Iterator[Apport]:
    held = [(row, text) for row, text in rows if text.strip()]
    names = store.rows.titres("commune", [str(row["commune"]) for row, _ in held if row.get("commune")])
    for row, text in held:
        place = names.get(str(row.get("commune"))) or str(row.get("communes") or "")
        yield Apport(sorte, place, text, table, str(row["id"]))


def _noms(store: "Store") -> set[str]:
    """Name the persons known here."""
    rows = [row for table in ("personne", "presence") for row in store.rows.page(table, columns=("titre",), order=())]
    return {str(row["titre"]) for row in rows if row["titre"]}


def _sans_noms(one: Apport, names: set[str]) -> Apport:
    from pvd_tui.domain.anonymat import sans_noms  # noqa: PLC0415 - only when something is copied

    return replace(one, texte=sans_noms(one.texte, names, surs=True)) if names else one
