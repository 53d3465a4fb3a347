"""A DDT's tracking workbook becomes conventions, postes, signaux and présences, each once."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from pvd_tui.imports.apercu import Apercu, Sort, preview
from pvd_tui.imports.apercu import apply as apply_liste
from pvd_tui.imports.classeur import read_classeur
from pvd_tui.imports.importation import apercevoir, importer, preparer
from pvd_tui.imports.liste_pvd import read_liste
from pvd_tui.imports.presences import jour_de, statut_de
from storage.check import verify
from storage.settings import COMMUNES, DEPARTEMENT, ROLE
from storage.store import Store
from tests.imports import classeurs
from tests.imports.conftest import LISTE

Maker = Callable[[Path], Path]


def bring_in(store: Store, path: Path, **reponses: str) -> Apercu:
    """Import a file whole, as the command does with --oui."""
    prepared = preparer(store, read_classeur(path))
    apercu = apercevoir(store, prepared, reponses=reponses)
    importer(store, prepared, apercu)
    return apercu


def values(store: Store, table: str, *columns: str) -> list[tuple[object, ...]]:
    """Read columns of a table, sorted."""
    rows = store.rows.page(table, columns=columns, order=())
    return sorted((tuple(row[name] for name in columns) for row in rows), key=str)


@pytest.fixture
def aisne(store: Store) -> Store:
    """Give a laptop that holds the four communes of the list, their EPCI, and no convention."""
    bare = "\n".join(",".join(line.split(",")[:3]) + ",,," for line in LISTE.splitlines()[1:])
    apply_liste(store, preview(store, read_liste(f"{LISTE.splitlines()[0]}\n{bare}\n".encode())))
    return store


def test_a_workbook_by_site_makes_each_thing_once(aisne: Store, tmp_path: Path) -> None:
    """Four communes, three sites: the group's convention is one, and both its communes are in it."""
    apercu = bring_in(aisne, classeurs.suivi_par_site(tmp_path / "suivi.xlsx"))

    assert apercu.compte == {Sort.CREER: 4, Sort.LAISSEE: 1}
    assert values(aisne, "convention", "type", "date_signature", "date_prevue", "statut", "crte_inscrit_le") == [
        ("Adhésion", "2021-04-15", None, "Signée", None),
        ("Adhésion", "2021-04-26", None, "Signée", None),
        ("Adhésion", "2021-04-30", None, "Signée", None),
        ("Cadre ORT", "2023-05-04", None, "Signée", "2023-06-01"),
        ("Cadre ORT", "2023-11-30", None, "Signée", None),
        ("Cadre ORT", None, "2024-10-01", "En cours", None),
    ]
    shared = next(r for r in aisne.rows.page("convention") if r["date_signature"] == "2023-11-30")
    rows = aisne.rows.page("convention_commune", {"convention": shared["id"]}, columns=("commune",), order=())
    assert sorted(str(row["commune"]) for row in rows) == ["02141", "02558"]
    assert values(aisne, "poste", "statut", "commune", "fin") == [
        ("Pourvu", "02141", None),
        ("Pourvu", "02361", "2024-08-31"),
        ("Vacant", "02381", None),
    ]
    assert values(aisne, "personne", "titre", "qualite") == [
        ("M. Paul Durand", "Chef de projet"),
        ("Mme Claire Lemaire", "Chef de projet"),
    ]
    assert values(aisne, "signal", "commune", "frein", "etat") == [
        ("02361", "Financement", "Ouvert"),
        ("02361", "Foncier/maîtrise", "Ouvert"),
        ("02381", "Ingénierie/RH", "Ouvert"),
    ]
    assert values(aisne, "site", "titre") == [("Guise",), ("Hirson",), ("Thiérache du Centre",)]
    assert verify(aisne).sain


