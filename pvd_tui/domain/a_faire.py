"""« À faire »: what waits for somebody, computed from the records and never queued (domain.md §10.3, 5, 17 and 26).

Each function reads records of one kind and says what they call for; none of them reads a clock. What a person
marks (done, put off, hidden) is kept apart, by `cle` and `empreinte`: when the facts change, the line is back.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from pvd_tui.domain.action import Action, StatutPhase
from pvd_tui.domain.comite import Comite
from pvd_tui.domain.convention import Convention, StatutConvention
from pvd_tui.domain.dates import deadline, show_date
from pvd_tui.domain.echeance_programme import EcheanceProgramme
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.indicateur import Indicateur
from pvd_tui.domain.poste import Poste, StatutPoste
from pvd_tui.domain.suite import StatutSuite, Suite

HORIZON: Final = 60
"""Days ahead from which an échéance is « à faire »."""

ALERTE: Final = 180
"""Days before the end of a contract, of a convention, of a delay of caducité."""

MUETTE: Final = 90
"""Days without a change after which a fiche is « muette » (domain.md §2.6, R7)."""

QUINZAINE: Final = 15
RELEVE: Final = 365


class Sorte(StrEnum):
    """Why something is to be done."""

    ECHEANCE = "échéance"
    SUITE = "suite"
    DEPOT = "dépôt"
    CONSEIL = "conseil"
    PIECES = "pièces"
    ARRETE = "arrêté"
    SIGNATURE = "ne signez pas"
    CADUCITE = "caducité"
    PUBLICITE = "publicité"
    RELANCE = "relance"
    COMITE = "comité"
    COMPTE_RENDU = "compte rendu"
    POSTE = "poste"
    CONVENTION = "convention"
    INDICATEUR = "indicateur"
    CLUB = "club"
    PROGRAMME = "programme"
    CAMPAGNE = "campagne"
    DONNEES = "données personnelles"
    MUETTE = "fiche muette"


@dataclass(frozen=True, slots=True)
class AFaire:
    """One line of the list: the record it opens, what is to be done there, and by when (None: when one can)."""

    sorte: Sorte
    table: str
    record: str
    titre: str
    quoi: str
    jour: date | None = None
    commune: str | None = None
    champ: str | None = None
    """The field to go to."""
    depuis: date | None = None
    """Since when it waits, where what is said of it changes every day."""
    rappel: int | None = None
    """Which recall it is: what was put aside at one is back at the next."""

    @property
    def cle(self) -> str:
        """Name the line, whatever its facts are."""
        return f"{self.sorte}:{self.table}:{self.record}"

    @property
    def empreinte(self) -> str:
        """Sum its facts up: a line that was put aside is back when they change."""
        facts = str(self.jour or self.depuis or self.quoi)
        return facts if self.rappel is None else f"{facts} J-{self.rappel}"


class Ancre(NamedTuple):
    """The action that a record belongs to, as a line names it."""

    titre: str
    commune: str | None


Ancres = Mapping[str, Ancre]
"""The actions by id."""


def ordered(lines: Iterable[AFaire], today: date) -> list[AFaire]:
    """Order lines by their day; what has none comes after what is due this fortnight."""
    rank = {sorte: place for place, sorte in enumerate(Sorte)}

    def key(line: AFaire) -> tuple[date, bool, int, str]:
        return line.jour or today + timedelta(days=QUINZAINE), line.jour is None, rank[line.sorte], line.cle

    return sorted(lines, key=key)


def en_retard(line: AFaire, today: date) -> bool:
    """Say whether its day is past."""
    return line.jour is not None and line.jour < today


# One function for each kind of record.


def of_actions(actions: Iterable[Action], today: date, horizon: int = HORIZON) -> Iterator[AFaire]:
    """List the actions whose échéance is past or near, unless they are over."""
    for action in actions:
        over = action.statut_phase in {StatutPhase.TERMINE, StatutPhase.ABANDONNE}
        if action.echeance is not None and not over and near(action.echeance, today, horizon):
            yield line_of(Sorte.ECHEANCE, action, "Échéance de l’action", action.echeance, action.commune, "echeance")


def of_suites(suites: Iterable[Suite], today: date, horizon: int = HORIZON) -> Iterator[AFaire]:
    """List the follow-ups of the clubs that are not done: near, late, or to be dated."""
    for suite in suites:
        over = suite.statut in {StatutSuite.FAITE, StatutSuite.ABANDONNEE}
        who = f" ({suite.pilote})" if suite.pilote else ""
        if over:
            continue
        if suite.echeance is None:
            yield line_of(Sorte.SUITE, suite, f"Suite à donner{who}, sans échéance", None, None, "echeance")
        elif near(suite.echeance, today, horizon):
            yield line_of(Sorte.SUITE, suite, f"Suite à donner{who}", suite.echeance, None, "statut")


def of_comites(comites: Iterable[Comite], today: date) -> Iterator[AFaire]:
    """List the meetings to prepare, and those whose compte rendu is missing."""
    for comite in comites:
        if comite.date is None:
            continue
        name = comite.type or "Réunion"
        if 0 <= (comite.date - today).days <= QUINZAINE and not comite.ordre_du_jour:
            yield line_of(Sorte.COMITE, comite, f"{name} : ordre du jour", comite.date, comite.commune, "ordre_du_jour")
        held = (today - comite.date).days
        if 0 < held <= HORIZON and not (comite.compte_rendu or comite.decisions):
            what = f"{name} du {show_date(comite.date)} : compte rendu"
            yield line_of(
                Sorte.COMPTE_RENDU,
                comite,
                what,
                comite.date + timedelta(days=QUINZAINE),
                comite.commune,
                "compte_rendu",
            )


def of_postes(postes: Iterable[Poste], today: date) -> Iterator[AFaire]:
    """List the postes whose contract ends, whose renewal is to be asked for, or that nobody holds (§2.5)."""
    for poste in postes:
        if poste.statut is StatutPoste.VACANT:
            since = f" depuis le {show_date(poste.vacant_depuis)}" if poste.vacant_depuis else ""
            yield line_of(Sorte.POSTE, poste, f"Poste vacant{since} : recruter", None, poste.commune, "statut")
        elif poste.renouvellement is not None and near(poste.renouvellement, today, HORIZON):
            what = "Demander le renouvellement du cofinancement"
            yield line_of(Sorte.POSTE, poste, what, poste.renouvellement, poste.commune, "renouvellement")
        elif poste.fin is not None and near(poste.fin, today, ALERTE):
            yield line_of(Sorte.POSTE, poste, "Fin de contrat", poste.fin, poste.commune, "fin")


def of_conventions(conventions: Iterable[Convention], today: date) -> Iterator[AFaire]:
    """List the conventions whose signature was planned, or that come to their end."""
    for convention in conventions:
        signed = convention.statut in {StatutConvention.SIGNEE, StatutConvention.TERMINEE}
        if not signed and convention.date_prevue is not None and near(convention.date_prevue, today, HORIZON):
            yield line_of(
                Sorte.CONVENTION,
                convention,
                "Signature prévue",
                convention.date_prevue,
                convention.commune,
                "date_prevue",
            )
        running = convention.statut is StatutConvention.SIGNEE and convention.date_fin is not None
        if running and convention.date_fin is not None and near(convention.date_fin, today, ALERTE):
            yield line_of(
                Sorte.CONVENTION,
                convention,
                "Fin de la convention",
                convention.date_fin,
                convention.commune,
                "date_fin",
            )


def of_adhesions(adhesions: Mapping[str, tuple[str, date]], today: date, months: int) -> Iterator[AFaire]:
    """List the communes without a convention-cadre whose delay after the adhésion ends: insee to (name, adhésion)."""
    for insee, (name, signed) in adhesions.items():
        limit = deadline(signed, months)
        if near(limit, today, ALERTE):
            what = f"Convention-cadre attendue {months} mois après l’adhésion"
            yield AFaire(Sorte.CONVENTION, "commune", insee, name, what, limit, insee)


def of_indicateurs(
    indicateurs: Iterable[tuple[Indicateur, date | None]], actions: Ancres, today: date
) -> Iterator[AFaire]:
    """List the indicateurs to measure: never, or more than a year ago; each with the day of its last mesure."""
    for indicateur, last in indicateurs:
        if last is None or (today - last).days > RELEVE:
            what = f"Indicateur à relever (dernière mesure : {show_date(last) if last else 'aucune'})"
            action = actions.get(indicateur.action or "")
            yield line_of(Sorte.INDICATEUR, indicateur, what, None, action.commune if action else None, None)


def of_programme(echeances: Iterable[EcheanceProgramme], today: date) -> Iterator[AFaire]:
    """List the dates of the programme that come."""
    for echeance in echeances:
        if echeance.date is not None and 0 <= (echeance.date - today).days <= HORIZON:
            yield line_of(Sorte.PROGRAMME, echeance, "Échéance du programme", echeance.date, None, None)


def muette(action: str, titre: str, commune: str | None, since: date, today: date) -> AFaire:
    """Say that nothing was written on a fiche for long: a fact of the log, not of the business dates."""
    what = f"Fiche muette depuis {(today - since).days} jours"
    return AFaire(Sorte.MUETTE, "action", action, titre, what, None, commune, depuis=since)


def near(day: date, today: date, ahead: int) -> bool:
    """Say whether a day is past, or comes within so many days."""
    return (day - today).days <= ahead


def line_of(sorte: Sorte, of: Entity, quoi: str, jour: date | None, commune: str | None, champ: str | None) -> AFaire:
    """Make the line of a record."""
    return AFaire(sorte, of.table, of.id, of.titre or "", quoi, jour, commune, champ)
