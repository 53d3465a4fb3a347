"""Which commune a line is about: by its code, by its name within a département, or by asking.

What could be another commune is never guessed: a code without its leading zero, a name that several communes bear, a
commune that has since been joined to another are questions.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from pvd_tui import referentiel
from pvd_tui.domain.texte import plain
from pvd_tui.imports.classeur import Cellule, texte
from pvd_tui.imports.question import Question
from pvd_tui.referentiel import CommuneReference

ZEROS: Final = "zeros"
ANCIENNES: Final = "anciennes"
_INSEE: Final = re.compile(r"\d{5}|2[AB]\d{3}", re.ASCII)
_SANS_ZERO: Final = re.compile(r"\d{4}", re.ASCII)
_HABIT: Final = re.compile(r"^(?:commune|ville|mairie)\s+(?:de la |de l'|de l’|de |d'|d’|du |des )?", re.IGNORECASE)
_EPCI: Final = re.compile(
    r"(?:cc|ca|cu|ept|communaute|metropole|syndicat|si[vc]om|si[vc]u|petr|pays|pnr|pole)\b|.*\bmetropole\b"
)
"""How the name of what groups communes begins, once folded."""
_PARENTHESE: Final = re.compile(r"\s*\((?:\d[\dAB]\d{0,3})\)\s*$")


@dataclass(frozen=True, slots=True)
class Lieu:
    """What is known of the commune of a line: the commune, or why there is none."""

    commune: CommuneReference | None
    motif: str = ""
    attend: str = ""
    """The question that must be answered first."""
    ecarte: bool = False
    """Whether the line is left out for what it is, not for a fault of its own."""


@dataclass(slots=True)
class Lieux:
    """Finds the communes of the lines of one file."""

    departement: str | None
    """The one that names are looked for in, where the line names none."""
    connues: frozenset[str] = frozenset()
    """The communes that may be imported; nothing is asked about the others. Empty: all of them."""
    reponses: Mapping[str, str] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    _known: dict[tuple[str, str, str], Lieu] = field(default_factory=dict)

    def lieu(self, numero: int, code: Cellule, nom: Cellule, departement: Cellule) -> Lieu:
        """Say which commune a line is about; `numero` is kept with the question that it raises."""
        key = (texte(code).upper().replace(" ", ""), texte(nom), texte(departement))
        if key not in self._known:
            self._known[key] = self._find(*key)
        found = self._known[key]
        if found.attend:
            self.questions[found.attend].lignes.append(numero)
        return found

    def _find(self, code: str, nom: str, departement: str) -> Lieu:
        if code in {"", "0"} and _INSEE.fullmatch(nom.strip().upper()):
            code, nom = nom.strip().upper(), ""  # a column of names where somebody wrote the code
        if code in {"", "0"}:
            return (
                self._named(nom, departement) if nom else Lieu(None, "La ligne ne nomme aucune commune.", ecarte=True)
            )
        if _SANS_ZERO.fullmatch(code):
            return self._short(code, nom)
        if not _INSEE.fullmatch(code):
            return Lieu(None, f"« {code} » n’est pas un code INSEE de commune.")
        return self._coded(code)

    def _coded(self, code: str) -> Lieu:
        place = referentiel.commune(code)
        if place is not None:
            return Lieu(place)
        place = referentiel.present_commune(code)
        if place is None:
            return Lieu(None, f"Le code INSEE {code} est inconnu du référentiel.")
        if not self._concerne(place):
            return Lieu(place)
        return self._ask(
            ANCIENNES,
            "Des lignes portent le code d’une ancienne commune, réunie depuis à une autre. Les rattacher à la commune "
            "nouvelle ?",
            Lieu(place, f"Le code {code} est celui d’une ancienne commune, aujourd’hui dans {place.nom}."),
            f"{code} → {place.nom} ({place.insee})",
        )

    def _short(self, code: str, nom: str) -> Lieu:
        """Ask about a code of four digits: a spreadsheet took its zero away, or it is something else."""
        place = referentiel.present_commune(f"0{code}")
        if place is None:
            return Lieu(None, f"« {code} » n’est pas un code INSEE, même avec un zéro devant.")
        if not self._concerne(place):
            return Lieu(place)
        doubt = "" if not nom or _same(nom, place.nom) else f", écrit « {nom} »"
        return self._ask(
            ZEROS,
            "Des codes INSEE n’ont que quatre chiffres : leur zéro de tête s’est perdu. Le remettre ?",
            Lieu(place, f"Le code « {code} » a perdu son zéro ({place.nom}{doubt} ?) : répondez à la question."),
            f"{code} → 0{code} {place.nom}{doubt}",
        )

    def _concerne(self, place: CommuneReference) -> bool:
        return not self.connues or place.insee in self.connues

    def _ask(self, cle: str, sentence: str, if_yes: Lieu, example: str) -> Lieu:
        """Ask one question for all the lines of a kind; without an answer the line waits."""
        question = self.questions.setdefault(cle, Question(cle, sentence, (("oui", "Oui"), ("non", "Non"))))
        if example not in question.exemples:
            question.exemples.append(example)
        said = self.reponses.get(cle)
        if said == "oui":
            return Lieu(if_yes.commune, attend=cle)
        return Lieu(None, if_yes.motif, cle, ecarte=cle == ANCIENNES)

    def _named(self, nom: str, departement: str) -> Lieu:
        bare = _PARENTHESE.sub("", _HABIT.sub("", " ".join(nom.split())))
        within = code_departement(departement) or self.departement or ""
        inside = re.search(r"\((\d[\dAB]\d{0,3})\)\s*$", nom)
        found = nommees(bare, code_departement(inside[1]) if inside else within)
        if not found and within:
            found = nommees(bare)
            where = ", ".join(f"{one.nom} ({one.departement})" for one in found[:3])
            if found:
                return Lieu(None, f"« {bare} » n’est pas dans le département {within} : {where}.", ecarte=True)
        if len(found) == 1 or (found and not any(map(self._concerne, found))):
            return Lieu(found[0])
        if not found and _EPCI.match(plain(bare)):
            return Lieu(None, "La ligne concerne une intercommunalité ou un syndicat, pas une commune.", ecarte=True)
        if not found:
            return Lieu(None, f"Aucune commune ne s’appelle « {bare} ».")
        return self._which(bare, found)

    def _which(self, nom: str, found: tuple[CommuneReference, ...]) -> Lieu:
        """Ask which of several communes of one name is meant."""
        cle = f"commune:{plain(nom)}"
        choices = tuple(
            (one.insee, f"{one.nom} ({one.departement}), {one.population or '?'} habitants") for one in found
        )
        sentence = f"Plusieurs communes s’appellent « {nom} ». Laquelle ?"
        self.questions.setdefault(cle, Question(cle, sentence, (*choices, ("aucune", "Aucune : laisser ces lignes"))))
        said = self.reponses.get(cle)
        chosen = next((one for one in found if one.insee == said), None)
        if chosen is not None:
            return Lieu(chosen, attend=cle)
        return Lieu(None, f"Plusieurs communes s’appellent « {nom} » : répondez à la question.", cle)


@lru_cache(maxsize=4096)
def nommees(nom: str, departement: str = "") -> tuple[CommuneReference, ...]:
    """Give the present communes of exactly this name, its article aside, most populous first."""
    if len(nom) > 60 or not any(c.isalpha() for c in nom):  # noqa: PLR2004 - no name is longer
        return ()
    found = referentiel.search_communes(nom, limit=60, departement=departement or None)
    same = [one for one in found if _same(nom, one.nom)]
    whole = [one for one in same if _words(one.nom) == _words(nom)]
    return tuple(whole or same)


def code_departement(text: str) -> str:
    """Read a département: « 02 », « 2 », « Aisne », « 02 - Aisne », « 02361 »; nothing where it is none."""
    bare = text.strip().upper()
    if found := re.match(r"(97\d|98\d|2[AB]|\d{1,2})(?:\b|\d{3}$)", bare):
        code = found[1].zfill(2)
        return code if referentiel.departement(code) else ""
    wanted = plain(text)
    return next((one.code for one in referentiel.departements() if plain(one.nom) == wanted), "") if wanted else ""


def _same(one: str, other: str) -> bool:
    return _words(one) == _words(other) or _sans_article(one) == _sans_article(other)


def _words(nom: str) -> tuple[str, ...]:
    short = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
    return tuple(short.get(word, word) for word in referentiel.plain_words(nom))


def _sans_article(nom: str) -> tuple[str, ...]:
    words = _words(nom)
    return words[1:] if len(words) > 1 and words[0] in {"le", "la", "les", "l"} else words
