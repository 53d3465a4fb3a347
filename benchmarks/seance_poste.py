"""A laptop in a real terminal (tmux where there is one), and the endpoint it will meet."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks import seance_texte as texte
from benchmarks.ecran import environment
from pvd_tui.demo.territoire import COMMUNES, nom
from storage.store import Store
from tests.terminal.terminal import Terminal

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json

PVD: Final = "from pvd_tui.cli import main; main()"


class Poste:
    """A laptop: its home, its store, its terminal."""

    def __init__(self, folder: Path, nom_poste: str, *, tmux: bool) -> None:
        """Live in a folder of its own."""
        self.nom = nom_poste
        self.home = folder / nom_poste
        self.home.mkdir(parents=True)
        self.base = self.home / "pvd.db"
        self.env = environment(self.home) | {"PVD_BASE": str(self.base), "PVD_JETON_FICHIER": "1"}
        self._tmux = shutil.which("tmux") if tmux else None
        (self.home / "tmux.conf").write_text("set -g status off\nset -sg escape-time 0\n", "utf-8")

    def open(self) -> Terminal:
        """Open the program in a terminal of 100 by 30."""
        command = [sys.executable, "-c", PVD]
        if self._tmux:
            inner = f"exec {sys.executable} -c '{PVD}'"
            command = [*self._said(), "new-session", "-x", "100", "-y", "30", inner]
        return Terminal(command, self.env)

    def cut(self, terminal: Terminal) -> None:
        """Let the battery die (kill -9)."""
        if self._tmux:
            panes = subprocess.check_output([*self._said(), "list-panes", "-F", "#{pane_pid}"], env=self.env)
            os.kill(int(panes), signal.SIGKILL)
            terminal.end()
        else:
            terminal.kill()
        terminal.close()

    def pvd(self, *words: str) -> str:
        """Run a sub-command; give what it says."""
        done = subprocess.run(
            [sys.executable, "-c", PVD, *words], env=self.env, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{self.nom}: pvd {' '.join(words[:2])}: {done.stdout}{done.stderr}")
        return done.stdout

    def rows(self, table: str) -> list[dict[str, "Json"]]:
        """Read a table, without what each laptop alone knows."""
        own = {"restreint", "maj_le", "maj_par"}
        with Store.open(self.base, read_only=True) as store:
            rows = store.rows.page(table, order=(("id", False),))
        return [{name: value for name, value in row.items() if name not in own} for row in rows]

    def _said(self) -> list[str]:
        return [self._tmux or "tmux", "-S", str(self.home / "tmux.sock"), "-f", str(self.home / "tmux.conf")]


def prepared(poste: Poste) -> str:
    """Write 25 communes, the people, and the séance of the day with its sheet and five points; give its id."""
    today = time.strftime("%Y-%m-%d")
    with Store.open(poste.base) as store, store.transaction():
        for insee in COMMUNES:
            store.create("commune", {"titre": nom(insee), "departement": "02"}, record=insee)
        common: dict[str, Json] = {"departement": "02", "echelon": "Départemental", "public": "Mixte", "quorum": 8}
        seance = store.create(
            "seance_club",
            {
                "titre": "Club PVD de l'Aisne : halles et logements",
                "numero": "2026-2",
                "date": today,
                "commune_hote": COMMUNES[0],
                "lieu": "Mairie, salle du conseil",
                "etat": "Convoquée",
                **common,
            },
        )
        people = [
            *((name, "Élu", "Maire", COMMUNES[i], None) for i, name in enumerate(texte.ELUS)),
            *((name, "Chef de projet", "Chef de projet", COMMUNES[6 + i], None) for i, name in enumerate(texte.CHEFS)),
            *((name, qualite, "", None, organisme) for name, qualite, organisme in texte.AUTRES),
        ]
        for name, qualite, fonction, commune, organisme in people:
            given = {"qualite": qualite, "fonction": fonction, "commune": commune, "organisme": organisme}
            kept: dict[str, Json] = {"titre": name, **{k: v for k, v in given.items() if v}}
            person = store.create("personne", {**kept, "departement": "02"})
            store.create("presence", {**kept, "seance_club": seance, "personne": person, "statut": "Inscrit"})
        for ordre, (titre, duree) in enumerate(texte.POINTS, 1):
            store.create("point_ordre_du_jour", {"seance_club": seance, "titre": titre, "ordre": ordre, "duree": duree})
    return seance


@contextmanager
def endpoint(base: Path, port: int) -> Iterator[str]:
    """Run `pvd-serveur` on SQLite; give its address."""
    command = [sys.executable, "-m", "sync.server", "lancer", "--port", str(port), "--base", str(base)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        line = process.stderr.readline() if process.stderr else ""
        found = re.search(r"http://[^ ]+", line)
        if found is None:
            raise SystemExit(f"the endpoint did not start: {line}")
        yield found[0].rstrip("/")
    finally:
        process.terminate()
        process.wait(timeout=15)


def invitation(base: Path, url: str) -> str:
    """Invite a laptop of the préfecture."""
    words = ["inviter", "--role", "prefecture", "--departement", "02", "--url-publique", url, "--base", str(base)]
    return subprocess.check_output([sys.executable, "-m", "sync.server", *words], text=True).split()[-1]
