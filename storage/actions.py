"""An action made again: duplicated, replaced by another fiche, moved to another commune. Each is one gesture.

dupliquer   a new project with the same words; what happened to the old one (acts, ids, grants) stays with it
remplacer   « annule et remplace »: the same number, everything copied; the old fiche is abandoned, never erased
deplacer    the same action under a new id in another commune, the old one archived (`design.md` §5)
"""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.edit import Edit, archive, edit
from pvd_tui.changes.fold import Nature
from pvd_tui.domain.action import StatutConventionnel, StatutPhase
from pvd_tui.domain.plan_financement import StatutPlan
from pvd_tui.domain.plan_versions import NON_COPIES, plan_courant
from pvd_tui.domain.ressource import EtatRessource
from pvd_tui.domain.tables import references
from pvd_tui.domain.texte import counted
from pvd_tui.referentiel.reference import departement_of
from storage.copie import Copie, vivante
from storage.errors import RefusError
from storage.plans import plans_de

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.fiche import Fiche
    from storage.store import Store

PARTIES: Final = {
    "depense": "les dépenses",
    "plan_financement": "le plan de financement",
    "indicateur": "les indicateurs",
    "sous_operation": "les sous-opérations",
    "action_commune": "les communes associées",
}
"""What may be duplicated with an action, and its name."""

_PROPRES: Final = frozenset(
    {
        "code",
        "avenant",
        "avenant_sortie",
        "statut_phase",
        "cout_definitif",
        "debut_reel",
        "fin_reelle",
        "date_engagement",
        "date_abandon",
        "annexes",
        "fiche_crte",
        "numero_dossier",
        "mec_id",
        "tet_id",
        "recoco_id",
        "remplace",
        "reprise_de",
    }
)
"""What an action has of its own: a duplicate starts without it."""
_OUBLIS: Final = {
    "action": _PROPRES,
    "depense": frozenset({"montant_definitif"}),
    "plan_financement": NON_COPIES | {"remplace"},
    "ressource": frozenset({"montant_accorde", "demande", "etat"}),
}
_NOMMENT: Final = frozenset({"note_datee", "note_seance", "suite", "retour_experience", "signal"})
"""What is said of an action and goes on about it where it is moved."""
_A_TRANCHER: Final = frozenset({Nature.CONFLIT, Nature.ARCHIVE})


def dupliquer(store: "Store", action: str, avec: Collection[str] | None = None) -> str:
    """Copy an action, with the parts named in `avec` (all of `PARTIES` if None); give the new id."""
    parts = PARTIES if avec is None else avec
    with store.transaction():
        old = vivante(store, "action", action)
        _check_grant(store, old.stream, old.commune)
        copie = _copie(store, old, [*(part for part in PARTIES if part not in parts), "demande", "mesure"])
        titre = f"{str(old.values.get('titre') or 'Action')[:142]} (copie)"
        news: dict[tuple[str, str], dict[str, Json]] = {
            ("action", old.record): {"titre": titre, "statut_conventionnel": StatutConventionnel.EN_PROJET}
        }
        for fiche in copie.lues:
            if fiche.table == "plan_financement":
                news[(fiche.table, fiche.record)] = {"statut": StatutPlan.BROUILLON, "version": 1}
            if fiche.table == "ressource":
                news[(fiche.table, fiche.record)] = {"etat": EtatRessource.ENVISAGEE}
        copie.enregistrer(list(copie.edits(news, _OUBLIS)), "Dupliquer une action")
        return copie.ids[("action", old.record)]


def remplacer(store: "Store", action: str) -> str:
    """Make a fiche that « annule et remplace » an action; its demandes follow, it is abandoned. Give the new id."""
    with store.transaction():
        old = vivante(store, "action", action)
        if replaced_by(store, old.record):
            raise RefusError("Cette action est déjà remplacée. Rien n'a été créé. Ouvrez celle qui la remplace.")
        _check_grant(store, old.stream, old.commune)
        copie = Copie(store, ("demande",))
        copie.ajouter("action", old.record)
        _check_accord(copie)
        new = copie.ids[("action", old.record)]
        day = store.today().astimezone().date().isoformat()
        over = edit(
            old.table,
            old.record,
            old.folded,
            {
                "statut_conventionnel": StatutConventionnel.ABANDONNEE,
                "statut_phase": StatutPhase.ABANDONNE,
                "date_abandon": day,
            },
        )
        news: dict[tuple[str, str], dict[str, Json]] = {
            ("action", old.record): {"remplace": old.record, "statut_conventionnel": StatutConventionnel.A_VALIDER}
        }
        edits = [*copie.edits(news, {}), *_demandes(store, old.record, new), *([over] if over else [])]
        copie.enregistrer(edits, "Annule et remplace")
        return new


