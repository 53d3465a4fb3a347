"""The fiche: one record, one rubrique at a time, with real fields. Nothing typed is ever lost.

    field left, or at rest a second ──▶ draft on the disk
    fiche left (Échap, another mode, Ctrl+Q) ──▶ every finished field that can be read: one change

What can be done beside typing is in `screens.fiche_gestes`; the words under the fields in `screens.fiche_notes`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input

from pvd_tui.domain.champ import Champ as Descripteur
from pvd_tui.domain.champ import Genre, champ
from screens import fiche_gestes as gestes
from screens import fiche_liens as liens
from screens.aide import Aide
from screens.application import DonneesChangees, application
from screens.fiche_choix import choices, libelle, popup
from screens.fiche_droits import champ_fige, lecture_seule
from screens.fiche_mots import heure, lieu, nom, quand, visible_par
from screens.fiche_notes import Revue, constat, notes, revue
from screens.fiche_plusieurs import ChoixMultiple
from screens.fiche_rang import Note, Rang, Selecteur
from screens.fiche_saisie import IDENTITE, Saisie
from screens.fiche_tete import Tete
from screens.keys import binding
from screens.page import Page
from screens.widgets.champ import Champ
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from screens.widgets.texte import GrandEditeur, Texte
from storage.errors import StoreError

if TYPE_CHECKING:
    from textual.widget import Widget

    from screens.command import Command
    from screens.slot import Tone

_RUBRIQUES: Final = (Column("", 14, 1), Column("", 3, right=True))


class FichePage(Page):
    """One record, open to be read and written."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("controle.suivant", "point_suivant"),
        Binding("p", "point_suivant", show=False, id="controle.lettre"),
        binding("fiche.valider", "declarer", "Prête", sentence="Déclarer la fiche prête"),
        binding("aller.ouvrir", "aller", "Rubrique", sentence="Aller à une rubrique, un onglet, un panneau"),
        binding("contexte.ouvrir", "contexte"),
        binding("contexte.lettre", "contexte", show=False),
        binding("liste.nouveau", "nouveau", "Fiche liée", show=False, sentence="Créer une fiche liée"),
        binding("liste.supprimer", "archiver", show=False),
        binding("journal.annuler", "annuler", show=False),
        binding("journal.annuler_lettre", "annuler", show=False),
        binding("journal.retablir", "retablir", show=False),
        binding("journal.retablir_lettre", "retablir", show=False),
        Binding("h", "historique", "Historique", show=False, id="fiche.historique", tooltip="Historique de la fiche"),
        Binding("f4", "accepter", "Accepter", show=False, priority=True, id="fiche.accepter"),
        Binding("down", "champ(1)", show=False),
        Binding("up", "champ(-1)", show=False),
    ]
    OVERRIDES: ClassVar[frozenset[str]] = frozenset({"aller", "contexte"})
    AUTO_FOCUS = ""

    aide = Aide(
        "Fiche",
        "Ce que vous tapez est gardé en brouillon au fur et à mesure, et enregistré quand vous quittez la fiche "
        "(Échap, un autre onglet, Ctrl+Q). F1 dans un champ explique ce champ.",
    )

    def __init__(self, table: str, record: str | None = None, contexte: Mapping[str, str] | None = None) -> None:
        """Open `record`, or without one an empty fiche that starts with `contexte`."""
        super().__init__()
        self.table = table
        self.asked = record
        self.contexte = contexte
        self.saisie: Saisie
        self.revue = Revue()
        self.index = 0
        """The rubrique shown."""
        self.lecture = ""
        """Why nothing can be written, or nothing."""
        self.liens: list[liens.Lien] = []
        self._ouverte = False
        self._mode = ""
        self._courant = ("", "")
        """The field that has the focus, and the text it was entered with."""
        self._enregistre_a = ""
        self._forme: tuple[object, ...] = ()
        """What the fields on screen were made for: writable or not, new or not."""

    # What the page is made of.

    def body(self) -> ComposeResult:
        """Lay out the top, the rubriques and the fields."""
        self.saisie = Saisie(application(self).store, self.table, self.asked, self.contexte)
        self._mode = next((m.label for m in self.shell.modes if m.id == self.shell.current_mode), "")
        yield Tete()
        yield Plain("", id="fiche-avis")
        with Horizontal(id="fiche"):
            with Panneau("Rubriques", id="rubriques"):
                yield Table(_RUBRIQUES, header=False, markable=False, id="rubriques-liste")
            with Panneau("", id="rubrique"):
                yield VerticalScroll(id="champs")

    def fil(self) -> Sequence[str]:
        """Say where: the mode, the kind of record, the rubrique."""
        if not self._ouverte:
            return ()
        return (self._mode, nom(self.saisie.cls, nouveau=self.saisie.nouveau), self.rubriques[self.index][0])

    @property
    def rubriques(self) -> list[tuple[str, tuple[str, ...]]]:
        """The parts of the fiche; a new commune first says which one it is, the linked records come last."""
        parts = list(self.saisie.cls.rubriques)
        if self.saisie.nouveau and self.saisie.cls.lead == "id":
            parts[0] = (parts[0][0], (IDENTITE, *parts[0][1]))
        if not self.saisie.nouveau and liens.liees(self.table):
            parts.append((liens.TITRE, ()))
        return parts

    @property
    def champs(self) -> list[str]:
        """Every field, in the order of the form."""
        return [name for _, names in self.rubriques for name in names]

    def decrire(self, name: str) -> Descripteur:
        """Describe a field."""
        if name == IDENTITE:
            return Descripteur(IDENTITE, "Commune", Genre.REFERENCE, plusieurs=False, reference="commune")
        return champ(self.saisie.cls, name)

    def rangs(self) -> list[Rang]:
        """Give the fields on screen."""
        return list(self.query(Rang))

    def rang(self, name: str) -> Rang | None:
        """Give a field, if it is on screen."""
        return next((r for r in self.rangs() if r.nom == name), None)

    @on(events.Mount)
    async def open_first(self) -> None:
        """Open on the essential, or where the last sitting stopped."""
        self._ouverte = True
        self.lecture = lecture_seule(self.saisie)
        draft = self.saisie.reprise
        if draft is None or self.lecture:
            await self.montrer(0)
            return
        await self.montrer(self.rubrique_de(draft.champ), draft.champ, draft.curseur)

    def rubrique_de(self, name: str) -> int:
        """Give the rubrique of a field."""
        return next((i for i, (_, names) in enumerate(self.rubriques) if name in names), 0)

    # Showing.

    async def montrer(self, index: int, viser: str = "", curseur: int | None = None) -> None:
        """Show a rubrique and put the focus on a field of it."""
        self.retenir()
        self.index = index
        self._forme = self._forme_voulue()
        self._courant = ("", "")
        titre, names = self.rubriques[index]
        panneau = self.query_one("#rubrique", Panneau)
        self._front(panneau)
        scroll = self.query_one("#champs", VerticalScroll)
        async with self.batch():
            await scroll.remove_children()
            panneau.titrer(titre, f"{index + 1}/{len(self.rubriques)} · F6 rubriques")
            if titre == liens.TITRE and not names:
                shown, self.liens = liens.rows(self.saisie)
                await scroll.mount(liens.liste(shown))
            else:
                await scroll.mount_all(self._rang(name) for name in names)
                await scroll.mount(Plain("", id="constats"))
            self.rafraichir()
        scroll.scroll_home(animate=False)
        self.refresh_entete()
        self._viser(viser, curseur)

    def _forme_voulue(self) -> tuple[object, ...]:
        return bool(self.lecture), self.saisie.nouveau, len(self.rubriques)

    def _rang(self, name: str) -> Rang:
        """Make one field."""
        described = self.decrire(name)
        texte = self.saisie.texte(name)
        fige = "" if self.lecture or self.saisie.inconnue else champ_fige(self.saisie, name) or None
        return Rang(described, texte, libelle(self.saisie.store, described, texte), fige=fige)

    def _viser(self, name: str, curseur: int | None) -> None:
        """Put the focus on a field, else on the first one, else on the list."""
        scroll = self.query_one("#champs", VerticalScroll)
        scroll.can_focus = not any(r.entree for r in self.rangs())
        wanted = self.rang(name)
        first = wanted if wanted and wanted.entree else next((r for r in self.rangs() if r.entree), None)
        if first and first.entree:
            first.entree.focus()
            if curseur is not None and first is wanted:
                first.placer(curseur)
        elif lists := self.query(f"#{liens.ID}"):
            lists.first().focus()
        else:
            scroll.focus()

    def rafraichir(self, *, poser: bool = False) -> None:
        """Draw again what is said around the fields; with `poser`, the fields that are not being typed too."""
        self.revue = revue(self.saisie)
        for rang in self.rangs():
            if poser:
                texte = self.saisie.texte(rang.nom)
                rang.poser(texte, libelle(self.saisie.store, rang.champ, texte))
            said = [] if rang.nom == IDENTITE else notes(self.saisie, rang.nom, self.revue)
            if rang.fige:
                said = [*said, Note(rang.fige, "discret")]
            rang.noter(said)
        for plain in self.query("#constats").results(Plain):
            loose = [constat(f).texte for f in self.revue.constats if f.field is None]
            plain.say("\n".join(loose) if self.index == 0 else "")
            plain.display = bool(plain.text)
        self._lister()
        self._entete()

    def _lister(self) -> None:
        """Draw the list of rubriques with their state."""
        rows = []
        for i, (titre, names) in enumerate(self.rubriques):
            points = len(self.revue.a_revoir(names))
            filled = sum(bool(self.saisie.texte(name)) for name in names)
            state = "√" if names and filled == len(names) else " " if filled or not names else "·"
            mark = ">" if i == self.index else state
            cells = (f"{mark} {titre}", f"{points} !" if points else "")
            rows.append(Row(str(i), cells, "alerte" if points else "normal"))
        self.query_one("#rubriques-liste", Table).show(ListSource(rows), keep=str(self.index))

    def _entete(self) -> None:
        """Draw the top: title, state, who sees the record, and what the banner has to say."""
        saisie = self.saisie
        titre = f"{nom(saisie.cls, nouveau=saisie.nouveau)} · {saisie.titre()}" if saisie.titre() else ""
        etat, ton = self._etat()
        self.query_one(Tete).dire(
            titre or nom(saisie.cls, nouveau=saisie.nouveau), etat, ton, visible_par(saisie), lieu(saisie)
        )
        avis = self.query_one("#fiche-avis", Plain)
        avis.say(self._avis())
        avis.display = bool(avis.text)

    def _etat(self) -> "tuple[str, Tone]":
        """Say where the record stands; « Enregistré » only when it is on the disk."""
        drafts = self.saisie.brouillons.values()
        prefix = "archivée · " if self.saisie.archivee else ""
        if drafts:
            return f"{prefix}Brouillon gardé à {heure(max(d.at for d in drafts))}", "alerte"
        if self.saisie.nouveau:
            return "Rien n'est encore enregistré", "normal"
        return f"{prefix}Enregistré{self._enregistre_a}", "succes"

    def _avis(self) -> str:
        """Say what must be known before typing: a record taken up again, or that cannot be written."""
        if self.saisie.inconnue:
            return "Cette fiche n'est pas (ou plus) sur cet ordinateur. Échap revient."
        draft = self.saisie.reprise
        if draft is not None and not self.lecture:
            titre = self.decrire(draft.champ).titre
            return f"Vous en étiez à « {titre} » le {quand(draft.at)} — curseur replacé. F9 : comparer, abandonner"
        return self.lecture

    # Typing.

    def retenir(self) -> str:
        """Keep on the disk what is in the fields now; say what the store answers if it cannot."""
        if not self._ouverte or self.lecture or self.saisie.inconnue:
            return ""
        try:
            for rang in self.rangs():
                if rang.entree is not None:
                    self.saisie.taper(rang.nom, self._texte(rang), rang.curseur)
        except StoreError as error:
            self.say(str(error), "erreur")
            return str(error)
        return ""

    def _texte(self, rang: Rang) -> str:
        """Give the text of a field, as it stands in the full-screen editor if it is open."""
        editor = self.app.screen
        if isinstance(editor, GrandEditeur) and rang.entree is self.focused:
            return editor.query_one("#grand-texte", Texte).text
        return rang.texte

    def _garder(self, widget: "Widget") -> None:
        """Keep what was typed in one field, and say what it comes to."""
        rang = widget.parent
        if not isinstance(rang, Rang) or self.lecture:
            return
        try:
            changed = self.saisie.taper(rang.nom, rang.texte, rang.curseur)
        except StoreError as error:
            self.say(str(error), "erreur")
            return
        if changed:
            self.rafraichir()

    @on(Champ.Typed)
    @on(Champ.Left)
    def keep_line(self, event: Champ.Typed | Champ.Left) -> None:
        """Keep a draft."""
        self._garder(event.champ)

    @on(Texte.Typed)
    @on(Texte.Left)
    def keep_text(self, event: Texte.Typed) -> None:
        """Keep a draft."""
        self._garder(event.texte)

    @on(Selecteur.Choisi)
    async def keep_choice(self, event: Selecteur.Choisi) -> None:
        """Keep a draft, and go on to the next field; a new record that has all it needs is created."""
        self._garder(event.selecteur)
        self.repartir()
        if self.saisie.nouveau and self.saisie.titre() and event.selecteur.texte:
            await self._creer(event.selecteur.champ.nom)
        elif event.selecteur.has_focus and event.selecteur.texte:
            self.focus_next()

    @on(Selecteur.Demande)
    def offer(self, event: Selecteur.Demande) -> None:
        """Open the list of a field, or the choice between its two values."""
        if event.debut or not gestes.trancher(self, event.selecteur.champ.nom):
            self.proposer(event.selecteur, event.debut)

    def proposer(self, selecteur: Selecteur, debut: str = "") -> None:
        """Open the list of a field, narrowed by what was typed already."""
        store, asked = self.saisie.store, selecteur.champ
        commune = self.saisie.fiche.commune if self.saisie.fiche else None

        def chosen(texte: str | None) -> None:
            if texte is not None and texte != selecteur.texte:
                selecteur.poser(texte, libelle(store, asked, texte))
                selecteur.post_message(Selecteur.Choisi(selecteur))

        if asked.plusieurs:
            current = [part.strip() for part in selecteur.texte.split(";")]
            self.app.push_screen(ChoixMultiple(asked.titre, choices(store, asked, commune), current), chosen)
            return
        screen = popup(store, asked, selecteur.texte, commune)
        self.app.push_screen(screen, chosen)
        if debut and screen.filtered:
            self.app.call_after_refresh(lambda: screen.query_one("#filtre", Champ).insert_text_at_cursor(debut))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Note where the typing starts; a field that is left for another one is finished."""
        rang = event.widget.parent
        name = rang.nom if isinstance(rang, Rang) else ""
        if name == self._courant[0]:
            return
        draft = self.saisie.reprise
        if draft is not None and name and self._courant[0] == draft.champ:
            self.saisie.reprise = None
            self._entete()
        self._courant = (name, rang.texte if isinstance(rang, Rang) else "")

    @property
    def champ_courant(self) -> str:
        """The field that has the focus."""
        rang = self.focused.parent if self.focused else None
        return rang.nom if isinstance(rang, Rang) else self._courant[0]

    @property
    def lien_courant(self) -> "liens.Lien | None":
        """The row under the cursor of the linked records, if they are shown."""
        lists = list(self.query(f"#{liens.ID}").results(Table))
        return self.liens[lists[0].cursor] if lists and lists[0].row and lists[0].cursor < len(self.liens) else None

    def repartir(self) -> None:
        """Take the field that has the focus as it is now for unmodified."""
        rang = self.rang(self._courant[0])
        self._courant = (rang.nom, rang.texte) if rang else ("", "")

    @property
    def en_frappe(self) -> str:
        """The field being typed: it has the focus and was modified since."""
        name, entered = self._courant
        rang = self.rang(name) if name else None
        return name if rang is not None and self._texte(rang) != entered else ""

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Entrée: keep the field and go on; the first one of a new record creates it."""
        event.stop()
        rang = event.input.parent
        if not isinstance(rang, Rang):
            return
        self._garder(event.input)
        self.repartir()
        if gestes.trancher(self, rang.nom):
            return
        if self.saisie.nouveau:
            await self._creer(rang.nom)
        else:
            self.focus_next()

    async def _creer(self, name: str) -> None:
        """Create the record once it has all it needs, and go on after the field `name`; else ask for the rest."""
        needed = gestes.creer(self)
        if not self.saisie.nouveau:
            names = self.rubriques[self.index][1]
            after = names[names.index(name) + 1 :] if name in names else names
            await self.montrer(self.index, next((n for n in after if not champ_fige(self.saisie, n)), ""))
            return
        missing = self.rang(needed) if needed else None
        if missing is None or missing.entree is None:
            self.focus_next()
            return
        missing.entree.focus()
        if isinstance(missing.entree, Selecteur):
            self.proposer(missing.entree)

    def action_champ(self, step: int) -> None:
        """Go to the next or the previous field."""
        rangs = [r for r in self.rangs() if r.entree]
        here = next((i for i, r in enumerate(rangs) if r.entree is self.focused), None)
        if here is not None and 0 <= here + step < len(rangs) and (entree := rangs[here + step].entree):
            entree.focus()

    # Leaving.

    def leave(self) -> None:
        """Save every finished field; the one being typed, or that cannot be read, stays a draft."""
        if said := self.enregistrer():
            self.shell.say(said, "alerte")

    def enregistrer(self) -> str:
        """Save every finished field as one change; give what the store says if it refuses."""
        if not self._ouverte or self.lecture or self.saisie.inconnue:
            return ""
        if said := self.retenir():
            return said
        kept = tuple(self.saisie.brouillons) if self.saisie.reprise else (self.en_frappe,)
        try:
            saved = self.saisie.enregistrer(kept)
        except StoreError as error:
            return str(error)
        if saved is not None:
            self._enregistre_a = f" à {heure(self.saisie.store.now())}"
            application(self).changed()
        return ""

    def action_retour(self) -> None:
        """Échap: leave the field being typed, then the fiche. Nothing is lost."""
        if self.en_frappe:
            self.sortir_du_champ()
            return
        if said := self.retenir():
            self.say(f"{said} La fiche reste ouverte.", "erreur")
            return
        before, shell = self._enregistre_a, self.shell
        said = self.enregistrer()
        self.app.pop_screen()
        if said:
            shell.say(said, "alerte")
        elif self._enregistre_a != before:
            shell.say(f"Enregistré{self._enregistre_a}.", "succes")

    def sortir_du_champ(self) -> None:
        """Leave the field being typed: it is finished."""
        self.retenir()
        self._courant = ("", "")
        if self.has_class("-etroit"):
            self.set_focus(None)
        else:
            self.query_one("#rubriques-liste", Table).focus()
        self.rafraichir()
        self.say("Champ gardé. Échap encore : enregistrer et revenir.")

    # Others.

    @on(DonneesChangees)
    async def follow(self) -> None:
        """Refresh what changed elsewhere; what is being typed stays, with what its author saw."""
        if not self._ouverte:
            return
        self.retenir()
        self.saisie.recharger()
        self.lecture = lecture_seule(self.saisie)
        if self._forme != self._forme_voulue():
            await self.montrer(min(self.index, len(self.rubriques) - 1), self._courant[0])
            return
        for table in self.query(f"#{liens.ID}").results(Table):
            here = table.row
            shown, self.liens = liens.rows(self.saisie)
            table.show(ListSource(shown), keep=here.id if here else None)
        self.rafraichir(poser=True)

    def on_screen_resume(self) -> None:
        """Read again: a linked record may have been written."""
        if self._ouverte:
            self.post_message(DonneesChangees())

    @on(Table.Opened, "#rubriques-liste")
    async def open_rubrique(self, event: Table.Opened) -> None:
        """Show a rubrique."""
        await self.montrer(event.index)

    @on(Table.Opened, f"#{liens.ID}")
    def open_lien(self, event: Table.Opened) -> None:
        """Open a linked record, or make one."""
        link = self.liens[event.index]
        if link.record is None:
            gestes.nouvelle(self, link.table)
        else:
            application(self).ouvrir(link.table, link.record)

    # What can be done: see `screens.fiche_gestes`.

    def commands(self) -> "Iterable[Command]":
        """Offer the gestures in the palette."""
        return gestes.commandes(self)

    def action_aller(self) -> None:
        """Choose a rubrique, a mode, a panel."""
        gestes.aller(self)

    def action_contexte(self) -> None:
        """Choose among what can be done here."""
        gestes.contexte(self)

    async def action_point_suivant(self) -> None:
        """Go to the next point to review."""
        await gestes.point_suivant(self)

    def action_declarer(self) -> None:
        """Say whether the record is ready."""
        gestes.declarer(self)

    def action_nouveau(self) -> None:
        """Create a linked record."""
        gestes.nouveau(self)

    def action_archiver(self) -> None:
        """Archive the record, or bring it back."""
        gestes.archiver(self)

    def action_annuler(self) -> None:
        """Take back the last gesture of this laptop."""
        gestes.annuler(self)

    def action_retablir(self) -> None:
        """Do again what was taken back."""
        gestes.retablir(self)

    def action_historique(self) -> None:
        """Open the history."""
        gestes.historique(self)

    def action_accepter(self) -> None:
        """Accept what is proposed in this field."""
        gestes.accepter(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what makes no sense for this record."""
        if action == "declarer":
            return self.table == "action" and not self.lecture
        return super().check_action(action, parameters)
