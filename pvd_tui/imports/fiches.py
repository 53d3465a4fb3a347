"""The records that the list asks for: what the file says, and what the référentiel adds to it.

`valeurs` are the file's own and replace what the store holds; `complement` is the référentiel's and fills only
what is empty, so that both layouts of the list make the same records. Nothing is ever emptied.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pvd_tui import referentiel

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.imports.liste_pvd import LignePvd


class Place(NamedTuple):
    """A line, and the present commune that it is about."""

    ligne: "LignePvd"
    reference: referentiel.CommuneReference

    @property
    def insee(self) -> str:
        """Give the present code."""
        return self.reference.insee

    @property
    def nom(self) -> str:
        """Give the present name."""
        return self.reference.nom

    @property
    def departement(self) -> str:
        """Give the code of the département."""
        return self.reference.departement

    @property
    def epci(self) -> str | None:
        """Give the EPCI: the list's, else the référentiel's."""
        return self.ligne.epci or self.reference.epci

    @property
    def population(self) -> int | None:
        """Give the population: the list's, else the référentiel's."""
        said = (self.ligne.commune or {}).get("population")
        return said if isinstance(said, int) else self.reference.population

    @property
    def is_ort_signee(self) -> bool:
        """Say whether the list holds a signed ORT: its own word, else the date."""
        return self.ligne.ort is not None if self.ligne.ort_signee is None else self.ligne.ort_signee


@dataclass(frozen=True, slots=True)
class FicheVoulue:
    """A record as the list wants it."""

    table: str
    record: str
    titre: str
    lignes: tuple[int, ...]
    valeurs: "Mapping[str, Json]"
    complement: "Mapping[str, Json]" = field(default_factory=dict)
    partagee: bool = False
    """Whether it belongs to the whole département."""

    @property
    def creation(self) -> "dict[str, Json]":
        """Give every field that has a value, for a record that does not exist yet."""
        said = {name: value for name, value in self.valeurs.items() if value is not None}
        return {**{name: value for name, value in self.complement.items() if value is not None}, **said}


def place_of(ligne: "LignePvd") -> Place | None:
    """Find the present commune of a line; None if it has no readable code or nobody knows it."""
    reference = None if ligne.refus else referentiel.present_commune(ligne.insee)
    return None if reference is None else Place(ligne, reference)


def commune_voulue(place: Place) -> FicheVoulue:
    """Give the fiche of a commune; its id is its INSEE code."""
    reference = place.reference
    return FicheVoulue(
        "commune",
        reference.insee,
        reference.nom,
        (place.ligne.numero,),
        {**(place.ligne.commune or {}), **({"epci": place.ligne.epci} if place.ligne.epci else {})},
        dict(referentiel.commune_fields(reference)),
    )


def epci_voulus(places: Sequence[Place]) -> Iterator[FicheVoulue]:
    """Give the fiches of the EPCI, each in the département where most of its communes of the list are."""
    of: dict[str, list[Place]] = {}
    for place in places:
        if place.epci:
            of.setdefault(place.epci, []).append(place)
    for siren, some in sorted(of.items()):
        reference = referentiel.epci(siren)
        named = reference.nom if reference else next((p.ligne.nom_epci for p in some if p.ligne.nom_epci), siren)
        departements = Counter(sorted(place.departement for place in some))
        yield FicheVoulue(
            "epci",
            siren,
            named or siren,
            tuple(place.ligne.numero for place in some),
            {},
            {
                "titre": named,
                "departement": departements.most_common(1)[0][0],
                "type": reference.type if reference else None,
            },
            partagee=True,
        )
