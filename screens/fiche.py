"""The fiche: one record, one rubrique at a time, with real fields. Nothing typed is ever lost.

    field left, or at rest a second ──▶ draft on the disk
    fiche left (Échap, another mode, Ctrl+Q) ──▶ every finished field that can be read: one change

The form is `screens.fiche_formulaire`, what is typed and saved `screens.fiche_saisie`; what can be done beside typing
is in `screens.fiche_gestes`, the words under the fields in `screens.fiche_notes`.
"""

from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from screens import fiche_annuler, gestes_action, gestes_demande
from screens import fiche_desaccords as desaccords
from screens import fiche_gestes as gestes
from screens import fiche_grille_gestes as grille
from screens import fiche_liens as liens
from screens.aide import Aide
from screens.application import DonneesChangees, application
from screens.fiche_choix import choices, libelle, popup
from screens.fiche_droits import champ_fige, lecture_seule
from screens.fiche_formulaire import Formulaire
from screens.fiche_mots import heure
from screens.fiche_plusieurs import ChoixMultiple
from screens.fiche_rang import Rang, Selecteur
from screens.keys import binding
from screens.widgets.champ import Champ
from screens.widgets.grille import Grille
from screens.widgets.source import ListSource
from screens.widgets.table import Table
from screens.widgets.texte import Texte
from storage.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from screens.command import Command


_PROPRES: Final = {"noter": ("action", "commune", "demande"), "reconduire": ("demande",)}
"""Gestures that only some kinds of records have."""


class FichePage(Formulaire):
    """One record, open to be read and written."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("controle.suivant", "point_suivant"),
        binding("controle.lettre", "point_suivant", show=False),
        binding("fiche.valider", "declarer", "Prête", sentence="Déclarer la fiche prête"),
        binding("grille.corriger", "modifier_case", show=False),
        binding("aller.ouvrir", "aller", "Rubrique", sentence="Aller à une rubrique, un onglet, un panneau"),
        binding("contexte.ouvrir", "contexte"),
        binding("contexte.lettre", "contexte", show=False),
        binding("liste.nouveau", "nouveau", "Fiche liée", show=False, sentence="Créer une fiche liée"),
        binding("liste.supprimer", "archiver", show=False),
        binding("journal.annuler", "annuler", show=False),
        binding("journal.annuler_lettre", "annuler", show=False),
        binding("journal.retablir", "retablir", show=False),
        binding("journal.retablir_lettre", "retablir", show=False),
        binding("note.ajouter", "noter", show=False),
        binding("liste.dupliquer", "dupliquer", show=False),
        binding("demande.reconduire", "reconduire", show=False),
        binding("fiche.historique", "historique", show=False),
        binding("fiche.accepter", "accepter", show=False),
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

    # Typing.

    @on(events.Mount)
    async def open_first(self) -> None:
        """Open on the essential, or where the last sitting stopped."""
        self._ouverte = True
        self.lecture = lecture_seule(self.saisie)
        if not self.lecture and await grille.reprendre(self):
            return
        draft = self.saisie.reprise
        if draft is None or self.viser or self.lecture:
            await self.montrer(self.rubrique_de(self.viser), self.viser)
            return
        await self.montrer(self.rubrique_de(draft.champ), draft.champ, draft.curseur)

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
        if event.debut or not desaccords.trancher(self, event.selecteur.champ.nom):
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
        screen.debut = debut
        self.app.push_screen(screen, chosen)

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

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Entrée: keep the field and go on; the first one of a new record creates it."""
        event.stop()
        rang = event.input.parent
        if not isinstance(rang, Rang):
            return
        self._garder(event.input)
        self.repartir()
        if desaccords.trancher(self, rang.nom):
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
        """Save every finished field as one change, then the lines of each table; give what the store says if not."""
        if not self._ouverte or self.lecture or self.saisie.inconnue:
            return ""
        if said := self.retenir():
            return said
        kept = tuple(self.saisie.brouillons) if self.saisie.reprise else (self.en_frappe,)
        try:
            saved = [self.saisie.enregistrer(kept), *grille.enregistrer(self)]
        except StoreError as error:
            return str(error)
        if any(saved):
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
        grille.suivre(self)
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
        return [*grille.commandes(self), *gestes.commandes(self)]

    def action_aller(self) -> None:
        """Choose a rubrique, a mode, a panel."""
        gestes.aller(self)

    def action_contexte(self) -> None:
        """Choose among what can be done here: in the table first, if one is shown."""
        grille.contexte(self)

    async def action_point_suivant(self) -> None:
        """Go to the next point to review: in the table first, if one is shown."""
        if not grille.point_suivant(self):
            await gestes.point_suivant(self)

    def action_declarer(self) -> None:
        """Say whether the record is ready."""
        gestes.declarer(self)

    def action_nouveau(self) -> None:
        """Create a linked record."""
        gestes.nouveau(self)

    def action_archiver(self) -> None:
        """Archive the record, or bring it back."""
        fiche_annuler.archiver(self)

    def action_annuler(self) -> None:
        """Take back the last step in the table that is shown, else the last gesture of this laptop."""
        if self.vue is None or not self.vue.grille.annuler():
            fiche_annuler.annuler(self)

    def action_retablir(self) -> None:
        """Do again what was taken back."""
        if self.vue is None or not self.vue.grille.retablir():
            fiche_annuler.retablir(self)

    def action_historique(self) -> None:
        """Open the history."""
        gestes.historique(self)

    def action_noter(self) -> None:
        """Note what was said of it."""
        gestes_action.ajouter_note(self)

    def action_dupliquer(self) -> None:
        """Duplicate the action."""
        gestes_action.dupliquer(self)

    def action_reconduire(self) -> None:
        """Ask again the year after."""
        gestes_demande.reconduire(self)

    def action_accepter(self) -> None:
        """Accept what is proposed in this field, or in this cell."""
        if self.vue is None:
            desaccords.accepter(self)
        else:
            grille.accepter(self, self.vue)

    def action_modifier_case(self) -> None:
        """F2 in a table: correct the cell (Ctrl+G still leads elsewhere)."""
        if self.vue is not None and self.vue.grille.edite is None:
            self.vue.grille.action_modifier()

    @on(Grille.Bouge)
    def grille_bougee(self) -> None:
        """Say where the fiche stands once something was written in a table."""
        state = [(draft.record, draft.champ, draft.at) for f in self.feuilles.values() for draft in f.brouillons]
        if state != self._lignes_gardees:
            self._lignes_gardees = state
            self.rafraichir()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what makes no sense for this record."""
        if action == "modifier_case":
            return self.vue is not None and self.vue.grille.has_focus
        if action in {"declarer", "dupliquer"}:
            return self.table == "action" and not self.lecture
        if action in _PROPRES:
            return self.table in _PROPRES[action]
        return super().check_action(action, parameters)
