"""The preview of an import, and what importing does."""

from pathlib import Path

import pytest

from pvd_tui.imports.apercu import Apercu, LigneApercu, Sort, apply, preview
from pvd_tui.imports.liste_pvd import read_liste
from storage.check import verify
from storage.errors import RefusError
from storage.settings import COMMUNES, DEPARTEMENT, ROLE, SERVEUR
from storage.store import Store
from tests.imports.conftest import LISTE

OFFICIELLE = Path(__file__).parents[3] / "shared" / "data" / "pvd_communes.csv"
ENTETE = LISTE.splitlines()[0]


def see(store: Store, text: str = LISTE, departement: str | None = None) -> Apercu:
    """Preview a list."""
    return preview(store, read_liste(text.encode()), departement)


def bring_in(store: Store, text: str = LISTE, departement: str | None = None) -> Apercu:
    """Preview a list and import it."""
    apercu = see(store, text, departement)
    apply(store, apercu)
    return apercu


def line(apercu: Apercu, insee: str) -> LigneApercu:
    """Find the line of a commune."""
    return next(ligne for ligne in apercu.lignes if ligne.insee == insee)


def count(store: Store) -> dict[str, int]:
    """Count what an import makes."""
    return {table: store.rows.count(table) for table in ("commune", "epci", "convention", "convention_commune")}


def conventions(store: Store) -> set[tuple[object, ...]]:
    """Give the conventions as type, commune, date."""
    return {(row["type"], row["commune"], row["date_signature"]) for row in store.rows.page("convention")}


def changes(store: Store) -> int:
    """Count the changes of the log."""
    return verify(store).changes


def test_a_preview_writes_nothing(store: Store) -> None:
    """Looking is free."""
    assert see(store).compte == {Sort.CREER: 4}
    assert changes(store) == 0


def test_communes_of_one_epci_signed_the_same_day_share_their_conventions(store: Store) -> None:
    """A convention is not an attribute of a commune: one per (EPCI or commune, date), with a row per commune."""
    bring_in(store)
    assert count(store) == {"commune": 4, "epci": 3, "convention": 5, "convention_commune": 7}
    assert conventions(store) == {
        ("Adhésion", "02361", "2021-04-15"),
        ("Cadre ORT", "02361", "2023-05-04"),
        ("Adhésion", "02381", "2021-04-26"),
        ("Adhésion", None, "2021-04-30"),
        ("Cadre ORT", None, "2023-11-30"),
    }
    assert {row["statut"] for row in store.rows.page("convention")} == {"Signée"}


def test_a_convention_of_one_commune_is_in_its_territory(store: Store) -> None:
    """Its own chef writes it; what several communes share belongs to the département."""
    bring_in(store)
    where = {str(row["titre"]): row["territoire"] for row in store.rows.page("convention")}
    assert where["Convention d’adhésion – Guise"] == "02361"
    assert where["Convention d’adhésion – CC de la Thiérache du Centre"] is None


def test_a_commune_gets_what_the_referentiel_knows(store: Store) -> None:
    """Names, SIREN, arrondissement and postal codes need not be in the list."""
    bring_in(store, "insee_com,lib_com,id_pvd,date_signature\n02361,guise,pvd-32-02-9,2021-04-15\n")
    guise = store.get("commune", "02361")
    assert guise is not None
    assert guise.values["titre"] == "Guise"
    assert guise.values["arrondissement"] == "Vervins"
    assert guise.values["epci"] == "200071983"
    assert guise.values["codes_postaux"] == "02120"
    assert guise.values["id_pvd"] == "pvd-32-02-9"


def test_the_same_list_again_changes_nothing(store: Store) -> None:
    """Every line is « inchangée » and not one change is written."""
    bring_in(store)
    before = changes(store)
    again = bring_in(store)
    assert again.compte == {Sort.INCHANGEE: 4}
    assert again.edits == ()
    assert changes(store) == before


