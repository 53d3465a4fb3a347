"""The central endpoint: it orders what laptops say and gives it back to whom may read it.

It never merges: a change is kept as its author wrote it, under a contiguous `seq` per stream.

    schema database      the tables, one code path for SQLite and PostgreSQL
    migrations partition how an older schema becomes this one, and one table becomes many
    enrolment            invitations, devices, tokens
    territory            who may write and read what (pure)
    streams journal feed lineage, append under the stream's lock, pages after a cursor
    chain                the proof that nothing was altered
    exchange             one round trip
    app body docs …      ASGI: limits, errors in French, logs, metrics
    workers              several processes on one socket, and an end that cuts nobody
    cli                  `pvd-serveur`
"""
