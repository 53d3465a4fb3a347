"""The conflict card: every field of a record that disagrees, chosen field by field, written as one gesture.

m l d e   choose for the field under the cursor; nothing is written yet, the result is shown
Entrée    writes what is chosen; fields without a choice stay as they are
M L       all of the record mine, or theirs, at once
a r       the préfecture accepts or declines a proposal, at once
"""

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Input

from pvd_tui.changes.change import ARCHIVE
from pvd_tui.changes.fold import Nature, same
from pvd_tui.domain.champ import Champ as Decrit
from pvd_tui.domain.champ import Genre, champ
from pvd_tui.domain.saisie import SaisieError, read
from pvd_tui.domain.tables import TABLES
from screens import conflit_brouillon as brouillon
from screens.conflit_mots import AUTRE, DEUX, LEUR, MIEN, Choisi, entier, ligne, resultat
from screens.fiche_choix import a_choisir, choices, popup
from screens.fiche_plusieurs import ChoixMultiple
from screens.keys import binding
from screens.widgets.champ import Champ
from screens.widgets.colonnes import Column
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource
from screens.widgets.table import Table
from screens.widgets.texte import GrandEditeur
from storage.conflits import fusionnee, refus, tout

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pvd_tui.changes.change import Json
    from pvd_tui.changes.differend import Differend
    from storage.conflits import Carte
    from storage.store import Store

COLUMNS: Final = (Column("Champ", 13, 1), Column("Base", 11, 1), Column("Le mien", 13, 2), Column("Le leur", 13, 2))

KEYS: Final = (
    ("m", "mien", "Le mien", "Garder ce qui vient de cet ordinateur"),
    ("l", "leur", "Le leur", "Garder ce qui vient des autres (encore l : le suivant)"),
    ("d", "deux", "Les deux", "Garder la fusion proposée"),
    ("e", "autre", "Autre", "Écrire une autre valeur"),
    ("M", "tout_mien", "Tout le mien", "Garder tout ce qui vient de cet ordinateur, pour cette fiche"),
    ("L", "tout_leur", "Tout le leur", "Garder tout ce qui vient des autres, pour cette fiche"),
    ("a", "accepter", "Accepter", "La préfecture fait sienne la valeur proposée"),
    ("r", "refuser", "Refuser", "La préfecture redit sa valeur : la proposition est remplacée"),
)
"""Key, action, word, sentence."""


