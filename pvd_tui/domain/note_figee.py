"""A note de synthèse as it is issued: its figures and its words, their hash, and nobody's name (domain.md §3.2).

What is hashed is one canonical JSON, so that whoever holds the figures can tell that nothing was touched since.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from pvd_tui.domain.texte import counted

SOURCES: Final = ("emises", "direct")
"""Where a note above the département takes its figures: the notes that were issued, or the records as they are."""


@dataclass(frozen=True, slots=True)
class Mots:
    """What a person writes beside the figures."""

    autorite: str = ""
    """A function: « Le préfet de l’Aisne »."""
    dynamique: str = ""
    texte_dynamique: str = ""
    leviers: tuple[str, ...] = ()
    texte_leviers: str = ""
    freins: tuple[str, ...] = ()
    texte_difficultes: str = ""
    appui_demande: str = ""

    @property
    def manquants(self) -> tuple[str, ...]:
        """Name the parts that the instruction asks a person to write, and nobody wrote."""
        asked = {
            "la dynamique": self.dynamique and self.texte_dynamique,
            "les leviers": self.leviers or self.texte_leviers,
            "les difficultés": self.freins or self.texte_difficultes,
        }
        return tuple(name for name, said in asked.items() if not said)


@dataclass(frozen=True, slots=True)
class NoteFigee:
    """One version of a note: issued, or as it would be issued now."""

    faits: Mapping[str, Any]
    """The blocks of `faits_note`, as JSON."""
    mots: Mots
    version: int = 1
    emise_le: date | None = None
    """None while it is a draft."""
    source: str = "direct"
    notes: tuple["NoteFigee", ...] = field(default=())
    """Above the département: the notes that this one adds up."""
    manquantes: tuple[str, ...] = ()
    """Above the département: the names of the départements whose note is missing."""

    @property
    def code(self) -> str:
        """The code of its territory."""
        return str(self.faits["entete"]["code"])

    @property
    def nom(self) -> str:
        """The name of its territory."""
        return str(self.faits["entete"]["nom"])

    @property
    def au(self) -> date:
        """The day its figures are of."""
        return date.fromisoformat(self.faits["entete"]["au"])

    @property
    def empreinte(self) -> str:
        """Give the SHA-256 of its figures and words, in hexadecimal."""
        return hashlib.sha256(canonique(self.fige()).encode(errors="replace")).hexdigest()

    def fige(self) -> dict[str, Any]:
        """Give what is frozen: the same facts and words give the same."""
        return {"faits": self.faits, "mots": asdict(self.mots), "version": self.version}

    def json(self) -> dict[str, Any]:
        """Give the note as nested objects: the blocks of figures at the top, the rest under `note`."""
        from pvd_tui.domain.faits_note_temps import temps_des_chiffres  # noqa: PLC0415 - every rule, only for the JSON

        return {
            **self.faits,
            "note": {
                "etat": "Émise" if self.emise_le else "Brouillon",
                "version": self.version,
                "emise_le": self.emise_le.isoformat() if self.emise_le else None,
                "source": self.source,
                "empreinte": self.empreinte,
                "mots": asdict(self.mots),
                "departements": [
                    {"code": one.code, "nom": one.nom, "version": one.version, "au": one.faits["entete"]["au"]}
                    | {"emise_le": one.emise_le.isoformat() if one.emise_le else None, "empreinte": one.empreinte}
                    | {"mots": asdict(one.mots)}
                    for one in self.notes
                ],
                "manquantes": list(self.manquantes),
                "temps": dict(temps_des_chiffres()),
            },
        }

    @property
    def provenance(self) -> str:
        """Say where the figures come from, as each page of the note says it."""
        if self.emise_le:
            return f"version {self.version}, émise le {self.emise_le:%d/%m/%Y}"
        if self.source == "emises":
            missing = f", {counted(len(self.manquantes), 'manquante')}" if self.manquantes else ""
            return f"assemblage de {counted(len(self.notes), 'note')} {_emises(len(self.notes))}{missing}"
        return "document de travail, calculé en direct"


def canonique(content: object) -> str:
    """Write JSON in the one way that is hashed."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def relire(content: str, **known: Any) -> NoteFigee:  # noqa: ANN401 - the other fields of the note
    """Read again what `fige` wrote; `known` are the fields that are not hashed."""
    held = json.loads(content)
    mots: dict[str, Any] = {
        name: tuple(said) if isinstance(said, list) else said for name, said in held["mots"].items()
    }
    return NoteFigee(held["faits"], Mots(**mots), held["version"], **known)


def _emises(count: int) -> str:
    return "émises" if count > 1 else "émise"
