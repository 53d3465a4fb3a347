"""What a rule is given beside its record: the other records, the day, and the référentiel's word."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import TypeVar

from pvd_tui.domain.entity import Entity
from pvd_tui.domain.finding import Finding
from pvd_tui.domain.programme import Programme, programme
from pvd_tui.domain.registre import Registre

E = TypeVar("E", bound=Entity)


@dataclass(frozen=True, slots=True)
class CommunePresente:
    """What the référentiel says today of an INSEE code: a commune that was merged answers with the one it is in."""

    insee: str
    nom: str
    epci: str | None = None
    """SIREN of its EPCI."""
    nom_epci: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """The records around, and the day; nothing here reads a clock."""

    registre: Registre
    today: date
    is_known: Callable[[str], bool] | None = None
    """Whether the référentiel has an INSEE code; None where it is not at hand."""
    presente: Callable[[str], CommunePresente | None] | None = None
    """The present commune of a present or former INSEE code; None where the référentiel is not at hand."""

    @property
    def programme(self) -> Programme:
        """Give the programme as it stands today."""
        return programme(self.registre, self.today)


Rule = Callable[[Entity, Context], Iterator[Finding]]


def rule(cls: type[E]) -> Callable[[Callable[[E, Context], Iterable[Finding]]], Rule]:
    """Make a rule of a function about one class of records; it is silent about any other."""

    def typed(function: Callable[[E, Context], Iterable[Finding]]) -> Rule:
        @wraps(function)
        def checked(record: Entity, context: Context) -> Iterator[Finding]:
            if isinstance(record, cls):
                yield from function(record, context)

        return checked

    return typed
