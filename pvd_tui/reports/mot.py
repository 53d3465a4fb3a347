"""One value of a fiche in words: an amount, a rate, a period; unknown is « à préciser », never zero nor a blank."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.affichage import show
from pvd_tui.domain.dates import show_date
from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.texte import counted
from pvd_tui.reports.cellule import lisible

if TYPE_CHECKING:
    from datetime import date

    from pvd_tui.domain.entity import Entity
    from pvd_tui.domain.regime import Regime
    from pvd_tui.reports.fiche_action import Somme

INCONNU: Final = "à préciser"
NON_CONCERNE: Final = "non concerné"
ESTIMATION: Final = " (estimation)"
PAS_ENCORE: Final = "—"
FIN: Final = "\u00a0"
"""The space that does not break."""
_CENT: Final = 100
_ENTIER: Final = 1e15


def clair(text: object) -> str:
    """Give a text that a document may hold; unknown is empty."""
    return "" if text is None else lisible(str(text)).strip()


def double(text: object, more: object) -> str:
    """Join two texts that say what a line is; the same one said twice is said once."""
    said = dict.fromkeys(part for part in (clair(text), clair(more)) if part)
    return " – ".join(said) or INCONNU


def champ(record: "Entity", field: str) -> str:
    """Write a field as its form does."""
    return lisible(show(type(record), field, getattr(record, field)))


def lignes(texts: Iterable[str]) -> str:
    """Join lines."""
    return "\n".join(texts)


def montant(cents: int | None, regime: "Regime | None" = None, inconnu: str = INCONNU) -> str:
    """Write an amount, with HT or TTC where the column does not say it."""
    return inconnu if cents is None else show_montant(cents) + (f"{FIN}{regime}" if regime else "")


def total(sums: "Somme") -> str:
    """Write a total: one that leaves unknown amounts out says so."""
    if sums.exact is not None:
        return show_montant(sums.exact)
    if not sums.connu:
        return INCONNU
    return f"{show_montant(sums.connu)}, hors {counted(sums.inconnus, 'montant')} {INCONNU}"


def taux(cents: int | None, whole: "Somme") -> str:
    """Write the share of a line in a total that is known, to a tenth."""
    if cents is None or not whole.exact:
        return INCONNU
    return f"{_CENT * cents / whole.exact:.1f}".replace(".", ",") + f"{FIN}%"


def regime(said: "Regime | None") -> str:
    """Write HT, TTC, or that it is not known."""
    return str(said) if said else f"HT ou TTC : {INCONNU}"


def valeur(value: float | None, unite: str, inconnu: str = INCONNU) -> str:
    """Write a value with its unit."""
    if value is None:
        return inconnu
    whole = value.is_integer() and abs(value) < _ENTIER
    number = f"{int(value):,}".replace(",", "\u202f") if whole else f"{value:.10g}".replace(".", ",")
    return f"{number}{FIN}{unite}" if unite else number


def periode(start: "date | None", end: "date | None") -> str:
    """Write when something begins and ends."""
    if start and end:
        return f"du {show_date(start)} au {show_date(end)}"
    return f"à partir du {show_date(start)}" if start else f"jusqu’au {show_date(end)}" if end else ""
