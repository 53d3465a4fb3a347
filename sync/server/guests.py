"""Whom to invite: options or a CSV of chefs de projet, checked against the référentiel."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pvd_tui.referentiel import commune, departement, departement_of
from sync.protocol import Grant, Role

COLUMNS: Final = ("nom", "departement", "communes")
_LARGEST: Final = 1024 * 1024


class GuestError(Exception):
    """Somebody cannot be invited so; `str()` is a French sentence."""


@dataclass(frozen=True, slots=True)
class Guest:
    """One device to come."""

    nom: str
    grant: Grant

    @property
    def preview(self) -> str:
        """Say in words what will be granted, so that a wrong code is seen before it is used."""
        towns = ", ".join(f"{_name(code)} ({code})" for code in self.grant.communes)
        places = ", ".join(self.grant.departements) or "tous"
        who = f"{self.nom} : " if self.nom else ""
        return f"{who}{self.grant.role}, département {places}" + (f", communes : {towns}" if towns else "")


def guest(role: Role, departements: str | None, communes: str | None, nom: str = "") -> Guest:
    """Check what was asked and give the guest."""
    places, towns = _codes(departements), _codes(communes)
    unknown = [code for code in places if departement(code) is None]
    if unknown:
        raise GuestError(f"Le département « {unknown[0]} » est inconnu ; exemple : 02.")
    if role == "chef" and not (places and towns):
        raise GuestError("Un chef de projet a un département et au moins une commune (--departement, --communes).")
    if role in {"prefecture", "region"} and not places:
        raise GuestError("Indiquez le département (--departement 02).")
    if role != "chef" and towns:
        raise GuestError("Les communes ne se donnent que pour un chef de projet.")
    for code in towns:
        if commune(code) is None:
            raise GuestError(f"La commune « {code} » est inconnue ; donnez son code INSEE, par exemple 02361.")
        if departement_of(code) not in places:
            raise GuestError(f"{_name(code)} ({code}) n’est pas dans le département {', '.join(places)}.")
    return Guest(nom, Grant(role=role, departements=places, communes=towns))


def read_guests(file: Path, role: Role, departements: str | None) -> list[Guest]:
    """Read a CSV (`nom;departement;communes`, communes separated by spaces) whole, or refuse it whole."""
    try:
        if file.stat().st_size > _LARGEST:
            raise GuestError("Le fichier est trop volumineux pour une liste de chefs de projet.")
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise GuestError("Le fichier n’est pas un CSV en UTF-8 ; enregistrez-le dans ce format.") from error
    except OSError as error:
        raise GuestError(f"Le fichier « {file.name} » ne peut pas être lu.") from error
    lines = text.splitlines()
    delimiter = ";" if lines and ";" in lines[0] else ","
    reader = csv.DictReader(lines, delimiter=delimiter, strict=True)
    try:
        if "communes" not in (reader.fieldnames or ()):
            raise GuestError(f"La première ligne doit nommer les colonnes : {';'.join(COLUMNS)}.")
        return list(_guests(reader, role, departements))
    except csv.Error as error:
        raise GuestError(f"Le fichier n’est pas un CSV lisible (ligne {reader.line_num}).") from error


def _guests(rows: "csv.DictReader[str]", role: Role, departements: str | None) -> Iterable[Guest]:
    for row in rows:
        try:
            yield guest(role, row.get("departement") or departements, row["communes"], (row.get("nom") or "").strip())
        except GuestError as error:
            raise GuestError(f"Ligne {rows.line_num} : {error} Aucune invitation n’a été créée.") from error


def _codes(typed: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(re.findall(r"[^\s,;|]+", (typed or "").upper())))


def _name(code: str) -> str:
    found = commune(code)
    return found.nom if found else code
