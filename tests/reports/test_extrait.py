"""A table of the store as a file: every field, codes as texts, references by their titles."""

from datetime import date

from pvd_tui.domain.vue import Condition, Operateur
from pvd_tui.reports.extrait import Demande, extraire
from storage.filtre import Filtre
from storage.prive import withhold
from tests.screens import aisne


def test_a_table_has_every_field_and_names_its_communes() -> None:
    """The INSEE code stands beside the name; the id comes last, for a later import to know the record."""
    store = aisne.aisne()
    found = extraire(store, Demande("action"), date(2026, 11, 22))

    titres = [colonne.titre for colonne in found.colonnes]
    assert titres[:3] == ["Titre", "Code INSEE", "Commune"]
    assert titres[-1] == "Identifiant"
    line = dict(zip(titres, next(row for row in found.lignes if str(row[0]).startswith("Halle")), strict=True))
    assert (line["Code INSEE"], line["Commune"]) == ("02173", "Chauny")
    assert line["Coût prévisionnel"] == 148_000_000
    assert line["Échéance"] == date(2026, 12, 15)
    assert line["Coût définitif"] is None
    assert {len(row) for row in found.lignes} == {len(titres)}


def test_a_table_may_be_asked_for_in_part() -> None:
    """Conditions and columns of a view."""
    store = aisne.aisne()
    filtre = Filtre(conditions=(Condition("phase", Operateur.EST, ("Étude",)),))
    found = extraire(store, Demande("action", filtre, ("titre", "echeance"), dit="phase : Étude"), date(2026, 11, 22))

    assert [colonne.titre for colonne in found.colonnes] == ["Titre", "Échéance"]
    assert [row[0] for row in found.lignes] == ["OPAH-RU centre ancien", "Tiers-lieu gare"]
    assert found.filtre == "phase : Étude"


def test_a_commune_begins_with_its_code() -> None:
    """As text: no zero is lost."""
    found = extraire(aisne.aisne(), Demande("commune"), date(2026, 11, 22))
    assert found.colonnes[0].titre == "Code INSEE"
    assert found.colonnes[0].nature == "texte"
    assert "02173" in [row[0] for row in found.lignes]


def test_what_stays_here_is_not_named_by_what_leaves() -> None:
    """A shared action « annule et remplace » one kept on this laptop: its title is in no file."""
    store = aisne.aisne()
    secret = store.create("action", {"titre": "Préemption du 3 rue X", "commune": "02361"})
    fiche = store.get("action", secret)
    assert fiche is not None
    withhold(store, fiche)
    store.create("action", {"titre": "Halle", "commune": "02361", "remplace": secret})
    shared = Filtre(conditions=(Condition("restreint", Operateur.EST, (False,)),))

    def text(filtre: Filtre) -> str:
        return str(extraire(store, Demande("action", filtre), date(2026, 11, 22)).lignes)

    assert "Préemption" not in text(shared)
    assert "(fiche gardée sur son ordinateur)" in text(shared)
    assert "Préemption" in text(Filtre())
