"""The workbooks of a campaign, one a site: written to a folder, for those who do not open the program."""

from pathlib import Path
from typing import TYPE_CHECKING

from pvd_tui.reports.classeur_contribution import FORMATS, composer, nom, rendre
from pvd_tui.reports.fichier import SortieError, ecrire, refuser_ecrasement
from storage.contributions import a_contribuer, campagne, commencer, contributions_par_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.store import Store


def ecrire_classeurs(
    store: "Store",
    dossier: Path,
    format_: str = "xlsx",
    *,
    departements: "Sequence[str] | None" = None,
    remplacer: bool = False,
) -> list[Path]:
    """Write one workbook for each site whose contribution did not come whole; give their paths.

    Raises SortieError before anything is written where one of them is there already and `remplacer` does not say so.
    """
    if format_ not in FORMATS:
        raise SortieError(f"Le format « {format_} » n'est pas proposé : {', '.join(FORMATS)}. Rien n'a été écrit.")
    held = campagne(store)
    sites = a_contribuer(store, contributions_par_site(store, held, departements=departements))
    todo = [(site, commencer(store, site, held)) for site in sites if not site.donnee]
    paths = [dossier / nom(site, depart["commune"], format_) for site, depart in todo]
    for path in paths:
        refuser_ecrasement(path, remplacer=remplacer)
    today, now = store.today().astimezone().date(), store.now()
    for path, (site, depart) in zip(paths, todo, strict=True):
        ecrire(path, rendre(composer(site, held, depart, now, today), format_), remplacer=remplacer)
    return paths
