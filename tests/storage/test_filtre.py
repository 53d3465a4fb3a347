"""Conditions in SQL keep what they say; orders are French; groups and sums are those of the rows kept."""

from datetime import date

import pytest

from pvd_tui.domain.condition import lire_condition
from pvd_tui.domain.tables import TABLES
from storage.carte import Carte
from storage.filtre import Filtre
from storage.store import Store

TODAY = date(2026, 11, 22)
ACTIONS = (
    {"titre": "École", "commune": "02361", "code": "2.10", "phase": "Étude", "cout_previsionnel": 10_000_000},
    {"titre": "ecole d'art", "commune": "02381", "code": "2.9", "phase": "Opération", "echeance": "2026-11-21"},
    {"titre": "Cœur de ville", "commune": "02361", "code": "10.1", "phase": "Idée", "echeance": "2026-11-22"},
    {"titre": "Saint-Martin", "commune": "02381", "pilote": "Éva", "contrats": ["CRTE", "ORT"]},
    {"titre": "Saint Maur", "commune": "02361", "pilote": "eva", "cout_previsionnel": 30_000_000, "phase": "Étude"},
)


@pytest.fixture(scope="module")
def store() -> Store:
    """Give five actions of two communes."""
    store = Store.open(":memory:")
    for insee, titre in (("02361", "Guise"), ("02381", "Étréaupont")):
        store.create("commune", {"titre": titre, "departement": "02"}, record=insee)
    for one in ACTIONS:
        store.create("action", one)  # type: ignore[arg-type] # lists of words are JSON
    return store


def titres(store: Store, *words: str, communes: tuple[str, ...] = ()) -> set[str]:
    """Give the titles that the conditions keep."""
    conditions = [lire_condition(TABLES["action"], word, TODAY) for word in words]
    filtre = Filtre(conditions=conditions, today=TODAY, communes=communes)
    rows = store.rows.page("action", filtre, columns=("titre",))
    assert store.rows.count("action", filtre) == len(rows)
    return {str(row["titre"]) for row in rows}


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (("cout_previsionnel>100k",), {"Saint Maur"}),
        (("cout_previsionnel>=100k",), {"École", "Saint Maur"}),
        (("cout_previsionnel<=100k",), {"École"}),
        (("cout_previsionnel=",), {"ecole d'art", "Cœur de ville", "Saint-Martin"}),
        (("titre~ecole",), {"École", "ecole d'art"}),
        (("titre~COEUR",), {"Cœur de ville"}),
        (("titre~st-martin",), set()),
        (("titre!~ecole",), {"Cœur de ville", "Saint-Martin", "Saint Maur"}),
        (("pilote=EVA",), {"Saint-Martin", "Saint Maur"}),
        (("pilote!=eva",), {"École", "ecole d'art", "Cœur de ville"}),
        (("phase=étude,idée",), {"École", "Cœur de ville", "Saint Maur"}),
        (("phase!=étude",), {"ecole d'art", "Cœur de ville", "Saint-Martin"}),
        (("echeance<auj",), {"ecole d'art"}),
        (("echeance<=auj",), {"ecole d'art", "Cœur de ville"}),
        (("contrats=ORT",), {"Saint-Martin"}),
        (("contrats!=ORT",), {"École", "ecole d'art", "Cœur de ville", "Saint Maur"}),
        (("phase=étude", "cout_previsionnel>=200k"), {"Saint Maur"}),
        (("reste>=200k",), {"Saint Maur"}),
        (("maj_le<-90j",), set()),
        (("maj_le>=-90j", "titre~maur"), {"Saint Maur"}),
        (("code~2.",), {"École", "ecole d'art"}),
        (("titre~%",), set()),
        (("titre~e_ole",), set()),
        (("pilote~_",), set()),
    ],
)
def test_a_condition_keeps_what_it_says(store: Store, words: tuple[str, ...], kept: set[str]) -> None:
    """What is not filled in is neither more nor less than anything, and is kept by « n'est pas »."""
    assert titres(store, *words) == kept


