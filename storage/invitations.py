"""Preparing a séance on a store: beginning it from the last one, inviting people in one gesture."""

from typing import TYPE_CHECKING, cast

from pvd_tui.changes.edit import Edit
from pvd_tui.domain.invitation_seance import Invitable, Liste, Sources, proposer
from pvd_tui.domain.personne import Personne
from pvd_tui.domain.poste import Poste
from pvd_tui.domain.preparation_seance import depart, precedente
from pvd_tui.domain.presence import Presence
from pvd_tui.domain.registre import one, where
from pvd_tui.domain.seance_club import SeanceClub
from pvd_tui.domain.texte import counted
from storage import settings
from storage.communes_club import du_club
from storage.errors import RefusError
from storage.registre import StoreRegistre
from storage.store import reborn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from pvd_tui.changes.change import Json
    from storage.store import Saved, Store


def commencer(store: "Store", today: "date", values: "Mapping[str, Json]") -> "dict[str, Json]":
    """Give the values of a new séance: those of the last one, the next number and host, over them `values`."""
    departement = values.get("departement") or store.settings.get(settings.DEPARTEMENT)
    mine = [s for s in where(StoreRegistre(store), SeanceClub) if s.departement in {None, departement}]
    given = SeanceClub.lenient(values)[0].date
    found = cast("dict[str, Json]", depart(mine, du_club(store, departement), today, date=given))
    if departement:
        found["departement"] = departement
    return found | dict(values)


def invitables(store: "Store", record: str, today: "date") -> Liste:
    """List whom to invite to a séance, from what this laptop knows; raises RefusError where it is not here."""
    registre = StoreRegistre(store)
    seance = one(registre, SeanceClub, record)
    if seance is None:
        raise RefusError("Cette séance n'est pas sur cet ordinateur.")
    others = [s for s in where(registre, SeanceClub) if s.id != record and s.departement == seance.departement]
    last = precedente(others, seance.date)
    sources = Sources(
        where(registre, Personne),
        where(registre, Poste),
        last,
        where(registre, Presence, seance_club=last.id) if last else (),
    )
    inscrits = where(registre, Presence, seance_club=record)
    named = du_club(store, seance.departement)
    return proposer(sources, named, inscrits, seance.date or today, seance.departement)


def attendus(store: "Store", record: str, today: "date") -> list[Invitable]:
    """List those whom a séance is for, who are not on its sheet yet."""
    liste = invitables(store, record, today)
    seance = one(StoreRegistre(store), SeanceClub, record)
    wanted = set(liste.attendus(seance.public if seance else None))
    return [person for person in liste.tous if person.cle in wanted]


def inviter(store: "Store", record: str, people: "Iterable[Invitable]") -> "Saved | None":
    """Write these people on the sheet, « Inscrit », in one gesture; who was taken off it comes back."""
    edits: dict[str, Edit] = {}
    for person in people:
        values: dict[str, Json] = dict(person.presence(record))
        presence = store.record_id("presence", values)
        before = store.get("presence", presence)
        if before is None:
            edits[presence] = Edit("presence", presence, values)
        elif before.folded.archived:
            edits[presence] = reborn(before, values)
    if not edits:
        return None
    return store.save(list(edits.values()), f"Inviter {counted(len(edits), 'personne')}")
