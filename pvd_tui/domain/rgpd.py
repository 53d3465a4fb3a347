"""What personal data the programme keeps, why, how long, and what stays of a person who is erased (domain.md §5).

    fiche      the fields of a record that is about one person
    copies     the fields of other records that hold somebody's name
    texte      all other text: a name may stand in it, and a person says yes before it goes

What stays is a count: one present, with a quality and a commune (« Élu, Guise »), so that no figure of the club moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pvd_tui.domain.dates import deadline, plus_months
from pvd_tui.domain.programme import Programme


class Nature(StrEnum):
    """Where a person is named."""

    FICHE = "fiche"
    """Their own record, or one that was merged with it."""
    PRESENCE = "présence"
    COPIE = "copie du nom"
    """A field whose use is to hold a name: a pilote, an intervenant."""
    TEXTE = "texte"


FICHES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "personne": (
            *("titre", "civilite", "nom", "prenom", "fonction", "organisme", "courriel"),
            *("dernier_evenement", "date_purge"),
        ),
        "presence": ("titre", "personne", "fonction", "heure_arrivee", "heure_depart"),
    }
)
"""What is erased of a record that is about one person; quality, commune, status and signature stay: they count."""

COPIES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "presence": ("represente_par",),
        "suite": ("pilote",),
        "note_seance": ("intervenant",),
        "retour_experience": ("intervenant",),
        "point_ordre_du_jour": ("intervenant",),
        "seance_club": ("animateur",),
        "comite": ("president",),
        "note_datee": ("interlocuteur",),
        "action": ("pilote", "elu_referent"),
        "demande": ("contact",),
        "signal": ("pilote",),
    }
)
"""Fields that hold a name, by table."""

LIENS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"poste": ("personne",), "presence": ("personne",)})
"""Fields that hold the id of a person."""

NOM: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"personne": ("titre", "nom", "prenom", "courriel"), "presence": ("titre",)}
)
"""The fields by which a person is named in a record that is about them."""


def nature(table: str, champ: str) -> Nature:
    """Say what a field that names a person is."""
    if table == "personne" and champ in FICHES[table]:
        return Nature.FICHE
    if table == "presence" and champ in FICHES[table]:
        return Nature.PRESENCE
    return Nature.COPIE if champ in COPIES.get(table, ()) else Nature.TEXTE


def designation(qualite: object, commune: str | None) -> str:
    """Say who somebody was without naming them: « Élu, Guise »."""
    return ", ".join(part for part in (str(qualite) if qualite else "Participant", commune) if part)


@dataclass(frozen=True, slots=True)
class Conservation:
    """How long something personal is kept, and why it may be."""

    quoi: str
    duree: str
    base: str
    apres: str


def conservations(programme: Programme) -> tuple[Conservation, ...]:
    """Give the register of what is kept, with the durations in force."""
    public = "Mission d’intérêt public (animation du programme, instruction du 24/05/2023)"
    emargement = f"{programme.conservation_emargement} mois après la séance"
    personne = f"{programme.conservation_personne} mois sans événement, hors poste"
    paroles = f"validation du compte rendu, {programme.conservation_paroles} mois au plus"
    return (
        Conservation("personne", personne, public, "La fiche est effacée ; les effectifs restent."),
        Conservation("presence", emargement, public, "La ligne devient un effectif : qualité et commune."),
        Conservation("note_seance", paroles, public, "La note reste, sans « dit par »."),
    )


def limite_emargement(programme: Programme, today: date) -> date:
    """Give the day before which the sheets of séances keep no name."""
    return plus_months(today, -programme.conservation_emargement)


def limite_paroles(programme: Programme, today: date) -> date:
    """Give the day before which the notes of séances no longer say who spoke."""
    return plus_months(today, -programme.conservation_paroles)


def purge_proposee(date_purge: date | None, dernier: date | None, programme: Programme, *, poste: bool) -> date | None:
    """Give the day from which a person's data have no reason to be kept; None where nothing says when."""
    if date_purge is not None:
        return date_purge
    return None if poste or dernier is None else deadline(dernier, programme.conservation_personne)
