"""A commune of the programme; its id is its INSEE code."""

from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Departement, Entity, Ligne, Nombre, Reference, Rubriques, Texte
from pvd_tui.domain.reponse import Reponse


class Commune(Entity):
    """One petite ville de demain, as the official list and the référentiel know it (domain.md §10.1)."""

    table: ClassVar[str] = "commune"
    label: ClassVar[str] = "commune"
    feminine: ClassVar[bool] = True
    lead: ClassVar[str | None] = "id"
    prefecture: ClassVar[frozenset[str]] = frozenset({"risque_retenu", "motif_risque_retenu"})
    rubriques: ClassVar[Rubriques] = (
        ("L’essentiel", ("titre", "site", "population", "actif")),
        ("Territoire", ("departement", "region", "arrondissement", "epci", "codes_postaux", "lat", "lon")),
        ("Identifiants", ("siren", "id_pvd", "millesime")),
        ("Risque", ("risque_retenu", "motif_risque_retenu")),
    )

    departement: Departement | None = Field(default=None, title="Département")
    region: Ligne | None = Field(default=None, title="Région")
    arrondissement: Ligne | None = Field(default=None, title="Arrondissement")
    siren: Ligne | None = Field(default=None, title="SIREN de la commune")
    epci: Annotated[str | None, Reference("epci")] = Field(default=None, title="EPCI")
    population: Nombre | None = Field(default=None, title="Population municipale")
    codes_postaux: Ligne | None = Field(default=None, title="Codes postaux")
    lat: float | None = Field(default=None, ge=-90, le=90, title="Latitude")
    lon: float | None = Field(default=None, ge=-180, le=180, title="Longitude")
    id_pvd: Ligne | None = Field(default=None, title="Identifiant PVD du site")
    millesime: Ligne | None = Field(default=None, title="Millésime du code officiel géographique")
    site: Annotated[str | None, Reference("site")] = Field(default=None, title="Site")
    actif: bool | None = Field(default=None, title="Dans le programme")
    risque_retenu: Reponse | None = Field(default=None, title="Risque retenu par le préfet")
    motif_risque_retenu: Texte | None = Field(default=None, title="Motif du risque retenu")
