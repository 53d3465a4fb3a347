"""Two records that are one: the one gesture that makes them one, which undo takes back.

    merge   kept record   its empty fields are filled from the other; where both differ its own stay, unless chosen
            the others    children and whatever names the other record name the kept one
            other record  archived, every head of it seen (rule 3); `fusionnee_dans` says where it went on

Nothing is deleted: both histories stay. The kept record is also *said to stand* (`archive` = false): if another laptop
archives it meanwhile, by hand or because it merged the other way round, neither replaces the other and the two
statements are a conflict, as any two values are (I2). Without that, two laptops that each keep another one would both
be obeyed, and the two records would be gone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pvd_tui.changes.change import ARCHIVE, Json
from pvd_tui.changes.edit import Edit, archive, edit
from pvd_tui.changes.fold import same
from pvd_tui.domain.entity import FUSION
from pvd_tui.domain.tables import TABLES
from storage import log
from storage.authoring import MAX_BYTES
from storage.doublons import check_type, crossed, final, naming
from storage.errors import RefusError
from storage.ids import natural
from storage.store import reborn

if TYPE_CHECKING:
    from storage.fiche import Fiche
    from storage.store import Saved, Store


@dataclass(frozen=True, slots=True)
class Fusion:
    """Two records about to be one, as they were read: what is shown of them is what the gesture will have seen."""

    garde: "Fiche"
    perdue: "Fiche"
    remplis: tuple[str, ...]
    """Fields that only the other record fills in."""
    differents: tuple[str, ...]
    """Fields that both fill in, each its own way."""
    suivent: tuple[tuple[str, int], ...]
    """How many records of which table will follow."""
    suite: bool
    """Whether the merge was made before: only what named the other record since has to follow."""

    @property
    def titre(self) -> str:
        """Label the gesture."""
        return f"Fusion de « {_titre(self.perdue)} » dans « {_titre(self.garde)} »"


def prepare(store: "Store", table: str, garde: str, perdue: str) -> Fusion:
    """Read two records to be merged; raises RefusError, in French, where they cannot be."""
    check_type(table)
    kept, lost = (_read(store, table, record) for record in (garde, perdue))
    if kept.record == lost.record:
        raise RefusError("Ce sont deux fois la même fiche. Rien n'a été modifié. Donnez deux identifiants.")
    suite = _check_standing(store, kept, lost)
    _check_place(kept, lost)
    ours = [name for name in TABLES[table].model_fields if name not in {"id", FUSION}]
    theirs = [name for name in ours if not _empty(lost.values.get(name)) and not _itself(kept, lost, name)]
    remplis = tuple(name for name in theirs if _empty(kept.values.get(name)))
    differents = [n for n in theirs if n not in remplis and not same(kept.values[n], lost.values[n])]
    counts = Counter(name for name, record, _ in naming(store, table, lost.record) if record != kept.record)
    return Fusion(kept, lost, remplis, tuple(differents), tuple(counts.items()), suite)


def merge(store: "Store", fusion: Fusion, choices: Mapping[str, str] | None = None) -> "Saved":
    """Make one record of two, in one gesture.

    `choices` names, for fields in which both differ, the record whose value stays. Raises RefusError, and writes
    nothing, where something came in between that forbids it.
    """
    kept, lost = fusion.garde, fusion.perdue
    chosen = [name for name, record in (choices or {}).items() if _taken(fusion, name, record)]
    with store.transaction():
        edits = list(_follow(store, kept, lost))
        if not fusion.suite:
            edits = [*_keep(kept, lost, [*fusion.remplis, *chosen]), *edits, _archived(kept, lost)]
        return store.save(edits, fusion.titre)


def _read(store: "Store", table: str, record: str) -> "Fiche":
    fiche = store.get(table, store.rows.resolve(table, record))
    if fiche is None:
        raise RefusError(f"Il n'y a pas de fiche {table} « {record} » sur cet ordinateur. Rien n'a été modifié.")
    return fiche


def _check_standing(store: "Store", kept: "Fiche", lost: "Fiche") -> bool:
    """Say whether the merge is only being finished; refuse to merge what is archived for another reason."""
    if crossed(store, kept.table, kept.record, lost.record):
        return False
    if kept.folded.archived:
        raise RefusError(
            f"La fiche à garder, « {_titre(kept)} », est archivée. Rien n'a été modifié. "
            "Restaurez-la d'abord, ou gardez l'autre."
        )
    if not lost.folded.archived:
        return False
    if lost.values.get(FUSION) is None or final(store, kept.table, lost.record) != kept.record:
        raise RefusError(f"La fiche « {_titre(lost)} » est archivée : il n'y a rien à fusionner. Rien n'a été modifié.")
    if not any(naming(store, kept.table, lost.record)):
        raise RefusError("Ces deux fiches sont déjà fusionnées. Rien n'a été modifié.")
    return True


def _check_place(kept: "Fiche", lost: "Fiche") -> None:
    """Refuse what the territory, or a restreint record, forbids (`design.md` §5, rule 7)."""
    if (kept.stream, kept.commune) != (lost.stream, lost.commune):
        what = "de la même commune" if kept.commune or lost.commune else "du même département"
        raise RefusError(
            f"Ces deux fiches ne sont pas {what} : une fiche et ce qui lui appartient n'en changent pas. Rien n'a été "
            "modifié. Archivez celle qui est en trop, ou recopiez-la là où elle doit être."
        )
    if kept.restreint != lost.restreint:
        hidden = kept if kept.restreint else lost
        raise RefusError(
            f"La fiche « {_titre(hidden)} » reste sur cet ordinateur et l'autre est transmise : les fusionner "
            "transmettrait ce que vous gardez pour vous. Rien n'a été modifié. Rendez-la visible d'abord, "
            "ou archivez-la."
        )


def _taken(fusion: Fusion, name: str, record: str) -> bool:
    """Say whether a choice takes the other record's value; refuse one that chooses nothing."""
    if record not in (fusion.garde.record, fusion.perdue.record):
        raise RefusError(f"« {record} » n'est pas l'une des deux fiches. Rien n'a été modifié.")
    if name not in fusion.differents:
        raise RefusError(f"Les deux fiches ne diffèrent pas sur « {name} ». Rien n'a été modifié.")
    return record == fusion.perdue.record


