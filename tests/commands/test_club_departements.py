"""The clubs of several départements: counted from the fiches, or read from issued notes."""

from pathlib import Path

import pytest

from storage import settings
from storage.store import Store
from tests.commands.conftest import Pvd


@pytest.fixture
def emise(cli: Pvd, base: Path) -> Pvd:
    """Write two séances of 2023 in the Aisne, and issue its note; the laptop is then a région's."""
    cli("creer", "commune", "id=02361")
    for month in ("03", "10"):
        cli(
            *("creer", "seance_club", f"titre=Club de {month}", f"date=15/{month}/2023", "etat=Tenue", "public=Mixte"),
            *("echelon=Départemental", "departement=02"),
        )
    with Store.open(base) as store:
        store.settings.put(settings.ROLE, "prefecture")
    words = ("dynamique=Bonne", "texte_dynamique=Bonne.", "texte_leviers=Le club.", "texte_difficultes=Aucune.")
    written = cli("note", "ecrire", "--code", "02", "autorite=Le préfet de l'Aisne", *words)
    assert written.code == 0, written.err
    issued = cli("note", "emettre", "--code", "02")
    assert issued.code == 0, issued.err
    return cli


def _role(base: Path, role: str) -> None:
    """Leave the issued note only, as on the laptop of a région."""
    with Store.open(base) as store:
        for table in ("seance_club", "commune"):
            store.connection.execute('DELETE FROM fiche WHERE "table" = ?', (table,))
            store.connection.execute(f"DELETE FROM {table}")  # noqa: S608 - two names of this test
        store.settings.put(settings.ROLE, role)


@pytest.mark.parametrize("role", ["region", "national"])
def test_a_laptop_that_holds_notes_only_reads_their_periods(emise: Pvd, base: Path, role: str) -> None:
    """Each département with the version and the day it was counted, and those whose note is missing."""
    _role(base, role)
    said = emise("club")
    assert said.code == 0, said.err
    assert said.out.startswith("02 Aisne (note émise, version 1, au ")
    assert "√ 1er semestre 2023 : 1 sur 1" in said.out
    assert "Sans note émise (" in said.out
    read = emise("club", "--json", "--annee", "2023").json
    one = read["departements"][0]
    assert (one["departement"], one["note_version"], one["du"]) == ("02", 1, None)
    assert {p["periode"]: (p["comptees"], p["demandees"], p["conforme"]) for p in one["periodes"]}[
        "1er semestre 2023"
    ] == (1, 1, "Oui")
    assert "59" in read["sans_note"]
    assert "02" not in read["sans_note"]
    assert emise("club", "--departement", "02").out.startswith("02 Aisne (note émise")


def test_what_is_not_known_is_refused_in_french(emise: Pvd, base: Path) -> None:
    """A département without a note, and one that does not exist; before it was issued, a note says nothing."""
    _role(base, "region")
    none = emise("club", "--departement", "59")
    assert (none.code, "ni séance, ni note émise" in none.err) == (1, True)
    assert emise("club", "--departement", "2Z").code == 1
    assert emise("club", "--au", "30/06/2023", "--json").json["departements"] == []


def test_several_departements_of_one_laptop_are_each_counted(cli: Pvd) -> None:
    """From their own séances, with what the running year still asks of each."""
    for insee, code in (("02361", "02"), ("08105", "08")):
        cli("creer", "commune", f"id={insee}")
        cli(
            *("creer", "seance_club", f"titre=Club {code}", "date=15/03/2023", "etat=Tenue", "public=Mixte"),
            *("echelon=Départemental", f"departement={code}"),
        )
    read = cli("club", "--json").json["departements"]
    assert [(one["departement"], one["note_version"], one["du"]["manque"]) for one in read] == [
        ("02", None, 2),
        ("08", None, 2),
    ]
    assert cli("club", "--departement", "08", "--json").json["departement"] == "08"
    assert "08 Ardennes (fiches)" in cli("club").out
