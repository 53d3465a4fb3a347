"""The rules of the merge, each broken in one place of the real source."""

import sys
from dataclasses import dataclass
from importlib import import_module
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from tests.changes.said import Code

if TYPE_CHECKING:
    from types import ModuleType

PACKAGE = "pvd_tui.changes"
_ARCHIVED = "{ARCHIVE: True}, {name: before.seen(name) for name in before.heads}"
_OWN = "all(i in ids or _is_blanked(known[i], name, erasures) for i in now.heads[name])"


@dataclass(frozen=True)
class Mutant:
    """One fragment of a module of `pvd_tui.changes`, and what stands there instead."""

    name: str
    module: str
    old: str
    new: str

    def code(self) -> Code:
        """Give the three modules with this one broken; the real ones stay as they are."""
        made: dict[str, ModuleType] = {}
        with patch.dict(sys.modules):
            for name in ("fold", "edit", "undo"):
                source = Path(str(import_module(f"{PACKAGE}.{name}").__file__)).read_text(encoding="utf-8")
                if name == self.module:
                    assert source.count(self.old) == 1, f"{self.name}: {self.old!r} is not one place of {name}.py"
                    source = source.replace(self.old, self.new)
                spec = spec_from_loader(f"{PACKAGE}.{name}", None)
                assert spec is not None
                made[name] = sys.modules[f"{PACKAGE}.{name}"] = module_from_spec(spec)
                exec(compile(source, f"<{self.name}>", "exec"), made[name].__dict__)  # noqa: S102 - our own source
        return Code(made["fold"], made["edit"], made["undo"])


SEEN = (
    Mutant("what was left out is seen", "fold", "if blank:", "if False:"),
    Mutant("what was left out is seen alone", "fold", "ids if name in change.set else ()", "ids"),
    # rule 1
    Mutant("a form names every head", "edit", "before.shown.get(name, ())", "before.heads.get(name, ())"),
    Mutant("a form names nothing", "edit", "{name: before.shown.get(name, ()) for name in changed}", "{}"),
    Mutant("the card names what is shown", "edit", "{champ: before.seen(champ)}", "{champ: before.shown[champ]}"),
    Mutant(
        "a form names one of two equal heads",
        "fold",
        "if same(c.set[name], value)) + tuple",
        "if c is valued[0]) + tuple",
    ),
    Mutant("every field of a form is set", "edit", "if not same(before.values.get(name), value)", "if True"),
    # rule 2
    Mutant("nothing is inherited", "edit", "            if older not in found:", "            if False:"),
    Mutant("one level is inherited", "edit", "                todo.append(older)", "                pass"),
    Mutant(
        "the acknowledged is inherited",
        "edit",
        "change is None or (change.seq is not None and change.relais is None)",
        "change is None",
    ),
    Mutant(
        "the carried is not inherited",
        "edit",
        "change.seq is not None and change.relais is None",
        "change.seq is not None",
    ),
    Mutant(
        "another field is inherited", "edit", "change.over.get(name, ())", "sum(map(list, change.over.values()), [])"
    ),
)

ARCHIVE = (
    # rule 3
    Mutant("an archive names nothing", "edit", _ARCHIVED, "{ARCHIVE: True}, {}"),
    Mutant(
        "an archive names what is shown",
        "edit",
        _ARCHIVED,
        "{ARCHIVE: True}, dict(before.shown)",
    ),
    Mutant("seen is replaced", "fold", "for name in change.fields:\n", "for name in {*change.fields, *change.over}:\n"),
    Mutant("an archive asks nothing", "fold", "    reading.read_archive()\n", "\n"),
    Mutant("an archive has not seen itself", "fold", "i not in seen | own", "i not in seen"),
    Mutant(
        "every archive must have seen it",
        "fold",
        "            seen = {i for a in archives for i in a.over.get(name, ())}",
        "            seen = set.intersection(*({*a.over.get(name, ())} for a in archives))",
    ),
    Mutant(
        "the archive does not wait",
        "fold",
        "waits = any(self._waits(a, name) for a in archives) or any(self._waits(c, name) for c in unseen)",
        "waits = any(self._waits(c, name) for c in unseen)",
    ),
    Mutant(
        "a losing archive asks", "fold", "if not archives or self.values.get(ARCHIVE) is not True:", "if not archives:"
    ),
    Mutant("blank values are asked about", "fold", "seen | own and name in self.log[i].set]", "seen | own]"),
    Mutant("settling archives unseen", "edit", "if champ == ARCHIVE and value is True:", "if False:"),
    Mutant("a restore names nothing", "edit", "{ARCHIVE: before.heads.get(ARCHIVE, ())}", "{}"),
)

