"""The conflict card: every field of a record that disagrees, chosen field by field, written as one gesture.

m l d e   choose for the field under the cursor; nothing is written yet, the result is shown
Entrée    writes what is chosen; fields without a choice stay as they are
M L       all of the record mine, or theirs, at once
a r       the préfecture accepts or declines a proposal, at once
"""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input

from pvd_tui.changes.fold import same
from pvd_tui.domain.affichage import show
from pvd_tui.domain.champ import Champ as Decrit
from pvd_tui.domain.champ import Genre, champ
from pvd_tui.domain.saisie import SaisieError
from pvd_tui.domain.tables import TABLES
from screens import conflit_brouillon as brouillon
from screens.conflit_autre import editeur
from screens.conflit_lu import CarteLue
from screens.conflit_mots import AUTRE, DEUX, LEUR, MIEN, Choisi, connu
from screens.conflit_touches import ACTIONS, offertes
from screens.keys import binding
from screens.widgets.champ import Champ
from screens.widgets.table import Table
from storage.conflits import fusionnee, refus, tout
from storage.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pvd_tui.changes.change import Json
    from pvd_tui.changes.differend import Differend
    from storage.conflits import Carte


class CarteConflit(CarteLue):
    """A card; it writes nothing itself, but posts what was decided."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding(f"conflit.{action}", action, show=not action.startswith("tout_")) for action in ACTIONS
    ]

    class Tranche(Message):
        """What a person decided about some fields of the card."""

        def __init__(self, carte: "Carte", choix: "Mapping[str, Json]") -> None:
            """Tell the card as it was displayed, and the values."""
            super().__init__()
            self.carte = carte
            self.choix = dict(choix)

    # What is chosen.

    def action_mien(self) -> None:
        """Choose mine."""
        self._prendre(MIEN)

    def action_leur(self) -> None:
        """Choose theirs; again, the next one of them."""
        self._prendre(LEUR)

    def action_deux(self) -> None:
        """Choose the merge."""
        one = self._libre()
        if one and self.carte and self.carte.fusion(one):
            self._choisir(one.champ, Choisi(DEUX, fusionnee(self.carte, one)))

    def _prendre(self, key: str) -> None:
        one = self._libre()
        if one is None or self.carte is None:
            return
        versions = self.carte.miennes(one) if key == MIEN else self.carte.leurs(one)
        if not versions:
            self._dire("Aucune de ces valeurs ne vient de ce côté.")
            return
        now = self.choix.get(one.champ)
        place = next(
            (i for i, v in enumerate(versions) if now and now.touche == key and same(v.valeur, now.valeur)), -1
        )
        self._choisir(one.champ, Choisi(key, versions[(place + 1) % len(versions)].valeur))

    def _libre(self) -> "Differend | None":
        """Give the field under the cursor if it may be decided here; else say why not."""
        one = self.pointe
        why = self.lecture or (refus(self.store, one) if one else "")
        if why:
            self._dire(why)
        return None if why else one

    def _choisir(self, name: str, choisi: Choisi) -> None:
        if choisi.touche != AUTRE and self.carte:
            brouillon.oublier(self.store, self.carte, (name,))
        self.choix[name] = choisi
        self._dire("")
        self._dessiner(name)

    # Another value.

    def action_autre(self) -> None:
        """Write another value: in a list, on a line, or on the whole screen for a long text."""
        one = self._libre()
        if one is None or self.carte is None or not connu(self.carte.table, one.champ):
            return
        described = champ(TABLES[self.carte.table], one.champ)
        screen = editeur(
            self.store, described, self._depart(one, described), self._commune, partial(self._garder, one.champ)
        )
        if screen is not None:
            self.app.push_screen(screen, self._ecrire(one.champ))
            return
        autre = self.query_one("#autre", Champ)
        autre.display = True
        autre.put(brouillon.ecrits(self.store, self.carte).get(one.champ, ""))
        autre.focus()

    def _depart(self, one: "Differend", described: Decrit) -> str:
        """Give the text to begin with: what is chosen, or what holds the most of a long text."""
        chosen = self.choix.get(one.champ)
        merged = self.carte.fusion(one) if self.carte else None
        if described.genre is Genre.TEXTE and chosen is None:
            return merged.texte if merged else str(one.versions[0].valeur or "")
        return show(TABLES[self.carte.table], one.champ, chosen.valeur) if chosen and self.carte else ""

    @property
    def _commune(self) -> str | None:
        found = self.carte.folded.values.get("commune") if self.carte else None
        return str(found) if found else None

    def _ecrire(self, name: str) -> "Callable[[str | None], None]":
        def written(text: str | None) -> None:
            self._lire(name, text)

        return written

    @on(Champ.Typed, "#autre")
    def _tape(self, event: Champ.Typed) -> None:
        event.stop()
        one = self.pointe
        if one and event.champ.display and event.text.strip():
            self._garder(one.champ, event.text)

    @on(Input.Submitted, "#autre")
    def _ecrit(self, event: Input.Submitted) -> None:
        event.stop()
        one = self.pointe
        if one and self._lire(one.champ, event.value):
            self.fermer_autre()

    def fermer_autre(self) -> bool:
        """Close the line of another value; say whether it was open."""
        autre = self.query_one("#autre", Champ)
        was = bool(autre.display)
        autre.display = False
        if was:
            self.query_one("#differends").focus()
        return was

    def _lire(self, name: str, text: str | None) -> bool:
        """Choose what was written, if it is a value of the field."""
        if text is None or self.carte is None:
            return False
        try:
            value = self._valeur(self.carte, name, text)
        except SaisieError as error:
            self._dire(f"! {error.message}")
            return False
        self._garder(name, text)
        self._choisir(name, Choisi(AUTRE, value))
        return True

    def _garder(self, name: str, text: str | None) -> None:
        """Keep what is written, so that a killed terminal loses nothing of it."""
        if self.carte and text is not None:
            try:
                brouillon.garder(self.store, self.carte, name, text)
            except StoreError as error:
                self._dire(str(error))

    # What is decided.

    @on(Table.Opened, "#differends")
    def _valider(self, event: Table.Opened) -> None:
        event.stop()
        if not self.choix:
            if self._libre():
                self._dire("Choisissez d'abord : m le mien, l le leur, d les deux, e une autre valeur.")
            return
        self._trancher({name: one.valeur for name, one in self.choix.items()})

    def action_tout_mien(self) -> None:
        """Decide for all that is mine."""
        self._tout(mien=True)

    def action_tout_leur(self) -> None:
        """Decide for all that is theirs."""
        self._tout(mien=False)

    def _tout(self, *, mien: bool) -> None:
        if self.carte is None or self.lecture:
            self._dire(self.lecture)
            return
        mine = tout(self.carte, mien=mien)
        mine = {name: v for name, v in mine.items() if (one := self.carte.de(name)) and not refus(self.store, one)}
        if mine:
            self._trancher(mine)
        else:
            self._dire("Aucun champ de cette fiche ne se règle ainsi.")

    def action_accepter(self) -> None:
        """Make the value proposed the préfecture's own."""
        one = self._libre()
        if one and self.carte and (leurs := self.carte.leurs(one)):
            now = self.choix.get(one.champ)
            self._trancher({one.champ: now.valeur if now else leurs[0].valeur})

    def action_refuser(self) -> None:
        """State the préfecture's value again."""
        if one := self._libre():
            self._trancher({one.champ: one.versions[0].valeur})

    def _trancher(self, choix: "Mapping[str, Json]") -> None:
        if self.carte:
            self.post_message(self.Tranche(self.carte, choix))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense for the field under the cursor."""
        _ = parameters
        if action not in ACTIONS:
            return True
        one = self.pointe if self.is_mounted else None
        if one is None or self.carte is None or self.lecture or refus(self.store, one):
            return False
        return action in offertes(self.carte, one)
