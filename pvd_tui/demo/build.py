"""Building the demonstration's store: what the département wrote, as if synchronised, and what this laptop did.

Everything but the last gestures is written on an imaginary laptop of the département, stamped as a server would,
and received: so the demonstration opens « à jour », and undo takes back a person's gesture, not the demonstration.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from pvd_tui.demo.actions import actions, write_actions
from pvd_tui.demo.cahier import Cahier, Horloge, chance
from pvd_tui.demo.club import write_club
from pvd_tui.demo.financement import write_financement
from pvd_tui.demo.gens import CHEFFE, REFERENT, write_gens
from pvd_tui.demo.programme import write_contributions, write_note, write_programme
from pvd_tui.demo.suivi import write_axes, write_postes, write_suivi
from pvd_tui.demo.territoire import DEPARTEMENT, GUISE, HIRSON, write_territoire
from pvd_tui.demo.vecu import Reperes, change_elsewhere, live_here
from storage import settings
from storage.errors import RefusError
from storage.outbox import Cursor
from storage.store import Store

if TYPE_CHECKING:
    from pvd_tui.changes.change import Change

Role = Literal["chef", "prefecture"]

COMMUNES: Final = (GUISE, HIRSON)
"""What the demonstration's chef follows."""

STREAMS: Final = (f"dep:{DEPARTEMENT}", "fr")


def build(path: Path, role: Role = "chef", *, now: datetime | None = None, seed: str = "demonstration") -> None:
    """Write the demonstration at `path`, over an older one; the same day and seed write the same.

    Raises RefusError, and writes nothing, where another store lies at `path`.
    """
    _check(path)
    clock = Horloge(now or datetime.now(UTC))
    for file in _files(path):
        file.unlink(missing_ok=True)
    with (
        Store.open(":memory:", clock=clock, entropy=chance(f"{seed} département")) as source,
        Store.open(path, clock=clock, entropy=chance(f"{seed} {role}")) as store,
    ):
        _set_up(source, "prefecture", REFERENT)
        _set_up(store, role, CHEFFE if role == "chef" else REFERENT)
        reperes = _write(source, clock)
        sent = _Sent(source, role)
        sent.receive(store)
        live_here(store, reperes, role, clock)
        change_elsewhere(source, reperes, clock)
        sent.receive(store)


def _check(path: Path) -> None:
    """Refuse to write over what is not a demonstration."""
    if not path.exists() or not path.stat().st_size:
        return
    with Store.open(path, read_only=True) as there:
        demonstration = there.settings.get(settings.DEMONSTRATION)
    if demonstration is None:
        raise RefusError(
            f"« {path} » est une base de travail, pas une démonstration. Rien n’a été modifié. "
            "Choisissez un autre fichier pour la démonstration."
        )


def _files(path: Path) -> tuple[Path, ...]:
    """Name a store's file and what SQLite keeps beside it."""
    return tuple(path.with_name(path.name + end) for end in ("", "-wal", "-shm", "-journal"))


def _set_up(store: Store, role: Role, nom: str) -> None:
    """Say who works on a laptop."""
    with store.transaction():
        store.settings.put(settings.DEMONSTRATION, "1")
        store.settings.put(settings.ROLE, role)
        store.settings.put(settings.DEPARTEMENT, DEPARTEMENT)
        store.settings.put(settings.COMMUNES, ",".join(COMMUNES) if role == "chef" else None)
        store.settings.put(settings.NOM, nom)


def _write(source: Store, clock: Horloge) -> Reperes:
    """Write the département's past: the préfecture's records, then the communes', some long ago."""
    today = clock.present.date()
    source.settings.put(settings.ROLE, "national")
    clock.go(-420)
    cahier = Cahier(source, today)
    echeance, campagne, detr = write_programme(cahier)
    cahier.save("Échéances et campagnes (démonstration)")

    source.settings.put(settings.ROLE, "prefecture")
    clock.go(-400)
    cadres = write_territoire(cahier)
    gens = write_gens(cahier)
    axes = write_axes(cahier, cadres)
    cahier.save("Territoire de démonstration")

    source.settings.put(settings.ROLE, "chef")
    clock.go(-130)
    silent = [one for one in actions() if one.commune not in COMMUNES and one.commune >= "02400"]
    made = write_actions(cahier, silent, cadres, axes)
    cahier.save("Actions de démonstration")
    clock.go(-12)
    made |= write_actions(cahier, [one for one in actions() if one.key not in made], cadres, axes)
    write_financement(cahier, made, detr)
    write_suivi(cahier, made, cadres)
    write_postes(cahier, gens)
    write_contributions(cahier, campagne)
    cahier.save("Suivi de démonstration")

    source.settings.put(settings.ROLE, "prefecture")
    clock.go(-3)
    write_club(cahier, gens, made)
    write_note(cahier, campagne)
    cahier.save("Clubs de démonstration")
    return Reperes(made, cadres, echeance)


@dataclass(slots=True)
class _Sent:
    """What an imaginary server passes on: every change stamped, and of these what the role may read."""

    source: Store
    role: Role
    done: int = 0

    def receive(self, store: Store) -> None:
        """Bring what is new to the demonstration's laptop."""
        offered = self.source.outbox.offer(STREAMS, most=100_000, most_bytes=10**9)
        fresh, start = offered[self.done :], self.done
        stamped = [_stamped(change, start + index) for index, change in enumerate(fresh, 1)]
        self.done = len(offered)
        store.outbox.receive([change for change in stamped if self._reads(change)], None)
        for stream in STREAMS:
            store.outbox.receive([], Cursor(stream, seq=self.done, complet=True))

    def _reads(self, change: "Change") -> bool:
        return self.role == "prefecture" or change.commune is None or change.commune in COMMUNES


def _stamped(change: "Change", seq: int) -> "Change":
    return change.stamped(seq=seq, received_at=change.at, role=change.role or "chef", relais=None)
