"""The lines of the official list, clean and dirty."""

from datetime import date

import pytest

from pvd_tui.imports.fichier import FichierError
from pvd_tui.imports.liste_pvd import LignePvd, read_liste


def one(text: str) -> LignePvd:
    """Read a list of one line."""
    (line,) = read_liste(text.encode())
    return line


def test_the_enriched_list_gives_both_dates_and_the_commune() -> None:
    """Adhésion, ORT, EPCI, population and place come from its columns."""
    line = one(
        "insee,nom,siren_epci,nom_epci,population_municipale,lat,lon,id_pvd,date_convention_adhesion,ort_signee,"
        "date_convention_cadre_ort\n"
        "02361,Guise,200071983,CC Thiérache Sambre et Oise,4490,49.8973,3.6229,,2021-04-15,1,2023-05-04\n"
    )
    assert (line.insee, line.adhesion, line.ort_signee, line.ort) == (
        "02361",
        date(2021, 4, 15),
        True,
        date(2023, 5, 4),
    )
    assert line.epci == "200071983"
    assert line.commune == {"population": 4490, "lat": 49.8973, "lon": 3.6229}
    assert line.avertissements == ()


def test_the_list_of_the_anct_dates_the_adhesion() -> None:
    """Its `date_signature` is that of the adhésion; it says nothing of the ORT."""
    line = one("insee_com;lib_com;id_pvd;date_signature\n91405;Milly-la-Forêt;pvd-11-91-9;12/05/2021\n")
    assert (line.insee, line.nom, line.adhesion) == ("91405", "Milly-la-Forêt", date(2021, 5, 12))
    assert line.commune == {"id_pvd": "pvd-11-91-9"}
    assert line.ort_signee is None
    assert line.ort is None


def test_a_lost_leading_zero_is_put_back_and_said() -> None:
    """A spreadsheet takes 02361 for a number."""
    line = one("insee_com,lib_com,id_pvd,date_signature\n2361,Guise,,2021-04-15\n")
    assert line.insee == "02361"
    assert "zéro de tête" in line.avertissements[0]


@pytest.mark.parametrize("code", ["Guise", "2361x", "", "023611", "٠٢٣٦١"])
def test_what_is_no_insee_code_refuses_its_line_only(code: str) -> None:
    """The next line is read all the same."""
    bad, good = read_liste(
        f"insee_com,lib_com,id_pvd,date_signature\n{code},Guise,,2021-04-15\n02381,Hirson,,2021-04-26\n".encode()
    )
    assert bad.refus == f"« {code} » n’est pas un code INSEE."
    assert good.refus is None


def test_corsica_keeps_its_letter() -> None:
    """2A and 2B are text, in either case."""
    assert one("insee_com,lib_com,id_pvd,date_signature\n2a247,Porto-Vecchio,,2021-04-15\n").insee == "2A247"


@pytest.mark.parametrize("day", ["31/02/2024", "2024-13-01", "bientôt", "0021-04-15", "44301", "15/4/21"])
def test_an_unreadable_date_warns_and_stays_empty(day: str) -> None:
    """Dirty data warns, it never fails."""
    line = one(f"insee_com,lib_com,id_pvd,date_signature\n02361,Guise,,{day}\n")
    assert line.adhesion is None
    assert line.refus is None
    assert f"« {day} »" in line.avertissements[0]


def test_unreadable_numbers_warn_and_stay_empty() -> None:
    """An EPCI, a population and a place that are none of these are left out."""
    line = one(
        "insee,nom,siren_epci,population_municipale,lat,lon,date_convention_adhesion\n"
        "02361,Guise,CC,beaucoup,nan,999,2021-04-15\n"
    )
    assert line.epci is None
    assert line.commune == {}
    assert len(line.avertissements) == 4


@pytest.mark.parametrize("text", ["titre,montant\nRue,3\n", "insee,nom\n02361,Guise\n", "Guise\n"])
def test_a_file_without_the_columns_is_not_the_list(text: str) -> None:
    """The sentence names the columns that are missing."""
    with pytest.raises(FichierError, match=r"insee_com.*date_signature"):
        read_liste(text.encode())


def test_a_list_without_a_commune_is_said() -> None:
    """A header alone is no list."""
    with pytest.raises(FichierError, match="aucune commune"):
        read_liste(b"insee_com,lib_com,id_pvd,date_signature\n")
