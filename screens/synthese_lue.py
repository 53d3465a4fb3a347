"""What the mode Synthèse reads behind the screen, and the rows it shows of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.faits_note_definitions import definition
from pvd_tui.domain.texte import counted
from screens.lignes import entier
from screens.synthese_mots import BLOCS, DEFINITION_RISQUES, MOTS_COURTS, libelle, nombre, plats, valeur
from screens.widgets.source import Row
from storage import settings

if TYPE_CHECKING:
    from pvd_tui.domain.chiffre import Chiffre
    from pvd_tui.domain.note_figee import Mots, NoteFigee
    from storage.store import Store

ECRIVAINS: Final = frozenset({"prefecture", "national"})
"""The roles that write and issue a département's note."""
_RISQUES: Final = "risques"
_FACULTATIFS: Final = frozenset({"appui_demande"})
_TEMPS: Final = {
    "dates métier": "dates",
    "valeurs enregistrées à cette date": "enregistré",
    "ne dépend pas du jour": "constant",
}
"""Which time a figure used, in the width of a column."""


@dataclass(frozen=True, slots=True)
class Lue:
    """A département's note as it would be issued now, and those that were."""

    note: "NoteFigee"
    chiffres: "Mapping[str, Chiffre]"
    obstacles: Sequence[str]
    """What keeps it from being issued."""
    emises: "Sequence[NoteFigee]"
    """The issued versions, the last one first."""
    alterees: Sequence[str]
    depuis: str
    """« Depuis la dernière note : … »; empty where none was issued."""
    brouillon: str
    """The id of the draft; empty while there is none."""


def departement_ici(store: "Store") -> str | None:
    """Give the département of this laptop: its own, else that of its communes."""
    own = store.settings.get(settings.DEPARTEMENT)
    if own:
        return own
    rows = store.rows.page("commune", columns=("departement",), limit=1)
    return str(rows[0]["departement"]) if rows and rows[0]["departement"] else None


def lire(store: "Store", departement: str, au: date) -> Lue:
    """Compute the facts and read the notes: slow, for a thread."""
    from pvd_tui.domain.ecart_note import depuis  # noqa: PLC0415 - pydantic, only when the note is shown
    from pvd_tui.domain.note_figee import NoteFigee  # noqa: PLC0415 - same
    from pvd_tui.reports.note_emise import obstacles, perimetre  # noqa: PLC0415 - same
    from storage import notes_synthese  # noqa: PLC0415 - same

    faits = notes_synthese.calculer(store, perimetre("departement", departement), au)
    note = NoteFigee(faits.json(), notes_synthese.mots(store, departement))
    held = [one for one in notes_synthese.emises(store) if one.code == departement][::-1]
    last = next((one for one in held if one.au <= au), None)
    since = ""
    if last is not None:
        said = depuis(last.faits, note.faits).phrase.removeprefix("Depuis la dernière note : ")
        since = f"Depuis la dernière note ({show_date(last.au)}) : {said}"
    drafts = store.rows.ids(notes_synthese.TABLE, {"departement": departement, "etat": "Brouillon"}, limit=1)
    return Lue(
        note,
        _chiffres(faits.chiffres(), note.faits),
        obstacles(store, note),
        held,
        notes_synthese.alterees(store),
        since,
        drafts[0] if drafts else "",
    )


def _chiffres(found: "Mapping[str, Chiffre]", faits: Mapping[str, Any]) -> "dict[str, Chiffre]":
    """Add the communes at risk, which are a list, as a figure that opens its rows."""
    from pvd_tui.domain.chiffre import Chiffre  # noqa: PLC0415 - pydantic, only when the note is shown

    codes = tuple(str(row["insee"]) for row in faits["risques"])
    return {**found, _RISQUES: Chiffre(len(codes), "commune", codes)}


def lignes(lue: Lue) -> Iterator[Row]:
    """Give the figures block by block; those of a map that are nothing are left out."""
    for bloc, titre in BLOCS.items():
        some = [(path, one) for path, one in lue.chiffres.items() if path.partition(".")[0] == bloc]
        shown = [(path, one) for path, one in some if one.valeur or not _in_a_map(path)]
        if shown:
            yield Row(f"bloc {bloc}", ("",) * 3, "info", entete=titre)
        for path, one in shown:
            yield Row(path, (f"  {libelle(path)}", valeur(one), _TEMPS.get(str(one.temps), "")))


