"""Conflicts, refused changes, receipts and gestures by command."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pvd_tui.changes.edit import archive
from storage.accuse import Accuse
from storage.settings import DEPARTEMENT
from storage.store import Store
from tests.commands.conftest import Pvd
from tests.storage.laptops import Clock, Server, a_commune, an_action, exchange

DEPUIS = "Fermée depuis 2019."


class Pair:
    """The store that the commands open, and another laptop behind the same server."""

    def __init__(self, base: Path) -> None:
        """Open both."""
        self.clock = Clock()
        self.server = Server(self.clock)
        self.stores = [Store.open(path, clock=self.clock) for path in (base, base.with_name("autre.db"))]
        for store in self.stores:
            store.settings.put(DEPARTEMENT, "02")
        self.here, self.other = self.stores

    def exchange(self) -> None:
        """Let both send and receive."""
        exchange(self.server, *self.stores)

    def edit(self, store: Store, record: str, **values: str) -> None:
        """Change an action as somebody does who sees its present values."""
        fiche = store.get("action", record)
        assert fiche is not None
        store.update(fiche, values)


@pytest.fixture
def pair(base: Path) -> Iterator[Pair]:
    """Give two laptops."""
    pair = Pair(base)
    yield pair
    for store in pair.stores:
        store.close()


@pytest.fixture
def halle(pair: Pair) -> str:
    """Give an action with two titles and two additions to its description."""
    a_commune(pair.here)
    record = an_action(pair.here, description=DEPUIS)
    pair.exchange()
    pair.edit(pair.here, record, titre="Halle A", description=f"{DEPUIS}\nABF consulté.")
    pair.edit(pair.other, record, titre="Halle B", description=f"{DEPUIS}\nSol en janvier.")
    pair.exchange()
    return record


def test_a_conflict_is_listed_seen_and_settled_field_by_field(cli: Pvd, halle: str) -> None:
    """Base, versions, who, when and the merge are said; the merge and one's own title are kept."""
    listed = cli("conflits", "lister", "--json").json
    assert [(one["id"], one["champs"], one["a_confirmer"]) for one in listed] == [
        (halle, ["description", "titre"], False)
    ]
    seen = {one["champ"]: one for one in cli("conflits", "voir", "action", halle[-8:], "--json").json["champs"]}
    assert seen["titre"]["base"]["valeur"] == "Réhabilitation des halles"
    assert {(v["valeur"], v["mien"]) for v in seen["titre"]["versions"]} == {("Halle A", True), ("Halle B", False)}
    assert seen["description"]["fusion"] == f"{DEPUIS}\nABF consulté.\nSol en janvier."
    assert "le mien  Halle A" in cli("conflits", "voir", "action", halle).out

    said = cli("conflits", "resoudre", "action", halle, "description", "--fusion")
    assert (said.code, "Reste à trancher : titre." in said.err) == (0, True)
    assert cli("conflits", "resoudre", "action", halle, "titre", "--mien").code == 0
    assert cli("conflits", "lister", "--json").json == []
    record = cli("voir", "action", halle, "--json").json
    assert (record["titre"], record["description"]) == ("Halle A", f"{DEPUIS}\nABF consulté.\nSol en janvier.")

    cli("annuler")
    assert cli("conflits", "lister", "--json").json[0]["champs"] == ["titre"]


