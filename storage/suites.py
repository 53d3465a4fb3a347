"""A suite à donner and the fiche action it is about: made out of it, linked to it, or done; each is one gesture."""

from typing import TYPE_CHECKING, Final

from pvd_tui.changes.edit import Edit, edit
from pvd_tui.domain.dates import show_date
from pvd_tui.domain.suite import StatutSuite
from pvd_tui.domain.texte import plain
from storage.copie import vivante
from storage.errors import RefusError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pvd_tui.changes.change import Json
    from storage.fiche import Fiche
    from storage.store import Saved, Store

_TITRE: Final = 150


def creer_action(store: "Store", suite: str, commune: str) -> str:
    """Make a fiche action of a suite and link both, in one gesture; give the action's id."""
    with store.transaction():
        before = vivante(store, "suite", suite)
        _check_libre(store, before)
        said = before.values
        titre = str(said.get("titre") or "Suite d'une séance")[:_TITRE]
        record = store.new_id()
        values: dict[str, Json] = {
            "titre": titre,
            "commune": commune,
            "pilote": said.get("pilote"),
            "echeance": said.get("echeance"),
            "description": _origine(store, before),
        }
        made = Edit("action", record, {name: value for name, value in values.items() if value})
        linked = edit("suite", before.record, before.folded, {"action": record})
        store.save([made, *([linked] if linked else [])], f"Fiche action de la suite « {titre} »")
    return record


def lier(store: "Store", suite: str, action: str | None) -> "Saved | None":
    """Link a suite to an action that is there, or take the link off; None where nothing changes."""
    before = vivante(store, "suite", suite)
    if action is not None:
        vivante(store, "action", action)
    change = edit("suite", before.record, before.folded, {"action": action})
    titre = str(before.values.get("titre") or "sans titre")
    return store.save([change], f"{'Lier' if action else 'Délier'} la suite « {titre} »") if change else None


def solder(store: "Store", suites: "Sequence[str]", statut: StatutSuite) -> StatutSuite:
    """Give suites a statut, in one gesture; where all of them have it already, they are to be done again."""
    found = [vivante(store, "suite", one) for one in suites]
    if not found:
        raise RefusError("Il n'y a pas de suite ici. Rien n'a été modifié.")
    wanted = StatutSuite.A_FAIRE if all(one.values.get("statut") == statut for one in found) else statut
    edits = [change for one in found if (change := edit("suite", one.record, one.folded, {"statut": wanted}))]
    if edits:
        what = f"« {found[0].values.get('titre') or 'sans titre'} »" if len(found) == 1 else f"{len(found)} suites"
        store.save(edits, f"{what} : {wanted.lower()}")
    return wanted


def communes_de(store: "Store", suite: str) -> list[str]:
    """Give the codes of the communes that a suite names, as far as this laptop knows them."""
    before = vivante(store, "suite", suite)
    said = plain(str(before.values.get("communes") or ""))
    parts = {" ".join(part.split()) for part in said.replace(";", ",").replace(" et ", ",").split(",")}
    rows = store.rows.page("commune", columns=("titre",))
    return [str(row["id"]) for row in rows if plain(str(row["titre"] or "")) in parts]


def _check_libre(store: "Store", suite: "Fiche") -> None:
    """Refuse to make a second action of a suite."""
    action = suite.values.get("action")
    if action and store.rows.titres("action", [str(action)]):
        raise RefusError("Cette suite est déjà liée à une fiche action. Rien n'a été créé. Ouvrez celle-ci.")


def _origine(store: "Store", suite: "Fiche") -> str:
    """Say which séance the action comes from."""
    rows = store.rows.these("seance_club", [str(suite.values.get("seance_club") or "")], ("titre", "date"))
    numero = f" {suite.values['numero']}" if suite.values.get("numero") else ""
    if not rows:
        return f"Suite{numero} d’une séance de club."
    day = _jour(rows[0]["date"])
    return f"Suite{numero} de la séance « {rows[0]['titre'] or 'sans titre'} »{f' du {show_date(day)}' if day else ''}."


def _jour(value: "Json") -> "date | None":
    from datetime import date  # noqa: PLC0415 - only where a day is read

    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
