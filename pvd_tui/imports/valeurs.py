"""A cell -> a value of a field, as a change stores it, or a short sentence that says why it is left empty.

« à préciser » is not zero: it leaves the field empty. « néant » is none: zero for an amount. Nothing is guessed that
could be read in two ways.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from rapidfuzz.process import extractOne

from pvd_tui.changes.change import Json
from pvd_tui.domain.champ import Champ, Genre
from pvd_tui.domain.dates import DateError, read_date
from pvd_tui.domain.montant import MAXIMUM, MontantError, read_montant
from pvd_tui.domain.texte import plain, printable
from pvd_tui.imports.classeur import Cellule, texte
from pvd_tui.imports.mots import INCONNU, RIEN, replie
from pvd_tui.imports.vocabulaire import SYNONYMES

Lue = tuple[Json, str]
"""A value, and what is odd about it (nothing where all is well)."""

_HABILLAGE: Final = re.compile(r"\b(?:environ|env|ht|ttc|h t|t t c|estime|estimation|approx)\b\.?|[~≈]", re.IGNORECASE)
_POINT: Final = re.compile(r"-?\d+\.\d{1,2}|-?\d+\.\d{4,}")
_SERIE: Final = range(20_000, 80_000)
"""Days since 1899-12-30 that a spreadsheet shows as a date, and a lost format as a number."""
_LONGUEURS: Final = {"titre": 150, Genre.LIGNE: 300, Genre.TEXTE: 20_000}
_SEUIL: Final = 84


def lire(asked: Champ, cell: Cellule, today: date, facteur: int = 1) -> Lue:
    """Read a cell for a field; None for what says that nothing is known. `facteur`: 1000 where a title says k€."""
    word = replie(cell) if isinstance(cell, str) else "?"
    if cell is None or word in INCONNU:
        return None, ""
    if word in RIEN:
        return (0 if asked.genre is Genre.MONTANT else None), ""
    read = _LECTEURS[asked.genre](asked, cell, today)
    if facteur != 1 and asked.genre is Genre.MONTANT and isinstance(read[0], int):
        return read[0] * facteur, read[1]
    return read


def montant(cell: Cellule) -> int | None:
    """Read an amount, in cents; None for what is none."""
    if isinstance(cell, bool) or cell is None or isinstance(cell, date):
        return None
    if isinstance(cell, int | float):
        cents = (Decimal(str(cell)) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        return int(cents) if 0 <= cents <= MAXIMUM else None
    bare = " ".join(_HABILLAGE.sub(" ", cell.replace("\u00a0", " ")).split())
    if _POINT.fullmatch(bare):
        return montant(float(bare))
    try:
        return read_montant(bare) if bare[:1].isdigit() or bare[:1] in "€.," else None
    except MontantError:
        return None


@lru_cache(maxsize=4096)
def choisir_mot(choix: tuple[str, ...], said: str) -> str | None:
    """Find the word of a list that was meant: itself, one said otherwise, the only one that begins so, one mistyped."""
    wanted = replie(said)
    if not wanted:
        return None
    folded = {replie(word): word for word in choix}
    if wanted in folded:
        return folded[wanted]
    meant = SYNONYMES.get(wanted)
    if meant in choix:
        return meant
    starts = [word for key, word in folded.items() if key.startswith(f"{wanted} ") or wanted.startswith(f"{key} ")]
    if len(starts) == 1:
        return starts[0]
    near = extractOne(wanted, folded.keys(), score_cutoff=_SEUIL) if len(wanted) > 3 else None  # noqa: PLR2004 - « DSIL » is not « DSID »
    return folded[near[0]] if near and abs(len(near[0]) - len(wanted)) < 4 and not _sigle(near[0]) else None  # noqa: PLR2004 - a typing error is short


def _sigle(word: str) -> bool:
    return len(word) <= 4  # noqa: PLR2004 - between two acronyms one letter is all the difference


def _montant(_asked: Champ, cell: Cellule, _today: date) -> Lue:
    read = montant(cell)
    return (read, "") if read is not None else (None, f"montant illisible (« {_court(cell)} »), laissé vide")


def _date(_asked: Champ, cell: Cellule, today: date) -> Lue:
    if isinstance(cell, date):
        return cell.isoformat(), ""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if int(cell) in _SERIE:
            day = date(1899, 12, 30) + timedelta(days=int(cell))
            return day.isoformat(), f"{int(cell)} lu comme une date : {day:%d/%m/%Y}"
        return None, f"« {_court(cell)} » n’est pas une date, laissé vide"
    try:
        return read_date(re.sub(r"^(?:le|avant le|au|depuis le|du)\s+", "", texte(cell).lower()), today).isoformat(), ""
    except DateError:
        return None, f"date illisible (« {_court(cell)} »), laissée vide"


def _nombre(asked: Champ, cell: Cellule, _today: date) -> Lue:
    bare = re.sub(r"[\s\u00a0\u202f%]", "", texte(cell)).replace(",", ".")
    try:
        number = float(bare)
    except ValueError:
        return None, f"nombre illisible (« {_court(cell)} »), laissé vide"
    if asked.genre in {Genre.NOMBRE, Genre.ENTIER}:
        return (int(number), "") if number.is_integer() else (None, f"« {_court(cell)} » n’est pas un nombre entier")
    return number, ""


def _pourcent(asked: Champ, cell: Cellule, today: date) -> Lue:
    """Read a share: `33 %`, `33`, and `0,33`, which is how a spreadsheet keeps a third; 1 is the whole."""
    number, odd = _nombre(asked, cell, today)
    if not isinstance(number, float):
        return None, odd
    share = number * 100 if number <= 1 and not texte(cell).rstrip().endswith("%") else number
    if not 0 <= share <= 100:  # noqa: PLR2004 - a share of the whole
        return None, f"taux hors limites (« {_court(cell)} »), laissé vide"
    return round(share, 4), ""


def _oui_non(_asked: Champ, cell: Cellule, _today: date) -> Lue:
    if isinstance(cell, bool):
        return cell, ""
    word = replie(texte(cell))
    if word in {"oui", "o", "x", "1", "vrai", "true", "fait"} or texte(cell) in {"✓", "✔"}:
        return True, ""
    return (
        (False, "") if word in {"non", "n", "0", "faux", "false"} else (None, f"« {_court(cell)} » n’est ni oui ni non")
    )


def _choix(asked: Champ, cell: Cellule, _today: date) -> Lue:
    parts: Sequence[str] = re.split(r"[;\n]", texte(cell)) if asked.plusieurs else [texte(cell)]
    words = [choisir_mot(asked.choix, part) for part in parts if part.strip()]
    found = list(dict.fromkeys(word for word in words if word is not None))
    odd = "" if None not in words else f"« {_court(cell)} » n’est pas dans la liste « {asked.titre} », laissé vide"
    if asked.plusieurs:
        listed: list[Json] = [*found]
        return (listed or None), odd
    return (found[0] if found else None), odd


def _texte(asked: Champ, cell: Cellule, _today: date) -> Lue:
    said = printable(f"{cell:.15g}" if isinstance(cell, float) else texte(cell)).strip("\n")
    if asked.plusieurs:
        parts: list[Json] = [" ".join(part.split())[:300] for part in re.split(r"[;\n]", said) if part.strip()]
        return parts or None, ""
    most = _LONGUEURS.get(asked.nom, _LONGUEURS[asked.genre])
    if asked.genre is Genre.LIGNE:
        said = " ".join(said.split())
    if len(said) <= most:
        return said, ""
    return said[: most - 1].rstrip() + "…", f"texte de {len(said)} caractères, coupé à {most}"


def _heure(_asked: Champ, cell: Cellule, _today: date) -> Lue:
    found = re.fullmatch(r"(\d{1,2}) ?[h:] ?(\d{2})?.*", plain(texte(cell)))
    return (f"{int(found[1]):02d}:{found[2] or '00'}", "") if found else (None, f"heure illisible (« {_court(cell)} »)")


def _court(cell: Cellule) -> str:
    said = " ".join(texte(cell).split())
    return said if len(said) <= 40 else f"{said[:39]}…"  # noqa: PLR2004 - enough to find it in the file


_LECTEURS: Final[Mapping[Genre, Callable[[Champ, Cellule, date], Lue]]] = {
    Genre.LIGNE: _texte,
    Genre.TEXTE: _texte,
    Genre.DATE: _date,
    Genre.HEURE: _heure,
    Genre.MONTANT: _montant,
    Genre.NOMBRE: _nombre,
    Genre.ENTIER: _nombre,
    Genre.DECIMAL: _nombre,
    Genre.POURCENT: _pourcent,
    Genre.OUI_NON: _oui_non,
    Genre.CHOIX: _choix,
    Genre.REFERENCE: _texte,
}
