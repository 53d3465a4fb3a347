"""What may be written in a fiche on this laptop, and why not (`design.md` §5, grants)."""

from typing import TYPE_CHECKING, Final

from pvd_tui.domain.entity import FUSION
from pvd_tui.domain.tables import CLUB_TABLES
from screens.fiche_depart import habilitation
from storage import fige, settings
from storage.errors import RefusError
from storage.programme import why_refused
from storage.territory import NATIONAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pvd_tui.changes.change import Json
    from pvd_tui.domain.entity import Entity
    from screens.fiche_saisie import Saisie
    from storage.store import Store

_LECTURE_NATIONALE: Final = (
    "Lecture seule : le programme est commun à tous les départements, seul l'échelon national l'écrit."
)


def lecture_seule(saisie: "Saisie") -> str:
    """Say why nothing can be written in this record, or nothing where it can."""
    store = saisie.store
    if store.read_only:
        return "Lecture seule : la base est ouverte ailleurs, ou protégée."
    if saisie.archivee:
        return "Fiche archivée : x la restaure."
    if saisie.cls.national:
        return _LECTURE_NATIONALE if why_refused(store) else ""
    if store.role in {"region", "national"}:
        return "Lecture seule : votre habilitation permet de lire les fiches, pas d'en écrire."
    return hors_habilitation(saisie) if saisie.fiche is not None else ""


def hors_habilitation(saisie: "Saisie") -> str:
    """Say why the grant does not reach this record."""
    fiche, store = saisie.fiche, saisie.store
    enrolled = store.settings.get(settings.SERVEUR) is not None
    communes = habilitation(store)
    if fiche is None or not (enrolled or communes):
        return ""
    if fiche.stream == NATIONAL:
        return _LECTURE_NATIONALE if why_refused(store) else ""
    if communes is None or saisie.table in CLUB_TABLES:
        return ""
    if fiche.commune is None:
        return "Lecture seule : cette fiche concerne tout le département, la préfecture la tient à jour."
    return "" if fiche.commune in communes else "Lecture seule : cette commune n'est pas dans votre habilitation."


def creation_refusee(store: "Store", cls: "type[Entity]", values: "Mapping[str, Json]", record: str) -> str:
    """Say why a record may not be created (the grant, a voted plan), or nothing where it may."""
    if cls.national:
        return why_refused(store) or ""
    try:
        fige.check_creation(store, cls.table, values)
    except RefusError as error:
        return str(error)
    communes = habilitation(store)
    if communes is None or cls.club:
        return ""
    insee = record if cls.lead == "id" else values.get(cls.lead) if cls.lead else None
    parent = values.get(cls.parent) if cls.parent else None
    if not insee and cls.parent and isinstance(parent, str):
        above = store.get(cls.parent, parent)
        insee = above.commune if above else None
    if insee in communes:
        return ""
    what = "dans cette commune" if insee else "pour tout le département"
    return f"Votre habilitation ne permet pas d'écrire {what} : la fiche reste en brouillon sur cet ordinateur."


def champ_fige(saisie: "Saisie", champ: str) -> str:
    """Say why one field cannot be written, or nothing where it can: the territory never changes."""
    cls = saisie.cls
    if champ == FUSION:
        return "s'écrit quand on fusionne deux fiches"
    if saisie.nouveau:
        return "donné par la fiche d'où vous venez" if champ == cls.parent and saisie.contexte.get(champ) else ""
    if champ == cls.parent:
        return "ne change plus : la fiche en dépend"
    if champ == cls.lead and saisie.fiche is not None and saisie.fiche.commune:
        return "ne change plus : décide qui voit la fiche"
    if champ == "departement" and not cls.national and saisie.valeur(champ):
        return "ne change plus : décide qui voit la fiche"
    return fige.champ_fige(saisie.store, saisie.table, champ, saisie.folded.values)
