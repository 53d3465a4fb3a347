"""What the map says of a commune, by reading: the sign drawn, its tone, and the words that say the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from screens.lignes import entier, euros, jour

if TYPE_CHECKING:
    from screens.slot import Tone
    from storage.carte import CommuneCarte

_FINANCE: Final = 80
_A_MOITIE: Final = 40


class Signe(NamedTuple):
    """One commune, read: never by colour alone."""

    glyphe: str
    ton: "Tone"
    mots: str


@dataclass(frozen=True, slots=True)
class Lecture:
    """One way to read the map, with its legend."""

    id: str
    titre: str
    legende: str
    signe: Callable[["CommuneCarte", Mapping[str, str]], Signe]
    """`reponses` gives the phase opérationnelle of each commune once it is known: oui, non, inconnu."""


def _ort(commune: "CommuneCarte", _reponses: Mapping[str, str]) -> Signe:
    if commune.ort in {"Signée", "Terminée"}:
        since = f" le {jour(commune.ort_signee_le)}" if commune.ort_signee_le else ""
        return Signe("●", "succes", f"signée{since}")
    if commune.ort is None:
        return Signe("·", "discret", "à renseigner")
    return Signe("○", "alerte", commune.ort.lower())


_PHASES: Final = (("I", "Idée"), ("É", "Étude"), ("O", "Opération"))


def _phase(commune: "CommuneCarte", _reponses: Mapping[str, str]) -> Signe:
    total = sum(commune.phases)
    if not total:
        return Signe("·", "discret", "aucune action")
    rank = max(range(len(_PHASES)), key=lambda i: (commune.phases[i], i))
    tones: tuple[Tone, ...] = ("discret", "info", "succes")
    said = ", ".join(f"{nom} {n}" for (_, nom), n in zip(_PHASES, commune.phases, strict=True) if n)
    return Signe(_PHASES[rank][0], tones[rank], said)


def _risque(commune: "CommuneCarte", reponses: Mapping[str, str]) -> Signe:
    answer = reponses.get(commune.insee)
    if answer is None:
        return Signe("·", "discret", "calcul en cours")
    if answer == "Oui":
        return Signe("●", "succes", "opérationnelle")
    return Signe("▲", "erreur", "non opérationnelle") if answer == "Non" else Signe("?", "alerte", "à renseigner")


def _reste(commune: "CommuneCarte", _reponses: Mapping[str, str]) -> Signe:
    if not commune.cout:
        return Signe("·", "discret", "coût à préciser")
    reste = commune.reste or 0
    share = 100 * (commune.cout - reste) // commune.cout
    said = f"reste {euros(reste)} € ({share} % acquis)"
    if share >= _FINANCE:
        return Signe("█", "succes", said)
    return Signe("▒", "info", said) if share >= _A_MOITIE else Signe("░", "alerte", said)


def _club(commune: "CommuneCarte", _reponses: Mapping[str, str]) -> Signe:
    if commune.club is None:
        return Signe("·", "discret", "pas de présence notée")
    if commune.club_recent:
        return Signe("●", "succes", f"venue le {jour(commune.club)}")
    return Signe("○", "info", f"venue le {jour(commune.club)}, il y a plus d'un an")


LECTURES: Final = (
    Lecture("ort", "Convention valant ORT", "● signée ○ pas encore · inconnue", _ort),
    Lecture("phase", "Phase dominante", "O opération É étude I idée · rien", _phase),
    Lecture("risque", "Phase opérationnelle", "● oui  ▲ non  ? à renseigner", _risque),
    Lecture("reste", "Reste à financer", "█ 80 % acquis ▒ 40 % ░ moins · ?", _reste),
    Lecture("club", "Présence au club", "● moins d'un an ○ avant · jamais", _club),
)
"""Every way to read the map, in the order of the key `k`."""


def detail(commune: "CommuneCarte", reponses: Mapping[str, str]) -> str:
    """Say everything the map knows of a commune, one line a reading."""
    first = " · ".join(part for part in (commune.epci or "", _habitants(commune.population)) if part)
    lines = [f"{lecture.titre} : {lecture.signe(commune, reponses).mots}" for lecture in LECTURES]
    inscrite = "inscrite au CRTE" if commune.crte else "CRTE à renseigner"
    return "\n".join([first, *lines, f"CRTE : {inscrite} · actions engagées : {commune.engagees}"])


def _habitants(population: int | None) -> str:
    return f"{entier(population)} habitants" if population is not None else ""
