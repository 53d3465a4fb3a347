"""Lines about projects -> actions, the subventions that they were granted, their plan.

A granted subvention is a *demande* (`montant_accorde`), not a line of a plan de financement: a plan is what a council
voted, whole, and one amount taken out of it would only look unbalanced; « combien puis-je encore demander ? », the
payments and the countdowns read the demande. A file with one column a funder does hold a plan, and makes one.

A line is known again by the identifier that the file gives it, else by the commune and the code of the fiche, else by
the commune and the title (and its demande by the funder and the year); the id of the record follows from that, so
that another laptop that imports the same file makes the same records.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.demande import EtatDemande
from pvd_tui.domain.financeur import Caractere, Dispositif
from pvd_tui.domain.plan_financement import StatutPlan
from pvd_tui.imports.cibles import cibles
from pvd_tui.imports.fiches import FicheVoulue
from pvd_tui.imports.mots import replie
from storage.ids import natural

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.imports.lignes import LigneDite
    from storage.store import Store

_EXTERNES: Final = ("fiche_crte", "numero_dossier", "mec_id", "tet_id", "recoco_id")
_FORTE: Final = re.compile(r"(?=.*\d)[A-Za-z0-9_./-]{6,}")
"""An identifier that names one project among all; « 12 » names one line of one file."""
_ETAT: Final = frozenset({"DETR", "DSIL", "DSID", "DPV", "FNADT", "Fonds vert", "DRAC"})


class Projets:
    """Makes the wanted records of the lines of one file, beside what the store holds."""

    def __init__(self, store: "Store", annee: str) -> None:
        """Read the actions and the demandes of the store once."""
        self._annee = annee
        columns = ("commune", "code", "titre", *_EXTERNES)
        rows = store.rows.page("action", columns=columns, order=(), archived=False)
        self._par_code = {(r["commune"], replie(str(r["code"]))): str(r["id"]) for r in rows if r["code"]}
        self._par_titre = {(r["commune"], replie(str(r["titre"]))): str(r["id"]) for r in rows if r["titre"]}
        self._externes = {(r["commune"], str(r[name])): str(r["id"]) for r in rows for name in _EXTERNES if r[name]}
        self._demandes: dict[tuple[object, object, str], list[str]] = {}
        for r in store.rows.page("demande", columns=("action", "dispositif", "financeur", "titre"), order=()):
            self._demandes.setdefault(
                (r["action"], r["dispositif"] or replie(str(r["financeur"])), _annee(r["titre"])), []
            ).append(str(r["id"]))
        plans = store.rows.page("plan_financement", columns=("action",), order=())
        self._plans = {str(r["action"]): str(r["id"]) for r in plans}
        self._first: dict[str, tuple[int, str]] = {}
        self._subsidised: dict[str, int] = {}
        self.refus: dict[int, str] = {}
        """Why a line makes nothing."""

    def fiches(self, line: "LigneDite") -> Iterator[FicheVoulue]:
        """Give the records of one line; nothing where it says again what another line said."""
        values = dict(line.valeurs.get("action", {}))
        grant = dict(line.valeurs.get("demande", {}))
        titre = str(values.get("titre") or "")
        cle = line.texte("cle")
        if not titre and not cle and not values.get("code"):
            self.refus[line.numero] = "La ligne n’a ni intitulé, ni code, ni identifiant."
            return
        if not titre:
            titre = f"Projet sans intitulé (n° {cle or values['code']})"
            values["titre"] = titre
            line.avertissements.append("pas d’intitulé dans le fichier")
        record = self._action(line, titre, cle, values.get("code"))
        known = self._first.get(record)
        if known is not None and known[0] != line.numero:
            if not grant or cle:
                self.refus[line.numero] = f"Même projet que la ligne {known[0]} (même {known[1]})."
                return
        else:
            self._first[record] = (line.numero, "identifiant" if cle else "code" if values.get("code") else "intitulé")
        demande = self._demande(line, record, grant) if grant else None
        if demande is not None and (same := self._subsidised.setdefault(demande.record, line.numero)) != line.numero:
            self.refus[line.numero] = f"Même projet, même financeur et même année que la ligne {same}."
            return
        if known is None:
            self._whole(line, values)
            yield FicheVoulue("action", record, titre, (line.numero,), values, {"commune": line.commune.insee})
            yield from self._plan(line, record)
            yield from self._accordees(line, record)
        if demande is not None:
            yield demande

    def _action(self, line: "LigneDite", titre: str, cle: str, code: "Json") -> str:
        """Give the id of an action: the store's, or one that follows from what makes the line unique."""
        insee = line.commune.insee
        if cle:
            strong = bool(_FORTE.fullmatch(cle))
            if strong and (insee, cle) in self._externes:
                return self._externes[insee, cle]
            return natural("action", ("import", cle) if strong else ("import", insee, cle, titre))
        if code:
            known = self._par_code.get((insee, replie(str(code))))
            return known or natural("action", ("code", insee, str(code)))
        return self._par_titre.get((insee, replie(titre))) or natural("action", ("titre", insee, titre))

    @staticmethod
    def _whole(line: "LigneDite", values: "dict[str, Json]") -> None:
        """Keep the whole text of a title that was cut, where nothing else describes the project."""
        said = line.texte("action.titre")
        if len(said) > len(str(values.get("titre", ""))) and "description" not in values:
            values["description"] = said

    def _demande(self, line: "LigneDite", action: str, values: "dict[str, Json]") -> FicheVoulue | None:
        """Give the demande that says these values, None where they say nothing of one."""
        annee = line.texte("annee") or self._annee
        who = values.get("dispositif") or values.get("financeur")
        amounts = any(name in values for name in ("montant_accorde", "montant_demande"))
        if who is None and not amounts:
            return None
        if not amounts and set(values) <= {"dispositif", "financeur", "commentaire"}:
            return None
        extra: dict[str, Json] = {"action": action}
        if values.get("dispositif") in _ETAT:
            extra["financeur"] = "État"
        if values.get("montant_accorde"):
            extra["etat"] = EtatDemande.PROGRAMMEE.value
        titre = " ".join(filter(None, (str(who or "Subvention"), annee)))
        extra["titre"] = titre[:150]
        said = who if values.get("dispositif") else replie(str(who or ""))
        held = self._demandes.get((action, said, annee), [])
        record = held[0] if len(held) == 1 else natural("demande", (action, str(who or ""), annee))
        return FicheVoulue("demande", record, titre, (line.numero,), values, extra)

    def _plan(self, line: "LigneDite", action: str) -> Iterator[FicheVoulue]:
        """Give the plan of a line of a file that has one column a funder."""
        amounts = {
            cle: value for cle, value in line.valeurs.get("ressource", {}).items() if isinstance(value, int) and value
        }
        if not amounts:
            return
        plan = self._plans.get(action) or natural("plan_financement", ("import", action))
        known: dict[str, Json] = {
            "action": action,
            "titre": "Plan importé",
            "version": 1,
            "statut": StatutPlan.BROUILLON.value,
        }
        yield FicheVoulue("plan_financement", plan, "Plan importé", (line.numero,), {}, known)
        for name, amount in amounts.items():
            dispositif = Dispositif[name.upper()]
            extra: dict[str, Json] = {
                "plan_financement": plan,
                "dispositif": dispositif.value,
                "caractere": (dispositif.caractere or Caractere.PUBLIC).value,
            }
            record = natural("ressource", ("import", plan, dispositif.value))
            values: dict[str, Json] = {"montant_demande": amount}
            yield FicheVoulue("ressource", record, str(dispositif), (line.numero,), values, extra)

    def _accordees(self, line: "LigneDite", action: str) -> Iterator[FicheVoulue]:
        """Give the demandes of a line of a file that has one column for what each funder granted."""
        for name, amount in line.valeurs.get("subvention", {}).items():
            said: dict[str, Json] = {"dispositif": Dispositif[name.upper()].value, "montant_accorde": amount}
            if amount and (one := self._demande(line, action, said)) is not None:
                yield one


def is_projets(cles: Sequence[str] | frozenset[str]) -> bool:
    """Say whether these targets make actions."""
    named = {"action.titre", "action.code"} & set(cles)
    return bool(named) or ("cle" in cles and any(cibles()[cle].table == "demande" for cle in cles))


def _annee(titre: "Json") -> str:
    found = re.search(r"(?<!\d)20\d\d(?!\d)", str(titre or ""))
    return found[0] if found else ""
