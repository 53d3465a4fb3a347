"""What makes a convention-cadre worth an ORT: an EPCI, a commune, the main town's signature (CCH L303-2 [S23][S25]).

Each condition is oui, non or inconnu, as the three tests are: what nobody filled in is not held against anyone.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pvd_tui.domain.commune import Commune
from pvd_tui.domain.convention import Convention, SignatureVillePrincipale
from pvd_tui.domain.perimetre_convention import EpciConvention, communes_de, epcis_de
from pvd_tui.domain.registre import Registre, one
from pvd_tui.domain.reponse import Reponse


class ConditionOrt(NamedTuple):
    """One condition: its answer, the fact behind it, the single step that turns it to oui, and where it is written."""

    nom: str
    reponse: Reponse
    fait: str
    clears: str
    champ: str


def conditions_ort(convention: Convention, registre: Registre) -> tuple[ConditionOrt, ...]:
    """Answer the three conditions, whether the convention says that it is worth an ORT or not."""
    epcis = epcis_de(convention, registre)
    return (
        _epci(convention, epcis),
        _communes(communes_de(convention, registre)),
        _ville_principale(convention, epcis, registre),
    )


def _epci(convention: Convention, epcis: Sequence[EpciConvention]) -> ConditionOrt:
    titre = "EPCI signataire"
    if convention.epci is not None:
        names = ", ".join(epci.nom for epci in epcis if epci.signataire)
        return ConditionOrt(titre, Reponse.OUI, f"EPCI signataire : {names}.", "", "epci")
    if not epcis:
        return ConditionOrt(titre, Reponse.INCONNU, "L’ORT n’a pas d’EPCI signataire.", "Renseigner l’EPCI.", "epci")
    names = " ou ".join(epci.nom for epci in epcis)
    fait = f"L’EPCI signataire n’est pas renseigné ; les communes relèvent de {names.replace(' ou ', ' et ')}."
    return ConditionOrt(titre, Reponse.INCONNU, fait, f"Renseigner l’EPCI qui signe : {names}.", "epci")


def _communes(communes: Sequence[str]) -> ConditionOrt:
    titre = "Communes"
    if not communes:
        return ConditionOrt(
            titre, Reponse.INCONNU, "L’ORT ne nomme aucune commune.", "Ajouter les communes.", "commune"
        )
    said = f"Communes de la convention : {len(communes)}."
    return ConditionOrt(titre, Reponse.OUI, said, "", "commune")


def _ville_principale(convention: Convention, epcis: Sequence[EpciConvention], registre: Registre) -> ConditionOrt:
    """Answer for the main town of the EPCI, by its name where it is known."""
    titre, champ = "Ville principale", "signature_ville_principale"
    main = next((epci.ville_principale for epci in epcis if epci.signataire and epci.ville_principale), None)
    found = one(registre, Commune, main)
    who = f"{found.titre}, ville principale de l’EPCI" if found and found.titre else "la ville principale de l’EPCI"
    match convention.signature_ville_principale:
        case None:
            fait = f"On ignore si {who}{',' if found else ''} a signé."
            clears = "Renseigner la signature de la ville principale."
            return ConditionOrt(titre, Reponse.INCONNU, fait, clears, champ)
        case SignatureVillePrincipale.MANQUANTE:
            fait = f"La signature de {who}{',' if found else ''} manque."
            return ConditionOrt(titre, Reponse.NON, fait, "La faire signer, ou renseigner la dérogation.", champ)
        case SignatureVillePrincipale.DEROGATION:
            return ConditionOrt(titre, Reponse.OUI, "Dérogation à la signature de la ville principale.", "", champ)
        case _:
            return ConditionOrt(titre, Reponse.OUI, f"Signature de {who}{',' if found else ''} acquise.", "", champ)
