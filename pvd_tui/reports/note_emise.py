"""Making a note de synthèse: whose territory, out of what, what keeps it from being issued, its files.

perimetre("region", "32")      what the note is about
preparer(store, …)             the note as it would be issued now, or what the départements issued
obstacles(store, note)         why it cannot be issued yet
emettre(store, note, le)       figures, words, hash and files, frozen
rouvrir(store, code, …)        a version as it was
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from pvd_tui import referentiel
from pvd_tui.domain.anonymat import mentions
from pvd_tui.domain.contributions import avancement
from pvd_tui.domain.faits_note import Perimetre
from pvd_tui.domain.note_assemblee import assembler
from pvd_tui.domain.note_figee import Mots, NoteFigee, canonique
from pvd_tui.reports.ecrit import rendre as rendre_ecrit
from pvd_tui.reports.note_synthese import rediger
from storage import notes_synthese
from storage.contributions import contributions_par_site
from storage.errors import RefusError

if TYPE_CHECKING:
    from storage.store import Store

ECHELONS: Final = ("departement", "region", "national")
FORMATS: Final = {
    "md": "texte, pour un autre logiciel",
    "docx": "Word",
    "odt": "LibreOffice",
    "pdf": "à lire et à imprimer",
    "json": "pour un programme",
}
"""Formats of a note, and what opens them."""

SANS_COMMUNE: Final = frozenset({"75", "92", "93", "94", "975", "977", "978", "984", "986", "987", "988", "989"})
"""Départements without any commune of the programme (official list): they owe no note."""


@dataclass(frozen=True, slots=True)
class Emise:
    """An issued note: its record, and what it froze."""

    record: str
    note: NoteFigee


def perimetre(echelon: str, code: str | None) -> Perimetre:
    """Say what a note is about; raises RefusError for a territory that there is not."""
    if echelon == "national":
        return Perimetre(echelon, "FR", "France", None)
    typed = (code or "").strip().upper()
    if echelon == "region":
        region = referentiel.region(typed)
        if region is None:
            known = ", ".join(f"{one.code} {one.nom}" for one in referentiel.regions())
            raise RefusError(_inconnu("région", code, known))
        return Perimetre(echelon, region.code, region.nom, tuple(_departements(region.code)))
    found = referentiel.departement(typed)
    if found is None:
        raise RefusError(_inconnu("département", code, "02 pour l’Aisne, 2A pour la Corse-du-Sud"))
    return Perimetre(echelon, found.code, found.nom, (found.code,))


def attendus(of: Perimetre) -> dict[str, str]:
    """Name the départements that owe a note to this one."""
    codes = of.departements if of.departements is not None else _departements(None)
    named = ((code, referentiel.departement(code)) for code in codes)
    return {code: one.nom for code, one in named if one is not None and code not in SANS_COMMUNE}


def preparer(store: "Store", of: Perimetre, au: date, source: str, mots: Mots | None = None) -> NoteFigee:
    """Give the note of a territory as of a day: computed from the records, or assembled from what was issued by then.

    A département's note is always computed; its words are those of its draft where `mots` gives none.
    """
    if of.echelon == "departement":
        said = mots if mots is not None else notes_synthese.mots(store, of.code)
        return NoteFigee(_faits(store, of, au), said)
    if source == "direct":
        return NoteFigee(_faits(store, of, au), mots or Mots())
    owed = attendus(of)
    issued = notes_synthese.en_vigueur(store, list(owed), au)
    if not issued:
        raise RefusError(
            f"Aucun département n’a émis de note au {au:%d/%m/%Y} ({of.nom}). Rien n’a été écrit. Synchronisez, "
            "attendez les notes des préfectures, ou demandez « --source direct » : un calcul sur les fiches d’ici."
        )
    return assembler(of, issued, owed, au, mots or Mots())


def rendre(note: NoteFigee, format_: str) -> bytes:
    """Give the file of a note in a format of `FORMATS`."""
    if format_ == "json":
        return (canonique(note.json()) + "\n").encode(errors="replace")
    return rendre_ecrit(rediger(note), format_)


def obstacles(store: "Store", note: NoteFigee) -> list[str]:
    """Say, in French, what keeps a note from being issued: words that are missing, people who are named."""
    found = []
    if not note.faits["communes"]["total"]:
        found.append("Aucune commune de ce département n’est sur cet ordinateur.")
    if not note.mots.autorite:
        found.append("L’autorité émettrice manque (« Le préfet de l’Aisne »).")
    if note.mots.manquants:
        found.append(f"Reste à rédiger : {', '.join(note.mots.manquants)}.")
    named = sorted(set(_nommes(store, note)))
    if named:
        found.append(f"Une note ne nomme personne, dites la fonction à la place de : {', '.join(named)}.")
    return found


def emettre(store: "Store", note: NoteFigee, le: date) -> Emise:
    """Issue a département's note, or write nothing; raises RefusError with what keeps it from being issued."""
    why = obstacles(store, note)
    if why:
        raise RefusError(f"La note ne peut pas encore être émise. {' '.join(why)} Rien n’a été émis.")
    version = len([one for one in notes_synthese.emises(store) if one.code == note.code]) + 1
    issued = replace(note, version=version, emise_le=le)
    files = {f"{nom(issued)}.{kind}": content for kind, content in _fichiers(issued)}
    return Emise(notes_synthese.emettre(store, issued, le, files), issued)


