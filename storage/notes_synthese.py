"""The notes de synthèse of a store: the draft that a person writes in, the issued versions, their rendered files.

A note is issued as a record of its own, born « Émise »: région and nation read those and nothing else. A correction
is another version that names the one it replaces. What it froze is one canonical JSON with its hash; the files that
were rendered that day stay on the laptop that issued it, byte by byte.
"""

import base64
import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.note_figee import Mots, NoteFigee, canonique, relire
from pvd_tui.domain.note_synthese import EchelonNote, EtatNote
from storage.errors import RefusError
from storage.registre_au import RegistreAu
from storage.risques import CHAMPS, nouvelles

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.domain.faits_note import FaitsNote, Perimetre
    from storage.store import Store

TABLE: Final = "note_synthese"
_PLAIN: Final = 40_000
"""Bytes up to which figures are kept as plain JSON; above, they are compressed: a change has its limit."""
_PACKED: Final = "zlib:"
_MOTS: Final = tuple(one.name for one in fields(Mots))


def calculer(store: "Store", perimetre: "Perimetre", au: date) -> "FaitsNote":
    """Compute the facts of a territory as of a day, from the records of this laptop."""
    from pvd_tui.domain.faits_note import faits_note  # noqa: PLC0415 - pydantic, only when a note is made

    champs = {table: names for table, names in CHAMPS.items() if table not in {"commune", "poste"}}
    registre = RegistreAu(store, au, departements=perimetre.departements, champs=champs)
    one = perimetre.departements[0] if perimetre.departements and len(perimetre.departements) == 1 else None
    return faits_note(registre, perimetre, au, nouvelles(store, one, au))


def brouillon(store: "Store", departement: str) -> "dict[str, Json]":
    """Give the draft of a département's note, made if there is none yet: its id and its fields.

    Raises RefusError where this laptop's role does not write notes.
    """
    found = _brouillon(store, departement)
    if found:
        return found
    _ecrivain(store)
    values: dict[str, Json] = {
        "titre": f"Note de synthèse, {departement}",
        "departement": departement,
        "echelon": EchelonNote.DEPARTEMENTAL.value,
        "etat": EtatNote.BROUILLON.value,
    }
    store.create(TABLE, values)
    return _brouillon(store, departement)


def mots(store: "Store", departement: str) -> Mots:
    """Give the words of the draft; empty where there is none."""
    return _mots(_brouillon(store, departement))


def ecrire(store: "Store", departement: str, said: "Mapping[str, Json]") -> None:
    """Write some words of the draft, in one gesture; the fields are those of `Mots`."""
    _ecrivain(store)
    draft = brouillon(store, departement)
    before = store.get(TABLE, str(draft["id"]))
    if before is not None:
        store.update(before, said)


def emettre(store: "Store", note: NoteFigee, le: date, fichiers: Mapping[str, bytes]) -> str:
    """Issue a département's note: a new record that never changes, and its files; give its id, or write nothing.

    Raises RefusError where this laptop's role does not issue notes.
    """
    _ecrivain(store)
    before = [one for one in emises(store) if one.code == note.code]
    issued = replace(note, version=len(before) + 1, emise_le=le, source="direct")
    record = store.new_id()
    head = issued.faits["entete"]
    said = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(issued.mots).items()}
    values: dict[str, Json] = {
        **{name: value for name, value in said.items() if value},
        "titre": f"Note de synthèse, {issued.nom}, {issued.au:%d/%m/%Y}, version {issued.version}",
        "departement": issued.code,
        "echelon": EchelonNote.DEPARTEMENTAL.value,
        "etat": EtatNote.EMISE.value,
        "version": issued.version,
        "date_arrete": head["au"],
        "emise_le": le.isoformat(),
        "chiffres": _pack(canonique(issued.fige())),
        "empreinte": issued.empreinte,
        "fichiers": [f"{name} sha256:{hashlib.sha256(content).hexdigest()}" for name, content in fichiers.items()],
        "remplace": _derniere(store, issued.code),
    }
    with store.transaction() as connection:
        store.create(TABLE, values, record=record)
        connection.executemany(
            "INSERT INTO fichier_emis (note, nom, contenu) VALUES (?, ?, ?)",
            [(record, name, content) for name, content in fichiers.items()],
        )
    return record


