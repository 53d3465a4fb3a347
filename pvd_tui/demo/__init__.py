"""The demonstration: the Aisne, its 25 communes and 12 EPCI, with people, actions and clubs that never were.

`build.build` writes a store of its own, from the référentiel and imagination, the same for the same day and seed.
What is official there (names, EPCI, populations) is real; all the rest is invented, and says so.
"""
