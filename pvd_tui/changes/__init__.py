"""How an edit is remembered and merged: the one idea of the program (`design.md` §3).

A record is what its changes say. `change.py` is one edit; `fold.py` reads the changes of a record
as values, heads and conflicts; `edit.py` turns what a person did into the next changes; `undo.py`
takes a gesture back. All of it is pure: the same changes give the same record on every laptop, on
the server and in the tests, in whatever order and by whatever road they came.

Two laptops that have the same stamped changes show the same records (I1). No value that anyone saved
disappears unless somebody who saw it replaced it (I2). Applying a change twice changes nothing (I3).
"""
