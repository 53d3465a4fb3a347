"""What surrounds the actions: axes, secteurs, avenants, postes, comités, indicateurs, difficulties."""

from typing import TYPE_CHECKING, Final

from pvd_tui.demo.cahier import euros
from pvd_tui.demo.gens import CHEFFE
from pvd_tui.demo.territoire import CHAUNY, GUISE, HIRSON, VERVINS
from pvd_tui.domain.comite import TypeComite
from pvd_tui.domain.indicateur import NatureIndicateur
from pvd_tui.domain.poste import Employeur, StatutPoste
from pvd_tui.domain.signal import EtatSignal, Frein, Levier, RegleSignal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pvd_tui.demo.cahier import Cahier, Valeur

_AXES: Final = (
    "Habiter le centre",
    "Commerces et services de proximité",
    "Espaces publics et mobilités",
    "Sobriété et équipements",
    "Patrimoine et culture",
    "Ingénierie",
)
_INDICATEURS: Final = (
    ((GUISE, "2.1"), "Commerçants sous la halle", "commerçants", NatureIndicateur.RESULTAT, (4, 18), (6, 9, 11)),
    ((GUISE, "1.1"), "Logements vacants du centre", "logements", NatureIndicateur.RESULTAT, (142, 90), (131, 118)),
    ((GUISE, "4.1"), "Avancement des travaux", "%", NatureIndicateur.AVANCEMENT, (0, 100), (15, 35)),
    ((HIRSON, "1.3"), "Façades ravalées", "façades", NatureIndicateur.AVANCEMENT, (0, 30), (7, 12)),
    ((HIRSON, "3.1"), "Passages à vélo par jour", "passages", NatureIndicateur.RESULTAT, (40, 200), ()),
)


def write_axes(cahier: "Cahier", cadres: "Mapping[str, str]") -> dict[tuple[str, str], str]:
    """Write the axes, secteurs and avenants of the convention-cadre of each commune that has one."""
    axes: dict[tuple[str, str], str] = {}
    for commune, cadre in cadres.items():
        cahier.add("secteur", convention=cadre, commune=commune, titre="Centre-ville", est_centre_ville=True)
        if commune not in {GUISE, HIRSON, CHAUNY, VERVINS}:
            continue
        for ordre, titre in enumerate(_AXES, 1):
            axes[(commune, str(ordre))] = cahier.add("axe", convention=cadre, ordre=ordre, titre=titre)
    cahier.add(
        "avenant",
        convention=cadres[GUISE],
        titre="Avenant n° 1 : ajout de deux actions",
        numero="1",
        date=cahier.day(-150),
        objet="Ajoute les fiches 3.4 et 5.2 au plan d’action.",
        deliberation=f"DE{cahier.day(-160).year}-033",
    )
    return axes


def write_suivi(cahier: "Cahier", actions: "Mapping[tuple[str, str], str]", cadres: "Mapping[str, str]") -> None:
    """Write comités, indicateurs and shared actions."""
    _write_comites(cahier, cadres)
    for key, titre, unite, nature, (initiale, cible), mesures in _INDICATEURS:
        indicateur = cahier.add(
            "indicateur",
            action=actions[key],
            titre=titre,
            nature=nature,
            unite=unite,
            valeur_initiale=float(initiale),
            valeur_cible=float(cible),
            date_cible=cahier.day(400),
            source="Relevé de la commune (démonstration)",
        )
        for index, valeur in enumerate(mesures):
            cahier.add(
                "mesure",
                indicateur=indicateur,
                titre=f"Relevé {index + 1}",
                date=cahier.day(-180 + 80 * index),
                valeur=float(valeur),
                estimation=index == 0,
            )
    for commune, cle in ((GUISE, 60.0), (VERVINS, 40.0)):
        cahier.add("action_commune", action=actions[(GUISE, "2.3")], commune=commune, cle=cle)
    _write_signaux(cahier, actions)


