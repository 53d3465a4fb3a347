"""How often Python looks for objects that hold each other, while thousands of changes pass that do not."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_MANY: Final = 50_000
"""Objects made and not gone before the next look: more than a page of changes, some 15 MB."""


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Look seldom for them in this block: otherwise a first sync spends a sixth of its time on it, and finds none."""
    first, *others = gc.get_threshold()
    gc.set_threshold(first and max(first, _MANY), *others)  # 0: never
    try:
        yield
    finally:
        gc.set_threshold(first, *others)
