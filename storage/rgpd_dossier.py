"""Where an open store names a person, in the log as well as in the rows: the right of access, and what erasing reads.

dossier    their record and those merged with it, presences, copies of the name, texts: present and past
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import Change, Json
from pvd_tui.changes.fold import gather
from pvd_tui.domain.affichage import show
from pvd_tui.domain.anonymat import Mention, Nom, mentions
from pvd_tui.domain.rgpd import FICHES, LIENS, Nature, designation, nature
from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.texte import plain
from storage import log
from storage.errors import RefusError
from storage.plan import GESTE
from storage.projection import sort_key
from storage.rgpd_qui import faits, lies, nom_commune, noms_de, record_de, sur_les_feuilles

if TYPE_CHECKING:
    from storage.store import Store

_AUTOUR: Final = 40
"""Characters of a text shown on either side of a name."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One field that names a person, or named them once."""

    table: str
    record: str
    champ: str
    nature: Nature
    sure: bool
    """Whether it can be nobody else: what is not sure is erased only if a person says so."""
    restreint: bool
    passee: bool
    """Whether only the history names the person: the present value stays as it is."""
    extrait: str
    """What names the person, with a little of what stands around it."""

    @property
    def cle(self) -> str:
        """Name the trace, for a yes or a no."""
        return f"{self.table} {self.record} {self.champ}"

    @property
    def demande(self) -> bool:
        """Say whether a person is asked: a text, or a name that may be somebody else's."""
        return self.nature is Nature.TEXTE or not self.sure


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that this laptop knows of one person."""

    nom: str
    personnes: tuple[str, ...]
    """Their records: the one asked for, and those that were merged with it, either way."""
    noms: tuple[str, ...]
    designation: str
    """What stands in the place of the name."""
    traces: tuple[Trace, ...]

    def retenues(self, oui: Collection[str] = (), *, tout: bool = False) -> list[Trace]:
        """Give what is to be erased: all that is sure, and of the rest what was said yes to."""
        return [one for one in self.traces if tout or not one.demande or one.cle in oui]


def dossier(store: "Store", personne: str) -> Dossier:
    """Find all that names a person: an id of `personne`, its end, or a name as a sheet has it.

    Raises RefusError where nothing here names that person.
    """
    start = record_de(store, personne)
    group = lies(store, start) if start else ()
    changes = [change for one in group for change in log.of_record(store.connection, "personne", one)]
    facts = faits(store, group)
    noms = noms_de([facts, *(change.set for change in changes)]) | sur_les_feuilles(store, group)
    titre = str(facts.get("titre") or next(iter(noms), ""))
    if not group:
        titre, noms = personne, {personne: None}
    dit = designation(facts.get("qualite"), nom_commune(store, facts.get("commune")))
    noms = {nom: None for nom in noms if plain(nom) != plain(dit)}
    traces = _Recherche(store, group, tuple(noms), facts, dit).traces() if noms or group else []
    if not traces:
        raise RefusError(
            f"Rien ne nomme « {personne} » sur cet ordinateur. Donnez l'identifiant d'une fiche personne, ou le nom "
            "tel qu'il est écrit (« Prénom Nom »)."
        )
    return Dossier(titre, group, tuple(noms), dit, tuple(traces))


# Where they are named.


class _Recherche:
    """One search of the whole log; lives as long as one `dossier`."""

    def __init__(
        self, store: "Store", group: Sequence[str], noms: Sequence[str], facts: Mapping[str, Json], dit: str
    ) -> None:
        self._store = store
        self._group = frozenset(group)
        self._noms = noms
        self._facts = facts
        self._homonyme = self._has_homonym()
        self._dit = plain(dit)
        self._read: dict[tuple[str, str], list[Change]] = {}
        self._found: dict[tuple[str, str, str], Mention | None] = {}
        self._said: dict[tuple[str, str, str], str] = {}

    def traces(self) -> list[Trace]:
        """Give every field concerned: records first, then copies, then texts."""
        for personne in self._group:
            for champ in self._written("personne", personne, FICHES["personne"]):
                self._found[("personne", personne, champ)] = None
        self._by_link()
        self._by_name()
        order = {one: rank for rank, one in enumerate(Nature)}
        traces = [self._trace(key) for key in self._found]
        return sorted(traces, key=lambda one: (order[one.nature], one.table, one.record, one.champ))

    def _by_link(self) -> None:
        """Find what names the person by their record, now or once."""
        for table, champs in LIENS.items():
            for record in self._records(table):
                changes = self._changes(table, record)
                if any(change.set.get(champ) in self._group for change in changes for champ in champs):
                    for champ in self._written(table, record, (*FICHES.get(table, ()), *champs)):
                        self._found.setdefault((table, record, champ), None)

    def _records(self, table: str) -> list[str]:
        """Give the records of a table whose log names one of the person's records."""
        rows = self._store.connection.execute('SELECT record, "set" FROM change WHERE "table" = ?', (table,)).fetchall()
        return list(dict.fromkeys(str(row[0]) for row in rows if any(one in row[1] for one in self._group)))

    def _by_name(self) -> None:
        """Find what names the person in words, in every change that this laptop ever had."""
        words = {max(sort_key(Nom.lire(nom).famille or nom).split(), key=len, default="") for nom in self._noms} - {""}
        rows = self._store.connection.execute('SELECT "table", record, "set" FROM change WHERE "table" <> ?', (GESTE,))
        records: dict[tuple[str, str], None] = {}
        for row in rows.fetchall():
            text = sort_key(row["set"])
            if any(word in text for word in words):
                records[(str(row["table"]), str(row["record"]))] = None
        for table, record in records:
            for change in self._changes(table, record):
                for champ, value in change.set.items():
                    self._look(table, record, champ, value)

    def _changes(self, table: str, record: str) -> list[Change]:
        """Give the changes of a record, its private past too, without what was erased already."""
        key = (table, record)
        if key not in self._read:
            counted = log.of_record(self._store.connection, table, record)
            known = {change.id for change in counted}
            past = [change for change in self._store.history.of(table, record) if change.id not in known]
            self._read[key] = [*gather(counted).values(), *past]
        return self._read[key]

    def _look(self, table: str, record: str, champ: str, value: Json) -> None:
        """Look at one value that was written once."""
        for text in value if isinstance(value, list) else [value]:
            if not isinstance(text, str) or champ in LIENS.get(table, ()):
                continue
            found = mentions(text, self._noms)
            best = next((one for one in found if one.sure), found[0] if found else None)
            key = (table, record, champ)
            if best is None or (table == "personne" and record in self._group):
                continue
            before = self._found.get(key)
            if key not in self._found or (before is not None and best.sure and not before.sure):
                self._found[key] = best
                self._said[key] = _extrait(text, best)
            if table == "presence" and champ == "titre" and best.sure:
                for other in self._written(table, record, FICHES["presence"]):
                    self._found.setdefault((table, record, other), best)

    def _written(self, table: str, record: str, champs: Sequence[str]) -> list[str]:
        """Give the fields of a record in which something was written that still says who it is."""
        known = {
            name
            for change in self._changes(table, record)
            for name, value in change.set.items()
            if value is not None and plain(str(value)) != self._dit
        }
        return [champ for champ in dict.fromkeys(champs) if champ in known]

    def _trace(self, key: tuple[str, str, str]) -> Trace:
        table, record, champ = key
        mention = self._found[key]
        fiche = self._store.get(table, record)
        value = fiche.values.get(champ) if fiche else None
        kind = nature(table, champ)
        if champ in LIENS.get(table, ()) and kind is Nature.TEXTE:
            kind = Nature.FICHE
        return Trace(
            table,
            record,
            champ,
            kind,
            sure=mention is None or (mention.sure and not self._elsewhere(*key)),
            restreint=bool(fiche and fiche.restreint),
            passee=mention is not None and kind in {Nature.COPIE, Nature.TEXTE} and not _named(value, self._noms),
            extrait=self._said.get(key) or show(TABLES[table], champ, value),
        )

    def _elsewhere(self, table: str, record: str, champ: str) -> bool:
        """Say whether a name found in words may be somebody else's: a homonym, or a person of another commune."""
        if self._homonyme:
            return True
        if table != "presence" or champ not in FICHES[table]:
            return False
        values = self._store.folded(table, record).values
        linked, commune, mine = values.get("personne"), values.get("commune"), self._facts.get("commune")
        return (linked is not None and linked not in self._group) or (bool(commune and mine) and commune != mine)

    def _has_homonym(self) -> bool:
        wanted = {plain(nom) for nom in self._noms}
        rows = self._store.connection.execute("SELECT id, titre FROM personne WHERE titre IS NOT NULL").fetchall()
        return any(str(row[0]) not in self._group and plain(str(row[1])) in wanted for row in rows)


def _named(value: Json, noms: Sequence[str]) -> bool:
    texts = value if isinstance(value, list) else [value]
    return any(isinstance(text, str) and mentions(text, noms) for text in texts)


def _extrait(text: str, of: Mention) -> str:
    start, end = max(0, of.debut - _AUTOUR), of.fin + _AUTOUR
    cut = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{cut}{'…' if end < len(text) else ''}"
