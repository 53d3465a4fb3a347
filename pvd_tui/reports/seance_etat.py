"""Where a séance stands, as it is said to who cannot see it: facts for programs, and a sentence a fact."""

from typing import TYPE_CHECKING, Any

from pvd_tui.domain.deroule import Point, compteur, fin_prevue, secondes
from storage.bord import Bord
from storage.seance_mots import journal

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.seances import SeanceEnDirect

FAITS = ("titre", "numero", "date", "etat", "ouverte_a", "close_a")


def phrases(direct: "SeanceEnDirect") -> list[str]:
    """Say where a séance stands, a fact a line."""
    return dire(etat(direct))


def etat(direct: "SeanceEnDirect") -> dict[str, Any]:
    """Gather where a séance stands."""
    facts = {name: direct.seance.values.get(name) for name in FAITS}
    sheet = Bord(direct.store.connection).feuilles([direct.record]).get(direct.record)
    notes = journal(direct)
    suites = direct.enfants("suite", "pilote", "echeance")
    lines = list(points(direct))
    return {
        "id": direct.record,
        **facts,
        "en_direct": bool(facts["ouverte_a"]) and not facts["close_a"],
        "inscrits": sheet.inscrits if sheet else 0,
        "presents": sheet.presents if sheet else 0,
        "communes": sheet.communes if sheet else 0,
        "notes": len(notes),
        "decisions": sum(note["genre"] == "Décision" for note in notes),
        "questions": sum(note["genre"] == "Question" for note in notes),
        "suites": len(suites),
        "suites_incompletes": sum(not (one["pilote"] and one["echeance"]) for one in suites),
        "points": lines,
    }


def points(direct: "SeanceEnDirect") -> list[dict[str, Any]]:
    """Give the points with the time that each has taken."""
    now, current = direct.maintenant, direct.seance.values.get("point_courant")
    rows = direct.points()
    timed = [_minute(direct, row) for row in rows]
    end = fin_prevue(timed, now) if current else None
    return [
        {
            "numero": number,
            "id": row["id"],
            "titre": row["titre"],
            "intervenant": row["intervenant"],
            "duree": row["duree"],
            "debut": row["debut_reel"],
            "fin": row["fin_reelle"],
            "en_cours": row["id"] == current,
            "suspendu": bool(row["suspendu_a"]),
            "ecoule": secondes(one.ecoule(now)),
            "compteur": compteur(one, now) if row["debut_reel"] else None,
            "fin_prevue": f"{end:%H:%M}" if end and row["id"] == current else None,
        }
        for number, (row, one) in enumerate(zip(rows, timed, strict=True), 1)
    ]


def _minute(direct: "SeanceEnDirect", row: "dict[str, Json]") -> Point:
    record = str(row["id"])
    begun, ended, stopped = (
        direct.instant("point_ordre_du_jour", record, name) for name in ("debut_reel", "fin_reelle", "suspendu_a")
    )
    duree, rest = row["duree"], row["suspension"]
    return Point(
        record,
        str(row["titre"] or ""),
        duree if isinstance(duree, int) else None,
        begun,
        ended,
        stopped,
        rest if isinstance(rest, int) else 0,
    )


def dire(said: dict[str, Any]) -> list[str]:
    """Say where a séance stands, a fact a line."""
    name = f"{said['numero']} " if said["numero"] else ""
    state = f"close à {said['close_a']}" if said["close_a"] else str(said["etat"] or "état à dire").lower()
    state = f"en direct depuis {said['ouverte_a']}" if said["en_direct"] else state
    current = next((dire_point(one) for one in said["points"] if one["en_cours"]), "aucun")
    todo = f", dont {said['suites_incompletes']} sans pilote ou sans échéance" if said["suites_incompletes"] else ""
    return [
        f"Séance {name}{said['titre'] or 'sans titre'} : {state}.",
        f"Présents : {said['presents']} sur {said['inscrits']}. Communes représentées : {said['communes']}.",
        f"Point en cours : {current}.",
        f"Notes : {said['notes']}. Décisions : {said['decisions']}. Questions : {said['questions']}.",
        f"Suites : {said['suites']}{todo}.",
    ]


def dire_point(one: dict[str, Any]) -> str:
    """Say a point: who speaks, how long it takes, where it stands."""
    planned = f", {one['duree']} minutes prévues" if one["duree"] and not one["compteur"] else ""
    state = "suspendu" if one["suspendu"] else "en cours" if one["en_cours"] else f"terminé à {one['fin']}"
    since = f", {state}, {one['compteur']}" if one["compteur"] else ""
    end = f", fin de séance prévue à {one['fin_prevue']}" if one["fin_prevue"] else ""
    who = f" ({one['intervenant']})" if one["intervenant"] else ""
    return f"{one['numero']}. {one['titre'] or 'sans titre'}{who}{planned}{since}{end}"
