"""How a relevé says who: with names, or by functions and communes only.

Without names, the texts that people typed go through a `Voile`: what it is not sure of is in `doutes`, to be read
before the file is written.
"""

from collections import Counter
from typing import TYPE_CHECKING, Protocol

from pvd_tui.domain.personne import Civilite, Qualite
from pvd_tui.domain.politesse import accorder
from pvd_tui.domain.texte import plain
from pvd_tui.domain.voile import Connu, Doute, Voile
from pvd_tui.reports.releve_faits import Releve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pvd_tui.domain.personne import Personne
    from pvd_tui.domain.presence import Presence


class Noms(Protocol):
    """How people are said."""

    def texte(self, text: str, ou: str) -> str:
        """Give a text that somebody typed, as it may leave."""
        ...

    def nom(self, text: str, ou: str) -> str:
        """Give a field that holds one name, or a body."""
        ...

    def gens(self, presences: "Sequence[Presence]", *, avec_lieu: bool) -> list[str]:
        """List people, with their function and, if asked, where they are from."""
        ...


class AvecNoms:
    """Every name as it was typed."""

    def __init__(self, releve: Releve) -> None:
        """Know the communes."""
        self._releve = releve

    def texte(self, text: str, ou: str) -> str:
        """Give the text itself."""
        _ = ou
        return text

    nom = texte

    def gens(self, presences: "Sequence[Presence]", *, avec_lieu: bool) -> list[str]:
        """List people: name, function, and where they are from."""
        return [self._un(one, avec_lieu=avec_lieu) for one in presences]

    def _un(self, one: "Presence", *, avec_lieu: bool) -> str:
        said = one.titre or "sans nom"
        details = [minuscule(one.fonction), lieu(one, self._releve) if avec_lieu else ""]
        details.append("à distance" if one.mode == "À distance" else "")
        more = ", ".join(part for part in details if part)
        return f"{said} ({more})" if more else said


class SansNoms:
    """Functions, communes and bodies; what was typed goes through the voile."""

    def __init__(self, releve: Releve) -> None:
        """Learn the names of the sheet and of the carnet."""
        self._releve = releve
        feuille = une_par_personne(releve.presences)
        listed = {one.personne for one in feuille} | {plain(one.titre or "") for one in feuille if not one.personne}
        carnet = [
            _connu_personne(one)
            for one in releve.personnes.values()
            if one.titre and one.id not in listed and plain(one.titre) not in listed
        ]
        bodies = [one.organisme or "" for one in releve.presences]
        bodies += [one.organisme or "" for one in releve.personnes.values()]
        known = [*carnet, *(_connu_presence(one, releve) for one in feuille)]  # the sheet says what they were that day
        self._voile = Voile(known, [*releve.communes.values(), *bodies])

    @property
    def doutes(self) -> list[Doute]:
        """What may be a name and was left; complete once everything was worded."""
        return list(self._voile.doutes)

    def texte(self, text: str, ou: str) -> str:
        """Give a text without the names that are known."""
        return self._voile.texte(text, ou)

    def nom(self, text: str, ou: str) -> str:
        """Give the function of whom a field names."""
        return self._voile.nom(text, ou)

    def gens(self, presences: "Sequence[Presence]", *, avec_lieu: bool) -> list[str]:
        """List functions; those that come several times are counted."""
        said = Counter(self._un(one, avec_lieu=avec_lieu) for one in presences)
        return [one if count == 1 else f"{one} ({count})" for one, count in said.items()]

    def _un(self, one: "Presence", *, avec_lieu: bool) -> str:
        place = lieu(one, self._releve) if avec_lieu else ""
        role = minuscule(_fonction(one.fonction, one.qualite, _civilite(one, self._releve))) or "participant"
        role = self._voile.texte(role, "fonction")
        return f"{role}, {place}" if place else role


def une_par_personne(presences: "Sequence[Presence]") -> "list[Presence]":
    """Give a line of the sheet a person: who speaks for two communes is one, two of one name are two."""
    linked = {plain(one.titre or "") for one in presences if one.personne}
    found: dict[str, Presence] = {}
    for one in presences:
        nom = plain(one.titre or "")
        if one.titre and (one.personne or nom not in linked):
            found.setdefault(one.personne or f"{nom} {plain(one.fonction or '')}", one)
    return list(found.values())


def lieu(presence: "Presence", releve: Releve) -> str:
    """Say where somebody is from: the body, else the commune."""
    return presence.organisme or releve.nom_commune(presence.commune)


def minuscule(text: str | None) -> str:
    """Begin a function in lower case, unless it begins with an acronym."""
    said = (text or "").strip()
    return said[:1].lower() + said[1:] if said[1:2].islower() or len(said) == 1 else said


_QUALITES = {
    Qualite.ELU: ("élu", "élue"),
    Qualite.CHEF_DE_PROJET: ("chef de projet", "cheffe de projet"),
    Qualite.ETAT: ("agent de l’État", "agente de l’État"),
    Qualite.PARTENAIRE: ("partenaire", "partenaire"),
}


def _fonction(fonction: str | None, qualite: Qualite | None, civilite: Civilite | None) -> str:
    """Say what somebody does, by their function, else by their quality."""
    if fonction:
        return accorder(fonction, civilite)
    said = _QUALITES.get(qualite) if qualite else None
    return said[civilite is Civilite.MADAME] if said else ""


def _civilite(presence: "Presence", releve: Releve) -> Civilite | None:
    found = releve.personnes.get(presence.personne or "")
    return found.civilite if found else None


def _connu_presence(one: "Presence", releve: Releve) -> Connu:
    civilite = _civilite(one, releve)
    role = _fonction(one.fonction, one.qualite, civilite)
    return _connu(one.titre or "", role, civilite, lieu=(one.commune, one.organisme))


def _connu_personne(one: "Personne") -> Connu:
    role = _fonction(one.fonction, one.qualite, one.civilite)
    return _connu(one.titre or "", role, one.civilite, lieu=(one.commune, one.organisme))


def _connu(nom: str, role: str, civilite: Civilite | None, *, lieu: tuple[str | None, str | None]) -> Connu:
    """Say who somebody is in the middle of a sentence: « la cheffe de projet de Guise »."""
    from pvd_tui import referentiel  # noqa: PLC0415 - reads files

    commune, organisme = lieu
    place = referentiel.commune(commune) if commune else None
    body = (f"({organisme})" if "(" not in organisme else f"– {organisme}") if organisme else ""
    where_ = place.de_la() if place else body
    role = minuscule(role)
    if not role:
        return Connu(nom, f"personne {where_}".strip(), "une")
    said = role if where_ and plain(where_) in plain(role) else f"{role} {where_}".strip()
    return Connu(nom, said, _article(role, civilite))


def _article(role: str, civilite: Civilite | None) -> str:
    """Give the article: by the civilité, else by a word that has only one gender; empty where neither says."""
    first = role.split(" ", maxsplit=1)[0]
    if civilite is None:
        masculine, feminine = first, accorder(first, Civilite.MADAME)
        if plain(masculine) == plain(feminine):
            return _GENRE.get(plain(first), "")
        civilite = Civilite.MONSIEUR
    if plain(first)[:1] in "aeiou":
        return "l’"
    return "la" if civilite is Civilite.MADAME else "le"


_GENRE = {
    **dict.fromkeys(("cheffe", "directrice", "presidente", "chargee", "prefete", "conseillere", "premiere"), "la"),
    **dict.fromkeys(("adjointe", "elue", "animatrice", "instructrice", "architecte", "urbaniste"), "l’"),
}
"""Words that are feminine as they stand, or whose article does not tell."""
