"""The postes of chef de projet of a tracking workbook, and who holds them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.personne import Qualite
from pvd_tui.domain.poste import StatutPoste
from pvd_tui.imports.fiches import FicheVoulue
from pvd_tui.imports.groupes import Groupe
from pvd_tui.imports.mots import INCONNU, RIEN, replie
from pvd_tui.imports.valeurs import choisir_mot
from storage.ids import natural

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.imports.lignes import LigneDite
    from storage.store import Store

_STATUTS: Final = tuple(statut.value for statut in StatutPoste)
_NOM: Final = re.compile(r"[^\d@]{4,80}")


class Postes:
    """Makes the postes of groups of communes, beside what the store holds."""

    def __init__(self, store: "Store", groupes: Sequence[Groupe], *, partage: bool) -> None:
        """Read the sites and the persons of the store once; without `partage` no site is named."""
        self._store = store
        self._groupes = groupes
        self._partage = partage
        self._sites = par_titre(store, "site")
        self._personnes = par_titre(store, "personne")

    def fiches(self) -> Iterator[FicheVoulue]:
        """Give one poste a site, or a commune where no site is named, and who holds it."""
        held = self._tenus()
        for groupe in self._groupes:
            line = next((one for one in groupe.lignes if "poste" in one.valeurs or one.texte("poste.personne")), None)
            if line is None:
                continue
            values: dict[str, Json] = {**line.valeurs.get("poste", {})}
            said = line.texte("poste.personne")
            if said:
                statut, name = _qui(said)
                values.setdefault("statut", statut)
                if name:
                    yield self._personne(line, name, groupe, values)
            if isinstance(values.get("etp"), float) and float(str(values["etp"])) > 1:
                line.avertissements.append(f"ETP « {values.pop('etp')} » au-dessus de 1, laissé vide")
            values = {name: value for name, value in values.items() if value is not None}
            if values:
                yield self._poste(line, groupe, values, held)

    def _poste(
        self, line: "LigneDite", groupe: Groupe, values: "Mapping[str, Json]", held: Mapping[str, list[str]]
    ) -> FicheVoulue:
        place = line.commune
        site = self._site(groupe)
        mine = held.get(place.insee, [])
        record = mine[0] if len(mine) == 1 else natural("poste", ("import", site or place.insee))
        extra: dict[str, Json] = {"commune": place.insee, "titre": f"Chef de projet – {groupe.nom}"[:150], "site": site}
        return FicheVoulue("poste", record, str(extra["titre"]), groupe.numeros, values, extra)

    def _personne(self, line: "LigneDite", name: str, groupe: Groupe, values: "dict[str, Json]") -> FicheVoulue:
        departement = line.commune.departement
        record = self._personnes.get((departement, replie(name))) or natural("personne", ("import", departement, name))
        values["personne"] = record
        facts: dict[str, Json] = {
            "titre": name[:150],
            "departement": departement,
            "qualite": Qualite.CHEF_DE_PROJET.value,
            "commune": line.commune.insee if len(groupe.communes) == 1 else None,
        }
        return FicheVoulue("personne", record, name, groupe.numeros, {}, facts)

    def _tenus(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in self._store.rows.page("poste", columns=("commune",), order=()):
            found.setdefault(str(row["commune"]), []).append(str(row["id"]))
        return found

    def _site(self, groupe: Groupe) -> str | None:
        departement, name = groupe.departement, groupe.site
        if not name or not self._partage:
            return None
        return self._sites.get((departement, replie(name))) or natural("site", (departement, name))


def _qui(said: str) -> tuple[str | None, str]:
    """Read who holds a poste: a name, or a word that says that nobody does."""
    word = replie(said)
    if word in INCONNU:
        return None, ""
    if word in RIEN or "vacan" in word or "depart" in word.split():
        return StatutPoste.VACANT.value, ""
    if "recrut" in word:
        return StatutPoste.EN_RECRUTEMENT.value, ""
    statut = choisir_mot(_STATUTS, said)
    if statut is not None or word in {"x", "o"}:
        return statut or StatutPoste.POURVU.value, ""
    return StatutPoste.POURVU.value, said if _NOM.fullmatch(said) else ""


def par_titre(store: "Store", table: str) -> dict[tuple[str, str], str]:
    """Find the records of a table by their département and title."""
    rows = store.rows.page(table, columns=("departement", "titre"), order=())
    return {(str(r["departement"]), replie(str(r["titre"]))): str(r["id"]) for r in rows if r["titre"]}
