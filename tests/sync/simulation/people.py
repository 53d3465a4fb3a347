"""What people do on their laptops, through the store's own methods, as the screens do."""

from pvd_tui.changes.change import Json
from pvd_tui.changes.edit import Edit, archive, edit, settle
from pvd_tui.changes.fold import Nature
from tests.sync.simulation.laptop import Laptop, Screen
from tests.sync.simulation.memory import Place
from tests.sync.simulation.naive import ARCHIVE, PREFECTURE
from tests.sync.simulation.templates import LATER_FIELD, LATER_TABLE
from tests.sync.simulation.world import World

COMMUNES = ("02361", "02381", "02691", "08105")
FIELDS: dict[str, tuple[str, ...]] = {
    "commune": ("titre", "risque_retenu"),
    "action": ("titre", "description", "pilote", "freins", LATER_FIELD),
    "depense": ("titre",),
    "convention": ("titre", "crte", "commentaire"),
    "personne": ("titre",),
    "seance_club": ("titre", "lieu"),
    "presence": ("represente_par", "commune"),  # the others have rules of their own (`storage.cote_a_cote`)
    "note_seance": ("texte",),
    "note_datee": ("texte",),
    "echeance_programme": ("titre",),
    LATER_TABLE: ("compte_rendu",),
}
"""The fields that people write in these histories: few, so that they meet."""
PARENTS = {"depense": "action", "presence": "seance_club", "note_seance": "seance_club"}
OWNED = {"commune": "risque_retenu", "convention": "crte"}
"""A field of the préfecture in each of these tables."""


def writes(world: World, laptop: Laptop) -> None:
    """Type one to three values into a fiche, perhaps opened long ago, and leave it."""
    screen = laptop.forms.pop(world.dice.randrange(len(laptop.forms))) if laptop.forms else opened(world, laptop)
    if screen is None or screen.fiche.folded.archived:
        return
    table, record = screen.fiche.table, screen.fiche.record
    present = [name for name in FIELDS[table] if name in laptop.store.plans[table].columns]
    names = world.dice.sample(present, world.dice.randint(1, min(3, len(present))))
    values = {name: _value(world, secret=screen.fiche.restreint) for name in names}
    world.tell(f"{laptop.name} écrit {table} {record[-4:]} {values}")
    laptop.act(lambda: laptop.store.update(screen.fiche, values), screen.shown)


def opens(world: World, laptop: Laptop) -> None:
    """Open a fiche and leave it open."""
    screen = opened(world, laptop)
    if screen:
        laptop.forms.append(screen)


def creates(world: World, laptop: Laptop) -> None:
    """Write a new record; one that is unique by nature may be there already, here or elsewhere."""
    create(world, laptop, world.dice.choice([t for t in FIELDS if t in laptop.store.plans]))


def create(world: World, laptop: Laptop, table: str) -> None:
    """Write a new record of a table."""
    if len(laptop.known()) > 5 and table != "presence":
        return
    if table == "echeance_programme" and laptop.role != "national" and world.chance(0.9):
        return
    values = _placed(world, laptop, table)
    if values is None:
        return
    if table in OWNED:
        values[OWNED[table]] = _value(world)
    if table == "presence":
        values |= {"titre": world.dice.choice(("Claire Lemaire", "claire  lemaire")), "statut": _value(world)}
    world.tell(f"{laptop.name} crée {table} {values}")
    known = str(values.pop("id")) if table == "commune" else None
    if table == "presence":
        known = laptop.store.record_id(table, values)
    screen = laptop.look(table, known) if known else None
    laptop.act(lambda: laptop.store.create(table, values, record=known), screen.card if screen else {})


def _placed(world: World, laptop: Laptop, table: str) -> dict[str, Json] | None:
    """Give a title and a place to a new record; None if there is nothing that it could belong to."""
    values: dict[str, Json] = {"titre": _value(world, secret=table == "note_datee")}
    if table in {"action", "convention", "note_datee", LATER_TABLE}:
        values["commune"] = _commune(world, laptop)
    elif table == "commune":
        values["id"] = _commune(world, laptop)
    elif table in {"personne", "seance_club"}:
        values["departement"] = laptop.grant.departements[0] if laptop.grant.departements else "02"
    elif table in PARENTS:
        above = [key for key in laptop.known() if key[0] == PARENTS[table]]
        if not above:
            return None
        values[PARENTS[table]] = world.dice.choice(above)[1]
    return values


def attends(world: World, laptop: Laptop) -> None:
    """Note that somebody came to a séance, as others do at the same table."""
    create(world, laptop, "presence" if any(key[0] == "seance_club" for key in laptop.known()) else "seance_club")


def settles(world: World, laptop: Laptop) -> None:
    """Resolve a conflict with a value of the card or a new one; the préfecture confirms a proposal."""
    disputes = laptop.store.disputes()
    if not disputes:
        return
    table, record, champs, nature = world.dice.choice(disputes)
    screen = laptop.look(table, record)
    if screen is None or (nature == Nature.PROPOSITION and laptop.role != PREFECTURE):
        return
    champ = world.dice.choice(champs)
    if nature == Nature.ARCHIVE:
        champ, value = ARCHIVE, world.dice.choice((True, False))
    elif champ == ARCHIVE:
        value = world.dice.choice((True, False))
    elif screen.fiche.folded.archived:
        return
    else:
        ids = screen.card[table, record, champ]
        kept = [row["set"][champ] for row in laptop.log() if row["id"] in ids and champ in row["set"]]
        value = world.dice.choice([*sorted(kept, key=str), _value(world, secret=screen.fiche.restreint)])
    one = settle(table, record, screen.fiche.folded, champ, value)
    world.tell(f"{laptop.name} tranche {table} {record[-4:]} {champ} = {value}")
    laptop.act(lambda: laptop.store.save([one]), screen.card)


