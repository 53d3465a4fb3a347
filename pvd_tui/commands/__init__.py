"""The sub-commands of `pvd`: each thing the terminal does can also be done by a command.

`--json` on every command that reads: `lister` is an array of objects, `voir` one object, keys are the
field names plus `id`; money is integer cents. A command that prints one thing prints it alone on its last line.
"""
