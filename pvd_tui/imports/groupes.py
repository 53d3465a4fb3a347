"""Communes that go together: those of one site, and the conventions that they sign as one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.convention import StatutConvention, TypeConvention
from pvd_tui.domain.convention_commune import StatutCommune
from pvd_tui.imports.fiches import FicheVoulue, Place
from pvd_tui.imports.liste_pvd import LignePvd
from pvd_tui.imports.mots import INCONNU, replie
from storage.ids import natural

if TYPE_CHECKING:
    from datetime import date

    from pvd_tui.changes.change import Json
    from pvd_tui.imports.lignes import LigneDite
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Groupe:
    """The lines of one site, or of one commune that has none."""

    site: str
    """The name of the site; empty for a commune alone."""
    lignes: "tuple[LigneDite, ...]"

    @property
    def communes(self) -> tuple[str, ...]:
        """Give the INSEE codes, in the order of the file."""
        return tuple(dict.fromkeys(line.commune.insee for line in self.lignes))

    @property
    def numeros(self) -> tuple[int, ...]:
        """Give the numbers of the lines."""
        return tuple(line.numero for line in self.lignes)

    @property
    def departement(self) -> str:
        """Give the département."""
        return self.lignes[0].commune.departement

    @property
    def epci(self) -> str | None:
        """Give the EPCI that stands for the group: its only one, or the first of several, always the same."""
        found = {line.commune.epci for line in self.lignes if line.commune.epci}
        return min(found) if found else None

    @property
    def nom(self) -> str:
        """Name the group."""
        return self.site or self.lignes[0].commune.nom


def grouper(lines: "Sequence[LigneDite]") -> list[Groupe]:
    """Put the lines of each site together; a line without a site stands alone with its commune."""
    groups: dict[tuple[str, str], list[LigneDite]] = {}
    for line in lines:
        site = line.texte("site")
        named = site if replie(site) not in INCONNU else ""
        key = (line.commune.departement, replie(named)) if named else ("", line.commune.insee)
        groups.setdefault(key, []).append(line)
    return [Groupe(some[0].texte("site") if key[0] else "", tuple(some)) for key, some in groups.items()]


def places_de(lines: "Sequence[LigneDite]", groupes: Sequence[Groupe]) -> list[Place]:
    """Give the lines as the official list would: a site that signed one convention stands under one EPCI."""
    epci = _epci(groupes)
    found: dict[str, Place] = {}
    for line in lines:
        adhesion = _jour(line.valeurs.get("adhesion", {}).get("date_signature"))
        ort = _jour(line.valeurs.get("ort", {}).get("date_signature"))
        statut = line.valeurs.get("ort", {}).get("statut")
        signed = True if ort is not None or statut in _SIGNEES else False if statut is not None else None
        read = LignePvd(
            line.numero, line.commune.insee, line.commune.nom, adhesion, signed, ort, epci.get(line.commune.insee)
        )
        found.setdefault(line.commune.insee, Place(read, line.commune))
    return list(found.values())


def prevues(store: "Store", lines: "Sequence[LigneDite]", groupes: Sequence[Groupe]) -> Iterator[FicheVoulue]:
    """Give the conventions-cadre that are to be signed: one a group and a planned date."""
    epci = _epci(groupes)
    held = _en_cours(store)
    groups: dict[tuple[str, str, str], list[LigneDite]] = {}
    for line in lines:
        said = line.valeurs.get("ort", {})
        planned = said.get("date_prevue")
        if planned is None and said.get("statut") != StatutConvention.EN_COURS:
            continue
        if said.get("date_signature") is not None or said.get("statut") in _SIGNEES:
            continue
        owner = epci.get(line.commune.insee) or line.commune.epci or line.commune.insee
        groups.setdefault((line.commune.departement, owner, str(planned or "")), []).append(line)
    for (departement, owner, planned), some in groups.items():
        yield from _prevue(store, departement, owner, planned, some, held)


def _prevue(
    store: "Store", departement: str, owner: str, planned: str, some: "list[LigneDite]", held: Mapping[str, str]
) -> Iterator[FicheVoulue]:
    communes = list(dict.fromkeys(line.commune.insee for line in some))
    alone = communes[0] if len(communes) == 1 else None
    numbers = tuple(line.numero for line in some)
    values: dict[str, Json] = {"statut": StatutConvention.EN_COURS.value}
    if planned:
        values["date_prevue"] = planned
    known = {held[insee] for insee in communes if insee in held}
    titre = f"Convention-cadre valant ORT – {(alone and some[0].commune.nom) or some[0].texte('site') or _nom(owner)}"[
        :150
    ]
    facts: dict[str, Json] = {
        "titre": titre,
        "type": TypeConvention.CADRE_ORT.value,
        "vaut_ort": True,
        "departement": departement,
        "commune": alone,
        "epci": owner if alone is None else some[0].commune.epci,
    }
    record = (
        known.pop()
        if len(known) == 1
        else natural("convention", (TypeConvention.CADRE_ORT, departement, alone or owner, "prévue"))
    )
    yield FicheVoulue("convention", record, titre, numbers, values, facts, partagee=alone is None)
    for insee in communes:
        row: dict[str, Json] = {"convention": record, "commune": insee, "statut_commune": StatutCommune.PVD.value}
        yield FicheVoulue(
            "convention_commune",
            store.record_id("convention_commune", row),
            insee,
            tuple(line.numero for line in some if line.commune.insee == insee),
            row,
            partagee=alone is None,
        )


_SIGNEES: Final = frozenset({StatutConvention.SIGNEE, StatutConvention.TERMINEE})


def _epci(groupes: Sequence[Groupe]) -> dict[str, str]:
    """Give the EPCI of each commune of a site that has several communes: the same for all of them."""
    return {
        insee: groupe.epci
        for groupe in groupes
        if len(groupe.communes) > 1 and groupe.epci
        for insee in groupe.communes
    }


def _en_cours(store: "Store") -> dict[str, str]:
    """Find the conventions-cadre that are there and not signed, by commune."""
    columns = ("commune", "type", "date_signature")
    rows = store.rows.page("convention", columns=columns, order=())
    open_ones = {
        str(r["id"]): r["commune"] for r in rows if r["type"] == TypeConvention.CADRE_ORT and not r["date_signature"]
    }
    found = {str(commune): record for record, commune in open_ones.items() if commune}
    for row in store.rows.page("convention_commune", columns=("convention", "commune"), order=()):
        if row["convention"] in open_ones:
            found.setdefault(str(row["commune"]), str(row["convention"]))
    return found


def _nom(siren: str) -> str:
    from pvd_tui import referentiel  # noqa: PLC0415 - only where a group has no name of its own

    found = referentiel.epci(siren)
    return found.nom if found else siren


def _jour(value: object) -> "date | None":
    from datetime import date  # noqa: PLC0415 - one use

    return date.fromisoformat(value) if isinstance(value, str) else None
