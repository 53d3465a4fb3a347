"""The workbook that asks one site for its contribution: what it holds, then XLSX or ODS.

Three columns: what is asked, what is known, the answer. Only the answers may be typed in; a hidden sheet says which
campaign and which site, so that the file may be renamed, edited elsewhere and its lines moved.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.questionnaire import FORMAT, Question, questions
from pvd_tui.reports.cellule import CAPACITE, lisible
from pvd_tui.reports.nom import nom_de_fichier

if TYPE_CHECKING:
    from pvd_tui.domain.campagne_note import CampagneNote
    from pvd_tui.domain.contributions import ContributionSite

FORMATS: Final = {"xlsx": "Excel et LibreOffice", "ods": "LibreOffice"}

_CONFIRMEZ: Final = (
    "Confirmez ou corrigez les trois faits (ce que l’on sait est au {au}), puis dites la dynamique, les leviers, les "
    "difficultés et l’appui que vous demandez. Rien ne remplace les dates officielles : un écart est montré à la "
    "préfecture."
)
_RENVOYEZ: Final = (
    "Écrivez dans la colonne « Votre réponse », enregistrez, et renvoyez ce fichier par courriel. N’écrivez aucun nom "
    "de personne."
)


@dataclass(frozen=True, slots=True)
class LigneClasseur:
    """One line: the question, what is known of it, the answer that is already filled in."""

    question: Question
    connu: str = ""
    reponse: str = ""


@dataclass(frozen=True, slots=True)
class ClasseurContribution:
    """All that one workbook says."""

    titre: str
    consignes: tuple[str, ...]
    lignes: tuple[LigneClasseur, ...]
    reference: str
    """Campaign and commune, in sight: enough to know the reply by if the hidden sheet is lost."""
    identite: Mapping[str, str] = field(default_factory=dict)
    """The hidden sheet: what to keep, as it is."""


def composer(
    site: "ContributionSite", campagne: "CampagneNote", depart: Mapping[str, str], ecrit_le: str, au: date
) -> ClasseurContribution:
    """Say what the workbook of a site holds; `depart` is what a new contribution starts with."""
    facts = {fait.champ: fait.en_mots for fait in site.faits}
    filled = {name: depart.get(name, "") for name in facts}
    lines = tuple(LigneClasseur(one, facts.get(one.champ, ""), filled.get(one.champ, "")) for one in questions())
    due = f" Réponse attendue avant le {show_date(campagne.echeance)}." if campagne.echeance else ""
    help_ = (f"{campagne.titre or 'Note de synthèse'}.{due}", _CONFIRMEZ.format(au=show_date(au)), _RENVOYEZ)
    identity = {
        "format": FORMAT,
        "campagne": campagne.id,
        "site": site.site,
        "commune": depart["commune"],
        "ecrit_le": ecrit_le,
        **{name: text for name, text in filled.items() if text},
    }
    title = f"Contribution de {site.nom}"
    return ClasseurContribution(
        _court(title), tuple(map(_court, help_)), lines, f"{campagne.id} / {depart['commune']}", identity
    )


def rendre(classeur: ClasseurContribution, format_: str) -> bytes:
    """Give the file."""
    made: bytes = import_module(f"pvd_tui.reports.classeur_contribution_{format_}").rendre(classeur)
    return made


def nom(site: "ContributionSite", commune: str, format_: str) -> str:
    """Name the file of a site."""
    return f"contribution-{commune}-{nom_de_fichier(site.nom)}.{format_}"


def listes(classeur: ClasseurContribution) -> dict[tuple[str, ...], int]:
    """Number the lists of words that the questions offer, each once."""
    found: dict[tuple[str, ...], int] = {}
    for ligne in classeur.lignes:
        if ligne.question.choix:
            found.setdefault(ligne.question.choix, len(found))
    return found


def _court(text: str) -> str:
    return lisible(text)[:CAPACITE]
