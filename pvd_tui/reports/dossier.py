"""Showing a folder in the system's own explorer."""

import os
import subprocess
import sys
from pathlib import Path
from threading import Thread


def ouvrir(folder: Path) -> bool:
    """Open a folder beside the terminal; give False where the system has no explorer to do it."""
    if not folder.is_dir():
        return False
    try:
        if sys.platform == "win32":
            os.startfile(folder)  # noqa: S606 - a folder of the user's own
        else:
            opener = "open" if sys.platform == "darwin" else "xdg-open"
            shown = subprocess.Popen(  # noqa: S603 - our own command, one argument that is a folder
                [opener, str(folder.resolve())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            Thread(target=shown.wait, daemon=True).start()  # an explorer may stay open longer than the program
    except OSError:
        return False
    return True
