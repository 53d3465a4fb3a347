"""What can be done with an action as a whole: judge it, copy it, replace it, move it, note what was said of it."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from pvd_tui.domain.action import Action
from pvd_tui.domain.champ import champ
from pvd_tui.domain.completude import Manque, completude, manques
from pvd_tui.domain.dates import show_date
from pvd_tui.domain.note_dite import lire_note
from screens.application import application
from screens.fiche_choix import popup
from screens.fiche_desaccords import ecrire
from screens.fiche_gestes import Possible, aller_au_champ, nouvelle, ouvrir_menu, ouvrir_puis_dire, pret
from screens.fiche_plusieurs import ChoixMultiple
from screens.menu import Entry
from screens.saisir import Saisir
from screens.widgets.choix import Choice
from storage import actions
from storage.notes import derniere_relance, noter, notes_de
from storage.prose import paragraphe_de
from storage.registre import StoreRegistre

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import App

    from pvd_tui.domain.note_datee import NoteDatee
    from screens.fiche import FichePage
    from screens.fiche_saisie import Saisie

NOTABLES: Final = frozenset({"action", "commune", "demande"})
"""The fiches from which a note is added."""


def possibles(page: "FichePage") -> Iterator[Possible]:
    """List what makes sense for this action, or this commune."""
    if page.saisie.nouveau:
        return
    if page.table in NOTABLES and not page.saisie.archivee and not page.saisie.store.read_only:
        yield "Noter ce qui vient d'être dit (pour vous seul)", partial(ajouter_note, page), "N", "N"
    if page.table in {"action", "demande"}:
        yield "Notes datées : qui a dit quoi", partial(lire_notes, page), "t", ""
    if page.table != "action":
        return
    yield "Ce qui manque à la fiche (complétude)", partial(juger, page), "q", ""
    yield "Copier un paragraphe pour un courriel", partial(copier, page), "o", ""
    if not page.lecture:
        yield "Dupliquer", partial(dupliquer, page), "l", "d"
        yield "Annule et remplace : nouvelle fiche, même numéro", partial(remplacer, page), "a", ""
        yield "Changer de commune (recopie, archive l'ancienne)", partial(deplacer, page), "m", ""


def juger(page: "FichePage") -> None:
    """List what is empty, and what a fiche-action needs: each leads where it is written."""
    if not pret(page):
        return
    registre = StoreRegistre(page.saisie.store)
    action = Action.lenient({**page.saisie.valeurs(), "id": page.saisie.record})[0]
    found, missing = completude(action, registre), list(manques(action, registre))
    needed = {(one.champ, one.table) for one in missing}
    entries = [Entry(f"! pas {one.quoi}", partial(_completer, page, one)) for one in missing]
    rest = [one for one in found.vides if (one.champ, one.table) not in needed]
    entries += [Entry(f"  vide : {one.quoi}", partial(_completer, page, one)) for one in rest]
    mature = f"{len(missing)} pour une fiche-action" if missing else "prête pour une fiche-action"
    ouvrir_menu(page, f"Remplie à {found.taux} % · {mature}", entries)


async def _completer(page: "FichePage", one: Manque) -> None:
    """Go where something missing is written."""
    titres = {"depense": "Dépenses", "ressource": "Financement", "indicateur": "Indicateurs"}
    if one.champ:
        await aller_au_champ(page, one.champ)
        return
    wanted = titres.get(one.table or "", "")
    place = next((i for i, (titre, _) in enumerate(page.rubriques) if titre == wanted), None)
    if place is not None:
        await page.montrer(place)
    elif one.table:
        nouvelle(page, "plan_financement" if one.table == "ressource" else one.table)


def copier(page: "FichePage") -> None:
    """Put the paragraph on the clipboard."""
    if pret(page):
        page.app.copy_to_clipboard(paragraphe_de(page.saisie.store, page.table, page.saisie.record))
        page.say("Paragraphe copié : collez-le dans un courriel.", "succes")


def dupliquer(page: "FichePage") -> None:
    """Choose what goes with the copy, make it, open it."""
    if page.table != "action" or page.lecture or not pret(page):
        return

    def chosen(kept: "Sequence[str]") -> None:
        _refaire(page, lambda: actions.dupliquer(page.saisie.store, page.saisie.record, kept), "Copie créée.")

    choisir_parties(page.app, chosen)


def choisir_parties(app: "App[int]", then: "Callable[[Sequence[str]], None]") -> None:
    """Ask what goes with the copy of an action."""
    parts = actions.PARTIES
    offered = [Choice(table, f"avec {name}") for table, name in parts.items()]

    def chosen(said: str | None) -> None:
        if said is not None:
            then([part.strip() for part in said.split(";") if part.strip()])

    app.push_screen(ChoixMultiple("Dupliquer l'action", offered, list(parts)), chosen)


def remplacer(page: "FichePage") -> None:
    """Make the fiche that replaces this one, and open it."""
    if pret(page):
        said = "Cette fiche annule et remplace l'ancienne, qui reste lisible et abandonnée."
        _refaire(page, lambda: actions.remplacer(page.saisie.store, page.saisie.record), said)


def deplacer(page: "FichePage") -> None:
    """Choose the commune, move the action, open it there."""
    if not pret(page):
        return

    def chosen(insee: str | None) -> None:
        if insee:
            said = "Action recréée dans sa nouvelle commune ; l'ancienne fiche est archivée."
            _refaire(page, lambda: actions.deplacer(page.saisie.store, page.saisie.record, insee), said)

    page.app.push_screen(popup(page.saisie.store, champ(Action, "commune"), "", None), chosen)


def _refaire(page: "FichePage", make: "Callable[[], str]", said: str) -> None:
    """Make another fiche of this one, open it, and say what was done."""
    made: list[str] = []
    if ecrire(page, lambda: made.append(make())):
        ouvrir_puis_dire(page, "action", made[0], f"{said} Ctrl+Z l'annule.")


def ajouter_note(page: "FichePage") -> None:
    """Type a note of today: « DRAC, M. Duval : … » says who."""
    if page.table not in NOTABLES or not pret(page):
        return
    saisie = page.saisie
    about = _sujet(saisie)

    def said(text: str | None) -> None:
        if text is None:
            return
        note = lire_note(text, saisie.today)
        write = partial(
            noter,
            saisie.store,
            note.texte,
            action=about.action,
            commune=about.commune,
            interlocuteur=note.interlocuteur,
            partenaire=note.partenaire or about.partenaire,
            relance=note.relance,
        )
        if ecrire(page, write):
            page.say("Noté. Visible par : vous seul, sur cet ordinateur. Ctrl+Z l'annule.", "succes")

    exemple = "DRAC, M. Duval : étude demandée avant le permis, relance fin mars"
    page.app.push_screen(Saisir("Note datée d'aujourd'hui", exemple=exemple, verifier=_vide), said)


class _Sujet(NamedTuple):
    """What a note added from a fiche is about."""

    action: str | None = None
    commune: str | None = None
    partenaire: str | None = None


def _sujet(saisie: "Saisie") -> _Sujet:
    """Say what a note is about: an action, a commune, or the funder of a demande."""
    values = saisie.folded.values
    if saisie.table == "demande":
        funder = values.get("financeur") or values.get("dispositif")
        action = values.get("action")
        return _Sujet(str(action) if action else None, partenaire=str(funder) if funder else None)
    return _Sujet(saisie.record) if saisie.table == "action" else _Sujet(commune=saisie.record)


def lire_notes(page: "FichePage") -> None:
    """List the notes, newest first; one opens its fiche, where it can be shown to others."""
    about = _sujet(page.saisie)
    found = notes_de(page.saisie.store, action=about.action, partenaire=about.partenaire)
    if not found:
        page.say("Aucune note. N en ajoute une.")
        return
    entries = [Entry(_resume(one), partial(application(page).ouvrir, "note_datee", one.id)) for one in found]
    last = derniere_relance(found)
    relance = f" · dernière relance : {show_date(last)}" if last else ""
    ouvrir_menu(page, f"Notes datées ({len(entries)}){relance}", entries)


def _resume(note: "NoteDatee") -> str:
    """Write a note on one line: when, who, what."""
    day = show_date(note.date) if note.date else "—"
    return " · ".join(part for part in (day, note.interlocuteur, note.partenaire, note.titre) if part)


def _vide(text: str) -> str:
    return "" if text.strip() else "Écrivez la note, ou Échap."
