"""A note in one line, and the actions that are counted once."""

from datetime import date

import pytest

from pvd_tui.domain.action import Action
from pvd_tui.domain.identifiants import uniques
from pvd_tui.domain.note_dite import NoteDite, lire_note

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("DRAC, M. Duval : étude demandée", NoteDite("étude demandée", "M. Duval", "DRAC")),
        ("DRAC : étude demandée", NoteDite("étude demandée", None, "DRAC")),
        ("Étude demandée à 14:30", NoteDite("Étude demandée à 14:30")),
        ("Région : dossier reçu, relance 15/12", NoteDite("dossier reçu", None, "Région", date(2026, 12, 15))),
        ("Dossier reçu (relance fin mars)", NoteDite("Dossier reçu", relance=date(2027, 3, 31))),
        ("Dossier reçu, relance un jour", NoteDite("Dossier reçu, relance un jour")),
        ("Trop long" + "g" * 80 + " : x", NoteDite("Trop long" + "g" * 80 + " : x")),
    ],
)
def test_a_line_says_who_what_and_when_to_ask_again(line: str, note: NoteDite) -> None:
    """What is not understood stays in the text."""
    assert lire_note(line, TODAY) == note


def test_an_action_is_counted_once_whatever_fiche_names_it() -> None:
    """The same CRTE number, or « annule et remplace »; an OPAH operation holds several actions."""
    first, same = Action(id="1", fiche_crte="C-7"), Action(id="2", fiche_crte="C-7")
    old, new = Action(id="3", mec_id="M"), Action(id="4", mec_id="M", remplace="3")
    opah = [Action(id="5", numero_opah="O"), Action(id="6", numero_opah="O")]

    assert [one.id for one in uniques([first, same, old, new, *opah])] == ["1", "4", "5", "6"]