def test_my_communes_are_those_of_the_grant(store: Store) -> None:
    """Without a grant that limits them, all are mine."""
    assert len(titres(store, "commune=mes")) == 5
    assert titres(store, "commune=mes", communes=("02381",)) == {"ecole d'art", "Saint-Martin"}


@pytest.mark.parametrize(
    ("by", "first"),
    [
        ("titre", ["Cœur de ville", "École", "ecole d'art", "Saint-Martin", "Saint Maur"]),
        ("code", ["ecole d'art", "École", "Cœur de ville"]),
        ("phase", ["Cœur de ville"]),
        ("commune", ["ecole d'art", "Saint-Martin"]),
    ],
)
def test_orders_are_french(store: Store, by: str, first: list[str]) -> None:
    """Accents, case, ligatures and hyphens aside; 2.10 after 2.9; phases in their own order; communes by their name."""
    rows = store.rows.page("action", columns=("titre",), order=[(by, False), ("titre", False)])
    assert [row["titre"] for row in rows][: len(first)] == first


def test_two_keys_order_one_after_the_other(store: Store) -> None:
    """The second decides where the first is equal, in its own direction."""
    rows = store.rows.page("action", columns=("titre",), order=[("commune", True), ("titre", True)])
    assert [row["titre"] for row in rows] == ["Saint Maur", "École", "Cœur de ville", "Saint-Martin", "ecole d'art"]


def test_groups_count_and_add_up_in_the_order_of_the_list(store: Store) -> None:
    """What is unknown adds nothing and is no zero; the groups follow one another as the rows do."""
    groups = store.rows.groupes("action", Filtre(), ("commune", False), ("cout_previsionnel",))
    assert groups == [("02381", 2, (None,)), ("02361", 3, (40_000_000,))]
    months = store.rows.groupes("action", Filtre(), ("echeance:mois", False))
    assert [(one.valeur, one.nombre) for one in months] == [("2026-11", 2), (None, 3)]
    total = store.rows.sommes("action", Filtre(mots="guise"), ("cout_previsionnel",))
    assert (total.nombre, total.sommes) == (3, (40_000_000,))


def test_what_is_counted_for_a_commune_orders_and_filters() -> None:
    """Its conventions, of its own or shared, its actions and what is to be funded are columns like the others."""
    store = Store.open(":memory:")
    for insee, titre in (("02361", "Guise"), ("02381", "Hirson"), ("02173", "Chauny")):
        store.create("commune", {"titre": titre, "departement": "02"}, record=insee)
    store.create("action", {"titre": "Halle", "commune": "02361", "cout_previsionnel": 5_000})
    store.create("action", {"titre": "Quai", "commune": "02361"})
    store.create(
        "action", {"titre": "Gare", "statut_phase": "Abandonné", "commune": "02361", "cout_previsionnel": 7_000}
    )
    cadre = {"titre": "Cadre", "type": "Cadre ORT", "statut": "Signée"}
    shared = store.create("convention", {**cadre, "departement": "02", "date_signature": "2022-03-16"})
    store.create("convention_commune", {"convention": shared, "commune": "02381"})
    store.create("convention", {**cadre, "commune": "02361", "statut": "En cours"})
    columns = ("titre", "cadre", "cadre_le", "actions", "reste_actions")
    rows = store.rows.page("commune", columns=columns, order=[("actions", True), ("cadre_le", False)])
    assert [tuple(row.values())[1:] for row in rows] == [
        ("Guise", "En cours", None, 3, 5_000),
        ("Hirson", "Signée", "2022-03-16", 0, None),
        ("Chauny", None, None, 0, None),
    ]
    assert [(c.nom, c.reste) for c in Carte(store).communes(TODAY)][1:2] == [("Guise", 5_000)], "the map says the same"
    conditions = (lire_condition(TABLES["commune"], "cadre=signée", TODAY),)
    assert store.rows.ids("commune", Filtre(conditions=conditions)) == ["02381"]
    assert store.rows.place("commune", "02173", order=[("actions", True), ("titre", False)]) == 1
