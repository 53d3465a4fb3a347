"""What changed in a territory over a time, commune by commune, in plain French: a text for an e-mail.

    Chapitre   a commune, the département or the programme
    Fait       one thing that is worth a line: a new record, a date reached, an amount granted, a state
    texte      all of it, to copy

Nobody is named: who is on a sheet or in a post is counted, notes and comments are counted, and the titles of records
come without the names of the people that are known.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Final

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.texte import counted, counted_label

ENSEMBLE: Final = 6
"""New records of one kind above which they are counted, not listed."""


class Rubrique(StrEnum):
    """What kind of line a fact is, in the order they are said."""

    NOUVELLE = "Nouveau"
    DATE = "Dates"
    MONTANT = "Montants accordés"
    ETAT = "États"
    RETIREE = "Archivé"


DATES: Final[Mapping[tuple[str, str], str]] = {
    ("convention", "date_signature"): "signée",
    ("convention", "crte_inscrit_le"): "inscrite au CRTE",
    ("avenant", "date_signature"): "signé",
    ("action", "date_engagement"): "engagée",
    ("action", "debut_reel"): "commencée",
    ("action", "fin_reelle"): "achevée",
    ("action", "date_abandon"): "abandonnée",
    ("plan_financement", "date_deliberation"): "voté",
    ("demande", "date_depot"): "déposée",
    ("demande", "date_completude"): "dossier complet",
    ("demande", "date_notification"): "notifiée",
    ("demande", "date_solde"): "soldée",
    ("poste", "debut"): "contrat commencé",
    ("poste", "vacant_depuis"): "vacant",
    ("signal", "clos_le"): "clos",
    ("note_synthese", "emise_le"): "émise",
}
"""Dates that say that something happened, and the word for it."""

MONTANTS: Final[Mapping[tuple[str, str], str]] = {("demande", "montant_accorde"): "accordé"}
"""Amounts that say what was obtained; those of a financing plan repeat them."""

ETATS: Final[Mapping[tuple[str, str], str]] = {
    ("convention", "statut"): "signature",
    ("action", "phase"): "phase",
    ("action", "statut_phase"): "statut",
    ("action", "statut_conventionnel"): "dans la convention",
    ("plan_financement", "statut"): "statut",
    ("demande", "etat"): "état",
    ("seance_club", "etat"): "état",
    ("suite", "statut"): "statut",
    ("poste", "statut"): "statut",
    ("signal", "etat"): "état",
    ("commune", "risque_retenu"): "risque retenu par le préfet",
}
"""Value lists whose change is news."""

NOTES: Final = frozenset({"note_datee", "note_seance"})
GENS: Final = frozenset({"personne", "presence"})
PARTIES: Final = frozenset({"convention_commune", "action_commune", "secteur", "mesure", "ressource", "depense"})
"""Rows that are a part of another record: what is written there is counted as « autres champs »."""


@dataclass(frozen=True, slots=True)
class Fait:
    """One line: what happened to which record, and the day it did, else the day it was written."""

    rubrique: Rubrique
    table: str
    record: str
    fiche: str
    """What kind of record, and its title: « action « Halle » »."""
    quoi: str
    """« signée le 12/10/2026 », « état : Déposée, puis Notifiée »."""
    jour: date
    montant: int | None = None
    """What was granted more (or less), in cents."""


@dataclass(frozen=True, slots=True)
class Chapitre:
    """What happened in one place."""

    insee: str | None
    """None for the département or the programme."""
    nom: str
    faits: tuple[Fait, ...]
    notes: int = 0
    """Notes written; nobody reads them here."""
    gens: int = 0
    """Records of people that changed: counted, never named."""
    champs: int = 0
    """Other fields that changed."""
    fiches: int = 0
    """In how many records."""

    @property
    def dit(self) -> bool:
        """Say whether there is anything to say."""
        return bool(self.faits or self.notes or self.gens or self.champs)

    @property
    def accorde(self) -> int:
        """Add up what was granted."""
        return sum(fait.montant or 0 for fait in self.faits)


@dataclass(frozen=True, slots=True)
class Digest:
    """What changed between two days, the first included."""

    depuis: date
    au: date
    chapitres: tuple[Chapitre, ...]
    laissees: int = 0
    """Restricted records that changed and are not told."""


def texte(digest: Digest) -> str:
    """Write it all, to copy."""
    head = f"Ce qui a changé du {show_date(digest.depuis)} au {show_date(digest.au)}"
    if not digest.chapitres:
        return f"{head} : rien."
    return "\n".join([head, *(line for one in digest.chapitres for line in ("", *chapitre(one)))])


def chapitre(one: Chapitre) -> Iterator[str]:
    """Write what happened in one place."""
    yield f"{one.nom}{f' ({one.insee})' if one.insee else ''}"
    for rubrique, faits in groupby(one.faits, key=lambda fait: fait.rubrique):
        told = list(faits)
        total = f" : {show_montant(one.accorde)}" if rubrique is Rubrique.MONTANT and one.accorde else ""
        yield f"  {rubrique}{total}"
        yield from (f"    - {line}" for line in (_nouvelles(told) if rubrique is Rubrique.NOUVELLE else _uns(told)))
    if said := reste(one):
        yield f"  Aussi : {said}."


def reste(one: Chapitre) -> str:
    """Say what is only counted."""
    parts = [
        counted(one.notes, "note") if one.notes else "",
        f"{counted(one.gens, 'fiche')} de personnes ou de présence" if one.gens else "",
        f"{counted(one.champs, 'autre champ')} dans {counted(one.fiches, 'fiche')}" if one.champs else "",
    ]
    return ", ".join(part for part in parts if part)


def _uns(faits: Sequence[Fait]) -> Iterator[str]:
    return (f"{fait.fiche} : {fait.quoi}" for fait in faits)


def _nouvelles(faits: Sequence[Fait]) -> Iterator[str]:
    """List new records by kind, counted where they are many: an import is one line."""
    kinds: dict[str, list[Fait]] = {}
    for fait in faits:
        kinds.setdefault(fait.table, []).append(fait)
    for told in kinds.values():
        if len(told) > ENSEMBLE:
            first = ", ".join(fait.fiche.partition(" « ")[2].rstrip(" »") or "sans titre" for fait in told[:3])
            yield f"{counted_label(len(told), told[0].quoi)} : {first}…"
        else:
            yield from (fait.fiche for fait in told)
