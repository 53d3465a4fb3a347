"""The store as of a day: business dates, what was recorded by then, and « inconnu à cette date » (`design.md` §6)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pvd_tui.changes.change import Change
from pvd_tui.domain.action import Action, Phase, StatutPhase
from pvd_tui.domain.chiffre import NON_RENSEIGNE
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.convention import Convention, StatutConvention
from pvd_tui.domain.faits_note import Perimetre, faits_note
from pvd_tui.domain.registre import one, where
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.risques import communes_du_programme, risques
from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.temps import DATEES, Temps, inconnus, temps
from storage.registre import StoreRegistre
from storage.registre_au import RegistreAu, fin
from storage.risques import CHAMPS, nouvelles, risques_du_store
from storage.store import Store
from tests.storage.laptops import GUISE, HIRSON, Clock, Laptops, Server, a_commune, a_seance, an_action

JUIN, SEPTEMBRE = date(2023, 6, 6), date(2023, 9, 6)


@pytest.fixture
def store(laptop: Laptops, clock: Clock) -> Store:
    """Give a laptop where an action is an idea in June, a study from September, and today is in December."""
    made = laptop("portable")
    a_commune(made)
    action = an_action(made, phase="Idée", cout_previsionnel=100_00)
    clock.forward(days=92)
    fiche = made.get("action", action)
    assert fiche is not None
    made.update(fiche, {"phase": "Étude", "cout_previsionnel": 150_00, "date_engagement": "2023-07-01"})
    clock.forward(days=90)
    return made


def _action(store: Store, jour: date) -> tuple[Action, frozenset[str]]:
    registre = RegistreAu(store, jour)
    found = where(registre, Action)[0]
    return found, inconnus(registre, found)


def test_a_field_without_a_date_takes_the_value_recorded_by_the_end_of_that_day(store: Store) -> None:
    """And a date is known at once for every day, whenever it was typed."""
    before, unknown = _action(store, date(2023, 9, 5))
    after, _ = _action(store, SEPTEMBRE)

    assert (before.phase, before.cout_previsionnel, unknown) == (Phase.IDEE, 100_00, frozenset())
    assert (after.phase, after.cout_previsionnel) == (Phase.ETUDE, 150_00)
    assert before.date_engagement == after.date_engagement == date(2023, 7, 1)
    assert before.titre == "Réhabilitation des halles"


def test_what_nothing_recorded_by_then_is_unknown_and_named(store: Store) -> None:
    """The record is there, with what it is and its dates; how it went nobody knows."""
    found, unknown = _action(store, date(2023, 6, 5))

    assert (found.phase, found.cout_previsionnel, found.commune) == (None, None, GUISE)
    assert {"phase", "statut_phase", "cout_previsionnel"} <= unknown
    assert not {"titre", "commune", "date_engagement"} & unknown


def test_today_and_a_day_to_come_read_the_rows_as_they_are(store: Store) -> None:
    """As `StoreRegistre` does, record by record."""
    today = store.today().date()
    for jour in (today, date(2030, 1, 1), date.max):
        registre = RegistreAu(store, jour)
        for table in TABLES:
            assert list(registre.where(table)) == list(StoreRegistre(store).where(table))
        assert registre.one("commune", GUISE) == one(StoreRegistre(store), Commune, GUISE)
        assert inconnus(registre, where(registre, Action)[0]) == frozenset()


def test_some_fields_only_bring_the_dates_that_date_them(store: Store) -> None:
    """A status without its date would be looked up in the log."""
    convention = {"commune": GUISE, "type": "Cadre ORT", "statut": "Signée", "date_signature": "2022-01-01"}
    store.create("convention", {**convention})
    found = where(RegistreAu(store, JUIN, champs={"convention": ("statut",)}), Convention)[0]

    assert (found.statut, found.date_signature, found.type) == (StatutConvention.SIGNEE, date(2022, 1, 1), None)


def test_a_signature_typed_later_counts_from_its_day(store: Store) -> None:
    """Whatever « Signée ? » said on that day; one without a date leaves the day unknown."""
    record = store.create("convention", {"commune": GUISE, "type": "Cadre ORT", "statut": "Signée"})
    assert where(RegistreAu(store, JUIN), Convention)[0].statut is StatutConvention.SIGNEE
    fiche = store.get("convention", record)
    assert fiche is not None
    store.update(fiche, {"date_signature": "2023-05-04"})

    def test(jour: date) -> Reponse:
        registre = RegistreAu(store, jour)
        return risques(registre, communes_du_programme(registre), jour).communes[0].phase.convention.reponse

    assert (test(date(2023, 5, 3)), test(date(2023, 5, 4))) == (Reponse.NON, Reponse.OUI)


def test_what_is_archived_today_does_not_come_back(store: Store) -> None:
    """It was a mistake, or goes on under another id: counting it in the past would count it twice."""
    action = where(StoreRegistre(store), Action)[0]
    fiche = store.get("action", action.id)
    assert fiche is not None
    store.archive(fiche)
    assert where(RegistreAu(store, SEPTEMBRE), Action) == []


def test_one_departement_leaves_the_others_out_and_keeps_what_is_national(store: Store) -> None:
    """A note reads its own territory."""
    store.create("commune", {"titre": "Valserhône", "departement": "01"}, record="01033")
    store.create("echeance_programme", {"code": "club_annuel", "seuil": 3})
    found = RegistreAu(store, store.today().date(), departements=["01"])

    assert [commune.id for commune in where(found, Commune)] == ["01033"]
    assert len(found.where("echeance_programme")) == 1
    assert found.one("epci", "200043495") is not None


def test_a_value_that_never_arrived_here_is_unknown(laptop: Laptops, clock: Clock, server: Server) -> None:
    """A first sync leaves replaced values out: their day cannot be told (`design.md` §5)."""
    first = laptop("un")
    a_commune(first)
    action = an_action(first, phase="Idée")
    clock.forward(days=10)
    fiche = first.get("action", action)
    assert fiche is not None
    first.update(fiche, {"phase": "Étude"})
    server.take(first)
    clock.forward(days=10)
    second = laptop("deux")
    stubs = [
        change if change.record != action or change.set.get("phase") != "Idée" else _stub(change, "phase")
        for change in server.log
    ]
    second.outbox.receive(stubs, None)
    found, unknown = _action(second, JUIN)

    assert (found.phase, "phase" in unknown, "statut_phase" in unknown) == (None, True, False)
    assert _action(second, date(2023, 6, 20))[0].phase is Phase.ETUDE


def _stub(change: Change, field: str) -> Change:
    """Give a change without one of its values."""
    kept = {name: value for name, value in change.set.items() if name != field}
    return replace(change, set=kept, stub=(*change.stub, field))


def test_the_risks_of_a_past_day_read_that_day(store: Store) -> None:
    """An action that was recorded later is unknown then, so nobody is accused of not having engaged it."""
    before = risques_du_store(store, "02", date(2023, 6, 5)).communes[0]
    after = risques_du_store(store, "02", SEPTEMBRE).communes[0]

    assert before.phase.engagement.reponse is not Reponse.OUI
    assert after.phase.engagement.reponse is Reponse.OUI


def test_the_fields_read_by_the_rules_are_enough(store: Store) -> None:
    """The narrow reading says what the whole one says: if this is red, `CHAMPS` lacks a field."""
    a_commune(store, HIRSON)
    store.create("poste", {"commune": HIRSON, "statut": "Vacant", "vacant_depuis": "2023-01-01"})
    action = where(StoreRegistre(store), Action)[0].id
    store.create("demande", {"action": action, "dispositif": "Fonds vert", "date_depot": "2023-06-01"})
    a_seance(store, date="2023-07-01", etat="Tenue", echelon="Départemental", public="Élus")
    for jour in (JUIN, SEPTEMBRE, store.today().date()):
        perimetre = Perimetre("departement", "02", "Aisne", ("02",))
        narrow = RegistreAu(store, jour, departements=["02"], champs=CHAMPS)
        said = nouvelles(store, "02", jour)
        assert faits_note(narrow, perimetre, jour, said) == faits_note(RegistreAu(store, jour), perimetre, jour, said)


def test_a_past_note_says_which_actions_nobody_knew(store: Store) -> None:
    """« Inconnues à cette date », not zero and not « non renseigné »; one whose dates show it was there counts."""
    an_action(store, titre="Plus tard", phase="Étude")
    an_action(store, titre="Datée", phase="Opération", date_engagement="2023-02-01")
    facts = faits_note(RegistreAu(store, JUIN), Perimetre("departement", "02", "Aisne", ("02",)), JUIN)

    assert (facts.actions.total.valeur, facts.actions.inconnues.valeur) == (2, 1)
    assert facts.actions.engagees.valeur == 1
    assert facts.actions.par_phase["Idée"].valeur == facts.actions.par_phase[NON_RENSEIGNE].valeur == 1


def test_news_of_a_commune_are_of_the_log_and_of_its_own_people(store: Store) -> None:
    """What the préfecture writes is no news; what was recorded later was none on that day."""
    assert nouvelles(store, "02", JUIN) == {GUISE: JUIN}
    assert nouvelles(store, "02", store.today().date()) == {GUISE: SEPTEMBRE}
    store.settings.put("role", "prefecture")
    fiche = store.get("commune", GUISE)
    assert fiche is not None
    store.update(fiche, {"risque_retenu": "Oui"})
    assert nouvelles(store, None, store.today().date()) == {GUISE: SEPTEMBRE}


def test_each_table_and_field_has_its_time() -> None:
    """Dates are business dates; what dates another field is a date of the same table."""
    for (table, field), dates in DATEES.items():
        assert temps(table, field) is Temps.JOURNAL
        assert all(temps(table, name) is Temps.METIER for name in dates)
    assert temps("action", "phase") is Temps.JOURNAL
    assert temps("commune", "risque_retenu") is Temps.JOURNAL
    assert temps("convention", "type") is Temps.CONSTANT
    assert temps("action", "convention") is Temps.CONSTANT


def test_a_day_ends_at_midnight_of_this_laptop() -> None:
    """A change of 23:59:59 is of that day."""
    end = datetime.fromisoformat(fin(JUIN)).astimezone()
    assert (end.date(), end.hour, end.minute) == (JUIN, 23, 59)
    assert datetime.fromisoformat(fin(JUIN)).tzinfo == UTC


def test_an_action_given_up_later_went_on_that_day(store: Store) -> None:
    """Its date says so; without one, the log does."""
    action = where(StoreRegistre(store), Action)[0]
    fiche = store.get("action", action.id)
    assert fiche is not None
    store.update(fiche, {"statut_phase": "Abandonné"})
    assert _action(store, SEPTEMBRE)[0].statut_phase is None
    assert where(StoreRegistre(store), Action)[0].statut_phase is StatutPhase.ABANDONNE
