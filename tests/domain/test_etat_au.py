"""What had happened to a record by a day: later facts are taken out, planned dates stay."""

from typing import TYPE_CHECKING

from pvd_tui.domain.convention import Convention
from pvd_tui.domain.etat_au import _AVANT, FAITS, etat_au
from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.temps import DATEES

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json

JOUR = "2023-06-25"


def test_a_signature_that_came_later_was_not_there() -> None:
    """Signed on the day is signed; the day after, it was not; what is planned stays."""
    signed = {"statut": "Signée", "date_signature": JOUR, "date_prevue": "2023-12-01"}
    assert etat_au("convention", signed, JOUR) == {}
    assert etat_au("convention", signed, "2023-06-24") == {"date_signature": None, "statut": "Non signée"}
    assert etat_au("convention", {"statut": "Signée"}, JOUR) == {}


def test_a_demande_goes_back_to_the_state_its_dates_say() -> None:
    """Notified later: it was filed, and nothing was granted; filed later: it was thought of."""
    demande: dict[str, Json] = {
        "etat": "Notifiée",
        "date_depot": "2023-03-01",
        "date_notification": "2023-07-01",
        "montant_accorde": 10,
        "montant_demande": 20,
    }
    then = etat_au("demande", demande, JOUR)
    assert then == {"date_notification": None, "etat": "Déposée", "montant_accorde": None}
    early = etat_au("demande", demande, "2023-01-01")
    assert (early["etat"], early["montant_demande"]) == ("Envisagée", None)


def test_a_date_of_abandon_says_nothing_of_another_state() -> None:
    """Abandoned later: what it was is unknown; in progress with a date to come: that word is not dated by it."""
    assert etat_au("action", {"statut_phase": "Abandonné", "date_abandon": "2023-09-01"}, JOUR) == {
        "date_abandon": None,
        "statut_phase": None,
    }
    assert "statut_phase" not in etat_au("action", {"statut_phase": "En cours", "date_abandon": "2023-09-01"}, JOUR)


def test_every_word_and_field_exists() -> None:
    """The tables above follow the entities."""
    for table, names in FAITS.items():
        assert set(names) <= TABLES[table].model_fields.keys(), table
    for (table, name), words in _AVANT.items():
        assert (table, name) in DATEES
        for dated, word in words:
            assert not dated or dated in TABLES[table].model_fields
            read, _ = TABLES[table].lenient({"id": "x", name: word})
            assert getattr(read, name) == word
    assert Convention.lenient({"id": "x", "statut": "Non signée"})[0].statut is not None
