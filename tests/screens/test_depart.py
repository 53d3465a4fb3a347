"""What the first page costs: nothing heavy is imported before it is drawn."""

import subprocess
import sys

HEAVY = (
    "pydantic",
    "sqlite_utils",
    "httpx",
    "sqlalchemy",
    "keyring",
    "pvd_tui.domain.tables",
    "textual.widgets._text_area",
)


def test_the_first_page_imports_nothing_heavy() -> None:
    """The modes and Accueil need neither pydantic nor the network, nor the other pages."""
    code = (
        "import sys; from screens.modes import modes; page = modes()[0].page(); "
        f"heavy = [m for m in {HEAVY!r} if m in sys.modules]; "
        "pages = [m for m in sys.modules if m in ('screens.liste', 'screens.fiche', 'screens.seance')]; "
        "sys.exit(repr(heavy + pages) if heavy + pages else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
