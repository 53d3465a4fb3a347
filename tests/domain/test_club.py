"""The clubs are counted as the instruction counts them."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.domain.club import Bilan, bilans, compte
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.participation_club import participation
from pvd_tui.domain.presence import Presence, StatutPresence
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.seance_club import Echelon, EtatSeance, PublicSeance, SeanceClub

TODAY = date(2026, 11, 22)


def _seance(day: date | None, ident: str = "s", fields: Mapping[str, object] = MappingProxyType({})) -> SeanceClub:
    facts: dict[str, object] = {
        "departement": "02",
        "date": day,
        "etat": EtatSeance.TENUE,
        "echelon": Echelon.DEPARTEMENTAL,
        "public": PublicSeance.MIXTE,
    }  # fmt: skip - a list
    return SeanceClub(id=ident).model_copy(update={**facts, **fields})


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({}, Reponse.OUI),
        ({"public": PublicSeance.ELUS}, Reponse.OUI),
        ({"public": PublicSeance.CHEFS_DE_PROJET}, Reponse.OUI),
        ({"etat": EtatSeance.CONVOQUEE}, Reponse.NON),
        ({"etat": EtatSeance.ANNULEE}, Reponse.NON),
        ({"echelon": Echelon.REGIONAL}, Reponse.NON),
        ({"date": TODAY}, Reponse.OUI),
        ({"date": date(2027, 1, 1)}, Reponse.NON),
        ({"public": None}, Reponse.INCONNU),
        ({"echelon": None}, Reponse.INCONNU),
        ({"etat": None}, Reponse.INCONNU),
        ({"date": None}, Reponse.INCONNU),
    ],
)
def test_a_seance_counts_if_it_was_held_and_is_the_departments(fields: dict[str, object], answer: Reponse) -> None:
    """Tenue, Départementale, élus and/or chefs de projet; no attendance sheet is asked for."""
    assert compte(_seance(date(2026, 3, 1), fields=fields), TODAY) is answer


def _bilans(*days: date | None, today: date = TODAY) -> dict[str, Bilan]:
    seances = [_seance(day, str(index)) for index, day in enumerate(days)]
    return {bilan.periode: bilan for bilan in bilans("02", RegistreMemoire(seances), today)}


def test_the_first_half_of_2023_then_each_calendar_year() -> None:
    """≥ 1, then ≥ 2 a year."""
    said = _bilans(date(2023, 6, 30), date(2024, 2, 1), date(2024, 12, 31), date(2025, 5, 5), date(2026, 5, 5))

    oui = Reponse.OUI
    assert list(said) == ["1er semestre 2023", "2e semestre 2023", "2024", "2025", "2026"]
    assert [bilan.seuil for bilan in said.values()] == [1, 0, 2, 2, 2]
    assert [bilan.conforme for bilan in said.values()] == [oui, oui, oui, Reponse.NON, Reponse.INCONNU]
    assert [bilan.manque for bilan in said.values()] == [0, 0, 0, 1, 1]


def test_a_period_without_a_seance_is_not_met_once_it_is_over() -> None:
    """On 30/06/2023 there is still a day left; on 01/07/2023 there is none."""
    assert _bilans(today=date(2023, 6, 30))["1er semestre 2023"].conforme is Reponse.INCONNU
    assert _bilans(today=date(2023, 7, 1))["1er semestre 2023"].conforme is Reponse.NON
    assert _bilans(today=date(2022, 7, 1)) == {}


def test_an_unfilled_seance_makes_a_missed_threshold_unknown() -> None:
    """A séance without a date might be of any period."""
    assert _bilans(None)["1er semestre 2023"].conforme is Reponse.INCONNU


def test_another_departement_counts_apart() -> None:
    """The clubs of the Marne are not those of the Aisne."""
    marne = _seance(date(2023, 5, 1), fields={"departement": "51"})

    assert bilans("02", RegistreMemoire([marne]), TODAY)[0].comptees == 0


@given(st.lists(st.dates(date(2022, 1, 1), date(2027, 12, 31)), max_size=8))
def test_one_more_seance_never_makes_a_departement_less_compliant(days: list[date]) -> None:
    """Counting is monotonous, and no séance counts in two periods."""
    before, after = _bilans(*days[1:]), _bilans(*days)

    assert all(after[name].comptees >= bilan.comptees for name, bilan in before.items())
    assert sum(bilan.comptees for bilan in after.values()) <= len(days)


def test_communes_are_represented_and_some_never_came() -> None:
    """A représentée commune is represented, but did not come; an excusée one is neither."""
    communes = [Commune(id=code, departement="02") for code in ("02361", "02381", "02738", "02691")]
    gone = Commune(id="02095", departement="02", actif=False)
    statuts = [
        ("02361", StatutPresence.PRESENT),
        ("02381", StatutPresence.REPRESENTE),
        ("02738", StatutPresence.EXCUSE),
    ]
    rows = [Presence(id=code, seance_club="s", commune=code, statut=statut, titre="X") for code, statut in statuts]
    registre = RegistreMemoire([*communes, gone, *rows, _seance(date(2026, 3, 1))])
    said = participation("02", registre, date(2026, 1, 1), date(2026, 12, 31))

    assert said.representees == {"02361", "02381"}
    assert said.jamais_venues == {"02381", "02738", "02691"}
    assert said.taux == 50
    assert participation("51", registre, date(2026, 1, 1), TODAY).taux is None
