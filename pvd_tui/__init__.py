"""The tool of the chefs de projet Petites villes de demain: offline first, synced with the préfecture.

Read in this order: `domain` (what the programme says), `changes` (how an edit is remembered and merged),
`referentiel` (the communes of France), `storage` (the laptop's file), `sync` (how laptops come to agree),
`screens` (what a person sees), then `app.py` and `cli.py`, where it is all joined.
"""