def test_attendance_in_columns_makes_a_seance_a_day_and_a_presence_a_commune(aisne: Store, tmp_path: Path) -> None:
    """A cross, a letter, a word, a name; a séance to come with nothing under it is not made."""
    bring_in(aisne, classeurs.suivi_par_site(tmp_path / "suivi.xlsx"))

    assert values(aisne, "seance_club", "date", "etat", "departement") == [
        ("2024-01-18", "Tenue", "02"),
        ("2024-03-14", "Tenue", "02"),
    ]
    assert values(aisne, "presence", "titre", "commune", "statut") == [
        ("Commune d'Hirson", "02381", "Absent"),
        ("Commune de Guise", "02361", "Excusé"),
        ("Commune de Guise", "02361", "Présent"),
        ("Commune de la Capelle", "02141", "Présent"),
        ("Commune de la Capelle", "02141", "Présent"),
        ("Commune du Nouvion-en-Thiérache", "02558", "Absent"),
        ("M. Paul Durand", "02558", "Présent"),
    ]


@pytest.mark.parametrize("make", [classeurs.suivi_par_site, classeurs.suivi_par_nom, classeurs.suivi_sans_zeros])
def test_a_second_import_changes_nothing_and_one_undo_takes_the_first_back(
    aisne: Store, tmp_path: Path, make: Maker
) -> None:
    """The same file again: every fiche is there; undone, the store is as it was."""
    before = {table: aisne.rows.count(table) for table in aisne.plans}
    path = make(tmp_path / "suivi.xlsx")
    first = bring_in(aisne, path, zeros="oui")
    assert first.edits
    assert bring_in(aisne, path, zeros="oui").edits == ()

    undone = aisne.history.undo()
    assert undone is not None
    assert undone.kept == ()
    assert {table: aisne.rows.count(table) for table in aisne.plans} | {"geste": 0} == before | {"geste": 0}


