"""What a field offers to choose from, and how a choice reads."""

from typing import TYPE_CHECKING, Final

from textual import on
from textual.widgets import Input

from pvd_tui.domain.champ import Champ, Genre
from screens.fiche_depart import habilitation
from screens.widgets.choix import Choice, Choix
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pvd_tui.changes.change import Json
    from pvd_tui.referentiel import CommuneReference
    from storage.store import Store

MANY: Final = 2000
"""The most records that a popup offers."""

OUI_NON: Final = ("oui", "non")


def a_choisir(champ: Champ) -> bool:
    """Say whether the field is filled by choosing and not by typing."""
    return champ.genre in {Genre.CHOIX, Genre.OUI_NON, Genre.REFERENCE}


def libelle(store: "Store", champ: Champ, texte: str) -> str:
    """Write the text of such a field as a person reads it: names instead of ids."""
    if champ.genre is not Genre.REFERENCE or not texte:
        return texte
    return " ; ".join(_nom(store, champ.reference or "", part.strip()) for part in texte.split(";"))


def _nom(store: "Store", table: str, record: str) -> str:
    if table == "commune":
        from pvd_tui import referentiel  # noqa: PLC0415 - read only when a commune is shown

        found = referentiel.commune(record)
        return f"{found.nom} ({found.departement})" if found else record
    return titre_de(store, table, record) or "(fiche inconnue de cet ordinateur)"


def titre_de(store: "Store", table: str, record: str) -> str:
    """Give the title of a record, or what stands for it."""
    rows = store.rows.page(table, {"id": record}, limit=1, archived=None)
    return resume(store, table, rows[0]) if rows else ""


def resume(store: "Store", table: str, row: "Mapping[str, Json]") -> str:
    """Give the title of a row, else its first fields that say something."""
    if row.get("titre"):
        return str(row["titre"])
    from pvd_tui.domain.affichage import show  # noqa: PLC0415 - only for records without a title
    from pvd_tui.domain.champ import champ as decrire  # noqa: PLC0415 - same
    from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - same

    cls = TABLES[table]
    said: list[str] = []
    for _, champs in cls.rubriques:
        for name in champs:
            if name == cls.parent or row.get(name) is None or len(said) > 2:  # noqa: PLR2004 - three facts are enough
                continue
            described = decrire(cls, name)
            text = show(cls, name, row[name])
            said.append(text if described.genre is not Genre.REFERENCE else libelle(store, described, text))
    return " · ".join(said) or f"{cls.label} sans titre"


def choices(store: "Store", champ: Champ, commune: str | None) -> list[Choice]:
    """Give what a popup offers; records of the fiche's own commune where the table has communes."""
    if champ.genre is Genre.OUI_NON:
        return [Choice(word, word) for word in OUI_NON]
    if champ.genre is Genre.CHOIX:
        return [Choice(word, word) for word in champ.choix]
    table = champ.reference or ""
    plan = store.rows.plan(table)
    where: dict[str, Json] = {"territoire": commune} if commune and plan.lead == "commune" else {}
    columns = ("titre", *(c for c in plan.columns if c != "titre"))
    rows = store.rows.page(table, where, columns=columns, limit=MANY)
    return [Choice(str(row["id"]), resume(store, table, row)) for row in rows]


def communes_offertes(store: "Store") -> list[Choice]:
    """Give the communes offered before anything is typed: the grant's, the store's, or the département's."""
    from pvd_tui import referentiel  # noqa: PLC0415 - read only when a commune is chosen

    granted = habilitation(store)
    codes = granted or [str(row["id"]) for row in store.rows.page("commune", columns=("titre",), limit=MANY)]
    found = [place for place in map(referentiel.commune, codes) if place]
    departement = store.settings.get(settings.DEPARTEMENT)
    if not found and departement:
        found = list(referentiel.communes_of_departement(departement))
    return _choices(found)


def _choices(places: "Iterable[CommuneReference]") -> list[Choice]:
    return [Choice(p.insee, f"{p.nom} ({p.departement})", " ".join(p.codes_postaux[:1])) for p in places]


class ChoixCommune(Choix):
    """Choose a commune of the référentiel by its name, its INSEE code or its code postal."""

    @property
    def filtered(self) -> bool:
        """Whether there is a filter to type in: always, the référentiel is behind it."""
        return True

    @on(Input.Changed, "#filtre")
    def narrow(self, event: Input.Changed) -> None:
        """Look in the whole référentiel for what is typed."""
        from pvd_tui import referentiel  # noqa: PLC0415 - read only when a commune is searched

        event.stop()
        event.prevent_default()
        if not event.value.strip():
            self.query_one("#liste", Table).show(self._all)
            return
        known = self._all.filtered(event.value).rows
        more = _choices(referentiel.search_communes(event.value, limit=30))
        there = {row.id for row in known}
        rows = [*known, *(Row(c.id, (c.label, c.detail)) for c in more if c.id not in there)]
        self.query_one("#liste", Table).show(ListSource(rows))


def popup(store: "Store", champ: Champ, texte: str, commune: str | None) -> Choix:
    """Open the right popup on a field that holds one value."""
    if champ.reference == "commune":
        offered = communes_offertes(store)
        kind = Choix if habilitation(store) else ChoixCommune
        return kind(champ.titre, offered, current=texte or None, nommes=True)
    named = champ.reference is not None
    return Choix(champ.titre, choices(store, champ, commune), current=texte or None, nommes=named)
