"""The sentences of a fiche: who sees it, who wrote, when, and what a field asks for."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from pvd_tui.aide import definition
from pvd_tui.domain.champ import Champ, Genre, champ
from screens.aide import Aide
from storage.territory import NATIONAL

if TYPE_CHECKING:
    from pvd_tui.changes.change import Change
    from pvd_tui.domain.entity import Entity
    from screens.fiche_saisie import Saisie
    from storage.store import Store


def quand(at: str) -> str:
    """Say a moment: « 22/11 à 18:04 »."""
    return f"{datetime.fromisoformat(at).astimezone():%d/%m à %H:%M}"


def heure(at: str) -> str:
    """Say an hour: « 18:04:11 »."""
    return f"{datetime.fromisoformat(at).astimezone():%H:%M:%S}"


_ROLES: Final = {
    "prefecture": "la préfecture",
    "chef": "un chef de projet",
    "region": "la région",
    "national": "l'échelon national",
}


def qui(store: "Store", change: "Change") -> str:
    """Say who wrote a change."""
    if change.by == store.device:
        return "cet ordinateur"
    return _ROLES.get(change.role or "", "un autre ordinateur")


def nom(cls: "type[Entity]", *, nouveau: bool) -> str:
    """Name the kind of record: « Action », « Nouvelle action »."""
    if not nouveau:
        return cls.label[:1].upper() + cls.label[1:]
    vowel = cls.label[:1].lower() in "aeiouéèêh"
    return f"{'Nouvelle' if cls.feminine else 'Nouvel' if vowel else 'Nouveau'} {cls.label}"


def visible_par(saisie: "Saisie") -> str:
    """Say who sees the record, or will."""
    stream, insee, restreint = _territoire(saisie)
    if restreint:
        return "vous seul, sur cet ordinateur"
    if stream == NATIONAL:
        return "tous les départements"
    if insee:
        from pvd_tui import referentiel  # noqa: PLC0415 - the names of communes, read only when shown

        found = referentiel.commune(insee)
        whose = found.de_la() if found else f"de la commune {insee}"
        return f"les chefs de projet {whose} et la préfecture ({referentiel.departement_of(insee)})"
    where = stream.removeprefix("dep:")
    if not where and saisie.cls.lead:
        return "cela dépend de la commune, à choisir"
    return f"tous les chefs de projet du département et la préfecture{f' ({where})' if where else ''}"


def lieu(saisie: "Saisie") -> str:
    """Name the commune of the record: « Guise (02) »."""
    _, insee, _ = _territoire(saisie)
    if not insee:
        return ""
    from pvd_tui import referentiel  # noqa: PLC0415 - the names of communes, read only when shown

    found = referentiel.commune(insee)
    return f"{found.nom if found else insee} ({referentiel.departement_of(insee)})"


def _territoire(saisie: "Saisie") -> tuple[str, str | None, bool]:
    """Give stream, commune, restreint of a record, or those it would be created with."""
    if saisie.fiche is not None:
        return saisie.fiche.stream, saisie.fiche.commune, saisie.fiche.restreint
    cls, values = saisie.cls, saisie.valeurs()
    if cls.national:
        return NATIONAL, None, False
    restreint = cls.restreint_par_defaut
    lead = values.get(cls.lead) if cls.lead else None
    parent = values.get(cls.parent) if cls.parent else None
    if isinstance(lead, str) and lead:
        return "dep:", lead, restreint
    above = saisie.store.get(cls.parent, parent) if cls.parent and isinstance(parent, str) else None
    if above is not None and above.stream != NATIONAL:
        return above.stream, above.commune, restreint or above.restreint
    return f"dep:{values.get('departement') or ''}", None, restreint


_FORMES: Final = {
    Genre.DATE: "15/09/2027, 15/9, fin mars, T3 2027, +2s",
    Genre.HEURE: "9h30",
    Genre.MONTANT: "1 250 000,50 ou 48k ou 1,2 M ou 1200*0,8",
}
_GESTES: Final = {
    Genre.CHOIX: "Entrée ou Espace ouvre la liste ; les lettres la réduisent. Suppr vide le champ.",
    Genre.OUI_NON: "o pour oui, n pour non, Suppr pour « non renseigné ».",
    Genre.REFERENCE: "Entrée ou Espace ouvre la liste ; les lettres la réduisent. Suppr vide le champ.",
    Genre.TEXTE: "Ctrl+E écrit sur tout l'écran.",
}


def aide_de(asked: Champ) -> Aide:
    """Say what F1 says of a field: what it means, how to answer, an example, who fills it."""
    said = [_GESTES[asked.genre]] if asked.genre in _GESTES else []
    if asked.plusieurs and not asked.choix:
        said.append("Séparez plusieurs réponses par un point-virgule.")
    if asked.prefecture:
        said.append(
            "Champ tenu par la préfecture : ce qu'écrit une commune s'affiche « déclaré par la commune », "
            "ou « à confirmer » si la préfecture a déjà répondu."
        )
    if asked.choix:
        said.append(f"Réponses : {' · '.join(asked.choix)}")
    if forme := _FORMES.get(asked.genre):
        said.append(f"S'écrit aussi : {forme}")
    found = definition(asked.table, asked.nom)
    if found is None:
        return Aide(asked.titre, reponse="\n".join(said))
    return Aide(asked.titre, found.definition, found.exemple, "\n".join(said), found.qui)


def aide_du_champ(table: str, nom: str) -> Aide | None:
    """Say what F1 says of a field that has no widget of its own (a cell, a column); None for one of another version."""
    from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - pydantic, only when somebody asks

    cls = TABLES.get(table)
    return aide_de(champ(cls, nom)) if cls is not None and nom in cls.model_fields else None
