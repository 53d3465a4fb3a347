"""The campaign, site by site: who owes a contribution, who gave one, from where, and what it says of the facts.

    the three facts, as known     ──▶ shown, pre-filled, dated
    what the site answers         ──▶ kept in its contribution; where it differs, an `Ecart` says so

What a site contradicts is a difference to settle: nothing here, nor anywhere, writes it over the préfecture's fields.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from pvd_tui.domain.campagne_note import CampagneNote
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.contribution import Contribution, SaisiePar
from pvd_tui.domain.dates import show_date
from pvd_tui.domain.faits_campagne import FAITS, Ecart, Fait, ecarts, faits_du_site
from pvd_tui.domain.programme import INSTRUCTION, Programme, campagne_du_jour
from pvd_tui.domain.registre import Registre, one, where
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.site import Site
from pvd_tui.domain.texte import counted

PAR_DEFAUT: Final = CampagneNote(
    id="note-2023",
    titre="Note de synthèse 2023",
    instruction=INSTRUCTION,
    ouverture=date(2023, 6, 6),
    echeance=Programme().note_synthese,
    date_operationnelle=Programme().phase_operationnelle,
    consignes="Dynamique, leviers, difficultés, communes à risque.",
)
"""The campaign of the instruction itself, until a record says another one."""

DEMANDES: Final = (*FAITS, "dynamique")
"""What makes a contribution whole; levers, difficulties and support may well be none."""

REPONDUS: Final = (
    *FAITS,
    "precision_faits",
    "dynamique",
    "texte_dynamique",
    "leviers",
    "texte_leviers",
    "freins",
    "texte_difficultes",
    "appui_demande",
)
"""The fields that a site answers."""


class EtatContribution(StrEnum):
    """Where a site stands."""

    DONNEE = "donnée"
    COMMENCEE = "commencée"
    ATTENDUE = "attendue"


@dataclass(frozen=True, slots=True)
class ContributionSite:
    """One site of a campaign: what it owes, and what it gave."""

    site: str
    """The id of the site, or the INSEE code of a commune alone."""
    nom: str
    departement: str | None
    communes: tuple[tuple[str, str], ...]
    """INSEE code and name, the one that carries the contribution first."""
    contributions: tuple[Contribution, ...]
    """Those of its communes, the most complete and latest first: nearly always one or none."""
    faits: tuple[Fait, ...]

    @property
    def porteuse(self) -> str:
        """Give the commune that a new contribution sits on."""
        return self.communes[0][0]

    @property
    def contribution(self) -> Contribution | None:
        """Give the one that counts; None where nothing came."""
        return self.contributions[0] if self.contributions else None

    @property
    def etat(self) -> EtatContribution:
        """Say where the site stands."""
        held = self.contribution
        if held is None:
            return EtatContribution.ATTENDUE
        return EtatContribution.COMMENCEE if manquants(held) else EtatContribution.DONNEE

    @property
    def donnee(self) -> bool:
        """Say whether the site gave its contribution."""
        return self.etat is EtatContribution.DONNEE

    @property
    def provenance(self) -> str:
        """Say from whom it came, by which road, and when; nothing where nothing came."""
        return provenance(self.contribution) if self.contribution else ""

    @property
    def ecarts(self) -> tuple[Ecart, ...]:
        """List the facts that the site answers otherwise than they are known."""
        return tuple(ecarts(self.contribution, self.faits)) if self.contribution else ()


@dataclass(frozen=True, slots=True)
class Avancement:
    """How far a campaign is, in figures and in names."""

    sites: int
    donnees: int
    commencees: int
    par_voie: Mapping[str, int]
    """Whole contributions by the road they came (`SaisiePar`), those of no known road under « »."""
    manquants: tuple[str, ...]
    """Names of the sites that did not give theirs, begun or not."""

    @property
    def phrase(self) -> str:
        """Say it in French, as a note does."""
        roads = [f"{count} {_VOIES.get(road, 'sans provenance')}" for road, count in self.par_voie.items()]
        said = f"{counted(self.donnees, 'site')} sur {self.sites} {'ont' if self.donnees > 1 else 'a'} contribué"
        said = f"{said} ({', '.join(roads)})." if roads else f"{said}."
        if self.manquants:
            said += f" Sans contribution : {', '.join(self.manquants)}."
        return said


_VOIES: Final = {
    "Site": "dans le programme",
    "Tableur": "par tableur",
    "Préfecture": "par la préfecture",
}


def campagne_courante(registre: Registre, today: date) -> CampagneNote:
    """Give the campaign that is open, or was last; that of the instruction where no record says one."""
    return campagne_du_jour(registre, today) or PAR_DEFAUT


def manquants(contribution: Contribution) -> tuple[str, ...]:
    """Name the fields without which a contribution is only begun."""
    return tuple(name for name in DEMANDES if getattr(contribution, name) is None)


def provenance(contribution: Contribution) -> str:
    """Say from whom a contribution came, by which road, and when."""
    day = f" le {show_date(contribution.recue_le)}" if contribution.recue_le else ""
    who = f" ({contribution.auteur})" if contribution.auteur else ""
    match contribution.saisie_par:
        case SaisiePar.SITE:
            return f"donnée par le site{who}{day}"
        case SaisiePar.TABLEUR:
            return f"reçue par tableur{who}{day}"
        case SaisiePar.PREFECTURE:
            return f"saisie par la préfecture pour le site{who}{day}"
        case _:
            return f"provenance non renseignée{who}{day}"


def contributions_des_sites(
    registre: Registre, communes: Iterable[Commune], campagne: CampagneNote, au: date
) -> list[ContributionSite]:
    """List the sites of some communes with what each gave to a campaign by a day, by name."""
    given: dict[str, list[Contribution]] = {}
    for said in where(registre, Contribution, campagne_note=campagne.id):
        if said.commune and (said.recue_le is None or said.recue_le <= au):
            given.setdefault(said.commune, []).append(said)
    sites = sites_de(registre, communes)
    found = [_un_site(registre, site, held, given, au) for site, held in sites.items()]
    return sorted(found, key=lambda one: (one.nom, one.site))


def sites_de(registre: Registre, communes: Iterable[Commune]) -> dict[str, list[Commune]]:
    """Group communes by their site, the one that carries the contribution first; a commune alone is its own site."""
    sites: dict[str, list[Commune]] = {}
    for commune in communes:
        sites.setdefault(commune.site or commune.id, []).append(commune)
    for site, held in sites.items():
        named = one(registre, Site, site)
        main = named.commune_principale if named else None
        held.sort(key=lambda commune: (commune.id != main, commune.id))
    return sites


def avancement(sites: Sequence[ContributionSite]) -> Avancement:
    """Count how far a campaign is."""
    whole = [site for site in sites if site.donnee]
    roads = Counter(str(site.contribution.saisie_par or "") for site in whole if site.contribution)
    ordered = {road: roads[road] for road in (*map(str, SaisiePar), "") if road in roads}
    begun = sum(site.etat is EtatContribution.COMMENCEE for site in sites)
    return Avancement(len(sites), len(whole), begun, ordered, tuple(site.nom for site in sites if not site.donnee))


def prerempli(site: ContributionSite, campagne: CampagneNote, commune: str, au: date) -> dict[str, str]:
    """Give what a new contribution of a site starts with: its place, and the facts as they are known."""
    known = {fait.champ: str(fait.reponse) for fait in site.faits if fait.reponse is not Reponse.INCONNU}
    return {
        "titre": f"Contribution de {site.nom}"[:150],
        "campagne_note": campagne.id,
        "commune": commune,
        "faits_connus": faits_en_mots(site.faits, au),
        **known,
    }


def faits_en_mots(faits: Iterable[Fait], au: date) -> str:
    """Say the three facts as they are known, a line each, with the day that says it."""
    return "\n".join(f"{fait.titre} : {fait.en_mots}" for fait in faits) + f"\n(au {show_date(au)})"


def _un_site(
    registre: Registre, site: str, communes: Sequence[Commune], given: Mapping[str, Sequence[Contribution]], au: date
) -> ContributionSite:
    named = one(registre, Site, site)
    nom = (named.titre if named else None) or " – ".join(commune.titre or commune.id for commune in communes)
    found = [contribution for commune in communes for contribution in given.get(commune.id, ())]
    found.sort(key=lambda one: (not manquants(one), one.recue_le or date.min, one.id), reverse=True)
    return ContributionSite(
        site,
        nom,
        communes[0].departement,
        tuple((commune.id, commune.titre or commune.id) for commune in communes),
        tuple(found),
        faits_du_site(communes, registre, au),
    )
