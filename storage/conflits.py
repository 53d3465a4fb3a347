"""The inbox: what a person must decide, one card per record, and how the decision is written.

lister(store)                 records with a conflict, or with a proposal to confirm
carte(store, table, record)   one of them, field by field, as it stands now
trancher(store, carte, choix) one gesture, undone as a whole: the conflict then returns (rule 5)
resultat(store, carte, choix) what the programme's rules say of the record once decided; never blocks
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import ARCHIVE, Json
from pvd_tui.changes.differend import Base, Differend, Version, decision, differends
from pvd_tui.changes.fold import Folded, Nature, effective
from pvd_tui.changes.fusion import Fusion, Part, fusion, union
from storage.errors import RefusError

if TYPE_CHECKING:
    from storage.store import Saved, Store


@dataclass(frozen=True, slots=True)
class Resume:
    """One line of the inbox."""

    table: str
    record: str
    titre: str
    champs: tuple[str, ...]
    a_confirmer: bool
    """Whether nothing but proposals is left: the préfecture's to answer."""


@dataclass(frozen=True, slots=True)
class Carte:
    """One record with all its fields in disagreement, as it was displayed: a decision names what it shows."""

    table: str
    record: str
    titre: str
    folded: Folded
    differends: tuple[Differend, ...]
    device: str
    prefecture: bool = False
    """Whether it is read by the préfecture: its own value, whoever wrote it there, is then « le mien »."""
    _fusions: dict[str, Fusion | None] = field(default_factory=dict, compare=False, repr=False)
    """Merges made once: a long text takes a tenth of a second, and the keys ask at each press."""

    def de(self, champ: str) -> Differend | None:
        """Give the disagreement of a field."""
        return next((d for d in self.differends if d.champ == champ), None)

    def miennes(self, one: Differend) -> list[Version]:
        """Give the versions of this side: this laptop's, or the préfecture's own where a proposal waits for it."""
        if one.nature is Nature.PROPOSITION and self.prefecture:
            return list(one.versions[:1])
        return [version for version in one.versions if version.change.by == self.device]

    def leurs(self, one: Differend) -> list[Version]:
        """Give the versions of the others."""
        mine = self.miennes(one)
        return [version for version in one.versions if version not in mine]

    def fusion(self, one: Differend) -> Fusion | None:
        """Propose one text, or one list, that keeps what each side added; None where there is no telling."""
        if one.champ not in self._fusions:
            self._fusions[one.champ] = proposal(self.table, one)
        return self._fusions[one.champ]


def lister(store: "Store") -> list[Resume]:
    """Give the records that ask for a decision, conflicts first."""
    found: dict[tuple[str, str], dict[str, set[str]]] = {}
    for table, record, champs, nature in store.disputes():
        found.setdefault((table, record), {}).setdefault(nature, set()).update(champs)
    titres = {table: _titres(store, table, [r for t, r in found if t == table]) for table in {t for t, _ in found}}
    lines = [
        Resume(
            table,
            record,
            titres[table].get(record) or store.plans[table].label,
            tuple(sorted(set().union(*natures.values()))),
            set(natures) == {Nature.PROPOSITION.value},
        )
        for (table, record), natures in found.items()
    ]
    return sorted(lines, key=lambda line: (line.a_confirmer, line.titre, line.record))


def _titres(store: "Store", table: str, records: list[str]) -> dict[str, str]:
    """Give titles, some thousands at a time: SQLite takes no more in one question."""
    some = [records[i : i + _AT_ONCE] for i in range(0, len(records), _AT_ONCE)]
    return {record: titre for few in some for record, titre in store.rows.titres(table, few).items()}


_AT_ONCE: Final = 5_000


def carte(store: "Store", table: str, record: str) -> Carte | None:
    """Give the card of a record, or None where nothing in it asks for a decision."""
    fiche = store.get(table, record)
    if fiche is None:
        return None
    asked = differends(store.history.of(table, record), fiche.folded, store.rows.plan(table).prefecture)
    if not asked:
        return None
    titre = str(fiche.values.get("titre") or store.plans[table].label)
    return Carte(table, record, titre, fiche.folded, asked, store.device, store.role == "prefecture")


