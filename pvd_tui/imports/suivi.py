"""Lines of a tracking workbook, one commune each -> conventions, sites, postes, freins, présences au club.

A convention that several communes signed is made once: the communes of one EPCI, or of one site, with one date.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from pvd_tui import referentiel
from pvd_tui.domain.convention import TypeConvention
from pvd_tui.domain.signal import EtatSignal, Frein, RegleSignal
from pvd_tui.imports.clubs import Clubs
from pvd_tui.imports.conventions import Conventions
from pvd_tui.imports.fiches import FicheVoulue
from pvd_tui.imports.groupes import grouper, places_de, prevues
from pvd_tui.imports.mots import INCONNU, RIEN, replie
from pvd_tui.imports.postes import Postes, par_titre
from pvd_tui.imports.valeurs import choisir_mot
from storage.ids import natural

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.imports.lignes import LigneDite
    from storage.store import Store

_TABLES: Final = ("adhesion.", "ort.", "crte.", "poste.", "signal.", "presence.")
_FREINS: Final = tuple(frein.value for frein in Frein)


def is_suivi(cles: Iterable[str]) -> bool:
    """Say whether these targets make conventions, postes, signaux or présences."""
    return any(cle.startswith(_TABLES) for cle in cles)


class Suivi:
    """Makes the wanted records of a tracking workbook, beside what the store holds."""

    def __init__(self, store: "Store", lines: "Sequence[LigneDite]", *, creer_communes: bool, partage: bool) -> None:
        """Read these lines; `creer_communes` where the store has no commune yet.

        `partage` says whether what belongs to the whole département may be written: without it, no site is.
        """
        self._store = store
        self._lines = [line for line in lines if line.commune]
        self._creer_communes = creer_communes
        self._partage = partage
        self._sites = par_titre(store, "site")
        self._groupes = grouper(self._lines)

    def fiches(self) -> list[FicheVoulue]:
        """Give every record that the lines ask for."""
        found = [
            *self._communes(),
            *self._conventions(),
            *Postes(self._store, self._groupes, partage=self._partage).fiches(),
            *self._signaux(),
        ]
        return _fondues([*found, *Clubs(self._store, self._lines).fiches()])

    def _communes(self) -> Iterator[FicheVoulue]:
        """Give the communes that the file brings, and the site that each belongs to."""
        for line in self._lines:
            site = line.texte("site")
            values: dict[str, Json] = {}
            if site and self._partage and replie(site) not in INCONNU:
                departement = line.commune.departement
                record = self._sites.get((departement, replie(site))) or natural("site", (departement, site))
                facts: dict[str, Json] = {"titre": site[:150], "departement": departement}
                yield FicheVoulue("site", record, site[:150], (line.numero,), {}, facts, partagee=True)
                values["site"] = record
            extra = dict(referentiel.commune_fields(line.commune)) if self._creer_communes else {}
            if values or extra:
                yield FicheVoulue("commune", line.commune.insee, line.commune.nom, (line.numero,), values, extra)

    def _conventions(self) -> Iterator[FicheVoulue]:
        """Give the conventions that are signed, those that are to be, and their entry in the CRTE."""
        places = places_de(self._lines, self._groupes)
        signed = Conventions(self._store, places, {place.insee for place in places})
        for insee, warning in signed.avertissements:
            for line in self._lines:
                if line.commune.insee == insee:
                    line.avertissements.append(warning)
        planned = list(prevues(self._store, self._lines, self._groupes))
        known = [*signed.fiches, *planned]
        yield from known
        yield from self._crte(known)

    def _crte(self, conventions: Sequence[FicheVoulue]) -> Iterator[FicheVoulue]:
        """Give what the lines say of the CRTE to the convention-cadre of their commune."""
        cadre = self._cadres(conventions)
        for line in self._lines:
            values = _crte_de(line)
            record = cadre.get(line.commune.insee) or self._held(line.commune.insee)
            if values and record is None:
                line.avertissements.append("CRTE sans convention-cadre : laissé de côté")
            elif values and record is not None:
                shared = self._is_shared(record, conventions)
                yield FicheVoulue("convention", record, "Convention-cadre", (line.numero,), values, partagee=shared)

    @staticmethod
    def _cadres(conventions: Sequence[FicheVoulue]) -> dict[str, str]:
        """Find the convention-cadre of each commune among those that the file makes or completes."""
        cadres = {
            one.record: one.creation.get("commune")
            for one in conventions
            if one.table == "convention" and one.creation.get("type") == TypeConvention.CADRE_ORT
        }
        found = {str(commune): record for record, commune in cadres.items() if commune}
        for one in conventions:
            if one.table == "convention_commune" and one.valeurs["convention"] in cadres:
                found[str(one.valeurs["commune"])] = str(one.valeurs["convention"])
        return found

    def _is_shared(self, record: str, conventions: Sequence[FicheVoulue]) -> bool:
        wanted = next((one for one in conventions if one.record == record), None)
        if wanted is not None:
            return wanted.partagee
        row = self._store.rows.these("convention", [record], ("commune",))
        return not (row and row[0]["commune"])

    def _held(self, insee: str) -> str | None:
        """Find the convention-cadre that the store holds for a commune; None if there is none, or several."""
        rows = self._store.rows.page("convention_commune", {"commune": insee}, columns=("convention",), order=())
        own = self._store.rows.page("convention", {"commune": insee}, columns=("type",), order=())
        linked = (
            self._store.rows.these("convention", [str(row["convention"]) for row in rows], ("type",)) if rows else []
        )
        found = {str(r["id"]) for r in [*own, *linked] if r["type"] == TypeConvention.CADRE_ORT}
        return found.pop() if len(found) == 1 else None

    def _signaux(self) -> Iterator[FicheVoulue]:
        """Give one signal a frein of a commune."""
        rows = self._store.rows.page("signal", columns=("commune", "frein", "regle", "titre"), order=())
        known = {(r["commune"], r["frein"], replie(str(r["titre"]))): str(r["id"]) for r in rows}
        for line in self._lines:
            more = {name: value for name, value in line.valeurs.get("signal", {}).items() if name != "frein"}
            for frein, text in _freins([cell for _, cell in line.freins]).items():
                titre = (frein if frein != Frein.AUTRE else text)[:150]
                key = (line.commune.insee, frein.value, replie(titre))
                parts = ("import", line.commune.insee, frein.value, titre)
                extra: dict[str, Json] = {
                    "commune": line.commune.insee,
                    "titre": titre,
                    "frein": frein.value,
                    "regle": RegleSignal.HUMAIN.value,
                    "etat": EtatSignal.OUVERT.value,
                    "commentaire": text if len(text.split()) > 2 and text != titre else None,  # noqa: PLR2004 - more than the word
                }
                record = known.get(key) or natural("signal", parts)
                yield FicheVoulue("signal", record, titre, (line.numero,), more, extra)


def _crte_de(line: "LigneDite") -> "dict[str, Json]":
    """Read what a line says of the CRTE: a date, a name, or yes and no, which give no date."""
    values: dict[str, Json] = {**line.valeurs.get("crte", {})}
    word = replie(line.texte("crte.crte_inscrit_le"))
    yes, no = word in {"oui", "o", "x"}, word in {"non", "n", "en cours"}
    if yes or no:
        line.avertissements = [one for one in line.avertissements if "inscrite au CRTE" not in one]
    if yes:
        line.avertissements.append("inscrite au CRTE sans date : la date reste à renseigner")
        values.setdefault("crte", "Inscrite, date à préciser")
    return values


def _freins(cells: Sequence[object]) -> dict[Frein, str]:
    """Read the freins of a line: each word of the list once, and as « Autre » what no word says."""
    found: dict[Frein, str] = {}
    for cell in cells:
        text = str(cell)
        parts = [part.strip(" -•\t") for part in re.split(r"[;\n]|(?<!\S)[-•] ", text) if part.strip(" -•\t")]
        for part in parts:
            whole = choisir_mot(_FREINS, part)
            pieces = [piece.strip() for piece in re.split(r"[,/+]| et ", part)]
            meant = [choisir_mot(_FREINS, piece) for piece in pieces]
            if whole is None and len(pieces) > 1 and all(meant):
                found |= {Frein(word): piece for word, piece in zip(meant, pieces, strict=True) if word}
            elif replie(part) not in INCONNU | RIEN:
                found.setdefault(Frein(whole or Frein.AUTRE), part)
    return found


def _fondues(fiches: Sequence[FicheVoulue]) -> list[FicheVoulue]:
    """Join what several lines say of one record; where they differ, the first one is kept."""
    found: dict[tuple[str, str], FicheVoulue] = {}
    for one in fiches:
        before = found.get((one.table, one.record))
        if before is None:
            found[one.table, one.record] = one
            continue
        found[one.table, one.record] = FicheVoulue(
            one.table,
            one.record,
            before.titre,
            tuple(dict.fromkeys((*before.lignes, *one.lignes))),
            {**one.valeurs, **before.valeurs},
            {**one.complement, **before.complement},
            partagee=before.partagee or one.partagee,
        )
    return list(found.values())
