"""Amounts of euros as French people type and read them; integer cents inside (domain.md §4.4).

    somme  := produit (("+" | "-") produit)*
    produit := terme (("*" | "/") terme)*
    terme  := nombre unité? | "(" somme ")"

`1,25 M€`, `48k`, `1 250 000,50` and `1200*0,8` are amounts. What could be read in two ways (`1.250`,
`12,345`, `15/9`) is refused, with the two ways to write it.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

MAXIMUM: Final = 10**13
"""The largest amount, in cents: the whole programme costs less."""

_LONGEST: Final = 100
_FINE: Final = "\u202f"
_SPACES: Final = re.compile(r"[\s\u00a0\u202f]+")
_NOMBRE: Final = re.compile(r"[0-9][0-9 .,]*")
_UNITE: Final = re.compile(r"(milliards?|md|millions?|m|k|%)?\s*(?:€|(?:d[’'])?euros?\b|eur\b)?", re.IGNORECASE)
_FACTEURS: Final = {"md": 10**9, "milliard": 10**9, "m": 10**6, "million": 10**6, "k": 10**3}
_GROUPES: Final = re.compile(r"[0-9]{1,3}( [0-9]{3})+|[0-9]+")
_DATE: Final = re.compile(r"[0-9]{1,2}/[0-9]{1,2}(/[0-9]{2,4})?")
_POURCENT: Final = re.compile(r"[(]*[0-9 .,]+%[ )]*")
_POINTS: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{3}){2,}")
_AMBIGU: Final = re.compile(r"[0-9]{1,3}\.[0-9]{3}")


class MontantError(ValueError):
    """The text is not an amount; the message says why, in French."""


def read_montant(text: str) -> int:
    """Read an amount, in cents, or say in French what is wrong with it."""
    plain = _SPACES.sub(" ", text).strip().removeprefix("=").replace("×", "*").replace("−", "-")
    if len(plain) > _LONGEST:
        raise MontantError("Ce montant est trop long.")
    if _DATE.fullmatch(plain):
        raise MontantError(f"« {text.strip()} » ressemble à une date. Pour une division, mettez des espaces : 15 / 9.")
    if _POURCENT.fullmatch(plain):
        raise MontantError(f"« {text.strip()} » est un taux, pas un montant. Écrivez de quoi : 20 % * 1 480 000.")
    reader = _Reader(plain)
    value = reader.somme()
    reader.end()
    if value < 0:
        raise MontantError(f"« {text.strip()} » donne un montant négatif.")
    if value * 100 > MAXIMUM:
        raise MontantError(f"« {text.strip()} » dépasse le plus grand montant admis (100 milliards d’euros).")
    cents = (value * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if cents != value * 100 and not reader.calcul:
        raise MontantError(f"« {text.strip()} » a plus de deux décimales : un montant s’arrête aux centimes.")
    return int(cents)


def show_montant(cents: int) -> str:
    """Write an amount with narrow non-breaking spaces: 1 250 000,50 €; whole euros have no decimals."""
    euros, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    decimals = f",{rest:02d}" if rest else ""
    return f"{sign}{euros:,}".replace(",", _FINE) + f"{decimals}{_FINE}€"


class _Reader:
    """Read one calculation from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.calcul = False

    def somme(self) -> Decimal:
        value = self.produit()
        while operator := self._take("+-"):
            right = self.produit()
            value = value + right if operator == "+" else value - right
        return value

    def produit(self) -> Decimal:
        value = self._terme()
        while operator := self._take("*/"):
            right = self._terme()
            if operator == "/" and not right:
                raise MontantError("On ne peut pas diviser par zéro.")
            value = value * right if operator == "*" else value / right
        return value

    def end(self) -> None:
        if self._at < len(self._text):
            raise self._refuse()

    def _terme(self) -> Decimal:
        self._blanks()
        if self._take("("):
            value = self.somme()
            if not self._take(")"):
                raise MontantError("Il manque une parenthèse fermante.")
            return value
        found = _NOMBRE.match(self._text, self._at)
        if found is None:
            raise self._refuse()
        self._at = found.end()
        return self._with_unit(found.group().rstrip())

    def _with_unit(self, digits: str) -> Decimal:
        self._blanks()
        found = _UNITE.match(self._text, self._at)
        unit = (found.group(1) or "").lower() if found else ""
        self._at = found.end() if found else self._at
        value = _number(digits, whole=not unit)
        if unit == "%":
            self.calcul = True
            return value / 100
        return value * _FACTEURS.get(unit.removesuffix("s"), 1)

    def _take(self, signs: str) -> str:
        self._blanks()
        sign = self._text[self._at : self._at + 1]
        if not sign or sign not in signs:
            return ""
        self._at += 1
        self.calcul = True
        return sign

    def _blanks(self) -> None:
        while self._text[self._at : self._at + 1] == " ":
            self._at += 1

    def _refuse(self) -> MontantError:
        return MontantError(f"« {self._text} » n’est pas un montant. Exemples : 1 250 000,50 ou 48k ou 1,25 M€.")


def _number(digits: str, *, whole: bool) -> Decimal:
    """Read digits with French separators; `whole` says that no unit follows, so that a point may mislead."""
    if digits.count(",") > 1:
        raise MontantError(f"« {digits} » a plusieurs virgules : écrivez par exemple 12,50 ou 12 530.")
    if _POINTS.fullmatch(digits.partition(",")[0]):
        digits = digits.replace(".", "")
    elif whole and _AMBIGU.fullmatch(digits):
        joined, short = digits.replace(".", ""), digits[:-1].replace(".", ",")
        raise MontantError(f"« {digits} » peut se lire de deux façons : écrivez {joined} ou {short}.")
    integer, _, decimals = digits.replace(".", ",").partition(",")
    if not _GROUPES.fullmatch(integer) or (decimals and not (decimals.isascii() and decimals.isdigit())):
        raise MontantError(f"« {digits} » n’est pas un nombre : vérifiez les espaces et la virgule.")
    return Decimal(f"{integer.replace(' ', '')}.{decimals or 0}")