def tout(carte: Carte, *, mien: bool) -> dict[str, Json]:
    """Give the choice of one side for every field; those it did not write, and proposals, are left out."""
    asked = [one for one in carte.differends if one.nature is not Nature.PROPOSITION]
    sides = {one.champ: carte.miennes(one) if mien else carte.leurs(one) for one in asked}
    return {champ: versions[0].valeur for champ, versions in sides.items() if versions}


def refus(store: "Store", one: Differend) -> str:
    """Say why this laptop cannot decide about a field, or nothing where it can."""
    if one.prefecture and store.role != "prefecture":
        if one.nature is Nature.PROPOSITION:
            return "Proposé, en attente de la préfecture."
        return "La préfecture tient ce champ : c'est à elle de choisir."
    return ""


def trancher(store: "Store", carte: Carte, choix: Mapping[str, Json]) -> "Saved":
    """Write a decision about some fields of a card, as one gesture.

    Raises RefusError where a field is not the laptop's to decide, or where nothing was chosen.
    """
    for champ in choix:
        one = carte.de(champ)
        if one is None:
            raise RefusError(f"Ce champ n'a qu'une valeur : {_titre(carte.table, champ)}. Rien n'a été modifié.")
        if why := refus(store, one):
            raise RefusError(f"{_titre(carte.table, champ)} : {why} Rien n'a été modifié.")
    if not choix:
        raise RefusError("Aucun champ n'est choisi. Rien n'a été modifié.")
    champs = ", ".join(_titre(carte.table, champ) for champ in choix)
    edit = decision(carte.table, carte.record, carte.folded, choix)
    return store.save([edit], f"{_CHOIX}« {carte.titre} » : {champs}")


_CHOIX: Final = "Choix entre plusieurs valeurs, "
"""How the gesture of a decision begins: what `resolus` finds again."""


def resolus(store: "Store", depuis: str) -> list[str]:
    """Say what was decided here since a moment and still stands, the last first."""
    rows = store.connection.execute(
        "SELECT titre FROM lot WHERE at >= ? AND etat = 'fait' AND titre LIKE ? ORDER BY rang DESC",
        (depuis, f"{_CHOIX}%"),
    )
    return [str(row[0]).removeprefix(_CHOIX) for row in rows]


def _titre(table: str, champ: str) -> str:
    from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - pydantic, only where something is decided

    if champ == ARCHIVE:
        return "Fiche archivée"
    info = TABLES[table].model_fields.get(champ) if table in TABLES else None
    return (info.title if info else None) or champ


def proposal(table: str, one: Differend) -> Fusion | None:
    """Merge the versions of a long text, or of a list; None for any other field, and where they are not compatible.

    The oldest comes first, so that every laptop proposes the same; parts name the places of `one.versions`.
    """
    from pvd_tui.domain.champ import Genre, champ  # noqa: PLC0415 - pydantic, only where something disagrees
    from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - same

    cls = TABLES.get(table)
    if cls is None or one.champ not in cls.model_fields or one.base is Base.NON_RECUE:
        return None
    described = champ(cls, one.champ)
    before = one.avant.valeur if one.avant else None
    order = sorted(range(len(one.versions)), key=lambda i: effective(one.versions[i].change))
    values = [one.versions[i].valeur for i in order]
    if described.plusieurs:
        lists = [_texts(value) for value in (before, *values)]
        joined = union(lists[0], lists[1:])
        return Fusion((Part(" ; ".join(joined)),)) if joined not in lists else None
    if described.genre is not Genre.TEXTE or not all(isinstance(value, str) and value for value in values):
        return None
    texts = [str(value) for value in values]
    merged = fusion(str(before or ""), texts)
    if merged is None or merged.texte in texts:
        return None
    return Fusion(tuple(Part(part.texte, tuple(order[i] for i in part.cotes)) for part in merged.parts))


def fusionnee(carte: Carte, one: Differend) -> Json:
    """Give the merged value as a change holds it; raises LookupError where there is none."""
    from pvd_tui.domain.champ import champ  # noqa: PLC0415 - pydantic, only where something disagrees
    from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - same

    found = carte.fusion(one)
    if found is None:
        raise LookupError(one.champ)
    if champ(TABLES[carte.table], one.champ).plusieurs:
        return [*found.texte.split(" ; ")] if found.texte else None
    return found.texte


def _texts(value: Json) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list | tuple) else []
