"""The three facts of the phase opérationnelle as a site is asked to confirm them: the answer, and the day of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pvd_tui.domain.commune import Commune
from pvd_tui.domain.contribution import Contribution
from pvd_tui.domain.dates import show_date
from pvd_tui.domain.phase_operationnelle import (
    Critere,
    actions_of,
    conventions_of,
    is_cadre,
    is_engagee,
    is_signee,
    phase_de,
)
from pvd_tui.domain.registre import Registre
from pvd_tui.domain.reponse import Reponse

FAITS: Final = ("fait_convention", "fait_crte", "fait_actions")
"""The fields of a contribution that answer them, in the order of the three tests."""

TITRES: Final = {
    "fait_convention": "Convention-cadre signée",
    "fait_crte": "Inscrite au CRTE",
    "fait_actions": "Actions engagées",
}

_RANK: Final = {Reponse.NON: 0, Reponse.INCONNU: 1, Reponse.OUI: 2}


@dataclass(frozen=True, slots=True)
class Fait:
    """One fact of a site as it is known: the answer that holds for all its communes, and its day."""

    champ: str
    reponse: Reponse
    jour: date | None
    par_commune: tuple[tuple[str, Reponse], ...] = ()
    """The communes and their answers, where they differ."""

    @property
    def titre(self) -> str:
        """Give its French name."""
        return TITRES[self.champ]

    @property
    def en_mots(self) -> str:
        """Say the answer with its day: « oui, le 04/05/2023 », « à renseigner »."""
        word = "à renseigner" if self.reponse is Reponse.INCONNU else str(self.reponse).lower()
        said = f"{word}, {_DEPUIS[self.champ]} {show_date(self.jour)}" if self.jour else word
        if not self.par_commune:
            return said
        each = ", ".join(f"{nom} {str(reponse).lower()}" for nom, reponse in self.par_commune)
        return f"{said} ({each})"


@dataclass(frozen=True, slots=True)
class Ecart:
    """A fact that a site answers otherwise than it is known: shown, never written over what is known."""

    champ: str
    titre: str
    connu: Reponse
    dit: Reponse

    @property
    def contredit(self) -> bool:
        """Say whether the site contradicts what is known; else it answers what nobody knew."""
        return self.connu is not Reponse.INCONNU

    @property
    def phrase(self) -> str:
        """Say it in French."""
        said, known = str(self.dit).lower(), str(self.connu).lower()
        if self.contredit:
            return f"{self.titre} : le site répond {said}, le dossier dit {known}"
        return f"{self.titre} : le site répond {said}, le dossier ne le dit pas encore"


_DEPUIS: Final = {"fait_convention": "le", "fait_crte": "le", "fait_actions": "depuis le"}


def faits_du_site(communes: Sequence[Commune], registre: Registre, au: date) -> tuple[Fait, ...]:
    """Give the three facts of a site on a day: what holds for its communes together is what the last of them says."""
    names = [commune.titre or commune.id for commune in communes]
    read = [_faits(commune.id, registre, au) for commune in communes]
    return tuple(_ensemble(champ, names, [facts[place] for facts in read]) for place, champ in enumerate(FAITS))


def ecarts(contribution: Contribution, faits: Iterable[Fait]) -> Iterator[Ecart]:
    """List the facts answered otherwise than they are known; « Inconnu » contradicts nothing."""
    for fait in faits:
        said: Reponse | None = getattr(contribution, fait.champ)
        if said in {Reponse.OUI, Reponse.NON} and said is not fait.reponse:
            yield Ecart(fait.champ, fait.titre, fait.reponse, said)


def _ensemble(champ: str, names: Sequence[str], said: Sequence[tuple[Reponse, date | None]]) -> Fait:
    answers = [reponse for reponse, _ in said]
    worst = min(answers, key=_RANK.__getitem__, default=Reponse.INCONNU)
    days = [day for _, day in said if day is not None]
    each = tuple(zip(names, answers, strict=True)) if len(set(answers)) > 1 else ()
    return Fait(champ, worst, max(days, default=None) if worst is Reponse.OUI else None, each)


def _faits(commune: str, registre: Registre, au: date) -> list[tuple[Reponse, date | None]]:
    """Answer the three tests for one commune, each with the day that says yes."""
    conventions, actions = conventions_of(commune, registre), actions_of(commune, registre)
    phase = phase_de(conventions, actions, au)
    signed = [one for one in conventions if is_cadre(one) and is_signee(one, au) is Reponse.OUI]
    entered = [one.crte_inscrit_le for one in conventions if is_cadre(one) and one.crte_inscrit_le]
    engaged = [one.date_engagement for one in actions if is_engagee(one, au) is Reponse.OUI]
    days = (
        min((one.date_signature for one in signed if one.date_signature), default=None),
        min((day for day in entered if day <= au), default=None),
        min((day for day in engaged if day is not None), default=None),
    )
    return [_dated(critere, day) for critere, day in zip(phase.criteres, days, strict=True)]


def _dated(critere: Critere, day: date | None) -> tuple[Reponse, date | None]:
    return critere.reponse, day if critere.reponse is Reponse.OUI else None
