"""`pvd digest`, by command."""

from tests.commands.conftest import Pvd


def test_the_digest_is_said_as_text_and_as_json(cli: Pvd) -> None:
    """Both say the same facts; a state has its words, an amount its cents."""
    cli("creer", "commune", "id=02361")
    cli("creer", "action", "commune=02361", "titre=Halle")
    said = cli("digest")
    assert (said.code, said.err) == (0, "")
    assert "Guise (02361)\n  Nouveau\n    - action « Halle »\n    - commune « Guise »\n" in said.out.replace("\r", "")
    found = cli("digest", "--json").json
    assert [(one["insee"], len(one["faits"])) for one in found["communes"]] == [("02361", 2)]
    assert {fait["rubrique"] for fait in found["communes"][0]["faits"]} == {"Nouveau"}


def test_a_private_note_is_left_out_and_said(cli: Pvd) -> None:
    """The text can be sent: the count goes to the error output."""
    cli("creer", "commune", "id=02361")
    cli("noter", "négociation", "XYZZY", "--commune", "02361")
    said = cli("digest")
    assert "XYZZY" not in said.out
    assert said.err == "Sans 1 fiche restreinte de cet ordinateur, que personne d'autre ne voit.\n"


def test_a_day_to_come_and_what_is_no_day_are_refused(cli: Pvd) -> None:
    """In French, and nothing is read."""
    ahead = cli("digest", "--depuis", "01/01/2150")
    assert (ahead.code, "est à venir" in ahead.err) == (1, True)
    none = cli("digest", "--depuis", "trente")
    assert (none.code, "Rien n'a été lu." in none.err) == (1, True)
