"""Communes into a convention, from the list of communes: one that is there, or one for all of them together (`A`)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.convention import TypeConvention
from screens.application import application
from screens.saisir import Saisir
from screens.widgets.choix import Choice, Choix
from storage.conventions import creer_pour, rattacher

if TYPE_CHECKING:
    from screens.liste import ListePage

_NOUVELLE: Final = "~"


def demander(page: "ListePage", communes: Sequence[str]) -> None:
    """Ask for the convention, then write; what was done is one gesture."""
    rows = page.store.rows.page("convention", columns=("titre", "type", "statut"))
    count = f"{len(communes)} communes" if len(communes) > 1 else "cette commune"
    offered = [Choice(f"{_NOUVELLE}{kind}", f"Nouvelle : {kind}, pour {count}", "une fois") for kind in TypeConvention]
    offered += [
        Choice(str(row["id"]), str(row["titre"] or "sans titre"), str(row["statut"] or row["type"] or ""))
        for row in rows
    ]

    def chosen(record: str | None) -> None:
        if record is None:
            return
        if record.startswith(_NOUVELLE):
            _nouvelle(page, communes, record.removeprefix(_NOUVELLE))
            return
        done = page.tenter(lambda: rattacher(page.store, record, communes))
        if done is not None:
            deja = f", {len(done.deja)} déjà dedans" if done.deja else ""
            more = "s" * (len(done.ajoutees) > 1)
            _dire(page, f"{len(done.ajoutees)} commune{more} ajoutée{more} à la convention{deja}. {page.annule}")

    page.app.push_screen(Choix(f"Ajouter {count} à une convention", offered), chosen)


def _nouvelle(page: "ListePage", communes: Sequence[str], kind: str) -> None:
    """Ask for the title, and create the convention of the group."""

    def named(titre: str | None) -> None:
        if not titre:
            return
        made = page.tenter(lambda: creer_pour(page.store, {"titre": titre, "type": kind}, communes))
        if made is None:
            return
        _dire(page, f"Convention créée pour {len(communes)} commune{'s' * (len(communes) > 1)}. {page.annule}")
        application(page).ouvrir("convention", made)

    page.app.push_screen(Saisir(f"Titre de la convention ({kind})", verifier=_vide), named)


def _vide(texte: str) -> str:
    return "" if texte.strip() else "Donnez un titre, ou Échap."


def _dire(page: "ListePage", said: str) -> None:
    page.table.set_marks(())
    application(page).changed()
    page.say(said, "succes")
