"""Where the référentiel comes from: shown in the application, and read by the build script."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Source:
    """What the Licence Ouverte asks to be told: who made the data, of which year, under which licence."""

    producteurs: str
    millesime: int
    licence: str
    paquet: str
    version: str

    def __str__(self) -> str:
        """Say the attribution in one French sentence."""
        return (
            f"Code officiel géographique (COG) {self.millesime}, EPCI, populations et codes postaux : "
            f"{self.producteurs}, d'après {self.paquet} {self.version} – {self.licence}."
        )


SOURCE: Final = Source(
    producteurs="Insee, DGCL, La Poste",
    millesime=2026,
    licence="Licence Ouverte 2.0 (Etalab)",
    paquet="@etalab/decoupage-administratif",
    version="6.0.0",
)
"""The source of the bundled files."""

ATTRIBUTION_LISTES: Final = "ANCT, DGALN, Insee, DGCL, IGN, Cerema – Licence Ouverte 2.0"
"""The attribution of the official lists that a user imports. They are not bundled."""
