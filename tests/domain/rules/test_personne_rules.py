"""Rule 33: a person without an event for a year, and without a poste, is proposed for erasing."""

from datetime import date

from pvd_tui.domain.entity import Entity
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.personne import Personne
from pvd_tui.domain.poste import Poste
from pvd_tui.domain.presence import Presence
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.rules import findings
from pvd_tui.domain.seance_club import SeanceClub

TODAY = date(2026, 11, 22)
OLD = Personne(id="p", dernier_evenement=date(2025, 11, 21))


def _said(*records: Entity) -> list[Finding]:
    return findings("personne", "p", RegistreMemoire(records), TODAY)


def test_a_year_without_an_event_proposes_to_erase() -> None:
    """One year to the day is not yet more than a year."""
    assert [(finding.rule, finding.level) for finding in _said(OLD)] == [(33, Niveau.INFORMATION)]
    assert _said(OLD.model_copy(update={"dernier_evenement": date(2025, 11, 22)})) == []


def test_a_recent_seance_or_a_poste_keeps_the_person() -> None:
    """Either is a reason to keep the data."""
    seance = SeanceClub(id="s", date=date(2026, 3, 1))

    assert _said(OLD, seance, Presence(id="r", seance_club="s", personne="p")) == []
    assert _said(OLD, Poste(id="q", personne="p")) == []


def test_a_person_never_seen_is_unknown() -> None:
    """Without any date nobody knows since when."""
    assert _said(Personne(id="p")) == []
