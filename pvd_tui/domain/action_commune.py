"""The communes that share an action, each with its part (domain.md §1.6, plan-guide « Le Stum »)."""

from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Entity, Insee, Pourcent, Reference


class ActionCommune(Entity):
    """One commune of a shared action, with its share of the cost."""

    table: ClassVar[str] = "action_commune"
    label: ClassVar[str] = "commune associée"
    feminine: ClassVar[bool] = True
    parent: ClassVar[str | None] = "action"
    natural: ClassVar[tuple[str, ...]] = ("action", "commune")

    action: Annotated[str | None, Reference("action")] = Field(default=None, title="Action")
    commune: Insee | None = Field(default=None, title="Commune")
    cle: Pourcent | None = Field(default=None, title="Clé de répartition (%)")
