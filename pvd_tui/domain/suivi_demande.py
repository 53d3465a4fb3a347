"""Where a demande stands, said at once: may one sign, what runs out when, what money can be asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pvd_tui.domain.campagnes import campagne_caducite, condition_locale
from pvd_tui.domain.dates import show_date
from pvd_tui.domain.demande import Demande
from pvd_tui.domain.feu import Couleur, Feu, feu
from pvd_tui.domain.registre import Registre
from pvd_tui.domain.rules.demande import Delai, caducite
from pvd_tui.domain.sources import lisible
from pvd_tui.domain.texte import counted
from pvd_tui.domain.tresorerie import Tresorerie, tresorerie


@dataclass(frozen=True, slots=True)
class SuiviDemande:
    """The three things one asks of a demande."""

    demande: Demande
    feu: Feu
    delai: Delai | None
    tresorerie: Tresorerie
    today: date

    @property
    def jours(self) -> int | None:
        """Give the days left of the delay that runs; negative once it is over."""
        return (self.delai.limite - self.today).days if self.delai else None

    @property
    def phrase_delai(self) -> str:
        """Say the countdown in one sentence; nothing where none runs."""
        if self.delai is None or self.jours is None:
            return ""
        limit = show_date(self.delai.limite)
        if self.jours < 0:
            return f"Délai pour {self.delai.quoi} passé depuis le {limit} : subvention caduque, sauf prorogation."
        if not self.jours:
            return f"Dernier jour pour {self.delai.quoi} : aujourd’hui."
        return f"{counted(self.jours, 'jour')} pour {self.delai.quoi} (jusqu’au {limit})."

    @property
    def phrases(self) -> tuple[str, ...]:
        """Say it all in French."""
        return tuple(self._said())

    def _said(self) -> Iterator[str]:
        if self.feu.couleur is not Couleur.ETEINT:
            source = lisible(self.feu.source)
            yield f"{self.feu.phrase} Source : {source}." if source else self.feu.phrase
        if self.phrase_delai:
            yield self.phrase_delai
        yield from self.tresorerie.phrases


def suivi(demande: Demande, registre: Registre, today: date) -> SuiviDemande:
    """Say where a demande stands today, by the words of its département where it has some."""
    light = feu(demande, today, condition_locale(demande, registre))
    delai = caducite(demande, campagne_caducite(demande, registre))
    return SuiviDemande(demande, light, delai, tresorerie(demande), today)
