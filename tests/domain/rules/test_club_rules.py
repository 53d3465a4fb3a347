"""Rules 27 and 28: a séance that was held, and enough of them."""

from datetime import date

from pvd_tui.domain.club import compte
from pvd_tui.domain.finding import Niveau
from pvd_tui.domain.presence import Presence, StatutPresence
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.rules import departement_findings, findings
from pvd_tui.domain.seance_club import Echelon, EtatSeance, PublicSeance, SeanceClub

TODAY = date(2026, 11, 22)
TENUE = SeanceClub(
    id="s",
    departement="02",
    date=date(2026, 3, 1),
    etat=EtatSeance.TENUE,
    echelon=Echelon.DEPARTEMENTAL,
    public=PublicSeance.MIXTE,
)


def test_rule_27_a_seance_without_anyone_present_warns_and_still_counts() -> None:
    """« Tenue, sans émargement »."""
    excused = Presence(id="p", seance_club="s", statut=StatutPresence.EXCUSE)
    said = findings("seance_club", "s", RegistreMemoire([TENUE, excused]), TODAY)

    assert [(finding.rule, finding.level) for finding in said] == [(27, Niveau.AVERTISSEMENT)]
    assert "sans émargement" in said[0].sentence
    assert compte(TENUE, TODAY) is Reponse.OUI


def test_rule_27_someone_present_is_enough() -> None:
    """One is."""
    present = Presence(id="p", seance_club="s", statut=StatutPresence.PRESENT)

    assert findings("seance_club", "s", RegistreMemoire([TENUE, present]), TODAY) == []


def test_rule_27_nothing_was_held_in_the_future_or_on_no_day() -> None:
    """Both are errors, and do not count."""
    present = Presence(id="p", seance_club="s", statut=StatutPresence.PRESENT)
    for day in (date(2026, 11, 23), None):
        seance = TENUE.model_copy(update={"date": day})
        said = findings("seance_club", "s", RegistreMemoire([seance, present]), TODAY)
        assert [finding.level for finding in said] == [Niveau.ERREUR]
        assert compte(seance, TODAY) is not Reponse.OUI


def test_rule_28_a_missed_period_warns_and_a_running_one_informs() -> None:
    """One findings per period that is not met, in order."""
    said = departement_findings("02", RegistreMemoire([TENUE]), TODAY)

    assert [finding.level for finding in said] == [Niveau.AVERTISSEMENT] * 3 + [Niveau.INFORMATION]
    assert "1er semestre 2023 : 0 comptée(s) sur 1" in said[0].sentence
    assert "encore à tenir : 1" in said[-1].clears


def test_rule_28_is_silent_when_the_threshold_is_met() -> None:
    """Two séances in 2026."""
    second = TENUE.model_copy(update={"id": "t", "date": date(2026, 9, 1)})
    said = departement_findings("02", RegistreMemoire([TENUE, second]), TODAY)

    assert not any("2026" in finding.sentence for finding in said)


def test_rule_28_of_an_unfilled_seance_is_to_be_filled_in() -> None:
    """Unknown is not missed."""
    unknown = SeanceClub(id="u", departement="02", date=date(2023, 5, 1))

    assert departement_findings("02", RegistreMemoire([unknown]), TODAY)[0].level is Niveau.INFORMATION
