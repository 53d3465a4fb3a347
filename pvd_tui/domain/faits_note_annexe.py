"""The note's list of communes at risk and its annexe: one line a commune, nobody's name (domain.md §3.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pvd_tui.domain.faits_note_conventions import Conventions
from pvd_tui.domain.phase_operationnelle import actions_of, is_engagee
from pvd_tui.domain.registre import Registre
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.risques import RisqueCommune, Risques


@dataclass(frozen=True, slots=True)
class FaitRisque:
    """One fact of a commune at risk."""

    regle: str
    fait: str
    etape: str
    """The single step that clears it."""
    echeance: date | None
    jours: int | None
    source: str


@dataclass(frozen=True, slots=True)
class CommuneARisque:
    """One commune at risk: computed, or retained by the préfet."""

    insee: str
    nom: str
    site: str
    criteres_manquants: tuple[str, ...]
    a_renseigner: tuple[str, ...]
    cause: str
    action_corrective: str
    pilote: str
    """A function (« DGS de l'EPCI »), as the signal says it."""
    echeance: date | None
    appui_national: str
    freins: tuple[str, ...]
    leviers: tuple[str, ...]
    risque_calcule: Reponse
    risque_retenu: Reponse | None
    motif_risque_retenu: str
    faits: tuple[FaitRisque, ...]


@dataclass(frozen=True, slots=True)
class LigneAnnexe:
    """One commune in the annexe."""

    insee: str
    nom: str
    departement: str | None
    epci: str | None
    site: str | None
    population: int | None
    adhesion: date | None
    ort: str
    ort_signee_le: date | None
    delai_jours: int | None
    crte_inscrit_le: date | None
    actions: int
    engagees: int
    operationnelle: Reponse
    evaluable: bool
    criteres_manquants: tuple[str, ...]
    a_renseigner: tuple[str, ...]
    risque_calcule: Reponse
    risque_retenu: Reponse | None


def communes_a_risque(found: Risques) -> tuple[CommuneARisque, ...]:
    """List the communes at risk, what can still change first."""
    return tuple(_a_risque(commune, line.nom) for line in found.lignes for commune in line.communes if commune.a_risque)


def _a_risque(one: RisqueCommune, site: str) -> CommuneARisque:
    """Say what holds a commune back: what people decided first, else the step that the rule gives."""
    first = one.constats[0] if one.constats else None
    said = [signal for signal in one.signaux if signal.action_corrective or signal.pilote or signal.echeance]
    signal = said[0] if said else None
    causes = [str(s.cause or s.titre) for s in one.signaux if s.cause or s.titre]
    support = next((s.appui_national for s in one.signaux if s.appui_national), "")
    return CommuneARisque(
        one.insee,
        one.nom,
        site,
        tuple(critere.nom for critere in one.phase.manquants),
        tuple(critere.nom for critere in one.phase.a_renseigner),
        causes[0] if causes else str(first.cause) if first else "",
        (signal.action_corrective if signal else None) or (first.clears if first else ""),
        (signal.pilote if signal else None) or "",
        (signal.echeance if signal else None) or (first.echeance if first else None),
        support or "",
        tuple(str(word) for word in one.freins),
        tuple(str(word) for word in one.leviers),
        one.calcule,
        one.retenu,
        one.motif or "",
        tuple(FaitRisque(str(c.regle), c.sentence, c.clears, c.echeance, c.jours, c.source) for c in one.constats),
    )


def annexe(
    rows: Sequence[Conventions], found: Mapping[str, RisqueCommune], registre: Registre, au: date
) -> tuple[LigneAnnexe, ...]:
    """Give the table of the communes."""
    return tuple(_ligne(row, found[row.commune.id], registre, au) for row in rows)


def _ligne(row: Conventions, risque: RisqueCommune, registre: Registre, au: date) -> LigneAnnexe:
    commune = row.commune
    actions = actions_of(commune.id, registre)
    return LigneAnnexe(
        commune.id,
        commune.titre or commune.id,
        commune.departement,
        commune.epci,
        commune.site,
        commune.population,
        row.adhesion,
        _ORT[row.ort.name],
        row.signee_le,
        row.delai,
        row.crte_inscrit_le,
        len(actions),
        sum(is_engagee(one, au) is Reponse.OUI for one in actions),
        risque.phase.reponse,
        risque.phase.evaluable,
        tuple(critere.nom for critere in risque.phase.manquants),
        tuple(critere.nom for critere in risque.phase.a_renseigner),
        risque.calcule,
        risque.retenu,
    )


_ORT = {
    "SIGNEE": "Signée",
    "SANS_DATE": "Signée, sans date",
    "A_RENSEIGNER": "À renseigner",
    "NON_SIGNEE": "Non signée",
}
