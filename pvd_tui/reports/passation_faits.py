"""What a successor must find: communes, actions, money, what is in progress, people, notes, and who changed what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.affichage import show
from pvd_tui.domain.dates import plus_months
from pvd_tui.domain.demande import FINIES
from pvd_tui.domain.digest import Chapitre, Digest
from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.vue import Condition, Operateur
from pvd_tui.reports.contacts import contacts
from pvd_tui.reports.extrait import Demande, extraire
from pvd_tui.reports.tableau import Cellule, ColonneTableau, Tableau
from storage.a_faire import ListeAFaire
from storage.digest import digest
from storage.filtre import Filtre
from storage.sans_restreint import count_restricted, private_changes
from storage.vues import mes_communes

if TYPE_CHECKING:
    from pvd_tui.changes.change import Change
    from pvd_tui.domain.a_faire import AFaire
    from pvd_tui.domain.personne import Personne
    from storage.store import Store

_ACTION: Final = (
    "titre",
    "code",
    "phase",
    "statut_phase",
    "statut_conventionnel",
    "priorite",
    "echeance",
    "cout_previsionnel",
    "regime_montant",
    "maitre_ouvrage",
    "pilote",
)  # fmt: skip - as many as fit on a page
_DEMANDE: Final = (
    "titre",
    "action",
    "financeur",
    "dispositif",
    "etat",
    "montant_demande",
    "montant_accorde",
    "date_depot",
    "date_ardd",
    "date_notification",
    "numero_dossier",
)  # fmt: skip - same
_CONVENTION: Final = ("titre", "type", "statut", "date_signature", "crte_inscrit_le", "date_fin")
_POSTE: Final = ("titre", "statut", "employeur", "etp", "debut", "fin", "renouvellement")
_NOTE: Final = ("date", "titre", "partenaire", "texte", "relance", "action")


@dataclass(frozen=True, slots=True)
class PageCommune:
    """One commune's page."""

    insee: str
    nom: str
    actions: Tableau
    records: tuple[str, ...]
    """The ids of the actions, in the order of their lines."""
    demandes: Tableau
    conventions: Tableau
    postes: Tableau
    notes: Tableau
    a_faire: Tableau
    recit: Chapitre | None
    """What happened there in the last twelve months."""


@dataclass(frozen=True, slots=True)
class Faits:
    """Everything of one handing over."""

    au: date
    auteur: str
    communes: tuple[PageCommune, ...]
    a_faire: Tableau
    contacts: Tableau
    tableaux: tuple[Tableau, ...]
    """Every table with every field."""
    historique: Tableau
    douze_mois: Digest
    """What happened in the last twelve months, place by place."""
    laissees: int
    """Restricted records that stay on this laptop."""
    restreintes: int
    """Restricted records that are in the folder."""


def reunir(store: "Store", au: date, *, restreint: bool) -> Faits:
    """Gather a handing over; restricted records are in it only where `restreint` says so."""
    gathered = _Collecte(store, au, restreint=restreint)
    mine = mes_communes(store) or tuple(store.rows.ids("commune"))
    lines = gathered.lines()
    private = count_restricted(store)
    told = digest(store, plus_months(au, -12), restreint=restreint)
    places = {one.insee: one for one in told.chapitres}
    here = [insee for insee in store.rows.ids("commune") if insee in mine]
    return Faits(
        au,
        store.settings.get("nom") or "",
        tuple(gathered.commune(insee, lines, places.get(insee)) for insee in here),
        gathered.a_faire("Ce qui est en cours", lines),
        contacts(gathered.people(), au),
        tuple(gathered.table(name) for name in TABLES if name != "geste" and store.rows.count(name)),
        gathered.historique(),
        told,
        0 if restreint else private,
        private if restreint else 0,
    )


