"""Conventions and postes by command."""

import pytest

from tests.commands.conftest import Pvd


@pytest.fixture
def group(cli: Pvd) -> str:
    """Create the convention of two communes at once."""
    for insee in ("02361", "02381"):
        cli("creer", "commune", f"id={insee}")
    made = cli("rattacher", "--nouvelle", "Cadre des deux", "--type", "Cadre ORT", "02361", "02381")
    assert made.code == 0
    return made.last


def test_the_convention_of_a_group_is_read_at_a_glance(cli: Pvd, group: str) -> None:
    """In words with the names of communes and EPCIs, and as JSON without anything typed."""
    said = cli("convention", group[-8:]).out
    for words in ("Communes (2)", "Guise : convention ?", "CC des Trois Rivières", "Ce qui manque"):
        assert words in said
    read = cli("convention", group, "--json").json
    assert [commune["insee"] for commune in read["communes"]] == ["02361", "02381"]
    assert read["communes"][0]["phase"]["reponse"] == "Inconnu"
    assert {one["champ"] for one in read["conditions"]} == {"epci", "commune", "signature_ville_principale"}


def test_communes_are_added_and_unknown_ones_refused(cli: Pvd, group: str) -> None:
    """One undo takes them out again; a code that is no commune of this laptop writes nothing."""
    cli("creer", "commune", "id=02173")
    added = cli("rattacher", group, "02173", "02361")
    assert (added.last, added.err.strip()) == (group, "1 ajoutée(s), 1 déjà dans la convention.")
    assert len(cli("convention", group, "--json").json["communes"]) == 3
    cli("annuler")
    assert len(cli("convention", group, "--json").json["communes"]) == 2
    assert "n'est pas sur cet ordinateur" in cli("rattacher", group, "02468").err
    assert cli("rattacher", group).code == 2


def test_a_poste_is_computed_without_a_fiche(cli: Pvd) -> None:
    """75 % under the ceilings; each funder under its own; what cannot be read is refused in French."""
    said = cli("poste", "calculer", "60k", "--json").json
    assert (said["possible"], said["reste_a_charge"], said["reste_au_mieux"]) == (45_000_00, 60_000_00, 15_000_00)
    with_anah = cli("poste", "calculer", "80k", "--anah", "41k").out
    assert "55\u202f000\u202f€ par an" in with_anah
    assert "! La subvention de l’Anah dépasse le plafond (40\u202f000\u202f€ par an)" in with_anah
    assert "n’est pas un montant" in cli("poste", "calculer", "beaucoup").err
    cli("creer", "commune", "id=02361")
    poste = cli("creer", "poste", "commune=02361", "cout_charge=40k").last
    assert "30\u202f000\u202f€" in cli("poste", "voir", poste).out
