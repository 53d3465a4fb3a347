"""The needs of training, gathered from the lines that people wrote."""

from datetime import date

from pvd_tui.domain.plan_formation import lignes_de, plan
from pvd_tui.domain.seance_club import PublicSeance, SeanceClub

COMMUNES = {"02361": "Guise", "02381": "Hirson", "02304": "La Fère"}


def seance(record: str, jour: date, besoins: str | None, public: PublicSeance | None = None) -> SeanceClub:
    """Give a séance that noted needs."""
    return SeanceClub(id=record, titre=f"Club {record}", date=jour, besoins_formation=besoins, public=public)


def test_a_line_is_a_need_and_so_is_what_stands_between_semicolons() -> None:
    """The marks of a list and the full stop are no part of it."""
    assert lignes_de("- Montage d’une OPAH ; marchés publics.\n• ABF\n\n") == [
        "Montage d’une OPAH",
        "marchés publics",
        "ABF",
    ]


def test_the_same_need_is_one_line_with_every_seance_that_asked() -> None:
    """Case, accents, plurals, order and small words do not make another one."""
    first = seance("a", date(2026, 4, 14), "Marchés publics d'études")
    second = seance("b", date(2026, 12, 3), "formation au marché public des etudes ; OPAH")

    found = plan([first, second], COMMUNES)

    assert [(one.intitule, one.demandes) for one in found] == [
        ("Formation au marché public des etudes", 2),
        ("OPAH", 1),
    ]
    assert [record for record, _, _ in found[0].seances] == ["b", "a"]


def test_brackets_and_words_say_for_whom() -> None:
    """Communes by their names, people by their functions; the public of the séance only where no line says it."""
    held = seance(
        "a", date(2026, 4, 14), "OPAH (Guise, la Fère ; DGS)\nFonds vert pour les élus\nABF", PublicSeance.MIXTE
    )

    by = {one.intitule: one for one in plan([held], COMMUNES)}

    assert by["OPAH"].communes == ["Guise", "La Fère"]
    assert by["OPAH"].publics == ["DGS et secrétaires de mairie"]
    assert by["Fonds vert pour les élus"].publics == ["Élus"]
    assert by["ABF"].publics == ["Élus", "Chefs de projet"]


def test_no_need_makes_an_empty_plan() -> None:
    """A séance without needs adds nothing."""
    assert plan([seance("a", date(2026, 4, 14), None)], COMMUNES) == []
