"""The clubs counted over any calendar: what must hold whatever the dates, the order and the duplicates."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.domain.a_faire_club import of_club
from pvd_tui.domain.club import Bilan, bilans, due
from pvd_tui.domain.echeance_programme import EcheanceProgramme
from pvd_tui.domain.periode_club import nom, periodes
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.rules import departement_findings
from pvd_tui.domain.seance_club import Echelon, EtatSeance, PublicSeance, SeanceClub

JOURS = st.dates(date(2022, 12, 1), date(2032, 2, 1))
TITRES = ("Commerces", "Habitat ancien et vacance", "Mobilités douces", "Fonds vert 2027")


def seance(ident: str, day: date | None, titre: str = "", **fields: object) -> SeanceClub:
    """Give a séance that counts, unless `fields` say otherwise."""
    facts: dict[str, object] = {
        "titre": titre or f"Thème {ident}",
        "departement": "02",
        "date": day,
        "etat": EtatSeance.TENUE,
        "echelon": Echelon.DEPARTEMENTAL,
        "public": PublicSeance.MIXTE,
    }
    return SeanceClub(id=ident).model_copy(update={**facts, **fields})


SEANCES = st.lists(
    st.builds(
        lambda day, titre, etat, public, hour: {
            "day": day,
            "titre": titre,
            "fields": {"etat": etat, "public": public, "heure_debut": hour},
        },
        st.one_of(JOURS, st.none()),
        st.sampled_from(TITRES),
        st.sampled_from((EtatSeance.TENUE, EtatSeance.TENUE, EtatSeance.CONVOQUEE, None)),
        st.sampled_from((PublicSeance.MIXTE, PublicSeance.ELUS, None)),
        st.sampled_from((None, "09:00", "14:00")),
    ),
    max_size=9,
).map(lambda some: [seance(str(n), one["day"], one["titre"], **one["fields"]) for n, one in enumerate(some)])


def comptes(seances: Sequence[SeanceClub], today: date) -> list[Bilan]:
    """Count them."""
    return bilans("02", RegistreMemoire(seances), today)


@given(JOURS, st.sampled_from((None, date(2023, 7, 1), date(2023, 4, 12), date(2024, 2, 29), date(2025, 1, 1))))
def test_periods_partition_the_days(today: date, annuel: date | None) -> None:
    """From the first day to the end of the present period: no day in two, none in none, whatever the programme says."""
    said = [EcheanceProgramme(id="a", code="club_annuel_debut", date=annuel)] if annuel else []
    found = periodes(RegistreMemoire(said), today)

    assert all(after.debut - before.fin == timedelta(days=1) for before, after in pairwise(found))
    assert [one for one in found if today in one] == found[-1:]
    assert not found or found[0].debut == date(2023, 1, 1)
    assert (today < date(2023, 1, 1)) == (found == [])
    assert all(one.debut <= one.fin for one in found)


def test_the_periods_have_the_names_people_give_them() -> None:
    """And the second half of 2023 asks for nothing of its own (design.md §6)."""
    found = periodes(RegistreMemoire(()), date(2025, 1, 1))

    assert [(one.nom, one.seuil) for one in found] == [
        ("1er semestre 2023", 1),
        ("2e semestre 2023", 0),
        ("2024", 2),
        ("2025", 2),
    ]
    assert nom(date(2024, 2, 29), date(2024, 12, 31)) == "29/02/2024 – 31/12/2024"


def test_next_years_threshold_never_rewrites_this_years() -> None:
    """Three are asked for from 2027 on: 2026 still asks for two, read in 2027."""
    more = EcheanceProgramme(id="m", code="club_annuel", seuil=3, debut=date(2027, 1, 1))
    found = {one.nom: one.seuil for one in periodes(RegistreMemoire([more]), date(2027, 5, 1))}

    assert (found["2026"], found["2027"]) == (2, 3)


@given(SEANCES, JOURS, st.randoms(use_true_random=False))
def test_the_order_of_the_seances_does_not_matter(seances: list[SeanceClub], today: date, chance: Random) -> None:
    """Two laptops that received the same séances in another order count alike."""
    shuffled = list(seances)
    chance.shuffle(shuffled)

    assert comptes(shuffled, today) == comptes(seances, today)


@given(SEANCES, st.sampled_from(TITRES), JOURS, JOURS)
def test_one_more_counting_seance_never_makes_it_worse(
    seances: list[SeanceClub], titre: str, day: date, today: date
) -> None:
    """Whatever it looks like: no count falls, nothing becomes non compliant, nothing more is due."""
    before = comptes(seances, today)
    after = comptes([*seances, seance("one more", day, titre)], today)

    order = [Reponse.NON, Reponse.INCONNU, Reponse.OUI]
    for old, new in zip(before, after, strict=True):
        assert new.comptees >= old.comptees
        assert new.comptees + new.inconnues >= old.comptees + old.inconnues
        assert order.index(new.conforme) >= order.index(old.conforme)
        assert new.manque <= old.manque


@given(st.lists(JOURS, max_size=5, unique=True), st.integers(2, 4), JOURS)
def test_probable_duplicates_count_once(days: list[date], copies: int, today: date) -> None:
    """The same séances recorded several times count as if they were recorded once; each pair is named."""
    apart = [day for day in days if not any(0 < abs((day - other).days) <= 1 for other in days)]
    once = [seance(f"{day}", day, "Commerces") for day in apart]
    often = [seance(f"{day} {copy}", day, "Commerces") for day in apart for copy in range(copies)]

    assert [one.comptees for one in comptes(often, today)] == [one.comptees for one in comptes(once, today)]
    held = sum(one.comptees for one in comptes(once, today))
    assert sum(len(one.doublons) for one in comptes(often, today)) == held * copies * (copies - 1) // 2


def test_a_seance_that_looks_like_two_others_takes_neither_away() -> None:
    """A on the 3rd, C on the 4th, B on the 5th: C looks like both, A and B do not look alike: they are two."""
    three = [seance(one, date(2026, 3, day), "Commerces") for one, day in (("a", 3), ("b", 5), ("c", 4))]

    assert [comptes(some, date(2026, 6, 1))[-1].comptees for some in (three[:2], three)] == [2, 2]


def test_a_pair_that_a_person_told_apart_is_two() -> None:
    """« Pas un doublon » counts both, and says no more of it."""
    pair = [seance(one, date(2026, 3, 3), "Commerces") for one in "ab"]
    told = bilans("02", RegistreMemoire(pair), date(2026, 6, 1), {("a", "b")})

    assert (comptes(pair, date(2026, 6, 1))[-1].comptees, told[-1].comptees, told[-1].doublons) == (1, 2, ())


def test_the_finding_names_both_and_what_would_clear_it() -> None:
    """Rule 28 says which séances count once, and the two ways out."""
    pair = [seance("a", date(2026, 3, 3), "Club de mars"), seance("b", date(2026, 3, 3), "Club mars")]
    said = [one for one in departement_findings("02", RegistreMemoire(pair), date(2026, 6, 1)) if "une" in one.clears]

    assert len(said) == 1
    assert "« Club de mars » et « Club mars » semblent n’en faire qu’une (même date" in said[0].sentence
    assert departement_findings("02", RegistreMemoire(pair[:1]), date(2026, 6, 1))[-1].sentence.startswith("Club")


def test_on_either_side_of_a_bound_each_counts_and_both_are_named() -> None:
    """30/06 and 01/07/2023, alike: nobody can say which period is wrong."""
    pair = [seance("a", date(2023, 6, 30), "Club"), seance("b", date(2023, 7, 1), "Club")]
    first, second = comptes(pair, date(2023, 12, 31))

    assert (first.comptees, second.comptees) == (1, 1)
    assert len(first.doublons) == len(second.doublons) == 1


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2028, 2, 29)])
def test_a_leap_day_is_a_day_like_any_other(day: date) -> None:
    """It is in its year, and can be today."""
    for today in (day, day + timedelta(days=1)):
        assert comptes([seance("s", day)], today)[-1].comptees == 1
    assert comptes([seance("s", day)], day - timedelta(days=1))[-1].comptees == 0


@given(st.sampled_from(((2023, 6, 30), (2023, 7, 1), (2023, 12, 31), (2024, 1, 1), (2025, 12, 31), (2026, 1, 1))))
def test_today_at_each_bound_is_in_one_period(bound: tuple[int, int, int]) -> None:
    """On its last day a period still runs, with 0 days left; the day after it is over, and another one has begun."""
    today = date(*bound)
    running = [one for one in comptes([], today) if not one.close]

    assert [one.debut <= today <= one.fin for one in running] == [True]
    left = due(comptes([], today), today)
    assert left is None if running[0].seuil == 0 else left is not None
    if left is not None and left.fin == today:
        assert (left.jours, left.rappel) == (0, 30)


@pytest.mark.parametrize(
    ("today", "rappel"),
    [(date(2026, 10, 31), None), (date(2026, 11, 1), 60), (date(2026, 11, 30), 60), (date(2026, 12, 1), 30)],
)
def test_what_is_due_is_recalled_60_then_30_days_before_the_end(today: date, rappel: int | None) -> None:
    """61 days before: nothing; 60: the first; 30: the second, which a line put aside at the first does not hide."""
    left = due(comptes([], today), today)
    lines = list(of_club("02", comptes([], today), today))

    assert left is not None
    assert (left.rappel, left.manque) == (rappel, 2)
    assert [line.rappel for line in lines] == ([rappel] if rappel else [])


def test_the_recall_says_how_many_by_when_and_what_is_planned() -> None:
    """One held, one convened: one still due, planned; put aside at 60 days, it is back at 30."""
    held = seance("a", date(2026, 3, 3))
    planned = seance("b", date(2026, 12, 3), etat=EtatSeance.CONVOQUEE)
    marks = set()
    for today in (date(2026, 11, 10), date(2026, 11, 11), date(2026, 12, 2)):
        (line,) = of_club("02", comptes([held, planned], today), today)
        marks.add(line.empreinte)
        assert line.quoi == "Encore 1 séance à tenir d’ici le 31/12/2026, prévue le 03/12/2026"
    assert len(marks) == 2
    assert (
        list(of_club("02", comptes([held, seance("b", date(2026, 9, 9))], date(2026, 12, 2)), date(2026, 12, 2))) == []
    )
