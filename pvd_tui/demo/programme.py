"""What is the same everywhere: échéances and campaigns; and what the département says in a note."""

from datetime import date
from typing import TYPE_CHECKING

from pvd_tui.demo.territoire import DEPARTEMENT, GUISE, HIRSON
from pvd_tui.domain.contribution import SaisiePar
from pvd_tui.domain.demande import DepartCaducite
from pvd_tui.domain.dynamique import Dynamique
from pvd_tui.domain.financeur import Dispositif
from pvd_tui.domain.note_synthese import EchelonNote, EtatNote
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.signal import Frein, Levier

if TYPE_CHECKING:
    from pvd_tui.demo.cahier import Cahier


def write_programme(cahier: "Cahier") -> tuple[str, str, str]:
    """Write the national records; give an échéance, the campaign of the note and that of the DETR."""
    echeance = cahier.add(
        "echeance_programme",
        titre="Phase opérationnelle de toutes les communes",
        code="phase_operationnelle",
        date=date(2024, 1, 1),
        source="Instruction du 24/05/2023",
    )
    cahier.add(
        "echeance_programme",
        titre="Délai de l’adhésion à la convention-cadre (mois)",
        code="delai_convention",
        seuil=18,
        source="Convention d’adhésion",
    )
    note = cahier.add(
        "campagne_note",
        titre=f"Note de synthèse {cahier.today.year} (démonstration)",
        instruction="Démonstration",
        ouverture=cahier.day(-40),
        echeance=cahier.day(36),
        date_operationnelle=date(2024, 1, 1),
        consignes="Dynamique, leviers, difficultés, communes à risque.",
    )
    detr = cahier.add(
        "campagne_financement",
        titre=f"DETR {cahier.day(90).year} (démonstration)",
        dispositif=Dispositif.DETR,
        departement=DEPARTEMENT,
        annee=cahier.day(90).year,
        ouverture=cahier.day(-10),
        cloture=cahier.day(70),
        heure_cloture="23:59",
        depart_caducite=DepartCaducite.NOTIFICATION,
    )
    cahier.add(
        "campagne_financement",
        titre="Fonds vert (démonstration)",
        dispositif=Dispositif.FONDS_VERT,
        annee=cahier.today.year,
        ouverture=cahier.day(-200),
        cloture=cahier.day(3),
    )
    return echeance, note, detr


def write_note(cahier: "Cahier", campagne: str) -> None:
    """Write the département's note being prepared."""
    cahier.add(
        "note_synthese",
        titre="Aisne : note de synthèse (brouillon de démonstration)",
        campagne_note=campagne,
        echelon=EchelonNote.DEPARTEMENTAL,
        departement=DEPARTEMENT,
        region="Hauts-de-France",
        autorite="Le préfet de l’Aisne (démonstration)",
        etat=EtatNote.BROUILLON,
        version=1,
        dynamique=Dynamique.BONNE,
        texte_dynamique="Texte de démonstration, à compléter.",
        leviers=[Levier.CHEF_DE_PROJET, Levier.CLUB],
        freins=[Frein.POSTE_VACANT, Frein.FINANCEMENT],
    )


def write_contributions(cahier: "Cahier", campagne: str) -> None:
    """Write what two communes say for the note: one finished, one begun."""
    cahier.add(
        "contribution",
        campagne_note=campagne,
        titre="Contribution – Guise",
        departement=DEPARTEMENT,
        commune=GUISE,
        faits_connus="Convention-cadre signée : oui\nInscrite au CRTE : à renseigner\nActions engagées : oui",
        fait_convention=Reponse.OUI,
        fait_crte=Reponse.OUI,
        fait_actions=Reponse.OUI,
        auteur="Chef de projet",
        saisie_par=SaisiePar.SITE,
        recue_le=cahier.day(-4),
        dynamique=Dynamique.FORTE,
        texte_dynamique="La halle est engagée, deux vitrines ont rouvert (démonstration).",
        leviers=[Levier.BINOME, Levier.OPAH_RU],
        freins=[Frein.PROCEDURES],
        texte_difficultes="L’avis attendu retarde le permis.",
    )
    cahier.add(
        "contribution",
        campagne_note=campagne,
        titre="Contribution – Hirson",
        departement=DEPARTEMENT,
        commune=HIRSON,
        dynamique=Dynamique.FRAGILE,
        freins=[Frein.POSTE_VACANT],
    )
