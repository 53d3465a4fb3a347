"""Plans, demandes and what is made again, by command."""

import pytest

from tests.commands.conftest import Pvd


@pytest.fixture
def action(cli: Pvd) -> str:
    """Create an action of 100 000 € at Guise."""
    record = cli("creer", "action", "titre=Halle du marché", "commune=02361", "code=2.3").last
    cli("creer", "depense", f"action={record}", "montant_previsionnel=100k")
    return record


@pytest.fixture
def plan(cli: Pvd, action: str) -> str:
    """Create its plan: 30 000 € of DETR, 70 000 € of its own."""
    record = cli("creer", "plan_financement", f"action={action}", "version=1", "statut=Brouillon").last
    cli("creer", "ressource", f"plan_financement={record}", "dispositif=DETR", "montant_demande=30k")
    cli("creer", "ressource", f"plan_financement={record}", "dispositif=Autofinancement", "montant_demande=70k")
    return record


def test_a_plan_is_voted_frozen_and_compared_with_its_next_version(cli: Pvd, plan: str) -> None:
    """The whole life of two versions."""
    assert "dépassent" in cli("plan", "voter", _line_at(cli, plan, "90k"), "--deliberation=D1", "--date=hier").err
    _line_at(cli, plan, "70k")
    assert cli("plan", "voter", plan, "--deliberation", "D1", "--date", "hier").code == 0
    line = cli("lister", "ressource", f"plan_financement={plan}", "dispositif=DETR", "--json").json[0]["id"]
    assert "nouvelle version" in cli("modifier", "ressource", line, "montant_demande=1").err
    assert "nouvelle version" in cli("archiver", "ressource", line).err
    assert "nouvelle version" in cli("creer", "ressource", f"plan_financement={plan}").err
    assert cli("modifier", "ressource", line, "montant_accorde=25k").code == 0

    second = cli("plan", "nouvelle-version", plan).last
    copied = cli("lister", "ressource", f"plan_financement={second}", "dispositif=DETR", "--json").json[0]["id"]
    cli("modifier", "ressource", copied, "montant_demande=25k")
    said = cli("plan", "comparer", plan, second, "--json").json
    assert {one["ligne"]: one["ecart"] for one in said["lignes"]} == {
        "DETR": -500_000,
        "Autofinancement": 0,
        "Total des ressources": -500_000,
        "Coût": 0,
    }
    assert "v1, voté le" in cli("plan", "comparer", plan, second).out


def _line_at(cli: Pvd, plan: str, amount: str) -> str:
    """Set the own part of the plan; give the plan back."""
    own = cli("lister", "ressource", f"plan_financement={plan}", "dispositif=Autofinancement", "--json").json[0]["id"]
    cli("modifier", "ressource", own, f"montant_demande={amount}")
    return plan


def test_plan_reste_says_how_much_and_why(cli: Pvd, plan: str) -> None:
    """80 000 of 100 000 may be public: 50 000 are left."""
    said = cli("plan", "reste", plan, "--json").json

    assert (said["reste"], said["lie"]) == (5_000_000, "part du maître d’ouvrage")
    assert "Vous pouvez encore demander" in cli("plan", "reste", plan).out


def test_demande_suivi_and_reconduire(cli: Pvd, action: str) -> None:
    """The light, then the new demande with the old number."""
    demande = cli(
        "creer", "demande", f"action={action}", "titre=DETR 2026", "dispositif=DETR", "numero_dossier=77"
    ).last
    (said,) = cli("demande", "suivi", action, "--json").json
    assert (said["feu"], said["champ"]) == ("Ne signez pas", "date_ardd")
    assert "Ne signez pas" in cli("demande", "suivi", demande).out
    assert "notez d.abord son issue" in cli("demande", "reconduire", demande).err.replace("'", ".")
    cli("modifier", "demande", demande, "etat=Refusée")
    again = cli("voir", "demande", cli("demande", "reconduire", demande).last, "--json").json
    assert (again["numero_anterieur"], again["renouvelle"], again["etat"]) == ("77", demande, "À déposer")


def test_an_action_is_duplicated_replaced_and_moved(cli: Pvd, action: str, plan: str) -> None:
    """Each prints the id of what it made."""
    copy = cli("dupliquer", action, "--sans", "plan_financement").last
    assert cli("lister", "plan_financement", f"action={copy}", "--json").json == []
    assert cli("lister", "depense", f"action={copy}", "--json").json
    assert cli("dupliquer", action, "--sans", "x").code == 2
    assert cli("voir", "action", cli("remplacer", copy).last, "--json").json["remplace"] == copy
    moved = cli("deplacer", action, "02381").last
    assert cli("lister", "plan_financement", f"action={moved}", "--json").json[0]["id"] != plan
    assert "INSEE" in cli("deplacer", moved, "99999").err


def test_completude_and_the_paragraph(cli: Pvd, action: str) -> None:
    """What is missing, and what can be pasted in an e-mail."""
    said = cli("completude", action, "--json").json
    assert said["taux"] == 17
    assert {"quoi": "de description", "champ": "description", "type": None} in said["manque"]
    assert cli("voir", "action", action, "--paragraphe").out.startswith(
        "L’action 2.3 de Guise, « Halle du marché », est inscrite au plan d’action."
    )


def test_notes_stay_here_and_are_listed_newest_first(cli: Pvd, action: str) -> None:
    """« Qui a dit quoi », and when to ask again."""
    cli("noter", "--action", action, "--partenaire", "DRAC", "--qui", "M. Duval", "Étude patrimoniale demandée")
    cli("noter", "--action", action, "--relance", "demain", "Relance faite")
    listed = cli("notes", action)

    assert listed.out.splitlines()[0].endswith("Relance faite")
    assert "M. Duval · DRAC : Étude patrimoniale demandée" in listed.out
    assert "Dernière relance" in listed.err
    assert len(cli("notes", "--partenaire", "drac", "--json").json) == 1
    assert "vide" in cli("noter", "--action", action, " ").err


def test_a_fiche_is_compared_with_a_moment_and_brought_back(cli: Pvd, action: str) -> None:
    """By a moment of its history."""
    at = cli("historique", "action", action, "--json").json[-1]["at"]
    cli("modifier", "action", action, "titre=Gare")
    (said,) = cli("comparer", "action", action, at, "--json").json[:1]
    assert (said["champ"], said["avant"], said["apres"]) == ("titre", "Halle du marché", "Gare")
    cli("revenir", "action", action, at, "--champ", "titre")
    assert cli("voir", "action", action, "--json").json["titre"] == "Halle du marché"
    assert cli("revenir", "action", action, "pas un moment").code == 2


def test_the_shares_of_the_communes_add_up(cli: Pvd, action: str, plan: str) -> None:
    """60 and 40 % of 100 000 €."""
    assert plan
    for commune, cle in (("02361", "60"), ("02381", "40")):
        cli("creer", "action_commune", f"action={action}", f"commune={commune}", f"cle={cle}")
    said = cli("repartition", action, "--json").json

    assert [(one["commune"], one["part"]) for one in said["communes"]] == [("02361", 6_000_000), ("02381", 4_000_000)]
    assert said["total"] == 100
