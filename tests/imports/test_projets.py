"""A list of projects becomes actions with a cost and a granted subvention; the real list of 2018 is one."""

import csv
import resource
import time
from pathlib import Path

import pytest

from pvd_tui.changes.edit import Edit
from pvd_tui.imports.apercu import Apercu, Sort
from pvd_tui.imports.classeur import read_classeur
from pvd_tui.imports.correspondances import lire_correspondances
from pvd_tui.imports.fichier import FichierError
from pvd_tui.imports.importation import apercevoir, importer, preparer
from storage.settings import DEPARTEMENT
from storage.store import Store

DATA = Path(__file__).parents[3] / "shared" / "data"
REELLE = DATA / "projets_dotations_2018.ods"


@pytest.fixture
def guise(store: Store) -> Store:
    """Give a laptop that holds Guise and Hirson."""
    for insee in ("02361", "02381"):
        store.create("commune", {"titre": insee}, record=insee)
    return store


def write(path: Path, *lines: str) -> Path:
    """Write a CSV file."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def see(store: Store, path: Path, **reponses: str) -> Apercu:
    """Preview a file."""
    return apercevoir(store, preparer(store, read_classeur(path)), reponses=reponses)


def bring_in(store: Store, path: Path) -> Apercu:
    """Import a file."""
    prepared = preparer(store, read_classeur(path))
    apercu = apercevoir(store, prepared)
    importer(store, prepared, apercu)
    return apercu


def spent() -> float:
    """Give the processor time spent, by this process and those it started."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


@pytest.mark.skipif(not REELLE.exists(), reason="la liste réelle n'est pas sur cette machine")
@pytest.mark.heavy
def test_the_real_list_is_imported_once_and_taken_back_with_one_key(tmp_path: Path) -> None:
    """26 295 projects, previewed within ten seconds without help: the 2 676 of PVD communes, each once."""
    with (DATA / "pvd_communes.csv").open(encoding="utf-8-sig", newline="") as file:
        communes = {row["insee"]: row["nom"] for row in csv.DictReader(file)}
    with Store.open(tmp_path / "prefecture.pvd") as store:
        store.save([Edit("commune", insee, {"titre": nom}) for insee, nom in communes.items()], "Communes")

        before = spent()
        prepared = preparer(store, read_classeur(REELLE))
        apercu = apercevoir(store, prepared)
        assert spent() - before < 10

        assert len(apercu.lignes) == 26_295
        assert apercu.compte[Sort.CREER] == 2_676
        assert store.rows.count("action") == 0
        importer(store, prepared, apercu)
        assert (store.rows.count("action"), store.rows.count("demande")) == (2_676, 2_676)
        belley = store.rows.page("action", {"commune": "01034"}, columns=("titre", "cout_previsionnel"))
        assert ("construction d’un pôle petite enfance", 415_775_000) in [
            (row["titre"], row["cout_previsionnel"]) for row in belley
        ]
        granted = store.rows.page("demande", columns=("montant_accorde", "dispositif", "titre", "etat"), order=())
        assert all(isinstance(row["montant_accorde"], int) for row in granted)
        assert {row["titre"] for row in granted} == {"DETR 2018", "DSIL 2018"}

        assert apercevoir(store, prepared).edits == ()
        undone = store.history.undo()
        assert undone is not None
        assert (undone.changes, undone.kept) == (5_352, ())
        assert (store.rows.count("action"), store.rows.count("demande")) == (0, 0)


def test_amounts_as_people_write_them(guise: Store, tmp_path: Path) -> None:
    """Spaces, commas, k€, a unit, « néant » and « à préciser »: what is not known is no zero."""
    costs = ["1 250 000,50 €", "48 k€ HT", "environ 12 000", "97669.34", "à préciser", "néant", "1.250", "voir devis"]
    lines = [f"02361;Projet {n};{cost}" for n, cost in enumerate(costs)]
    apercu = bring_in(guise, write(tmp_path / "p.csv", "INSEE;Intitulé;Coût total", *lines))

    read = {row["titre"]: row["cout_previsionnel"] for row in guise.rows.page("action")}
    assert list(read.values()) == [125_000_050, 4_800_000, 1_200_000, 9_766_934, None, 0, None, None]
    assert [line.numero for line in apercu.lignes if line.avertissements] == [8, 9]


