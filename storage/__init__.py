"""The laptop's store: one SQLite file that loses nothing (`design.md` §4).

The table `change` is the truth. Typed tables that any SQLite tool can read (`commune`, `action`,
`seance_club` …), the search index and the list of disagreements are projections of it: they equal
the fold of the log and can be rebuilt from it at any time (I4). `Store.save` appends the changes,
folds the records they touch and writes rows and index in one transaction; it returns after the commit.

Start at `store.py`. SQL is spoken here and in `sync.server`, nowhere else.
"""
