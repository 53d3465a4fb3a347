"""Records by command: what is printed, where, and with which exit code."""

from dataclasses import replace
from pathlib import Path

import pytest

from storage.store import Store
from tests.commands.conftest import Pvd


@pytest.fixture
def action(cli: Pvd) -> str:
    """Create an action at Guise."""
    return cli("creer", "action", "titre=Halle du marché", "commune=02361", "echeance=15/9/2027").last


def test_creer_prints_the_id_alone_and_voir_gives_the_record(cli: Pvd, action: str) -> None:
    """The keys of `voir --json` are the field names plus `id`; dates are ISO, money is integer cents."""
    cli("modifier", "action", action, "cout_previsionnel=1,25 M€", "phase=etude")
    record = cli("voir", "action", action, "--json").json

    assert record["id"] == action
    assert (record["titre"], record["commune"], record["echeance"]) == ("Halle du marché", "02361", "2027-09-15")
    assert (record["cout_previsionnel"], record["phase"]) == (125_000_000, "Étude")
    assert record["date_engagement"] is None


def test_lister_filters_and_is_an_array_of_objects(cli: Pvd, action: str) -> None:
    """`champ=valeur` keeps the records that have it; values are read as they are typed."""
    cli("creer", "action", "titre=Cantine", "commune=02381", "phase=Idée")
    listed = cli("lister", "action", "commune=02361", "--json").json

    assert [one["id"] for one in listed] == [action]
    assert cli("lister", "action", "phase=idee", "--json").json[0]["titre"] == "Cantine"
    assert cli("lister", "action").out.splitlines()[-1] == "2 fiches"


def test_a_commune_is_completed_from_the_referentiel(cli: Pvd) -> None:
    """Its INSEE code is its id; name, département and population follow."""
    assert cli("creer", "commune", "id=02361").last == "02361"
    record = cli("voir", "commune", "02361", "--json").json
    assert (record["titre"], record["departement"]) == ("Guise", "02")


def test_an_id_may_be_its_last_characters(cli: Pvd, action: str) -> None:
    """A person types the end of an id where only one record ends so."""
    assert cli("voir", "action", action[-8:], "--json").json["id"] == action


def test_modifier_archiver_annuler_and_the_history_say_what_happened(cli: Pvd, action: str) -> None:
    """Each gesture is one line of the history, and undo takes the last one back."""
    assert cli("modifier", "action", action, "titre=Halle couverte").code == 0
    assert "y étaient déjà" in cli("modifier", "action", action, "titre=Halle couverte").err
    assert cli("archiver", "action", action).code == 0
    assert cli("lister", "action", "--json").json == []
    assert "archivée" in cli("modifier", "action", action, "titre=x").err

    assert cli("annuler").code == 0
    assert cli("lister", "action", "--json").json[0]["titre"] == "Halle couverte"
    assert cli("annuler").code == 0
    assert cli("voir", "action", action, "--json").json["titre"] == "Halle du marché"
    assert cli("retablir").code == 0
    history = cli("historique", "action", action, "--json").json
    assert [one["set"] for one in history][:2] == [
        {"titre": "Halle du marché", "commune": "02361", "echeance": "2027-09-15"},
        {"titre": "Halle couverte"},
    ]


def test_an_empty_value_empties_a_field(cli: Pvd, action: str) -> None:
    """`champ=` is unknown again, which is not zero."""
    cli("modifier", "action", action, "echeance=")
    assert cli("voir", "action", action, "--json").json["echeance"] is None


@pytest.mark.parametrize(("word", "sentence"), [("commune=02381", "change pas de commune"), ("id=x1", "identifiant")])
def test_what_no_server_would_take_is_refused_at_once(cli: Pvd, action: str, word: str, sentence: str) -> None:
    """« Enregistré » now and « À corriger » tomorrow would take the title away with it."""
    said = cli("modifier", "action", action, "titre=Halle couverte", word)

    assert said.code == 1
    assert sentence in said.err
    assert cli("voir", "action", action, "--json").json["titre"] == "Halle du marché"


def test_annuler_says_so_when_everything_was_changed_since(cli: Pvd, action: str, base: Path) -> None:
    """Nothing was taken back: the fields left alone are named, and « Annulé » is not said."""
    cli("modifier", "action", action, "titre=Halle couverte")
    with Store.open(base) as store:
        mine = store.history.of("action", action)[-1]
        theirs = replace(mine, id=store.new_id(), set={"titre": "Marché"}, over={"titre": [mine.id]}, at=store.now())
        store.outbox.receive([theirs], None)
    said = cli("annuler")

    assert "Rien n'a pu être annulé" in said.err
    assert "Laissé tel quel, modifié depuis : titre" in said.err


