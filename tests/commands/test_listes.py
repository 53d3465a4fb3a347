"""Lists and bulk edits by command: views, conditions, orders, columns, previews."""

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Pvd


@pytest.fixture
def actions(cli: Pvd) -> list[str]:
    """Create three actions of Guise."""
    return [
        cli("creer", "action", f"titre={titre}", "commune=02361", f"phase={phase}", f"cout_previsionnel={cout}").last
        for titre, phase, cout in (("Halle", "Étude", "100k"), ("École", "Opération", "2 M€"), ("Îlot", "Idée", ""))
    ]


def test_lister_takes_conditions_an_order_and_columns(cli: Pvd, actions: list[str]) -> None:
    """With operators; what is not filled in comes last; the last line says what is left out."""
    asked = ("lister", "action", "cout_previsionnel>=100k", "phase=étude,opération")
    listed = cli(*asked, "--trier", "-cout_previsionnel", "--json").json
    assert [one["id"] for one in listed] == [actions[1], actions[0]]
    said = cli(*asked, "--trier", "titre", "--colonnes", "titre,commune,reste", "--limite", "1").out.splitlines()
    assert said[0].split() == ["Titre", "Commune", "Reste", "à", "financer", "(€)"]
    assert said[1].split()[:2] == ["École", "02361"]
    assert said[2] == "1 fiche sur 2, limitées par --limite sur 3 ; 1 hors des conditions"
    assert [one["titre"] for one in cli("lister", "action", "cout_previsionnel=", "--json").json] == ["Îlot"]
    assert list(cli("lister", "action", "--colonnes", "titre", "--json").json[0]) == ["id", "titre"]


def test_a_view_is_kept_listed_shared_and_used(cli: Pvd, actions: list[str], tmp_path: Path) -> None:
    """By its name or as a file; `pvd vues` does what F4 does."""
    assert cli("vues", "enregistrer", "action", "Mes études", "phase=étude", "--trier", "-titre").code == 0
    assert "Mes études" in cli("vues", "lister", "action").out
    assert [one["id"] for one in cli("lister", "action", "--vue", "mes etudes", "--json").json] == [actions[0]]
    path = tmp_path / "vues.json"
    assert cli("vues", "exporter", str(path)).code == 0
    assert json.loads(path.read_text(encoding="utf-8"))["vues"][0]["tri"] == ["-titre"]
    assert cli("vues", "renommer", "action", "Mes études", "Études").code == 0
    assert cli("vues", "supprimer", "action", "études").code == 0
    assert [one["id"] for one in cli("lister", "action", "--vue", str(path), "--json").json] == [actions[0]]
    assert cli("vues", "importer", str(path)).last == "action  Mes études"


def test_modifier_in_bulk_previews_then_writes_one_gesture(cli: Pvd, actions: list[str]) -> None:
    """`--apercu` writes nothing; one undo takes all of it back."""
    bulk = ("modifier", "action", "--ou", "phase=étude,opération", "pilote=Zoé")
    preview = cli(*bulk, "--apercu").out
    assert "Halle  Pilote : — -> Zoé" in preview
    assert "Aperçu : 2 fiches à modifier, 0 sans changement, 0 refus. Rien n'a été écrit." in preview
    assert cli("lister", "action", "pilote!=", "--json").json == []
    facts = cli(*bulk, "--apercu", "--json").json
    assert ([one["id"] for one in facts["modifiees"]], facts["ecrit"]) == ([actions[1], actions[0]], False)
    assert "2 fiches modifiées, 0 sans changement, 0 refus." in cli(*bulk).err
    assert "0 fiche modifiée, 2 sans changement" in cli(*bulk).err
    assert len(cli("lister", "action", "pilote=zoe", "--json").json) == 2
    assert cli("annuler").code == 0
    assert cli("lister", "action", "pilote!=", "--json").json == []


def test_what_cannot_be_taken_in_bulk_is_refused_one_by_one(cli: Pvd, actions: list[str]) -> None:
    """The others are written; the refused ones are named with the reason."""
    cli("modifier", "action", actions[0], "code=1.1", "statut_conventionnel=Inscrite")
    said = cli("modifier", "action", "--ou", "titre!=", "code=9.9")
    assert "2 fiches modifiées, 0 sans changement, 1 refus." in said.err
    assert f"Refus : {actions[0]}  Halle : Inscrit" in said.err
    assert cli("modifier", "action", "--ou", "titre~halle", "commune=02381").err.count("ne change pas de commune") == 1


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("lister", "action", "halle"), 1, "n'est pas une condition"),
        (("lister", "action", "couleur=bleu"), 1, "Il n'y a pas de champ « couleur »"),
        (("lister", "action", "--vue", "rien"), 1, "Il n'y a pas de vue « rien »"),
        (("lister", "action", "--vue", "rien.json"), 1, "n'existe pas"),
        (("lister", "action", "--trier", "couleur"), 2, "« couleur » n'est pas un champ"),
        (("lister", "action", "--colonnes", "couleur"), 2, "« couleur » n'est pas un champ"),
        (("modifier", "action"), 2, "Il manque ID, ou --ou CONDITION"),
        (("modifier", "action", "pilote=Zoé"), 2, "Il manque ID, ou --ou CONDITION"),
        (("modifier", "action", "--ou", "phase=étude"), 2, "Il manque CHAMP=VALEUR"),
        (("modifier", "action", "--ou", "phase=étude", "id=x"), 1, "ne change pas"),
        (("vues", "enregistrer", "action", "Muettes"), 1, "fournie avec le programme"),
        (("vues", "supprimer", "action", "Muettes"), 1, "ne se supprime pas"),
        (("vues", "exporter", "x.json"), 1, "n'a pas de vue à lui"),
    ],
)
def test_what_is_refused_is_one_french_sentence(cli: Pvd, words: tuple[str, ...], code: int, sentence: str) -> None:
    """Nothing on stdout, nothing written."""
    said = cli(*words)
    assert (said.code, said.out) == (code, "")
    assert sentence in said.err
