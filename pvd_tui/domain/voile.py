"""A text without the names of persons: what is known is replaced by a function, what is not sure is listed.

Names are found by `pvd_tui.domain.anonymat`. Here they become « la cheffe de projet de Guise » in a sentence. What may
be a name or another word (a surname that begins a sentence or is also a place, a first name, « M. Duval » whom nobody
knows, two capitals side by side) stays as it was typed and is listed, so that somebody reads it before the text leaves.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from pvd_tui.domain.anonymat import Mention, Nom, les_plus_longues, toutes
from pvd_tui.domain.rgpd_feuille import est_un_role
from pvd_tui.domain.texte import plain

_CIVILITES: Final = r"(?:M\.|Mr\.?|MM\.|Mmes?\.?|Mlles?\.?|Monsieur|Madame|Mademoiselle)"
_SHORTEST: Final = 3
"""Letters of a name alone: shorter ones are words of every sentence."""
_COURRIEL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TELEPHONE: Final = re.compile(r"(?<!\d)(?:\+33[ .]?[1-9]|0[1-9])(?:[ .-]?\d{2}){4}(?!\d)")
_DEUX: Final = re.compile(r"\b[A-Z][a-z'’-]+(?:\s+[A-Z][\w'’-]+)+")
_OUTILS: Final = re.compile(
    r"(?:(?:les?|la|une?|des?|du|en|aux?|a|et|ou|par|pour|avec|sur|chez|ce|cet|cette|ces|nos|notre|vos|votre|vu|mais)\s+)+",
    re.IGNORECASE,
)
"""Small words that begin a sentence, before what is named."""
_INCONNUS: Final = (
    (re.compile(rf"\b{_CIVILITES}\s+[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?"), "civilité suivie d’un nom inconnu"),
    (re.compile(r"\b[A-Z]\.\s?[A-Z][a-z][\w'’-]+"), "initiale suivie d’un nom inconnu"),
    (_DEUX, "deux majuscules à la suite : peut-être un nom"),
)
_SIGLE: Final = re.compile(r"\b[A-Z]{2,6}\b")
_PUBLICS: Final = frozenset(
    (  # noqa: SIM905 - reads better
        "petites villes demain action coeur ville fonds vert banque territoires caisse depots agence nationale france "
        "services service territoire communaute communes agglomeration pays conseil departement departemental region "
        "regional prefecture etat architecte batiments club plan guide maison hotel place rue avenue salle ilot halle "
        "college ecole espace centre bourg grand grande nord sud est ouest saint sainte notre dame marche quartier "
        "parc relais office tourisme chambre metiers commerce industrie etablissement public foncier logement habitat "
        "contrat mairie commune maire ccas bailleur bureau cabinet societe association"
    ).split()
)
"""Words with a capital that are no names of persons: one of them beside another capital says what that is."""


@dataclass(frozen=True, slots=True)
class Connu:
    """One known person, and what is said instead of the name."""

    nom: str
    """As it is shown: « Claire Aubépine », « LEMAIRE Claire », « C. Lemaire »."""
    dit: str
    """« cheffe de projet de Guise »."""
    article: str = ""
    """« la », « le », « l’ »; empty where the gender is not known."""


class Doute(NamedTuple):
    """Something that may be a name, left as it was typed."""

    extrait: str
    motif: str
    ou: str
    """Where it stands, as a reader finds it."""


class Voile:
    """Takes names off texts, and remembers what it was not sure of."""

    def __init__(self, connus: Iterable[Connu], lieux: Iterable[str] = ()) -> None:
        """Know these persons; `lieux` are names of communes and bodies, which are never persons."""
        self.doutes: dict[Doute, None] = {}
        self._connus: dict[Nom, list[Connu]] = {}
        for one in connus:
            nom = Nom.lire(one.nom)
            if (nom.prenom or len(plain(nom.famille)) >= _SHORTEST) and not _organisme(nom):
                self._connus.setdefault(nom, []).append(one)
        self._par_label = {f"{nom.prenom} {nom.famille}".strip(): found for nom, found in self._connus.items()}
        self._prenoms = {
            plain(nom.prenom.strip(".")) for nom in self._connus if len(plain(nom.prenom.strip("."))) >= _SHORTEST
        }
        self._communs = _PUBLICS | {word for lieu in lieux for word in plain(lieu).split()}

    def texte(self, text: str, ou: str) -> str:
        """Give a text without the names that are known; what may be one is remembered, with where it stands."""
        text = _COURRIEL.sub("[courriel]", unicodedata.normalize("NFC", text))
        text = _TELEPHONE.sub("[téléphone]", text)
        found = toutes(text, self._connus)
        said = [one for one in les_plus_longues(found) if one.sure or self._se_lit(text, one, ou)]
        bare = _bare(text)
        for one in les_plus_longues(found):
            bare = f"{bare[: one.debut]}{chr(0) * (one.fin - one.debut)}{bare[one.fin :]}"
        self._doubt(text, bare, ou)
        for one in reversed(said):
            text = _put(text, one, self._qui(one, found))
        return text

    def nom(self, text: str, ou: str) -> str:
        """Give what is said instead of a name that stands alone in its field; another text as `texte` gives it."""
        asked = plain(text)
        for nom, connus in self._connus.items():
            if asked in {
                *(plain(one.nom) for one in connus),
                plain(f"{nom.prenom} {nom.famille}"),
                plain(f"{nom.famille} {nom.prenom}"),
            }:
                return (_seul(connus) or _QUELQU_UN).dit
        return self.texte(text, ou)

    def _se_lit(self, text: str, one: Mention, ou: str) -> bool:
        """Say whether a family name alone is a name here; where it may be another word, remember it."""
        word = text[one.debut : one.fin]
        capital = any(character.isupper() for character in word)
        if capital and plain(word) not in self._communs and not _begins(text, one.debut):
            return True
        self._note(word, "nom connu, ou un autre mot", ou)
        return False

    def _qui(self, said: Mention, found: Iterable[Mention]) -> "Connu | None":
        """Tell whom a mention names; None where it may be several people."""
        here = {one.nom for one in found if (one.debut, one.fin) == (said.debut, said.fin)}
        return _seul([connu for label in here for connu in self._par_label[label]])

    # What is not known.

    def peut_nommer(self, texte: str) -> bool:
        """Say whether a field that holds a name or a body may hold a name: no role, no place, no body, no acronym."""
        alone = Voile(())
        alone._communs = self._communs
        alone.texte(texte, "")
        words = set(plain(texte).split())
        capital = any(character.isupper() for character in texte)
        body = est_un_role(texte) or bool(words & self._communs) or _SIGLE.search(texte) is not None
        return bool(alone.doutes) or (capital and not body)

    def _doubt(self, text: str, hidden: str, ou: str) -> None:
        """Remember what looks like a name and is nobody's that is known."""
        for word in re.finditer(r"\b[A-Z][\w'’-]+", hidden):
            if plain(word.group()) in self._prenoms:
                self._note(text[word.start() : word.end()], "prénom connu", ou)
        seen: list[tuple[int, int]] = []
        for pattern, motif in _INCONNUS:
            for match in pattern.finditer(hidden):
                start, end = match.start() + _outils(match.group()), match.end()
                words = set(plain(hidden[start:end]).split())
                if pattern is _DEUX and len(words) < 2:  # noqa: PLR2004 - one word is no name with a surname
                    continue
                civil = motif.startswith("civilité")
                if any(start < b and end > a for a, b in seen) or (not civil and words & self._communs):
                    continue
                seen.append((start, end))
                self._note(text[start:end], motif, ou)

    def _note(self, extrait: str, motif: str, ou: str) -> None:
        self.doutes.setdefault(Doute(" ".join(extrait.split()), motif, ou))