OWNERSHIP = (
    # rule 4
    Mutant("anyone replaces the owner", "fold", "if name not in self.owned or change.role == PREFECTURE:", "if True:"),
    Mutant(
        "the owner is nobody",
        "fold",
        "        if name not in self.owned:\n            return alive, []",
        "        if True:\n            return alive, []",
    ),
    Mutant("every field is owned", "fold", "        if name not in self.owned:\n            return alive, []", ""),
    Mutant(
        "proposals are forgotten",
        "fold",
        "return owners, [c for c in alive if c.role != PREFECTURE]",
        "return owners, []",
    ),
    Mutant("declared is not said", "fold", "self.declared.add(name)", "pass"),
    Mutant("an equal proposal asks", "fold", "if name in c.set and not same(c.set[name], value)]", "if name in c.set]"),
    Mutant(
        "the owner cannot replace a proposal",
        "fold",
        "            return named\n",
        "            return [i for i in named if i in self.log "
        "and (name not in self.owned or self.log[i].role == PREFECTURE)]\n",
    ),
    Mutant("a chef replaces no chef", "fold", "self.log[i].role != PREFECTURE]", "False]"),
)

UNDO = (
    # rule 5
    Mutant("undo overwrites a conflict", "undo", _OWN, _OWN.replace("all", "any")),
    Mutant("undo overwrites what came since", "undo", _OWN, "True"),
    Mutant(
        "undo lists nothing",
        "undo",
        "kept = [Kept(table, record, name) for name in fields if name not in own]",
        "kept: list[Kept] = []",
    ),
    Mutant("undo of a creation empties", "undo", "if ARCHIVE not in fields and _created(mine, rest):", "if False:"),
    Mutant("undo of a creation takes others along", "undo", "        if foreign:\n", "        if False:\n"),
    Mutant("undo of a creation is told by the clock", "undo", "return not saw and min", "return min"),
    Mutant(
        "a field added is a creation",
        "undo",
        'return not saw and min(map(effective, mine)) < min(map(effective, rest.values()), default=(NEVER, ""))',
        "return not saw",
    ),
    Mutant("undo decides the conflict", "undo", "for value in values[1:]]", "for value in values[2:]]"),
    Mutant("undo of a resolution changes what is shown", "undo", "[*reversed(more), main]", "[main, *more]"),
    Mutant("undo edits an archived record", "undo", "if now.archived and ARCHIVE not in fields:", "if False:"),
    Mutant("undo ignores what was taken back", "undo", "c.id in gesture or c.id in since", "c.id in gesture"),
    Mutant(
        "undo archives what came since",
        "undo",
        "if i in ids or any(i in a.over.get(name, ()) for a in archives)",
        "if True",
    ),
    Mutant(
        "undo archives as if nothing was seen",
        "undo",
        "if i in ids or any(i in a.over.get(name, ()) for a in archives)",
        "if False",
    ),
    Mutant(
        "undo empties what never arrived", "undo", "and not any(_left_out(c, name, erasures) for c in former[name])", ""
    ),
    Mutant(
        "undo reads raw copies", "undo", "    known = gather(changes)\n", "    known = {c.id: c for c in changes}\n"
    ),
    # rule 6
    Mutant("undo takes one record back", "undo", "            edits += some\n", "            edits = edits or some\n"),
)

RELEASE = (
    # rule 7
    Mutant(
        "a release names its past",
        "edit",
        "complete = {name: _inherited(name, ids, known) for name, ids in seen.items()}",
        "complete = {name: _inherited(name, ids or ['1', '2'], known) for name, ids in seen.items()}",
    ),
)