def test_a_line_is_known_again_by_its_identifier_when_everything_else_changed(guise: Store, tmp_path: Path) -> None:
    """The title and the cost of the file are brought up to date; what a person wrote elsewhere stays."""
    head = "Identifiant;INSEE;Intitulé;Coût total"
    bring_in(guise, write(tmp_path / "a.csv", head, "PVD-2024-001;02361;Halle;100 000"))
    record = str(guise.rows.page("action")[0]["id"])
    fiche = guise.get("action", record)
    assert fiche is not None
    guise.update(fiche, {"pilote": "Claire"})

    again = bring_in(guise, write(tmp_path / "b.csv", head, "PVD-2024-001;02361;Halle du marché;120 000"))
    assert again.compte == {Sort.MODIFIER: 1}
    assert [(r["id"], r["titre"], r["pilote"]) for r in guise.rows.page("action")] == [
        (record, "Halle du marché", "Claire")
    ]


def test_a_line_is_known_again_by_the_code_of_its_fiche(guise: Store, tmp_path: Path) -> None:
    """A fiche typed by hand under n° 2.3 is completed, whatever its title was; another commune's 2.3 is not."""
    mine = guise.create("action", {"titre": "Halle", "commune": "02361", "code": "2.3"})
    head = "Commune;Action n°;Nom de l'action;Coût prévisionnel"
    apercu = bring_in(guise, write(tmp_path / "a.csv", head, "Guise;2.3;Halle du marché;90 000", "Hirson;2.3;Gare;5"))
    assert [(f.record == mine, f.sort) for f in apercu.fiches] == [(True, Sort.MODIFIER), (False, Sort.CREER)]


def test_one_project_with_two_funders_is_one_action_with_two_demandes(guise: Store, tmp_path: Path) -> None:
    """Commune and title make the action; funder and year its demandes; the same line again is refused."""
    head = "INSEE;Intitulé;Financeur;Dispositif;Montant accordé"
    lines = ["02361;Halle;État;DETR;30 000", "02361;HALLE;Région;Conseil régional;20 000", "02361;Halle;État;DETR;1"]
    apercu = bring_in(guise, write(tmp_path / "projets 2024.csv", head, *lines))

    assert [line.sort for line in apercu.lignes] == [Sort.CREER, Sort.CREER, Sort.REFUSEE]
    assert apercu.lignes[2].motif == "Même projet, même financeur et même année que la ligne 2."
    assert guise.rows.count("action") == 1
    assert sorted(str(r["titre"]) for r in guise.rows.page("demande")) == ["Conseil régional 2024", "DETR 2024"]


def test_a_year_is_no_commune_and_parts_two_demandes(guise: Store, tmp_path: Path) -> None:
    """« 2361 » in a column of years is not Guise without its zero; the same funder another year is another demande."""
    head = "Commune;Intitulé;Dispositif;Montant accordé;Année"
    lines = ["Guise;Halle;DETR;30 000;2023", "Guise;Halle;DETR;10 000;2024", "Guise;Gare;DSIL;5;2024"]
    bring_in(guise, write(tmp_path / "a.csv", head, *lines))
    titres = sorted(str(row["titre"]) for row in guise.rows.page("demande"))
    assert titres == ["DETR 2023", "DETR 2024", "DSIL 2024"]
    unnamed = write(tmp_path / "b.csv", "Commune;Intitulé;Truc", *(f"Guise;Projet {n};{2355 + n}" for n in range(9)))
    assert "commune" not in preparer(guise, read_classeur(unnamed)).cibles


def test_one_column_a_funder_makes_a_plan(guise: Store, tmp_path: Path) -> None:
    """A file that holds a whole plan de financement makes one, with a ressource for each funder that pays."""
    head = "INSEE;Projet;Coût HT;DETR;Région;Autofinancement"
    bring_in(guise, write(tmp_path / "p.csv", head, "02361;Halle;100 000;30 000;0;70 000"))
    rows = guise.rows.page("ressource", columns=("dispositif", "montant_demande", "caractere"), order=())
    assert sorted((str(r["dispositif"]), r["montant_demande"], r["caractere"]) for r in rows) == [
        ("Autofinancement", 7_000_000, "Maître d’ouvrage"),
        ("DETR", 3_000_000, "Public"),
    ]
    assert guise.rows.count("plan_financement") == 1
    assert guise.rows.count("demande") == 0


def test_one_column_for_what_a_funder_granted_makes_a_demande(guise: Store, tmp_path: Path) -> None:
    """« DETR accordée » is a granted subvention, not a plan that nobody voted; nothing granted makes nothing."""
    head = "INSEE;Projet;DETR accordée;DSIL accordée"
    bring_in(guise, write(tmp_path / "2024.csv", head, "02361;Halle;30 000;0", "02361;Gare;;à préciser"))
    rows = guise.rows.page("demande", columns=("titre", "montant_accorde", "etat"), order=())
    assert [(r["titre"], r["montant_accorde"], r["etat"]) for r in rows] == [("DETR 2024", 3_000_000, "Programmée")]
    assert guise.rows.count("plan_financement") == 0


