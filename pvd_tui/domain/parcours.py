"""The way of a commune through the programme, from adhésion to phase opérationnelle, with what is missing (§2.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pvd_tui.domain.avenant import Avenant
from pvd_tui.domain.comite import Comite
from pvd_tui.domain.convention import Convention
from pvd_tui.domain.dates import deadline, show_date
from pvd_tui.domain.personne import Civilite, Personne
from pvd_tui.domain.phase_operationnelle import (
    PhaseOperationnelle,
    actions_of,
    conventions_of,
    is_cadre,
    is_engagee,
    is_signee,
    phase_operationnelle,
)
from pvd_tui.domain.politesse import accorder
from pvd_tui.domain.poste import Poste, StatutPoste
from pvd_tui.domain.programme import Programme, programme
from pvd_tui.domain.registre import Registre, where
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.rules.delai import adhesion_of


class Passage(StrEnum):
    """Where a step stands."""

    FAIT = "fait"
    ATTENDU = "attendu"
    """To come, or late: `jour` is its limit."""
    A_RENSEIGNER = "à renseigner"
    """Nobody can say: it is not held against the commune."""


@dataclass(frozen=True, slots=True)
class Etape:
    """One step: its day (of what was done, or by when it is due), where it stands, and what would complete it."""

    titre: str
    passage: Passage
    jour: date | None = None
    detail: str = ""
    clears: str = ""
    table: str = ""
    record: str = ""
    """The record behind it, where there is one."""


@dataclass(frozen=True, slots=True)
class Parcours:
    """The steps in the programme's order, and the three tests as of a day."""

    etapes: tuple[Etape, ...]
    phase: PhaseOperationnelle

    @property
    def prochaine(self) -> Etape | None:
        """Give the first step that is not done."""
        return next((etape for etape in self.etapes if etape.passage is not Passage.FAIT), None)


def parcours(commune: str, registre: Registre, au: date) -> Parcours:
    """Read the way of a commune as of a day."""
    conventions = conventions_of(commune, registre)
    phase = phase_operationnelle(commune, registre, au)
    regles = programme(registre, au)
    adhesion = adhesion_of(conventions)
    cadre = _cadre(conventions, au)
    etapes = [
        _adhesion(conventions, adhesion),
        _poste(commune, registre, au),
        *_comites(commune, registre, au),
        _convention(cadre, adhesion, regles, au),
        _crte(cadre, au),
        *_avenants(cadre, registre, au),
        _engagement(commune, registre, au),
        _operationnelle(phase, regles, au),
    ]
    return Parcours(tuple(etapes), phase)


def _cadre(conventions: list[Convention], au: date) -> Convention | None:
    """Give the convention-cadre that is furthest on: signed first, then the earliest."""
    rank = {Reponse.OUI: 0, Reponse.INCONNU: 1, Reponse.NON: 2}
    found = [one for one in conventions if is_cadre(one)]
    return min(found, key=lambda one: (rank[is_signee(one, au)], one.date_signature or date.max, one.id), default=None)


def _adhesion(conventions: list[Convention], day: date | None) -> Etape:
    record = next((one.id for one in conventions if not is_cadre(one) and one.date_signature == day), "")
    if day is not None:
        return Etape("Convention d’adhésion", Passage.FAIT, day, "signée", table="convention", record=record)
    clears = "Renseigner la convention d’adhésion et sa date."
    return Etape("Convention d’adhésion", Passage.A_RENSEIGNER, clears=clears)


def _poste(commune: str, registre: Registre, au: date) -> Etape:
    """Say since when a chef de projet is there: of the commune's postes, or of its site's."""
    postes = where(registre, Poste, commune=commune)
    site = getattr(registre.one("commune", commune), "site", None)
    if site:
        postes += [poste for poste in where(registre, Poste, site=site) if poste not in postes]
    held = [one for one in postes if one.statut is StatutPoste.POURVU and not (one.fin is not None and one.fin < au)]
    if held:
        one = min(held, key=lambda poste: (poste.debut or date.max, poste.id))
        until = f", jusqu’au {show_date(one.fin)}" if one.fin else ""
        titre = accorder("Chef de projet", _civilite(one, registre))
        return Etape(titre, Passage.FAIT, one.debut, f"en poste{until}", table="poste", record=one.id)
    if postes:
        one = max(postes, key=lambda poste: (poste.fin or date.min, poste.id))
        detail = (
            str(one.statut or "statut à renseigner").lower() if one.statut is not StatutPoste.POURVU else "contrat fini"
        )
        clears = "Recruter, ou renseigner le poste."
        return Etape("Chef de projet", Passage.ATTENDU, one.vacant_depuis, detail, clears, "poste", one.id)
    return Etape("Chef de projet", Passage.A_RENSEIGNER, clears="Renseigner le poste de chef de projet.")


def _civilite(poste: Poste, registre: Registre) -> Civilite | None:
    holder = registre.one("personne", poste.personne) if poste.personne else None
    return holder.civilite if isinstance(holder, Personne) else None