def test_a_site_of_two_epci_signs_one_convention(aisne: Store, tmp_path: Path) -> None:
    """Guise and Hirson lie in two EPCI: the site makes their convention one, in whatever order the lines come."""
    lines = ["Site;Commune;ORT signée le;ORT prévue le", "Oise;Guise;04/05/2023;", "Oise;Hirson;04/05/2023;"]
    lines += ["Haute;La Capelle;;01/10/2024", "Haute;Le Nouvion-en-Thiérache;;01/10/2024"]
    path = tmp_path / "sites.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    bring_in(aisne, path)

    found = {
        row["date_signature"] or row["date_prevue"]: aisne.rows.count("convention_commune", {"convention": row["id"]})
        for row in aisne.rows.page("convention")
    }
    assert found == {"2023-05-04": 2, "2024-10-01": 2}

    path.write_text("\n".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")
    assert bring_in(aisne, path).edits == ()
    lines[3:] = ["Haute;La Capelle;01/10/2024;", "Haute;Le Nouvion-en-Thiérache;01/10/2024;"]
    path.write_text("\n".join(lines), encoding="utf-8")
    bring_in(aisne, path)
    assert values(aisne, "convention", "statut", "date_signature") == [
        ("Signée", "2023-05-04"),
        ("Signée", "2024-10-01"),
    ]


def test_names_dates_in_words_and_what_is_not_known(aisne: Store, tmp_path: Path) -> None:
    """« à préciser » is no date, « RAS » no frein, « oui » no day of the CRTE; free words become « Autre »."""
    apercu = bring_in(aisne, classeurs.suivi_par_nom(tmp_path / "suivi.ods"))

    assert Counter(line.sort for line in apercu.lignes) == {Sort.CREER: 4, Sort.LAISSEE: 1}
    assert values(aisne, "convention", "date_signature", "crte_inscrit_le", "crte") == [
        ("2023-05-04", None, "Inscrite, date à préciser"),
        ("2023-11-30", "2024-02-01", None),
    ]
    assert values(aisne, "signal", "commune", "frein", "titre") == [
        ("02141", "Foncier/maîtrise", "Foncier/maîtrise"),
        ("02141", "Procédures (ABF, urbanisme, marchés)", "Procédures (ABF, urbanisme, marchés)"),
        ("02381", "Ingénierie/RH", "Ingénierie/RH"),
        ("02558", "Autre", "Le café du centre a fermé"),
    ]
    assert values(aisne, "poste", "statut") == [("En recrutement",), ("Pourvu",)]
    said = [warning for line in apercu.lignes for warning in line.avertissements]
    assert said == [
        "inscrite au CRTE sans date : la date reste à renseigner",
        "présence du 12/03/2024 illisible (« ? »), laissée vide",
    ]


def test_a_lost_zero_is_asked_about_and_its_line_waits(aisne: Store, tmp_path: Path) -> None:
    """Without an answer the line is refused with the reason; with yes it is imported; with no it stays out."""
    path = classeurs.suivi_sans_zeros(tmp_path / "suivi.xlsx")
    prepared = preparer(aisne, read_classeur(path))

    asked = apercevoir(aisne, prepared)
    assert [(one.cle, one.lignes, one.exemples) for one in asked.questions] == [("zeros", [2], ["2361 → 02361 Guise"])]
    assert asked.lignes[0].sort is Sort.REFUSEE
    assert apercevoir(aisne, prepared, reponses={"zeros": "non"}).lignes[0].sort is Sort.REFUSEE
    assert apercevoir(aisne, prepared, reponses={"zeros": "oui"}).lignes[0].sort is Sort.CREER


def test_a_title_in_thousands_multiplies_its_amounts(aisne: Store, tmp_path: Path) -> None:
    """« Coût poste (k€) » 52,5 is 52 500 €; « à préciser » is nothing, not zero."""
    bring_in(aisne, classeurs.suivi_sans_zeros(tmp_path / "suivi.xlsx"), zeros="oui")
    assert values(aisne, "poste", "commune", "cout_charge", "etp") == [("02361", 5_250_000, 1.0), ("02381", None, 0.8)]


def test_two_laptops_make_the_same_records(tmp_path: Path, aisne: Store) -> None:
    """Ids follow from what the lines are about: a colleague's import of the same file meets this one."""
    path = classeurs.suivi_par_site(tmp_path / "suivi.xlsx")
    mine = {(one.table, one.record) for one in bring_in(aisne, path).fiches}
    with Store.open(tmp_path / "collegue.pvd") as other:
        other.settings.put(DEPARTEMENT, "02")
        theirs = {(one.table, one.record) for one in bring_in(other, path).fiches}
        assert other.rows.count("commune") == 4
    assert mine == theirs


def test_a_chef_imports_his_own_communes_only(aisne: Store, tmp_path: Path) -> None:
    """The others are out of his perimeter; what several communes share is the préfecture's to import."""
    aisne.settings.put(ROLE, "chef")
    aisne.settings.put(COMMUNES, "02361,02141")
    apercu = bring_in(aisne, classeurs.suivi_par_site(tmp_path / "suivi.xlsx"))

    assert [line.sort for line in apercu.lignes[:2]] == [Sort.CREER, Sort.HORS_PERIMETRE]
    assert {row[0] for row in values(aisne, "poste", "commune")} == {"02361", "02141"}
    assert values(aisne, "poste", "site") == [(None,), (None,)]


def test_what_stands_in_a_column_of_attendance() -> None:
    """Each mark has one meaning; what has none is left empty."""
    read = {cell: statut_de(cell) for cell in ("x", "✓", "Oui", "A", "abs", "exc.", "Représentée", "peut-être", 1, 0)}
    assert [value and value.value for value in read.values()] == [
        *["Présent"] * 3,
        *["Absent"] * 2,
        "Excusé",
        "Représenté",
        None,
        "Présent",
        "Absent",
    ]
    assert [str(jour_de(text)) for text in ("Club du 12/03/2024", "18 janvier 2024", "Club", "31/02/2024")] == [
        "2024-03-12",
        "2024-01-18",
        "None",
        "None",
    ]
