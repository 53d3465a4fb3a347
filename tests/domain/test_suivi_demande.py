"""Where a demande stands, in sentences that a person reads aloud."""

from datetime import date

import pytest

from pvd_tui.domain.demande import Demande
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.suivi_demande import suivi


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 3, 1), "2 jours pour commencer les travaux (jusqu’au 03/03/2026)."),
        (date(2026, 3, 2), "1 jour pour commencer les travaux (jusqu’au 03/03/2026)."),
        (date(2026, 3, 3), "Dernier jour pour commencer les travaux : aujourd’hui."),
        (
            date(2026, 3, 4),
            "Délai pour commencer les travaux passé depuis le 03/03/2026 : subvention caduque, sauf prorogation.",
        ),
    ],
)
def test_the_countdown_agrees_with_its_number(today: date, said: str) -> None:
    """Two days, one day, the last one, too late."""
    demande = Demande(id="d", date_notification=date(2024, 3, 3))
    assert suivi(demande, RegistreMemoire([demande]), today).phrase_delai == said
