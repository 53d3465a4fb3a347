"""The next séance as a calendar file (.ics): the one that is prepared for that day, else the day alone."""

from datetime import date
from typing import TYPE_CHECKING

from pvd_tui.domain.registre import RegistreSuperpose
from pvd_tui.domain.seance_club import SeanceClub
from pvd_tui.reports.fichier import SortieError
from pvd_tui.reports.rendez_vous import rendez_vous
from pvd_tui.reports.seance_faits import reunir
from storage.registre import StoreRegistre

if TYPE_CHECKING:
    from storage.store import Store


def prochaine(store: "Store", record: str) -> bytes:
    """Write the day that a séance gave for the next one; the same file again moves the event, it is never doubled."""
    found = store.rows.these("seance_club", [record], ("prochaine_date", "departement"))
    day = str(found[0]["prochaine_date"] or "") if found else ""
    if not day:
        raise SortieError("Cette séance ne dit pas la date de la prochaine. Rien n'a été écrit.")
    prepared = store.rows.ids("seance_club", {"date": day, "departement": found[0]["departement"]})
    wanted = next((one for one in prepared if one != record), f"apres-{record}")
    values = {"id": f"apres-{record}", "titre": "prochaine séance", "date": date.fromisoformat(day[:10])}
    announced = SeanceClub.lenient(values | {"departement": found[0]["departement"]})[0]
    now = store.today()
    faits = reunir(RegistreSuperpose(StoreRegistre(store), [announced]), wanted, now.astimezone().date())
    if faits is None:
        raise SortieError("La prochaine séance n'a pas pu être lue. Rien n'a été écrit.")
    return rendez_vous(faits, now)
