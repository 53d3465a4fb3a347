"""Risks, the programme and `--au`, by command."""

from pathlib import Path

import pytest

from storage.store import Store
from tests.commands.conftest import Pvd


@pytest.fixture
def aisne(cli: Pvd) -> Pvd:
    """Write two communes: one signed, one that is late."""
    for insee in ("02361", "02381"):
        cli("creer", "commune", f"id={insee}")
        cli("creer", "convention", f"commune={insee}", "type=Adhésion", "statut=Signée", "date_signature=2021-04-15")
    cli("creer", "convention", "commune=02361", "type=Cadre ORT", "statut=Signée", "date_signature=2023-05-04")
    cli("creer", "convention", "commune=02381", "type=Cadre ORT", "date_signature=2024-02-01")
    return cli


def test_the_communes_at_risk_are_said_with_the_fact_the_days_and_the_step(aisne: Pvd) -> None:
    """As of a day: Hirson signed later, Guise had; what is unknown is counted apart."""
    said = aisne("risques", "--departement", "02", "--au", "25/06/2023")
    assert said.code == 0
    assert "Convention-cadre à signer (1 site)" in said.out
    assert "! Hirson (02381) : Signer la convention-cadre." in said.out
    assert "Échéance 01/01/2024 (J-190)." in said.out
    assert "Guise" not in said.out
    assert "inconnu à cette date" in said.out
    assert said.last.startswith("Au 25/06/2023 : 1 commune à risque (1 site) sur 2 ; à renseigner : 2 communes")
    assert "À renseigner : Guise (02361)" in aisne("risques", "--a-renseigner").out


def test_the_same_is_read_as_json(aisne: Pvd) -> None:
    """Each fact with its source, its days, its step and the time it read."""
    said = aisne("risques", "--au", "2023-06-25", "--json").json
    assert (said["au"], said["echeance"], said["a_risque"]) == ("2023-06-25", "2024-01-01", 1)
    commune = said["sites"][0]["communes"][0]
    assert (commune["insee"], commune["risque_calcule"], commune["risque_retenu"]) == ("02381", "Oui", None)
    facts = {one["regle"]: one for one in commune["constats"]}
    assert facts["R1"]["jours"] == 190
    assert facts["R2"]["jours"] < 0
    assert facts["R1"]["temps"] == "dates métier"
    assert aisne("risques", "--json").json["sites"] == []


def test_a_signature_takes_a_commune_out_of_the_list(aisne: Pvd) -> None:
    """From its day on, and not before."""
    assert aisne("risques", "--au", "31/01/2024", "--json").json["a_risque"] == 1
    assert aisne("risques", "--au", "01/02/2024", "--json").json["a_risque"] == 0


def test_bad_days_and_territories_are_answered_as_a_careful_colleague_would(aisne: Pvd) -> None:
    """Before the programme there is nothing to say; a day to come says what it can; nobody made up a département."""
    before = aisne("risques", "--au", "30/09/2020")
    assert (before.code, "Le programme a commencé le 01/10/2020" in before.err) == (1, True)
    ahead = aisne("risques", "--au", "01/01/2050")
    assert (ahead.code, "est à venir" in ahead.err) == (0, True)
    unknown = aisne("risques", "--departement", "2z")
    assert (unknown.code, "Départements présents : 02." in unknown.err) == (1, True)
    assert "n’est pas une date" in aisne("risques", "--au", "hier soir").err


def test_a_page_of_a_commune_or_a_convention_is_read_as_of_a_day(aisne: Pvd) -> None:
    """And says which time it read."""
    now, then = aisne("commune", "02361"), aisne("commune", "02361", "--au", "03/05/2023")
    assert "Convention-cadre valant ORT (fait, 04/05/2023)" in now.out
    assert "Convention-cadre valant ORT (attendu" in then.out
    assert then.last.startswith("Au 03/05/2023 : dates métier")
    record = aisne("lister", "convention", "commune=02361", "type=Cadre ORT", "--json").json[0]["id"]
    tests = [
        aisne("convention", record, "--json", "--au", day).json["communes"][0]["phase"]["convention"]["reponse"]
        for day in ("03/05/2023", "04/05/2023")
    ]
    assert tests == ["Non", "Oui"]


def test_a_new_threshold_or_campaign_drives_the_rules(aisne: Pvd) -> None:
    """It is a record, not a release; `lister` says where each one comes from."""
    assert aisne("programme", "ajouter", "delai_convention", "36", "--source", "Instruction nouvelle").code == 0
    late = aisne("risques", "--au", "25/06/2023", "--json").json["sites"][0]["communes"][0]["constats"]
    assert {one["regle"] for one in late} == {"R1"}
    made = aisne(
        "programme",
        "campagne",
        "Note 2024",
        "--ouverture",
        "01/01/2023",
        "--echeance",
        "31/03/2024",
        "--operationnelles",
        "01/07/2024",
    )  # fmt: skip - one line says it
    assert made.code == 0
    assert aisne("risques", "--au", "25/06/2023", "--json").json["echeance"] == "2024-07-01"
    found = {one["code"]: one for one in aisne("programme", "lister", "--json").json}
    assert (found["delai_convention"]["valeur"], found["delai_convention"]["source"]) == (36, "Instruction nouvelle")
    assert found["note_synthese"]["type"] == "campagne_note"
    assert found["club_annuel"]["id"] is None
    assert "par défaut (Instruction du 24/05/2023)" in aisne("programme", "lister").out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("ajouter", "delai", "3"), "n'est pas un code du programme"),
        (("ajouter", "note_synthese", "bientôt"), "n’est pas une date"),
        (("ajouter", "club_annuel", ""), "Il manque la valeur"),
        (("ajouter", "club_annuel", "3", "--debut", "1/1/2025", "--fin", "1/1/2024"), "La fin est avant le début"),
        (("campagne", "Note", "--ouverture", "1/2/2025", "--echeance", "1/1/2025"), "La fin est avant le début"),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_written(cli: Pvd, words: tuple[str, ...], why: str) -> None:
    """In French, with what to do."""
    said = cli("programme", *words)
    assert (said.code, why in said.err) == (1, True)
    assert all(one["id"] is None for one in cli("programme", "lister", "--json").json)


@pytest.mark.parametrize(("role", "code"), [("chef", 1), ("prefecture", 1), ("region", 1), ("national", 0)])
def test_the_national_stream_is_written_by_the_nation_only(cli: Pvd, base: Path, role: str, code: int) -> None:
    """A laptop that is linked to a server says so before the server does (`sync.server.territory`)."""
    cli("programme", "lister")
    with Store.open(base) as store:
        store.settings.put("serveur", "https://pvd.example")
        store.settings.put("role", role)
    said = cli("programme", "ajouter", "club_annuel", "3")
    assert said.code == code
    assert ("seul l'échelon national l'écrit" in said.err) == (code == 1)
