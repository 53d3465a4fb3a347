"""What fate does: time, copies, losses, wrong hands, a server put back, a grant that changes, poison."""

from collections.abc import Callable

from pvd_tui.changes.change import Change, Json
from storage import retrait
from sync import lot_client
from sync.errors import SyncError
from sync.lot import key_of
from sync.protocol import Grant
from sync.server import enrolment, lot
from tests.sync.simulation.fuse import ServerCrashError
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.people import COMMUNES
from tests.sync.simulation.server import FUSE
from tests.sync.simulation.templates import NEXT, OLD, PRESENT, laptop_file
from tests.sync.simulation.world import World


def arrives_late(world: World, _: Laptop) -> None:
    """Deliver a request that somebody on the road had kept; nobody waits for the answer any more."""
    if world.late:
        path, token, body = world.late.pop(world.dice.randrange(len(world.late)))
        world.tell("une vieille requête arrive")
        world.deliver(None, path, token, body, fragile=True)


def dies(world: World, laptop: Laptop) -> None:
    """Let the laptop die within the next statements, whatever it does then."""
    laptop.fuse.left = world.dice.randint(0, 60)


def backs_up(world: World, laptop: Laptop) -> None:
    """Copy the laptop's file aside."""
    world.copied.update(laptop.waiting())
    world.backups.append((laptop.name, laptop.store.connection.serialize()))


def is_restored(world: World, laptop: Laptop) -> None:
    """Put an old copy of the laptop's file back."""
    copies = [file for name, file in world.backups if name == laptop.name]
    if copies:
        world.tell(f"{laptop.name} revient à une sauvegarde")
        laptop.load(world.dice.choice(copies))
        world.turned = True
        world.destroyed()


def is_cloned(world: World, laptop: Laptop) -> None:
    """Copy the laptop, key included: two that are the same device."""
    if len(world.laptops) > 8 or laptop.out:
        return
    world.born += 1
    world.copied.update(laptop.waiting())
    file = laptop.store.connection.serialize()
    twin = Laptop(
        f"poste-{world.born}", world.memory, world.dice, world.now, laptop.skew, laptop.age, laptop.grant, file=file
    )
    token = world.keys.read(laptop.name, "")
    if token:
        world.keys.keep(twin.name, "", token)
    world.laptops.append(twin)
    world.twins = True
    world.tell(f"{twin.name} est une copie de {laptop.name}")


def is_reinstalled(world: World, laptop: Laptop) -> None:
    """Lose the laptop; its user gets another one and a new invitation."""
    world.tell(f"{laptop.name} est réinstallé")
    laptop.load(laptop_file(laptop.age))
    world.enrol(laptop)
    laptop.lots = 0
    world.destroyed()


def is_upgraded(world: World, laptop: Laptop) -> None:
    """Install the next program."""
    if laptop.age != NEXT:
        world.tell(f"{laptop.name} est mis à jour")
        laptop.upgrade(PRESENT if laptop.age == OLD else NEXT)


def exports(world: World, laptop: Laptop) -> None:
    """Write a bundle onto a stick: what waits, or all."""
    token = world.keys.read(laptop.name, "")
    if token:
        everything = world.chance(0.3)
        ecrit = lot_client.write(laptop.store, tout=everything, seal=key_of(token))
        world.tell(f"{laptop.name} écrit un lot de {ecrit.contenu.nombre} modifications")
        world.sticks.append(ecrit.content)


def imports(world: World, laptop: Laptop) -> None:
    """Read a stick of anybody's, old or new, a second time perhaps."""
    token = world.keys.read(laptop.name, "")
    if world.sticks and token:
        stick = world.dice.choice(world.sticks)
        try:
            laptop.act(lambda: lot_client.apply(laptop.store, stick, key_of(token)))
            world.tell(f"{laptop.name} lit un lot")
        except SyncError as error:
            world.tell(f"{laptop.name} refuse un lot : {error.cause}")


def server_reads(world: World, _: Laptop) -> None:
    """Let the préfecture import a stick, and write the answer onto another one."""
    if world.sticks:
        stick = world.dice.choice(world.sticks)
        try:
            FUSE.left = world.dice.randint(0, 60) if world.chance(0.2) else None
            world.sticks.append(lot.answer(world.server.engine, stick, world.now()))
            world.tell("le serveur lit un lot et y répond")
        except (SyncError, ServerCrashError) as error:
            world.tell(f"le serveur ne prend pas un lot : {error!r}")
        finally:
            FUSE.left = None
        world.learn()


def is_granted(world: World, laptop: Laptop) -> None:
    """Give the chef de projet a commune more, or one less."""
    if laptop.role != "chef" or laptop.out:
        return
    code = laptop.grant.departements[0]
    communes = [c for c in COMMUNES if c.startswith(code)]
    own = world.dice.sample(communes, world.dice.randint(1, len(communes)))
    grant = Grant(role="chef", departements=(code,), communes=tuple(sorted(own)))
    world.turned = True
    for device in world.devices(laptop):
        enrolment.regrant(world.server.engine, device, grant)
    world.tell(f"{laptop.name} a désormais {own}")
    for one in world.laptops:
        if one.store.device == laptop.store.device:
            one.grant = grant


