"""A contribution: what one site says for the note of its département (domain.md §3.2).

It sits on one commune of the site, the only place that a chef may write: his own. A site has given its contribution
as soon as one of its communes carries a whole one; two laptops that begin the same one make the same record.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.dynamique import Dynamique
from pvd_tui.domain.entity import Departement, Entity, Insee, Ligne, Reference, Rubriques, Texte
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.signal import Frein, Levier


class SaisiePar(StrEnum):
    """By which road a contribution came."""

    SITE = "Site"
    TABLEUR = "Tableur"
    PREFECTURE = "Préfecture"


class Contribution(Entity):
    """One site's part of a campaign; its territory is its commune, the campaign's is national."""

    table: ClassVar[str] = "contribution"
    label: ClassVar[str] = "contribution"
    feminine: ClassVar[bool] = True
    parent: ClassVar[str | None] = "campagne_note"
    lead: ClassVar[str | None] = "commune"
    natural: ClassVar[tuple[str, ...]] = ("campagne_note", "commune")
    rubriques: ClassVar[Rubriques] = (
        (
            "Faits à confirmer",
            ("titre", "faits_connus", "fait_convention", "fait_crte", "fait_actions", "precision_faits"),
        ),
        ("Dynamique", ("dynamique", "texte_dynamique")),
        ("Leviers", ("leviers", "texte_leviers")),
        ("Difficultés", ("freins", "texte_difficultes", "appui_demande")),
        ("Provenance", ("campagne_note", "commune", "departement", "auteur", "saisie_par", "recue_le")),
    )

    campagne_note: Annotated[str | None, Reference("campagne_note")] = Field(default=None, title="Campagne")
    departement: Departement | None = Field(default=None, title="Département")
    commune: Insee | None = Field(default=None, title="Commune")
    faits_connus: Texte | None = Field(default=None, title="Ce que l’on sait")
    fait_convention: Reponse | None = Field(default=None, title="Convention-cadre signée")
    fait_crte: Reponse | None = Field(default=None, title="Inscrite au CRTE")
    fait_actions: Reponse | None = Field(default=None, title="Actions engagées")
    precision_faits: Texte | None = Field(default=None, title="Dates et précisions sur ces faits")
    dynamique: Dynamique | None = Field(default=None, title="Dynamique")
    texte_dynamique: Texte | None = Field(default=None, title="Dynamique constatée")
    leviers: tuple[Levier, ...] | None = Field(default=None, title="Leviers")
    texte_leviers: Texte | None = Field(default=None, title="Leviers qui produisent leurs effets")
    freins: tuple[Frein, ...] | None = Field(default=None, title="Difficultés")
    texte_difficultes: Texte | None = Field(default=None, title="Difficultés rencontrées")
    appui_demande: Texte | None = Field(default=None, title="Appui demandé")
    auteur: Ligne | None = Field(default=None, title="Donnée par (fonction)")
    saisie_par: SaisiePar | None = Field(default=None, title="Saisie par")
    recue_le: date | None = Field(default=None, title="Reçue le")
