"""Preparing a séance on a store: begun from the last one, people invited in one gesture, copies that stay."""

from datetime import UTC, date, datetime

import pytest

from storage import settings
from storage.errors import RefusError
from storage.invitations import attendus, commencer, invitables, inviter
from storage.store import Store

TODAY = date(2026, 6, 1)
COMMUNES = {"02361": "Guise", "02381": "Hirson", "02304": "La Fère"}


@pytest.fixture
def store() -> Store:
    """Give an Aisne with three communes, a held séance, and who is known."""
    store = Store.open(":memory:", clock=lambda: datetime(2026, 6, 1, 9, tzinfo=UTC))
    store.settings.put(settings.DEPARTEMENT, "02")
    for insee, nom in COMMUNES.items():
        values = {"titre": nom, "departement": "02", "epci": "200071769"}
        store.create("commune", values, record=insee)
    held = store.create(
        "seance_club",
        {"titre": "Printemps", "departement": "02", "date": "2026-04-14", "numero": "2026-1", "etat": "Tenue"}
        | {"commune_hote": "02361", "organisateur": "DDT", "prochaine_date": "2026-12-03"},
    )
    person = store.create(
        "personne",
        {"titre": "Anne Roy", "departement": "02", "fonction": "Maire", "commune": "02361", "qualite": "Élu"},
    )
    chef = store.create("personne", {"titre": "Luc Faure", "departement": "02"})
    store.create("poste", {"titre": "Poste", "commune": "02381", "personne": chef, "statut": "Pourvu"})
    for values in ({"personne": person, "titre": "Anne Roy"}, {"titre": "Rose Zinnia", "commune": "02304"}):
        store.create("presence", {"seance_club": held, "statut": "Présent", **values})
    return store


def une_seance(store: Store, **values: str) -> str:
    """Begin the next séance."""
    return store.create("seance_club", commencer(store, TODAY, {"titre": "Hiver"} | values))


def feuille(store: Store, seance: str) -> dict[str, dict[str, object]]:
    """Give the sheet, by name."""
    columns = ("titre", "statut", "commune", "fonction", "qualite", "personne")
    rows = store.rows.page("presence", {"seance_club": seance}, columns=columns)
    return {str(row["titre"]): {name: row[name] for name in columns[1:]} for row in rows}


def test_a_new_seance_is_begun_from_the_last_one(store: Store) -> None:
    """Its number, its day, another host, the same organisers; what is given wins."""
    found = store.get("seance_club", une_seance(store))
    assert found is not None
    kept = ("titre", "numero", "date", "commune_hote", "organisateur", "etat", "departement")
    assert [found.values.get(name) for name in kept] == [
        *("Hiver", "2026-2", "2026-12-03", "02381", "DDT", "Projet", "02"),
    ]
    assert commencer(store, TODAY, {"titre": "x", "commune_hote": "02304"})["commune_hote"] == "02304"
    assert commencer(store, TODAY, {"titre": "x", "date": "2027-02-01"})["numero"] == "2027-1"


def test_people_are_invited_in_one_gesture_with_their_own_copies(store: Store) -> None:
    """Each is « Inscrit » with function, commune and qualité; one undo takes them all off; nobody is asked twice."""
    seance = une_seance(store)
    liste = invitables(store, seance, TODAY)
    assert [one.nom for one in liste.tous] == ["Anne Roy", "Luc Faure", "Rose Zinnia"]
    assert len(liste.sans_invite()) == 3
    assert inviter(store, seance, liste.tous) is not None
    sheet = feuille(store, seance)
    assert sheet["Luc Faure"] == {
        "statut": "Inscrit",
        "commune": "02381",
        "fonction": "chef de projet PVD",
        "qualite": "Chef de projet",
        "personne": liste.tous[1].personne,
    }
    again = invitables(store, seance, TODAY)
    assert (again.tous, again.deja, again.sans_invite()) == ([], 3, [])
    store.history.undo()
    assert feuille(store, seance) == {}
    assert inviter(store, seance, liste.tous[:1]) is not None, "who was taken off the sheet comes back"
    assert set(feuille(store, seance)) == {"Anne Roy"}
    assert inviter(store, seance, liste.tous[:1]) is None


def test_a_fusion_of_communes_or_another_epci_rewrites_no_presence(store: Store) -> None:
    """On 1 January the commune is archived for a new one, and changes EPCI: the sheets of before stay to the letter."""
    seance = une_seance(store)
    inviter(store, seance, invitables(store, seance, TODAY).tous)
    sheets = feuille(store, seance)
    presences = store.rows.ids("presence", archived=None)
    log = {record: [change.id for change in store.history.of("presence", record)] for record in presences}
    guise = store.get("commune", "02361")
    assert guise is not None
    store.update(guise, {"epci": "200071785", "titre": "Guise-et-Flavigny"})
    store.create("commune", {"titre": "Nouvelle-Guise", "departement": "02"}, record="02318")
    guise = store.get("commune", "02361")
    assert guise is not None
    store.archive(guise)
    mayor = store.rows.ids("personne", {"titre": "Anne Roy"})[0]
    before = store.get("personne", mayor)
    assert before is not None
    store.update(before, {"commune": "02318", "fonction": "Maire déléguée"})

    assert feuille(store, seance) == sheets
    assert sheets["Anne Roy"]["commune"] == "02361"
    assert {record: [change.id for change in store.history.of("presence", record)] for record in presences} == log
    assert "02318" in invitables(store, seance, TODAY).par_commune
    assert "02361" not in invitables(store, seance, TODAY).par_commune


def test_the_seance_of_another_laptop_is_refused_in_french(store: Store) -> None:
    """Nothing is listed of what is not here."""
    with pytest.raises(RefusError, match="pas sur cet ordinateur"):
        invitables(store, "ailleurs", TODAY)


def test_those_whom_a_seance_is_for_are_invited_once(store: Store) -> None:
    """Élus of a séance for élus; who is on the sheet is not asked again."""
    seance = une_seance(store, public="Élus")
    people = attendus(store, seance, TODAY)
    assert [one.nom for one in people] == ["Anne Roy"]
    inviter(store, seance, people)
    assert attendus(store, seance, TODAY) == []