def test_the_list_replaces_what_it_says_and_leaves_what_a_person_chose(store: Store) -> None:
    """A population is the list's; a title, or a field that only the référentiel knows, is whoever typed it."""
    header, row = f"{ENTETE},population_municipale", "02361,Guise,200071983,2021-04-15,0,,4490"
    store.create("commune", {"titre": "Guise, ville de Godin", "siren": "000000000", "population": 1}, record="02361")
    apercu = bring_in(store, f"{header}\n{row}\n")
    guise = store.get("commune", "02361")
    assert guise is not None
    assert (guise.values["titre"], guise.values["siren"]) == ("Guise, ville de Godin", "000000000")
    assert guise.values["population"] == 4490
    assert line(apercu, "02361").sort is Sort.MODIFIER


def test_communes_whose_dates_are_unknown_do_not_share_a_convention(store: Store) -> None:
    """Nobody knows that it is the same one."""
    rows = "02141,La Capelle,240200444,,1,\n02558,Le Nouvion-en-Thiérache,240200444,,1,\n"
    bring_in(store, f"{ENTETE}\n{rows}")
    assert conventions(store) == {("Cadre ORT", "02141", None), ("Cadre ORT", "02558", None)}


def test_the_other_layout_after_the_first_empties_nothing(store: Store) -> None:
    """A layout that says less replaces nothing by nothing."""
    bring_in(store)
    again = bring_in(store, "insee_com,lib_com,id_pvd,date_signature\n02361,Guise,,2021-04-15\n")
    assert again.compte == {Sort.INCHANGEE: 1}


def test_one_undo_takes_the_whole_import_back_and_it_can_be_made_again(store: Store) -> None:
    """An import is one gesture, with its label; importing again restores what the undo archived."""
    bring_in(store)
    assert store.history.next_undo() == "Import de la liste PVD (4 communes)"
    store.history.undo()
    assert set(count(store).values()) == {0}
    bring_in(store)
    assert count(store) == {"commune": 4, "epci": 3, "convention": 5, "convention_commune": 7}
    assert see(store).compte == {Sort.INCHANGEE: 4}
    assert verify(store).sain


def test_undo_gives_back_the_values_that_an_import_replaced(store: Store) -> None:
    """What a person had typed returns."""
    bring_in(store)
    bring_in(store, LISTE.replace("2023-05-04", "2023-05-05"))
    assert ("Cadre ORT", "02361", "2023-05-05") in conventions(store)
    store.history.undo()
    assert ("Cadre ORT", "02361", "2023-05-04") in conventions(store)


def test_a_convention_that_is_there_already_takes_the_date_of_the_list(store: Store) -> None:
    """A commune linked to a convention of the type gets no second one."""
    held = store.create(
        "convention", {"titre": "Notre ORT", "type": "Cadre ORT", "commune": "02361", "statut": "En cours"}
    )
    apercu = bring_in(store)
    again = store.get("convention", held)
    assert again is not None
    assert (again.values["date_signature"], again.values["statut"]) == ("2023-05-04", "Signée")
    assert again.values["titre"] == "Notre ORT"
    assert sum(kind == "Cadre ORT" for kind, _, _ in conventions(store)) == 2
    assert next(fiche for fiche in apercu.fiches if fiche.record == held).sort is Sort.MODIFIER


def test_a_commune_joins_the_convention_that_its_neighbour_has(store: Store) -> None:
    """The row is added to the département's convention, under whatever id it has."""
    held = store.create("convention", {"titre": "ORT", "type": "Cadre ORT", "departement": "02"})
    store.create("convention_commune", {"convention": held, "commune": "02141"})
    bring_in(store)
    rows = store.rows.page("convention_commune", {"convention": held})
    assert {row["commune"] for row in rows} == {"02141", "02558"}


def test_a_convention_to_which_the_list_gives_two_dates_is_left_alone(store: Store) -> None:
    """Nothing is chosen for a person; both lines say why."""
    held = store.create(
        "convention", {"titre": "ORT", "type": "Cadre ORT", "departement": "02", "date_signature": "2023-01-01"}
    )
    for commune in ("02141", "02558"):
        store.create("convention_commune", {"convention": held, "commune": commune})
    apercu = bring_in(
        store,
        LISTE.replace("02558,Le Nouvion-en-Thiérache,240200444,2021-04-30,1,2023-11-30", "")
        + ("02558,Le Nouvion-en-Thiérache,240200444,2021-04-30,1,2023-12-01\n"),
    )
    again = store.get("convention", held)
    assert again is not None
    assert again.values["date_signature"] == "2023-01-01"
    for insee in ("02141", "02558"):
        assert any("reste telle quelle" in warning for warning in line(apercu, insee).avertissements)


