"""Two hours of a club as they are typed: who comes when, what is said at which minute. All of it is invented."""

from collections.abc import Iterator
from typing import Final, NamedTuple

POINTS: Final = (
    ("Accueil et tour de table", 15),
    ("Fonds vert 2027 : ce qui change", 25),
    ("Guise : faire vivre une halle", 30),
    ("OPAH-RU : partager les cahiers des charges", 30),
    ("Formations et prochaine séance", 20),
)
ELUS: Final = ("Amina Charme", "Luc Tremble", "Jeanne Aulne", "Marc Fougère", "Ève Sorbier", "Paul Bourrache")
CHEFS: Final = ("Claire Aubépine", "Nadia Houblon", "Karim Réséda", "Victor Valériane", "Zoé Bruyère", "Lena Mélèze")
AUTRES: Final = (
    ("Hugo Sureau", "État", "DDT de l'Aisne"),
    ("Béatrice Tilleul", "État", "Préfecture de l'Aisne"),
    ("Omar Genêt", "Partenaire", "CAUE de l'Aisne"),
    ("Irène Osier", "Partenaire", "Banque des Territoires"),
    ("Rémi Cornouiller", "Partenaire", "EPF Hauts-de-France"),
)
INVITEE: Final = ("Yvonne Érable", "CCI de l'Aisne")
"""Eighteen people with her, who is not on the sheet."""

A_L_HEURE: Final = ("charme", "trembl", "fouger", "aubep", "houblo", "resed", "sureau", "tilleu", "genet")
"""Who is there at the opening, by the letters that find them."""
EN_RETARD: Final = {6: "aulne", 11: "sorbie", 24: "bruyer", 47: "osier"}
"""Who comes late, by minute."""

_DITES: Final = (
    "{c} : la halle rouvre en mai, trente étals attendus",
    ":l'enveloppe départementale baisse d'un cinquième, les dossiers mûrs passent d'abord",
    "{c} demande si les études restent éligibles",
    "?quel délai pour l'avis de l'ABF à {c}",
    "le marché du jeudi de {c} passe au vendredi à partir de mars",
    "+à {c}, un marché d'essai a précédé les travaux : six mois, deux élus, aucun recours",
    "{c} : deux cellules vacantes reprises rue de la République",
    "!un modèle de cahier des charges d'OPAH-RU est mis en commun",
    "la vacance recule à {c}, de 14 à 11 % en deux ans",
    ":la Banque des Territoires finance la moitié d'une étude de programmation",
    "{c} n'a plus de chef de projet depuis février",
    "?qui a déjà fait une OPAH-RU sans bureau d'études",
    "l'intercommunalité de {c} délibère le mois prochain",
    "+à {c}, la médiathèque ouverte le midi a doublé ses entrées",
    "{c} : la signalétique du centre sera posée avant l'été",
    "!la visite de juin se fera à {c}",
    "{c} rappelle que la gare reste fermée le dimanche",
    "le permis d'aménager de {c} est purgé de tout recours",
    ":les fiches actions se relisent avant le 15 du mois",
    "{c} : dix logements au-dessus des commerces, le bailleur a donné son accord",
    "{c} cherche un opérateur pour l'îlot du centre",
    "?la part du maître d'ouvrage peut-elle descendre sous 20 % pour une étude à {c}",
    "le plan de circulation de {c} est à l'essai pour six mois",
    "{c} : les commerçants demandent du stationnement minute",
    "+à {c}, la navette a tenu deux ans avec trois communes voisines",
    "le cinéma de {c} rouvre, cent vingt places",
    ":une formation aux marchés publics d'études se tiendra à l'automne",
    "{c} propose d'accueillir la prochaine séance",
    "{c} : le diagnostic amiante retarde le chantier d'un mois",
    "!le tableau des friches est tenu à jour par la DDT, une fois par trimestre",
    "la maison de santé de {c} a trouvé son second médecin",
    "{c} a reçu l'accord de principe de la Région",
    "?faut-il un avenant pour l'école de {c}",
    "{c} : l'appel à manifestation d'intérêt a reçu quatre réponses",
    "les toilettes publiques de {c} : un sujet sérieux, dit l'assemblée",
    ";les deux tiers de la salle sont d'accord",
)
_SUITES: Final = (
    ("envoyer la trame de convention à {c}", "aub", "15/12"),
    ("inviter l'ABF à la prochaine séance", "til", "+3s"),
    ("recenser les études éligibles", "sur", "+1m"),
    ("transmettre le cahier des charges de {c}", "hou", "+2s"),
    ("visiter l'îlot du centre de {c}", "gen", ""),
    ("relancer la Région sur le dossier de {c}", "res", "+2s"),
    ("rédiger une note sur la part du maître d'ouvrage", "til", "+1m"),
    ("préparer la feuille de route de {c}", "bru", "+6s"),
    ("comparer trois devis de signalétique", "", ""),
    ("organiser la formation aux marchés publics", "sur", "+3m"),
    ("mettre à jour le tableau des friches", "sur", "+1m"),
    ("demander le bilan de la navette de {c}", "cha", "+2s"),
    ("proposer deux dates pour la visite à {c}", "fou", "+1s"),
    ("diffuser le relevé de décisions", "til", "+1s"),
)
"""What is to be done, by whom, for when; one lacks everything, one its date."""


NOTES: Final = 119
"""And the one in which the battery dies: 120."""


class Ligne(NamedTuple):
    """One line that is entered."""

    minute: float
    texte: str
    pilote: str = ""
    echeance: str = ""


def lignes(communes: list[str]) -> Iterator[Ligne]:
    """Give the lines over 115 minutes; 14 are suites; `;` makes none."""
    made = suites = said = 0
    while made < NOTES:
        minute, place = 3 + made * 112 / NOTES, communes[(made * 7) % len(communes)]
        if suites < len(_SUITES) and made >= 8 * (suites + 1):
            texte, pilote, echeance = _SUITES[suites]
            suites += 1
            yield Ligne(minute, f"*{texte.format(c=place)}", pilote, echeance)
        else:
            texte = _DITES[said % len(_DITES)]
            said += 1
            if texte.startswith(";"):
                yield Ligne(minute, texte)
                continue
            yield Ligne(minute, texte.format(c=place))
        made += 1
