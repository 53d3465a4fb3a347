"""What every record of the programme has in common.

An entity is one fiche as a form shows it: typed fields with French titles, frozen values, no I/O.
It knows three things about its place in the programme (`design.md` §5, territory of a record):
which record it belongs to (`parent`), which field names its lead commune (`lead`), and which of
its fields the préfecture owns (`prefecture`). A field that is not filled in is None, never zero.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

NATIONAL: Final = "fr"
"""The stream of what is the same everywhere: programme, échéances, campaigns."""

FUSION: Final = "fusionnee_dans"
"""The field of a record that was merged into another one: it is archived, and this says where it went on."""


class Reference:
    """Mark a field that holds the id of a record of another table."""

    __slots__ = ("table",)

    def __init__(self, table: str) -> None:
        """Name the table that the id points into."""
        self.table = table


Titre = Annotated[str, StringConstraints(strip_whitespace=True, max_length=150)]
"""The label of a record: one line, at most 150 characters (domain.md §1.2, rubrique 2)."""

Ligne = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
"""One line of text."""

Texte = Annotated[str, StringConstraints(max_length=20_000)]
"""Long text, several paragraphs."""

Insee = Annotated[str, StringConstraints(pattern=r"^(\d{5}|2[AB]\d{3})$"), Reference("commune")]
"""The INSEE code of a commune, text (2A/2B, leading zeros): domain.md §10.2 rule 1."""

Departement = Annotated[str, StringConstraints(pattern=r"^(\d{2}|2[AB]|97\d|98\d)$")]
"""The code of a département, text."""

Centimes = Annotated[int, Field(ge=0, le=10**13)]
"""Euros as integer cents; the field's title says HT or TTC."""

Pourcent = Annotated[float, Field(ge=0, le=100)]
"""A share, in percent."""

Nombre = Annotated[int, Field(ge=0, le=10**12)]
"""A count, never negative."""

Heure = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""An hour of the day, `09:30`."""

Rubriques = tuple[tuple[str, tuple[str, ...]], ...]
"""The parts of a fiche, in the form's order: title, fields."""


class Entity(BaseModel):
    """One record. Subclasses add fields; every field but `id` may be unknown (None)."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, validate_default=False)

    table: ClassVar[str]
    label: ClassVar[str]
    """The French name of one such record, as a person reads it."""
    feminine: ClassVar[bool] = False
    """Whether the label is feminine (« nouvelle action », « nouveau poste »)."""
    parent: ClassVar[str | None] = None
    """The field, and the table, of the record this one belongs to; its territory is inherited."""
    lead: ClassVar[str | None] = None
    """The field that holds the lead commune, where the record has one."""
    natural: ClassVar[tuple[str, ...]] = ()
    """The fields that make a record unique: its id is derived from them (`storage.ids`)."""
    prefecture: ClassVar[frozenset[str]] = frozenset()
    """Fields that the préfecture owns (`design.md` §3, rule 4)."""
    national: ClassVar[bool] = False
    """Whether the record lives in the national stream."""
    club: ClassVar[bool] = False
    """Whether the record belongs to the département's clubs, which every chef may write."""
    restreint_par_defaut: ClassVar[bool] = False
    """Whether a new record stays on this laptop until it is released (rule 7)."""
    rubriques: ClassVar[Rubriques] = ()
    """Every field but `id`, once, in the form's order; one rubrique where the class says nothing."""

    id: str = Field(title="Identifiant")
    titre: Titre | None = Field(default=None, title="Titre")

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:  # noqa: ANN401 - pydantic's own signature
        """Give a class without rubriques one that holds every field."""
        super().__pydantic_init_subclass__(**kwargs)
        if "rubriques" not in cls.__dict__:
            cls.rubriques = (("L’essentiel", tuple(name for name in cls.model_fields if name != "id")),)

    @classmethod
    def natural_key(cls, values: Mapping[str, object]) -> tuple[str, ...] | None:
        """Give what makes a record unique, or None if that is not filled in (or there is no such thing)."""
        key = tuple(str(values.get(field) or "") for field in cls.natural)
        return key if key and all(key) else None

    @classmethod
    def lenient(cls, values: Mapping[str, object]) -> tuple[Self, tuple[str, ...]]:
        """Read a record whatever it holds: unknown fields are dropped, unreadable ones are None and listed."""
        known = {name: value for name, value in values.items() if name in cls.model_fields}
        bad: set[str] = set()
        while True:
            try:
                record = cls.model_validate({"id": str(values.get("id") or "")} | known)
            except ValidationError as error:
                wrong = {str(problem["loc"][0]) for problem in error.errors(include_url=False) if problem["loc"]}
                bad |= wrong
                known = {name: value for name, value in known.items() if name not in wrong}
            else:
                return record, tuple(sorted(bad))
