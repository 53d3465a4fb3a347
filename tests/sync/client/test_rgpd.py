"""A person erased by the préfecture is gone everywhere: other laptops, what they remember, their copies, the server."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage import backup, settings
from storage.a_faire import ListeAFaire, Mise
from storage.check import verify
from storage.drafts import Draft
from storage.fusion import merge, prepare
from storage.rgpd import effacer
from storage.rgpd_dossier import dossier
from storage.store import Store
from tests.sync.client.conftest import Laptop, Laptops

GUISE, HIRSON = "02361", "02381"
SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def laptops(laptop: Laptops) -> tuple[Laptop, Laptop]:
    """Enrol the préfecture and a chef of Guise."""
    a, b = laptop("a"), laptop("b")
    for code, nom in ((GUISE, "Guise"), (HIRSON, "Hirson")):
        a.store.create("commune", {"titre": nom, "departement": "02"}, record=code)
    a.enrol("prefecture")
    b.enrol("chef", GUISE)
    return a, b


def zelia(store: Store) -> tuple[str, str]:
    """Write of a person wherever people are written of; give her record and the séance."""
    personne = store.create(
        "personne",
        {
            "titre": "Zélia Quenouille",
            "nom": "Quenouille",
            "prenom": "Zélia",
            "courriel": "z.quenouille@guise.example",
            "fonction": "Maire",
            "qualite": "Élu",
            "commune": GUISE,
            "departement": "02",
        },
    )
    seance = store.create("seance_club", {"titre": "Club de printemps", "departement": "02", "date": "2026-03-12"})
    store.create(
        "presence",
        {
            "seance_club": seance,
            "personne": personne,
            "titre": "Zélia Quenouille",
            "commune": GUISE,
            "qualite": "Élu",
            "statut": "Présent",
        },
    )
    store.create(
        "presence",
        {
            "seance_club": seance,
            "titre": "Paul Martin",
            "commune": HIRSON,
            "statut": "Représenté",
            "represente_par": "Mme Quenouille",
        },
    )
    store.create(
        "suite",
        {"seance_club": seance, "titre": "Relancer la DDT", "pilote": "Z. Quenouille", "echeance": "2026-04-01"},
    )
    note = store.create("note_seance", {"seance_club": seance, "texte": "Zélia QUENOUILLE propose la halle."})
    fiche = store.get("note_seance", note)
    assert fiche is not None
    store.update(fiche, {"texte": "Mme Quenouille propose la halle, Hirson approuve."})
    return personne, seance


def named(
    folder: Path, names: Iterable[str] = ("Quenouille", "quenouille", "QUENOUILLE", "Zélia", "zelia")
) -> list[str]:
    """Name the files in which a name stands, byte for byte."""
    return [
        f"{path.name}: {name}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for name in names
        if name.encode() in path.read_bytes()
    ]


@SQLITE
def test_no_byte_of_an_erased_name_is_left_anywhere(laptop: Laptops, engine: Engine, tmp_path: Path) -> None:
    """Log, rows, search, drafts, marks, labels, restreint notes, copies made afterwards: none of the files holds it."""
    a, b = laptops(laptop)
    personne, seance = zelia(a.store)
    a.sync()
    b.sync()
    remember(b.store)
    b.sync()
    a.sync()
    assert len(named(tmp_path)) > 5

    of = dossier(a.store, personne)
    assert effacer(a.store, of, tout=True) is not None
    for one in (a, b, a):
        one.sync()
    for one, name in ((a, "a"), (b, "b")):
        backup.back_up(one.store.connection, tmp_path / f"copie-{name}.db")
        assert one.store.search.find("quenouille") == []
        assert verify(one.store).sain
        rows = one.store.rows.page("presence", {"seance_club": seance}, columns=("titre", "statut", "commune"))
        assert {row["titre"] for row in rows} == {"Élu, Guise", "Paul Martin"}
    engine.dispose()
    assert named(tmp_path) == []
    assert [d.texte for d in b.store.drafts.all()] == ["Demander à [nom effacé] la date"]


def remember(store: Store) -> None:
    """Let a laptop remember the person in all its own ways."""
    store.drafts.put(Draft("seance_club", "nouvelle", "titre", "Demander à Zélia Quenouille la date", (), nouveau=True))
    store.create("note_datee", {"titre": "Appel", "commune": GUISE, "texte": "Zélia Quenouille hésite."})
    lines = ListeAFaire(store)
    due = next(line for line in lines.lines(store.today().date()) if line.table == "suite")
    lines.put_aside(due, Mise.MASQUE)
    store.settings.put("vues", '[{"filtre": "pilote = Zélia Quenouille"}]')
    suite = store.get("suite", due.record)
    assert suite is not None
    store.update(suite, {"commentaire": "vu avec Zélia Quenouille"})
    assert store.settings.get(settings.ROLE) == "chef"


@SQLITE
def test_erasing_reaches_what_a_merge_copied_whichever_record_is_named(
    laptop: Laptops, engine: Engine, tmp_path: Path
) -> None:
    """Two records of one person, merged: erasing the one that was lost empties the one that was kept."""
    a, b = laptops(laptop)
    personne, _ = zelia(a.store)
    double = a.store.create("personne", {"titre": "QUENOUILLE Zelia", "fonction": "Mairesse", "departement": "02"})
    merge(a.store, prepare(a.store, "personne", double, personne))
    a.sync()
    b.sync()
    effacer(a.store, dossier(a.store, personne), tout=True)
    for one in (a, b, a):
        one.sync()
    engine.dispose()
    assert named(tmp_path, ("Quenouille", "QUENOUILLE", "quenouille", "Mairesse")) == []
    for one in (a, b):
        fiche = one.store.get("personne", double)
        assert fiche is not None
        assert (fiche.folded.archived, fiche.values["titre"]) == (True, "Élu, Guise")