def emises(store: "Store", au: date | None = None) -> list[NoteFigee]:
    """List the issued notes by département and version; those issued by a day, if one is given.

    One whose hash is not that of its figures and words was changed since: it is left out, `alterees` names it.
    """
    return [note for _, note in _lues(store) if note.emise_le and (au is None or note.emise_le <= au)]


def en_vigueur(store: "Store", departements: Sequence[str], au: date | None = None) -> list[NoteFigee]:
    """Give the last version of each département's note."""
    last = {note.code: note for note in emises(store, au)}
    return [last[code] for code in departements if code in last]


def alterees(store: "Store") -> list[str]:
    """Name the issued notes whose figures and words are not those that were hashed."""
    held = {record for record, _ in _lues(store)}
    return [str(row["titre"]) for row in _rangs(store) if row["id"] not in held]


def fichier(store: "Store", record: str, nom: str) -> bytes | None:
    """Give a file as it was rendered when the note was issued; None where this laptop did not issue it."""
    row = store.connection.execute(
        "SELECT contenu FROM fichier_emis WHERE note = ? AND nom = ?", (record, nom)
    ).fetchone()
    return bytes(row[0]) if row else None


def retrouver(store: "Store", departement: str, version: int | None = None) -> tuple[str, NoteFigee] | None:
    """Give one issued version of a département's note with its id, the last one if none is asked for."""
    found = [(record, note) for record, note in _lues(store) if note.code == departement]
    if version is not None:
        found = [(record, note) for record, note in found if note.version == version]
    return found[-1] if found else None


def _ecrivain(store: "Store") -> None:
    if store.role not in {"prefecture", "national"}:
        raise RefusError(
            "La note de synthèse est écrite et émise par la préfecture. Rien n'a été enregistré. "
            "Vous pouvez lui donner votre contribution (« pvd campagne contribuer »)."
        )


def _brouillon(store: "Store", departement: str) -> "dict[str, Json]":
    where: dict[str, Json] = {"departement": departement, "etat": EtatNote.BROUILLON.value}
    rows = store.rows.page(TABLE, where, columns=("titre", *_MOTS, "campagne_note", "date_arrete"), order=())
    return rows[0] if rows else {}


def _mots(row: "Mapping[str, Json]") -> Mots:
    held = {name: row[name] for name in _MOTS if row.get(name)}
    return Mots(**{name: tuple(value) if isinstance(value, list) else value for name, value in held.items()})  # type: ignore[arg-type] # the field's own type, as the entity holds it


def _derniere(store: "Store", departement: str) -> str | None:
    found = retrouver(store, departement)
    return found[0] if found else None


def _rangs(store: "Store") -> "list[dict[str, Json]]":
    where: dict[str, Json] = {"etat": EtatNote.EMISE.value}
    names = ("titre", "departement", "version", "emise_le", "chiffres", "empreinte")
    rows = store.rows.page(TABLE, where, columns=names, order=())
    return sorted(rows, key=lambda row: (str(row["departement"]), int(str(row["version"] or 0)), str(row["id"])))


def _lues(store: "Store") -> list[tuple[str, NoteFigee]]:
    read = []
    for row in _rangs(store):
        day = date.fromisoformat(str(row["emise_le"])) if row["emise_le"] else None
        note = _relue(row["chiffres"], day)
        if note is not None and note.empreinte == row["empreinte"]:
            read.append((str(row["id"]), note))
    return read


def _relue(content: "Json", emise_le: date | None) -> NoteFigee | None:
    try:
        return relire(_unpack(str(content)), emise_le=emise_le)
    except (ValueError, KeyError, TypeError, zlib.error):  # somebody else's text in this field
        return None


def _pack(content: str) -> str:
    if len(content.encode()) <= _PLAIN:
        return content
    return _PACKED + base64.b64encode(zlib.compress(content.encode(), 9)).decode()


def _unpack(content: str) -> str:
    if not content.startswith(_PACKED):
        return content
    return zlib.decompress(base64.b64decode(content.removeprefix(_PACKED))).decode()
