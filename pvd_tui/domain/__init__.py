"""The programme Petites villes de demain, pure: no I/O, no clock, no randomness.

    entity          what a record is; one file per table, `tables` lists them
    saisie          text typed by a person -> a value; `affichage` the other way
    montant, dates  amounts in cents and dates, as French people write them
    rules           what a record's facts say: findings, which never block a save
    programme       the dates and thresholds of the instruction, which are data

A field that is not filled in is None: unknown is never zero, never no, and never wrong.
"""