def _comites(commune: str, registre: Registre, au: date) -> Iterator[Etape]:
    """Give the last meeting held, and the next one."""
    dated = sorted((one.date, one.id, one.type) for one in where(registre, Comite, commune=commune) if one.date)
    held = [one for one in dated if one[0] <= au]
    ahead = [one for one in dated if one[0] > au]
    if held:
        day, record, kind = held[-1]
        yield Etape(f"Dernier comité ({kind or 'réunion'})", Passage.FAIT, day, "tenu", table="comite", record=record)
    if ahead:
        day, record, kind = ahead[0]
        yield Etape(f"Prochain comité ({kind or 'réunion'})", Passage.ATTENDU, day, table="comite", record=record)


def _convention(cadre: Convention | None, adhesion: date | None, regles: Programme, au: date) -> Etape:
    titre = "Convention-cadre valant ORT"
    limit = deadline(adhesion, regles.delai_convention) if adhesion else None
    if cadre is not None and is_signee(cadre, au) is Reponse.OUI:
        day = cadre.date_signature
        late = limit is not None and day is not None and day > limit
        said = (
            f"signée, {(day - limit).days} jours après les {regles.delai_convention} mois"
            if late and day and limit
            else "signée"
        )
        return Etape(titre, Passage.FAIT, day, said, table="convention", record=cadre.id)
    record = cadre.id if cadre else ""
    if cadre is not None and is_signee(cadre, au) is Reponse.INCONNU:
        clears = "Renseigner la date de signature et « Signée ? »."
        return Etape(titre, Passage.A_RENSEIGNER, limit, str(cadre.statut or ""), clears, "convention", record)
    detail = _reste(limit, au, f"{regles.delai_convention} mois après l’adhésion")
    return Etape(titre, Passage.ATTENDU, limit, detail, "Signer la convention-cadre.", "convention", record)


def _crte(cadre: Convention | None, au: date) -> Etape:
    titre = "Inscription au CRTE"
    day = cadre.crte_inscrit_le if cadre else None
    record = cadre.id if cadre else ""
    if day is not None and day <= au:
        return Etape(
            titre, Passage.FAIT, day, (cadre.crte if cadre else "") or "inscrite", table="convention", record=record
        )
    clears = "Renseigner la date d’inscription au CRTE." if cadre else "Créer la convention-cadre d’abord."
    passage = Passage.ATTENDU if day is not None else Passage.A_RENSEIGNER
    return Etape(titre, passage, day, clears=clears, table="convention", record=record)


def _avenants(cadre: Convention | None, registre: Registre, au: date) -> Iterator[Etape]:
    for one in sorted(
        where(registre, Avenant, convention=cadre.id) if cadre else [], key=lambda a: (a.date or date.max, a.id)
    ):
        titre = f"Avenant {one.numero or one.titre or ''}".strip()
        passage = Passage.FAIT if one.date is not None and one.date <= au else Passage.ATTENDU
        yield Etape(titre, passage, one.date, (one.objet or "").split("\n")[0], table="avenant", record=one.id)


def _engagement(commune: str, registre: Registre, au: date) -> Etape:
    titre = "Première action engagée"
    actions = actions_of(commune, registre)
    engaged = [one for one in actions if is_engagee(one, au) is Reponse.OUI and one.date_engagement is not None]
    if engaged:
        first = min(engaged, key=lambda one: (one.date_engagement or date.max, one.id))
        return Etape(titre, Passage.FAIT, first.date_engagement, first.titre or "", table="action", record=first.id)
    unknown = any(is_engagee(one, au) is Reponse.INCONNU for one in actions) or not actions
    clears = "Renseigner « Engagée le » (premier acte juridique)." if actions else "Créer les actions du plan."
    return Etape(titre, Passage.A_RENSEIGNER if unknown else Passage.ATTENDU, clears=clears)


def _operationnelle(phase: PhaseOperationnelle, regles: Programme, au: date) -> Etape:
    titre = "Phase opérationnelle"
    limit = regles.phase_operationnelle
    if phase.reponse is Reponse.OUI:
        return Etape(titre, Passage.FAIT, detail="les trois tests sont remplis")
    missing = ", ".join(critere.nom for critere in (*phase.manquants, *phase.a_renseigner))
    passage = Passage.ATTENDU if phase.reponse is Reponse.NON else Passage.A_RENSEIGNER
    clears = next(critere.clears for critere in (*phase.manquants, *phase.a_renseigner))
    return Etape(titre, passage, limit, f"il manque : {missing} ({_reste(limit, au, 'échéance du programme')})", clears)


def _reste(limit: date | None, au: date, what: str) -> str:
    """Say how far a limit is."""
    if limit is None:
        return ""
    days = (limit - au).days
    return (
        f"{what} : J-{days}"
        if days > 0
        else f"{what} : dépassés de {-days} jours"
        if "mois" in what
        else f"{what} : J+{-days}"
    )
