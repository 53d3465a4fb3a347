"""What is still to be funded, kept by triggers, is what the rule says, whatever was written and in which order."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pvd_tui.domain import reste as regle
from pvd_tui.domain.demande import Demande, EtatDemande
from pvd_tui.domain.financeur import Caractere, Dispositif
from pvd_tui.domain.plan_financement import PlanFinancement, StatutPlan
from pvd_tui.domain.ressource import EtatRessource, Ressource
from storage.store import Store

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


def read(cls: Any, where: dict[str, Any]) -> list[Any]:  # noqa: ANN401 - any entity
    """Give the records of a class that are not archived."""
    rows = _STORE.rows.page(cls.table, where)
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

    held = regle.plan_retenu(read(PlanFinancement, {"action": action}))
    held_lines = read(Ressource, {"plan_financement": held.id}) if held else []
    certain = regle.acquis(held_lines, read(Demande, {"action": action}))
    (row,) = _STORE.rows.these("action", [action], ("acquis", "reste"))
    assert (row["acquis"], row["reste"]) == (certain, regle.reste(cout, certain))


def test_the_words_of_the_rule_are_those_of_the_entities() -> None:
    """The rule is written without pydantic: its words are held equal here."""
    assert (regle.REMPLACE, regle.MAITRE_OUVRAGE) == (StatutPlan.REMPLACE, Caractere.MAITRE_OUVRAGE)
    assert (regle.OBTENUE, regle.REFUSEE, regle.FCTVA) == (
        EtatRessource.OBTENUE,
        EtatRessource.REFUSEE,
        Dispositif.FCTVA,
    )
    assert set(regle.PROPRES) == {d for d in Dispositif if d.caractere is Caractere.MAITRE_OUVRAGE}
    assert set(regle.PERDUES) <= set(EtatDemande)
