"""The note de synthèse as a page of prose: what a préfet signs (domain.md §3.2).

Written from the frozen figures and words alone: a note that is opened again reads as it did. What a person wrote comes
first, the figures after it, the communes at risk one by one, the table of the communes last.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from pvd_tui.domain.contributions import Avancement
from pvd_tui.domain.dates import long_date, show_date
from pvd_tui.domain.texte import counted
from pvd_tui.reports.ecrit import (
    Bloc,
    Ecrit,
    Etiquette,
    Faits,
    Grille,
    Intertitre,
    Paragraphe,
    Puces,
    Rubrique,
    Signature,
)
from pvd_tui.reports.note_chiffres import chiffres

if TYPE_CHECKING:
    from pvd_tui.domain.note_figee import Mots, NoteFigee

_ECHELONS: Final = {"departement": "Note de synthèse départementale", "region": "Note de synthèse régionale"}
_NATIONALE: Final = "Note de synthèse nationale"
_A_ECRIRE: Final = "À rédiger."
_NOMMES: Final = 40
"""Sites without a contribution up to which they are named: above, a list of names is read by nobody."""


def rediger(note: "NoteFigee") -> Ecrit:
    """Write the whole note."""
    head = note.faits["entete"]
    titre = f"{_ECHELONS.get(head['echelon'], _NATIONALE)} – {note.nom}"
    return Ecrit(
        titre,
        f"Petites villes de demain · données arrêtées au {_jour_long(note.au)} · {note.provenance}",
        f"{show_date(note.au)} · {note.provenance}",
        (
            *_tete(note),
            *_parole(note),
            *_campagne(note.faits),
            *chiffres(note.faits),
            *_risques(note),
            *_annexe(note),
            *_signature(note),
        ),
    )


def _tete(note: "NoteFigee") -> Iterator[Bloc]:
    head = note.faits["entete"]
    due = date.fromisoformat(head["echeance_note"]) if head.get("echeance_note") else None
    lines = [
        ("Émetteur", note.mots.autorite or "à préciser"),
        ("Campagne", " · ".join(str(one) for one in (head.get("campagne"), head.get("instruction")) if one)),
        ("Attendue le", show_date(due) if due else ""),
        ("Version", note.provenance),
    ]
    yield Faits([(label, said) for label, said in lines if said])
    if note.manquantes:
        yield Paragraphe(f"Notes départementales manquantes : {', '.join(note.manquantes)}.")
    if note.faits["entete"]["echelon"] != "departement" and note.source == "direct":
        yield Paragraphe("Chiffres calculés en direct : ils ne reprennent pas les notes émises par les départements.")


def _parole(note: "NoteFigee") -> Iterator[Bloc]:
    """Give what people wrote: the note's own words, then those of each département."""
    yield from _mots(note.mots, alone=not note.notes)
    for one in note.notes:
        yield Intertitre(f"{one.nom} ({one.code})", f"{one.provenance}, données au {show_date(one.au)}")
        yield from _volets(one.mots)


def _mots(mots: "Mots", *, alone: bool) -> Iterator[Bloc]:
    if not alone and not any((mots.texte_dynamique, mots.texte_leviers, mots.texte_difficultes, mots.dynamique)):
        yield Rubrique("Dynamique, leviers et difficultés par département")
        return
    for titre, tete, texte in (
        ("Dynamique constatée", mots.dynamique, mots.texte_dynamique),
        ("Leviers qui produisent leurs effets", " · ".join(mots.leviers), mots.texte_leviers),
        ("Difficultés rencontrées", " · ".join(mots.freins), mots.texte_difficultes),
    ):
        yield Rubrique(titre)
        if tete:
            yield Etiquette(tete)
        if texte or not tete:
            yield Paragraphe(texte or _A_ECRIRE, discret=not texte)
    if mots.appui_demande:
        yield Etiquette("Appui demandé")
        yield Paragraphe(mots.appui_demande)
    if not alone:
        yield Rubrique("Par département")


def _campagne(faits: Mapping[str, Any]) -> Iterator[Bloc]:
    """Say whose contributions the note starts from; an older note says nothing of it."""
    said = faits.get("contributions")
    if not said or not said["sites"]:
        return
    missing = said["manquants"] if len(said["manquants"]) <= _NOMMES else ()
    progress = Avancement(said["sites"], said["donnees"], said["commencees"], said["par_voie"], tuple(missing))
    yield Rubrique("Contributions des sites")
    yield Paragraphe(progress.phrase)
    if len(missing) < len(said["manquants"]):
        yield Paragraphe(f"Sans contribution : {len(said['manquants'])} sites, nommés dans les notes départementales.")