def _outils(text: str) -> int:
    """Count the characters of the small words that a text begins with."""
    found = _OUTILS.match(text)
    return found.end() if found else 0


def _organisme(nom: Nom) -> bool:
    """Say whether a name is that of a body: « DDT », « CAUE »."""
    return not nom.prenom and nom.famille.isupper() and len(nom.famille) <= 5  # noqa: PLR2004 - an acronym


_QUELQU_UN: Final = Connu("", "personne du club", "une")
"""Said of whom several people may be."""


def _seul(connus: Iterable[Connu]) -> Connu | None:
    """Give the only one of whom all say the same, or None."""
    said = {one.dit: one for one in connus}
    return next(iter(said.values())) if len(said) == 1 else None


def _bare(text: str) -> str:
    """Take the accents off, each character at its place."""
    return "".join(unicodedata.normalize("NFD", character)[0] for character in text)


def _begins(text: str, at: int) -> bool:
    """Say whether a place begins a sentence, or a line."""
    before = text[:at].rstrip(' \t«“"(-–—•*')
    return not before or before[-1] in ".!?:\n…"


_CONTRACTIONS: Final = {"de le ": "du ", "à le ": "au ", "de une ": "d’une ", "que une ": "qu’une "}
_AVANT: Final = re.compile(r"(?:(?<=\s)|^)(de |d['’]|à |qu['’])$", re.IGNORECASE)


def _put(text: str, one: Mention, qui: Connu | None) -> str:
    """Write what is said instead, its article joined with the word before it."""
    before, after = text[: one.debut], text[one.fin :]
    connu = qui or _QUELQU_UN
    if not connu.article:
        return f"{before}[{connu.dit}]{after}"
    said = connu.article + ("" if connu.article.endswith("’") else " ") + connu.dit
    if found := _AVANT.search(before):
        word, before = found[1].lower(), before[: found.start()]
        lead = {"d": "de ", "q": "que ", "à": "à "}[word[0]]
        said = lead + said
        for apart, joined in _CONTRACTIONS.items():
            said = said.replace(apart, joined, 1) if said.startswith(apart) else said
        return before + (said[:1].upper() + said[1:] if found[1][:1].isupper() else said) + after
    return before + (said[:1].upper() + said[1:] if _begins(before + "x", len(before)) else said) + after
