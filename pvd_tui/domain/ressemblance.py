"""What makes two records look like one: an action, a person, a séance. Points, and the reasons in French.

Every comparison gives the same answer whichever record comes first.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz.fuzz import ratio

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.intitule import mots
from pvd_tui.domain.texte import plain

Row = Mapping[str, object]
Alike = tuple[int, tuple[str, ...]]
"""A score out of 100, and the reasons."""


class Signes(NamedTuple):
    """What is compared of one record; made once, compared many times."""

    id: str
    bloc: str
    """Only records of the same block can be one: the territory, which no record changes."""
    texte: str
    """The title or the name, as its meaning goes."""
    faits: tuple[object, ...]
    """Facts that two records share only if they are one, or by a rare chance; in a fixed order."""
    plain: str = ""
    mots: frozenset[str] = frozenset()
    nombres: tuple[str, ...] = ()
    autres: tuple[object, ...] = ()
    """What tells two records apart."""
    jour: date | None = None


def _likeness(one: Signes, other: Signes, least: int) -> int:
    """Say how alike two texts are, out of 100; 0 below `least`."""
    return round(ratio(one.texte, other.texte, score_cutoff=least))


def _title_reason(one: Signes, other: Signes, likeness: int) -> str:
    if one.plain == other.plain:
        return "même intitulé"
    if one.texte == other.texte:
        return "intitulés de même sens"
    return f"intitulés proches à {likeness} %"


def _titled(row: Row, bloc: str, faits: Sequence[object], autres: Sequence[object], jour: date | None) -> Signes:
    titre = plain(str(row.get("titre") or ""))
    words, numbers = mots(titre)
    place = _place(str(row.get("commune_titre") or ""))
    kept = [word for word in words if word not in place] or words
    said = " ".join((*kept, *numbers))
    return Signes(str(row["id"]), bloc, said, tuple(faits), titre, frozenset(kept), numbers, tuple(autres), jour)


@lru_cache(maxsize=64)
def _place(nom: str) -> tuple[str, ...]:
    """Give the words of a commune's name: in a title they tell nothing."""
    return mots(plain(nom))[0]


def _clash(one: object, other: object) -> bool:
    """Say whether two values are both known and differ."""
    return one is not None and other is not None and one != other


# Actions: of one commune, titled alike, or sharing a fact that two actions seldom share.

_FAITS: Final = {
    "numero_dossier": "même n° de dossier",
    "fiche_crte": "même fiche CRTE",
    "mec_id": "même identifiant Mon Espace Collectivité",
    "tet_id": "même identifiant Territoires en Transitions",
    "recoco_id": "même identifiant Recoco",
    "cout_previsionnel": "même coût",
    "code": "même n° d’action",
}
ACTION: Final = ("titre", "commune", *_FAITS, "echeance")
_IDENTIFIANTS: Final = 5
"""How many of these facts, the first ones, name the action in another program."""
_COUT: Final = tuple(_FAITS).index("cout_previsionnel")
_TITRE_SEUL: Final = 88
"""A likeness of titles that is enough."""
_TITRE_AIDE: Final = 75
"""One that is enough with a shared fact."""
_TITRE_LOIN: Final = 50
"""One that is enough with a shared identifier: below it, one file serves two actions."""
_TROP_CHER: Final = 2
"""Costs that differ by more than so many times speak of two actions."""


def signes_action(row: Row) -> Signes | None:
    """Give what is compared of an action, None without a commune or a title."""
    commune = row.get("commune")
    if not commune or not row.get("titre"):
        return None
    return _titled(row, str(commune), [row.get(name) or None for name in _FAITS], [row.get("echeance")], None)


def actions(one: Signes, other: Signes) -> Alike | None:
    """Compare two actions of one commune."""
    likeness = _likeness(one, other, _TITRE_LOIN)
    if not likeness or (one.nombres != other.nombres and one.nombres and other.nombres):
        return None
    shared = [n for n, (a, b) in enumerate(zip(one.faits, other.faits, strict=True)) if a is not None and a == b]
    inside = _inside(one.mots, other.mots)
    named = any(n < _IDENTIFIANTS for n in shared)
    aided = bool(shared) and (likeness >= _TITRE_AIDE or inside)
    if likeness < _TITRE_SEUL and not named and not aided:
        return None
    score = max(likeness, _TITRE_AIDE + 5 * named) + 3 * len(shared) - 12 * _too_dear(one, other)
    if score < _TITRE_AIDE:
        return None
    titles = _title_reason(one, other, likeness)
    if inside and likeness < _TITRE_SEUL:
        titles = "l’un des intitulés contient l’autre"
    words = [words for n, words in enumerate(_FAITS.values()) if n in shared]
    if one.autres[0] is not None and one.autres[0] == other.autres[0]:  # no help: half of a plan is due on 31 December
        words.append("même échéance")
    return min(score, 100), ("même commune", titles, *words)


