"""Which pages the modes Accueil and Synthèse are: of one département, or of the notes of several side by side."""

import json
from typing import TYPE_CHECKING, Final, cast

from textual._context import active_app

from storage import settings

if TYPE_CHECKING:
    from pvd_tui.domain.faits_note import Perimetre
    from screens.application import Application
    from screens.page import Page
    from storage.store import Store

AU_DESSUS: Final = frozenset({"region", "national"})
"""The roles that read issued notes, and never fiches."""
_FLUX: Final = "flux"
"""The setting where an enrolment keeps the streams of the grant (`sync.client.STREAMS`)."""


def page_d_accueil() -> "Page":
    """Make the first page for whoever works here."""
    if _role() in AU_DESSUS:
        from screens.accueil_region import AccueilRegionPage  # noqa: PLC0415 - each page when it opens

        return AccueilRegionPage()
    from screens.accueil import AccueilPage  # noqa: PLC0415 - same

    return AccueilPage()


def page_de_synthese() -> "Page":
    """Make the page of the note for whoever works here."""
    if _role() in AU_DESSUS:
        from screens.synthese_region import SyntheseRegionPage  # noqa: PLC0415 - each page when it opens

        return SyntheseRegionPage()
    from screens.synthese import SynthesePage  # noqa: PLC0415 - same

    return SynthesePage()


def _role() -> str:
    app = cast("Application | None", active_app.get(None))
    return app.store.role if app is not None else ""


def perimetre_d_ici(store: "Store") -> "Perimetre":
    """Say which départements this laptop reads the notes of: the whole country, or the région of its grant."""
    from pvd_tui import referentiel  # noqa: PLC0415 - reads the référentiel, only when asked
    from pvd_tui.reports.note_emise import perimetre  # noqa: PLC0415 - pydantic, same
    from storage.notes_synthese import emises  # noqa: PLC0415 - same

    if store.role == "national":
        return perimetre("national", None)
    streams: list[str] = json.loads(store.settings.get(_FLUX) or "[]")
    codes = [one.removeprefix("dep:") for one in streams if one.startswith("dep:")]
    codes += [own] if (own := store.settings.get(settings.DEPARTEMENT)) else []
    codes += [note.code for note in emises(store)][:1]
    found = next((place for code in codes if (place := referentiel.departement(code))), None)
    return perimetre("region", found.region) if found else perimetre("national", None)