def archives(world: World, laptop: Laptop) -> None:
    """Archive a record, or restore it."""
    screen = opened(world, laptop)
    if screen:
        store = laptop.store
        world.tell(f"{laptop.name} archive/restaure {screen.fiche.table} {screen.fiche.record[-4:]}")
        laptop.act(
            lambda: (store.restore if screen.fiche.folded.archived else store.archive)(screen.fiche), screen.card
        )


def writes_many(world: World, laptop: Laptop) -> None:
    """Change several records in one gesture: a bulk edit, or an archiving of what is ticked."""
    screens = [s for s in (laptop.look(*key) for key in laptop.known()) if s and not s.fiche.folded.archived]
    screens = world.dice.sample(screens, min(len(screens), world.dice.randint(2, 3)))
    edits: list[Edit] = []
    looked: dict[Place, set[str]] = {}
    away = world.chance(0.2)
    for screen in screens:
        fiche = screen.fiche
        if away:
            edits.append(archive(fiche.table, fiche.record, fiche.folded))
        else:
            made = edit(fiche.table, fiche.record, fiche.folded, {"titre": _value(world, secret=fiche.restreint)})
            edits += [made] if made else []
        looked |= screen.card if away else screen.shown
    if edits:
        world.tell(f"{laptop.name} geste sur {[e.table + ' ' + e.record[-4:] for e in edits]} {away=}")
        laptop.act(lambda: laptop.store.save(edits, "Geste"), looked)


def takes_back(world: World, laptop: Laptop) -> None:
    """Undo the last gesture, or do it again."""
    history = laptop.store.history
    again = world.chance(0.25)
    world.tell(f"{laptop.name} {'rétablit' if again else 'annule'}")
    lots = laptop.rows("SELECT * FROM lot ORDER BY rang")
    looked: dict[Place, set[str]] = {}  # his own gesture, and nothing of what others wrote
    mine = laptop.log("lot IS NOT NULL ORDER BY rang")
    rank = {lot["id"]: lot["rang"] for lot in lots}
    state = "annulation" if again else "fait"
    gone = {(row["stream"], row["commune"]) for row in laptop.rows("SELECT stream, commune FROM retrait")}
    aimed = max((lot["rang"] for lot in lots if lot["etat"] == state and _stands(lot["id"], mine, gone)), default=0)
    for row in mine:
        if rank[row["lot"]] >= aimed:
            for name in row["set"]:
                looked.setdefault((row["table"], row["record"], name), set()).add(row["id"])
            _remember_archive(laptop, row, looked)
    laptop.act(history.redo if again else history.undo, looked)


def _stands(lot: str, mine: list[dict[str, object]], gone: set[tuple[object, object]]) -> bool:
    """Say whether a gesture can be taken back: something of it stands, and nothing of it left with its territory."""
    rows = [row for row in mine if row["lot"] == lot]
    left = any({(row["stream"], ""), (row["stream"], row["commune"] or "")} & gone for row in rows)
    return not left and any(row["etat"] != "passe" for row in rows)


def _remember_archive(laptop: Laptop, row: dict[str, object], looked: dict[Place, set[str]]) -> None:
    """Say what stood on the screen of whoever archived what this gesture restored: undone, it is archived again."""
    table, record, values = str(row["table"]), str(row["record"]), row["set"]
    if isinstance(values, dict) and values.get(ARCHIVE) is False:
        for former in laptop.memory.looked.get((str(row["id"]), ARCHIVE), set()):
            for (change, name), ids in laptop.memory.looked.items():
                if change == former:
                    looked.setdefault((table, record, name), set()).update(ids)


def takes_gesture_back(world: World, laptop: Laptop) -> None:
    """Undo a gesture that anybody made."""
    gestures = laptop.rows("SELECT DISTINCT geste FROM change WHERE geste IS NOT NULL AND etat = 'log' ORDER BY geste")
    if not gestures:
        return
    geste = world.dice.choice(gestures)["geste"]
    looked: dict[Place, set[str]] = {}
    for row in laptop.log("geste = ?", geste):
        for name in row["set"]:
            looked.setdefault((row["table"], row["record"], name), set()).add(row["id"])
        _remember_archive(laptop, row, looked)
    world.tell(f"{laptop.name} annule le geste {geste[-4:]}")
    laptop.act(lambda: laptop.store.history.undo_geste(geste), looked)


def opened(world: World, laptop: Laptop) -> Screen | None:
    """Open one of the first records, as a rule: everybody has those."""
    known = laptop.known()
    some = known[:2] if world.chance(0.6) else known
    return laptop.look(*world.dice.choice(some)) if known else None


def _value(world: World, *, secret: bool = False) -> Json:
    if not secret and world.chance(0.12):
        return world.dice.choice(("Oui", "Non", None, 3))
    value = world.memory.token("SECRETvaleur" if secret else "valeur")
    if secret:
        world.memory.secrets.add(value)
    return value


def _commune(world: World, laptop: Laptop) -> str:
    own = laptop.grant.communes or [c for c in COMMUNES if c[:2] in laptop.grant.departements]
    return world.dice.choice(own if own and world.chance(0.93) else COMMUNES)
