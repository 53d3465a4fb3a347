"""The page of a convention as plain text: for an e-mail, a command, a screen reader."""

from collections.abc import Iterator, Sequence
from datetime import date

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.fiche_convention import AxeConvention, FicheConvention
from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.phase_operationnelle import PhaseOperationnelle
from pvd_tui.domain.reponse import Reponse

SIGNES = {Reponse.OUI: "√", Reponse.NON: "×", Reponse.INCONNU: "?"}
"""A test's answer in one character."""


def texte(fiche: FicheConvention) -> str:
    """Write the page, one fact a line."""
    return "\n".join(_lignes(fiche))


def essentiel(fiche: FicheConvention) -> list[str]:
    """Say what the convention is: its type, whether it is signed, the CRTE, its EPCIs."""
    one = fiche.convention
    signed = f"signée{_le(one.date_signature)}" if fiche.signee is Reponse.OUI else str(one.statut or "à renseigner")
    epcis = [f"{epci.nom} ({'signe' if epci.signataire else 'de ses communes'})" for epci in fiche.epcis]
    crte = f"inscrite{_le(one.crte_inscrit_le)}" if one.crte_inscrit_le else "à renseigner"
    lines = [f"{one.type or 'Type à renseigner'}, {signed.lower()}", f"CRTE : {crte}"]
    lines += [f"EPCI : {', '.join(epcis) or 'à renseigner'}"]
    lines += [f"Autres signataires : {' '.join(one.signataires.split())}"] if one.signataires else []
    lines += [f"Secteurs d’intervention : {', '.join(fiche.secteurs)}"] if fiche.secteurs else []
    return lines


def tests(phase: PhaseOperationnelle) -> str:
    """Write the three tests of a commune: « convention √, CRTE √, engagement ? »."""
    return ", ".join(f"{critere.nom} {SIGNES[critere.reponse]}" for critere in phase.criteres)


def montant_de(axe: AxeConvention) -> str:
    """Write what an axe costs; unknown is « à préciser », never zero."""
    if axe.cout is None:
        return "à préciser" if axe.actions else ""
    return f"{show_montant(axe.cout)}{f' ({axe.inconnus} à préciser)' if axe.inconnus else ''}"


def mouvements(entrees: Sequence[str], sorties: Sequence[str]) -> str:
    """Say what an avenant brings in and takes out: « +3 −1 »."""
    return " ".join(part for part in (f"+{len(entrees)}" * bool(entrees), f"−{len(sorties)}" * bool(sorties)) if part)


def a_faire(fiche: FicheConvention) -> list[str]:
    """Say what is missing, and the step that clears it."""
    said = list(dict.fromkeys(f"- {finding.sentence} {finding.clears}".rstrip() for finding in fiche.manques))
    return said or ["- rien"]


def _lignes(fiche: FicheConvention) -> Iterator[str]:
    yield f"{fiche.titre}, au {show_date(fiche.au)}"
    yield ""
    yield from (f"- {line}" for line in essentiel(fiche))
    yield from ("", f"Communes ({len(fiche.communes)})")
    for commune in fiche.communes:
        said = str(commune.phase.reponse).lower()
        yield f"- {commune.nom} : {tests(commune.phase)} ; phase opérationnelle : {said}"
    if fiche.avenants:
        yield from ("", "Avenants")
    for avenant in fiche.avenants:
        yield f"- {avenant.titre}{_le(avenant.jour)}{f' : {avenant.objet}' if avenant.objet else ''}"
        yield from (f"  + {name}" for name in avenant.entrees)
        yield from (f"  − {name}" for name in avenant.sorties)
    yield from ("", "Actions par axe")
    for axe in (*fiche.axes, fiche.total):
        engaged = f"dont {axe.engagees} engagée{'s' * (axe.engagees > 1)}"
        cost = f", {montant_de(axe)}" if axe.actions else ""
        yield f"- {axe.titre} : {axe.actions} action{'s' * (axe.actions > 1)}, {engaged}{cost}"
    yield from ("", "Ce qui manque", *a_faire(fiche))


def _le(day: date | None) -> str:
    return f" le {show_date(day)}" if day else ""
