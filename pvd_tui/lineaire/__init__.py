"""`pvd --lineaire`: the program by questions and answers, a line at a time, for a screen reader or a dumb terminal.

No frame, no colour, no cursor that jumps: each screen is a few sentences, then one question. A number opens, a
letter acts, an empty line goes back. What it writes is what the terminal would: the same changes, the same undo.
"""
