"""The conventions that the list asks for, beside those that the store already holds.

A commune that has a convention of a type keeps it: the list's date goes to that one, and no second one is made.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from pvd_tui import referentiel
from pvd_tui.domain.convention import StatutConvention, TypeConvention
from pvd_tui.domain.convention_commune import StatutCommune
from pvd_tui.imports.convention_voulue import ConventionVoulue, Signature, conventions_voulues
from pvd_tui.imports.fiches import FicheVoulue

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.imports.fiches import Place
    from storage.store import Store

_TITRES: Final = {
    TypeConvention.ADHESION: "Convention d’adhésion",
    TypeConvention.CADRE_ORT: "Convention-cadre valant ORT",
}
_MAX_TITRE: Final = 150
_SIGNED: Final = frozenset({StatutConvention.SIGNEE, StatutConvention.TERMINEE})


class Held(NamedTuple):
    """A convention of the store."""

    record: str
    commune: str | None
    titre: str
    date: str | None
    statut: str | None


class Conventions:
    """Matches what the list asks for with what the store holds."""

    def __init__(self, store: "Store", places: Sequence["Place"], offered: set[str]) -> None:
        """Group every line of the list, and write the conventions of the communes that are offered."""
        self._store = store
        self._offered = offered
        self._lines = {place.insee: place.ligne.numero for place in places}
        self._held = _held(store)
        self._dates: dict[str, set[str]] = {}
        self._seen: dict[str, FicheVoulue] = {}
        self.avertissements: list[tuple[str, str]] = []
        """INSEE code, and what is odd."""
        voulues = [one for one in conventions_voulues(_signatures(places)) if offered.intersection(one.communes)]
        matched = [(one, self._match(one)) for one in voulues]
        self.fiches: list[FicheVoulue] = [fiche for one, known in matched for fiche in self._fiches(one, known)]

    def _match(self, one: ConventionVoulue) -> dict[str, Held]:
        """Find the convention that each commune already has, and note the date that the list gives it."""
        known: dict[str, Held] = {}
        for commune in one.communes:
            candidates = self._held.get((one.type, commune), [])
            found = _best(candidates, one)
            if found is not None:
                known[commune] = found
                self._dates.setdefault(found.record, set()).update([one.date.isoformat()] if one.date else [])
            elif candidates:
                known[commune] = candidates[0]
                self._dates.setdefault(candidates[0].record, set()).add("")
        return known

    def _fiches(self, one: ConventionVoulue, known: Mapping[str, Held]) -> Iterator[FicheVoulue]:
        """Give the conventions and rows to write: those there already, then the one for who has none."""
        offered = [commune for commune in one.communes if commune in self._offered]
        for held in dict.fromkeys(known[commune] for commune in offered if commune in known):
            communes = [commune for commune in offered if known.get(commune) == held]
            if _is_doubtful(self._dates[held.record]):
                warning = f"« {held.titre} » : sa date ne peut pas être tirée de la liste, elle reste telle quelle"
                self.avertissements += [(commune, warning) for commune in communes]
            if held.record not in self._seen:
                self._seen[held.record] = self._again(one, held, communes)
                yield self._seen[held.record]
        missing = [commune for commune in offered if commune not in known]
        if not missing:
            return
        siblings = {held for held in known.values() if held.commune is None}
        if len(siblings) == 1:
            record, shared = siblings.pop().record, True
        else:
            record, shared = one.record, one.commune is None
            yield self._new(one, missing)
        for commune in missing:
            yield self._row(record, commune, shared=shared)

    def _again(self, one: ConventionVoulue, held: Held, communes: Sequence[str]) -> FicheVoulue:
        """Give the list's date to a convention that is there; of several dates, none is chosen."""
        values: dict[str, Json] = {} if held.statut in _SIGNED else {"statut": StatutConvention.SIGNEE.value}
        dates = self._dates[held.record]
        if _is_doubtful(dates):
            values = {}
        elif dates:
            values["date_signature"] = next(iter(dates))
        lines = tuple(self._lines[commune] for commune in communes)
        extra = {"epci": one.epci}
        return FicheVoulue("convention", held.record, held.titre, lines, values, extra, partagee=held.commune is None)

    def _new(self, one: ConventionVoulue, communes: Sequence[str]) -> FicheVoulue:
        """Give a convention that is not there yet."""
        values: dict[str, Json] = {
            "titre": _titre(one),
            "type": one.type.value,
            "statut": StatutConvention.SIGNEE.value,
            "date_signature": one.date.isoformat() if one.date else None,
            "commune": one.commune,
            "departement": one.departement,
            "epci": one.epci,
            "vaut_ort": True if one.type is TypeConvention.CADRE_ORT else None,
        }
        lines = tuple(self._lines[commune] for commune in communes)
        said = {name: values.pop(name) for name in ("statut", "date_signature")}
        return FicheVoulue("convention", one.record, _titre(one), lines, said, values, partagee=one.commune is None)

    def _row(self, convention: str, commune: str, *, shared: bool) -> FicheVoulue:
        """Give the row that links a commune to a convention."""
        values: dict[str, Json] = {
            "convention": convention,
            "commune": commune,
            "statut_commune": StatutCommune.PVD.value,
        }
        record = self._store.record_id("convention_commune", values)
        return FicheVoulue("convention_commune", record, commune, (self._lines[commune],), values, partagee=shared)


