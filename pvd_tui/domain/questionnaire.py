"""What a contribution asks, line by line, as a workbook sends it and as its reply is read.

A label says which field its line answers, wherever the line is moved to; several lines may answer the same list.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from pvd_tui.domain.champ import Genre, champ
from pvd_tui.domain.contribution import Contribution
from pvd_tui.domain.contributions import REPONDUS
from pvd_tui.domain.texte import plain

FORMAT: Final = "1"
"""The version of the workbook, kept in its hidden sheet."""
CACHEE: Final = "pvd"
"""The name of the hidden sheet: which campaign, which site, and the lists of words."""
REFERENCE: Final = "Référence (à garder)"
REPONSE: Final = "Votre réponse"
REMPLIE_LE: Final = "Remplie le"
"""The label of the day on which the site answered."""
PLUSIEURS: Final = 4
"""Lines offered for a list; a reader takes more."""

_LIGNES: Final = {"leviers": "Levier", "freins": "Difficulté"}
_AIDE: Final = {
    "precision_faits": "Dates, pièces : surtout si une réponse corrige ce que l’on sait.",
    "dynamique": "L’appréciation d’ensemble.",
    "texte_dynamique": "En quelques lignes et avec des faits.",
    "leviers": "À choisir dans la liste, ou rien.",
    "freins": "À choisir dans la liste, ou rien.",
    "texte_leviers": "Un exemple local de chacun.",
    "texte_difficultes": "Leur portée, et ce qui les lèverait.",
    "appui_demande": "Lequel, et à qui.",
    "auteur": "Chef de projet, maire, DGS… jamais un nom.",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One line: its label, what helps to answer, the words it offers."""

    champ: str
    libelle: str
    aide: str = ""
    choix: tuple[str, ...] = ()
    longue: bool = False


def questions() -> tuple[Question, ...]:
    """List the lines of the workbook, in order; the day comes last, and answers no field of its own."""
    found = []
    for name in (*REPONDUS, "auteur"):
        asked = champ(Contribution, name)
        aide = _AIDE.get(name, "")
        if asked.plusieurs:
            said = _LIGNES[name]
            found += [Question(name, f"{said} {place}", aide, asked.choix) for place in range(1, PLUSIEURS + 1)]
        else:
            found.append(Question(name, asked.titre, aide, asked.choix, asked.genre is Genre.TEXTE))
    return (*found, Question("recue_le", REMPLIE_LE, "Jour de votre réponse, par exemple 12/06/2023."))


def champ_de(libelle: str) -> str | None:
    """Find the field that a label asks for, numbered or not; None for any other text."""
    folded = plain(libelle)
    known = _libelles()
    return known.get(folded.rstrip(" :")) or known.get(folded.rstrip(" :0123456789"))


@cache
def _libelles() -> dict[str, str]:
    """Give the field of each label, folded; « Levier » stands for each of its lines."""
    known = {plain(one.libelle): one.champ for one in questions()}
    return known | {plain(said): name for name, said in _LIGNES.items()}