def rouvrir(store: "Store", departement: str, version: int | None, format_: str) -> tuple[NoteFigee, bytes]:
    """Give an issued version and its file, as it was rendered that day.

    On a laptop that did not issue it, it is written again from the same frozen figures and words. Raises RefusError
    where there is none.
    """
    found = notes_synthese.retrouver(store, departement, version)
    if found is None:
        wanted = f"version {version}" if version else "note émise"
        raise RefusError(f"Aucune {wanted} pour le département {departement} sur cet ordinateur. Rien n’a été écrit.")
    record, note = found
    kept = notes_synthese.fichier(store, record, f"{nom(note)}.{format_}")
    return note, kept if kept is not None else rendre(note, format_)


def nom(note: NoteFigee) -> str:
    """Name the file of a note, without its end."""
    version = f"-v{note.version}" if note.emise_le else "-brouillon"
    return f"note-{note.faits['entete']['echelon']}-{note.code}-{note.au.isoformat()}{version}"


def _faits(store: "Store", of: Perimetre, au: date) -> dict[str, Any]:
    """Compute the facts, and how far the campaign is: who contributed, by which road, who did not."""
    departements = list(of.departements) if of.departements is not None else None
    progress = avancement(contributions_par_site(store, departements=departements, au=au))
    said = {**asdict(progress), "par_voie": dict(progress.par_voie), "manquants": list(progress.manquants)}
    return {**notes_synthese.calculer(store, of, au).json(), "contributions": said}


def _fichiers(note: NoteFigee) -> Iterator[tuple[str, bytes]]:
    """Render what is kept with the note; a PDF only where the program can make one."""
    from pvd_tui.reports.fichier import SortieError  # noqa: PLC0415 - beside its only use

    for kind in FORMATS:
        try:
            yield kind, rendre(note, kind)
        except SortieError:
            if kind != "pdf":
                raise


def _nommes(store: "Store", note: NoteFigee) -> Iterator[str]:
    rows = [row for table in ("personne", "presence") for row in store.rows.page(table, columns=("titre",), order=())]
    names = {str(row["titre"]) for row in rows if row["titre"]}
    said = ("pilote", "action_corrective", "motif_risque_retenu", "cause", "appui_national")
    risks = [str(row[key]) for row in note.faits["risques"] for key in said]
    mots = note.mots
    for text in (mots.texte_dynamique, mots.texte_leviers, mots.texte_difficultes, mots.appui_demande, *risks):
        yield from (one.nom for one in mentions(text, names) if one.sure)


def _departements(region: str | None) -> list[str]:
    return [one.code for one in referentiel.departements() if region is None or one.region == region]


def _inconnu(what: str, code: str | None, known: str) -> str:
    said = f"« {code} » n’est pas un code de {what}" if code else f"Il manque le code de {what} (--code)"
    return f"{said}. Rien n’a été écrit. Codes : {known}."