def _inside(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether one title says all that the other says, and that is more than a word."""
    return len(one) > 1 and len(other) > 1 and (one <= other or other <= one)


def _too_dear(one: Signes, other: Signes) -> bool:
    """Say whether the costs are too far apart to be those of one action."""
    a, b = one.faits[_COUT], other.faits[_COUT]
    return isinstance(a, int) and isinstance(b, int) and max(a, b) > _TROP_CHER * min(a, b)


# People: the same name, or the same e-mail; a namesake in another commune with another e-mail is another person.

PERSONNE: Final = (
    "titre",
    "nom",
    "prenom",
    "civilite",
    "courriel",
    "commune",
    "organisme",
    "fonction",
    "qualite",
    "stream",
)
_TITLES: Final = frozenset({"m", "mr", "mme", "monsieur", "madame", "dr", "docteur", "me"})
_NOM_SEUL: Final = 94
_NOM_AIDE: Final = 88
_NOM_COURRIEL: Final = 60
"""With the same e-mail; below it, several people read one mailbox (« mairie@… »)."""
_ASSEZ: Final = 80


def signes_personne(row: Row) -> Signes | None:
    """Give what is compared of a person, None without a name."""
    nom, prenom = str(row.get("nom") or ""), str(row.get("prenom") or "")
    said = f"{prenom} {nom}" if nom and prenom else str(row.get("titre") or f"{prenom} {nom}")
    names = sorted(name for name in plain(said).replace(".", " ").split() if name not in _TITLES)
    if not names:
        return None
    facts = [plain(str(row[field])) if row.get(field) else None for field in ("courriel", "organisme", "fonction")]
    others = [row.get(field) or None for field in ("civilite", "commune", "qualite")]
    return Signes(
        str(row["id"]),
        str(row.get("stream") or ""),
        " ".join(names),
        tuple(facts),
        mots=frozenset(names),
        autres=tuple(others),
    )


def personnes(one: Signes, other: Signes) -> Alike | None:
    """Compare two people of one département."""
    likeness = _likeness(one, other, _NOM_COURRIEL)
    mail = one.faits[0] is not None and one.faits[0] == other.faits[0]
    if not likeness or (_clash(one.autres[0], other.autres[0]) and not mail):
        return None
    initial = likeness < _NOM_SEUL and _initial(one.mots, other.mots)
    reasons = [_name_reason(one, other, likeness, initial=initial)]
    shared = _shared_of_people(one, other)
    alone = len(one.mots) > 1 and likeness >= _NOM_SEUL
    if not (alone or mail or (shared and (likeness >= _NOM_AIDE or initial))):
        return None
    score = max(likeness, _ASSEZ + 5 * bool(initial or mail)) + 3 * len(shared)
    score -= 15 * _clash(one.autres[1], other.autres[1]) + 10 * _clash(one.faits[0], other.faits[0])
    score -= 5 * _clash(one.autres[2], other.autres[2])
    return (min(score, 100), (*reasons, *shared)) if score >= _ASSEZ else None


def _name_reason(one: Signes, other: Signes, likeness: int, *, initial: bool) -> str:
    if one.texte == other.texte:
        return "même nom"
    return "même nom, prénom abrégé" if initial else f"noms proches à {likeness} %"


def _shared_of_people(one: Signes, other: Signes) -> list[str]:
    """Say what two people have in common besides their name."""
    pairs = (
        ("même courriel", one.faits[0], other.faits[0]),
        ("même commune", one.autres[1], other.autres[1]),
        ("même organisme", one.faits[1], other.faits[1]),
        ("même fonction", one.faits[2], other.faits[2]),
    )
    return [words for words, a, b in pairs if a is not None and a == b]


def _initial(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether the names are the same but for a first name of which one gives the initial: « C. Lemaire »."""
    mine, theirs = one - other, other - one
    if len(mine) != 1 or len(theirs) != 1 or not one & other:
        return False
    short, long = sorted((next(iter(mine)), next(iter(theirs))), key=len)
    return len(short) == 1 and long.startswith(short)


# Séances: the same day or the next one, nothing that tells them apart.

SEANCE: Final = (
    "titre",
    "date",
    "heure_debut",
    "numero",
    "echelon",
    "commune_hote",
    "public",
    "etat",
    "stream",
)
_SANS_SUITE: Final = frozenset({"Annulée", "Reportée"})
_MATIN_SOIR: Final = 3
"""Hours between two séances of one day that are two."""


def signes_seance(row: Row) -> Signes | None:
    """Give what is compared of a séance, None without a date."""
    try:
        day = date.fromisoformat(str(row.get("date")))
    except ValueError:
        return None
    heure = str(row.get("heure_debut") or "")[:2]
    others = [row.get(field) or None for field in ("echelon", "commune_hote", "public")]
    others += [row.get("etat") in _SANS_SUITE, int(heure) if heure.isdigit() else None]
    near = (day.toordinal() // 2, (day.toordinal() + 1) // 2)  # two days that follow each other share one of them
    return _titled(row, str(row.get("stream") or ""), (*near, row.get("numero") or None), others, day)


def seances(one: Signes, other: Signes) -> Alike | None:
    """Compare two séances of one département."""
    if one.jour is None or other.jour is None or abs((one.jour - other.jour).days) > 1:
        return None
    if any(map(_clash, one.autres[:4], other.autres[:4])):
        return None
    likeness = _likeness(one, other, _TITRE_LOIN)
    echelon, hote = one.autres[0], one.autres[1]
    same_host = hote is not None and hote == other.autres[1]
    same_day = one.jour == other.jour
    if likeness < _TITRE_AIDE and ((not same_day and not same_host) or _half_a_day(one, other)):
        return None
    number = one.faits[2] is not None and one.faits[2] == other.faits[2]
    reasons = (
        ("même date", same_day),
        ("à un jour près (" + " et ".join(show_date(d) for d in sorted((one.jour, other.jour))) + ")", not same_day),
        (f"même échelon ({str(echelon).lower()})", echelon is not None and echelon == other.autres[0]),
        ("même commune hôte", same_host),
        ("même numéro", number),
        (_title_reason(one, other, likeness), likeness >= _TITRE_AIDE),
    )
    score = 65 + 15 * same_day + 5 * same_host + 5 * number + likeness // 10
    return min(score, 100), tuple(words for words, holds in reasons if holds)


def _half_a_day(one: Signes, other: Signes) -> bool:
    """Say whether the séances begin too far apart to be one."""
    a, b = one.autres[4], other.autres[4]
    return isinstance(a, int) and isinstance(b, int) and abs(a - b) >= _MATIN_SOIR
