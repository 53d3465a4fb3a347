"""The commands of `pvd-serveur`, one subject a file; `sync.server.cli` loads each when it is called."""