def leaves(world: World, laptop: Laptop) -> None:
    """Let the records of a territory that is no longer granted leave, after the offer to export them."""
    pending = retrait.pending(laptop.store)
    if pending:
        one = world.dice.choice(pending)
        world.tell(f"{laptop.name} rend {one.stream} {one.commune}")
        where = (one.stream, one.commune)
        gone = laptop.log("stream = ? AND (? = '' OR commune = ?) AND etat <> 'log'", where[0], where[1], where[1])
        laptop.act(lambda: retrait.leave(laptop.store, one))
        here = {row["id"] for row in laptop.rows("SELECT id FROM change")}
        world.memory.given_up.update(row["id"] for row in gone if row["id"] not in here)


def is_revoked(world: World, laptop: Laptop) -> None:
    """Take the laptop's access away, or give it back with a new invitation."""
    if laptop.out:
        world.tell(f"{laptop.name} est inscrit de nouveau")
        laptop.drop()
        world.enrol(laptop)
    else:
        world.tell(f"{laptop.name} n'a plus accès")
        enrolment.revoke(world.server.engine, laptop.store.device, world.now())
        for one in world.laptops:
            one.out = one.out or one.store.device == laptop.store.device


def server_backs_up(world: World, _: Laptop) -> None:
    """Make a backup of the server."""
    world.server.snapshot()


def server_is_restored(world: World, _: Laptop) -> None:
    """Put one of the server's backups back, as the command does or silently."""
    if world.server.snapshots:
        silently = world.chance(0.25)
        world.silent = world.silent or silently
        world.turned = True
        world.tell(f"le serveur revient en arrière {silently=}")
        world.server.restore(world.dice.choice(world.server.snapshots), epoch=not silently)
        world.regrant()
        world.destroyed()


def all_is_lost(world: World, laptop: Laptop) -> None:
    """Lose a laptop, then the server: the new laptop, which only ever had what a first sync gives, heals it first."""
    if world.exchange(laptop) == "fini":
        is_reinstalled(world, laptop)
        world.exchange(laptop, reliable=True)
        world.tell("le serveur revient à sa première sauvegarde")
        world.turned = True
        world.server.restore(world.server.snapshots[0], epoch=True)
        world.regrant()
        world.enrol(laptop)
        world.exchange(laptop, reliable=True)
        world.destroyed()


def is_blinded(world: World, _: Laptop) -> None:
    """Let some change be written in words that today's laptops cannot read; or give them the program that can."""
    if world.blind and world.chance(0.5):
        world.blind.clear()
        world.tell("tout se lit de nouveau")
    else:
        made = sorted(world.memory.made)
        world.blind.update(world.dice.sample(made, min(2, len(made))))
        world.tell(f"illisible : {[i[-4:] for i in world.blind]}")


def is_poisoned(world: World, laptop: Laptop) -> None:
    """Put a change into the log that no program of ours would have written."""
    store, name = laptop.store, laptop.store.new_id()
    known = laptop.log("seq IS NOT NULL AND \"table\" = 'action'")
    values: dict[str, Json] = {"titre": world.memory.token("poison")}
    facts: dict[str, str | None] = {"table": "action", "record": store.new_id(), "stream": "dep:02", "commune": "02361"}
    kind = world.dice.choice(("taille", "forme", "territoire", "flux", "restreint", "nom"))
    if kind == "taille":
        values["description"] = "x" * 70_000
    elif kind == "forme":
        values["description"] = "\x1b[31m"
    elif kind == "territoire" and known:
        facts |= {"record": known[0]["record"], "stream": known[0]["stream"], "commune": None}
    elif kind == "flux":
        facts |= {"stream": "dep:59", "commune": "59606"}
    elif kind == "restreint":
        values["restreint"] = True
    else:
        facts["table"] = "Action d'éclat"
    by = store.device if world.chance(0.6) else store.new_id()
    change = Change(name, set=values, over={}, at=store.now(), by=by, role=store.role, **facts)  # type: ignore[arg-type]
    world.poison.add(name)
    world.tell(f"{laptop.name} contient un poison : {kind}")
    laptop.act(lambda: store.outbox.receive([change], None))


FATE: dict[Callable[[World, Laptop], None], int] = {
    arrives_late: 4,
    dies: 4,
    backs_up: 3,
    is_restored: 3,
    is_cloned: 1,
    is_reinstalled: 2,
    is_upgraded: 1,
    exports: 3,
    imports: 4,
    server_reads: 3,
    leaves: 4,
    is_granted: 2,
    is_revoked: 1,
    server_backs_up: 3,
    server_is_restored: 5,
    all_is_lost: 1,
    is_blinded: 1,
    is_poisoned: 2,
}
