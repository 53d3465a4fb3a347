"""What changed since a day: by commune, in plain French, without anybody's name."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pvd_tui.changes.change import Json
from pvd_tui.domain.digest import Chapitre, Digest, Rubrique, texte
from storage import settings
from storage.digest import digest
from storage.store import Store
from tests.storage.laptops import GUISE, HIRSON, Clock, Laptops, Server, a_commune, an_action, exchange

DEPUIS = date(2023, 9, 1)


def _update(store: Store, table: str, record: str, **values: Json) -> None:
    fiche = store.get(table, record)
    assert fiche is not None
    store.update(fiche, values)


@pytest.fixture
def aisne(store: Store, clock: Clock) -> Store:
    """Give a laptop with a commune, an action, a demande and a convention in June; it is September the 6th."""
    a_commune(store)
    action = an_action(store, phase="Idée")
    store.create("demande", {"titre": "DETR 2023", "action": action, "etat": "Envisagée"}, record="demande")
    store.create("convention", {"titre": "Cadre", "commune": GUISE, "type": "Cadre ORT", "departement": "02"})
    clock.forward(days=92)
    return store


def _said(found: Digest, rubrique: Rubrique) -> list[str]:
    return [f"{f.fiche} : {f.quoi}" for c in found.chapitres for f in c.faits if f.rubrique is rubrique]


def test_what_was_written_before_is_not_told(aisne: Store) -> None:
    """Nothing changed since September: that is what is said."""
    found = digest(aisne, DEPUIS)
    assert found.chapitres == ()
    assert texte(found) == "Ce qui a changé du 01/09/2023 au 06/09/2023 : rien."


def test_records_dates_amounts_and_states_are_told_by_commune(aisne: Store) -> None:
    """Each once, with what it was before; the rest is counted."""
    action, demande = aisne.rows.ids("action")[0], "demande"
    _update(aisne, "demande", demande, etat="Notifiée", date_notification="2023-09-04", montant_accorde=125_000_00)
    _update(aisne, "action", action, phase="Étude", date_engagement="2023-09-05", description="Un marché couvert.")
    an_action(aisne, titre="Maison de santé")
    found = digest(aisne, DEPUIS)

    assert [(one.insee, one.nom, one.accorde, one.champs, one.fiches) for one in found.chapitres] == [
        (GUISE, "Guise", 125_000_00, 1, 1)
    ]
    assert _said(found, Rubrique.NOUVELLE) == ["action « Maison de santé » : action"]
    assert _said(found, Rubrique.DATE) == [
        "demande de subvention « DETR 2023 » : notifiée le 04/09/2023",
        "action « Réhabilitation des halles » : engagée le 05/09/2023",
    ]
    assert _said(found, Rubrique.MONTANT)[0].startswith("demande de subvention « DETR 2023 » : 125")
    assert _said(found, Rubrique.ETAT) == [
        "action « Réhabilitation des halles » : phase : Idée, puis Étude",
        "demande de subvention « DETR 2023 » : état : Envisagée, puis Notifiée",
    ]
    assert "Aussi : 1 autre champ dans 1 fiche." in texte(found)


def test_what_was_changed_back_says_nothing(aisne: Store) -> None:
    """The log has two changes, the reader has no news."""
    action = aisne.rows.ids("action")[0]
    _update(aisne, "action", action, phase="Étude")
    _update(aisne, "action", action, phase="Idée")
    made = an_action(aisne, titre="Erreur")
    fiche = aisne.get("action", made)
    assert fiche is not None
    aisne.archive(fiche)
    assert digest(aisne, DEPUIS).chapitres == ()


def test_a_date_written_long_ago_is_told_once_it_has_come(aisne: Store, clock: Clock) -> None:
    """And one that is still to come is not."""
    convention = aisne.rows.ids("convention")[0]
    _update(aisne, "convention", convention, date_signature="2023-10-02")
    assert _said(digest(aisne, DEPUIS), Rubrique.DATE) == []
    clock.forward(days=30)
    assert _said(digest(aisne, date(2023, 10, 1)), Rubrique.DATE) == ["convention « Cadre » : signée le 02/10/2023"]


def test_restricted_records_are_counted_and_not_told(aisne: Store) -> None:
    """A private note says nothing, not even its title; nobody is named."""
    aisne.create("note_datee", {"titre": "négociation XYZZY", "commune": GUISE, "texte": "ne pas dire"})
    aisne.create("personne", {"titre": "Claire Lemaire", "commune": GUISE})
    an_action(aisne, titre="Étude suivie par Claire Lemaire")
    found = digest(aisne, DEPUIS)
    said = texte(found)
    assert found.laissees == 1
    assert "XYZZY" not in said
    assert "Lemaire" not in said
    assert "1 fiche de personnes ou de présence" in said
    assert digest(aisne, DEPUIS, restreint=True).chapitres[0].notes == 1


def test_a_chef_reads_his_communes_and_the_departement_unless_he_asks_for_all(aisne: Store) -> None:
    """The communes of others are told with `--departement` only; a séance is nobody's commune."""
    a_commune(aisne, HIRSON)
    aisne.create("seance_club", {"titre": "Club", "departement": "02", "date": "2023-09-02"})
    aisne.settings.put(settings.COMMUNES, GUISE)
    assert [one.nom for one in digest(aisne, DEPUIS).chapitres] == ["Le département (Aisne)"]
    assert [one.nom for one in digest(aisne, DEPUIS, departement=True).chapitres] == [
        "Hirson",
        "Le département (Aisne)",
    ]


def test_what_others_wrote_counts_from_the_day_it_arrived(laptop: Laptops, clock: Clock) -> None:
    """Written in August on a laptop without a network, received in September: news of September."""
    here, other, server = laptop("a"), laptop("b"), Server(clock)
    an_action(other, titre="Écrite en juin")
    clock.forward(days=92)
    exchange(server, other, here)
    found = digest(here, DEPUIS)
    assert _said(found, Rubrique.NOUVELLE) == ["action « Écrite en juin » : action"]


def test_an_import_is_one_line(aisne: Store) -> None:
    """Twenty new actions are counted, with the first of them."""
    for number in range(20):
        an_action(aisne, titre=f"Action {number:02}")
    lines = texte(digest(aisne, DEPUIS)).splitlines()
    assert "    - 20 actions : Action 00, Action 01, Action 02…" in lines
    assert len(lines) < 10


def test_places_are_in_the_order_of_their_names(aisne: Store) -> None:
    """The communes, then the département; the text says each once."""
    found = digest(aisne, DEPUIS - timedelta(days=200))
    assert [one.nom for one in found.chapitres] == ["Guise"]
    twice = replace(found, chapitres=(*found.chapitres, Chapitre(None, "Le programme", (), notes=2)))
    assert texte(twice).splitlines()[-2:] == ["Le programme", "  Aussi : 2 notes."]
