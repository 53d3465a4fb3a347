"""The one gesture that erases a person (`design.md` §3, rule 8); `storage.rgpd_dossier` says where they are named.

An erasure takes the whole past of a field: a text that named somebody keeps its last version, without the name, and
its history goes. What stays is « Élu, Guise », so that no count moves. What is restreint never left this laptop: it is
written anew here, by nobody else.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import ARCHIVE, EFFACE, PREFECTURE, Json
from pvd_tui.changes.edit import Edit
from pvd_tui.domain.anonymat import sans_noms
from pvd_tui.domain.rgpd import FICHES, Nature
from storage import log, rgpd_memoire, rgpd_nettoyage
from storage.errors import RefusError
from storage.rgpd_dossier import Dossier, Trace
from storage.rgpd_feuille import completee, libelles, ligne

if TYPE_CHECKING:
    from storage.store import Saved, Store

TITRE: Final = "Effacement de données personnelles"
"""What the gesture is called, everywhere: it names nobody."""

Key = tuple[str, str]


def effacer(store: "Store", of: Dossier, oui: Collection[str] = (), *, tout: bool = False) -> "Saved | None":
    """Erase what names a person, in one gesture; `oui` are the traces said yes to, `tout` all of them.

    Raises RefusError, and changes nothing, on a laptop that is not the préfecture's. Not to be undone.
    """
    if store.role != PREFECTURE:
        raise RefusError(
            "Seule la préfecture efface une personne pour tout le monde. Rien n'a été modifié. "
            "Préparez la demande : « pvd rgpd effacer … --demande FICHIER »."
        )
    kept = of.retenues(oui, tout=tout)
    with store.transaction():
        _effacer_restreint(store, of, [one for one in kept if one.restreint])
        edits = list(_edits(store, of, [one for one in kept if not one.restreint]))
        edits += list(_archives(store, of))
        return store.write(edits, TITRE, "transmis", None) if edits else None


def effacer_ici(store: "Store", of: Dossier, oui: Collection[str] = (), *, tout: bool = False) -> int:
    """Take a person's name out of what is restreint to this laptop; give how many fields. Anybody may: it is theirs."""
    kept = [one for one in of.retenues(oui, tout=tout) if one.restreint]
    with store.transaction():
        _effacer_restreint(store, of, kept)
    return len(kept)


def effacements(store: "Store", table: str, record: str, apres: Mapping[str, Sequence[Json]]) -> Iterator[Edit]:
    """Erase fields of a record, then write what stays: several values where the field was in dispute, it stays so."""
    folded = store.folded(table, record)
    gone: list[Json] = [*sorted(apres)]
    yield Edit(table, record, {EFFACE: gone})
    stays = {name: [value for value in values if value is not None] for name, values in apres.items()}
    again: dict[str, Json] = {ARCHIVE: True} if folded.archived else {}
    seen = {name: heads for name, heads in folded.heads.items() if name not in apres} if folded.archived else {}
    most = max((len(values) for values in stays.values()), default=0)
    for rank in range(most - 1, -1, -1):  # the value shown comes last, so that it is the one shown again
        values = {name: some[rank] for name, some in stays.items() if len(some) > rank}
        yield Edit(table, record, {**again, **values}, seen)


# What is erased, and what stays.


def _edits(store: "Store", of: Dossier, traces: Sequence[Trace]) -> Iterator[Edit]:
    by_record: dict[Key, list[Trace]] = {}
    for one in traces:
        by_record.setdefault((one.table, one.record), []).append(one)
    labels = _labels(store, traces)
    for (table, record), some in by_record.items():
        folded = store.folded(table, record)
        changes = {change.id: change.set for change in log.of_record(store.connection, table, record)}
        apres: dict[str, list[Json]] = {}
        for one in some:
            heads = [changes[i][one.champ] for i in folded.heads.get(one.champ, ()) if one.champ in changes.get(i, {})]
            apres[one.champ] = [_apres(of, one, value) for value in heads]
        if table == "presence" and any(one.nature is Nature.PRESENCE for one in some):
            apres["titre"] = [labels.get(record) or ligne(store, folded.values)]
            yield from effacements(store, table, record, apres)
            yield from completee(store, record, folded)
        else:
            yield from effacements(store, table, record, apres)


def _labels(store: "Store", traces: Sequence[Trace]) -> dict[str, str]:
    """Say what each line of a sheet becomes, sheet by sheet."""
    sheets: dict[str, list[str]] = {}
    for record in dict.fromkeys(one.record for one in traces if one.nature is Nature.PRESENCE):
        sheets.setdefault(str(store.folded("presence", record).values.get("seance_club") or ""), []).append(record)
    return {one: label for seance, some in sheets.items() for one, label in libelles(store, seance, some).items()}


def _apres(of: Dossier, one: Trace, value: Json) -> Json:
    """Give what stays of a value: nothing of a record, a role for a name, a text without the name."""
    if one.nature is Nature.FICHE or (one.nature is Nature.PRESENCE and one.champ != "titre"):
        return None
    if one.passee or value is None:
        return value
    if one.nature is Nature.COPIE:
        return _sans(of)(value) if isinstance(value, str) else value
    return _sans(of, "[{}]")(value)


def _sans(of: Dossier, form: str = "{}") -> "Callable[[Json], Json]":
    """Give what takes the person's names out of a value."""
    said = dict.fromkeys(of.noms, form.format(of.designation))

    def treat(value: Json) -> Json:
        if isinstance(value, list):
            return [treat(one) for one in value]
        return sans_noms(value, said) if isinstance(value, str) else value

    return treat


def _archives(store: "Store", of: Dossier) -> Iterator[Edit]:
    """Archive the person's records that stand, under what is still said of them."""
    for personne in of.personnes:
        folded = store.folded("personne", personne)
        if not folded.archived:
            seen = {name: folded.seen(name) for name in folded.heads if name not in FICHES["personne"]}
            yield Edit("personne", personne, {ARCHIVE: True, "titre": of.designation}, seen)


def _effacer_restreint(store: "Store", of: Dossier, traces: Sequence[Trace]) -> None:
    """Write the restreint records anew, their past too: nothing of them ever left this laptop."""
    by_record: dict[Key, dict[str, Callable[[Json], Json]]] = {}
    for one in traces:
        form = "{}" if one.nature is Nature.COPIE else "[{}]"
        by_record.setdefault((one.table, one.record), {})[one.champ] = _sans(of, form)
    for (table, record), news in by_record.items():
        rgpd_memoire.effacer_restreint(store.projection, table, record, news)
    if by_record:
        rgpd_nettoyage.marquer(store.connection)
