"""The clubs of several départements by command: a line each, with what it is read from and which are missing."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from storage.clubs_departements import ConformiteDepartement, PeriodeDite

_SIGNES: Final = {"Oui": "√", "Non": "×", "Inconnu": "?"}


def lignes(found: "Sequence[ConformiteDepartement]", annee: int | None, missing: Sequence[str]) -> Iterator[str]:
    """Write a département, its periods and what is due; then those that are not known of."""
    from pvd_tui.domain.dates import show_date  # noqa: PLC0415 - only for this command

    for one in found:
        source = f"note émise, version {one.version}, au {show_date(one.au)}" if one.version else "fiches"
        yield f"{one.departement} {_nom(one.departement)} ({source})"
        yield from (f"  {_SIGNES.get(p.conforme, '?')} {_ligne(p)}" for p in _voulues(one, annee))
        if one.due is not None:
            yield f"  {one.due.phrase}."
    if missing:
        named = ", ".join(f"{code} {_nom(code)}" for code in missing)
        yield f"Sans note émise ({len(missing)}) : {named}."


def faits(found: "Sequence[ConformiteDepartement]", annee: int | None, missing: Sequence[str]) -> dict[str, Any]:
    """Give the same to a program."""
    return {"departements": [_fait(one, annee) for one in found], "sans_note": list(missing)}


def _fait(one: "ConformiteDepartement", annee: int | None) -> dict[str, Any]:
    return {
        "departement": one.departement,
        "nom": _nom(one.departement),
        "au": one.au.isoformat(),
        "note_version": one.version,
        "periodes": [
            {"periode": p.periode, "comptees": p.comptees, "demandees": p.seuil, "conforme": p.conforme}
            for p in _voulues(one, annee)
        ],
        "du": one.due and {"periode": one.due.periode, "fin": one.due.fin.isoformat(), "manque": one.due.manque},
    }


def _voulues(one: "ConformiteDepartement", annee: int | None) -> "list[PeriodeDite]":
    return [p for p in one.periodes if annee is None or p.periode.endswith(str(annee))]


def _ligne(p: "PeriodeDite") -> str:
    asked = f" sur {p.seuil}" if p.seuil else ", sans seuil"
    return f"{p.periode} : {p.comptees}{asked}"


def _nom(code: str) -> str:
    from pvd_tui import referentiel  # noqa: PLC0415 - the names of départements, read only here

    found = referentiel.departement(code)
    return found.nom if found else ""
