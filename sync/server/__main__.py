"""`python -m sync.server` is `pvd-serveur`."""

from sync.server.cli import main

main()
