"""A discreet word to whoever types: this text seems to hold personal data (domain.md §5, reliability.md §4.1).

Never a refusal, never certain: one line that says what was seen. Written for the clubs of the petites villes: a street
number is a project's address, « l’enceinte » is a castle's, and neither is said to be somebody's.
"""

import re
from typing import Final

from pvd_tui.domain.texte import plain

_RAPPEL: Final = "ne gardez que l’utile."
"""Short: the whole line is read in 80 columns."""

_ADRESSE: Final = (
    r"domiciliee?|demeurant|adresse (?:personnelle|privee)|(?:son|leur) domicile|chez (?:lui|elle)|"
    r"(?:il|elle|qui|madame \w+|monsieur \w+|mme \w+|m\. ?\w+) (?:habite|reside)"
)
_SANTE: Final = (
    r"(?:arret|conge|longue) (?:de )?maladie|(?:arret|conge)s? (?:de )?maternite|(?:est|tombee?) (?:enceinte|malade)|"
    r"hospitalisee?|burn ?out|en depression|depressi(?:f|ve)|cancer|alcoolique|mi temps therapeutique|rqth|"
    r"(?:est|reconnue?) (?:handicapee?|travailleur handicape)|traitement medical|probleme de sante"
)
_OPINION: Final = (
    r"syndiquee?|encartee?|militante? (?:du|de|au|pour)|sympathisante?|(?:vote|a vote|votera) (?:a |pour |le |la )"
    r"(?:gauche|droite|front|rassemblement|rn|lr|ps|lfi|extreme)|elue? (?:de |d )(?:gauche|droite|opposition|extreme)|"
    r"de confession|pratiquante?|franc ?macon\w*|ses (?:opinions|convictions)|orientation sexuelle"
)
_JUGEMENT: Final = (
    r"incompetente?|paresseu(?:x|se)|faineante?|menteu(?:r|se)|caracteriel(?:le)?|ingerable|desagreable|"
    r"de mauvaise foi|pas fiable|pas a la hauteur|insupportable|malhonnete"
)
_VIE_PRIVEE: Final = (
    r"divorcee?|en instance de divorce|(?:son|ex) (?:mari|conjoint|epoux)|sa (?:femme|compagne|conjointe)|"
    r"surendett\w+|mise? en examen|casier judiciaire|garde a vue|condamnee? (?:pour|a)"
)
_SIGNES: Final[tuple[tuple[str, str, str], ...]] = (
    ("courriel", "une adresse électronique", r"[\w.+]+ ?[\w.+]*@[\w.]+\.[a-z]{2,}"),
    ("securite", "un numéro de sécurité sociale", r"\b[12] ?\d\d ?(?:0[1-9]|1[0-2]) ?(?:\d\d|2[ab]) ?\d{3} ?\d{3}\b"),
    ("telephone", "un numéro de téléphone", r"(?<!\d)(?:(?:\+|00) ?33 ?(?:\(0\) ?)?|0)[1-9](?:[ .]?\d\d){4}(?!\d)"),
    ("adresse", "une adresse privée", rf"\b(?:{_ADRESSE})\b"),
    ("sante", "une donnée de santé", rf"\b(?:{_SANTE})\b"),
    ("opinion", "une opinion ou une appartenance", rf"\b(?:{_OPINION})\b"),
    ("jugement", "un jugement sur une personne", rf"\b(?:{_JUGEMENT})\b"),
    ("vie_privee", "un fait de la vie privée", rf"\b(?:{_VIE_PRIVEE})\b"),
)
_TOUS: Final = re.compile("|".join(f"(?P<{name}>{pattern})" for name, _, pattern in _SIGNES))
_DIT: Final = {name: said for name, said, _ in _SIGNES}


def indice(texte: str) -> str | None:
    """Say in one French line what personal data a text seems to hold, or give None."""
    found = _TOUS.search(plain(texte)) if texte else None
    return f"Semble contenir {_DIT[found.lastgroup]} : {_RAPPEL}" if found and found.lastgroup else None
