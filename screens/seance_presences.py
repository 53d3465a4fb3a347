"""What is done with a line of the attendance sheet outside of the live page: each gesture is one change.

Absent is not excusé, and excusé is not représenté; who has signed the paper is noted, the signature stays on it.
"""

from typing import TYPE_CHECKING, Final

from pvd_tui.changes.edit import archive, edit
from pvd_tui.domain.pointage import PRESENT, REPRESENTE, Pointee
from screens.application import application
from screens.plain import fold
from screens.saisir import Saisir
from screens.widgets.choix import Choice, Choix
from storage.communes_club import du_club

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pvd_tui.changes.change import Json
    from screens.donnees import PageDonnees
    from storage.store import Saved

_AUTRE: Final = "autre"
_PERSONNE: Final = "personne"


def ecrire(page: "PageDonnees", record: str, values: "dict[str, Json]", dit: str) -> bool:
    """Save these values of a line, labelled « nom » : dit; say it."""
    fiche = page.store.get("presence", record)
    if fiche is None:
        return False
    change = edit("presence", record, fiche.folded, values)
    nom = fiche.values.get("titre") or "sans nom"

    def write() -> "Saved | None":
        return page.store.save([change], f"« {nom} » : {dit}") if change else None

    if not page.tenter(write):
        return False
    application(page).changed()
    page.say(f"{nom} : {dit}. {page.annule}", "succes")
    return True


def statut(page: "PageDonnees", ligne: Pointee, voulu: str, *, papier: bool = False) -> bool:
    """Set a statut; read on the paper sheet, who is present has signed it."""
    values: dict[str, Json] = {"statut": voulu}
    if voulu != REPRESENTE and ligne.represente_par:
        values["represente_par"] = None
    if papier:
        values["emarge"] = True if voulu == PRESENT and not ligne.a_distance else None
    elif voulu != PRESENT and ligne.emarge:
        values["emarge"] = None
    signed = ", a signé" if values.get("emarge") else ""
    return ecrire(page, ligne.id, values, f"{voulu.lower()}{signed}")


def emarge(page: "PageDonnees", ligne: Pointee) -> None:
    """Turn over whether somebody has signed; who signs is present."""
    signed = not ligne.emarge
    values: dict[str, Json] = {"emarge": signed}
    if signed and ligne.statut != PRESENT:
        values |= {"statut": PRESENT, "represente_par": None}
    ecrire(page, ligne.id, values, "a signé" if signed else "n'a pas signé")


def distance(page: "PageDonnees", ligne: Pointee) -> None:
    """Turn over whether somebody took part from afar; whoever did was present, and signed nothing."""
    far = not (ligne.a_distance and ligne.statut == PRESENT)
    values: dict[str, Json] = {"statut": PRESENT, "represente_par": None, "mode": "À distance" if far else "Sur place"}
    if far:
        values["emarge"] = None
    ecrire(page, ligne.id, values, "présent à distance" if far else "présent sur place")


def represente(page: "PageDonnees", ligne: Pointee, feuille: "Sequence[Pointee]") -> None:
    """Ask who stands for somebody: people of the sheet first, those who are there before the others."""
    others = sorted((one for one in feuille if one.nom != ligne.nom and one.nom), key=lambda one: one.statut != PRESENT)
    names = dict.fromkeys(one.nom for one in others)
    where = {one.nom: one.de for one in others}
    choices = [Choice(f"= {nom}", nom, where[nom]) for nom in names]
    choices += [Choice(_AUTRE, "Quelqu'un d'autre…"), Choice(_PERSONNE, "On ne sait pas par qui")]

    def chosen(found: str | None) -> None:
        if found == _AUTRE:
            page.app.push_screen(Saisir(f"{ligne.nom} : représenté par", exemple="Nom, fonction"), said)
        elif found is not None:
            said("" if found == _PERSONNE else found.removeprefix("= "))

    def said(nom: str | None) -> None:
        if nom is not None:
            by = f" par {nom.strip()}" if nom.strip() else ""
            values: dict[str, Json] = {"statut": REPRESENTE, "represente_par": nom.strip() or None, "emarge": None}
            ecrire(page, ligne.id, values, f"représenté{by}")

    page.app.push_screen(Choix(f"{ligne.nom} : représenté par", choices), chosen)


def aussi(page: "PageDonnees", ligne: Pointee, seance: str) -> None:
    """Ask for which other commune somebody takes part: one more line, of the same person."""
    departement = page.store.rows.these("seance_club", [seance], ("departement",))[0]["departement"]
    named = sorted(du_club(page.store, departement).items(), key=lambda pair: fold(pair[1]))
    choices = [Choice(insee, nom) for insee, nom in named if insee != ligne.insee]

    def chosen(insee: str | None) -> None:
        if insee is None:
            return
        values: dict[str, Json] = {"seance_club": seance, "titre": ligne.nom, "commune": insee, "statut": ligne.statut}
        values |= {k: v for k, v in (("fonction", ligne.fonction), ("qualite", ligne.qualite)) if v}
        if page.tenter(lambda: page.store.create("presence", values)):
            where = next(choice.label for choice in choices if choice.id == insee)
            application(page).changed()
            page.say(f"{ligne.nom} : représente aussi {where}. {page.annule}", "succes")

    page.app.push_screen(Choix(f"{ligne.nom} : représente aussi", choices), chosen)


def retirer(page: "PageDonnees", record: str) -> None:
    """Take a line off the sheet."""
    fiche = page.store.get("presence", record)
    if fiche is None:
        return
    nom = fiche.values.get("titre") or "sans nom"
    one = archive("presence", record, fiche.folded)
    if page.tenter(lambda: page.store.save([one], f"Retirer « {nom} » de la feuille")):
        application(page).changed()
        page.say(f"{nom} n'est plus sur la feuille. {page.annule}", "succes")
