"""The head of a fiche action: the titles of the official form beside the names of `fiche_mots`."""

from typing import Final

TETE: Final = (
    ("Orientation stratégique / Axe", "axe"),
    ("Action nom", "titre"),
    ("Action n°", "code"),
    ("Statut", "statut"),
    ("Niveau de priorité", "priorite"),
    ("Maître d’ouvrage", "maitre_ouvrage"),
    ("Commune(s)", "communes"),
)
