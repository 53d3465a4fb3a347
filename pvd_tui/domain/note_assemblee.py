"""A note above the département: the issued notes of its départements added up, and what is missing (domain.md §3.2).

Counts and amounts add up. A share is computed again from what it is a share of, the median again from the delays of
every commune: neither is ever an average of the départements' own.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any

from pvd_tui.domain.faits_note import SCHEMA, Perimetre
from pvd_tui.domain.note_figee import Mots, NoteFigee


def assembler(
    perimetre: Perimetre, notes: Sequence[NoteFigee], attendus: Mapping[str, str], au: date, mots: Mots
) -> NoteFigee:
    """Add up the issued notes of some départements; `attendus` names every one that owes a note."""
    held = sorted(notes, key=lambda note: note.code)
    there = {note.code for note in held}
    missing = tuple(name for code, name in sorted(attendus.items()) if code not in there)
    faits = _somme([note.faits for note in held])
    faits["entete"] = _entete(perimetre, held, au)
    if held:
        _parts(faits)
    return NoteFigee(faits, mots, source="emises", notes=tuple(held), manquantes=missing)


def _entete(perimetre: Perimetre, notes: Sequence[NoteFigee], au: date) -> dict[str, Any]:
    first = dict(notes[0].faits["entete"]) if notes else {}
    own = {"echelon": perimetre.echelon, "code": perimetre.code, "nom": perimetre.nom, "au": au.isoformat()}
    return {**first, "schema": SCHEMA, **own, "departements": [note.code for note in notes]}


def _somme(blocks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Add up blocks key by key: numbers are added, lists follow each other, what nobody can say stays unknown."""
    keys = dict.fromkeys(key for block in blocks for key in block)
    return {key: _ensemble([block[key] for block in blocks if key in block]) for key in keys}


def _ensemble(values: Sequence[Any]) -> Any:  # noqa: ANN401 - JSON
    known = [value for value in values if value is not None]
    if not known:
        return None
    if all(isinstance(value, Mapping) for value in known):
        return _somme(known)
    if all(isinstance(value, list) for value in known):
        return [one for value in known for one in value]
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in known):
        return sum(known)
    return min(known) if all(isinstance(value, str) for value in known) else known[0]


def _parts(faits: dict[str, Any]) -> None:
    """Compute again the shares and the median of the whole."""
    total = faits["communes"]["total"]
    ort, operational, transitions = faits["ort"], faits["operationnelles"], faits["transitions"]
    ort["part_signees"] = _part(ort["signees"], total)
    operational["part"] = _part(operational["total"], total)
    delays = [line["delai_jours"] for line in faits["annexe"] if line["delai_jours"] is not None]
    found = median(delays) if delays else None
    ort["delai_median_jours"] = int(found) if found is not None and found == int(found) else found
    for name in ("ecologique", "demographique", "economique"):
        one = transitions[name]
        one["part"] = _part(one["contribuent"], one["contribuent"] + one["sans_lien"])
    actions = transitions["actions"]
    for what, share, unknown in (
        ("objectif_environnemental", "part_objectif_environnemental", "objectifs_non_renseignes"),
        ("artificialisantes", "part_artificialisantes", "artificialisation_non_renseignee"),
    ):
        transitions[share] = _part(transitions[what], actions - transitions[unknown])
    granted = (transitions["dotations_accordees"] or 0) - (transitions["dotations_non_renseignees"] or 0)
    transitions["part_verte_dotations"] = _part(transitions["dotations_vertes"] or 0, granted)


def _part(of: int, total: int) -> float | None:
    return round(100 * of / total, 1) if total > 0 else None
