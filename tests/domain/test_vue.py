"""Views and conditions: read as people type them, said in French, carried by a file without loss."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.domain.champs_lus import champs_lus
from pvd_tui.domain.condition import composer, dire, lire_condition, operateurs, verifier
from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.vue import (
    MES_COMMUNES,
    ColonneVue,
    Condition,
    Operateur,
    Tri,
    Vue,
    VueError,
    de_json,
    en_json,
    jour,
)
from pvd_tui.domain.vues_fournies import FOURNIES

ACTION = TABLES["action"]
TODAY = date(2026, 11, 22)


def nommer(_table: str, record: str) -> str:
    """Name a record."""
    return {"02361": "Guise"}.get(record, record)


@pytest.mark.parametrize(
    ("word", "condition", "said"),
    [
        (
            "cout_previsionnel>=100k",
            Condition("cout_previsionnel", Operateur.AU_MOINS, (10_000_000,)),
            "Coût prévisionnel : au moins 100\u202f000\u202f€",
        ),
        ("titre~halle", Condition("titre", Operateur.CONTIENT, ("halle",)), "Titre contient « halle »"),
        ("phase=etude,opé", Condition("phase", Operateur.EST, ("Étude", "Opération")), "Phase : Étude ou Opération"),
        (
            "statut_phase!=termine,abandonne",
            Condition("statut_phase", Operateur.N_EST_PAS, ("Terminé", "Abandonné")),
            "Statut : ni Terminé ni Abandonné",
        ),
        (
            "echeance<15/9/27",
            Condition("echeance", Operateur.MOINS, ("2027-09-15",)),
            "Échéance : avant le 15/09/2027",
        ),
        ("echeance<auj", Condition("echeance", Operateur.MOINS, ("auj",)), "Échéance : avant aujourd’hui"),
        ("maj_le< -90 j", Condition("maj_le", Operateur.MOINS, ("-90j",)), "Modifiée le : il y a plus de 90 jours"),
        ("echeance<=+2s", Condition("echeance", Operateur.AU_PLUS, ("+2s",)), "Échéance : d'ici 2 semaines"),
        ("pilote=", Condition("pilote", Operateur.VIDE), "Pilote non renseigné"),
        ("pilote!=", Condition("pilote", Operateur.REMPLI), "Pilote renseigné"),
        ("commune=02361", Condition("commune", Operateur.EST, ("02361",)), "Commune : Guise"),
        ("commune=mes communes", Condition("commune", Operateur.EST, (MES_COMMUNES,)), "Commune : mes communes"),
        (
            "thematique=Mobilité, circulation, stationnement",
            Condition("thematique", Operateur.EST, ("Mobilité, circulation, stationnement",)),
            "Thématique : Mobilité, circulation, stationnement",
        ),
    ],
)
def test_a_condition_is_read_as_it_is_typed_and_said_in_french(word: str, condition: Condition, said: str) -> None:
    """Operators, amounts, dates, lists and « non renseigné », as on the command line."""
    assert lire_condition(ACTION, word, TODAY) == condition
    assert dire(ACTION, condition, nommer) == said


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("halle", "n'est pas une condition"),
        ("couleur=bleu", "Il n'y a pas de champ « couleur »"),
        ("titre>halle", "ne se compare pas avec « > »"),
        ("phase=travaux", "Choisissez parmi"),
        ("cout_previsionnel>=12,5,3", "plusieurs virgules"),
        ("cout_previsionnel>=", "Il manque la valeur"),
        ("echeance<31/02/2027", "n’existe pas"),
        ("cout_previsionnel>1;2", "une seule valeur"),
    ],
)
def test_what_is_no_condition_is_refused_in_french(word: str, sentence: str) -> None:
    """The sentence names the field or shows how to write one."""
    with pytest.raises(VueError, match=sentence.replace("?", r"\?")):
        lire_condition(ACTION, word, TODAY)


def test_a_relative_date_moves_with_the_day() -> None:
    """The same view asks for another day tomorrow; a day that is written stays."""
    assert [jour(v, TODAY) for v in ("auj", "-90j", "+2s", "2027-09-15", 3)] == [
        "2026-11-22",
        "2026-08-24",
        "2026-12-06",
        "2027-09-15",
        3,
    ]


_NAMES = st.text(alphabet="abcé [](){}\\\"'«»ù\u0301", min_size=1, max_size=12).filter(lambda t: bool(t.strip()))
_VALUES = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=8)
_CONDITIONS = st.builds(
    Condition, _NAMES, st.sampled_from(list(Operateur)), st.lists(_VALUES, min_size=1, max_size=3).map(tuple)
)
_VUES = st.builds(
    Vue,
    st.sampled_from(["action", "demande"]),
    _NAMES.map(lambda text: " ".join(text.split())),
    st.lists(_CONDITIONS, max_size=3).map(tuple),
    st.lists(st.builds(ColonneVue, _NAMES, st.none() | st.integers(1, 120)), max_size=3).map(tuple),
    st.lists(st.builds(Tri, st.sampled_from(["titre", "reste"]), st.booleans()), max_size=2).map(tuple),
    st.none() | _NAMES,
)


@given(_VUES)
def test_a_view_comes_back_from_json_as_it_went(vue: Vue) -> None:
    """Whatever its words are."""
    assert de_json(en_json(vue)) == vue


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ([], "objet JSON"),
        ({"table": "action"}, "« nom » manque"),
        ({"nom": "A"}, "« table » manque"),
        ({"nom": "A", "table": "action", "filtre": {}}, "doit être une liste"),
        ({"nom": "A", "table": "action", "filtre": [{"champ": "phase", "operateur": "≈"}]}, "n'est pas un opérateur"),
        ({"nom": "A", "table": "action", "filtre": [{"champ": "phase", "operateur": "="}]}, "n'a pas de valeur"),
        ({"nom": "A", "table": "action", "colonnes": [{"champ": "phase", "largeur": 900}]}, "de 1 à 120"),
        ({"nom": "A", "table": "action", "tri": [3]}, "liste de noms de champs"),
    ],
)
def test_a_broken_view_says_what_is_wrong(facts: object, sentence: str) -> None:
    """One sentence, with the name of the view where there is one."""
    with pytest.raises(VueError, match=sentence):
        de_json(facts)


@pytest.mark.parametrize("vue", FOURNIES, ids=lambda vue: f"{vue.table}-{vue.nom}")
def test_the_views_of_the_program_ask_for_what_there_is(vue: Vue) -> None:
    """Every field exists, every value is one of its list, every group is known."""
    cls = TABLES[vue.table]
    assert verifier(cls, vue) == vue
    choices = {one.nom: one.choix for one in champs_lus(cls)}
    for one in vue.conditions:
        assert set(one.valeurs) <= set(choices[one.champ]) or not choices[one.champ]


@pytest.mark.parametrize("table", ["action", "commune", "convention", "demande", "suite", "seance_club"])
def test_every_field_has_operators_and_can_be_left_empty(table: str) -> None:
    """The composer has something to offer for each."""
    for one in champs_lus(TABLES[table]):
        assert Operateur.VIDE in operateurs(one)
        assert composer(TABLES[table], one.nom, Operateur.VIDE, "", TODAY) == Condition(one.nom, Operateur.VIDE)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("thematique=Culture, sport, tourisme;Habitat", "Thématique : Culture, sport, tourisme ou Habitat"),
        ("echeance>=auj", "Échéance : à partir d’aujourd’hui"),
        ("echeance>=hier", "Échéance : à partir d’hier"),
        ("echeance>=demain", "Échéance : à partir de demain"),
        ("echeance!=24/12/2026", "Échéance : pas le 24/12/2026"),
        ("echeance!=24/12/2026;auj", "Échéance : ni le 24/12/2026 ni aujourd’hui"),
        ("echeance=auj;demain", "Échéance : aujourd’hui ou demain"),
        ("echeance=auj;24/12/2026", "Échéance : aujourd’hui ou le 24/12/2026"),
    ],
)
def test_conditions_are_said_in_correct_french(word: str, said: str) -> None:
    """Elided where French elides; each of several values is said; a word of a list may hold a comma."""
    assert dire(ACTION, lire_condition(ACTION, word, TODAY), nommer) == said
