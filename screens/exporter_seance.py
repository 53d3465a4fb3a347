"""What F8 offers of the clubs: the relevé of a séance, with names or without, the next date, the plan de formation."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.texte import counted
from pvd_tui.reports.ecrit import ECRITS
from pvd_tui.reports.formats import TABLEURS
from screens.clubs import ClubsPage
from screens.exporter_quoi import Fait, Quoi, Relecture
from screens.fiche import FichePage
from screens.formation import FormationPage
from screens.preparer_papiers import a_venir, papiers
from screens.retex import RetexPage
from screens.revue_seance import RevueSeancePage
from screens.seance import SeancePage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pvd_tui.domain.retex import Retex
    from pvd_tui.reports.releve_decisions import Redige
    from screens.page import Page
    from storage.store import Store

PLAN: Final[Mapping[str, str]] = {**TABLEURS, **ECRITS}
"""Formats of the plan de formation: a table, or a page."""
_AGENDA: Final[Mapping[str, str]] = {"ics": "agenda : Outlook, Thunderbird, téléphone"}


def des_clubs(page: "Page | None", store: "Store", au: "date") -> Iterator[Quoi]:
    """List what a page about the clubs can give."""
    record = seance_de(page)
    if record is not None:
        papers, after = papiers(store, record, au), [*_seance(store, record, au)]
        before = a_venir(store, record) and not isinstance(page, RevueSeancePage)
        yield from (*papers, *after) if before else (*after, *papers)
    if isinstance(page, RetexPage):
        said = f"Les retours d'expérience affichés ({len(page.trouves)})"
        yield Quoi("retex", said, TABLEURS, "retours d'expérience", partial(_retex, list(page.trouves), au))
    if record is not None or isinstance(page, ClubsPage | FormationPage):
        count = len(_plan(store))
        said = f"Plan de formation ({counted(count, 'besoin')})"
        yield Quoi("formation", said, PLAN, "plan de formation", partial(_formation, store, au))


def _retex(found: "Sequence[Retex]", au: "date", format_: str) -> Fait:
    """Write what answers a question, as a table."""
    from pvd_tui.reports.formats import rendre_tableau  # noqa: PLC0415 - only when one exports
    from pvd_tui.reports.tableau import ColonneTableau, Tableau  # noqa: PLC0415 - same

    heads = [ColonneTableau("Date", "date"), *map(ColonneTableau, ("Commune", "Retour d'expérience", "Enseignements"))]
    heads += map(ColonneTableau, ("Action", "Séance"))
    rows = [(one.jour, one.commune, one.titre, one.texte, one.action, one.seance) for one in found]
    made = rendre_tableau(Tableau("Retours d'expérience", heads, rows, au), format_)
    return Fait(made, counted(len(rows), "ligne"), "Les notes peuvent nommer des personnes : relisez avant de publier.")


def seance_de(page: "Page | None") -> str | None:
    """Give the séance that a page is about."""
    if isinstance(page, SeancePage | RevueSeancePage):
        return page.record
    if isinstance(page, ClubsPage):
        row = page.table.row
        return row.id if row and not row.entete else None
    fiche = page.saisie.fiche if isinstance(page, FichePage) else None
    return fiche.record if fiche is not None and fiche.table == "seance_club" else None


def _seance(store: "Store", record: str, au: "date") -> Iterator[Quoi]:
    titre = store.rows.titres("seance_club", [record]).get(record, "séance")
    nom = f"relevé {titre}"
    make = partial(_releve, store, record, au, noms=True)
    yield Quoi("releve", f"Relevé de décisions : {titre}", ECRITS, nom, make)
    yield Quoi(
        "releve-sans-noms",
        "Relevé publiable, sans noms (fonctions et communes)",
        ECRITS,
        f"{nom} sans noms",
        partial(_releve, store, record, au, noms=False),
        partial(_doutes, store, record, au),
    )
    row = store.rows.these("seance_club", [record], ("prochaine_date",))
    if row and row[0]["prochaine_date"]:
        yield Quoi(
            "prochaine", "La date de la prochaine séance", _AGENDA, "prochain club", partial(_ics, store, record)
        )


def _redige(store: "Store", record: str, au: "date", *, noms: bool) -> "Redige":
    """Word a séance of the store."""
    from pvd_tui.reports.releve_lu import rediger_seance  # noqa: PLC0415 - only when one exports

    return rediger_seance(store, record, au, noms=noms)


def _releve(store: "Store", record: str, au: "date", format_: str, *, noms: bool) -> Fait:
    from pvd_tui.reports.ecrit import rendre  # noqa: PLC0415 - only when one exports

    made = _redige(store, record, au, noms=noms)
    attention = "Avec des noms : à remettre aux participants, pas à publier." if noms else ""
    return Fait(rendre(made.ecrit, format_), "1 séance", attention)


def _doutes(store: "Store", record: str, au: "date") -> list[Relecture]:
    """Give what may be a name and was left."""
    found = _redige(store, record, au, noms=False).doutes
    return [Relecture(f"« {one.extrait} », {one.ou} : {one.motif}", "") for one in found]


def _plan(store: "Store") -> "list[object]":
    from pvd_tui.reports.plan_formation import besoins  # noqa: PLC0415 - only when one exports

    return list(besoins(store))


def _formation(store: "Store", au: "date", format_: str) -> Fait:
    from pvd_tui.reports import plan_formation  # noqa: PLC0415 - only when one exports

    found = plan_formation.besoins(store)
    return Fait(plan_formation.rendre(found, format_, au), counted(len(found), "besoin"))


def _ics(store: "Store", record: str, format_: str) -> Fait:
    from pvd_tui.reports.agenda_seance import prochaine  # noqa: PLC0415 - only when one exports

    _ = format_
    return Fait(prochaine(store, record), "1 date")
