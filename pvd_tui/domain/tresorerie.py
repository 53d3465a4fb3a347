"""« Obtenu » is not « encaissé »: what a notified demande has paid, what can be asked for now, until when.

    avance    30 % of the granted amount, once the works have begun         [S61][S62][S63], CGCT R2334-30
    acomptes  on what is paid, 80 % of the granted amount at most with the avance       R2334-30, à vérifier
    solde     the rest, once the works are achieved, within the 4 years               [S28] R2334-29, R2334-31

With the solde come the declaration of achievement and the proofs of publicity (L1111-11, D1111-8; [S28][S61][S63]).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pvd_tui.domain.dates import deadline, show_date
from pvd_tui.domain.demande import FINIES, Demande
from pvd_tui.domain.montant import show_montant

TAUX_AVANCE: Final = 30
TAUX_ACOMPTES: Final = 80
"""Percent of the granted amount that avance and acomptes reach together; the rest waits for the solde."""
MOIS_ACHEVER: Final = 48


@dataclass(frozen=True, slots=True)
class Versement:
    """One payment that can be asked for, now or once something is done."""

    quoi: str
    """« avance », « acompte » or « solde »."""
    montant: int
    """At most, in cents."""
    jusqua: date | None
    attend: tuple[str, ...] = ()
    """What must be done or joined first, in French; nothing if it can be asked for now."""

    @property
    def maintenant(self) -> bool:
        """Whether it can be asked for today."""
        return not self.attend

    @property
    def phrase(self) -> str:
        """Say it in one sentence."""
        until = f" jusqu’au {show_date(self.jusqua)}" if self.jusqua else ""
        amount = f"{self.quoi.capitalize()} : {show_montant(self.montant)}"
        return f"{amount} à demander{until}." if self.maintenant else f"{amount}{until}, après {_et(self.attend)}."


@dataclass(frozen=True, slots=True)
class Tresorerie:
    """Where the money of a demande stands, in cents."""

    accorde: int | None
    encaisse: int
    versements: tuple[Versement, ...] = ()

    @property
    def reste(self) -> int | None:
        """Give what was granted and is not there yet; None while nothing is granted."""
        return None if self.accorde is None else max(0, self.accorde - self.encaisse)

    @property
    def demandable(self) -> int:
        """Give what can be asked for today."""
        return sum(one.montant for one in self.versements if one.maintenant)

    @property
    def phrases(self) -> tuple[str, ...]:
        """Say it in French."""
        if self.accorde is None:
            return ("Rien n’est encore accordé.",)
        said = f"Obtenu {show_montant(self.accorde)}, encaissé {show_montant(self.encaisse)}"
        return (f"{said}, reste {show_montant(self.reste or 0)}.", *(one.phrase for one in self.versements))


def tresorerie(demande: Demande) -> Tresorerie:
    """Say where the money of a demande stands."""
    paid = sum(amount or 0 for amount in (demande.montant_avance, demande.montant_acomptes, demande.montant_solde))
    granted = demande.montant_accorde
    if granted is None:
        return Tresorerie(None, paid)
    open_ = demande.etat not in FINIES and paid < granted and not demande.montant_solde
    return Tresorerie(granted, paid, tuple(_versements(demande, granted, paid)) if open_ else ())


def _versements(demande: Demande, granted: int, paid: int) -> Iterator[Versement]:
    begun, ended = demande.date_commencement, demande.date_achevement
    until = deadline(begun, MOIS_ACHEVER) if begun else None
    start = () if begun else ("la déclaration de commencement des travaux",)
    avance = granted * TAUX_AVANCE // 100
    if ended is None and not paid:
        yield Versement("avance", avance, until, start)
    most = granted * TAUX_ACOMPTES // 100
    if ended is None and most > (paid or avance):
        yield Versement("acompte", most - (paid or avance), until, (*start, "le paiement de factures"))
    solde = granted - (paid if ended else max(paid, most))
    yield Versement("solde", solde, until, tuple(_pieces_du_solde(demande)))


def _pieces_du_solde(demande: Demande) -> Iterator[str]:
    """Name what the solde waits for."""
    if demande.date_achevement is None:
        yield "la déclaration d’achèvement"
    if not demande.publicite:
        yield "les preuves de publicité (panneau, logo, plan de financement publié)"


@dataclass(frozen=True, slots=True)
class Total:
    """The treasury of several demandes, in cents."""

    obtenu: int
    encaisse: int
    demandable: int

    @property
    def phrase(self) -> str:
        """Say it in one sentence."""
        return (
            f"Obtenu {show_montant(self.obtenu)}, encaissé {show_montant(self.encaisse)}, "
            f"demandable aujourd’hui {show_montant(self.demandable)}."
        )


def total(demandes: Iterable[Demande]) -> Total:
    """Add up what several demandes got, and what can be asked for today."""
    known = [tresorerie(one) for one in demandes]
    granted = sum(one.accorde or 0 for one in known)
    return Total(granted, sum(one.encaisse for one in known), sum(one.demandable for one in known))


def _et(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"
