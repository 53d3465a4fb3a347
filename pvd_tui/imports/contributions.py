"""The replies of a campaign -> a preview, then one gesture: who answered, what it changes, what is left and why.

    lire_reponse (one file each) ─▶ apercevoir ─▶ (a person says yes) ─▶ importer

A reply never covers a newer contribution without saying so, nor anything that the préfecture owns.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.edit import Edit, edit
from pvd_tui.domain.contribution import Contribution, SaisiePar
from pvd_tui.domain.contributions import PAR_DEFAUT, ContributionSite, provenance
from pvd_tui.domain.dates import show_date
from pvd_tui.domain.faits_campagne import Ecart, ecarts
from pvd_tui.domain.texte import counted
from pvd_tui.imports.fichier import FichierError
from pvd_tui.imports.reponse_contribution import ReponseRecue, lire_reponse
from storage.contributions import TABLE, a_contribuer, campagne, contributions_par_site
from storage.errors import RefusError
from storage.store import reborn

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.domain.campagne_note import CampagneNote
    from storage.store import Saved, Store


class Sort(StrEnum):
    """What becomes of a file."""

    CREER = "enregistrée"
    MODIFIER = "remplacée"
    INCHANGEE = "déjà là"
    LAISSEE = "laissée"
    VIDE = "sans réponse"
    REFUSEE = "refusée"


@dataclass(frozen=True, slots=True)
class ReponseApercu:
    """One file: whose it is, what becomes of it, and why."""

    fichier: str
    nom: str
    """The site, or nothing where nobody knows."""
    sort: Sort
    motif: str = ""
    remarques: tuple[str, ...] = ()
    ecarts: tuple[Ecart, ...] = ()
    edit: Edit | None = None


@dataclass(frozen=True, slots=True)
class ApercuReponses:
    """What importing the files would do."""

    reponses: tuple[ReponseApercu, ...]

    @property
    def edits(self) -> list[Edit]:
        """Give what would be written."""
        return [one.edit for one in self.reponses if one.edit is not None]

    @property
    def titre(self) -> str:
        """Name the gesture."""
        return f"Import de {counted(len(self.edits), 'contribution')}"


_SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv"})


def classeurs(fichiers: "Sequence[Path]") -> list[Path]:
    """Give the files, those of a folder one by one; a spreadsheet's own lock files are left out.

    Raises RefusError where a folder holds none.
    """
    found: list[Path] = []
    for one in fichiers:
        if one.is_dir():
            inside = sorted(path for path in one.iterdir() if path.suffix.lower() in _SUFFIXES)
            found += [path for path in inside if not path.name.startswith((".", "~"))]
        else:
            found.append(one)
    if not found:
        raise RefusError("Ce dossier ne contient aucun classeur (XLSX, ODS, XLS, CSV). Rien n'a été importé.")
    return list(dict.fromkeys(found))


def apercevoir(store: "Store", chemins: Sequence[Path], today: date, *, remplacer: bool = False) -> ApercuReponses:
    """Read the files and say what importing them would do; nothing is written."""
    read: list[ReponseRecue] = []
    refused: dict[Path, ReponseApercu] = {}
    for chemin in chemins:
        try:
            read.append(lire_reponse(chemin, today))
        except FichierError as error:
            refused[chemin] = ReponseApercu(chemin.name, "", Sort.REFUSEE, str(error))
    said = {id(one): apercu for one, apercu in _Reponses(store, today, remplacer=remplacer).lire(read)}
    by_path = {one.chemin: said[id(one)] for one in read}
    return ApercuReponses(tuple(refused.get(chemin) or by_path[chemin] for chemin in chemins))


def importer(store: "Store", apercu: ApercuReponses) -> "Saved | None":
    """Write the preview as one gesture; None if there is nothing to write."""
    return store.save(apercu.edits, apercu.titre) if apercu.edits else None


class _Reponses:
    """Compares replies with what the store holds, and with each other."""

    def __init__(self, store: "Store", today: date, *, remplacer: bool) -> None:
        self._store = store
        self._today = today
        self._remplacer = remplacer
        self._sites: dict[str, dict[str, ContributionSite]] = {}

    def lire(self, replies: Sequence[ReponseRecue]) -> Iterator[tuple[ReponseRecue, ReponseApercu]]:
        """Give what becomes of each reply; of several of one site, the latest counts."""
        groups: dict[tuple[str, str], list[ReponseRecue]] = {}
        for one in replies:
            site = self._site(one)
            groups.setdefault((one.campagne, site.site if site else f"? {one.chemin}"), []).append(one)
        for same in groups.values():
            kept, others = _derniere(same)
            for one in others:
                yield one, self._double(one, kept)
            if kept is not None:
                yield kept, self._une(kept)

    def _double(self, one: ReponseRecue, kept: ReponseRecue | None) -> ReponseApercu:
        site = self._site(one)
        nom = site.nom if site else ""
        if kept is None:
            why = (
                "Deux classeurs différents répondent pour ce site, et aucun ne dit lequel est le dernier. Importez le "
                "bon, seul."
            )
            return ReponseApercu(one.chemin.name, nom, Sort.REFUSEE, why)
        same = one.valeurs == kept.valeurs
        why = f"même réponse que {kept.chemin.name}" if same else f"{kept.chemin.name} est plus récent"
        return ReponseApercu(one.chemin.name, nom, Sort.INCHANGEE if same else Sort.LAISSEE, why)

    def _une(self, one: ReponseRecue) -> ReponseApercu:
        """Say what becomes of one reply."""
        site = self._site(one)
        if site is None:
            return ReponseApercu(one.chemin.name, "", Sort.REFUSEE, self._inconnu(one), tuple(one.remarques))
        if not a_contribuer(self._store, [site]):
            why = f"La contribution de {site.nom} n’est pas dans votre habilitation."
            return ReponseApercu(one.chemin.name, site.nom, Sort.REFUSEE, why)
        if one.vide:
            return ReponseApercu(one.chemin.name, site.nom, Sort.VIDE, "rien n’y a été rempli", tuple(one.remarques))
        sort, motif, change = self._comparer(one, site)
        said = Contribution.lenient({"id": "?", **one.valeurs})[0]
        if said.auteur is None:
            one.remarques.append("la fonction de qui répond n’est pas dite")
        return ReponseApercu(
            one.chemin.name, site.nom, sort, motif, tuple(one.remarques), tuple(ecarts(said, site.faits)), change
        )

    def _comparer(self, one: ReponseRecue, site: ContributionSite) -> tuple[Sort, str, Edit | None]:
        values = self._valeurs(one, site)
        held = site.contribution
        record = held.id if held else self._store.record_id(TABLE, values)
        before = self._store.get(TABLE, record)
        if before is None:
            return Sort.CREER, "", Edit(TABLE, record, values)
        if before.folded.archived:
            return Sort.CREER, "la contribution archivée est restaurée", reborn(before, values)
        if held is None:  # one that this day does not count: dated later
            held = Contribution.lenient({**before.values, "id": record})[0]
        answered = edit(TABLE, record, before.folded, one.valeurs)
        if answered is None:
            return Sort.INCHANGEE, f"la contribution est {provenance(held)}", None
        kept = {name: value for name, value in values.items() if name not in {"campagne_note", "commune", "titre"}}
        change = edit(TABLE, record, before.folded, kept)
        return self._remplacement(one, held, change, len(answered.set))

    def _remplacement(
        self, one: ReponseRecue, held: Contribution, change: Edit | None, fields: int
    ) -> tuple[Sort, str, Edit | None]:
        """Say whether a reply may replace what is there: only a later one, unless a person says so."""
        there = provenance(held)
        later = one.remplie_le is not None and held.recue_le is not None and one.remplie_le > held.recue_le
        if later or self._remplacer:
            return Sort.MODIFIER, f"remplace {counted(fields, 'réponse')} de la contribution {there}", change
        day = f"cette réponse est du {show_date(one.remplie_le)}" if one.remplie_le else "cette réponse n’est pas datée"
        why = f"{day} ; la contribution {there} est gardée (« remplacer » prend celle-ci)"
        return Sort.LAISSEE, why, None

    def _valeurs(self, one: ReponseRecue, site: ContributionSite) -> "dict[str, Json]":
        """Give the record that a reply makes."""
        day = one.remplie_le or self._today
        return {
            "titre": f"Contribution de {site.nom}"[:150],
            "campagne_note": one.campagne,
            "commune": one.commune,
            **one.valeurs,
            "saisie_par": str(SaisiePar.TABLEUR),
            "recue_le": day.isoformat(),
        }

    def _site(self, one: ReponseRecue) -> ContributionSite | None:
        """Find the site that answers, by its commune; None where this laptop does not know it, or the campaign."""
        if one.campagne not in self._sites:
            known = self._campagne(one.campagne)
            found = contributions_par_site(self._store, known) if known else []
            self._sites[one.campagne] = {insee: site for site in found for insee, _ in site.communes}
        return self._sites[one.campagne].get(one.commune)

    def _campagne(self, record: str) -> "CampagneNote | None":
        from pvd_tui.domain.campagne_note import CampagneNote  # noqa: PLC0415 - only here
        from pvd_tui.domain.registre import one  # noqa: PLC0415 - same
        from storage.registre import StoreRegistre  # noqa: PLC0415 - same

        now = campagne(self._store)
        if now.id == record:
            return now
        return PAR_DEFAUT if record == PAR_DEFAUT.id else one(StoreRegistre(self._store), CampagneNote, record)

    def _inconnu(self, one: ReponseRecue) -> str:
        if self._campagne(one.campagne) is None:
            return f"La campagne « {one.campagne} » n’est pas connue de cet ordinateur."
        return f"La commune {one.commune} n’est pas sur cet ordinateur."


def _derniere(same: Sequence[ReponseRecue]) -> tuple[ReponseRecue | None, list[ReponseRecue]]:
    """Choose among the replies of one site: the latest; None where they differ and no day tells."""
    filled = [one for one in same if not one.vide] or list(same)
    ordered = sorted(filled, key=lambda one: one.remplie_le or date.min)
    last = ordered[-1]
    rivals = [one for one in _autres(ordered, last) if one.remplie_le == last.remplie_le]
    if any(one.valeurs != last.valeurs for one in rivals):
        return None, list(same)
    return last, list(_autres(same, last))


def _autres(replies: Iterable[ReponseRecue], kept: ReponseRecue) -> Iterator[ReponseRecue]:
    return (one for one in replies if one is not kept)
