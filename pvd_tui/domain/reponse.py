"""The three answers of the forms: yes, no, and « Inconnu », which is neither."""

from enum import StrEnum


class Reponse(StrEnum):
    """An answer as the DETR-DSIL form writes it (domain.md §1.5, artificialisation)."""

    OUI = "Oui"
    NON = "Non"
    INCONNU = "Inconnu"
