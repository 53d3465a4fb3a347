"""Rule 2: SIREN and SIRET numbers, which have a check digit."""

from collections.abc import Iterator
from typing import Final

from pvd_tui.domain.action import Action
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.epci import Epci
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.rules.context import Context, Rule

SIREN: Final = 9
SIRET: Final = 14


def is_luhn(digits: str) -> bool:
    """Say whether a number passes Luhn's check."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(number - 9 * (number > 9) for number in doubled) % 10 == 0  # noqa: PLR2004 - 12 counts as 1 + 2


def numero_valide(record: Entity, _context: Context) -> Iterator[Finding]:
    """Rule 2: a SIREN has 9 digits, a SIRET 14, and both pass Luhn's check [S33]."""
    for field, number, length in _numbers(record):
        digits = "".join(number.split())
        name = "SIREN" if length == SIREN else "SIRET"
        if not (digits.isascii() and digits.isdigit() and len(digits) == length):
            fact = f"Le {name} « {number} » n’a pas {length} chiffres."
        elif not is_luhn(digits):
            fact = f"Le {name} « {number} » a une clé fausse : un chiffre est sans doute mal recopié."
        else:
            continue
        yield Finding(2, Niveau.AVERTISSEMENT, fact, f"Corriger le {name}.", field, "[S33]")


def _numbers(record: Entity) -> Iterator[tuple[str, str, int]]:
    """Give the numbers of a record: field, number, length."""
    if isinstance(record, Commune) and record.siren:
        yield "siren", record.siren, SIREN
    if isinstance(record, Epci):
        yield "id", record.id, SIREN
    if isinstance(record, Action) and record.siret_maitre_ouvrage:
        yield "siret_maitre_ouvrage", record.siret_maitre_ouvrage, SIRET


RULES: Final[tuple[Rule, ...]] = (numero_valide,)
