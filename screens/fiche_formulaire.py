"""The form of a fiche: its top, its rubriques, the fields of the one that is shown, and what is said around them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll

from pvd_tui.domain.champ import Champ as Descripteur
from pvd_tui.domain.champ import Genre, champ
from pvd_tui.domain.registre import RegistreSuperpose
from screens import fiche_liens as liens
from screens.application import application
from screens.fiche_choix import libelle
from screens.fiche_completude import barre, bilan, bref
from screens.fiche_droits import champ_fige
from screens.fiche_grille_formes import GRILLES
from screens.fiche_grille_lignes import Voisines
from screens.fiche_grille_vue import VueGrille
from screens.fiche_mots import lieu, nom, visible_par
from screens.fiche_notes import Revue, constat, notes, revue
from screens.fiche_rang import Note, Rang
from screens.fiche_saisie import IDENTITE, Saisie
from screens.fiche_tete import Tete, avis_de, etat_de
from screens.page import Page
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.errors import StoreError
from storage.registre import StoreRegistre

if TYPE_CHECKING:
    from pvd_tui.domain.completude import Completude
    from screens.fiche_grille import Feuille
    from screens.fiche_grille_formes import Rubrique
    from storage.drafts import Draft

_RUBRIQUES: Final = (Column("", 14, 1), Column("", 3, right=True))


class Formulaire(Page):
    """The rubriques at the left, the fields of one of them at the right; it never writes but drafts."""

    def __init__(self, table: str, record: str | None = None, contexte: Mapping[str, str] | None = None) -> None:
        """Open `record`, or without one an empty fiche that starts with `contexte`."""
        super().__init__()
        self.table = table
        self.asked = record
        self.contexte = contexte
        self.saisie: Saisie
        self.revue = Revue()
        self.completude: Completude | None = None
        self.index = 0
        """The rubrique shown."""
        self.viser = ""
        """The field to open on; the first one where it is empty."""
        self.lecture = ""
        """Why nothing can be written, or nothing."""
        self.liens: list[liens.Lien] = []
        self._voisines = Voisines(self.feuille)
        self.feuilles: dict[str, Feuille] = {}
        """The rubriques that are tables, those that were read."""
        self._lignes_gardees: list[tuple[str, str, str]] = []
        """The drafts of the tables, as last said at the top."""
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
                yield Plain("", id="fiche-completude")
            with Panneau("", id="rubrique"):
                yield VerticalScroll(id="champs")

    def fil(self) -> Sequence[str]:
        """Say where: the mode, the kind of record, the rubrique."""
        if not self._ouverte:
            return ()
        named = nom(self.saisie.cls, nouveau=self.saisie.nouveau)
        named = bref(named, self.completude) if self.has_class("-etroit") else named
        return (self._mode, named, self.rubriques[self.index][0])

    @on(events.Resize)
    def _situer(self) -> None:
        """Say in the path what the list of rubriques says, where it is not on screen."""
        self.call_after_refresh(self.refresh_entete)

    @property
    def rubriques(self) -> list[tuple[str, tuple[str, ...]]]:
        """The parts of the fiche; a new commune first says which one it is, the linked records come last."""
        parts = list(self.saisie.cls.rubriques)
        if self.saisie.nouveau and self.saisie.cls.lead == "id":
            parts[0] = (parts[0][0], (IDENTITE, *parts[0][1]))
        if self.saisie.nouveau:
            return parts
        for grille in self.grilles:
            place = next((i for i, (titre, _) in enumerate(parts) if titre == grille.apres), len(parts) - 1)
            parts.insert(place + 1, (grille.titre, ()))
        if liens.liees(self.table):
            parts.append((liens.TITRE, ()))
        return parts

    @property
    def grilles(self) -> "Sequence[Rubrique]":
        """The rubriques that are tables."""
        return GRILLES.get(self.table, ())

    def feuille(self, titre: str) -> "Feuille | None":
        """Give the table of a rubrique, read when it is first asked for."""
        found = next((grille for grille in self.grilles if grille.titre == titre), None)
        if found is None or self.saisie.nouveau:
            return None
        if titre not in self.feuilles:
            self.feuilles[titre] = found.lire(self.saisie, self._voisines)
        feuille = self.feuilles[titre]
        feuille.lecture = self.lecture or feuille.voulue
        return feuille

    @property
    def vue(self) -> VueGrille | None:
        """The table on screen, if one is shown."""
        return next(iter(self.query(VueGrille)), None)

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
            feuille = self.feuille(titre) if not names else None
            if feuille is not None:
                feuille.recompter()
                await scroll.mount(VueGrille(feuille))
                panneau.titrer(feuille.intitule)
            elif titre == liens.TITRE and not names:
                shown, self.liens = liens.rows(self.saisie)
                await scroll.mount(liens.liste(shown))
                panneau.titrer(titre, f"Entrée ouvrir · {self.rappel(('liste.nouveau', 'nouvelle'))}")
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
        vue = self.vue
        scroll.can_focus = vue is None and not any(r.entree for r in self.rangs())
        if vue is not None:
            vue.grille.focus()
            return
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
        registre = self._registre()
        self.revue = revue(self.saisie, registre)
        before, self.completude = self.completude, bilan(self.saisie, registre)
        if before != self.completude and self.has_class("-etroit"):
            self.refresh_entete()
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
            points, state = self._etat_de(titre, names)
            mark = ">" if i == self.index else state
            cells = (f"{mark} {titre}", f"{points} !" if points else "")
            rows.append(Row(str(i), cells, "alerte" if points else "normal"))
        self.query_one("#rubriques-liste", Table).show(ListSource(rows), keep=str(self.index))

    def _etat_de(self, titre: str, names: Sequence[str]) -> tuple[int, str]:
        """Give how many points a rubrique asks to look at, and the mark that says how far it is filled."""
        if names:
            filled = sum(bool(self.saisie.texte(name)) for name in names)
            return len(self.revue.a_revoir(names)), "√" if filled == len(names) else " " if filled else "·"
        read = self.feuilles.get(titre)
        if read is not None:
            return len({line for line, _ in read.points()}), " " if read.de(read.forme) else "·"
        found = next((g for g in self.grilles if g.titre == titre), None)
        return 0, " " if found is None or found.remplie(self.saisie) else "·"

    def _registre(self) -> RegistreSuperpose | None:
        """Give the records as the rules read them, with what is typed in the tables."""
        typed = [feuille for feuille in self.feuilles.values() if feuille.brouillons]
        if not typed:
            return None
        records = [record for feuille in typed for record in feuille.records()]
        gone = [(line.table, line.id) for feuille in typed for line in feuille.toutes if line.retrait is not None]
        return RegistreSuperpose(StoreRegistre(self.saisie.store), records, gone)

    def _entete(self) -> None:
        """Draw the top: title, state, who sees the record, and what the banner has to say."""
        saisie = self.saisie
        titre = f"{nom(saisie.cls, nouveau=saisie.nouveau)} · {saisie.titre()}" if saisie.titre() else ""
        lignes = [draft for feuille in self.feuilles.values() for draft in feuille.brouillons]
        etat, ton = etat_de(saisie, self._enregistre_a, lignes)
        self.query_one(Tete).dire(
            titre or nom(saisie.cls, nouveau=saisie.nouveau), etat, ton, visible_par(saisie), lieu(saisie)
        )
        said = self.query_one("#fiche-completude", Plain)
        said.say(barre(self.completude))
        said.display = bool(said.text)
        avis = self.query_one("#fiche-avis", Plain)
        avis.say(avis_de(saisie, self.lecture, self.decrire, self.reprise_en_grille()))
        avis.display = bool(avis.text)

    def reprise_en_grille(self) -> tuple[str, "Draft"] | None:
        """Give the last draft of an earlier sitting in a table, with the title of the rubrique."""
        held = [(titre, feuille.reprise) for titre, feuille in self.feuilles.items() if feuille.reprise is not None]
        return max(held, key=lambda one: one[1].at, default=None)

    # What is in the fields.

    def retenir(self) -> str:
        """Keep on the disk what is in the fields now; say what the store answers if it cannot."""
        if not self._ouverte or self.lecture or self.saisie.inconnue:
            return ""
        try:
            for rang in self.rangs():
                if rang.entree is not None:
                    self.saisie.taper(rang.nom, rang.texte, rang.curseur)
            if self.vue is not None:
                self.vue.grille.retenir()
        except StoreError as error:
            self.say(str(error), "erreur")
            return str(error)
        return ""

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
        return name if rang is not None and rang.texte != entered else ""
