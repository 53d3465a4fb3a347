"""A person is erased and nothing that counts moves: presents, qualities, communes represented, séances held."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pvd_tui.changes.change import PREFECTURE, Json
from pvd_tui.domain.a_faire import Sorte
from pvd_tui.domain.club import bilans
from pvd_tui.domain.participation_club import participation
from pvd_tui.domain.pointage import Compte, Pointee, compter
from pvd_tui.domain.rgpd import Nature
from storage.a_faire import ListeAFaire
from storage.bord import Bord
from storage.errors import RefusError
from storage.registre import StoreRegistre
from storage.rgpd import effacer, effacer_ici
from storage.rgpd_dossier import dossier
from storage.rgpd_inventaire import inventaire
from storage.rgpd_purge import purger, seances
from storage.settings import COMMUNES as COMMUNES_HABILITEES
from storage.settings import ROLE
from storage.store import Store
from tests.storage.laptops import GUISE, HIRSON, Clock

TODAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
COMMUNES = (GUISE, HIRSON, "02789")


@pytest.fixture
def clock() -> Clock:
    """Give a clock of the year after the sheets."""
    return Clock(TODAY)


@pytest.fixture
def prefecture(store: Store) -> Store:
    """Give the préfecture's laptop, with the communes of the Aisne."""
    store.settings.put(ROLE, PREFECTURE)
    for code in COMMUNES:
        store.create(
            "commune",
            {"titre": {GUISE: "Guise", HIRSON: "Hirson"}.get(code, "Vervins"), "departement": "02"},
            record=code,
        )
    return store


def a_seance(store: Store, day: str = "2025-03-12") -> str:
    """Write a séance that counts."""
    return store.create(
        "seance_club",
        {
            "titre": f"Club du {day}",
            "departement": "02",
            "date": day,
            "etat": "Tenue",
            "echelon": "Départemental",
            "public": "Mixte",
        },
    )


def a_person(store: Store, prenom: str, nom: str, **more: Json) -> str:
    """Write a person of Guise."""
    values = {"titre": f"{prenom} {nom}", "prenom": prenom, "nom": nom, "qualite": "Élu", "commune": GUISE}
    return store.create("personne", {**values, "departement": "02", **more})


def counts(store: Store) -> object:
    """Give all that the clubs are counted by."""
    registre = StoreRegistre(store)
    whole = participation("02", registre, date(2020, 1, 1), date(2027, 1, 1))
    rows = store.rows.page("presence", columns=("seance_club", "statut", "qualite", "commune", "mode", "emarge"))
    sheets = sorted(str(sorted((k, v) for k, v in row.items() if k != "id")) for row in rows)
    years = [(one.periode, one.comptees, one.conforme) for one in bilans("02", registre, TODAY.date())]
    leaves = Bord(store.connection).feuilles(store.rows.ids("seance_club"))
    people = [_compte(store, one) for one in sorted(store.rows.ids("seance_club"))]
    return sheets, people, sorted(leaves.items()), whole.representees, whole.jamais_venues, whole.taux, years


def _compte(store: Store, seance: str) -> Compte:
    """Count the people of a sheet: whoever is on two lines is one."""
    rows = store.rows.page("presence", {"seance_club": seance})
    return compter(
        Pointee(
            str(row["id"]),
            str(row["titre"] or ""),
            insee=str(row["commune"] or ""),
            fonction=str(row["fonction"] or ""),
            statut=str(row["statut"]),
            personne=str(row["personne"] or ""),
        )
        for row in rows
    )


sheets = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(COMMUNES),
        st.sampled_from(["Présent", "Excusé", "Représenté", "Absent", "Inscrit"]),
        st.booleans(),
        st.sampled_from(["2025-03-12", "2026-05-05"]),
    ),
    min_size=1,
    max_size=5,
)