def test_two_laptops_that_import_the_same_list_make_the_same_rows(tmp_path: Path, store: Store) -> None:
    """Ids are natural, even where one of them imports a part of the list: no row twice, no conflict."""
    with Store.open(tmp_path / "autre.pvd", clock=store.today) as other:
        other.settings.put(DEPARTEMENT, "02")
        other.settings.put(ROLE, "chef")
        other.settings.put(COMMUNES, "02361")
        bring_in(other)
        bring_in(store)
        store.outbox.receive(other.outbox.offer(["dep:02"], most=1000, most_bytes=10**6), None)
    assert count(store) == {"commune": 4, "epci": 3, "convention": 5, "convention_commune": 7}
    for table in ("commune", "convention", "convention_commune"):
        assert all(row["desaccord"] == 0 for row in store.rows.page(table))


def test_what_an_import_replaces_is_what_its_preview_showed(store: Store) -> None:
    """A date that was typed between the preview and the import becomes a conflict, it is not lost."""
    bring_in(store)
    apercu = see(store, LISTE.replace("2023-05-04", "2023-05-05"))
    row = store.rows.page("convention", {"commune": "02361", "type": "Cadre ORT"})[0]
    before = store.get("convention", str(row["id"]))
    assert before is not None
    store.update(before, {"date_signature": "2023-05-06"})
    apply(store, apercu)
    after = store.get("convention", str(row["id"]))
    assert after is not None
    assert len(after.folded.heads["date_signature"]) == 2


def test_an_import_is_whole_or_nothing(store: Store) -> None:
    """If one record cannot be written any more, none is."""
    bring_in(store)
    apercu = see(store, LISTE.replace("2023-05-04", "2023-05-05").replace("2021-04-26", "2021-04-27"))
    row = store.rows.page("convention", {"commune": "02381"})[0]
    fiche = store.get("convention", str(row["id"]))
    assert fiche is not None
    store.archive(fiche)
    before = changes(store)
    with pytest.raises(RefusError):
        apply(store, apercu)
    assert changes(store) == before


def test_an_unknown_commune_is_refused_and_the_others_are_imported(store: Store) -> None:
    """The reason stands on its line."""
    apercu = bring_in(store, LISTE + "99999,Nulle-Part,,2021-04-15,0,\n")
    assert line(apercu, "99999").sort is Sort.REFUSEE
    assert line(apercu, "99999").motif == "Le code INSEE 99999 est inconnu du référentiel."
    assert store.rows.count("commune") == 4


def test_a_commune_that_merged_is_imported_as_the_present_one(store: Store) -> None:
    """The line says which code it had."""
    apercu = bring_in(store, f"{ENTETE}\n01340,Une ancienne commune,,2021-04-15,0,\n")
    (ligne,) = apercu.lignes
    assert ligne.sort is Sort.CREER
    assert ligne.insee != "01340"
    assert "01340 n’existe plus" in ligne.avertissements[0]
    assert store.rows.count("commune") == 1


def test_a_commune_that_is_there_twice_is_refused_the_second_time(store: Store) -> None:
    """The reason names the first line."""
    apercu = see(store, LISTE + "02361,Guise,200071983,2021-04-16,0,\n")
    assert apercu.lignes[-1].sort is Sort.REFUSEE
    assert apercu.lignes[-1].motif == "Cette commune est déjà à la ligne 2."


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("02361,Guise,,2020-01-15,0,", "avant le lancement du programme"),
        ("02361,Guise,,2021-04-15,1,2026-11-03", "ORT datée du 03/11/2026, à venir"),
        ("02361,Guise,,2021-04-15,1,2020-12-01", "ORT antérieure à l’adhésion"),
        ("02361,Guise,,,0,", "adhésion sans date"),
        ("02361,Guise,,2021-04-15,1,", "ORT dite signée, sans date"),
        ("02361,Guise,,2021-04-15,0,2023-05-04", "dite non signée"),
        ("29039,Concarneau,,2021-04-15,0,", "20"),
    ],
)
def test_dirty_official_data_warns_and_is_imported(store: Store, row: str, said: str) -> None:
    """The official list holds each of these (domain.md §0.9)."""
    apercu = bring_in(store, f"{ENTETE}\n{row}\n")
    assert apercu.compte == {Sort.CREER: 1}
    assert said in " ".join(apercu.lignes[0].avertissements)


