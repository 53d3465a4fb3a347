"""Saved views: kept on the laptop, shared as a file, never in place of those of the program."""

import json
from pathlib import Path

import pytest

from pvd_tui.domain.vue import ColonneVue, Condition, Operateur, Tri, Vue
from storage.errors import RefusError
from storage.store import Store
from storage.vues import Vues

MINE = Vue(
    "action",
    "À relancer",
    (Condition("phase", Operateur.EST, ("Étude",)),),
    (ColonneVue("titre", 30), ColonneVue("reste")),
    (Tri("reste", descendant=True),),
    "commune",
)


@pytest.fixture
def vues() -> Vues:
    """Give the views of an empty store."""
    return Vues(Store.open(":memory:"))


def test_a_view_is_kept_found_renamed_and_forgotten(vues: Vues) -> None:
    """By its name, whatever its accents; saving again replaces it."""
    vues.enregistrer(MINE)
    assert vues.trouver("action", "a RELANCER") == MINE
    vues.enregistrer(Vue("action", "à relancer"))
    assert [vue.nom for vue in vues.own()] == ["à relancer"]
    renamed = vues.renommer(vues.own()[0], "Mardi")
    assert vues.own() == [renamed]
    vues.supprimer(renamed)
    assert vues.own() == []
    assert vues.de("action")[0].fournie


def test_a_view_of_the_program_stays_what_it_is(vues: Vues) -> None:
    """Neither replaced, nor deleted, nor hidden by another of the same name."""
    given = vues.trouver("action", "muettes")
    assert given is not None
    with pytest.raises(RefusError, match="fournie avec le programme"):
        vues.enregistrer(Vue("action", "Muettes"))
    with pytest.raises(RefusError, match="ne se supprime pas"):
        vues.supprimer(given)
    vues.enregistrer(MINE)
    with pytest.raises(RefusError, match="s'appelle déjà"):
        vues.renommer(MINE, "Muettes")


def test_a_view_goes_to_a_colleague_in_a_file(vues: Vues, tmp_path: Path) -> None:
    """The same view twice is one; another of the same name gets a number."""
    vues.enregistrer(MINE)
    vues.exporter(vues.own(), tmp_path / "vues.json")
    other = Vues(Store.open(":memory:"))
    assert other.importer(tmp_path / "vues.json") == [MINE]
    assert other.importer(tmp_path / "vues.json") == [MINE]
    other.enregistrer(Vue("action", "À relancer"))
    assert [vue.nom for vue in other.importer(tmp_path / "vues.json")] == ["À relancer (2)"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "bien formé, ligne 1"),
        ("[" * 100_000, "bien formé"),
        ("[]", "pas un fichier de vues"),
        ('{"format": "pvd-vues", "version": 9, "vues": []}', "version plus récente"),
        ('{"format": "pvd-vues", "version": 1, "vues": [{"nom": "A", "table": "x"}]}', "pas un type de fiche"),
        (
            json.dumps({"format": "pvd-vues", "version": 1, "vues": [{"nom": "A", "table": "action", "tri": ["x"]}]}),
            "demande un champ « x »",
        ),
    ],
)
def test_a_file_that_holds_no_views_is_refused_in_french(vues: Vues, tmp_path: Path, text: str, sentence: str) -> None:
    """Nothing is kept of it."""
    path = tmp_path / "vues.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RefusError, match=sentence):
        vues.importer(path)
    assert vues.own() == []


def test_a_folder_that_is_not_there_is_said(vues: Vues, tmp_path: Path) -> None:
    """Reading and writing both."""
    with pytest.raises(RefusError, match="n'existe pas"):
        vues.importer(tmp_path / "rien" / "vues.json")
    with pytest.raises(RefusError, match="n'existe pas"):
        vues.exporter([MINE], tmp_path / "rien" / "vues.json")


def test_a_name_that_is_refused_leaves_the_view(vues: Vues) -> None:
    """Renamed to nothing: refused, and still there under its name."""
    vues.enregistrer(MINE)
    with pytest.raises(RefusError, match="manque un nom"):
        vues.renommer(MINE, "  ")
    assert vues.own() == [MINE]


def test_a_view_of_a_newer_program_is_kept_for_it() -> None:
    """It is not shown here, and saving another one does not drop it."""
    store = Store.open(":memory:")
    newer = {"nom": "Demain", "table": "action", "filtre": [{"champ": "titre", "operateur": "≈", "valeurs": ["x"]}]}
    store.settings.put("vues", json.dumps([newer]))
    vues = Vues(store)
    assert vues.own() == []
    vues.enregistrer(MINE)
    assert vues.own() == [MINE]
    assert newer in json.loads(store.settings.get("vues") or "")


@pytest.mark.parametrize(
    ("champ", "operateur", "valeurs"),
    [
        ("cout_previsionnel", ">=", ["beaucoup"]),
        ("cout_previsionnel", "=", [10**30]),
        ("cout_previsionnel", ">", [True]),
        ("echeance", ">=", ["demain matin"]),
        ("echeance", ">=", ["auj", "hier"]),
        ("titre", "~", [3]),
        ("desaccord", "=", ["oui"]),
        ("phase", ">", ["Étude"]),
        ("description", "=", ["x"]),
    ],
)
def test_a_file_whose_values_are_of_another_kind_is_refused(
    vues: Vues, tmp_path: Path, champ: str, operateur: str, valeurs: list[object]
) -> None:
    """Said in French, before a list would compare an amount with a word, or SQLite with a number it cannot hold."""
    view = {"nom": "A", "table": "action", "filtre": [{"champ": champ, "operateur": operateur, "valeurs": valeurs}]}
    file = tmp_path / "vues.json"
    file.write_text(json.dumps({"format": "pvd-vues", "version": 1, "vues": [view]}), encoding="utf-8")
    with pytest.raises(RefusError, match="Rien n'a été importé"):
        vues.importer(file)