def test_homonyms_are_asked_about_and_their_departement_settles_them(store: Store, tmp_path: Path) -> None:
    """« Saint-Denis » is many communes: in a file that names the département it is one, else it is asked."""
    store.settings.put(DEPARTEMENT, None)
    for insee in ("93066", "97411", "02361"):
        store.create("commune", {"titre": insee}, record=insee)
    asked = see(store, write(tmp_path / "a.csv", "Commune;Intitulé", "Saint-Denis;Gare", "Guise;Halle"))
    assert [line.sort for line in asked.lignes] == [Sort.REFUSEE, Sort.CREER]
    question = asked.questions[0]
    assert {"93066", "97411"} <= {value for value, _ in question.choix}

    told = see(store, tmp_path / "a.csv", **{question.cle: "97411"})
    assert (told.lignes[0].insee, told.lignes[0].sort) == ("97411", Sort.CREER)
    named = see(store, write(tmp_path / "b.csv", "Commune;Département;Intitulé", "St Denis;La Réunion;Gare"))
    assert (named.lignes[0].insee, named.questions) == ("97411", ())


def test_a_commune_of_others_is_out_of_the_perimeter(guise: Store, tmp_path: Path) -> None:
    """Neither refused nor imported; a line about an EPCI is no line of a commune."""
    lines = ["75056;Tour", ";Siège", "02361;Halle", "2A0;X"]
    apercu = see(guise, write(tmp_path / "a.csv", "INSEE;Intitulé", *lines))
    assert [line.sort for line in apercu.lignes] == [
        Sort.HORS_PERIMETRE,
        Sort.HORS_PERIMETRE,
        Sort.CREER,
        Sort.REFUSEE,
    ]


def test_a_new_action_that_looks_like_one_that_is_there_is_shown(guise: Store, tmp_path: Path) -> None:
    """Another title, the same sense: created, and shown as a probable duplicate."""
    guise.create("action", {"titre": "Rénovation de la halle du marché", "commune": "02361"})
    apercu = see(guise, write(tmp_path / "a.csv", "INSEE;Intitulé", "02361;Réhabilitation de la halle du marché"))
    assert apercu.compte == {Sort.CREER: 1}
    assert len(apercu.doublons) == 1


def test_what_a_person_decided_is_remembered_for_the_same_layout(guise: Store, tmp_path: Path) -> None:
    """The next file with these titles is matched as the last one was; a file with others is not."""
    first = write(tmp_path / "a.csv", "INSEE;Intitulé;Truc", "02361;Halle;Claire")
    prepared = preparer(
        guise, read_classeur(first), dites={"INSEE": "commune", "Intitulé": "action.titre", "Truc": "action.pilote"}
    )
    importer(guise, prepared, apercevoir(guise, prepared))
    assert guise.rows.page("action")[0]["pilote"] == "Claire"

    again = preparer(guise, read_classeur(write(tmp_path / "b.csv", "INSEE;INTITULÉ;truc", "02381;Gare;Paul")))
    assert again.rappelee
    assert "action.pilote" in again.cibles
    assert not preparer(
        guise, read_classeur(write(tmp_path / "c.csv", "INSEE;Intitulé;Machin", "02381;Gare;P"))
    ).rappelee


def test_a_file_that_says_nothing_of_use_says_what_is_missing(guise: Store, tmp_path: Path) -> None:
    """Without a commune, or without anything to import, nothing is previewed."""
    with pytest.raises(FichierError, match="Aucune colonne ne dit la commune"):
        see(guise, write(tmp_path / "a.csv", "Nom;Prix", "Pain;1", "Lait;2"))
    with pytest.raises(FichierError, match="action, de convention"):
        see(guise, write(tmp_path / "b.csv", "INSEE;LAT", "02361;49,9", "02381;49,8"))
    with pytest.raises(FichierError, match="feuille « autre »"):
        preparer(guise, read_classeur(tmp_path / "a.csv"), feuille="autre")
    with pytest.raises(FichierError, match="ligne 9"):
        preparer(guise, read_classeur(tmp_path / "a.csv"), ligne_titres=9)


@pytest.mark.parametrize("content", ["[]", "{", '{"a": 1}', '{"Titre": "action.inconnu"}'])
def test_a_wrong_file_of_correspondences_is_said(content: str) -> None:
    """One sentence, and nothing imported."""
    with pytest.raises(FichierError, match="Rien n’a été importé"):
        lire_correspondances(content)
