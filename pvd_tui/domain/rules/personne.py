"""What the rules say about a person: data are not kept without a reason (domain.md §5, RGPD)."""

from collections.abc import Iterator
from typing import Final

from pvd_tui.domain.dates import deadline, show_date
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.personne import Personne
from pvd_tui.domain.poste import Poste
from pvd_tui.domain.presence import Presence
from pvd_tui.domain.registre import one, where
from pvd_tui.domain.rules.context import Context, Rule, rule
from pvd_tui.domain.seance_club import SeanceClub

_MOIS: Final = 12


@rule(Personne)
def sans_evenement(personne: Personne, context: Context) -> Iterator[Finding]:
    """Rule 33: without an event for 12 months, and without a poste, erasing is proposed."""
    registre = context.registre
    if where(registre, Poste, personne=personne.id):
        return
    rows = where(registre, Presence, personne=personne.id)
    seances = [one(registre, SeanceClub, row.seance_club) for row in rows]
    days = [seance.date for seance in seances if seance is not None]
    last = max((day for day in (*days, personne.dernier_evenement) if day is not None), default=None)
    if last is not None and deadline(last, _MOIS) < context.today:
        fact = f"Aucun événement depuis le {show_date(last)}, et pas de poste."
        clears = "Effacer les données de cette personne, ou noter un événement récent."
        yield Finding(33, Niveau.INFORMATION, fact, clears, "date_purge", "domain.md §5")


RULES: Final[tuple[Rule, ...]] = (sans_evenement,)
