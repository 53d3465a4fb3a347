"""The page of a commune as plain text: for an e-mail, a command, a screen reader."""

from datetime import date

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.fiche_commune import FicheCommune


def texte(fiche: FicheCommune) -> str:
    """Write the page, one fact a line."""
    lines = [f"{fiche.nom}, au {show_date(fiche.au)}", ""]
    lines += [f"- {c.titre} : {c.valeur}{f' ({c.detail})' if c.detail else ''}" for c in fiche.chiffres]
    lines += ["", "Parcours"]
    for etape in fiche.parcours.etapes:
        said = f" : {etape.detail}" if etape.detail else ""
        lines.append(f"- {etape.titre} ({etape.passage}{_le(etape.jour)}){said}")
    return "\n".join([*lines, "", *a_dire(fiche)])


def a_dire(fiche: FicheCommune) -> list[str]:
    """Say the freins and the demands, or that none is noted."""
    freins = [f"- {frein}" for frein in fiche.freins] or ["- aucun n’est noté (signaux, dans la fiche de la commune)"]
    demandes = [f"- {demande}" for demande in fiche.demandes] or ["- aucune n’est en attente"]
    return ["Freins", *freins, "", "Demandes", *demandes]


def _le(day: date | None) -> str:
    return f", {show_date(day)}" if day else ""
