"""A preview being made: each line read, what it asks for compared with what the store holds."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pvd_tui import referentiel
from pvd_tui.domain.doublons import paires
from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.texte import counted_label
from pvd_tui.imports.apercu import Apercu, FicheApercu, LigneApercu, Sort, compare
from pvd_tui.imports.classeur import AbandonError, annee_de, texte
from pvd_tui.imports.lieux import Lieu, Lieux
from pvd_tui.imports.lignes import Lecteur, LigneDite
from pvd_tui.imports.perimetre import Perimetre
from pvd_tui.imports.projets import Projets, is_projets
from pvd_tui.imports.suivi import Suivi, is_suivi
from storage import settings

if TYPE_CHECKING:
    from pvd_tui.domain.doublons import Paire
    from pvd_tui.imports.entete import LigneLue
    from pvd_tui.imports.fiches import FicheVoulue
    from pvd_tui.imports.importation import Preparation
    from storage.store import Store

ORDRE: Final = (
    "epci",
    "site",
    "commune",
    "convention",
    "convention_commune",
    "personne",
    "poste",
    "signal",
    "action",
    "plan_financement",
    "demande",
    "ressource",
    "seance_club",
    "presence",
)
"""Parents before children."""

_AIDES: Final = frozenset({"epci", "site", "plan_financement", "seance_club", "personne"})
"""Tables of fiches that several lines share: they do not say what becomes of a line."""


class Prevision:
    """One preview being made."""

    def __init__(
        self,
        store: "Store",
        prepared: "Preparation",
        departement: str | None,
        reponses: Mapping[str, str],
        avance: Callable[[int], None],
        arret: Callable[[], bool],
    ) -> None:
        """Preview this file in this store."""
        self._store = store
        self._prepared = prepared
        self._avance = avance
        self._arret = arret
        self._perimetre = Perimetre.of(store, departement)
        self._connues = frozenset(store.rows.ids("commune", order=()))
        within = self._perimetre.departement or _departement(store, self._connues)
        self._lieux = Lieux(within, self._connues, reponses)
        self._lecteur = Lecteur(prepared.tableau, prepared.colonnes, store.today().astimezone().date())
        self._suivi = is_suivi(prepared.cibles)
        self._ouverte = self._suivi and not self._connues
        """Whether the file itself says which communes there are: a tracking workbook in an empty store."""

    def apercu(self) -> Apercu:
        """Give the preview; raises AbandonError where it is not wanted any more."""
        lines: dict[int, LigneApercu] = {}
        dites: list[LigneDite] = []
        for count, line in enumerate(self._prepared.tableau.lignes):
            if count % 500 == 0:
                self._avance(count)
                if self._arret():
                    raise AbandonError
            found = self._line(line)
            if isinstance(found, LigneDite):
                dites.append(found)
            lines[line.numero] = (
                found if isinstance(found, LigneApercu) else LigneApercu(line.numero, "", "", Sort.INCHANGEE)
            )
        wanted, refused = self._wanted(dites)
        fiches = self._compared(wanted)
        sorts, resumes = _sorts(fiches), _resumes(fiches)
        for one in dites:
            titre = one.texte("action.titre") or resumes.get(one.numero, "")
            lines[one.numero] = _ligne(one, titre, sorts, refused)
        return Apercu(
            tuple(lines.values()),
            fiches,
            libelle=self._titre(lines.values()),
            questions=tuple(self._lieux.questions.values()),
            remarques=tuple(self._remarques()),
            doublons=self._doublons(fiches),
        )

    def _line(self, line: "LigneLue") -> LigneDite | LigneApercu:
        if line.ecart:
            return LigneApercu(line.numero, "", "", Sort.LAISSEE, f"Ce n’est pas une ligne de données : {line.ecart}.")
        cells = self._lecteur.reperes(line)
        lieu = self._lieux.lieu(line.numero, cells.get("commune"), cells.get("commune.nom"), cells.get("departement"))
        reason = self._why_not(lieu)
        if reason is not None or lieu.commune is None:
            place = lieu.commune
            insee, nom = (place.insee, place.nom) if place else ("", str(cells.get("commune.nom") or ""))
            sort, said = reason or (Sort.REFUSEE, lieu.motif)
            return LigneApercu(line.numero, insee, nom, sort, said, titre=texte(cells.get("action.titre")))
        return self._lecteur.lire(line, lieu.commune)

    def _why_not(self, lieu: Lieu) -> tuple[Sort, str] | None:
        """Say why a line is not imported, for its commune."""
        if lieu.commune is None:
            return (Sort.HORS_PERIMETRE if lieu.ecarte else Sort.REFUSEE), lieu.motif
        place = lieu.commune
        said = self._perimetre.why_not(place.insee, place.departement)
        if said is None and place.insee not in self._connues and not self._ouverte:
            said = (
                "La commune n’est pas parmi les vôtres."
                if self._connues
                else "Votre base n’a encore aucune commune : importez d’abord la liste officielle."
            )
        return None if said is None else (Sort.HORS_PERIMETRE, said)

    def _wanted(self, dites: Sequence[LigneDite]) -> "tuple[list[FicheVoulue], Mapping[int, str]]":
        wanted: list[FicheVoulue] = []
        refused: dict[int, str] = {}
        if self._suivi:
            wanted += Suivi(
                self._store, dites, creer_communes=self._ouverte, partage=self._perimetre.why_not_shared() is None
            ).fiches()
        if is_projets(self._prepared.cibles):
            annee = annee_de(self._prepared.tableau.feuille) or self._prepared.classeur.annee
            projets = Projets(self._store, annee)
            for line in dites:
                wanted += projets.fiches(line)
            refused = projets.refus
        return sorted(wanted, key=lambda one: ORDRE.index(one.table)), refused

    def _compared(self, wanted: "Sequence[FicheVoulue]") -> tuple[FicheApercu, ...]:
        found: list[FicheApercu] = []
        for count, one in enumerate(wanted):
            if count % 500 == 0 and self._arret():
                raise AbandonError
            found.append(compare(self._store, one, self._perimetre))
        return tuple(found)

    def _titre(self, lines: Iterable[LigneApercu]) -> str:
        name = self._prepared.classeur.chemin.name
        count = sum(one.sort in {Sort.CREER, Sort.MODIFIER} for one in lines)
        return f"Import de {name} ({count} ligne{'s' if count > 1 else ''})"

    def _remarques(self) -> Iterator[str]:
        ignored = [one.titre for one in self._prepared.colonnes if not one.retenue]
        if ignored:
            yield f"Colonnes laissées de côté : {', '.join(ignored)}."
        for (titre, word), count in self._lecteur.hors_liste.most_common(_REMARQUES):
            lines = "une ligne" if count == 1 else f"{count} lignes"
            yield f"{titre} : « {word} » n’est pas dans la liste, laissé vide ({lines})."

    def _doublons(self, fiches: Sequence[FicheApercu]) -> "tuple[Paire, ...]":
        """Find the actions to be created that may be there already under another title."""
        new = [f.edit for f in fiches if f.table == "action" and f.sort is Sort.CREER and f.edit is not None]
        if not new or not self._store.rows.count("action"):
            return ()
        communes = {edit.set.get("commune") for edit in new}
        rows = self._store.rows.page("action", columns=_COMPARES, order=())
        held = [row for row in rows if row["commune"] in communes]
        mine = [{**dict.fromkeys(_COMPARES), **edit.set, "id": edit.record} for edit in new]
        ids = {edit.record for edit in new}
        found = paires("action", [*(row for row in held if row["id"] not in ids), *mine])
        return tuple(one for one in found if (one.un in ids) != (one.autre in ids))


_TUES: Final = frozenset({"epci", "site", "commune", "convention_commune", "personne", "seance_club"})
"""Tables whose fiches follow from others: not worth a word on a line."""
_REMARQUES: Final = 12
"""How many words that no list has are said."""

_COMPARES: Final = (
    "titre",
    "commune",
    "numero_dossier",
    "fiche_crte",
    "mec_id",
    "tet_id",
    "recoco_id",
    "cout_previsionnel",
    "code",
    "echeance",
)


def _departement(store: "Store", communes: frozenset[str]) -> str | None:
    """Give the département that names are looked for in: the laptop's, or the only one of its communes."""
    said = store.settings.get(settings.DEPARTEMENT)
    found = {referentiel.departement_of(insee) for insee in communes}
    return said or (found.pop() if len(found) == 1 else None)


