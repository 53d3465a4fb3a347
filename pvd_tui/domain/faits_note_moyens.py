"""The note’s blocks « ingénierie », « club » and « signaux »: who works, who meets, what people say (§3.2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pvd_tui.domain.chiffre import Chiffre, nombre
from pvd_tui.domain.club import bilans, compte
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.poste import Poste, StatutPoste
from pvd_tui.domain.poste_au import postes_de, situations
from pvd_tui.domain.presence import Presence, StatutPresence
from pvd_tui.domain.programme import Programme
from pvd_tui.domain.registre import Registre, where
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.risques import RisqueCommune
from pvd_tui.domain.seance_club import SeanceClub
from pvd_tui.domain.signal import Frein, Levier, Signal
from pvd_tui.domain.temps import Temps

SIX_MOIS: Final = timedelta(days=182)
_REPRESENTE: Final = frozenset({StatutPresence.PRESENT, StatutPresence.REPRESENTE})


@dataclass(frozen=True, slots=True)
class BlocIngenierie:
    """Who does the work."""

    pourvus: Chiffre
    vacants: Chiffre
    en_recrutement: Chiffre
    a_renseigner: Chiffre
    fins_a_six_mois: Chiffre
    amp_en_cours: Chiffre
    """Communes with an open signal whose lever is « AMP/ingénierie BdT »."""
    communes_sans_poste: Chiffre
    """Communes of which no poste is filled in: nobody says that they have none."""


@dataclass(frozen=True, slots=True)
class PeriodeClub:
    """One period of one département, as the instruction counts it."""

    departement: str
    periode: str
    comptees: int
    seuil: int
    conforme: Reponse


@dataclass(frozen=True, slots=True)
class BlocClubs:
    """The clubs of the département, or of each one."""

    seances_tenues: Chiffre
    premier_semestre: Chiffre
    """Those of the programme's first period."""
    par_annee: Mapping[str, Chiffre]
    a_renseigner: Chiffre
    """Séances that would count once they are filled in."""
    participants: Chiffre
    communes_representees: Chiffre
    communes_jamais_venues: Chiffre
    publics: Mapping[str, Chiffre]
    themes: tuple[str, ...]
    dates: tuple[date, ...]
    prochaine: date | None
    periodes: tuple[PeriodeClub, ...]


@dataclass(frozen=True, slots=True)
class BlocSignaux:
    """What people said: open signals, by commune."""

    freins: Mapping[str, Chiffre]
    leviers: Mapping[str, Chiffre]


def bloc_ingenierie(
    communes: Sequence[Commune], signaux: Iterable[Signal], registre: Registre, au: date
) -> BlocIngenierie:
    """Count the postes that serve some communes as of a day."""
    by_commune = {commune.id: postes_de(commune, registre) for commune in communes}
    postes = {poste.id: poste for some in by_commune.values() for poste in some}
    held = situations(postes.values(), au)
    of = {word: [one.poste for one in held if one.statut is word] for word in (*StatutPoste, None)}
    ends = [one for one in of[StatutPoste.POURVU] if one.fin is not None and au <= one.fin <= au + SIX_MOIS]
    amp = {one.commune for one in signaux if one.levier is Levier.INGENIERIE_BDT}
    return BlocIngenierie(
        _postes(of[StatutPoste.POURVU]),
        _postes(of[StatutPoste.VACANT]),
        _postes(of[StatutPoste.EN_RECRUTEMENT]),
        _postes(of[None]),
        _postes(ends),
        nombre((one for one in communes if one.id in amp), "commune"),
        nombre((one for one in communes if not by_commune[one.id]), "commune", Temps.CONSTANT),
    )


def avec_chef_de_projet(communes: Iterable[Commune], registre: Registre, au: date) -> list[Commune]:
    """List the communes that a chef de projet serves on a day."""
    return [
        commune
        for commune in communes
        if any(one.statut is StatutPoste.POURVU for one in situations(postes_de(commune, registre), au))
    ]


def bloc_clubs(
    departements: Sequence[str], communes: Sequence[Commune], registre: Registre, au: date, held: Programme
) -> BlocClubs:
    """Count the clubs of some départements as of a day."""
    wanted = frozenset(departements)
    seances = [one for one in where(registre, SeanceClub) if one.departement in wanted]
    answers = {one.id: compte(one, au) for one in seances}
    counted = [one for one in seances if answers[one.id] is Reponse.OUI]
    sheets = [row for one in counted for row in where(registre, Presence, seance_club=one.id)]
    stood = {row.commune for row in sheets if row.statut in _REPRESENTE}
    came = {row.commune for row in sheets if row.statut is StatutPresence.PRESENT}
    days = sorted(one.date for one in counted if one.date)
    ahead = [one.date for one in seances if one.date and one.date > au]
    first = [one for one in counted if one.date and held.club_semestre_debut <= one.date <= held.club_semestre_fin]
    kinds = {str(one.public): [s for s in counted if s.public is one.public] for one in counted}
    return BlocClubs(
        _seances(counted),
        _seances(first),
        {str(year): _seances(s for s in counted if s.date and s.date.year == year) for year in _annees(days)},
        _seances(one for one in seances if answers[one.id] is Reponse.INCONNU),
        nombre((row for row in sheets if row.statut is StatutPresence.PRESENT), "presence"),
        nombre((one for one in communes if one.id in stood), "commune"),
        nombre((one for one in communes if one.id not in came), "commune"),
        {kind: _seances(some) for kind, some in kinds.items()},
        tuple(dict.fromkeys(theme for one in counted for theme in one.themes or ())),
        tuple(days),
        min(ahead, default=None),
        tuple(
            PeriodeClub(code, one.periode, one.comptees, one.seuil, one.conforme)
            for code in departements
            for one in bilans(code, registre, au)
        ),
    )


def bloc_signaux(found: Sequence[RisqueCommune], communes: Mapping[str, Commune]) -> BlocSignaux:
    """Count the communes by what people say holds them back, and helps them on."""
    freins = {str(word): [communes[one.insee] for one in found if word in one.freins] for word in Frein}
    leviers = {str(word): [communes[one.insee] for one in found if word in one.leviers] for word in Levier}
    return BlocSignaux(
        {word: nombre(some, "commune") for word, some in freins.items()},
        {word: nombre(some, "commune") for word, some in leviers.items()},
    )


def _annees(days: Sequence[date]) -> list[int]:
    return sorted({day.year for day in days})


def _seances(seances: Iterable[SeanceClub]) -> Chiffre:
    return nombre(seances, "seance_club")


def _postes(postes: Iterable[Poste]) -> Chiffre:
    return nombre(postes, "poste")