@pytest.mark.parametrize(
    ("words", "titre"),
    [
        (("--leur",), "Halle B"),
        (("titre", "--leur"), "Halle B"),
        (("titre", "--valeur", "Les halles"), "Les halles"),
        (("titre", "--numero", "2"), "Halle A"),
    ],
)
def test_a_whole_record_or_one_field_is_settled_at_once(
    cli: Pvd, halle: str, words: tuple[str, ...], titre: str
) -> None:
    """One side for all of it, or one field one way."""
    assert cli("conflits", "resoudre", "action", halle, *words).code == 0
    assert cli("voir", "action", halle, "--json").json["titre"] == titre


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        ((), 2, "une seule chose"),
        (("--mien", "--valeur", "x"), 2, "une seule chose"),
        (("--fusion",), 2, "une seule chose"),
        (("pilote", "--mien"), 1, "n'a qu'une valeur"),
        (("titre", "--fusion"), 1, "pas de fusion sûre"),
        (("titre", "--numero", "5"), 1, "conflits voir"),
    ],
)
def test_what_cannot_be_done_is_refused_in_french_and_nothing_is_written(
    cli: Pvd, halle: str, words: tuple[str, ...], code: int, why: str
) -> None:
    """The conflict is still there."""
    said = cli("conflits", "resoudre", "action", halle, *words)
    assert (said.code, why in said.err) == (code, True)
    assert len(cli("conflits", "lister", "--json").json) == 1


def test_a_refused_change_is_listed_sent_again_or_abandoned(cli: Pvd, pair: Pair, halle: str) -> None:
    """The value is kept; corrected it waits to be sent; abandoned it can still be taken up."""
    pair.edit(pair.here, halle, pilote="DDT")
    pair.here.outbox.refuse(pair.here.history.of("action", halle)[-1], "droit", "Vous ne pouvez pas.")
    (refused,) = cli("a-corriger", "lister", "--json").json
    assert (refused["set"], refused["phrase"]) == ({"pilote": "DDT"}, "Vous ne pouvez pas.")

    cli("a-corriger", "abandonner", refused["id"])
    assert cli("a-corriger", "lister", "--json").json == []
    assert cli("a-corriger", "reprendre", refused["id"][-12:], "pilote=Mairie").code == 0
    assert cli("voir", "action", halle, "--json").json["pilote"] == "Mairie"
    assert cli("a-corriger", "lister", "--json").json == []
    assert pair.here.outbox.count() == 1
    assert "pas une modification" in cli("a-corriger", "reprendre", "inconnu").err


def test_a_refused_creation_is_created_again(cli: Pvd, pair: Pair) -> None:
    """With what was wrong put right."""
    a_commune(pair.here)
    record = an_action(pair.here)
    pair.here.outbox.refuse(pair.here.history.of("action", record)[-1], "territoire", "Hors habilitation.")
    (refused,) = cli("a-corriger", "lister", "--json").json
    cli("a-corriger", "reprendre", refused["id"], "titre=Halle")
    assert cli("voir", "action", record, "--json").json["titre"] == "Halle"


def test_a_gesture_made_elsewhere_is_taken_back_by_its_id(cli: Pvd, pair: Pair) -> None:
    """`annuler --geste` names a gesture of any laptop."""
    a_commune(pair.here)
    records = [an_action(pair.here, titre=titre) for titre in ("Halle", "Gare")]
    pair.exchange()
    edits = [archive("action", record, pair.other.folded("action", record)) for record in records]
    pair.other.save(edits, "Archiver tout")
    pair.exchange()
    assert cli("lister", "action", "--json").json == []
    geste = cli("historique", "action", records[0]).last.rpartition("(geste ")[2].rstrip(")")
    assert cli("annuler", "--geste", geste).code == 0
    assert len(cli("lister", "action", "--json").json) == 2


def test_receipts_are_listed_and_printed(cli: Pvd, pair: Pair) -> None:
    """Hash, numbers and time of the server, to show to somebody."""
    pair.here.outbox.keep_receipts([Accuse("dep:02", 1, 37, 37, "4f1c", "2023-06-06T09:00:00+00:00", "https://pvd")])
    assert cli("accuses", "lister", "--json").json[0]["empreinte"] == "4f1c"
    printed = cli("accuses", "imprimer").out
    assert "37 modifications, n° 1 à 37" in printed
    assert "4f1c" in printed


@pytest.mark.usefixtures("halle")
def test_the_base_may_be_named_after_a_command_of_a_group(cli: Pvd, base: Path) -> None:
    """`--base` goes with every command."""
    assert len(cli("conflits", "lister", "--json", "--base", str(base)).json) == 1