def test_chercher_does_not_mind_accents(cli: Pvd, action: str) -> None:
    """Words may be unfinished, without accents."""
    assert [hit["id"] for hit in cli("chercher", "march", "HALLE", "--json").json] == [action]


def test_a_misspelt_word_is_answered_with_the_nearest_title(cli: Pvd, action: str) -> None:
    """Nothing is found, so what was perhaps meant is proposed."""
    said = cli("chercher", "hale", "du", "marcher")
    assert said.out == "0 résultat\n"
    assert f"Vouliez-vous dire : Halle du marché ? (action {action})" in said.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("creer", "action", "titre=x", "commune=99999"), "n'est pas le code INSEE d'une commune"),
        (("creer", "action", "titre=x", "commune=Saint Denis"), "code INSEE"),
        (("creer", "action", "titre=x"), "Il manque la commune"),
        (("creer", "action", "titre=x", "commune=02361", "id=../x"), "ne peut pas être un identifiant"),
        (("creer", "halle", "titre=x"), "n'est pas un type de fiche"),
        (("creer", "action", "titre=x", "commune=02361", "cout_previsionnel=12,5,3"), "plusieurs virgules"),
        (("creer", "action", "titre=x", "commune=02361", "echeance=31/02/2024"), "n’existe pas"),
        (("creer", "action", "titre=x", "commune=02361", "couleur=bleu"), "Il n’y a pas de champ « couleur »"),
        (("creer", "presence", "titre=A. Petit", "seance_club=inconnue"), "n'existe pas sur cet ordinateur"),
        (("voir", "action", "inconnue"), "Il n'y a pas de fiche"),
        (("annuler",), "Il n'y a rien à annuler"),
        (("enroler", "bonjour"), "n’est pas une invitation"),
        (("synchroniser",), "n'est pas encore relié à la préfecture"),
        (("restaurer", "nulle-part.db"), "Il n'y a pas de fichier"),
    ],
)
def test_what_is_refused_is_one_french_sentence_on_stderr(cli: Pvd, words: tuple[str, ...], sentence: str) -> None:
    """Exit code 1, nothing on stdout, no traceback, nothing written."""
    said = cli(*words)

    assert (said.code, said.out) == (1, "")
    assert sentence in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("halle",), "« halle » n'est pas une commande"),
        (("lister",), "Il manque TYPE"),
        (("lister", "action", "--jsn"), "L'option --jsn n'existe pas"),
        (("modifier", "action", "x", "titre"), "n'est pas de la forme champ=valeur"),
        (("voir", "action", "x", "y"), "Argument en trop : y"),
        (("demo", "--role", "maire"), "attendu chef, prefecture"),
    ],
)
def test_what_is_not_understood_is_said_with_exit_code_2(cli: Pvd, words: tuple[str, ...], sentence: str) -> None:
    """A wrong command line is told in French, with where the help is."""
    said = cli(*words)

    assert (said.code, said.out) == (2, "")
    assert sentence in said.err
    assert "--help" in said.err


def test_the_help_and_the_version_are_french_and_complete(cli: Pvd) -> None:
    """Every command has a line of help, and none of click's English is left."""
    said = cli("--help")
    for command in ("demo", "creer", "lister", "importer", "enroler", "verifier", "restaurer", "diagnostic"):
        assert command in said.out
        help_page = cli(command, "--help").out
        assert help_page.startswith("Utilisation : ")
        assert not {"Usage:", "Show this message", "Options:", "Commands:", "[OPTIONS]"} & set(help_page.splitlines())
    assert cli("--version").out.startswith("pvd-tui ")


def test_what_changed_and_what_will_leave_is_said_in_words(cli: Pvd) -> None:
    """Fiche by fiche with before and after; a laptop that never synchronised asks for a date."""
    cli("creer", "commune", "id=02361")
    record = cli("creer", "action", "titre=Halle", "commune=02361", "echeance=31/01/2027").last
    cli("modifier", "action", record, "echeance=15/02/2027")
    assert "Échéance : 31/01/2027 ► 15/02/2027  (cet ordinateur" in cli("changements", "--a-envoyer").out
    assert "2 fiches ont changé" in cli("changements", "--depuis", "hier").err
    assert cli("changements", "--recus", "--json").json["fiches"] == []
    assert "pas encore synchronisé" in cli("changements").err


def test_a_commune_may_be_named_instead_of_numbered(cli: Pvd) -> None:
    """Without accents nor hyphens; a name of several communes is refused with their codes."""
    made = cli("creer", "action", "titre=Halle", "commune=la fere").last
    assert cli("voir", "action", made, "--json").json["commune"] == "02304"
    refused = cli("creer", "action", "titre=Halle", "commune=st denis")
    assert refused.code == 1
    assert "peut être" in refused.err
    assert "Rien n'a été enregistré" in cli("creer", "action", "titre=Halle", "commune=zzyzx").err