_FORCE: Final = (Sort.INCHANGEE, Sort.HORS_PERIMETRE, Sort.MODIFIER, Sort.CREER)


def _sorts(fiches: Sequence[FicheApercu]) -> dict[int, tuple[Sort, str]]:
    """Say what becomes of each line, by what becomes of its fiches: one created says more than one changed."""
    found: dict[int, tuple[Sort, str]] = {}
    for fiche in fiches:
        for number in fiche.lignes:
            before = found.get(number)
            shared = fiche.table in _AIDES and fiche.sort is not Sort.INCHANGEE
            sort = Sort.MODIFIER if shared and fiche.sort is Sort.CREER else fiche.sort
            if before is None or _FORCE.index(sort) > _FORCE.index(before[0]):
                found[number] = (sort, fiche.motif)
    return found


def _resumes(fiches: Sequence[FicheApercu]) -> dict[int, str]:
    """Say what each line writes, where it is about several fiches: « poste, 2 présences »."""
    found: dict[int, Counter[str]] = {}
    for fiche in fiches:
        for number in fiche.lignes if fiche.edit is not None and fiche.table not in _TUES else ():
            found.setdefault(number, Counter())[TABLES[fiche.table].label] += 1
    return {
        number: ", ".join(label if count == 1 else counted_label(count, label) for label, count in counts.items())
        for number, counts in found.items()
    }


def _ligne(
    line: LigneDite, titre: str, sorts: Mapping[int, tuple[Sort, str]], refused: Mapping[int, str]
) -> LigneApercu:
    place = line.commune
    if line.numero in refused:
        return LigneApercu(line.numero, place.insee, place.nom, Sort.REFUSEE, refused[line.numero], titre=titre)
    sort, motif = sorts.get(line.numero, (Sort.LAISSEE, "La ligne ne dit rien qui s’importe."))
    return LigneApercu(line.numero, place.insee, place.nom, sort, motif, tuple(line.avertissements), titre)
