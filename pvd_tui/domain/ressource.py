"""A ressource: one line of a plan de financement (domain.md §1.2, rubrique 10)."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Centimes, Entity, Ligne, Pourcent, Reference
from pvd_tui.domain.financeur import Caractere, Dispositif


class EtatRessource(StrEnum):
    """How sure the money is: the maquette's « sollicité » is not « obtenu » (domain.md §1.6)."""

    ENVISAGEE = "Envisagée"
    SOLLICITEE = "Sollicitée"
    EN_ATTENTE = "En attente de validation"
    OBTENUE = "Obtenue"
    REFUSEE = "Refusée"


class Ressource(Entity):
    """One source of money of a plan; amounts in cents, in the plan's own régime (HT or TTC)."""

    table: ClassVar[str] = "ressource"
    label: ClassVar[str] = "ressource"
    feminine: ClassVar[bool] = True
    parent: ClassVar[str | None] = "plan_financement"
    prefecture: ClassVar[frozenset[str]] = frozenset({"montant_accorde"})

    plan_financement: Annotated[str | None, Reference("plan_financement")] = Field(
        default=None, title="Plan de financement"
    )
    financeur: Ligne | None = Field(default=None, title="Financeur")
    dispositif: Dispositif | None = Field(default=None, title="Dispositif")
    caractere: Caractere | None = Field(default=None, title="Public, privé ou maître d’ouvrage")
    montant_demande: Centimes | None = Field(default=None, title="Montant prévu ou demandé (€)")
    montant_accorde: Centimes | None = Field(default=None, title="Montant accordé (€)")
    assiette: Centimes | None = Field(default=None, title="Assiette (€)")
    taux: Pourcent | None = Field(default=None, title="Taux (%)")
    etat: EtatRessource | None = Field(default=None, title="État")
    demande: Annotated[str | None, Reference("demande")] = Field(default=None, title="Demande de subvention")

    @property
    def montant_retenu(self) -> int | None:
        """Give the amount the plan counts with: granted if known, else asked for, else unknown."""
        return self.montant_accorde if self.montant_accorde is not None else self.montant_demande

    @property
    def caractere_retenu(self) -> Caractere | None:
        """Say whose money it is: the row's own word, else what its dispositif usually is."""
        if self.caractere is not None or self.dispositif is None:
            return self.caractere
        return self.dispositif.caractere
