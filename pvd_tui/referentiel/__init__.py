"""The code officiel géographique: the French communes and the territories they lie in, bundled and read-only.

    commune("02304")                    one commune by its INSEE code: nom, département, EPCI, population …
    present_commune("01340")            the commune that took over a code that merged away
    search_communes("st maixent")       what a person types, in any spelling; also INSEE and postal codes
    commune("02304").a_la()             « à la Fère »

Codes are text. What the COG does not say is None. An unknown code gives None and no error. The files are
read on first use; `SOURCE` says where they come from and is shown in the application.
"""

from pvd_tui.referentiel.fiche import commune_fields
from pvd_tui.referentiel.lookup import (
    arrondissement,
    commune,
    communes_by_code_postal,
    communes_of_departement,
    departement,
    departements,
    epci,
    former_codes,
    present_commune,
    region,
    regions,
)
from pvd_tui.referentiel.reference import (
    ArrondissementReference,
    CommuneReference,
    DepartementReference,
    EpciReference,
    RegionReference,
    departement_of,
)
from pvd_tui.referentiel.search import search_communes
from pvd_tui.referentiel.source import ATTRIBUTION_LISTES, SOURCE, Source
from pvd_tui.referentiel.spelling import plain_words

__all__ = [
    "ATTRIBUTION_LISTES",
    "SOURCE",
    "ArrondissementReference",
    "CommuneReference",
    "DepartementReference",
    "EpciReference",
    "RegionReference",
    "Source",
    "arrondissement",
    "commune",
    "commune_fields",
    "communes_by_code_postal",
    "communes_of_departement",
    "departement",
    "departement_of",
    "departements",
    "epci",
    "former_codes",
    "plain_words",
    "present_commune",
    "region",
    "regions",
    "search_communes",
]
