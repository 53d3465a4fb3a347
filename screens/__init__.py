"""The terminal: one page a file, `widgets/` for what pages share.

    Shell (the application) ── modes ── Page ── widgets
                            └─ popups: Choix, Menu, Palette, AideScreen, GrandEditeur

Nothing here knows the store: a page takes its rows through `Source`, and says what happened by messages.
What a user wrote is always drawn to the letter (`screens.plain`), never read as markup.
"""