def deplacer(store: "Store", action: str, commune: str) -> str:
    """Move an action and all that belongs to it to another commune; give its new id.

    The old fiche and its children are archived, every value of them seen; the new one says where it comes from.
    """
    with store.transaction():
        old = vivante(store, "action", action)
        if old.commune == commune:
            raise RefusError("Cette action est déjà dans cette commune. Rien n'a été modifié.")
        _check_grant(store, old.stream, old.commune)
        _check_grant(store, f"dep:{departement_of(commune)}", commune)
        copie = Copie(store)
        copie.ajouter("action", old.record)
        news: dict[tuple[str, str], dict[str, Json]] = {
            ("action", old.record): {"commune": commune, "reprise_de": old.record}
        }
        _check_accord(copie)
        gone = [archive(fiche.table, fiche.record, fiche.folded) for fiche in reversed(copie.lues)]
        made = [*copie.edits(news, {})]
        new = copie.ids[("action", old.record)]
        copie.enregistrer([*made, *_suivre(store, old.record, new), *gone], "Changer une action de commune")
        return new


def _check_grant(store: "Store", stream: str, commune: str | None) -> None:
    """Refuse now what the server would refuse later: half a move would be an action lost, or counted twice."""
    why = store.grants.why_closed(stream, commune) or store.grants.why_refused(commune)
    if why:
        raise RefusError(why)


def _check_accord(copie: Copie) -> None:
    """Refuse while two people disagree: a copy holds one value, the other one would be asked about nowhere (I2)."""
    champs = {(f.table, d.champ) for f in copie.lues for d in f.folded.desaccords if d.nature in _A_TRANCHER}
    if champs:
        raise RefusError(
            f"Il reste {counted(len(champs), 'désaccord')} à trancher dans cette action. Rien n'a été créé. "
            "Choisissez d'abord la valeur à garder (7 Synchro, ou F9 dans la fiche), puis recommencez."
        )


def _suivre(store: "Store", old: str, new: str) -> Iterator[Edit]:
    """Make what names a moved action, without belonging to it, name its new fiche: notes, suites, signaux."""
    for table, field in references("action"):
        if table in _NOMMENT:
            for row in store.rows.page(table, {field: old}):
                fiche = store.get(table, str(row["id"]))
                if fiche is not None:
                    yield Edit(table, fiche.record, {field: new}, {field: fiche.folded.shown.get(field, ())})


def replaced_by(store: "Store", action: str) -> str | None:
    """Give the action that « annule et remplace » this one, if there is one."""
    rows = store.rows.page("action", {"remplace": action}, limit=1)
    return str(rows[0]["id"]) if rows else None


def _copie(store: "Store", old: "Fiche", sauf: Collection[str]) -> Copie:
    """Take an action and its parts; of its plans, the one that one works on."""
    copie = Copie(store, sauf)
    copie.ajouter("action", old.record)
    courant = plan_courant(plans_de(store, old.record))
    kept = courant.id if courant else None
    left_out = {f.record for f in copie.lues if f.table == "plan_financement" and f.record != kept}
    copie.lues = [
        fiche
        for fiche in copie.lues
        if fiche.record not in left_out and fiche.values.get("plan_financement") not in left_out
    ]
    return copie


def _demandes(store: "Store", old: str, new: str) -> Iterator[Edit]:
    """Make the demandes of an action belong to the fiche that replaces it: a dossier exists once."""
    for row in store.rows.page("demande", {"action": old}):
        fiche = store.get("demande", str(row["id"]))
        if fiche is not None:
            yield Edit("demande", fiche.record, {"action": new}, {"action": fiche.folded.shown.get("action", ())})