@given(lines=sheets, who=st.integers(0, 3))
@settings(
    max_examples=10,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_count_moves_when_people_are_erased_or_sheets_purged(
    prefecture: Store, lines: list[tuple[int, str, str, bool, str]], who: int
) -> None:
    """Whoever is erased, and whatever is purged after: presents, qualities, communes, séances and compliance stay."""
    store = prefecture
    people = [a_person(store, "Zoé", f"Quenouille{'abcd'[n]}{store.new_id()[-4:]}") for n in range(4)]
    names = [store.rows.titres("personne", [one])[one] for one in people]
    held = {day: a_seance(store, day) for day in ("2025-03-12", "2026-05-05")}
    for n, commune, statut, linked, day in lines:
        values = {"seance_club": held[day], "titre": names[n], "commune": commune, "statut": statut, "qualite": "Élu"}
        key = values | ({"personne": people[n]} if linked else {"fonction": f"Adjoint {commune}"})
        if store.get("presence", store.record_id("presence", key)) is None:
            store.create("presence", key)
    before = counts(store)
    effacer(store, dossier(store, people[who]), tout=True)
    assert counts(store) == before
    purger(store, seances(store, date(2026, 11, 1)))
    assert counts(store) == before
    titres = [str(row["titre"]) for row in store.rows.page("presence", {"seance_club": held["2025-03-12"]})]
    assert not any("Quenouille" in titre for titre in titres)


def test_a_presence_counts_what_only_the_record_said(prefecture: Store) -> None:
    """Quality and commune known from the person's record alone are kept by the presence."""
    personne = a_person(prefecture, "Zélia", "Quenouille")
    seance = a_seance(prefecture)
    presence = prefecture.create("presence", {"seance_club": seance, "personne": personne, "statut": "Présent"})
    effacer(prefecture, dossier(prefecture, personne))
    values = prefecture.folded("presence", presence).values
    assert (values["titre"], values["qualite"], values["commune"]) == ("Élu, Guise", "Élu", GUISE)
    assert values["personne"] is None


def test_texts_and_homonyms_wait_for_a_yes_one_by_one(prefecture: Store) -> None:
    """A text is listed; a name that another person bears too is listed; what is not said yes to stays."""
    personne = a_person(prefecture, "Jean", "Quenouille")
    seance = a_seance(prefecture)
    note = prefecture.create("note_seance", {"seance_club": seance, "texte": "M. Quenouille approuve."})
    other = prefecture.create("note_seance", {"seance_club": seance, "texte": "Jean Quenouille relance."})
    of = dossier(prefecture, personne)
    asked = [one for one in of.traces if one.demande]
    assert {(one.record, one.nature) for one in asked} == {(note, Nature.TEXTE), (other, Nature.TEXTE)}

    effacer(prefecture, of, [one.cle for one in asked if one.record == note])
    assert prefecture.folded("note_seance", note).values["texte"] == "[Élu, Guise] approuve."
    assert prefecture.folded("note_seance", other).values["texte"] == "Jean Quenouille relance."

    first, second = a_person(prefecture, "Paul", "Martinet"), a_person(prefecture, "Paul", "Martinet")
    suite = prefecture.create("suite", {"seance_club": seance, "titre": "Relancer", "pilote": "Paul Martinet"})
    with pytest.raises(RefusError, match="Plusieurs personnes"):
        dossier(prefecture, "Paul Martinet")
    effacer(prefecture, dossier(prefecture, first))
    assert prefecture.folded("suite", suite).values["pilote"] == "Paul Martinet"
    assert prefecture.folded("personne", second).values["titre"] == "Paul Martinet"


def test_a_name_that_only_the_history_holds_goes_and_the_present_value_stays(prefecture: Store) -> None:
    """The pilote of today is somebody else: he stays, and the field's past goes."""
    personne = a_person(prefecture, "Zélia", "Quenouille")
    suite = prefecture.create("suite", {"seance_club": a_seance(prefecture), "titre": "x", "pilote": "Z. Quenouille"})
    fiche = prefecture.get("suite", suite)
    assert fiche is not None
    prefecture.update(fiche, {"pilote": "Paul Martinet"})
    of = dossier(prefecture, personne)
    assert [one.passee for one in of.traces if one.table == "suite"] == [True]
    effacer(prefecture, of)
    assert prefecture.folded("suite", suite).values["pilote"] == "Paul Martinet"
    with pytest.raises(RefusError, match="Rien ne nomme"):
        dossier(prefecture, personne)


def test_a_chef_may_not_erase_for_others_but_may_in_what_stays_here(store: Store) -> None:
    """A restreint note never left: its author takes the name out of it, history and all."""
    personne = a_person(store, "Zélia", "Quenouille")
    note = store.create("note_datee", {"titre": "Appel", "commune": GUISE, "texte": "Zélia Quenouille hésite."})
    fiche = store.get("note_datee", note)
    assert fiche is not None
    store.update(fiche, {"texte": "Zélia Quenouille accepte."})
    of = dossier(store, personne)
    with pytest.raises(RefusError, match="Seule la préfecture"):
        effacer(store, of, tout=True)
    assert effacer_ici(store, of, tout=True) == 1
    assert store.folded("note_datee", note).values["texte"] == "[Élu, Guise] accepte."
    assert not any("Quenouille" in str(change.set) for change in store.history.of("note_datee", note))
    assert store.folded("personne", personne).values["titre"] == "Zélia Quenouille"


def test_the_yearly_purge_keeps_counts_roles_and_the_day_of_the_last_event(prefecture: Store) -> None:
    """Sheets older than the limit, and who spoke; one of this year is left alone, one to come is never purged."""
    store = prefecture
    personne = a_person(store, "Zélia", "Quenouille")
    old, recent, ahead = (a_seance(store, day) for day in ("2025-03-12", "2026-10-05", "2027-01-05"))
    for seance in (old, recent, ahead):
        values = {"seance_club": seance, "personne": personne, "titre": "Zélia Quenouille", "statut": "Présent"}
        store.create("presence", {**values, "qualite": "Élu", "commune": GUISE})
    note = store.create("note_seance", {"seance_club": old, "texte": "La halle.", "intervenant": "Zélia Quenouille"})
    some = seances(store)
    assert [one.record for one in some] == [old]
    assert [one.record for one in seances(store, date(2030, 1, 1))] == [old, recent]
    assert purger(store, some) == 2
    assert store.folded("note_seance", note).values["intervenant"] == "Élu, Guise"
    assert store.folded("personne", personne).values["dernier_evenement"] == "2025-03-12"
    assert seances(store) == []


def test_a_line_that_was_taken_off_the_sheet_is_purged_too(prefecture: Store) -> None:
    """It is archived, not gone: the name in it has no reason to be kept any longer than the others."""
    store = prefecture
    old = a_seance(store, "2025-03-12")
    line = store.create("presence", {"seance_club": old, "titre": "Paul Martinet", "qualite": "Élu"})
    fiche = store.get("presence", line)
    assert fiche is not None
    store.archive(fiche)
    assert purger(store, seances(store)) == 1
    assert store.folded("presence", line).archived
    assert store.folded("presence", line).values["titre"] == "Élu"
    assert seances(store) == []


def test_the_inventory_says_who_is_held_and_until_when(prefecture: Store) -> None:
    """By kind of record and by person; an erased person is no longer in it."""
    personne = a_person(prefecture, "Zélia", "Quenouille", dernier_evenement="2025-01-10")
    a_person(prefecture, "Paul", "Martinet", date_purge="2030-01-01")
    held = inventaire(prefecture)
    assert [(one.nom, one.jusqu_au) for one in held.personnes] == [
        ("Paul Martinet", "2030-01-01"),
        ("Zélia Quenouille", "2026-01-10"),
    ]
    assert [one.nom for one in held.echues] == ["Zélia Quenouille"]
    assert [(one.table, one.fiches) for one in held.tables] == [("personne", 2)]
    effacer(prefecture, dossier(prefecture, personne))
    held = inventaire(prefecture)
    assert [one.nom for one in held.personnes] == ["Paul Martinet"]
    assert held.en_attente > 0


def test_what_is_kept_for_too_long_is_to_be_done(prefecture: Store) -> None:
    """A person past the date, and the oldest sheet; nothing of who still takes part, nor of who holds a poste."""
    store = prefecture
    gone = a_person(store, "Zélia", "Quenouille", dernier_evenement="2025-01-10")
    busy = a_person(store, "Paul", "Martinet", dernier_evenement="2025-01-10")
    held = a_person(store, "Anne", "Roseau", dernier_evenement="2025-01-10")
    store.create("poste", {"titre": "Poste de Guise", "commune": GUISE, "personne": held})
    old = a_seance(store)
    for seance, personne in ((old, gone), (a_seance(store, "2026-10-05"), busy)):
        store.create("presence", {"seance_club": seance, "personne": personne, "statut": "Présent"})
    lines = [line for line in ListeAFaire(store).lines(TODAY.date()) if line.sorte is Sorte.DONNEES]
    assert [(line.record, line.jour) for line in lines] == [(gone, date(2026, 3, 12)), (old, date(2026, 3, 12))]
    store.settings.put(ROLE, "chef")
    store.settings.put(COMMUNES_HABILITEES, HIRSON)
    assert not [line for line in ListeAFaire(store).lines(TODAY.date()) if line.sorte is Sorte.DONNEES]
