"""The same value for all that is marked (`l`): choose the field, type as in the fiche, see what changes, say yes."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from pvd_tui.domain.affichage import show
from pvd_tui.domain.champ import Champ, Genre, champ
from pvd_tui.domain.saisie import SaisieError, read
from pvd_tui.domain.tables import TABLES
from screens.keys import binding
from screens.lignes import entier
from screens.plain import clean
from screens.valeur import demander
from screens.widgets.choix import Choice, Choix
from screens.widgets.panneau import Panneau
from screens.widgets.pied import Pied
from screens.widgets.plain import Plain

if TYPE_CHECKING:
    from textual.app import App

    from pvd_tui.changes.change import Json
    from storage.masse import Lot
    from storage.store import Store

_SAMPLE: Final = 5
"""Records shown before and after, and refusals said."""
_EMPTY: Final = "~vider"

Chosen = Callable[[str, "Json"], object]
"""Told the field and its value."""


def modifiables(table: str) -> list[Champ]:
    """List the fields that a bulk edit may set: all but what fixes where the record belongs."""
    cls = TABLES[table]
    fixed = {cls.lead, cls.parent, "id", "fusionnee_dans", *cls.natural}
    return [champ(cls, name) for _, names in cls.rubriques for name in names if name not in fixed]


def demander_champ(app: "App[int]", store: "Store", table: str, today: date, then: Chosen, name: str = "") -> None:
    """Ask for a field (unless it is given) and its value, read as the fiche reads it."""
    fields = {one.nom: one for one in modifiables(table)}

    def chosen(name: str | None) -> None:
        if name in fields:
            _demander_valeur(app, store, table, fields[name], today, then)

    if name:
        chosen(name)
    else:
        app.push_screen(Choix("Modifier quel champ ?", [Choice(c.nom, c.titre) for c in fields.values()]), chosen)


def _demander_valeur(app: "App[int]", store: "Store", table: str, asked: Champ, today: date, then: Chosen) -> None:
    cls = TABLES[table]

    def wrong(text: str) -> str:
        try:
            read(cls, asked.nom, text, today)
        except SaisieError as error:
            return error.message
        return ""

    def told(text: str) -> None:
        value = None if text == _EMPTY else read(cls, asked.nom, text, today)
        then(asked.nom, value)

    if asked.genre in {Genre.CHOIX, Genre.OUI_NON, Genre.REFERENCE} and not asked.plusieurs:
        from screens.fiche_choix import choices  # noqa: PLC0415 - only when it opens

        offered = [*choices(store, asked, None), Choice(_EMPTY, "(vider le champ)")]
        app.push_screen(Choix(asked.titre, offered), lambda text: told(text) if text else None)
    else:
        demander(app, store, asked, told, verifier=wrong)


def phrase(table: str, name: str, value: "Json", store: "Store") -> str:
    """Say the edit: « Pilote = Claire Lemaire »."""
    titre = champ(TABLES[table], name).titre.removesuffix(" (€)")
    return f"{titre} = {dire(table, name, value, store) or '(vide)'}"


def dire(table: str, name: str, value: "Json", store: "Store") -> str:
    """Show a value; a record is named by its title."""
    said = show(TABLES[table], name, value)
    of = champ(TABLES[table], name).reference
    return store.rows.titres(of, [said]).get(said, said) if of and said else said


def compter(lot: "Lot") -> tuple[str, ...]:
    """Count what would change, what is so already, what is refused."""
    changes, refus = entier(len(lot.edits)), entier(len(lot.refus))
    return f"{changes} à modifier", f"{entier(lot.memes)} sans changement", f"{refus} refus"


class ApercuLot(ModalScreen[bool]):
    """What a bulk edit would do; closes with whether it is wanted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("page.retour", "dismiss(False)", "Renoncer"),
        binding("lot.appliquer", "dismiss(True)"),
    ]

    def __init__(self, store: "Store", titre: str, lot: "Lot", caches: int) -> None:
        """Show this lot; `caches` of its records are hidden by the filter."""
        super().__init__(classes="popup")
        self.store = store
        self.titre = titre
        self.lot = lot
        self.caches = caches

    def compose(self) -> ComposeResult:
        """Show the counts, the refusals, and some records before and after."""
        with Panneau(self.titre, pied="Rien n'est encore écrit", id="aide"):
            with VerticalScroll():
                yield Plain("\n".join(self.lines()), id="lot-texte")
            yield Pied()

    def lines(self) -> list[str]:
        """Say what would happen."""
        lot = self.lot
        lines = [" · ".join(compter(lot))]
        if self.caches:
            lines.append(f"! {entier(self.caches)} de ces fiches sont marquées mais cachées par le filtre.")
        cls = TABLES[lot.table]
        owned = sorted(set(lot.valeurs) & cls.prefecture)
        if owned:
            lines.append("! Champ tenu par la préfecture : elle verra une proposition « à confirmer ».")
        for one in lot.exemples[:_SAMPLE]:
            for name, before in one.avant.items():
                after = dire(lot.table, name, lot.valeurs[name], self.store) or "—"
                lines += ["", clean(one.titre), f"  {dire(lot.table, name, before, self.store) or '—'}  ►  {after}"]
        more = len(lot.exemples) - _SAMPLE
        lines += ["", f"… et {entier(more)} de plus."] if more > 0 else []
        lines += ["", "Refus :"] if lot.refus else []
        lines += [f"  {clean(one.titre) or one.record} : {one.raison}" for one in lot.refus[:_SAMPLE]]
        if len(lot.refus) > _SAMPLE:
            lines.append(f"  … et {entier(len(lot.refus) - _SAMPLE)} de plus.")
        return lines

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to apply only where something changes."""
        return not (action == "dismiss" and parameters == (True,)) or bool(self.lot.edits)
