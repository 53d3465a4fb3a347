"""What personal data this laptop holds: by table, by person, since when, until when, on what legal basis."""

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pvd_tui.changes.change import Json
from pvd_tui.domain.rgpd import COPIES, FICHES, purge_proposee
from storage.registre import StoreRegistre
from storage.rgpd_feuille import NOMINATIFS, nominative
from storage.rgpd_purge import durees

if TYPE_CHECKING:
    from storage.store import Store

_MOST: Final = 5_000
_BASE: Final = "Mission d’intérêt public"


@dataclass(frozen=True, slots=True)
class TableNominative:
    """One kind of record, and how much of it names people."""

    table: str
    fiches: int
    """Records with a name."""
    champs: tuple[str, ...]
    depuis: str | None
    """The day of the oldest one."""
    base: str
    duree: str


@dataclass(frozen=True, slots=True)
class PersonneTenue:
    """One person with a record."""

    id: str
    nom: str
    qualite: str | None
    fonction: str | None
    commune: str | None
    depuis: str | None
    dernier: str | None
    jusqu_au: str | None
    """From when erasing is proposed; None while a poste, or nothing known, says otherwise."""
    base_legale: str
    presences: int
    poste: bool
    fusionnee: bool


@dataclass(frozen=True, slots=True)
class Inventaire:
    """All of it."""

    au: str
    tables: tuple[TableNominative, ...]
    personnes: tuple[PersonneTenue, ...]
    sans_fiche: int
    """Lines of sheets that name somebody who has no record."""
    reapparues: int
    """Lines that name the record of a person who was erased: written elsewhere before the erasure was known there."""
    en_attente: int
    """Erasures that no server has acknowledged: what they erase is hidden, and still in this file."""
    restreintes: int
    brouillons: int
    sauvegardes: tuple[str, ...]
    """Copies of this store beside it, which keep what they held."""

    def facts(self) -> dict[str, Any]:
        """Give it as JSON."""
        return asdict(self)

    @property
    def echues(self) -> list[PersonneTenue]:
        """Give the people whose data have no reason to be kept any longer."""
        return [one for one in self.personnes if one.jusqu_au is not None and one.jusqu_au <= self.au]


def inventaire(store: "Store") -> Inventaire:
    """Read what names people."""
    today = store.today().date()
    drafts, restreints = store.outbox.local_only()
    lines = store.rows.page("presence", columns=("titre", *NOMINATIFS), order=(), limit=-1)
    people = {str(row["id"]): row for row in _all(store, "personne")}
    named = [row for row in lines if nominative(row)]
    erased = {one for one, row in people.items() if row["archive"] and not row["nom"] and not row["fusionnee_dans"]}
    return Inventaire(
        au=today.isoformat(),
        tables=tuple(_tables(store, len(named))),
        personnes=tuple(_personnes(store, people, today)),
        sans_fiche=sum(1 for row in named if not row["personne"]),
        reapparues=sum(1 for row in named if row["personne"] in erased),
        en_attente=store.connection.execute(_EN_ATTENTE).fetchone()[0],
        restreintes=restreints,
        brouillons=drafts,
        sauvegardes=tuple(_sauvegardes(store.path)),
    )


_EN_ATTENTE: Final = (
    "SELECT count(*) FROM change WHERE seq IS NULL AND etat = 'log' AND json_extract(\"set\", '$.efface') IS NOT NULL"
)
_PERSONNE: Final = (
    *("titre", "nom", "qualite", "fonction", "commune", "base_legale", "dernier_evenement", "date_purge"),
    *("fusionnee_dans", "archive"),
)


def _all(store: "Store", table: str) -> list[dict[str, Json]]:
    """Read the people, merged ones too: what was copied from them is theirs."""
    return store.rows.page(table, columns=_PERSONNE, archived=None, limit=_MOST)


def _tables(store: "Store", presences: int) -> list[TableNominative]:
    since = {
        str(row[0]): str(row[1])[:10]
        for row in store.connection.execute('SELECT "table", min(at) FROM change GROUP BY "table"').fetchall()
    }
    said = {one.quoi: one for one in durees(store)}
    found = []
    for table in dict.fromkeys((*FICHES, *COPIES)):
        champs = tuple(dict.fromkeys((*FICHES.get(table, ())[:1], *COPIES.get(table, ()))))
        filled = " OR ".join(f"coalesce(\"{name}\", '') <> ''" for name in champs)
        count = store.connection.execute(f'SELECT count(*) FROM "{table}" WHERE archive = 0 AND ({filled})').fetchone()  # noqa: S608 - names of the list
        held = presences if table == "presence" else int(count[0])
        if held:
            rule = said.get(table)
            duree = rule.duree if rule else "le temps du programme, puis archives"
            found.append(TableNominative(table, held, champs, since.get(table), rule.base if rule else _BASE, duree))
    return found


def _personnes(store: "Store", people: dict[str, dict[str, Json]], today: date) -> list[PersonneTenue]:
    del today
    from pvd_tui.domain.programme import programme  # noqa: PLC0415 - pydantic

    held = programme(StoreRegistre(store), store.today().date())
    since = {
        str(row[0]): str(row[1])[:10]
        for row in store.connection.execute(
            "SELECT record, min(at) FROM change WHERE \"table\" = 'personne' GROUP BY record"
        ).fetchall()
    }
    last = _derniers(store)
    postes = {
        str(row[0])
        for row in store.connection.execute("SELECT personne FROM poste WHERE archive = 0 AND personne IS NOT NULL")
    }
    communes = store.rows.titres("commune", [str(row["commune"]) for row in people.values() if row["commune"]])
    found = []
    for one, row in people.items():
        if not (row["nom"] or not row["archive"] or row["fusionnee_dans"]):
            continue  # erased: what is left names nobody
        count, seen = last.get(one, (0, None))
        dernier = max((str(day) for day in (seen, row["dernier_evenement"]) if day), default=None)
        until = purge_proposee(_day(row["date_purge"]), _day(dernier), held, poste=one in postes)
        found.append(
            PersonneTenue(
                one,
                str(row["titre"] or ""),
                _text(row["qualite"]),
                _text(row["fonction"]),
                communes.get(str(row["commune"])) or _text(row["commune"]),
                since.get(one),
                dernier,
                until.isoformat() if until else None,
                _text(row["base_legale"]) or _BASE,
                count,
                one in postes,
                bool(row["fusionnee_dans"]),
            )
        )
    return found


def _derniers(store: "Store") -> dict[str, tuple[int, str | None]]:
    """Count the presences of each person, with the day of the last one."""
    rows = store.connection.execute(
        "SELECT p.personne, count(*), max(s.date) FROM presence p LEFT JOIN seance_club s ON s.id = p.seance_club "
        "WHERE p.archive = 0 AND p.personne IS NOT NULL GROUP BY p.personne"
    ).fetchall()
    return {str(row[0]): (int(row[1]), row[2]) for row in rows}


def _sauvegardes(path: Path | str) -> list[str]:
    """Name the copies beside the store."""
    if str(path) == ":memory:":
        return []
    from storage.backup import folder  # noqa: PLC0415 - read only here

    here = Path(path)
    kept = [
        *sorted(folder(here).glob(f"*{here.suffix}")),
        *sorted(here.parent.glob(f"{here.stem}-avant-*{here.suffix}")),
    ]
    return [str(one) for one in kept]


def _text(value: Json) -> str | None:
    return str(value) if value else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
