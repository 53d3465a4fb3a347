"""What the rules say about a note de synthèse: once issued it never changes (domain.md §3.2)."""

from collections.abc import Iterator
from typing import Final

from pvd_tui.domain.entity import Entity
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.note_synthese import EtatNote, NoteSynthese
from pvd_tui.domain.rules.context import Context, Rule, rule

_SOURCE: Final = "domain.md §3.2"
_FROZEN: Final = ("chiffres", "empreinte", "date_arrete", "version")


@rule(NoteSynthese)
def emise_figee(note: NoteSynthese, _context: Context) -> Iterator[Finding]:
    """Rule 32: an issued note holds its figures, their hash, its date and its version."""
    if note.etat is not EtatNote.EMISE:
        return
    for field in _FROZEN:
        if getattr(note, field) is None:
            title = NoteSynthese.model_fields[field].title
            fact = f"La note est émise, mais « {title} » manque."
            yield Finding(32, Niveau.ERREUR, fact, "Émettre une nouvelle version.", field, _SOURCE)


def change_findings(before: Entity, after: Entity | None) -> Iterator[Finding]:
    """Rule 32: an issued note is neither changed nor removed; a correction is a new version."""
    if isinstance(before, NoteSynthese) and before.etat is EtatNote.EMISE and after != before:
        fact = "Cette note est émise : elle ne change plus."
        yield Finding(32, Niveau.ERREUR, fact, "Créer une nouvelle version qui la remplace.", None, _SOURCE)


RULES: Final[tuple[Rule, ...]] = (emise_figee,)