def _in_a_map(path: str) -> bool:
    from screens.synthese_mots import LIBELLES  # noqa: PLC0415 - beside its only use

    return path not in LIBELLES


def expliquer(path: str, figure: "Chiffre") -> str:
    """Say what a figure means, which time it used, and what is behind it."""
    said = DEFINITION_RISQUES if path == _RISQUES else definition(path)
    behind = counted(len(figure.ids), "fiche") if figure.ids else "aucune fiche"
    return f"{said}\nTemps : {figure.temps} · {behind} derrière"


def mots(words: "Mots") -> list[Row]:
    """Give what a person wrote, or has to."""
    rows = []
    for champ, titre in MOTS_COURTS.items():
        held = getattr(words, champ)
        said = ", ".join(held) if isinstance(held, tuple) else " ".join(str(held).split())
        rest = "si besoin" if champ in _FACULTATIFS else "à rédiger"
        rows.append(Row(champ, (titre, said or rest), "normal" if said or champ in _FACULTATIFS else "alerte"))
    return rows


def versions(lue: Lue) -> list[Row]:
    """Give the issued versions, the last one first."""
    rows = [
        Row(
            f"version {one.version}",
            (
                f"v{one.version}",
                f"au {show_date(one.au)}",
                f"émise le {show_date(one.emise_le)}" if one.emise_le else "",
            ),
        )
        for one in lue.emises
    ]
    return rows + [Row(f"alteree {one}", ("!", one, "altérée depuis son émission"), "erreur") for one in lue.alterees]


def apercu(lue: Lue) -> str:
    """Say in one sentence what would be issued."""
    faits = lue.note.faits
    version = (lue.emises[0].version if lue.emises else 0) + 1
    return (
        f"Émettre la version {version} : {lue.note.nom}, données au {show_date(lue.note.au)}, "
        f"{counted(faits['communes']['total'], 'commune')}, {entier(faits['ort']['signees'])} ORT signées, "
        f"{entier(faits['operationnelles']['total'])} opérationnelles, {entier(len(faits['risques']))} à risque. "
        "Elle ne changera plus ; une correction sera une autre version."
    )


def ecarts(avant: Mapping[str, Any], apres: Mapping[str, Any]) -> tuple[str, list[Row]]:
    """Compare the facts of two notes: the sentence, then each figure that is not the same."""
    from pvd_tui.domain.ecart_note import depuis  # noqa: PLC0415 - pydantic, only when two are compared
    from screens.synthese_mots import est_montant  # noqa: PLC0415 - beside its only use

    found = depuis(avant, apres)
    names = {str(row["insee"]): str(row["nom"]) for facts in (avant, apres) for row in facts.get("risques") or ()}
    rows = []
    for path, (was, now) in found.chiffres.items():
        money = est_montant(path)
        bloc = BLOCS.get(path.partition(".")[0], "")
        cells = (
            bloc,
            libelle(path),
            nombre(was, montant=money),
            nombre(now, montant=money),
            _plus(was, now, money=money),
        )
        rows.append(Row(path, cells))
    rows += [
        Row(f"entree {code}", (BLOCS[_RISQUES], names.get(code, code), "", "à risque", "+"), "alerte")
        for code in found.entrees
    ]
    rows += [
        Row(f"sortie {code}", (BLOCS[_RISQUES], names.get(code, code), "à risque", "", "−"), "succes")
        for code in found.sorties
    ]
    return found.phrase, rows


def _plus(was: float | None, now: float | None, *, money: bool) -> str:
    if was is None or now is None:
        return ""
    more = round(now - was, 1)
    return f"{'+' if more > 0 else '−'}{nombre(abs(more), montant=money)}"


def figures(faits: Mapping[str, Any]) -> dict[str, float | None]:
    """Give the figures of frozen facts by their path; the communes at risk counted."""
    held = {path: value for path, value in plats(faits) if value is None or isinstance(value, int | float)}
    return held | {_RISQUES: len(faits.get("risques") or ())}
