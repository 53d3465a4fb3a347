"""What the harness itself remembers of a history: what people wrote, what they had on screen, what was lost.

The oracle of « nothing is lost »: it is told by the deeds, never by the code under test.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tests.sync.simulation.naive import EFFACE, Row

Place = tuple[str, str, str]
"""Table, record, field."""
Looked = Mapping[Place, set[str]]
"""What stands on a screen: for each field, the changes whose value is displayed."""


@dataclass
class Memory:
    """Everything that was ever said, by whom, having seen what."""

    made: dict[str, Row] = field(default_factory=dict)
    """Each change that somebody wrote, as it was written."""
    home: dict[str, str] = field(default_factory=dict)
    """The laptop on which it was written."""
    looked: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """(change, field) to the changes whose value stood on its author's screen."""
    lost: set[str] = field(default_factory=set)
    """Changes that existed only on a laptop that is gone (or a server restored to before them)."""
    faded: set[str] = field(default_factory=set)
    """Changes of which only stubs were left when the last full copy was lost."""
    given_up: set[str] = field(default_factory=set)
    """Private changes that left with their territory: their author was told that they existed here only."""
    refused: dict[str, str] = field(default_factory=dict)
    """Changes that an endpoint refused, whether the laptop heard it or not, and why."""
    stored: set[str] = field(default_factory=set)
    """Changes that an endpoint said it has."""
    secrets: set[str] = field(default_factory=set)
    """Values of restreint records: no request may ever hold one."""
    tokens: int = 0

    def copy(self) -> "Memory":
        """Give a memory that goes on from here; what is remembered is never changed, only added to."""
        return replace(
            self,
            made=dict(self.made),
            home=dict(self.home),
            looked=dict(self.looked),
            refused=dict(self.refused),
            stored=set(self.stored),
            secrets=set(self.secrets),
            given_up=set(self.given_up),
        )

    def token(self, word: str) -> str:
        """Give a value that nobody has written."""
        self.tokens += 1
        return f"{word}-{self.tokens:04}."

    def note(self, laptop: str, written: Iterable[Row], looked: Looked) -> None:
        """Remember what was just written, and what its author looked at."""
        for row in written:
            self.made[row["id"]] = row
            self.home[row["id"]] = laptop
            for (table, record, name), ids in looked.items():
                if (table, record) == (row["table"], row["record"]):
                    self.looked[row["id"], name] = ids

    def lookers(self, name: str) -> dict[str, set[str]]:
        """Give, for each change, those who replaced its value in a field having it on screen."""
        found: dict[str, set[str]] = defaultdict(set)
        for (later, champ), earlier in self.looked.items():
            if champ == name and champ in self.made[later]["set"]:
                for one in earlier:
                    found[one].add(later)
        return found

    def followers(self, change: str, lookers: Mapping[str, set[str]]) -> set[str]:
        """Follow a value to those who wrote having looked at it, and to those who had looked at theirs."""
        found, todo = {change}, [change]
        while todo:
            new = lookers.get(todo.pop(), set()) - found
            found |= new
            todo += new
        return found

    def ancestors(self, change: str, name: str) -> set[str]:
        """Give what the author of a change had on screen in a field, and what the authors of that had."""
        found: set[str] = set()
        todo = [change]
        while todo:
            new = self.looked.get((todo.pop(), name), set()) - found
            found |= new
            todo += new
        return found - {change}

    def lose(self, whole: set[str], stubs: set[str]) -> None:
        """Learn which changes still exist somewhere, entirely or as stubs, after something was destroyed."""
        self.lost = {i for i in self.made if i not in whole and i not in stubs}
        self.faded = {i for i in self.made if i not in whole and i in stubs}

    def is_erased(self, row: Row, name: str, erasures: Iterable[Row]) -> bool:
        """Say whether an erasure that its author had not seen takes this field."""
        seen = self.looked.get((row["id"], EFFACE), set())
        return any(one["id"] not in seen and name in one["set"][EFFACE] for one in erasures)
