"""The note on the official list: every figure equals a naive pass over the same file (issue 6, « done when »)."""

import csv
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import pytest

from pvd_tui.domain.faits_note import FaitsNote, Perimetre, faits_note
from pvd_tui.imports.classeur import read_classeur
from pvd_tui.imports.importation import apercevoir, importer, preparer
from storage.registre_au import RegistreAu
from storage.risques import CHAMPS, risques_du_store
from storage.store import Store

LISTE = Path(__file__).parents[3] / "shared" / "data" / "pvd_communes.csv"
DATES = (date(2022, 1, 1), date(2023, 6, 6), date(2023, 6, 25), date(2023, 12, 31), date(2026, 6, 30))

pytestmark = [
    pytest.mark.skipif(not LISTE.exists(), reason="../shared/data/pvd_communes.csv is not at hand"),
    pytest.mark.heavy,
]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """Read the list with `csv` alone."""
    with LISTE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def france(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Iterator[Store]:
    """Import the list as a person does."""
    path = tmp_path_factory.mktemp("liste") / "france.pvd"
    path.write_bytes(template.read_bytes())
    with Store.open(path) as store:
        prepared = preparer(store, read_classeur(LISTE))
        importer(store, prepared, apercevoir(store, prepared))
        yield store


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _naive(rows: list[dict[str, str]], au: date) -> dict[str, Any]:
    """Count with loops, knowing nothing of the program."""
    signed = undated = unsigned = late = joined = before = 0
    delays = []
    for row in rows:
        adhesion, ort = _day(row["date_convention_adhesion"]), _day(row["date_convention_cadre_ort"])
        adhesion = adhesion if adhesion and adhesion <= au else None
        joined += adhesion is not None
        if row["ort_signee"] == "1" and ort is None:
            undated += 1
        elif ort and ort <= au:
            signed += 1
            if adhesion:
                delays.append((ort - adhesion).days)
                before += ort < adhesion
        else:
            unsigned += 1
            late += bool(adhesion and au > _later(adhesion, 18))
    return {
        "communes.total": len(rows),
        "communes.population": sum(int(row["population_municipale"]) for row in rows),
        "communes.au_dela_du_plafond": sum(int(row["population_municipale"]) >= 20_000 for row in rows),
        "adhesion.signees": joined,
        "adhesion.inconnues": len(rows) - joined,
        "ort.signees": signed,
        "ort.signees_sans_date": undated,
        "ort.non_signees": unsigned,
        "ort.a_renseigner": 0,
        "ort.part_signees": round(100 * signed / len(rows), 1),
        "ort.hors_delai_18_mois": late,
        "ort.delai_median_jours": median(delays) if delays else None,
        "ort.avant_adhesion": before,
        "operationnelles.total": 0,
        "operationnelles.non_evaluables": len(rows),
        "clubs.seances_tenues": 0,
        "actions.total": 0,
    }


def _said(facts: FaitsNote, naive: dict[str, Any]) -> dict[str, Any]:
    figures = facts.chiffres()
    return {path: figures[path].valeur for path in naive}


@pytest.mark.parametrize("au", DATES, ids=str)
def test_the_nation_and_each_departement_equal_a_naive_pass(
    france: Store, rows: list[dict[str, str]], au: date
) -> None:
    """All départements, five dates."""
    registre = RegistreAu(france, au, champs=CHAMPS)
    nation = _naive(rows, au)
    assert _said(faits_note(registre, Perimetre("national", "fr", "France"), au), nation) == nation
    for code in sorted({row["departement"] for row in rows}):
        mine = _naive([row for row in rows if row["departement"] == code], au)
        facts = faits_note(registre, Perimetre("departement", code, code, (code,)), au)
        assert _said(facts, mine) == mine, code


@pytest.mark.parametrize(
    ("au", "said"), [(date(2023, 6, 6), (945, 1, 700, 604, 574)), (date(2023, 12, 31), (1316, 1, 329, 301, 614))]
)
def test_the_national_figures_are_those_of_the_instruction(france: Store, au: date, said: tuple[int, ...]) -> None:
    """As the programme's own follow-up counts them."""
    ort = faits_note(RegistreAu(france, au), Perimetre("national", "fr", "France"), au).json()["ort"]
    keys = ("signees", "signees_sans_date", "non_signees", "hors_delai_18_mois", "delai_median_jours")
    assert tuple(ort[key] for key in keys) == said


def test_the_risk_list_holds_established_facts_only(france: Store, rows: list[dict[str, str]]) -> None:
    """Nothing is known of CRTE and actions: whoever is listed had not signed on that day, and had joined."""
    au = date(2023, 6, 25)
    found = risques_du_store(france, None, au)
    late = {
        row["insee"]
        for row in rows
        if not (row["ort_signee"] == "1" and (not row["date_convention_cadre_ort"]))
        and not (row["date_convention_cadre_ort"] and row["date_convention_cadre_ort"] <= "2023-06-25")
        and row["date_convention_adhesion"]
        and _later(date.fromisoformat(row["date_convention_adhesion"]), 18) < au
    }
    assert {one.insee for one in found.communes if any(c.regle == "R2" for c in one.constats)} == late
    signed = {row["insee"] for row in rows if row["ort_signee"] == "1" and row["date_convention_cadre_ort"] <= str(au)}
    assert not signed & {one.insee for one in found.a_risque}
    assert not [one for one in found.a_risque if not one.constats]


def test_the_aisne_is_what_domain_md_says_of_it(france: Store) -> None:
    """6 ORT on 06/06/2023 and 16 on 31/12/2023, of 25 communes (domain.md §0.12)."""
    perimetre = Perimetre("departement", "02", "Aisne", ("02",))
    for au, signed in ((date(2023, 6, 6), 6), (date(2023, 12, 31), 16)):
        facts = faits_note(RegistreAu(france, au, departements=["02"]), perimetre, au).json()
        assert (facts["communes"]["total"], facts["ort"]["signees"]) == (25, signed)
        assert len(facts["risques"]) == 25 - signed
        assert len(facts["annexe"]) == 25


def test_a_departement_and_the_nation_are_quick(france: Store) -> None:
    """25 communes in a tenth of a second, 1 646 in five, of this processor's time."""
    risques_du_store(france, "02", date(2023, 6, 25))  # what is built once in a run
    for departement, most in (("02", 0.1), (None, 5.0)):
        spent = []
        for _ in range(2):
            start = process_time()
            risques_du_store(france, departement, date(2023, 6, 25))
            spent.append(process_time() - start)
        assert min(spent) < most
