"""Make the bundled files from the npm package: `uv run python -m pvd_tui.referentiel.build`.

Needs npm and a network, once a year, when a new COG comes out: change `SOURCE`, run, read the diff.
The same package always gives the same bytes.
"""

import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pvd_tui.referentiel.bundle import FOLDER
from pvd_tui.referentiel.reference import ARTICLE
from pvd_tui.referentiel.source import SOURCE
from pvd_tui.referentiel.spelling import plain_words

Entry = Mapping[str, Any]
"""One entry of a file of the package."""

VOWELS: Final = frozenset("aeiou")
PACKAGE_FILES: Final = ("communes", "epci", "regions", "departements", "arrondissements")


def main() -> int:
    """Fetch the package, write the bundled files and say how large they are."""
    with tempfile.TemporaryDirectory() as folder:
        package = read_package(fetch_package(Path(folder)))
    FOLDER.mkdir(exist_ok=True)
    for file, content in bundled_files(package).items():
        (FOLDER / file).write_bytes(content.encode("utf-8"))
        sys.stdout.write(f"{file}\t{len(content.encode('utf-8'))}\n")
    return 0


def fetch_package(folder: Path) -> Path:
    """Download the package's archive into the folder with npm, which checks its integrity."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to fetch the package.")
    command = [npm, "pack", "--silent", f"{SOURCE.paquet}@{SOURCE.version}"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed words, no shell
    return next(folder.glob("*.tgz"))


def read_package(archive: Path) -> dict[str, list[Entry]]:
    """Return the entries of each file of the package, by the file's name."""
    package: dict[str, list[Entry]] = {}
    with tarfile.open(archive) as tar:
        for name in PACKAGE_FILES:
            member = tar.extractfile(f"package/data/{name}.json")
            if member is None:
                raise SystemExit(f"{name}.json is not in the package.")
            package[name] = json.load(member)
    return package


def bundled_files(package: Mapping[str, Sequence[Entry]]) -> dict[str, str]:
    """Return the content of every bundled file, by its name."""
    present = [entry for entry in package["communes"] if entry["type"] == "commune-actuelle"]
    former = [entry for entry in package["communes"] if entry["type"] != "commune-actuelle"]
    epci_of = {membre["code"]: epci["code"] for epci in package["epci"] for membre in epci["membres"]}
    return {
        "communes.tsv": _table(_commune(entry, epci_of.get(entry["code"], "")) for entry in present),
        "noms.txt": _names(present, former),
        "anciennes.tsv": _table(_taken_over(present, former)),
        "codes_postaux.tsv": _table(_codes_postaux(present)),
        "epci.tsv": _table(map(_epci, package["epci"])),
        "territoires.tsv": _table(
            [
                *(_territoire("R", entry) for entry in package["regions"]),
                *(_territoire("D", entry, "region") for entry in package["departements"]),
                *(_territoire("A", entry, "region", "departement") for entry in package["arrondissements"]),
            ]
        ),
    }


def _commune(entry: Entry, epci: str) -> Sequence[str]:
    return (
        entry["code"],
        entry["nom"],
        str(_liaison(entry)),
        entry["region"],
        entry.get("arrondissement", ""),
        entry.get("siren", ""),
        epci,
        str(entry.get("population", "")),
        " ".join(sorted(entry.get("codesPostaux", ()))),
    )


def _liaison(entry: Entry) -> int:
    """Return the COG's liaison, or what the name says: the COM have none, Le Vernet-Chaméane a wrong one."""
    liaison: int | None = entry.get("typeLiaison")
    if liaison in ARTICLE:
        return int(str(liaison))
    if "type" in entry:  # a commune: its name holds its article, a région's does not
        article = next((code for code, word in ARTICLE.items() if entry["nom"].startswith(word)), None)
        if article is not None:
            return article
    if liaison is None:
        return int(plain_words(entry["nom"])[0][0] in VOWELS)
    return liaison


def _names(present: Sequence[Entry], former: Sequence[Entry]) -> str:
    """Return one line a name: present communes by population, then the déléguées and associées."""
    by_population = sorted(present, key=lambda entry: (-entry.get("population", -1), entry["code"]))
    rows = [(plain_words(entry["nom"]), entry["code"]) for entry in by_population]
    known = {(tuple(words), code) for words, code in rows}
    for entry in sorted(former, key=lambda entry: str(entry["code"])):
        row = (plain_words(entry["nom"]), entry.get("chefLieu"))
        if row[1] is not None and (tuple(row[0]), row[1]) not in known:
            rows.append(row)
    return "\n" + "".join(f" {' '.join(words)} \t{code}\n" for words, code in rows)


def _taken_over(present: Sequence[Entry], former: Sequence[Entry]) -> Iterable[Sequence[str]]:
    """Give each code that is no longer a present commune's, with the commune that took it over."""
    codes = {entry["code"] for entry in present}
    taken = {old: entry["code"] for entry in present for old in entry.get("anciensCodes", ())}
    taken |= {entry["code"]: entry.get("chefLieu") or entry["commune"] for entry in former}
    return ((old, new) for old, new in taken.items() if old not in codes)


def _codes_postaux(present: Sequence[Entry]) -> Iterable[Sequence[str]]:
    served: dict[str, list[str]] = defaultdict(list)
    for entry in present:
        for code in entry.get("codesPostaux", ()):
            served[code].append(entry["code"])
    return ((code, " ".join(sorted(communes))) for code, communes in served.items())


def _epci(entry: Entry) -> Sequence[str]:
    return (entry["code"], entry["type"], entry["nom"], " ".join(sorted(membre["code"] for membre in entry["membres"])))


def _territoire(letter: str, entry: Entry, *above: str) -> Sequence[str]:
    own = (f"{letter}{entry['code']}", entry["nom"], str(_liaison(entry)), entry["chefLieu"])
    return (*own, *(entry[field] for field in above))


def _table(rows: Iterable[Sequence[str]]) -> str:
    """Return the rows as lines, sorted as text so that they can be searched by bisection."""
    return "".join(f"{row}\n" for row in sorted("\t".join(fields) for fields in rows))


if __name__ == "__main__":
    sys.exit(main())
