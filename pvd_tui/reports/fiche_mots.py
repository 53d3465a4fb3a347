"""A fiche action in words: what every document of it says, in the order of the form (domain.md §1.2, modèle A).

`dire` gives names to texts and to lists of texts: these are the names that a template may use (docs/modeles.md).
Unknown is « à préciser », never zero and never a blank; what has not happened yet is a dash.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.part_maitre_ouvrage import parts
from pvd_tui.domain.plan_financement import StatutPlan
from pvd_tui.reports.fiche_action import somme
from pvd_tui.reports.fiche_non_concernee import non_concerne
from pvd_tui.reports.mot import (
    ESTIMATION,
    FIN,
    INCONNU,
    PAS_ENCORE,
    champ,
    clair,
    double,
    lignes,
    montant,
    periode,
    regime,
    taux,
    total,
    valeur,
)

if TYPE_CHECKING:
    from pvd_tui.reports.fiche_action import FicheAction

Mots = dict[str, "str | bool | list[dict[str, str]]"]
"""Name to text, or to a list of lines that name their own texts."""


def dire(fiche: "FicheAction") -> Mots:
    """Give every text of a fiche."""
    said = _identite(fiche) | _textes(fiche) | _depenses(fiche) | _plan(fiche) | _calendrier(fiche) | _suivi(fiche)
    return said | non_concerne(fiche, said)


def _identite(fiche: "FicheAction") -> Mots:
    """Say what the head of the form says: rubriques 1 to 6."""
    action = fiche.action
    number = clair(action.code)
    return {
        "nature": clair(action.maturite or "Fiche action"),
        "intitule": f"{action.maturite or 'Fiche action'}{f' n°{FIN}{number}' if number else ''}",
        "axe": _axe(fiche) or INCONNU,
        "titre": clair(action.titre) or INCONNU,
        "code": number or INCONNU,
        "statut": _statut(fiche) or INCONNU,
        "priorite": clair(action.priorite) or INCONNU,
        "porteur": clair(action.maitre_ouvrage) or INCONNU,
        "maitre_ouvrage": _maitre_ouvrage(fiche) or INCONNU,
        "communes": _communes(fiche) or INCONNU,
        "convention": clair(fiche.convention.titre if fiche.convention else "") or INCONNU,
        "thematique": clair(action.thematique) or INCONNU,
        "au": show_date(fiche.au),
    }


def _textes(fiche: "FicheAction") -> Mots:
    """Say the long texts: rubriques 7, 8, 12, 14, 15."""
    action = fiche.action
    annexes = [clair(annexe) for annexe in action.annexes or ()]
    links = (
        ("", champ(action, "contrats")),
        ("", clair(action.autres_programmes)),
        ("Zonages : ", champ(action, "zonages")),
        ("N° de fiche CRTE : ", clair(action.fiche_crte)),
        ("N° de dossier (Démarche numérique) : ", clair(action.numero_dossier)),
    )
    return {
        "description": clair(action.description) or INCONNU,
        "objectifs": clair(action.objectifs) or INCONNU,
        "contenu": clair(action.contenu),
        "operations": [
            {
                "reference": clair(o.reference) or PAS_ENCORE,
                "titre": clair(o.titre) or INCONNU,
                "description": clair(o.description),
                "calendrier": periode(o.debut, o.fin) or INCONNU,
                "budget": montant(o.budget, o.regime_montant or fiche.regime),
            }
            for o in fiche.operations
        ],
        "partenaires": clair(action.partenaires) or INCONNU,
        "programmes": lignes(label + text for label, text in links if text) or INCONNU,
        "centralite": clair(action.centralite) or INCONNU,
        "annexes": lignes(f"– {annexe}" for annexe in annexes if annexe) or "aucune",
    }


def _depenses(fiche: "FicheAction") -> Mots:
    """Say the expenses, forecast and final, with their totals: rubrique 9."""
    lines = fiche.depenses
    mixed = fiche.melange
    said = [
        {
            "nature": double(line.nature, line.titre),
            "annee": str(line.annee or ""),
            "montant_previsionnel": montant(line.montant_previsionnel, line.regime_montant if mixed else None)
            + (ESTIMATION if line.estimation and line.montant_previsionnel is not None else ""),
            "montant_definitif": montant(line.montant_definitif, line.regime_montant if mixed else None, PAS_ENCORE),
        }
        for line in lines
    ]
    final = somme(line.montant_definitif for line in lines)
    action = fiche.action
    forecast = somme(line.montant_previsionnel for line in lines) if lines else somme([action.cout_previsionnel])
    if not lines:
        final = somme([action.cout_definitif])
    guessed = forecast.connu and (action.estimation or any(line.estimation for line in lines))
    guess = ESTIMATION if guessed else ""
    notes = ["Des montants sont HT, d’autres TTC : ils ne s’additionnent pas."] if mixed else []
    if not lines:
        notes.append("Le détail des dépenses est à préciser.")
    return {
        "regime_depenses": "HT ou TTC selon la ligne" if mixed else regime(fiche.regime_depenses),
        "depenses": said,
        "total_previsionnel": INCONNU if mixed else total(forecast) + guess,
        "total_definitif": PAS_ENCORE if mixed or final.inconnus else total(final),
        "notes_depenses": lignes(notes),
    }


def _plan(fiche: "FicheAction") -> Mots:
    """Say who pays what, at which rate and how sure it is: rubrique 10."""
    kept = fiche.retenues
    held = somme(line.montant_retenu for line in kept)
    said = [
        {
            "financeur": double(line.financeur or line.titre, line.dispositif),
            "caractere": clair(line.caractere_retenu) or INCONNU,
            "montant_demande": montant(line.montant_demande),
            "montant_accorde": montant(line.montant_accorde, inconnu=PAS_ENCORE),
            "taux": taux(line.montant_retenu, held) if line in kept else PAS_ENCORE,
            "etat": clair(line.etat) or INCONNU,
        }
        for line in fiche.ressources
    ]
    granted = [line.montant_accorde for line in kept if line.montant_accorde is not None]
    return {
        "plan": _version(fiche),
        "regime_plan": regime(fiche.regime_plan),
        "ressources": said,
        "total_demande": total(somme(line.montant_demande for line in kept)),
        "total_accorde": show_montant(sum(granted)) if granted else PAS_ENCORE,
        "total_taux": f"100{FIN}%" if held.exact else PAS_ENCORE,
        "part_maitre_ouvrage": _part(fiche),
        "notes_plan": lignes(_notes_plan(fiche)),
    }


def _notes_plan(fiche: "FicheAction") -> Iterable[str]:
    """Say what a reader of the plan must know."""
    if not fiche.ressources:
        yield clair(fiche.action.financement) or "Le plan de financement est à préciser."
        return
    yield "Taux : part de chaque ressource dans le total du plan, le montant accordé s’il est connu."
    if any(line not in fiche.retenues for line in fiche.ressources):
        yield "Une ressource refusée ne compte pas dans les totaux."
    gap = fiche.ecart
    if gap:
        more = "Reste à financer :" if gap > 0 else "Les ressources dépassent les dépenses de"
        yield f"{more} {show_montant(abs(gap))}."
    if fiche.action.financement:
        yield clair(fiche.action.financement)


def _calendrier(fiche: "FicheAction") -> Mots:
    """Say when: rubrique 11."""
    action = fiche.action
    parts = (
        ("Prévu : ", periode(action.debut_prevu, action.fin_prevue)),
        ("Réel : ", periode(action.debut_reel, action.fin_reelle)),
        ("Durée des travaux : ", f"{action.duree_travaux} mois" if action.duree_travaux else ""),
        ("Engagée le (premier acte juridique) : ", show_date(action.date_engagement) if action.date_engagement else ""),
        ("Abandonnée le : ", show_date(action.date_abandon) if action.date_abandon else ""),
        ("", clair(action.calendrier)),
    )
    return {"calendrier": lignes(label + text for label, text in parts if text) or INCONNU}


def _suivi(fiche: "FicheAction") -> Mots:
    """Say how it will be judged: rubrique 13."""
    said = []
    for indicateur, mesure in fiche.indicateurs:
        unite = clair(indicateur.unite)
        seen = valeur(mesure.valeur if mesure else None, unite, PAS_ENCORE)
        if mesure and mesure.date:
            seen += f" au {show_date(mesure.date)}"
        said.append(
            {
                "titre": clair(indicateur.titre) or INCONNU,
                "nature": clair(indicateur.nature) or INCONNU,
                "valeur_initiale": valeur(indicateur.valeur_initiale, unite),
                "valeur_cible": valeur(indicateur.valeur_cible, unite)
                + (f" au {show_date(indicateur.date_cible)}" if indicateur.date_cible else ""),
                "valeur_constatee": seen + (ESTIMATION if mesure and mesure.estimation else ""),
            }
        )
    return {"indicateurs": said, "resultats_attendus": clair(fiche.action.resultats_attendus)}


def _part(fiche: "FicheAction") -> str:
    """Write the part of the maître d'ouvrage, in the public funding as the law counts it (V1): private money apart."""
    sums = parts(fiche.ressources)
    if sums is None:
        return INCONNU
    own = show_montant(sums.maitre_ouvrage)
    return f"{own} ({sums.taux_dit.replace(' ', FIN)} des financements publics)" if sums.base_publique else own


