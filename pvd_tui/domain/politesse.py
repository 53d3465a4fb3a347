"""How people are addressed and named: « Madame la Maire », « cheffe de projet », « maire de la Fère ».

Expectation 10 of domain.md §10.3.

The function is written as it is usually typed, in the masculine; the civilité gives it its gender. A function that is
not known, or a person whose civilité is not, is left as it was typed. The commune's « de la Fère » and « à la Fère »
come from the référentiel (`CommuneReference.de_la`, `.a_la`).
"""

from typing import Final

from pvd_tui.domain.personne import Civilite
from pvd_tui.domain.texte import plain


def _cle(word: str) -> str:
    """Fold a word for comparing, its hyphen kept."""
    return plain(word).replace(" ", "-")


_MOTS: Final = {
    "maire": "maire",
    "president": "présidente",
    "vice-president": "vice-présidente",
    "adjoint": "adjointe",
    "conseiller": "conseillère",
    "delegue": "déléguée",
    "elu": "élue",
    "referent": "référente",
    "municipal": "municipale",
    "communautaire": "communautaire",
    "departemental": "départementale",
    "regional": "régionale",
    "general": "générale",
    "prefet": "préfète",
    "sous-prefet": "sous-préfète",
    "secretaire": "secrétaire",
    "chef": "cheffe",
    "charge": "chargée",
    "directeur": "directrice",
    "directeurs": "directrices",
    "animateur": "animatrice",
    "coordinateur": "coordinatrice",
    "coordonnateur": "coordonnatrice",
    "instructeur": "instructrice",
    "administrateur": "administratrice",
    "developpeur": "développeuse",
    "technicien": "technicienne",
    "ingenieur": "ingénieure",
    "urbaniste": "urbaniste",
    "architecte": "architecte",
    "manager": "manager",
    "agent": "agente",
    "attache": "attachée",
    "redacteur": "rédactrice",
    "depute": "députée",
    "senateur": "sénatrice",
    "ministre": "ministre",
    "premier": "première",
    "1er": "1re",
    "second": "seconde",
    "ancien": "ancienne",
    "suppleant": "suppléante",
    "assistant": "assistante",
    "correspondant": "correspondante",
    "representant": "représentante",
    "commercant": "commerçante",
    "habitant": "habitante",
    "consultant": "consultante",
    "alternant": "alternante",
    "apprenti": "apprentie",
    "territorial": "territoriale",
}
"""The feminine of the words that agree, by their plain masculine."""

_COMPLEMENTS: Final = frozenset({"de", "du", "des", "d", "au", "aux", "a", "en", "pour", "chez", "sur"})
"""Words after which nothing agrees any more: « directeur *des services généraux* »."""

_TITRES: Final = ("maire", "president", "prefet", "sous-prefet", "depute", "senateur", "ministre", "directeur")
"""Functions by which one is addressed: « Madame la Maire », « Monsieur le Préfet »."""

_AUTRES: Final = frozenset({"adjoint", "adjointe", "honoraire"})
"""Words that make of a maire somebody else, who is not addressed as one."""

_FEMININ: Final = {value: value for value in _MOTS.values()} | {_cle(value): value for value in _MOTS.values()}
_MASCULIN: Final = {
    "maire": "maire",
    "president": "président",
    "prefet": "préfet",
    "sous-prefet": "sous-préfet",
    "depute": "député",
    "senateur": "sénateur",
    "ministre": "ministre",
    "directeur": "directeur",
}


def accorder(fonction: str, civilite: Civilite | None) -> str:
    """Give a function its gender: « chef de projet » of a Madame is « cheffe de projet »."""
    if civilite is not Civilite.MADAME:
        return fonction
    said: list[str] = []
    for word in fonction.split(" "):
        if plain(word).split(" ")[0] in _COMPLEMENTS:
            break
        said.append(_feminin(word))
    return " ".join([*said, *fonction.split(" ")[len(said) :]])


def appel(civilite: Civilite | None, fonction: str | None = None) -> str:
    """Address a person: « Madame la Maire », « Monsieur le Sous-préfet », « Madame », « Madame, Monsieur »."""
    if civilite is None:
        return "Madame, Monsieur"
    first, *others = [_cle(word) for word in (fonction or "").split(" ")]
    masculine = next((word for word in _TITRES if first in {word, _cle(_MOTS[word])}), None)
    if masculine is None or _AUTRES & set(others[:1]):
        return str(civilite)
    name = _MOTS[masculine] if civilite is Civilite.MADAME else _MASCULIN[masculine]
    article = "la" if civilite is Civilite.MADAME else "le"
    return f"{civilite} {article} {name[:1].upper()}{name[1:]}"


def qualite_de(fonction: str, civilite: Civilite | None, de_la_commune: str = "") -> str:
    """Say who a person is: « maire de la Fère », « cheffe de projet du Nouvion-en-Thiérache »."""
    said = accorder(fonction, civilite)
    return f"{said} {de_la_commune}" if de_la_commune and plain(de_la_commune) not in plain(said) else said


def nom_complet(civilite: Civilite | None, prenom: str | None, nom: str | None) -> str:
    """Name a person: « Mme Claire LEMAIRE », « M. Paul DUVAL »."""
    short = {Civilite.MADAME: "Mme", Civilite.MONSIEUR: "M."}.get(civilite, "") if civilite else ""
    return " ".join(part for part in (short, (prenom or "").strip(), (nom or "").strip().upper()) if part)


def _feminin(word: str) -> str:
    """Give the feminine of one word, with the capital it had."""
    known = _MOTS.get(_cle(word)) or _FEMININ.get(_cle(word))
    if known is None or _cle(known) == _cle(word):
        return word
    return known[:1].upper() + known[1:] if word[:1].isupper() else known