def _write_comites(cahier: "Cahier", cadres: "Mapping[str, str]") -> None:
    held, coming = cahier.weekday(-70), cahier.weekday(5)
    cahier.add(
        "comite",
        commune=GUISE,
        convention=cadres[GUISE],
        titre=f"COPIL de Guise, {held:%m/%Y}",
        type=TypeComite.COPIL,
        date=held,
        heure_debut="14:00",
        lieu="Hôtel de ville",
        president="Le maire",
        participants="Élus, DDT, Banque des territoires, CAUE",
        ordre_du_jour="Avancement de la halle ; plan de financement de l’école.",
        decisions="Fiche 3.4 validée. Nouveau plan de financement de la halle à voter.",
        compte_rendu="Diffusé aux membres.",
    )
    cahier.add(
        "comite",
        commune=GUISE,
        convention=cadres[GUISE],
        titre=f"COPIL de Guise, {coming:%m/%Y}",
        type=TypeComite.COPIL,
        date=coming,
        heure_debut="09:30",
        lieu="Hôtel de ville",
    )
    vote = cahier.weekday(55)
    cahier.add(
        "comite",
        commune=HIRSON,
        titre=f"Conseil municipal de Hirson, {vote:%m/%Y}",
        type=TypeComite.CONSEIL_MUNICIPAL,
        date=vote,
        heure_debut="18:30",
        lieu="Salle du conseil",
    )
    cahier.add(
        "comite",
        commune=HIRSON,
        titre="COTECH de la gare",
        type=TypeComite.COTECH,
        date=cahier.weekday(-21),
        heure_debut="10:00",
        decisions="Cahier des charges de l’étude de sol à reprendre.",
    )


def write_postes(cahier: "Cahier", gens: "Mapping[str, str]") -> None:
    """Write the postes: held, vacant, being filled, and one whose contract ends soon."""
    chef = "Chef·fe de projet PVD"
    paid: dict[str, Valeur] = {
        "etp": 1.0,
        "cout_charge": euros(58_000),
        "subvention_etat": euros(29_000),
        "subvention_bdt": euros(14_500),
    }
    cahier.add(
        "poste",
        titre=chef,
        commune=GUISE,
        statut=StatutPoste.POURVU,
        personne=gens[CHEFFE],
        type_employeur=Employeur.COMMUNE,
        employeur="Commune – Guise",
        debut=cahier.day(-680),
        fin=cahier.day(52),
        renouvellement=cahier.day(20),
        **paid,
    )
    cahier.add(
        "poste",
        titre=chef,
        commune=HIRSON,
        statut=StatutPoste.VACANT,
        type_employeur=Employeur.EPCI,
        employeur="CC des Trois Rivières",
        vacant_depuis=cahier.day(-110),
        commentaire="Deux candidatures reçues, aucun entretien fixé.",
    )
    cahier.add(
        "poste",
        titre="Manager de centre-ville",
        commune=GUISE,
        statut=StatutPoste.EN_RECRUTEMENT,
        type_employeur=Employeur.EPCI,
        employeur="CC Thiérache Sambre et Oise",
        etp=0.5,
    )
    for commune, person in ((CHAUNY, "Nadia Houblon"), (VERVINS, "Marc Fougère"), ("02095", "Anne Lavande")):
        cahier.add(
            "poste",
            titre=chef,
            commune=commune,
            statut=StatutPoste.POURVU,
            personne=gens[person],
            type_employeur=Employeur.COMMUNE,
            debut=cahier.day(-900),
            fin=cahier.day(500),
            **paid,
        )


def _write_signaux(cahier: "Cahier", actions: "Mapping[tuple[str, str], str]") -> None:
    cahier.add(
        "signal",
        commune=HIRSON,
        titre="Poste de chef de projet vacant",
        regle=RegleSignal.R3,
        frein=Frein.POSTE_VACANT,
        levier=Levier.APPUI_ETAT,
        etat=EtatSignal.OUVERT,
        ouvert_le=cahier.day(-20),
        cause="Départ en cours de contrat.",
        action_corrective="Recrutement partagé avec la communauté de communes.",
        pilote="Directrice générale des services",
        echeance=cahier.day(40),
    )
    cahier.add(
        "signal",
        commune=GUISE,
        titre="Avis ABF attendu sur la halle",
        regle=RegleSignal.HUMAIN,
        frein=Frein.PROCEDURES,
        etat=EtatSignal.OUVERT,
        ouvert_le=cahier.day(-33),
        action=actions[(GUISE, "2.1")],
        pilote="Cheffe de projet",
        echeance=cahier.day(14),
    )
    cahier.add(
        "signal",
        commune=VERVINS,
        titre="Commune et EPCI : calendrier non partagé",
        regle=RegleSignal.R4,
        frein=Frein.GOUVERNANCE,
        levier=Levier.BINOME,
        etat=EtatSignal.CLOS,
        ouvert_le=cahier.day(-250),
        clos_le=cahier.day(-90),
    )
