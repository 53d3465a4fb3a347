"""Actions in the official schéma `projets-territoire`: valid, and what is not known is absent."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs

from pvd_tui.domain.action import Action, Phase, StatutPhase
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.reports.projets_territoire import rendre
from pvd_tui.reports.schema import projets
from tests.screens import aisne

SCHEMA = jsonschema_rs.validator_for(
    json.loads(Path(__file__).with_name("projets_territoire.schema.json").read_text(encoding="utf-8")),
    validate_formats=True,
)
VIE = ("2026-01-05T08:00:00.000000+00:00", "2026-11-02T09:30:00.000000+00:00")


def read(made: bytes) -> tuple[list[Any], list[Any]]:
    """Read a package: its projects, its collectivités."""
    found = {one["name"]: one["data"] for one in json.loads(made)["resources"]}
    return found["projets-territoire"], found["collectivites"]


def test_an_action_is_a_valid_project(halle: list[Entity]) -> None:
    """Every field that a fiche knows is there, in the words of the schéma."""
    projects, places = read(rendre(RegistreMemoire(halle), ["halle"], {"halle": VIE, "02361": VIE}))

    (project,) = projects
    SCHEMA.validate(project)
    assert project["nom"] == "Réhabilitation de la halle"
    assert project["budgetPrevisionnel"] == 1_480_001
    assert project["porteurCodeSiret"] == "21020342800019"
    assert (project["phase"], project["phaseStatut"]) == ("Opération", "En cours")
    assert project["mecId"] == "MEC-7"
    assert [place["codeInsee"] for place in places] == ["02361", "02381"]
    assert project["collectiviteIds"] == [place["id"] for place in places]


def test_what_is_not_known_is_absent() -> None:
    """Never an empty text, never zero; a SIRET that is none is left out."""
    action = Action(id="a", titre="T", siret_maitre_ouvrage="123", description="  ")
    ((project,), places) = read(rendre(RegistreMemoire([action]), ["a", "absente"], {"a": VIE}))

    SCHEMA.validate(project)
    assert sorted(project) == ["createdAt", "id", "nom", "programme", "updatedAt"]
    assert places == []


def test_every_word_of_the_two_lists_is_the_schema_s() -> None:
    """Phase and statut are stored in the schéma's own words."""
    for phase in Phase:
        for statut in StatutPhase:
            action = Action(id="a", titre="T", phase=phase, statut_phase=statut)
            SCHEMA.validate(read(rendre(RegistreMemoire([action]), ["a"], {"a": VIE}))[0][0])


def test_a_store_gives_when_each_was_created_and_changed() -> None:
    """As its log tells it."""
    store = aisne.aisne()
    projects, places = read(projets(store, store.rows.ids("action")))
    assert len(projects) == len(aisne.ACTIONS)
    for project in projects:
        SCHEMA.validate(project)
        assert project["createdAt"] <= project["updatedAt"]
    assert all(place["createdAt"] for place in places)
