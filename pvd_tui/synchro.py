"""The road to the préfecture as pages see it: `sync` run behind the screen, its state said in words.

Each exchange runs in a thread of its own, on its own connection to the store: the screen never waits.
"""

import random
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from pvd_tui import avancement
from pvd_tui.avancement import Avancement
from pvd_tui.domain.texte import counted
from screens.application import Etat
from screens.slot import Slot
from storage import settings
from storage.errors import StoreError
from storage.store import Store
from sync.errors import FOR_SOMEBODY, OFFLINE, SyncError
from sync.rhythm import Passe, failed, is_due, next_try

if TYPE_CHECKING:
    from screens.application import Application
    from sync.client import Suivi

TICK: Final = 5.0
"""Seconds between two looks at the clock."""

MANUEL: Final = "synchro_manuelle"
"""The setting of a laptop on a phone's link: only a key synchronises."""


class Synchro:
    """Implements `screens.application.Synchroniseur`."""

    def __init__(self, app: "Application") -> None:
        """Serve this program; nothing is sent before `begin`."""
        self._app = app
        self._passe = Passe(ouverture=_now())
        self._chance = _chance()
        self._erreur: tuple[str, str] | None = None
        self._busy = False
        self._suivi: Suivi | None = None
        self._begun = self._passe.ouverture
        self._asked = False
        self._waiting = self._store.outbox.count()
        self._journal: deque[str] = deque(maxlen=200)

    @property
    def _store(self) -> Store:
        return self._app.store

    @property
    def _relie(self) -> bool:
        return self._store.settings.get(settings.SERVEUR) is not None

    def begin(self) -> None:
        """Keep the day's backup, then look at the clock every few seconds."""
        self._behind(self._back_up)
        self._app.set_interval(TICK, self._tick)
        self._tick()

    def etat(self) -> Etat:
        """Say where the synchronisation stands."""
        count = self._store.outbox.count()
        if count > self._waiting:
            self._passe = replace(self._passe, sauvegarde=_now())
        self._waiting = count
        conflits = self._store.disputed()
        return Etat(self._slot(count, conflits), self._phrase(count, conflits))

    def lancer(self) -> None:
        """Synchronise now."""
        if self._busy:
            self._app.say("Une synchronisation est déjà en cours.")
        elif self._app.demo:
            self._app.say("Démonstration : rien n'est envoyé.")
        elif not self._relie:
            self._app.say("Cet ordinateur n'est pas relié : collez l'invitation reçue dans Synchro (7).")
        else:
            self._asked = True
            self._run(self._exchange, "Synchronisation")

    def enroler(self, invitation: str) -> None:
        """Use a pasted invitation, then synchronise."""

        async def work(store: Store) -> str:
            from sync.client import enrol  # noqa: PLC0415 - httpx and pydantic, behind the screen

            where = await enrol(store, invitation)
            return f"Cet ordinateur est relié à la préfecture ; sa clé est gardée {where}."

        if not self._busy:
            self._asked = True
            self._run(work, "Inscription", then=self.lancer)

    def journal(self) -> Sequence[str]:
        """Give the last events, newest first."""
        return tuple(self._journal)

    def _due(self) -> datetime | None:
        manuel = self._store.settings.get(MANUEL) is not None
        return next_try(self._passe, self._chance, manuel=manuel)

    def _tick(self) -> None:
        if self._busy or not self._relie or self._app.demo:
            return
        if is_due(self._due(), _now()):
            self._run(self._exchange, "Synchronisation")

    async def _exchange(self, store: Store) -> str:
        return await _synchronise(store, Avancement(lambda suivi, fresh: self._tell(self._advanced, suivi, fresh)))

    def _advanced(self, suivi: "Suivi", fresh: bool) -> None:  # noqa: FBT001 - passed on as it came
        """Show how far the exchange is; now and then let pages show what came."""
        self._suivi = suivi
        if fresh:
            self._app.changed()
        else:
            self._app.set_slot(self.etat().slot)

    def _run(
        self, work: Callable[[Store], Coroutine[Any, Any, str]], label: str, then: Callable[[], None] | None = None
    ) -> None:
        """Run an exchange in a thread, on its own connection; its end is told on the screen's own thread."""
        self._busy, self._suivi = True, None
        self._begun = _now()
        self._app.set_slot(self.etat().slot)
        path = Path(self._store.path)

        def behind() -> None:
            from sync.aside import run  # noqa: PLC0415 - asyncio's threads and sockets, behind the screen

            try:
                with Store.open(path) as store:
                    phrase = run(work(store))
            except Exception as error:  # noqa: BLE001 - whatever happened, the screen must be told and go on
                self._tell(self._failed, label, error)
            else:
                self._tell(self._done, label, phrase, then)

        self._behind(behind)

    def _behind(self, work: Callable[[], None]) -> None:
        """Run work in a thread that dies with the program: leaving never waits for a network that does not answer.

        Nothing is lost by it: what the store keeps, it keeps whole, and an exchange may be cut anywhere.
        """
        Thread(target=work, name="pvd-fond", daemon=True).start()

    def _tell(self, callback: Callable[..., None], *said: object) -> None:
        """Call back on the screen's own thread, if the screen is still there."""
        if self._app.is_running:
            with suppress(Exception):  # it was left meanwhile, or a page could not draw: not this thread's to say
                self._app.call_from_thread(callback, *said)

    def _done(self, label: str, phrase: str, then: Callable[[], None] | None) -> None:
        self._busy = False
        self._erreur = None
        self._asked = False
        self._store.device = self._store.settings.get(settings.DEVICE) or self._store.device
        now = _now()
        saved = now + timedelta(microseconds=1) if self._store.outbox.count() else None  # during the exchange
        self._passe = Passe(ouverture=self._passe.ouverture, succes=now, sauvegarde=saved)
        self._note(phrase or f"{label} : terminée.")
        self._app.changed()
        if then:
            then()

    def _failed(self, label: str, error: Exception) -> None:
        from sync.invitation import InvitationError  # noqa: PLC0415 - not needed to start

        self._busy = False
        cause = error.cause if isinstance(error, SyncError) else "erreur"
        known = isinstance(error, SyncError | InvitationError | StoreError)
        phrase = str(error) if known else f"{label} : erreur imprévue ({type(error).__name__}). Rien n'est perdu."
        is_news = self._asked or self._erreur is None or self._erreur[0] != cause
        self._asked = False
        if not isinstance(error, InvitationError):  # a bad paste says nothing of the road
            self._erreur = (cause, phrase)
            self._chance = _chance()
            wait = error.attente if isinstance(error, SyncError) else None
            self._passe = failed(self._passe, self._begun, _now(), wait or 0.0, bloque=cause in FOR_SOMEBODY)
        if is_news:  # a network that stays away is not said again every minute
            self._note(phrase)
            self._app.say(phrase)
        self._app.changed()

    def _note(self, phrase: str) -> None:
        self._journal.appendleft(f"{datetime.now().astimezone():%d/%m %H:%M:%S}  {phrase}")

    def _slot(self, count: int, conflits: int) -> Slot:
        """Give the most urgent state."""
        if self._busy:
            return avancement.slot(self._suivi, count)
        if self._erreur and self._erreur[0] not in OFFLINE:
            return Slot.erreur()
        if conflits:
            return Slot.conflits(conflits)
        if not self._relie or self._erreur:
            return Slot.hors_ligne(count) if self._relie else Slot.non_relie(count)
        last = self._store.settings.get(settings.LAST)
        return Slot.a_jour(_hour(last)) if last and not count else Slot.en_attente(count)

    def _phrase(self, count: int, conflits: int) -> str:
        """Say the same in a sentence, and what exists on this laptop only."""
        drafts, restreints = self._store.outbox.local_only()
        only = [counted(n, nom) for n, nom in ((drafts, "brouillon"), (restreints, "fiche restreinte")) if n]
        here = f" Sur cet ordinateur seulement : {', '.join(only)}." if only else ""
        if self._busy:
            return avancement.phrase(self._suivi)
        if self._erreur:
            return self._erreur[1] + self._next()
        if self._app.demo:
            return "Démonstration : rien n'est envoyé." + here
        if not self._relie:
            return f"Ordinateur non relié à la préfecture : {counted(count, 'modification enregistrée')} ici." + here
        return self._sentence(count, conflits) + here

    def _next(self) -> str:
        """Say when the program tries again by itself."""
        due = self._due()
        return f" Prochain essai vers {due.astimezone():%H:%M}." if due and self._relie else ""

    def _sentence(self, count: int, conflits: int) -> str:
        if conflits:
            return f"{counted(conflits, 'fiche')} à départager entre deux valeurs ; le travail n'est pas bloqué."
        if count:
            return f"À la prochaine synchronisation : {counted(count, 'modification')} à envoyer."
        if refused := len(self._store.outbox.to_correct()):
            return f"Tout est échangé, sauf {counted(refused, 'modification refusée')} à corriger (valeurs gardées)."
        return "Tout est à jour."

    def _back_up(self) -> None:
        from pvd_tui.sauvegarde import of_the_day  # noqa: PLC0415 - behind the screen, once a day

        phrase = of_the_day(Path(self._store.path))
        if phrase:
            self._tell(self._note, phrase)


async def _synchronise(store: Store, suivi: "Callable[[Suivi], None]") -> str:
    from sync.client import synchronise  # noqa: PLC0415 - httpx and pydantic, behind the screen

    bilan = await synchronise(store, suivi=suivi)
    refused = f", {counted(bilan.refuses, 'refusée')} à corriger" if bilan.refuses else ""
    return f"Synchronisé : {counted(bilan.envoyes, 'envoyée')}, {counted(bilan.recus, 'reçue')}{refused}."


def _now() -> datetime:
    return datetime.now(UTC)


def _chance() -> float:
    return random.random()  # noqa: S311 - spreads laptops, protects nothing


def _hour(iso: str) -> str:
    return f"{datetime.fromisoformat(iso).astimezone():%H:%M}"
