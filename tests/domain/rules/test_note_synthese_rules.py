"""Rule 32: an issued note never changes."""

from datetime import date

from pvd_tui.domain.finding import GesteFormel, Niveau, blocking
from pvd_tui.domain.note_synthese import EtatNote, NoteSynthese
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.rules import change_findings, findings

TODAY = date(2026, 11, 22)
EMISE = NoteSynthese(id="n", etat=EtatNote.EMISE, version=1, date_arrete=TODAY, chiffres="{}", empreinte="44136fa3")


def test_an_issued_note_holds_its_figures() -> None:
    """Figures, hash, date, version: what is missing is an error, and blocks another issue."""
    assert findings("note_synthese", "n", RegistreMemoire([EMISE]), TODAY) == []
    hollow = EMISE.model_copy(update={"chiffres": None})
    said = findings("note_synthese", "n", RegistreMemoire([hollow]), TODAY)
    assert [(finding.rule, finding.field) for finding in said] == [(32, "chiffres")]
    assert blocking(said, GesteFormel.EMETTRE_NOTE) == said


def test_an_issued_note_is_neither_changed_nor_removed() -> None:
    """A correction is a new version; a draft changes freely."""
    assert change_findings(EMISE, EMISE) == []
    assert change_findings(EMISE, EMISE.model_copy(update={"titre": "x"}))[0].level is Niveau.ERREUR
    assert change_findings(EMISE, None)[0].level is Niveau.ERREUR
    draft = EMISE.model_copy(update={"etat": EtatNote.BROUILLON})
    assert change_findings(draft, EMISE) == change_findings(draft, None) == []
