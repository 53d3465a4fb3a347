"""The attendance sheet on paper: A4, people in groups, blank lines for those who come unannounced.

A signature stays on paper: the store only keeps « a émargé ». Each commune has a line, also where nobody is announced.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.personne import Civilite, Qualite
from pvd_tui.domain.politesse import accorder
from pvd_tui.domain.presence import ModePresence, StatutPresence
from pvd_tui.domain.texte import plain
from pvd_tui.reports import ecrit
from pvd_tui.reports.cellule import lisible
from pvd_tui.reports.ecrit import Bloc, Ecrit, Grille, Paragraphe, Rubrique
from pvd_tui.reports.releve_faits import GROUPES, groupe

if TYPE_CHECKING:
    from pvd_tui.domain.presence import Presence
    from pvd_tui.reports.seance_faits import FaitsSeance

LIGNES: Final = 8
"""Blank lines, unless more are asked for."""
COLONNES: Final = ("Nom", "Fonction", "Commune ou organisme", "Signature")
_COMMUNES: Final = "Communes"
_MISE_EN_PAGE: Final = Path(__file__).with_name("modeles") / "emargement.typ"
_RGPD: Final = (
    "Ces informations servent à établir la présence et le relevé de la séance (mission d’intérêt public). La feuille "
    "est conservée un an. Accès, rectification, effacement : auprès de l’organisateur."
)
_LARGEURS: Final = (50, 42, 42, 36)


@dataclass(frozen=True, slots=True)
class Ligne:
    """One line to sign."""

    nom: str
    fonction: str
    de: str
    signature: str = ""
    """What stands where one would sign: « excusé », « à distance »."""


@dataclass(frozen=True, slots=True)
class Groupe:
    """People who are listed together."""

    titre: str
    lignes: tuple[Ligne, ...]


@dataclass(frozen=True, slots=True)
class Emargement:
    """The sheet, ready to be laid out."""

    titre: str
    seance: str
    quand: str
    lieu: str
    groupes: tuple[Groupe, ...]
    blanches: int
    au: str
    rgpd: str = _RGPD


def preparer(faits: "FaitsSeance", blanches: int = LIGNES) -> Emargement:
    """Word the sheet; a commune that nobody is announced for has its line all the same."""
    seance = faits.seance
    number = f"n° {seance.numero}" if seance.numero else ""
    named = " – ".join(part for part in (seance.titre or "", number) if part)
    club = faits.club[:1].upper() + faits.club[1:]
    quand = faits.quand().removeprefix("le ")
    groups = tuple(_groupes(faits))
    where = faits.ou()
    return Emargement(
        f"Feuille d’émargement – {club}",
        lisible(named),
        lisible(quand[:1].upper() + quand[1:]),
        lisible(where[:1].upper() + where[1:]),
        groups,
        max(0, blanches),
        show_date(faits.au),
    )


def _groupes(faits: "FaitsSeance") -> Iterator[Groupe]:
    held: dict[str, list[tuple[tuple[object, ...], Ligne]]] = {name: [] for name in GROUPES}
    for one in faits.presences:
        group = groupe(one, faits.seance)
        place = plain(faits.communes.get(one.commune or "", "")) if group == _COMMUNES else ""
        rank = 0 if one.qualite is Qualite.ELU else 1
        held[group].append(((place, rank, plain(one.titre or "")), _ligne(faits, one)))
    there = {one.commune for one in faits.presences}
    for insee in faits.pvd:
        if insee not in there:
            name = faits.communes[insee]
            held[_COMMUNES].append(((plain(name), 0, ""), Ligne("", "", lisible(name))))
    for name in GROUPES:
        if held[name]:
            yield Groupe(name, tuple(line for _, line in sorted(held[name], key=lambda pair: pair[0])))


def _ligne(faits: "FaitsSeance", one: "Presence") -> Ligne:
    person = faits.personnes.get(one.personne or "")
    fonction = accorder(one.fonction or "", person.civilite if person else None)
    places = [faits.communes.get(one.commune or "", one.commune or ""), one.organisme or ""]
    return Ligne(
        lisible(one.titre or ""),
        lisible(fonction),
        lisible(", ".join(part for part in places if part)),
        lisible(_signature(one, feminin=person is not None and person.civilite is Civilite.MADAME)),
    )


def _signature(one: "Presence", *, feminin: bool) -> str:
    """Say what is known already of who will not sign."""
    e = "e" if feminin else ""
    if one.statut is StatutPresence.REPRESENTE:
        return f"représenté{e} par {one.represente_par}" if one.represente_par else f"représenté{e}"
    if one.statut is StatutPresence.EXCUSE:
        return f"excusé{e}"
    return "à distance" if one.mode is ModePresence.A_DISTANCE else ""


def rendre(feuille: Emargement, format_: str) -> bytes:
    """Give the file: pdf, docx or odt; raises SortieError where it cannot be made."""
    if format_ == "pdf":
        from pvd_tui.reports.document_pdf import composer  # noqa: PLC0415 - only when a PDF is made

        return composer(_MISE_EN_PAGE, asdict(feuille) | {"colonnes": COLONNES, "largeurs": _LARGEURS})
    return ecrit.rendre(_ecrit(feuille), format_)


def _ecrit(feuille: Emargement) -> Ecrit:
    """Word the sheet for a text document."""
    blocs: list[Bloc] = [Paragraphe(" · ".join(part for part in (feuille.quand, feuille.lieu) if part))]
    for group in feuille.groupes:
        blocs += [Rubrique(group.titre), _grille([_cellules(line) for line in group.lignes])]
    if feuille.blanches:
        blocs += [Rubrique("Autres personnes présentes"), _grille([_cellules(Ligne("", "", ""))] * feuille.blanches)]
    blocs.append(Paragraphe(feuille.rgpd, discret=True))
    return Ecrit(feuille.titre, feuille.seance, feuille.au, blocs)


def _grille(lignes: Sequence[Sequence[str]]) -> Grille:
    return Grille(COLONNES, _LARGEURS, lignes)


def _cellules(line: Ligne) -> tuple[str, ...]:
    """Leave room for a hand to write: a second line in the last cell."""
    return (line.nom, line.fonction, line.de, f"{line.signature}\n")