def _signatures(places: Sequence["Place"]) -> Iterator[Signature]:
    """Give every signature that the list tells of."""
    for place in places:
        if place.ligne.adhesion is not None:
            yield Signature(TypeConvention.ADHESION, place.departement, place.insee, place.epci, place.ligne.adhesion)
        if place.is_ort_signee:
            yield Signature(TypeConvention.CADRE_ORT, place.departement, place.insee, place.epci, place.ligne.ort)


def _held(store: "Store") -> dict[tuple[TypeConvention, str], list[Held]]:
    """Read the conventions of the store by type and commune."""
    linked: dict[str, set[str]] = {}
    for row in store.rows.page("convention_commune", columns=("convention", "commune"), order=()):
        linked.setdefault(str(row["convention"]), set()).add(str(row["commune"]))
    columns = ("titre", "type", "vaut_ort", "commune", "date_signature", "statut")
    found: dict[tuple[TypeConvention, str], list[Held]] = {}
    for row in store.rows.page("convention", columns=columns, order=()):
        kind = _type(row)
        own = _text(row["commune"])
        record = str(row["id"])
        held = Held(
            record,
            own,
            str(row["titre"] or "Convention"),
            _text(row["date_signature"]),
            _text(row["statut"]),
        )
        for commune in sorted({*linked.get(record, ()), *([own] if own else [])}):
            if kind is not None:
                found.setdefault((kind, commune), []).append(held)
    return found


def _type(row: "Mapping[str, Json]") -> TypeConvention | None:
    """Tell the kind of a convention, as the rules do: what « vaut ORT » is a convention-cadre."""
    if row["vaut_ort"] is True or row["type"] == TypeConvention.CADRE_ORT:
        return TypeConvention.CADRE_ORT
    return TypeConvention.ADHESION if row["type"] == TypeConvention.ADHESION else None


def _best(candidates: Sequence[Held], one: ConventionVoulue) -> Held | None:
    """Choose the convention that the list speaks of: that date's, the only one, or the only undated one."""
    wanted = one.date.isoformat() if one.date else None
    same = [held for held in candidates if held.date == wanted]
    if same:
        return same[0]
    undated = [held for held in candidates if held.date is None]
    choice = undated if len(undated) == 1 else candidates
    return choice[0] if len(choice) == 1 else None


def _is_doubtful(dates: set[str]) -> bool:
    """Say whether the list gives several dates, or one that may be another convention's."""
    return len(dates) > 1 or "" in dates


def _titre(one: ConventionVoulue) -> str:
    """Name a convention: « Convention d’adhésion – Guise », or the EPCI where it concerns several communes."""
    commune = referentiel.commune(one.communes[0])
    epci = referentiel.epci(one.epci) if one.epci else None
    alone = commune.nom if commune else one.communes[0]
    named = alone if one.commune else epci.nom if epci else str(one.epci)
    return f"{_TITRES[one.type]} – {named}"[:_MAX_TITRE]


def _text(value: "Json") -> str | None:
    return value if isinstance(value, str) and value else None