def _volets(mots: "Mots") -> Iterator[Bloc]:
    said = [
        ("Dynamique", _joint(mots.dynamique, mots.texte_dynamique)),
        ("Leviers", _joint(", ".join(mots.leviers), mots.texte_leviers)),
        ("Difficultés", _joint(", ".join(mots.freins), mots.texte_difficultes)),
        ("Appui demandé", mots.appui_demande),
    ]
    yield Faits([(label, text) for label, text in said if text] or [("Texte", "non rédigé")])


def _joint(head: str, text: str) -> str:
    return "\n".join(part for part in (head, text) if part)


def _risques(note: "NoteFigee") -> Iterator[Bloc]:
    """Say which communes may not be operational in time, and what would change it."""
    day = show_date(date.fromisoformat(note.faits["entete"]["echeance_operationnelle"]))
    yield Rubrique(f"Communes qui risquent de ne pas être en phase opérationnelle avant le {day}")
    rows = note.faits["risques"]
    if not rows:
        yield Paragraphe("Aucune, d’après ce qui est renseigné.")
        return
    computed = sum(row["risque_calcule"] == "Oui" for row in rows)
    kept = sum(row["risque_retenu"] == "Oui" for row in rows)
    yield Paragraphe(
        f"{counted(len(rows), 'commune')} : {computed} par le calcul, {kept} par le jugement du préfet. "
        "Un test sans réponse n’est jamais compté contre une commune : il est « à renseigner »."
    )
    yield Grille(
        ("Commune", "Ce qui manque", "Cause", "Étape suivante", "Pilote, échéance"),
        (32, 34, 34, 42, 28),
        [_risque(group) for group in _sites(rows)],
    )
    apart = [row for row in rows if row["risque_retenu"] and row["risque_retenu"] != row["risque_calcule"]]
    if apart:
        yield Etiquette("Jugements qui s’écartent du calcul")
        yield Puces([f"{row['nom']} : {row['motif_risque_retenu'] or 'sans motif'}" for row in apart])
    if any(row["appui_national"] for row in rows):
        yield Etiquette("Besoins d’appui national")
        yield Puces([f"{row['nom']} : {row['appui_national']}" for row in rows if row["appui_national"]])


def _sites(rows: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Put together the communes of a site of which the same is said."""
    groups: dict[object, list[Mapping[str, Any]]] = {}
    for row in rows:
        said = ("cause", "action_corrective", "pilote", "echeance")
        key = (row["site"] or row["insee"], *(row[name] for name in said))
        missing = (tuple(row["criteres_manquants"]), tuple(row["a_renseigner"]), tuple(row["freins"]))
        groups.setdefault((*key, *missing), []).append(row)
    return list(groups.values())


def _risque(group: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    row = group[0]
    missing = [_CRITERES.get(name, name) for name in row["criteres_manquants"]]
    missing += [f"{_CRITERES.get(name, name)} (à renseigner)" for name in row["a_renseigner"]]
    day = show_date(date.fromisoformat(row["echeance"])) if row["echeance"] else ""
    return (
        "\n".join(f"{one['nom']} ({one['insee']})" for one in group),
        "\n".join(missing) or "—",
        row["cause"] or ", ".join(row["freins"]) or "—",
        row["action_corrective"] or "—",
        "\n".join(part for part in (row["pilote"], day) if part) or "—",
    )


_CRITERES: Final = {
    "convention": "convention-cadre valant ORT",
    "crte": "inscription au CRTE",
    "engagement": "action engagée",
}


def _annexe(note: "NoteFigee") -> Iterator[Bloc]:
    yield Rubrique("Annexe : les communes")
    yield Grille(
        ("Commune", "Population", "Adhésion", "ORT", "CRTE", "Actions engagées", "Phase opérationnelle"),
        (38, 19, 22, 24, 22, 20, 25),
        [_ligne(line) for line in note.faits["annexe"]],
    )
    yield Paragraphe(f"Empreinte des chiffres et du texte (SHA-256) : {note.empreinte}", discret=True)


def _ligne(line: Mapping[str, Any]) -> tuple[str, ...]:
    people = line["population"]
    return (
        f"{line['nom']} ({line['insee']})",
        f"{people:,}".replace(",", "\u202f") if people is not None else "?",
        _jour(line["adhesion"]),
        _jour(line["ort_signee_le"]) if line["ort_signee_le"] else line["ort"],
        _jour(line["crte_inscrit_le"]),
        f"{line['engagees']} / {line['actions']}",
        line["operationnelle"].lower() if line["evaluable"] else "à renseigner",
    )


def _jour(day: str | None) -> str:
    return show_date(date.fromisoformat(day)) if day else "—"


def _jour_long(day: date) -> str:
    return long_date(day).partition(" ")[2]


def _signature(note: "NoteFigee") -> Sequence[Bloc]:
    """Leave room for who signs; a draft is not signed."""
    if not note.emise_le or not note.mots.autorite:
        return ()
    return (Signature((f"Le {_jour_long(note.emise_le)}", note.mots.autorite)),)
