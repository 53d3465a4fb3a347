"""The words of F1 and the keys, by command."""

from pathlib import Path

import pytest

from tests.commands.conftest import Pvd


def test_definir_says_what_f1_says(cli: Pvd) -> None:
    """The definition, an example, who fills it; a whole table by its name, all of it as JSON too."""
    said = cli("definir", "demande.date_ardd")
    assert said.code == 0
    assert "ne signez ni devis" in said.out
    assert "Rempli par : préfecture" in said.out
    assert cli("definir", "demande.date_ardd", "--json").json["exemple"] == "03/02/2026"
    assert len(cli("definir", "axe", "--json").json) == len(cli("definir", "axe").out.strip().split("\n\n")) == 4
    assert "demande  demande de subvention" in cli("definir").out


def test_a_value_that_is_named_in_french_is_not_translated_again(cli: Pvd) -> None:
    """« TEXTE » holds the « TEXT » that click would say."""
    said = cli("seance", "inviter", "--help").out
    assert "--fonction TEXTE " in said
    assert "TEXTEE" not in said


def test_an_unknown_field_proposes_the_nearest(cli: Pvd) -> None:
    """A wrong name is refused with the one that was meant."""
    said = cli("definir", "action.date_engagment")
    assert said.code == 1
    assert "Peut-être : action.date_engagement" in said.err


def test_touches_lists_the_map_with_ones_own(cli: Pvd, tmp_path: Path) -> None:
    """What is changed is listed as it is now."""
    file = tmp_path / "touches.toml"
    file.write_text('[touches]\n"liste.nouveau" = "w"\n', encoding="utf-8")
    lines = {line["id"]: line for line in cli("touches", str(file), "--json").json}
    assert (lines["liste.nouveau"]["touches"], lines["liste.nouveau"]["changee"]) == (["w"], True)
    assert lines["aide.ouvrir"]["touches"] == ["F1"]
    assert "liste.nouveau" in cli("touches", str(file)).out


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b'[touches]\n"liste.nouveau" = "w"\n', 0, "1 touche à vous"),
        (b'[touches]\n\n"liste.nouveau" = "r"\n', 1, "touches.toml, ligne 3 : « r » : liste.nouveau et"),
        (b"\xff\xfe[\x00", 1, "UTF-8"),
        (b"\x00", 1, "touches.toml"),
    ],
)
def test_touches_verifier_names_the_file_and_the_line(
    cli: Pvd, tmp_path: Path, content: bytes, code: int, words: str
) -> None:
    """One fault is one sentence; the program then opens with its own keys."""
    file = tmp_path / "touches.toml"
    file.write_bytes(content)
    said = cli("touches", "--verifier", str(file))
    assert said.code == code
    assert words in said.out + said.err
    assert ("ses propres touches" in said.err) == (code == 1)


def test_a_file_that_is_named_and_missing_is_refused(cli: Pvd, tmp_path: Path) -> None:
    """No file at the usual place is no fault; a name that was given is."""
    assert cli("touches", "--verifier", str(tmp_path / "rien.toml")).code == 1
    assert cli("touches", "--essai").code == 1
