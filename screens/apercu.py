"""The look at one record beside its list: its columns, its money, what comes next, what was last said."""

from typing import TYPE_CHECKING

from screens.lignes import euros, jour

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pvd_tui.changes.change import Json
    from screens.lignes_lues import Lignes
    from storage.store import Store


def apercu(store: "Store", lignes: "Lignes", record: str) -> str:
    """Say what is known of a record at a glance."""
    said = lignes.ligne(record)
    catalogue = lignes.catalogue
    told = {"titre", *(c.champ for c in lignes.demande.colonnes if c.montant and catalogue.details)}
    labels = [(c.column.title, c.champ) for c in lignes.demande.colonnes]
    labels += [(name, c.champ) for name, c in catalogue.apercu if c.champ not in {c for _, c in labels}]
    lines = [f"{name} : {said[champ]}" for name, champ in labels if champ not in told and said.get(champ)]
    more = catalogue.details(store, record) if catalogue.details else ()
    return "\n".join([said.get("titre", ""), "", *lines, *([""] if more else []), *more])


def action(store: "Store", record: str) -> list[str]:
    """Say the money of an action, its applications, what comes next and its last dated note."""
    found = store.rows.these("action", [record], ("cout_previsionnel", "acquis", "reste", "regime_montant", "echeance"))
    if not found:
        return []
    return [*_argent(found[0]), *_demandes(store, record), *_suites(store, record, found[0]), *_note(store, record)]


def _argent(row: "dict[str, Json]") -> "Iterator[str]":
    cout, acquis, reste = row["cout_previsionnel"], row["acquis"], row["reste"]
    if isinstance(cout, int) and cout:
        regime = f" {row['regime_montant']}" if row["regime_montant"] else ""
        yield f"Coût {euros(cout)} €{regime}"
        if isinstance(acquis, int) and isinstance(reste, int):
            yield f"acquis {euros(acquis)} € ({100 * acquis // cout} %) · reste {euros(reste)} €"


def _demandes(store: "Store", record: str) -> "Iterator[str]":
    columns = ("titre", "dispositif", "financeur", "etat", "montant_demande", "montant_accorde")
    for row in store.rows.page("demande", {"action": record}, columns=columns, limit=4):
        name = row["dispositif"] or row["financeur"] or row["titre"] or "demande"
        amount = row["montant_accorde"] if row["montant_accorde"] is not None else row["montant_demande"]
        parts = [str(name), str(row["etat"] or ""), f"{euros(amount)} €" if amount is not None else ""]
        yield "· " + " ".join(part for part in parts if part)


def _suites(store: "Store", record: str, row: "dict[str, Json]") -> "Iterator[str]":
    """Say the next deadline: the action's own, or that of a suite that is not done."""
    suites = store.rows.page(
        "suite", {"action": record}, columns=("titre", "echeance", "statut"), order=[("echeance", False)], limit=10
    )
    dues = [
        (str(one["echeance"]), f"suite « {one['titre'] or 'sans titre'} »")
        for one in suites
        if one["echeance"] and one["statut"] not in {"Faite", "Abandonnée"}
    ]
    if row["echeance"]:
        dues.append((str(row["echeance"]), "l’action"))
    today = store.today().astimezone().date().isoformat()
    coming = [due for due in sorted(dues) if due[0] >= today] or sorted(dues, reverse=True)
    if coming:
        day, what = coming[0]
        yield f"{'Prochaine échéance' if day >= today else 'Échéance passée'} : {jour(day)}, {what}"


def _note(store: "Store", record: str) -> "Iterator[str]":
    notes = store.rows.page(
        "note_datee",
        {"action": record},
        columns=("date", "partenaire", "titre", "texte"),
        order=[("date", True)],
        limit=1,
    )
    for one in notes:
        who = f", {one['partenaire']}" if one["partenaire"] else ""
        yield f"Dernière note ({jour(one['date'])}{who}) : « {one['texte'] or one['titre'] or ''} »"