class Differends(Table):
    """The fields; Entrée writes what is chosen, and a page up or down reads the versions below."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("liste.ouvrir", "open", "Valider")]

    def action_move(self, step: str) -> None:
        """Move the cursor, or scroll what is below."""
        if step.endswith("page"):
            zone = self.screen.query_one("#versions", VerticalScroll)
            (zone.scroll_page_up if step.startswith("-") else zone.scroll_page_down)(animate=False)
        else:
            super().action_move(step)


class CarteConflit(Vertical):
    """A card; it writes nothing itself, but posts what was decided."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, action, label, id=f"conflit.{action}", tooltip=sentence, show=key.islower())
        for key, action, label, sentence in KEYS
    ]

    class Tranche(Message):
        """What a person decided about some fields of the card."""

        def __init__(self, carte: "Carte", choix: "Mapping[str, Json]") -> None:
            """Tell the card as it was displayed, and the values."""
            super().__init__()
            self.carte = carte
            self.choix = dict(choix)

    def __init__(self, store: "Store", carte: "Carte | None" = None, curseur: str = "", lecture: str = "") -> None:
        """Show a card, the cursor on a field; `lecture` says why it may only be read."""
        super().__init__()
        self.store = store
        self.carte = carte
        self.choix: dict[str, Choisi] = {}
        self.lecture = lecture
        self._curseur = curseur

    def compose(self) -> ComposeResult:
        """Lay out the fields, the versions, the result."""
        yield Differends(COLUMNS, markable=False, empty="Rien à trancher.", id="differends")
        with VerticalScroll(id="versions", can_focus=False):
            yield Plain("", id="versions-texte")
        yield Champ(placeholder="une autre valeur, puis Entrée ; Échap revient", id="autre")
        yield Plain("", id="conflit-erreur", classes="ton-erreur")
        yield Plain("", id="resultat")

    def on_mount(self) -> None:
        """Fill the card."""
        self.query_one("#autre", Champ).display = False
        self.montrer(self.carte, self._curseur, self.lecture)

    def montrer(self, carte: "Carte | None", curseur: str = "", lecture: str = "") -> None:
        """Show another card, or the same one read again: what was chosen stays where nothing changed."""
        before, self.carte, self.lecture = self.carte, carte, lecture
        kept = _inchanges(before, carte) if before and carte else set()
        self.choix = {name: one for name, one in self.choix.items() if name in kept}
        if carte is not None:
            self.choix = self._ecrits(carte) | self.choix
        table = self.query_one("#differends", Table)
        table.styles.height = min(len(carte.differends) if carte else 1, 7) + 1
        self._dessiner(curseur or (table.row.id if table.row else ""))

    # What is chosen.

    @property
    def pointe(self) -> "Differend | None":
        """The field under the cursor."""
        row = self.query_one("#differends", Table).row
        return self.carte.de(row.id) if row and self.carte else None

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
        if one is None or self.carte is None or one.champ == ARCHIVE:
            return
        described = champ(TABLES[self.carte.table], one.champ)
        start = "" if one.champ not in self.choix else str(self.choix[one.champ].valeur or "")
        if described.genre is Genre.TEXTE:
            both = self.carte.fusion(one)
            text = start or (both.texte if both else str(one.versions[0].valeur or ""))
            self.app.push_screen(
                GrandEditeur(text, titre=described.titre, rested=partial(self._garder, one.champ)),
                self._ecrire(one.champ),
            )
        elif a_choisir(described) and (described.choix or described.reference or not described.plusieurs):
            self._proposer(described, start)
        else:
            autre = self.query_one("#autre", Champ)
            autre.display = True
            autre.put("")
            autre.focus()

    def _proposer(self, described: Decrit, start: str) -> None:
        written = self._ecrire(described.nom)
        commune = self.carte.folded.values.get("commune") if self.carte else None
        where = str(commune) if commune else None
        if described.plusieurs:
            screen = ChoixMultiple(described.titre, choices(self.store, described, where), ())
            self.app.push_screen(screen, written)
        else:
            self.app.push_screen(popup(self.store, described, start, where), written)

    def _ecrire(self, name: str) -> "Callable[[str | None], None]":
        def written(text: str | None) -> None:
            self._lire(name, text)

        return written

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
            brouillon.garder(self.store, self.carte, name, text)

    def _ecrits(self, carte: "Carte") -> dict[str, Choisi]:
        """Give what was written on this card earlier, as chosen."""
        found: dict[str, Choisi] = {}
        for name, text in brouillon.ecrits(self.store, carte).items():
            with suppress(SaisieError):
                found[name] = Choisi(AUTRE, self._valeur(carte, name, text))
        return found

    def _valeur(self, carte: "Carte", name: str, text: str) -> "Json":
        return read(TABLES[carte.table], name, text, self.store.today().astimezone().date())

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
        if action not in {name for _, name, _, _ in KEYS}:
            return True
        one = self.pointe if self.is_mounted else None
        if one is None or self.carte is None or self.lecture or refus(self.store, one):
            return False
        return action in self._offertes(one, self.carte)

    @staticmethod
    def _offertes(one: "Differend", carte: "Carte") -> set[str]:
        """Name what may be done about a field."""
        if one.nature is Nature.PROPOSITION:
            return {"accepter", "refuser", "autre"}
        offered = {"mien", "leur"}
        offered |= {"deux"} if carte.fusion(one) else set()
        offered |= {"autre"} if one.champ != ARCHIVE else set()
        return offered | ({"tout_mien", "tout_leur"} if len(carte.differends) > 1 else set())

    # Drawing.

    @on(Table.Pointed, "#differends")
    def _lire_versions(self, event: Table.Pointed) -> None:
        event.stop()
        self._versions()
        self.refresh_bindings()

    def _dessiner(self, curseur: str) -> None:
        carte = self.carte
        rows = [ligne(self.store, carte, one, self.choix.get(one.champ)) for one in carte.differends] if carte else []
        self.query_one("#differends", Table).show(ListSource(rows), keep=curseur or None)
        self._versions()
        self.query_one("#resultat", Plain).say(self._resultat())
        self.refresh_bindings()

    def _versions(self) -> None:
        one = self.pointe
        said = entier(self.store, self.carte, one, self.choix.get(one.champ)) if one and self.carte else ""
        self.query_one("#versions-texte", Plain).say(said)
        self._dire(self.lecture or (refus(self.store, one) if one else ""))

    def _resultat(self) -> str:
        if self.carte is None:
            return ""
        said = resultat(self.store, self.carte, self.choix)
        return f"{said}\nL'historique garde toutes les versions : rien n'est perdu."

    def _dire(self, text: str) -> None:
        self.query_one("#conflit-erreur", Plain).say(text)


def _inchanges(before: "Carte", after: "Carte") -> set[str]:
    """Name the fields whose versions are still those that were shown."""
    if (before.table, before.record) != (after.table, after.record):
        return set()
    return {d.champ for d in after.differends if before.folded.heads.get(d.champ) == after.folded.heads.get(d.champ)}
