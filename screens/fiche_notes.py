"""What is said under each field: what it resolves to, what is wrong, what disagrees, what the rules find."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.fold import Nature
from pvd_tui.domain.affichage import show
from pvd_tui.domain.champ import Genre, champ
from pvd_tui.domain.dates import long_date
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.rgpd_indice import indice
from pvd_tui.domain.rules import change_findings, findings_of
from pvd_tui.domain.rules.context import Context
from screens.fiche_choix import libelle
from screens.fiche_mots import quand, qui
from screens.fiche_rang import Note
from storage.presente import connue, presente
from storage.registre import StoreRegistre

if TYPE_CHECKING:
    from pvd_tui.changes.change import Change
    from pvd_tui.changes.fold import Desaccord
    from pvd_tui.domain.registre import Registre
    from screens.fiche_saisie import Saisie
    from screens.slot import Tone

_MARKS: Final[Mapping[Niveau, tuple[str, "Tone"]]] = {
    Niveau.ERREUR: ("!", "erreur"),
    Niveau.AVERTISSEMENT: ("~", "alerte"),
    Niveau.INFORMATION: ("i", "discret"),
}
_SHORT: Final = 60
"""Characters of a value quoted under a field."""


@dataclass(frozen=True, slots=True)
class Revue:
    """All that there is to say about a record, field by field."""

    erreurs: Mapping[str, str] = field(default_factory=dict)
    """Fields whose text is not a value."""
    constats: Sequence[Finding] = ()
    desaccords: Sequence["Desaccord"] = ()
    changes: Mapping[str, "Change"] = field(default_factory=dict)

    def a_revoir(self, champs: Sequence[str]) -> list[str]:
        """List the fields, in this order, that ask for a look."""
        asked = {
            *self.erreurs,
            *(f.field for f in self.constats if f.level is not Niveau.INFORMATION and f.field),
            *(d.champ for d in self.desaccords if d.nature is not Nature.ATTENTE),
        }
        return [name for name in champs if name in asked]

    def de(self, nom: str) -> list["Desaccord"]:
        """List the disagreements of a field."""
        return [d for d in self.desaccords if d.champ == nom]


def revue(saisie: "Saisie", registre: "Registre | None" = None) -> Revue:
    """Look at a record as it is typed now; `registre` holds what is typed in others."""
    erreurs = {nom: said for nom in saisie.brouillons if (said := saisie.erreur(nom))}
    history = saisie.store.history.of(saisie.table, saisie.record) if saisie.folded.desaccords else []
    return Revue(
        erreurs, constats(saisie, registre), saisie.folded.desaccords, {change.id: change for change in history}
    )


def constats(saisie: "Saisie", registre: "Registre | None" = None) -> list[Finding]:
    """List what the rules say of a record as it is typed now."""
    typed, _ = saisie.cls.lenient({**saisie.valeurs(), "id": saisie.record})
    context = Context(registre or StoreRegistre(saisie.store), saisie.today, connue, presente)
    found = findings_of(typed, context)
    if saisie.fiche is not None and saisie.brouillons:
        before, _ = saisie.cls.lenient({**saisie.fiche.values, "id": saisie.record})
        found += change_findings(before, typed)
    return found


def notes(saisie: "Saisie", nom: str, revue: Revue) -> list[Note]:
    """Give the lines under a field."""
    said = [Note(f"! {revue.erreurs[nom]}", "erreur")] if nom in revue.erreurs else _resolue(saisie, nom)
    for one in revue.de(nom):
        said += _desaccord(saisie, one, revue.changes)
    if nom in saisie.folded.declared and saisie.folded.values.get(nom) is not None:
        said.append(Note("déclaré par la commune", "discret"))
    said += _personnel(saisie, nom)
    return said + [constat(finding) for finding in revue.constats if finding.field == nom]


def constat(finding: Finding) -> Note:
    """Write a finding on one line: the fact, and the step that clears it."""
    mark, tone = _MARKS[finding.level]
    return Note(f"{mark} {finding.sentence} {finding.clears}".rstrip(), tone)


def _personnel(saisie: "Saisie", nom: str) -> list[Note]:
    """Say in one discreet line that a long text being typed seems to hold personal data; nothing is refused for it."""
    if nom not in saisie.brouillons or champ(saisie.cls, nom).genre is not Genre.TEXTE:
        return []
    said = indice(saisie.texte(nom))
    return [Note(f"i {said}", "discret")] if said else []


def _resolue(saisie: "Saisie", nom: str) -> list[Note]:
    """Show what a calculation or a short date comes to, while it is typed."""
    if nom not in saisie.brouillons or nom not in saisie.cls.model_fields:
        return []
    genre = champ(saisie.cls, nom).genre
    value = saisie.lire(nom)
    shown = show(saisie.cls, nom, value)
    if value is None or genre not in {Genre.DATE, Genre.MONTANT, Genre.NOMBRE, Genre.POURCENT, Genre.HEURE}:
        return []
    if genre is Genre.DATE:
        from datetime import date  # noqa: PLC0415 - only here

        return [Note(f"= {long_date(date.fromisoformat(str(value)))}", "discret")]
    return [Note(f"= {shown}", "discret")] if shown != saisie.texte(nom) else []


def cite(saisie: "Saisie", nom: str, value: object) -> str:
    """Quote a value of a field, short."""
    text = show(saisie.cls, nom, value)
    text = libelle(saisie.store, champ(saisie.cls, nom), text) if nom in saisie.cls.model_fields else text
    text = " ".join(text.split())
    return f"« {text[:_SHORT]}{'…' if len(text) > _SHORT else ''} »" if text else "(vide)"


def _desaccord(saisie: "Saisie", one: "Desaccord", changes: Mapping[str, "Change"]) -> list[Note]:
    """Say why a field has more than one value."""
    heads = [changes[i] for i in one.heads if i in changes]
    lines = [
        Note(f"  {cite(saisie, one.champ, c.set[one.champ])}  {qui(saisie.store, c)}, le {quand(c.at)}", "alerte")
        for c in heads
        if one.champ in c.set
    ]
    match one.nature:
        case Nature.ATTENTE:
            return [Note("en attente de synchronisation : rien à faire", "discret")]
        case Nature.PROPOSITION:
            how = " — F4 l'accepte" if saisie.store.role == "prefecture" else ""
            return [Note(f"à confirmer :{line.texte[1:]}{how}", "info") for line in lines]
        case Nature.ARCHIVE:
            return [Note("! modifié pendant que la fiche était archivée — F9 pour choisir", "alerte"), *lines]
        case _:
            return [Note("! deux valeurs — Entrée ou F9 pour choisir", "alerte"), *lines]
