"""Filed, granted, lost: what a demande was on a day (domain.md §3.2, §4.3)."""

from datetime import date
from typing import Any

import pytest

from pvd_tui.domain.demande import Demande, EtatDemande
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.transitions import is_accordee, is_deposee, transitions

AU = date(2023, 6, 25)


@pytest.mark.parametrize(
    ("facts", "deposee", "accordee"),
    [
        ({}, Reponse.INCONNU, Reponse.INCONNU),
        ({"etat": EtatDemande.ENVISAGEE}, Reponse.NON, Reponse.NON),
        ({"etat": EtatDemande.DEPOSEE}, Reponse.OUI, Reponse.NON),
        ({"etat": EtatDemande.DEPOSEE, "date_depot": date(2023, 6, 26)}, Reponse.NON, Reponse.NON),
        ({"etat": EtatDemande.ACOMPTE}, Reponse.OUI, Reponse.OUI),
        ({"date_depot": AU, "date_notification": AU}, Reponse.OUI, Reponse.OUI),
        ({"etat": EtatDemande.SOLDEE, "date_arrete": date(2023, 7, 1)}, Reponse.OUI, Reponse.NON),
        ({"etat": EtatDemande.CADUQUE, "date_notification": date(2020, 1, 1)}, Reponse.OUI, Reponse.NON),
        ({"etat": EtatDemande.REFUSEE}, Reponse.OUI, Reponse.NON),
    ],
)
def test_a_demande_is_what_its_dates_say_then_its_state(
    facts: dict[str, Any], deposee: Reponse, accordee: Reponse
) -> None:
    """Nothing said is unknown; what was lost is not granted."""
    demande = Demande(id="d").model_copy(update=facts)
    assert (is_deposee(demande, AU), is_accordee(demande, AU)) == (deposee, accordee)


def test_no_action_has_no_share() -> None:
    """Zero actions, zero cents, and no percentage of nothing."""
    found = transitions([], [], AU)
    assert (found.ecologique.part.valeur, found.part_verte_dotations.valeur) == (None, None)
    assert (found.actions.valeur, found.fonds_vert.montant_accorde.valeur) == (0, 0)
