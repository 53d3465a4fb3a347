"""Everything about one person, to be handed over: right of access and right to data portability (RGPD, art. 15 and 20).

lisez-moi.txt      who, what is kept, why, how long, and the rights one has
donnees.csv        each field that names the person, as it is now
historique.csv     each value these fields ever had, with its day
donnees.json       the same for a program
"""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pvd_tui.domain.affichage import show
from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.texte import counted
from pvd_tui.reports import tableur_csv
from pvd_tui.reports.fichier import SortieError, ecrire
from pvd_tui.reports.tableau import ColonneTableau, Tableau
from storage.rgpd_purge import durees

if TYPE_CHECKING:
    from storage.rgpd_dossier import Dossier, Trace
    from storage.store import Store

_COLONNES: Final = ("Fiche", "Titre de la fiche", "Champ", "Valeur", "Nature", "Reste sur cet ordinateur")
_PASSE: Final = ("Le", "Fiche", "Identifiant", "Champ", "Valeur")


def ecrire_dossier(store: "Store", of: "Dossier", folder: Path, au: date) -> list[Path]:
    """Write the four files in a new folder; raises SortieError, and writes nothing, where it holds something."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SortieError(
            f"« {folder} » existe déjà et n'est pas vide. Rien n'a été écrit. Choisissez un autre dossier."
        )
    present = [_ligne(store, one) for one in of.traces]
    past = historique(store, of)
    files = {
        "lisez-moi.txt": _lisez_moi(store, of, au).encode(),
        "donnees.csv": tableur_csv.rendre(_tableau("Données", _COLONNES, present, au)),
        "historique.csv": tableur_csv.rendre(_tableau("Historique", _PASSE, past, au)),
        "donnees.json": json.dumps(faits(store, of, au), ensure_ascii=False, indent=2).encode(),
    }
    return [ecrire(folder / name, content) for name, content in files.items()]


def faits(store: "Store", of: "Dossier", au: date) -> dict[str, Any]:
    """Give everything about a person as JSON."""
    return {
        "nom": of.nom,
        "au": au.isoformat(),
        "noms": list(of.noms),
        "personnes": [store.folded("personne", one).values | {"id": one} for one in of.personnes],
        "traces": [trace_en_faits(store, one) for one in of.traces],
        "historique": [dict(zip(_PASSE, line, strict=True)) for line in historique(store, of)],
        "conservation": [{"quoi": o.quoi, "duree": o.duree, "base": o.base, "apres": o.apres} for o in durees(store)],
    }


def trace_en_faits(store: "Store", one: "Trace") -> dict[str, Any]:
    """Give one trace as JSON."""
    return {
        "cle": one.cle,
        "type": one.table,
        "id": one.record,
        "champ": one.champ,
        "nature": str(one.nature),
        "sure": one.sure,
        "demande": one.demande,
        "restreint": one.restreint,
        "passee": one.passee,
        "extrait": one.extrait,
        "valeur": store.folded(one.table, one.record).values.get(one.champ),
    }


def historique(store: "Store", of: "Dossier") -> list[tuple[str, ...]]:
    """Give each value that the fields which name the person ever had, the oldest first."""
    wanted: dict[tuple[str, str], list[str]] = {}
    for one in of.traces:
        wanted.setdefault((one.table, one.record), []).append(one.champ)
    lines = [
        (change.at, table, record, _intitule(table, champ), _vu(table, champ, change.set[champ]))
        for (table, record), champs in wanted.items()
        for change in store.history.of(table, record)
        for champ in champs
        if champ in change.set
    ]
    return [(at[:16].replace("T", " "), *rest) for at, *rest in sorted(lines)]


def _ligne(store: "Store", one: "Trace") -> tuple[str, ...]:
    folded = store.folded(one.table, one.record)
    label = str(folded.values.get("titre") or one.record)
    value = _vu(one.table, one.champ, folded.values.get(one.champ))
    return (
        TABLES[one.table].label,
        label,
        _intitule(one.table, one.champ),
        value,
        str(one.nature),
        "oui" if one.restreint else "",
    )


def _intitule(table: str, champ: str) -> str:
    fields = TABLES[table].model_fields if table in TABLES else {}
    return str(fields[champ].title) if champ in fields else champ


def _vu(table: str, champ: str, value: object) -> str:
    return show(TABLES[table], champ, value) if table in TABLES else str(value)


def _tableau(titre: str, colonnes: Sequence[str], lignes: Sequence[Sequence[str]], au: date) -> Tableau:
    return Tableau(titre, tuple(map(ColonneTableau, colonnes)), lignes, au)


def _lisez_moi(store: "Store", of: "Dossier", au: date) -> str:
    kept = "\n".join(f"- {_label(one.quoi)} : {one.duree}. {one.apres}\n  Base : {one.base}." for one in durees(store))
    return f"""Données personnelles de {of.nom}
Extrait de l’application PVD, au {au:%d/%m/%Y}.

Ce dossier
- donnees.csv : chaque endroit qui nomme la personne ({counted(len(of.traces), "champ")}), tel qu’aujourd’hui.
- historique.csv : chaque valeur que ces champs ont eue, avec sa date.
- donnees.json : la même chose, pour un logiciel.

Combien de temps, et pourquoi
{kept}
- Le reste (décisions, suites, fiches) : le temps du programme, puis selon les règles d’archives.

Droits
La personne peut demander une rectification, l’effacement, ou s’opposer. L’effacement est fait par la préfecture :
les noms deviennent des effectifs (« {of.designation} ») sur tous les ordinateurs, à leur prochaine synchronisation.
Réclamation possible auprès de la CNIL (www.cnil.fr).

Avant de remettre ce dossier
Relisez les textes : ils peuvent nommer d’autres personnes, dont les données ne lui sont pas dues.
Il ne contient que ce que sait cet ordinateur ; les notes gardées par d’autres sur le leur n’y sont pas.
"""


def _label(table: str) -> str:
    return TABLES[table].label.capitalize() if table in TABLES else table


def demande(store: "Store", of: "Dossier", au: date) -> str:
    """Write what a chef de projet sends to the préfecture, which alone erases."""
    ids = ", ".join(of.personnes) or "aucune fiche : nommée par les feuilles seulement"
    counts: dict[str, int] = {}
    for one in of.traces:
        if not one.restreint:
            counts[str(one.nature)] = counts.get(str(one.nature), 0) + 1
    lines = "\n".join(f"- {name} : {count}" for name, count in counts.items())
    who = store.settings.get("nom") or "(votre nom)"
    return f"""Demande d’effacement de données personnelles (RGPD, article 17)
À l’attention de la préfecture, responsable du point de synchronisation PVD.

Personne : {of.nom}
Identifiant : {ids}
Demandé le : {au:%d/%m/%Y}
Par : {who}

Ce que cet ordinateur connaît d’elle et qui est partagé, en nombre de champs :
{lines}

À faire par la préfecture, sur son ordinateur :
  pvd rgpd effacer {of.personnes[0] if of.personnes else f'"{of.nom}"'}
Après synchronisation, chaque ordinateur efface à son tour. Détruisez cette demande une fois traitée : elle nomme la
personne.
"""
