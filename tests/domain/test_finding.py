"""Findings never block a save; errors block the formal gestures, and the balance blocks the vote."""

from pvd_tui.domain.finding import Finding, GesteFormel, Niveau, blocking


def _finding(rule: int, level: Niveau) -> Finding:
    return Finding(rule, level, "Fait.", "Étape.", None, "domain.md")


def test_only_errors_block_a_formal_gesture() -> None:
    """Warnings and information are read, and passed."""
    error = _finding(5, Niveau.ERREUR)
    said = [error, _finding(3, Niveau.AVERTISSEMENT), _finding(30, Niveau.INFORMATION)]

    assert all(blocking(said, geste) == [error] for geste in GesteFormel)


def test_an_unbalanced_plan_may_be_saved_but_not_voted() -> None:
    """V3 « bloquant seulement au passage en version votée » (domain.md §4.4)."""
    unbalanced = _finding(16, Niveau.AVERTISSEMENT)

    assert blocking([unbalanced], GesteFormel.VOTER_PLAN) == [unbalanced]
    assert blocking([unbalanced], GesteFormel.DECLARER_PRETE) == []
