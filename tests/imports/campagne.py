"""A campaign for the tests: sites, their workbooks filled in as a person would, and sent back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from pvd_tui.domain.questionnaire import REMPLIE_LE
from pvd_tui.reports.classeur_contribution import ClasseurContribution, LigneClasseur, composer, rendre
from storage.contributions import campagne, commencer, contributions_par_site
from storage.store import Store

CAMPAGNE = "note-2024"
NOMS = {"02173": "Chauny", "02361": "Guise", "02381": "Hirson", "02468": "Marle", "02810": "Villers-Cotterêts"}


def ouvrir(store: Store, communes: Mapping[str, str]) -> None:
    """Open a campaign as the préfecture of some communes."""
    store.settings.put("role", "prefecture")
    values = {"titre": "Note de synthèse 2024", "ouverture": "2024-05-01", "echeance": "2024-06-25"}
    store.create("campagne_note", values, record=CAMPAGNE)
    for insee, nom in communes.items():
        store.create("commune", {"titre": nom, "departement": "02"}, record=insee)


def vierge(store: Store, insee: str) -> ClasseurContribution:
    """Give the workbook of a site as it is sent."""
    held = campagne(store)
    site = next(one for one in contributions_par_site(store, held) if insee in dict(one.communes))
    return composer(site, held, commencer(store, site, held), store.now(), date(2024, 6, 6))


def remplir(sent: ClasseurContribution, said: Mapping[str, str], le: str = "") -> ClasseurContribution:
    """Type answers, by label; the lists « Levier » and « Difficulté » have numbers."""
    answers = {**said, REMPLIE_LE: le}
    lines = tuple(replace(one, reponse=answers.get(one.question.libelle) or one.reponse) for one in sent.lignes)
    return replace(sent, lignes=lines)


COMPLET = {
    "Convention-cadre signée": "Oui",
    "Inscrite au CRTE": "Oui",
    "Actions engagées": "Non",
    "Dynamique": "Bonne",
    "Dynamique constatée": "La halle est engagée",
    "Levier 1": "Fonds vert",
    "Levier 3": "Club/pairs",
    "Difficulté 2": "Financement",
    "Appui demandé": "Avis de l’ABF avant octobre",
    "Donnée par (fonction)": "Maire",
}
"""A whole reply."""


def renvoyer(sent: ClasseurContribution, path: Path) -> Path:
    """Write a workbook in the format of its name."""
    path.write_bytes(rendre(sent, path.suffix[1:]))
    return path


def melanger(sent: ClasseurContribution, order: Sequence[int]) -> ClasseurContribution:
    """Move the lines of a workbook."""
    return replace(sent, lignes=tuple(sent.lignes[place] for place in order))


def sans_cachee(sent: ClasseurContribution) -> ClasseurContribution:
    """Lose the hidden sheet, as somebody who copies the lines into a workbook of his own."""
    return replace(sent, identite={})


def ligne(sent: ClasseurContribution, libelle: str) -> LigneClasseur:
    """Give a line by its label."""
    return next(one for one in sent.lignes if one.question.libelle == libelle)