def _axe(fiche: "FicheAction") -> str:
    if fiche.axe is None:
        return ""
    number = f"Axe {fiche.axe.ordre}" if fiche.axe.ordre is not None else ""
    return " – ".join(part for part in (number, clair(fiche.axe.titre)) if part)


def _statut(fiche: "FicheAction") -> str:
    """Join the status of the paper form with where the project is, and what brought it into the convention."""
    action = fiche.action
    phase = " : ".join(clair(part) for part in (action.phase, action.statut_phase) if part)
    by = fiche.avenant
    inscrite = ""
    if by is not None:
        inscrite = f"avenant n°{FIN}{clair(by.numero)}" if by.numero else f"avenant « {clair(by.titre)} »"
        inscrite += f" du {show_date(by.date)}" if by.date else ""
    said = [clair(action.statut_conventionnel), f"phase {phase}" if phase else "", inscrite]
    return " ; ".join(part for part in said if part)


def _maitre_ouvrage(fiche: "FicheAction") -> str:
    action = fiche.action
    siret = clair(action.siret_maitre_ouvrage)
    first = clair(action.maitre_ouvrage) or (INCONNU if siret else "")
    lines = [
        first + (f" (SIRET {siret})" if siret else ""),
        *_titled("Maîtrise d’ouvrage déléguée", action.maitre_ouvrage_delegue),
        *_titled("Élu·e référent·e", action.elu_referent),
        *_titled("Pilote", action.pilote),
        *_titled("Services", action.services),
    ]
    return lignes(line for line in lines if line)


def _titled(label: str, text: object) -> Sequence[str]:
    return [f"{label} : {clair(text)}"] if clair(text) else []


def _communes(fiche: "FicheAction") -> str:
    return ", ".join(
        clair(name) + (f" ({share:.4g}{FIN}%)".replace(".", ",") if share is not None else "")
        for name, share in fiche.communes
    )


def _version(fiche: "FicheAction") -> str:
    """Say which version of the plan this is, and who voted it."""
    plan = fiche.plan
    if plan is None:
        return "Aucun plan de financement"
    version = f"Version {plan.version}" if plan.version is not None else "Plan"
    if plan.statut is not StatutPlan.VOTE:
        return f"{version}, {'remplacée' if plan.statut is StatutPlan.REMPLACE else 'projet non voté'}"
    act = f"délibération {clair(plan.deliberation)}" if plan.deliberation else f"délibération {INCONNU}"
    return f"{version}, {act}" + (f" du {show_date(plan.date_deliberation)}" if plan.date_deliberation else "")
