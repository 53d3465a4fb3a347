"""Documents out of the store: facts are gathered once, as pure values; a renderer only lays them out.

`tableau` is a table as a list shows it, `fiche_action` an action as its form prints it. Nothing here
writes to the store, and every file is written beside its place and moved there whole (`fichier`).
"""
