"""What is still to be funded, kept by triggers, is what the rule says, whatever was written and in which order."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pvd_tui.changes.change import EFFACE, PREFECTURE
from pvd_tui.changes.edit import Edit, archive, restore
from pvd_tui.domain import reste as regle
from pvd_tui.domain.demande import Demande, EtatDemande
from pvd_tui.domain.financeur import Caractere, Dispositif
from pvd_tui.domain.plan_financement import PlanFinancement, StatutPlan
from pvd_tui.domain.plan_versions import plan_en_vigueur
from pvd_tui.domain.ressource import EtatRessource, Ressource
from storage.errors import RefusError
from storage.fiche import Fiche
from storage.settings import DEPARTEMENT, ROLE
from storage.store import Store
from tests.storage.laptops import Chance, Clock, Server, exchange

_AMOUNT = st.none() | st.integers(0, 10**8)
_LINES = st.fixed_dictionaries(
    {
        "caractere": st.none() | st.sampled_from([c.value for c in Caractere]),
        "dispositif": st.none() | st.sampled_from(["DETR", "FCTVA", "Autofinancement", "Emprunt", "Autre"]),
        "etat": st.none() | st.sampled_from([e.value for e in EtatRessource]),
        "montant_demande": _AMOUNT,
        "montant_accorde": _AMOUNT,
    }
)
_PLANS = st.fixed_dictionaries(
    {"version": st.none() | st.integers(1, 4), "statut": st.none() | st.sampled_from([s.value for s in StatutPlan])}
)
_DEMANDES = st.fixed_dictionaries(
    {"etat": st.none() | st.sampled_from([e.value for e in EtatDemande]), "montant_accorde": _AMOUNT}
)
_STORE = Store.open(":memory:")
_STORE.create("commune", {"titre": "Guise", "departement": "02"}, record="02361")


def read(store: Store, cls: Any, where: dict[str, Any]) -> list[Any]:  # noqa: ANN401 - any entity
    """Give the records of a class that are not archived."""
    rows = store.rows.page(cls.table, where)
    fields = set(cls.model_fields)
    return [cls.lenient({k: v for k, v in row.items() if k in fields})[0] for row in rows]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    cout=_AMOUNT,
    plans=st.lists(st.tuples(_PLANS, st.lists(_LINES, max_size=3)), max_size=3),
    demandes=st.lists(_DEMANDES, max_size=2),
    archived=st.integers(0, 6),
)
def test_the_figures_of_an_action_are_those_of_the_rule(
    cout: int | None,
    plans: list[tuple[dict[str, Any], list[dict[str, Any]]]],
    demandes: list[dict[str, Any]],
    archived: int,
) -> None:
    """Plans, lines and demandes come, one of them goes, the cost changes: the row follows each time."""
    action = _STORE.create("action", {"titre": "Halle", "commune": "02361", "cout_previsionnel": 1})
    made = []
    for plan, lines in plans:
        one = _STORE.create("plan_financement", {"action": action, **plan})
        made.append(("plan_financement", one))
        made += [("ressource", _STORE.create("ressource", {"plan_financement": one, **line})) for line in lines]
    made += [("demande", _STORE.create("demande", {"action": action, **one})) for one in demandes]
    for table, record in made[archived : archived + 1]:
        fiche = _STORE.get(table, record)
        assert fiche is not None
        _STORE.archive(fiche)
    fiche = _STORE.get("action", action)
    assert fiche is not None
    _STORE.update(fiche, {"cout_previsionnel": cout})

    says_what_the_rule_says(_STORE, action)


def says_what_the_rule_says(store: Store, action: str) -> None:
    """Hold the figures of an action against the rule, computed from its rows."""
    held = regle.plan_retenu(read(store, PlanFinancement, {"action": action}))
    held_lines = read(store, Ressource, {"plan_financement": held.id}) if held else []
    certain = regle.acquis(held_lines, read(store, Demande, {"action": action}))
    (row,) = store.rows.these("action", [action], ("cout_previsionnel", "acquis", "reste"))
    cout = row["cout_previsionnel"]
    assert cout is None or isinstance(cout, int)
    assert (row["acquis"], row["reste"]) == (certain, regle.reste(cout, certain))


_GESTES = st.one_of(
    st.tuples(st.just("plan"), st.integers(0, 1), _PLANS),
    st.tuples(st.just("ligne"), st.integers(0, 9), _LINES),
    st.tuples(st.just("demande"), st.integers(0, 1), _DEMANDES),
    st.tuples(st.just("change"), st.integers(0, 9), _LINES),
    st.tuples(st.sampled_from(["archive", "efface", "deplace"]), st.integers(0, 9), st.just({})),
    st.tuples(st.sampled_from(["annule", "retablit", "echange"]), st.just(0), st.just({})),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 1), _GESTES), min_size=3, max_size=14))
def test_the_figures_follow_any_history(histoire: list[tuple[int, tuple[str, int, dict[str, Any]]]]) -> None:
    """Two laptops create, change, archive, erase, undo, move and exchange: no figure is ever left behind."""
    clock = Clock()
    server = Server(clock)
    stores = [Store.open(":memory:", clock=clock, entropy=Chance(name)) for name in "ab"]
    for store in stores:
        store.settings.put(DEPARTEMENT, "02")
        store.settings.put(ROLE, PREFECTURE)
    stores[0].create("commune", {"titre": "Guise", "departement": "02"}, record="02361")
    actions = [stores[0].create("action", {"titre": t, "commune": "02361", "cout_previsionnel": 10**7}) for t in "AB"]
    exchange(server, *stores)
    made: list[tuple[str, str]] = []
    for who, (geste, number, values) in histoire:
        try:
            _do(stores[who], server, stores, actions, made, geste, number, values)
        except RefusError:
            continue
        for store in stores:
            for action in actions:
                says_what_the_rule_says(store, action)
    for store in stores:
        store.close()


def _do(
    store: Store,
    server: Server,
    stores: list[Store],
    actions: list[str],
    made: list[tuple[str, str]],
    geste: str,
    number: int,
    values: dict[str, Any],
) -> None:
    """Do one gesture of a history, on a record that this laptop has; where it has none, nothing."""
    plans = [record for table, record in made if table == "plan_financement" and store.get(table, record)]
    known = [fiche for table, record in made if (fiche := store.get(table, record))]
    if geste == "plan":
        made.append(("plan_financement", store.create("plan_financement", {"action": actions[number], **values})))
    elif geste == "demande":
        made.append(("demande", store.create("demande", {"action": actions[number], **values})))
    elif geste == "ligne" and plans:
        line = {"plan_financement": plans[number % len(plans)], **values}
        made.append(("ressource", store.create("ressource", line)))
    elif geste == "annule":
        store.history.undo()
    elif geste == "retablit":
        store.history.redo()
    elif geste == "echange":
        exchange(server, *stores)
    elif known:
        _change(store, known[number % len(known)], geste, plans[0] if plans else "", actions[number % 2], values)


def _change(store: Store, fiche: Fiche, geste: str, plan: str, action: str, values: dict[str, Any]) -> None:
    """Do a gesture of a history on this record."""
    line = fiche.table == "ressource"
    fields = {name: one for name, one in values.items() if name in store.rows.plan(fiche.table).columns}
    if geste == "archive":
        do = restore if fiche.folded.archived else archive
        store.save([do(fiche.table, fiche.record, fiche.folded)])
    elif geste == "efface":
        store.save([Edit(fiche.table, fiche.record, {EFFACE: ["etat", "version", "montant_accorde"]})])
    elif geste == "deplace" and (plan or not line):
        store.update(fiche, {"plan_financement": plan} if line else {"action": action})
    elif fields:
        store.update(fiche, fields)


def test_the_words_of_the_rule_are_those_of_the_entities() -> None:
    """The rule is written without pydantic: its words are held equal here."""
    assert (regle.REMPLACE, regle.VOTE) == (StatutPlan.REMPLACE, StatutPlan.VOTE)
    assert regle.MAITRE_OUVRAGE in set(Caractere)
    assert (regle.OBTENUE, regle.REFUSEE, regle.FCTVA) == (
        EtatRessource.OBTENUE,
        EtatRessource.REFUSEE,
        Dispositif.FCTVA,
    )
    assert set(regle.PROPRES) == {d for d in Dispositif if d.caractere is Caractere.MAITRE_OUVRAGE}
    assert set(regle.PERDUES) <= set(EtatDemande)


def test_an_action_that_comes_after_its_plan_and_its_demande_has_their_figures() -> None:
    """Another laptop's changes come in any order; what is made again from the log too."""
    clock = Clock()
    server = Server(clock)
    here, there = (Store.open(":memory:", clock=clock, entropy=Chance(name)) for name in "ab")
    here.settings.put(DEPARTEMENT, "02")
    plain, planned = (here.create("action", {"titre": t, "commune": "02361", "cout_previsionnel": 900}) for t in "AB")
    plan = here.create("plan_financement", {"action": planned, "version": 1})
    here.create("ressource", {"plan_financement": plan, "etat": "Obtenue", "montant_accorde": 500})
    here.create("demande", {"action": plain, "montant_accorde": 300})
    changes = [server.stamp(one) for one in here.outbox.offer(["dep:02"], most=99, most_bytes=99_999)]

    there.outbox.receive(changes[2:], None)
    there.outbox.receive(changes[:2], None)
    for _ in range(2):
        rows = there.rows.these("action", [plain, planned], ("acquis",))
        assert [row["acquis"] for row in rows] == [300, 500]
        there.after_migration()


@given(
    st.lists(
        st.builds(
            PlanFinancement,
            id=st.text("ab", min_size=1, max_size=3),
            statut=st.none() | st.sampled_from(StatutPlan),
            version=st.none() | st.integers(0, 3),
        ),
        max_size=5,
        unique_by=lambda plan: plan.id,
    )
)
def test_the_version_that_counts_is_the_one_that_reports_and_fiches_take(plans: list[PlanFinancement]) -> None:
    """The last one voted, else the latest draft: one rule, without pydantic where the lists are drawn."""
    assert regle.plan_retenu(plans) == plan_en_vigueur(plans)