class _Collecte:
    """One reading of a store, on one day."""

    def __init__(self, store: "Store", au: date, *, restreint: bool) -> None:
        self._store = store
        self._au = au
        self._restreint = restreint

    def table(self, table: str, champs: Sequence[str] = (), *more: Condition, titre: str = "") -> Tableau:
        """Read a table, or what of it fits some conditions."""
        return extraire(self._store, Demande(table, self._filtre(*more), champs, titre=titre), self._au)

    def commune(self, insee: str, lines: "Sequence[AFaire]", recit: Chapitre | None) -> PageCommune:
        """Gather one commune."""
        rows = self._store.rows
        here = Condition("commune", Operateur.EST, (insee,))
        there = Condition("territoire", Operateur.EST, (insee,))
        ongoing = Condition("etat", Operateur.N_EST_PAS, tuple(sorted(FINIES)))
        signed = {str(row["convention"]) for row in rows.page("convention_commune", {"commune": insee})}
        conventions = Condition("id", Operateur.EST, tuple(signed | set(rows.ids("convention", {"commune": insee}))))
        return PageCommune(
            insee,
            rows.titres("commune", [insee]).get(insee, insee),
            self.table("action", _ACTION, here),
            tuple(rows.ids("action", self._filtre(here))),
            self.table("demande", _DEMANDE, there, ongoing),
            self.table("convention", _CONVENTION, conventions),
            self.table("poste", _POSTE, here),
            self.table("note_datee", _NOTE, here),
            self.a_faire("À faire", [line for line in lines if line.commune == insee]),
            recit,
        )

    def people(self) -> "list[Personne]":
        """Read the people, by name."""
        from pvd_tui.domain.personne import Personne  # noqa: PLC0415 - the name is for the type checker above

        columns = tuple(name for name in Personne.model_fields if name != "id")
        rows = self._store.rows.page("personne", self._filtre(), columns=columns)
        return [Personne.lenient(row)[0] for row in rows]

    def lines(self) -> "list[AFaire]":
        """Give what is to be done, without what is about records that stay here."""
        found = ListeAFaire(self._store).lines(self._au)
        return [line for line in found if self._restreint or not self._is_private(line.table, line.record)]

    def a_faire(self, titre: str, lines: "Sequence[AFaire]") -> Tableau:
        """Lay out what is to be done."""
        names = self._store.rows.titres("commune", [line.commune for line in lines if line.commune])
        heads = [ColonneTableau("Pour le", "date"), *map(ColonneTableau, ("Commune", "Fiche", "Quoi", "Sorte"))]
        rows = [
            (line.jour, names.get(line.commune or "", line.commune), line.titre, line.quoi, str(line.sorte))
            for line in lines
        ]
        return Tableau(titre, heads, rows, self._au)

    def historique(self) -> Tableau:
        """Lay out every change, the latest first."""
        heads = ("Le", "Qui", "Type", "Fiche", "Champ", "Valeur")
        rows = sorted(self._changes(), key=lambda row: str(row[0]), reverse=True)
        return Tableau("Historique", [ColonneTableau(head) for head in heads], rows, self._au)

    def _changes(self) -> Iterator[Sequence[Cellule]]:
        private = frozenset() if self._restreint else private_changes(self._store)
        for table in TABLES:
            if table == "geste":
                continue
            rows = self._store.rows.page(table, columns=("titre",), archived=None)
            for row in rows:
                for change in self._store.history.of(table, str(row["id"])):
                    if change.id not in private:
                        yield from self._lines_of(change, str(row["titre"] or "(sans titre)"))

    def _lines_of(self, change: "Change", titre: str) -> Iterator[Sequence[Cellule]]:
        """Give a line a field."""
        cls = TABLES[change.table]
        who = "cet ordinateur" if change.by == self._store.device else f"{change.role or 'un autre'} ({change.by[-8:]})"
        for name, value in change.set.items():
            field = cls.model_fields.get(name)
            said = "oui" if name == "archive" and value else show(cls, name, value)
            label = (field.title if field else None) or name
            yield change.at[:16].replace("T", " "), who, cls.label, titre, label, said

    def _filtre(self, *more: Condition) -> Filtre:
        kept = () if self._restreint else (Condition("restreint", Operateur.EST, (False,)),)
        return Filtre(conditions=(*kept, *more), today=self._au)

    def _is_private(self, table: str, record: str) -> bool:
        if table not in TABLES:
            return False
        rows: Sequence[Mapping[str, object]] = self._store.rows.these(table, [record], ("restreint",))
        return any(row["restreint"] for row in rows)
