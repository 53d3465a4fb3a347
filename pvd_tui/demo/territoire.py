"""The Aisne: 15 sites, 25 communes, 12 EPCI, and conventions in every state.

Names, EPCI and populations are the référentiel's; the dates of adhésion are near the real ones; the states of the
conventions are chosen to show them all.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui import referentiel
from pvd_tui.domain.convention import SignatureVillePrincipale, StatutConvention, TypeConvention
from pvd_tui.domain.convention_commune import StatutCommune

if TYPE_CHECKING:
    from pvd_tui.demo.cahier import Cahier

DEPARTEMENT: Final = "02"
GUISE: Final = "02361"
HIRSON: Final = "02381"
VERVINS: Final = "02789"
CHAUNY: Final = "02173"


@dataclass(frozen=True, slots=True)
class SiteDemo:
    """One site as the official list groups it, and where its conventions stand here."""

    communes: tuple[str, ...]
    adhesion: date
    etat: str
    """A key of `_ETATS`."""
    cadre: date | None = None


_SITES: Final = (
    SiteDemo(("02095", "02334"), date(2021, 5, 17), "crte", date(2023, 4, 5)),
    SiteDemo((CHAUNY, "02738", "02304"), date(2021, 4, 29), "crte", date(2022, 3, 16)),
    SiteDemo(("02430", "02676", "02720", "02360"), date(2021, 5, 17), "prevue"),
    SiteDemo(("02018", "02602"), date(2021, 9, 24), "en cours"),
    SiteDemo(("02758", "02110"), date(2021, 9, 22), "sans date"),
    SiteDemo(("02810", "02307"), date(2021, 5, 19), "crte", date(2022, 11, 16)),
    SiteDemo(("02502", "02666"), date(2021, 6, 1), "hors crte", date(2022, 11, 30)),
    SiteDemo(("02558",), date(2021, 4, 30), "signee", date(2022, 11, 30)),
    SiteDemo(("02141",), date(2021, 4, 30), "signee", date(2022, 11, 30)),
    SiteDemo((VERVINS,), date(2021, 4, 30), "signee", date(2022, 11, 30)),
    SiteDemo((GUISE,), date(2021, 4, 15), "crte", date(2023, 5, 4)),
    SiteDemo((HIRSON,), date(2021, 4, 26), "hors crte", date(2022, 12, 6)),
    SiteDemo(("02468",), date(2021, 9, 24), "aucune"),
    SiteDemo(("02543",), date(2021, 6, 25), "terminee", date(2022, 6, 13)),
    SiteDemo(("02305",), date(2021, 6, 25), "non signee"),
)
"""The official groups of the Aisne (aisne.gouv.fr, 15/04/2021)."""

_PLACES: Final = {
    "02018": (49.516, 3.443),
    "02095": (49.989, 3.464),
    "02110": (49.349, 3.536),
    "02141": (49.971, 3.915),
    CHAUNY: (49.619, 3.219),
    "02304": (49.668, 3.369),
    "02305": (49.183, 3.513),
    "02307": (49.173, 3.144),
    "02334": (49.955, 3.417),
    "02360": (49.441, 3.974),
    GUISE: (49.897, 3.623),
    HIRSON: (49.938, 4.113),
    "02430": (49.612, 3.827),
    "02468": (49.744, 3.765),
    "02502": (49.690, 4.026),
    "02543": (49.165, 3.267),
    "02558": (50.010, 3.808),
    "02602": (49.487, 3.465),
    "02666": (49.704, 4.135),
    "02676": (49.522, 3.856),
    "02720": (49.569, 3.930),
    "02738": (49.656, 3.295),
    "02758": (49.412, 3.517),
    VERVINS: (49.837, 3.923),
    "02810": (49.220, 3.103),
}

_STATUTS: Final = {
    "prevue": StatutConvention.EN_COURS,
    "en cours": StatutConvention.EN_COURS,
    "non signee": StatutConvention.NON_SIGNEE,
    "terminee": StatutConvention.TERMINEE,
}

_DEROGATION: Final = "Dérogation du préfet (loi 3DS) : la ville principale a déjà son ORT."

COMMUNES: Final = tuple(sorted(insee for site in _SITES for insee in site.communes))


def nom(insee: str) -> str:
    """Name a commune."""
    found = referentiel.commune(insee)
    return found.nom if found else insee


def write_territoire(cahier: "Cahier") -> dict[str, str]:
    """Write EPCI, sites, communes and conventions; give the convention-cadre of each commune that has one."""
    for siren in sorted({_epci(insee) for insee in COMMUNES}):
        _write_epci(cahier, siren)
    return {insee: cadre for site in _SITES for insee, cadre in _write_site(cahier, site).items()}


def _epci(insee: str) -> str:
    found = referentiel.commune(insee)
    return (found.epci if found else None) or ""


def _write_epci(cahier: "Cahier", siren: str) -> None:
    epci = referentiel.epci(siren)
    if epci is None:
        return
    towns = [town for town in map(referentiel.commune, epci.membres) if town]
    cahier.add_as(
        "epci",
        siren,
        titre=epci.nom,
        departement=DEPARTEMENT,
        type=epci.type,
        ville_principale=max(towns, key=lambda town: town.population or 0).insee,
        population=sum(town.population or 0 for town in towns),
    )


def _write_site(cahier: "Cahier", site: SiteDemo) -> dict[str, str]:
    titre = " – ".join(map(nom, site.communes))[:150]
    record = cahier.add(
        "site",
        titre=titre,
        departement=DEPARTEMENT,
        epci=_epci(site.communes[0]),
        commune_principale=site.communes[0],
    )
    for insee in site.communes:
        _write_commune(cahier, insee, record)
    _write_adhesion(cahier, site, titre)
    cadre = _write_cadre(cahier, site, titre)
    return dict.fromkeys(site.communes, cadre) if cadre else {}


def _write_commune(cahier: "Cahier", insee: str, site: str) -> None:
    found = referentiel.commune(insee)
    if found is None:
        return
    lat, lon = _PLACES[insee]
    cahier.add_as(
        "commune",
        insee,
        **referentiel.commune_fields(found),
        lat=lat,
        lon=lon,
        site=site,
        risque_retenu="Non" if insee == "02666" else None,
        motif_risque_retenu="Avenant au CRTE inscrit au prochain comité." if insee == "02666" else None,
    )


def _write_adhesion(cahier: "Cahier", site: SiteDemo, titre: str) -> None:
    signed = cahier.past(site.adhesion)
    undated = site.etat == "en cours"
    record = cahier.add(
        "convention",
        titre=f"Convention d’adhésion – {titre}"[:150],
        type=TypeConvention.ADHESION,
        departement=DEPARTEMENT,
        commune=_alone(site),
        epci=_epci(site.communes[0]),
        statut=StatutConvention.SIGNEE if signed else StatutConvention.EN_COURS,
        date_signature=None if undated else signed,
        commentaire="Date à retrouver dans le registre des délibérations." if undated else None,
    )
    _write_rows(cahier, record, site)


def _write_cadre(cahier: "Cahier", site: SiteDemo, titre: str) -> str | None:
    """Write the convention-cadre in its state; a date that is to come is one that is planned."""
    if site.etat == "aucune":
        return None
    signed = cahier.past(site.cadre) if site.cadre else None
    statut = _STATUTS.get(site.etat, StatutConvention.SIGNEE)
    if site.cadre and not signed:
        statut = StatutConvention.EN_COURS
    in_crte = signed is not None and site.etat in {"crte", "terminee"}
    record = cahier.add(
        "convention",
        titre=f"Convention-cadre valant ORT – {titre}"[:150],
        type=TypeConvention.CADRE_ORT,
        vaut_ort=True,
        departement=DEPARTEMENT,
        commune=_alone(site),
        epci=_epci(site.communes[0]),
        statut=statut,
        date_signature=signed,
        date_prevue=cahier.day(60) if site.etat == "prevue" else None,
        date_fin=date(signed.year + 5, signed.month, 28) if signed else None,
        date_actualisation=cahier.day(-25),
        signature_ville_principale=_signature(site) if signed else None,
        derogation=_DEROGATION if signed and _signature(site) is SignatureVillePrincipale.DEROGATION else None,
        crte="CRTE de démonstration" if in_crte else None,
        crte_inscrit_le=cahier.past(date(signed.year, 12, 20)) if in_crte and signed else None,
        deliberation=f"DE{signed.year}-042" if signed else None,
        gouvernance="COPIL deux fois par an, COTECH chaque trimestre, équipe projet chaque mois.",
    )
    _write_rows(cahier, record, site)
    return record


def _signature(site: SiteDemo) -> SignatureVillePrincipale:
    if len(site.communes) == 3:  # noqa: PLR2004 - one site of three communes
        return SignatureVillePrincipale.DEROGATION
    return SignatureVillePrincipale.MANQUANTE if site.etat == "signee" else SignatureVillePrincipale.SIGNEE


def _write_rows(cahier: "Cahier", convention: str, site: SiteDemo) -> None:
    for insee in site.communes:
        cahier.add("convention_commune", convention=convention, commune=insee, statut_commune=StatutCommune.PVD)


def _alone(site: SiteDemo) -> str | None:
    return site.communes[0] if len(site.communes) == 1 else None
