"""The people of the demonstration: every one is invented, and has the name of a plant."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pvd_tui.demo.territoire import CHAUNY, DEPARTEMENT, GUISE, HIRSON, VERVINS, nom
from pvd_tui.domain.personne import BaseLegale, Civilite, Qualite

if TYPE_CHECKING:
    from pvd_tui.demo.cahier import Cahier

CHEFFE: Final = "Claire Aubépine"
"""Whoever opens the demonstration as a chef de projet."""
REFERENT: Final = "Hugo Sureau"
"""Whoever opens it as the préfecture."""


@dataclass(frozen=True, slots=True)
class Gens:
    """One invented person."""

    civilite: Civilite
    prenom: str
    nom: str
    fonction: str
    qualite: Qualite
    commune: str | None = None
    organisme: str | None = None

    @property
    def titre(self) -> str:
        """Give the name as it is shown."""
        return f"{self.prenom} {self.nom}"


_M, _MME = Civilite.MONSIEUR, Civilite.MADAME
_ELU, _CHEF, _ETAT, _PARTENAIRE = Qualite.ELU, Qualite.CHEF_DE_PROJET, Qualite.ETAT, Qualite.PARTENAIRE

GENS: Final = (
    Gens(_MME, "Claire", "Aubépine", "Cheffe de projet", _CHEF, GUISE),
    Gens(_M, "Paul", "Bourrache", "Maire", _ELU, GUISE),
    Gens(_MME, "Inès", "Capucine", "Première adjointe", _ELU, GUISE),
    Gens(_M, "Simon", "Digitale", "Chef de projet", _CHEF, HIRSON),
    Gens(_MME, "Jeanne", "Églantine", "Maire", _ELU, HIRSON),
    Gens(_M, "Marc", "Fougère", "Chef de projet", _CHEF, VERVINS),
    Gens(_MME, "Odile", "Genêt", "Adjointe à l’urbanisme", _ELU, VERVINS),
    Gens(_MME, "Nadia", "Houblon", "Cheffe de projet", _CHEF, CHAUNY),
    Gens(_M, "Pierre", "Iris", "Adjoint au commerce", _ELU, CHAUNY),
    Gens(_M, "Louis", "Jonquille", "Maire", _ELU, "02468"),
    Gens(_MME, "Anne", "Lavande", "Cheffe de projet", _CHEF, "02095"),
    Gens(_M, "Denis", "Mélèze", "Adjoint aux travaux", _ELU, "02810"),
    Gens(_MME, "Sarah", "Nénuphar", "Cheffe de projet", _CHEF, "02720"),
    Gens(_M, "Yann", "Ortie", "Maire", _ELU, "02502"),
    Gens(_MME, "Lucie", "Pervenche", "Adjointe au tourisme", _ELU, "02141"),
    Gens(_M, "Karim", "Réséda", "Chef de projet", _CHEF, "02738"),
    Gens(_M, "Hugo", "Sureau", "Référent départemental PVD", _ETAT, None, "Préfecture (démonstration)"),
    Gens(_MME, "Béatrice", "Tilleul", "Cheffe du service habitat", _ETAT, None, "DDT (démonstration)"),
    Gens(_M, "Victor", "Valériane", "Chargé de développement", _PARTENAIRE, None, "Banque des territoires"),
    Gens(_MME, "Élise", "Yeuse", "Architecte conseil", _PARTENAIRE, None, "CAUE"),
)


def pilote_of(commune: str) -> str:
    """Name the chef de projet of a commune by function, or the one the demonstration knows."""
    known = next((one for one in GENS if one.commune == commune and one.qualite is _CHEF), None)
    return known.titre if known else "Chef·fe de projet"


def write_gens(cahier: "Cahier") -> dict[str, str]:
    """Write the people; give their ids by name."""
    return {
        one.titre: cahier.add(
            "personne",
            titre=one.titre,
            civilite=one.civilite,
            nom=one.nom,
            prenom=one.prenom,
            fonction=one.fonction,
            organisme=one.organisme or (f"Commune – {nom(one.commune)}" if one.commune else None),
            commune=one.commune,
            qualite=one.qualite,
            departement=DEPARTEMENT,
            courriel=f"demonstration-{index}@exemple.invalid",
            base_legale=BaseLegale.INTERET_PUBLIC,
            dernier_evenement=cahier.day(-45),
            date_purge=cahier.day(320),
        )
        for index, one in enumerate(GENS, 1)
    }
