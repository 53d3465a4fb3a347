"""How laptops come to agree, through an endpoint that keeps what they said and never merges it.

One round trip, `POST /v1/exchange`: a laptop offers the changes it made, in log order, and says per
stream how far it has read; the endpoint gives each change a verdict and answers with what follows the
cursor. Offering the same change twice is harmless, so a lost answer is repaired by doing it again.
Which value wins is decided on each laptop, by `pvd_tui.changes.fold`; the endpoint only orders.

    protocol.py     words that both ends share: limits, roles, requests, answers, verdicts
    wire.py         a change as JSON, strictly read
    invitation.py   the text a préfecture pastes to a chef de projet
    compression.py  bounded both ways
    client.py       the laptop's end          bundle.py  the same changes as a file
    server/         the central end: SQL, grants, ASGI, `pvd-serveur`
"""
