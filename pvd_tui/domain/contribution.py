"""A contribution: what one commune says for the note of its département (domain.md §3.2)."""

from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.dynamique import Dynamique
from pvd_tui.domain.entity import Departement, Entity, Insee, Reference, Texte
from pvd_tui.domain.signal import Frein, Levier


class Contribution(Entity):
    """One commune's part of a campaign; its territory is its own, the campaign's is national."""

    table: ClassVar[str] = "contribution"
    label: ClassVar[str] = "contribution"
    feminine: ClassVar[bool] = True
    parent: ClassVar[str | None] = "campagne_note"
    lead: ClassVar[str | None] = "commune"

    campagne_note: Annotated[str | None, Reference("campagne_note")] = Field(default=None, title="Campagne")
    departement: Departement | None = Field(default=None, title="Département")
    commune: Insee | None = Field(default=None, title="Commune")
    dynamique: Dynamique | None = Field(default=None, title="Dynamique")
    texte_dynamique: Texte | None = Field(default=None, title="Dynamique constatée")
    leviers: tuple[Levier, ...] | None = Field(default=None, title="Leviers")
    texte_leviers: Texte | None = Field(default=None, title="Leviers qui produisent leurs effets")
    freins: tuple[Frein, ...] | None = Field(default=None, title="Difficultés")
    texte_difficultes: Texte | None = Field(default=None, title="Difficultés rencontrées")
    appui_demande: Texte | None = Field(default=None, title="Appui demandé")
