"""The bundled files: small, sorted, made the same way each time, and read only when asked for."""

import subprocess
import sys
import zlib
from collections.abc import Sequence

import pytest

from pvd_tui.referentiel import SOURCE, bundle
from pvd_tui.referentiel.build import Entry, bundled_files

PRESENT: Entry = {
    "code": "01015",
    "nom": "Arboys en Bugey",
    "typeLiaison": 1,
    "arrondissement": "011",
    "departement": "01",
    "region": "84",
    "type": "commune-actuelle",
    "siren": "200055101",
    "codesPostaux": ["01510", "01300"],
    "population": 650,
    "anciensCodes": ["01340"],
}
DELEGUEE: Entry = {"code": "01015", "nom": "Arbignieu", "type": "commune-deleguee", "chefLieu": "01015"}
COM: Entry = {"code": "98813", "nom": "La Foa", "region": "988", "type": "commune-actuelle", "population": 3582}


def package(communes: Sequence[Entry]) -> dict[str, Sequence[Entry]]:
    """Return a small package."""
    epci = {"code": "200040350", "nom": "CC Bugey Sud", "type": "CC", "membres": [{"code": "01015"}]}
    region = {"code": "84", "nom": "Auvergne-Rhône-Alpes", "typeLiaison": 1, "chefLieu": "69123"}
    departement = {"code": "01", "nom": "Ain", "typeLiaison": 5, "chefLieu": "01053", "region": "84"}
    return {
        "communes": communes,
        "epci": [epci],
        "regions": [region],
        "departements": [departement],
        "arrondissements": [{**departement, "code": "011", "nom": "Belley", "typeLiaison": 0, "departement": "01"}],
    }


def test_a_package_becomes_these_files() -> None:
    """One line a record; unknown is empty; the déléguée's name leads to the present commune."""
    assert bundled_files(package([PRESENT, DELEGUEE, COM])) == {
        "communes.tsv": "01015\tArboys en Bugey\t1\t84\t011\t200055101\t200040350\t650\t01300 01510\n"
        "98813\tLa Foa\t3\t988\t\t\t\t3582\t\n",
        "noms.txt": "\n la foa \t98813\n arboys en bugey \t01015\n arbignieu \t01015\n",
        "anciennes.tsv": "01340\t01015\n",
        "codes_postaux.tsv": "01300\t01015\n01510\t01015\n",
        "epci.tsv": "200040350\tCC\tCC Bugey Sud\t01015\n",
        "territoires.tsv": "A011\tBelley\t0\t01053\t84\t01\nD01\tAin\t5\t01053\t84\n"
        "R84\tAuvergne-Rhône-Alpes\t1\t69123\n",
    }


def test_the_order_of_the_package_does_not_show() -> None:
    """Same input, same bytes, whatever order the entries come in."""
    assert bundled_files(package([COM, PRESENT, DELEGUEE])) == bundled_files(package([DELEGUEE, PRESENT, COM]))


def test_the_bundled_files_fit_in_two_megabytes() -> None:
    """Compressed as in a wheel."""
    size = sum(len(zlib.compress(file.read_bytes())) for file in bundle.FOLDER.iterdir())

    assert 100_000 < size <= 2_000_000


@pytest.mark.parametrize("file", ["communes.tsv", "anciennes.tsv", "codes_postaux.tsv", "epci.tsv", "territoires.tsv"])
def test_the_files_searched_by_bisection_are_sorted(file: str) -> None:
    """And end their last line, on every system with a plain line feed."""
    rows = bundle.lines(file)

    assert rows == sorted(rows)
    assert bundle.text(file).endswith("\n")
    assert b"\r" not in (bundle.FOLDER / file).read_bytes()


def test_importing_reads_no_file_and_nothing_heavy() -> None:
    """The data and its price come with the first question."""
    program = (
        "import sys; import pvd_tui.referentiel; from pvd_tui.referentiel import bundle; "
        "print(bundle.text.cache_info().currsize, {'pydantic', 'sqlite3', 'json', 'subprocess'} & set(sys.modules))"
    )

    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert shown == "0 set()\n"


def test_the_source_says_who_made_the_data_when_and_under_which_licence() -> None:
    """One French sentence, for the application to show."""
    for words in ("COG", "2026", "Insee", "DGCL", "Licence Ouverte 2.0", "@etalab/decoupage-administratif 6.0.0"):
        assert words in str(SOURCE)
