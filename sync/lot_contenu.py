"""Whose changes a bundle holds, of which records and from when: what a person reads before saying yes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Final

from pvd_tui.changes.change import Change
from pvd_tui.domain.entity import NATIONAL
from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.texte import counted
from pvd_tui.referentiel import present_commune
from sync.lot import Entete

_ROLES: Final = {"chef": "chef de projet", "prefecture": "préfecture", "region": "région", "national": "national"}
_MOST: Final = 6
"""Communes or kinds of records that are named; the others are counted."""
_PARTOUT: Final = "tout le département"


@dataclass(slots=True)
class Contenu:
    """Counts of some changes."""

    nombre: int = 0
    tables: Counter[str] = field(default_factory=Counter)
    communes: Counter[str] = field(default_factory=Counter)
    """By INSEE code; a département-wide record counts under its stream."""
    appareils: Counter[str] = field(default_factory=Counter)
    """By the device of the author."""
    premier: str = ""
    dernier: str = ""

    def add(self, change: Change) -> None:
        """Count one more."""
        self.nombre += 1
        self.tables[change.table] += 1
        self.communes[change.commune or change.stream] += 1
        self.appareils[change.by] += 1
        self.premier = min(self.premier or change.at, change.at)
        self.dernier = max(self.dernier, change.at)

    def facts(self) -> dict[str, Any]:
        """Give the counts for a program."""
        return {
            "nombre": self.nombre,
            "tables": dict(self.tables),
            "communes": dict(self.communes),
            "appareils": dict(self.appareils),
            "premier": self.premier,
            "dernier": self.dernier,
        }

    def phrases(self, zone: tzinfo | None = None) -> list[str]:
        """Say the counts, in one line each; nothing if there is no change."""
        if not self.nombre:
            return []
        first, last = day(self.premier, zone), day(self.dernier, zone)
        when = f"le {first}" if first == last else f"du {first} au {last}"
        tables = Counter({_label(table): count for table, count in self.tables.items()})
        return [
            f"{counted(self.nombre, 'modification')}, {when}",
            f"Fiches : {most(tables)}",
            f"Territoire : {most(Counter({place(code): n for code, n in self.communes.items()}))}",
        ]


def author(entete: Entete, zone: tzinfo | None = None) -> str:
    """Say who wrote a bundle, as it says itself."""
    places = entete.grant.communes or entete.grant.departements
    where = ", ".join(
        place(code) if code in entete.grant.communes else f"département {code}" for code in places[:_MOST]
    )
    more = f" et {len(places) - _MOST} autres" if len(places) > _MOST else ""
    nom = f"« {entete.nom} »" if entete.nom else f"l'ordinateur {entete.device[:8]}…"
    role = _ROLES[entete.grant.role] + (f" : {where}{more}" if where else "")
    return f"Lot de {nom} ({role}), fait le {moment(entete.created_at, zone)}"


def place(code: str) -> str:
    """Name a commune, or what a stream holds beside communes."""
    if code == NATIONAL:
        return "programme national"
    if code.startswith("dep:"):
        return f"{_PARTOUT} {code.removeprefix('dep:')}"
    known = present_commune(code)
    return f"{known.nom} ({code})" if known else code


def day(at: str, zone: tzinfo | None = None) -> str:
    """Give the day of an instant, as the reader's clock says it."""
    return f"{_local(at, zone):%d/%m/%Y}"


def moment(at: str, zone: tzinfo | None = None) -> str:
    """Give day and hour of an instant, as the reader's clock says them."""
    return f"{_local(at, zone):%d/%m/%Y à %H:%M}"


def _local(at: str, zone: tzinfo | None) -> datetime:
    try:
        return datetime.fromisoformat(at).astimezone(zone)
    except (ValueError, OverflowError):  # a clock at the end of time
        return datetime.min.replace(tzinfo=zone)


def _label(table: str) -> str:
    return TABLES[table].label if table in TABLES else f"{table} (version plus récente)"


def most(counts: Mapping[str, int]) -> str:
    """Name the greatest counts, and count the others."""
    found: Sequence[tuple[str, int]] = Counter(counts).most_common()
    said = [f"{name} {count}" for name, count in found[:_MOST]]
    rest = found[_MOST:]
    return ", ".join(said) + (f", et {len(rest)} autres ({sum(n for _, n in rest)})" if rest else "")