def _keep(kept: "Fiche", lost: "Fiche", taken: list[str]) -> Iterator[Edit]:
    """Say that the kept record stands, and what it takes; in several edits where one would be too heavy."""
    news: dict[str, Json] = {ARCHIVE: False}
    if kept.values.get(FUSION) is not None:
        news[FUSION] = None
    for name in taken:
        value = lost.values[name]
        if len(log.dumps(news | {name: value}).encode()) > MAX_BYTES:
            yield _edit(kept, news)
            news = {ARCHIVE: False} if kept.folded.archived else {}
        news[name] = value
    yield _edit(kept, news)


def _edit(fiche: "Fiche", news: Mapping[str, Json]) -> Edit:
    heads = {name: fiche.folded.shown.get(name, ()) for name in news}
    for name in (ARCHIVE, FUSION):  # the only fields whose whole dispute a merge settles
        if name in news:
            heads[name] = fiche.folded.heads.get(name, ())
    return Edit(fiche.table, fiche.record, news, heads)


def _archived(kept: "Fiche", lost: "Fiche") -> Edit:
    """Archive the other record, with where it went on."""
    whole = archive(lost.table, lost.record, lost.folded)
    return Edit(lost.table, lost.record, {**whole.set, FUSION: kept.record}, whole.seen)


def _follow(store: "Store", kept: "Fiche", lost: "Fiche") -> Iterator[Edit]:
    """Make all that names the other record name the kept one."""
    for name, record, field in naming(store, kept.table, lost.record):
        fiche = store.get(name, record)
        if fiche is None or (name, record) == (kept.table, kept.record):
            continue
        unique = TABLES[name].natural_key(fiche.values)
        if unique and natural(name, unique) == record:
            yield from _reborn(store, fiche, {field: kept.record})
        else:
            yield Edit(name, record, {field: kept.record}, {field: fiche.folded.shown.get(field, ())})


def _reborn(store: "Store", fiche: "Fiche", news: Mapping[str, Json]) -> Iterator[Edit]:
    """Give a record that is unique by nature its new id: make or complete the row of that id, archive the old one."""
    values = {name: value for name, value in {**fiche.values, **news}.items() if name != ARCHIVE and value is not None}
    key = TABLES[fiche.table].natural_key(values)
    record = natural(fiche.table, key) if key else fiche.record
    there = store.get(fiche.table, record)
    if there is None:
        yield Edit(fiche.table, record, values)
    elif there.folded.archived:
        yield reborn(there, values)
    else:
        empty = {name: value for name, value in values.items() if _empty(there.values.get(name))}
        completed = edit(there.table, there.record, there.folded, empty)
        if completed:
            yield completed
    yield archive(fiche.table, fiche.record, fiche.folded)


def _itself(kept: "Fiche", lost: "Fiche", name: str) -> bool:
    """Say whether taking the value would make a record name itself (« annule et remplace »)."""
    return lost.values.get(name) == kept.record


def _empty(value: Json) -> bool:
    return value is None or value in ("", [])


def _titre(fiche: "Fiche") -> str:
    return str(fiche.values.get("titre") or fiche.record[-8:])