def test_an_ort_without_a_date_is_kept_as_the_list_says_it(store: Store) -> None:
    """It is « Signée », its date unknown; the date that a later list gives goes to the same convention."""
    bring_in(store, f"{ENTETE}\n02361,Guise,200071983,2021-04-15,1,\n")
    assert ("Cadre ORT", "02361", None) in conventions(store)
    bring_in(store)
    assert ("Cadre ORT", "02361", "2023-05-04") in conventions(store)
    assert ("Cadre ORT", "02361", None) not in conventions(store)


def test_a_chef_is_offered_only_the_communes_of_the_grant(store: Store) -> None:
    """The others are « hors périmètre », and what is the département's is left to the préfecture."""
    store.settings.put(ROLE, "chef")
    store.settings.put(COMMUNES, "02361,02141")
    apercu = bring_in(store)
    assert apercu.compte == {Sort.CREER: 2, Sort.HORS_PERIMETRE: 2}
    assert count(store) == {"commune": 2, "epci": 0, "convention": 2, "convention_commune": 2}
    assert {row["territoire"] for row in store.rows.page("convention")} == {"02361"}
    assert any("préfecture" in fiche.motif for fiche in apercu.fiches)


def test_a_prefecture_is_offered_only_its_departement(store: Store) -> None:
    """Once it is enrolled."""
    store.settings.put(ROLE, "prefecture")
    store.settings.put(SERVEUR, "https://exemple.invalid")
    apercu = see(store, LISTE + "29039,Concarneau,,2021-04-15,0,\n")
    assert line(apercu, "29039").sort is Sort.HORS_PERIMETRE


def test_a_departement_can_be_asked_for(store: Store) -> None:
    """The rest of the list is « hors périmètre »."""
    apercu = bring_in(store, LISTE + "29039,Concarneau,,2021-04-15,0,\n", departement="29")
    assert apercu.compte == {Sort.CREER: 1, Sort.HORS_PERIMETRE: 4}
    assert apercu.titre == "Import de la liste PVD (1 commune)"


def test_a_list_of_several_departements_makes_one_geste_in_each_stream(store: Store) -> None:
    """They are undone together all the same."""
    bring_in(store, LISTE + "29039,Concarneau,,2021-04-15,0,\n")
    assert {row["stream"] for row in store.rows.page("geste")} == {"dep:02", "dep:29"}
    store.history.undo()
    assert store.rows.count("commune") == 0


@pytest.mark.skipif(not OFFICIELLE.exists(), reason="needs ../shared/data/pvd_communes.csv")
def test_the_official_list_gives_the_aisne_its_25_communes(store: Store) -> None:
    """25 communes, 12 EPCI, and 12 conventions of each type: three single towns, nine of several."""
    apercu = preview(store, read_liste(OFFICIELLE.read_bytes()), "02")
    apply(store, apercu)
    assert apercu.compte == {Sort.CREER: 25, Sort.HORS_PERIMETRE: 1621}
    assert count(store) == {"commune": 25, "epci": 12, "convention": 24, "convention_commune": 50}
    assert sum(row["commune"] is not None for row in store.rows.page("convention")) == 6


@pytest.mark.skipif(not OFFICIELLE.exists(), reason="needs ../shared/data/pvd_communes.csv")
@pytest.mark.heavy
def test_the_whole_official_list_is_imported_and_found_unchanged(store: Store) -> None:
    """1 646 communes in one gesture, none refused."""
    lignes = read_liste(OFFICIELLE.read_bytes())
    apply(store, preview(store, lignes))
    assert preview(store, lignes).compte == {Sort.INCHANGEE: 1646}
