"""The official list of the communes of the programme, in both of its layouts (domain.md §7.2).

    insee, nom, …, date_convention_adhesion, ort_signee, date_convention_cadre_ort    the enriched list
    insee_com, lib_com, id_pvd, date_signature                                        the ANCT's own

In the ANCT's, `date_signature` is that of the adhésion. What cannot be read is said on its line and left
out; only a line without a readable INSEE code is refused.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pvd_tui.changes.change import Json
from pvd_tui.imports.fichier import FichierError, Ligne, read_table

_ANCT: Final = {"insee_com": "insee", "lib_com": "nom", "date_signature": "date_convention_adhesion"}
"""The ANCT's columns, under the names of the enriched list."""

_NEEDED: Final = ("insee", "date_convention_adhesion")
_INSEE: Final = re.compile(r"(\d{5}|2[AB]\d{3})", re.ASCII)
_CUT_INSEE: Final = re.compile(r"\d{4}", re.ASCII)
_SIREN: Final = re.compile(r"\d{9}", re.ASCII)
_COUNT: Final = re.compile(r"\d{1,8}", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", re.ASCII)
_FRENCH: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: .*)?", re.ASCII)
_YES: Final = frozenset({"1", "oui", "o", "vrai", "true"})
_NO: Final = frozenset({"0", "non", "n", "faux", "false"})
_YEARS: Final = range(1990, 2101)


@dataclass(frozen=True, slots=True)
class LignePvd:
    """One commune as one line of the list says it."""

    numero: int
    """Its line in the file."""
    insee: str
    nom: str
    adhesion: date | None = None
    ort_signee: bool | None = None
    """None where the list does not say."""
    ort: date | None = None
    epci: str | None = None
    """The SIREN of the EPCI."""
    nom_epci: str | None = None
    commune: Mapping[str, Json] | None = None
    """Fields of the fiche commune that the list gives."""
    avertissements: tuple[str, ...] = ()
    refus: str | None = None
    """Why the line cannot be imported."""


def read_liste(contenu: bytes) -> tuple[LignePvd, ...]:
    """Read the list, or raise FichierError where the file is not one."""
    table = read_table(contenu)
    columns = {_ANCT.get(column, column) for column in table.colonnes}
    if any(column not in columns for column in _NEEDED):
        raise FichierError(
            "Ce fichier n’est pas la liste des Petites villes de demain : il y manque les colonnes « insee » et "
            "« date_convention_adhesion » (ou « insee_com » et « date_signature »). Rien n’a été importé. "
            "Choisissez la liste officielle de l’ANCT."
        )
    if not table.lignes:
        raise FichierError("La liste ne contient aucune commune. Rien n’a été importé. Choisissez un autre fichier.")
    return read_lignes(table.lignes)


def read_lignes(lignes: Iterable[Ligne]) -> tuple[LignePvd, ...]:
    """Read the lines of a table that has the columns of the list."""
    return tuple(_read(line) for line in lignes)


class _Reader:
    """Reads the cells of one line and keeps what could not be read."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = {_ANCT.get(name, name): cell for name, cell in cells.items()}
        self.warnings: list[str] = []

    def text(self, column: str) -> str:
        return self._cells.get(column, "").strip()

    def date(self, column: str, what: str) -> date | None:
        text = self.text(column)
        read = _date(text)
        if text and read is None:
            self.warnings.append(f"{what} illisible (« {text} »), laissée vide")
        return read

    def matching(self, column: str, pattern: re.Pattern[str], what: str) -> str | None:
        text = self.text(column).replace(" ", "")
        if text and not pattern.fullmatch(text):
            self.warnings.append(f"{what} illisible (« {text} »), laissé vide")
            return None
        return text or None

    def degrees(self, column: str, most: float) -> float | None:
        text = self.text(column).replace(",", ".")
        try:
            read = float(text) if text else None
        except ValueError:
            read = math.nan
        if read is not None and not abs(read) <= most:
            self.warnings.append(f"coordonnée illisible (« {text} »), laissée vide")
            return None
        return read

    def insee(self) -> str:
        code = self.text("insee").upper()
        if _CUT_INSEE.fullmatch(code):
            self.warnings.append(f"code INSEE « {code} » sans son zéro de tête, lu « 0{code} »")
            return f"0{code}"
        return code


def _read(line: Ligne) -> LignePvd:
    reader = _Reader(line.cellules)
    insee, nom = reader.insee(), reader.text("nom")
    if line.defaut or not _INSEE.fullmatch(insee):
        return LignePvd(
            line.numero, insee, nom, refus=line.defaut or f"« {reader.text('insee')} » n’est pas un code INSEE."
        )
    signed = reader.text("ort_signee").casefold()
    return LignePvd(
        numero=line.numero,
        insee=insee,
        nom=nom,
        adhesion=reader.date("date_convention_adhesion", "date d’adhésion"),
        ort_signee=True if signed in _YES else False if signed in _NO else None,
        ort=reader.date("date_convention_cadre_ort", "date de l’ORT"),
        epci=reader.matching("siren_epci", _SIREN, "SIREN de l’EPCI"),
        nom_epci=reader.text("nom_epci") or None,
        commune={name: value for name, value in _commune(reader) if value is not None},
        avertissements=tuple(reader.warnings),
    )


def _commune(reader: _Reader) -> Iterator[tuple[str, Json]]:
    """Give the fields of the fiche commune that the list says itself."""
    population = reader.matching("population_municipale", _COUNT, "population")
    yield "population", int(population) if population else None
    yield "lat", reader.degrees("lat", 90)
    yield "lon", reader.degrees("lon", 180)
    yield "id_pvd", reader.text("id_pvd") or None


def _date(text: str) -> date | None:
    """Read `2021-04-15` or `15/04/2021`; None for what is no date of these years."""
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _FRENCH.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None
