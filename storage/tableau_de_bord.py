"""The blocks of the first page that cost to compute: kept with the journal's position, shown at once, refreshed behind.

relire(store)               the blocks as they were last computed, whatever happened since
calculer(store, today)      the blocks now: slow, for a thread
garder(store, tableau)      keep them for the next opening

Kept under one key of the settings of this laptop: they are never synced, and losing them costs a second.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from storage import settings
from storage.vues import mes_communes

if TYPE_CHECKING:
    from pvd_tui.domain.risques import LigneRisque, Risques
    from storage.store import Store

CLE: Final = "tableau_de_bord"
VERSION: Final = 1
PREMIERS: Final = 5
"""Risks that the first page shows."""
FAMILLES: Final[Mapping[str, tuple[str, ...]]] = {
    "État": ("DETR", "DSIL", "DSID", "DPV", "FNADT", "Fonds vert", "DRAC", "ARS"),
    "Opérateurs": (
        "Anah",
        "Banque des territoires",
        "Ademe",
        "Cerema",
        "Agence de l’eau",
        "EPF",
        "ANS",
        "CAF",
        "FIPHFP",
    ),
    "Région": ("Conseil régional",),
    "Département": ("Conseil départemental",),
    "Bloc local": ("EPCI", "Syndicat"),
    "Europe": ("Union européenne",),
}
"""The funders by family; those of none of them are « Autres »."""
AUTRES: Final = "Autres"
_PERDUES: Final = ("Refusée", "Sans suite", "Retirée", "Caduque")
_NOTIFIEES: Final = ("Notifiée", "Démarrée", "Avance", "Acompte", "Soldée")
"""As `pvd_tui.domain.transitions` reads them, without its pydantic: a notification that is past, else the state."""


@dataclass(frozen=True, slots=True)
class RisqueCourt:
    """One site at risk, in a line: where its next step is done."""

    regles: str
    nom: str
    pas: str
    table: str
    record: str


@dataclass(frozen=True, slots=True)
class Financement:
    """What a family of funders is expected to give, and notified, in cents."""

    famille: str
    prevu: int
    notifie: int


@dataclass(frozen=True, slots=True)
class Suivi:
    """One thing that the préfecture follows: communes without news, proposals to confirm, the note."""

    id: str
    quoi: str
    combien: str
    alerte: bool = False


@dataclass(frozen=True, slots=True)
class Tableau:
    """The blocks, and what they were computed of."""

    position: str
    jour: str
    a_risque: int
    communes: int
    sites: int
    risques: Sequence[RisqueCourt]
    financements: Sequence[Financement]
    suivis: Sequence[Suivi]
    version: int = VERSION


def position(store: "Store") -> str:
    """Say where the journal is: what is computed of the same place and day is the same."""
    row = store.connection.execute("SELECT max(rang), (SELECT count(*) FROM a_corriger) FROM change").fetchone()
    return f"{row[0] or 0}/{row[1]}/{store.role}"


def relire(store: "Store") -> Tableau | None:
    """Give the blocks as they were kept; None where there are none, or an older program wrote them."""
    held = store.settings.get(CLE)
    if held is None:
        return None
    try:
        read: dict[str, Any] = json.loads(held)
        if read.get("version") != VERSION:
            return None
        for name, kind in (("risques", RisqueCourt), ("financements", Financement), ("suivis", Suivi)):
            read[name] = [kind(**one) for one in read[name]]
        return Tableau(**read)
    except (ValueError, KeyError, TypeError):  # somebody else's text
        return None


def garder(store: "Store", tableau: Tableau) -> None:
    """Keep the blocks for the next opening."""
    if not store.read_only:
        with store.transaction():
            store.settings.put(CLE, json.dumps(asdict(tableau), ensure_ascii=False))


def calculer(store: "Store", today: date) -> Tableau:
    """Compute the blocks: the risks, the money by family, what is followed by role."""
    from storage.risques import risques_du_store  # noqa: PLC0415 - pydantic, not before the first page is there

    where = position(store)
    found = risques_du_store(store, None, today)
    mine = set(mes_communes(store)) if store.role == "chef" else set()
    held = [one for one in found.communes if not mine or one.insee in mine]
    there = {one.insee for one in held}
    lines = [line for line in found.lignes if line.constats and any(one.insee in there for one in line.communes)]
    return Tableau(
        where,
        today.isoformat(),
        sum(one.a_risque for one in held),
        len(held),
        len(lines),
        [_court(line) for line in lines[:PREMIERS]],
        financements(store, today),
        _suivis(store, found, today) if store.role in {"prefecture", "national"} else [],
    )


def financements(store: "Store", today: date) -> list[Financement]:
    """Add up the demandes by family: what is expected (granted, else asked for), and what is notified."""
    lost, granted = ", ".join("?" * len(_PERDUES)), ", ".join("?" * len(_NOTIFIEES))
    rows = store.connection.execute(
        "SELECT dispositif, sum(coalesce(montant_accorde, montant_demande)), sum(CASE WHEN "  # noqa: S608 - only marks
        "CASE WHEN coalesce(date_notification, date_arrete) IS NOT NULL "
        "THEN min(coalesce(date_notification, date_arrete), coalesce(date_arrete, date_notification)) <= ? "
        f"ELSE etat IN ({granted}) END THEN montant_accorde END) "
        f"FROM demande WHERE archive = 0 AND coalesce(etat, '') NOT IN ({lost}) GROUP BY dispositif",
        (today.isoformat(), *_NOTIFIEES, *_PERDUES),
    ).fetchall()
    sums: dict[str, list[int]] = {}
    for dispositif, prevu, notifie in rows:
        famille = next((name for name, some in FAMILLES.items() if dispositif in some), AUTRES)
        both = sums.setdefault(famille, [0, 0])
        both[0] += int(prevu or 0)
        both[1] += int(notifie or 0)
    return [Financement(name, *sums[name]) for name in (*FAMILLES, AUTRES) if name in sums and any(sums[name])]


def _court(line: "LigneRisque") -> RisqueCourt:
    codes = " ".join(dict.fromkeys(str(one.regle) for one in line.constats))
    first = line.constats[0]
    place = (first.table, first.record) if first.record else ("commune", first.commune)
    return RisqueCourt(codes, line.nom, line.prochain_pas, *place)


def _suivis(store: "Store", found: "Risques", today: date) -> list[Suivi]:
    """Give what the préfecture follows: communes without news, never people; proposals, contributions, the note."""
    silent = [one for one in found.communes if any(c.regle == "R7" and c.etabli for c in one.constats)]
    proposed = int(
        store.connection.execute(
            "SELECT count(*) FROM (SELECT DISTINCT \"table\", record FROM desaccord WHERE nature = 'proposition')"
        ).fetchone()[0]
    )
    rows = [Suivi("propositions", "Propositions à confirmer", str(proposed), bool(proposed))]
    rows += _note(store, today)
    rows.append(Suivi("muettes", "Communes sans nouvelles", str(len(silent)), bool(silent)))
    days = {one.insee: next(c.sentence for c in one.constats if c.regle == "R7") for one in silent}
    rows += [Suivi(f"commune {one.insee}", f"· {one.nom}", _jours(days[one.insee])) for one in silent]
    return rows


def _note(store: "Store", today: date) -> list[Suivi]:
    """Say where the campaign and the note stand."""
    from pvd_tui.domain.contributions import avancement  # noqa: PLC0415 - pydantic, already there with the risks
    from storage import notes_synthese  # noqa: PLC0415 - same
    from storage.contributions import contributions_par_site  # noqa: PLC0415 - same

    own = store.settings.get(settings.DEPARTEMENT)
    held = avancement(contributions_par_site(store, departements=[own] if own else None, au=today))
    issued = [note for note in notes_synthese.emises(store) if own is None or note.code == own]
    words = notes_synthese.mots(store, own) if own else None
    last = f"v{issued[-1].version}, {issued[-1].au:%d/%m}" if issued else "non émise"
    left = len(words.manquants) if words else 0
    said = f"{left} à écrire" if left and not issued else last
    return [
        Suivi("campagne", "Contributions des sites", f"{held.donnees} sur {held.sites}", held.donnees < held.sites),
        Suivi("synthese", "Note de synthèse", said, not issued),
    ]


def _jours(sentence: str) -> str:
    """Take the number of days out of what R7 says."""
    found = [word for word in sentence.split() if word.isdigit()]
    return f"{found[0]} j" if found else ""