ERASURE = (
    Mutant("the blank of an unsure erasure is seen", "fold", "erased_fields(self.log[i], self.sure)", "'titre'"),
    Mutant("a form forgets blank heads", "fold", "tuple(sorted(blank))", "()"),
    Mutant("undo stops at what was erased", "undo", "i in ids or _is_blanked(known[i], name, erasures)", "i in ids"),
    # rule 8
    Mutant(
        "an erasure blanks nothing",
        "fold",
        "return {i: blank(c, erasures) for i, c in log.items()} if erasures else log",
        "return log",
    ),
    Mutant("anyone erases", "fold", "if EFFACE in c.set and c.role == PREFECTURE}", "if EFFACE in c.set}"),
    Mutant(
        "an erasure blanks who saw it",
        "fold",
        "if erasure.id not in seen and erasure.id != change.id:",
        "if erasure.id != change.id:",
    ),
    Mutant(
        "an erasure seen shields from all",
        "fold",
        "if erasure.id not in seen and erasure.id != change.id:",
        "if not seen and erasure.id != change.id:",
    ),
    Mutant(
        "an erasure blanks what is older",
        "fold",
        "if erasure.id not in seen and erasure.id != change.id:",
        "if erasure.id not in seen and erasure.id > change.id:",
    ),
    Mutant(
        "an erasure takes every field",
        "fold",
        "return erased_fields(change, erasures) & set(change.set)",
        "return set(change.set) - {EFFACE} if erased_fields(change, erasures) else set()",
    ),
    Mutant(
        "an erasure forgets the change",
        "fold",
        "    return replace(change, set=kept, stub=stub)\n",
        "    return replace(change, set=kept, stub=change.stub)\n",
    ),
    Mutant(
        "undo keeps what was erased",
        "undo",
        "return name not in change.set and name not in erased_fields(change, erasures)",
        "return name not in change.set",
    ),
    Mutant("an edit does not say that it saw the erasure", "edit", "    if erasures:\n", "    if False:\n"),
)

HEADS = (
    # shown, equal, waiting, copies
    Mutant("the clock wins", "fold", "min(change.at, change.received_at or NEVER)", "change.at"),
    Mutant(
        "the last received wins", "fold", "min(change.at, change.received_at or NEVER)", "change.received_at or NEVER"
    ),
    Mutant(
        "no tie-break",
        "fold",
        "return (min(change.at, change.received_at or NEVER), change.id)",
        'return (min(change.at, change.received_at or NEVER), "")',
    ),
    Mutant("the first is shown", "fold", "key=effective, reverse=True)\n        ids", "key=effective)\n        ids"),
    Mutant(
        "equal values conflict", "fold", "if any(not same(c.set[name], value) for c in valued):", "if len(valued) > 1:"
    ),
    Mutant("true is one", "fold", "return one is other or _canon(one) == _canon(other)", "return one == other"),
    Mutant("the order of keys matters", "fold", "json.dumps(value, sort_keys=True,", "json.dumps(value,"),
    Mutant("nobody waits", "fold", "kind = Nature.ATTENTE if waits else nature", "kind = nature"),
    Mutant("all wait", "fold", "any(i not in self.log and i not in never for", "any(i not in never for"),
    Mutant("the refused are waited for", "fold", "never = self.refused.union(head.refused)", "never = head.refused"),
    Mutant(
        "the refused of a stamp are waited for",
        "fold",
        "never = self.refused.union(head.refused)",
        "never = self.refused",
    ),
    Mutant(
        "a conflict has no loser",
        "fold",
        "self._add(name, Nature.CONFLIT, valued,",
        "self._add(name, Nature.CONFLIT, valued[:1],",
    ),
    Mutant("disagreements are dropped", "fold", "        self.desaccords.append(", "        _ = ("),
    Mutant("replaced values come back", "fold", "if c.id not in dead and name in c.fields]", "if name in c.fields]"),
    Mutant(
        "what is replaced in one field is replaced in all",
        "fold",
        "self._replaced(change, name))",
        "[i for f in change.fields for i in self._replaced(change, f)])",
    ),
    Mutant(
        "the last copy wins",
        "fold",
        "change if known is None or known == change else _together(known, change)",
        "change",
    ),
    Mutant(
        "a full copy fills nothing",
        "fold",
        "values = {**one.set, **other.set}",
        "values = dict(max(one, other, key=_newness).set)",
    ),
    Mutant(
        "old stamps stay",
        "fold",
        "        max(one, other, key=_newness),\n",
        "        min(one, other, key=_newness),\n",
    ),
    Mutant(
        "a refusal is forgotten",
        "fold",
        "refused=tuple(sorted({*one.refused, *other.refused}))",
        "refused=max(one, other, key=_newness).refused",
    ),
)

SEEN_BY = {
    "test_seen": (*SEEN, *RELEASE),
    "test_archive": ARCHIVE,
    "test_ownership": OWNERSHIP,
    "test_undo": UNDO,
    "test_erasure": ERASURE,
    "test_heads": HEADS,
}
"""The module whose promises must see each mutant."""
