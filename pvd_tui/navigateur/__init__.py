"""`pvd navigateur`: the terminal in a browser of the same machine, for whoever has no terminal that suits."""
