"""What the page Synchro lists: each line is one thing to decide, to correct, to know; and what is said of it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.texte import counted
from screens.quand import quand
from screens.slot import Tone
from screens.widgets.source import Row
from storage import a_corriger, conflits, envoi, retrait
from storage.grants import WHOLE

if TYPE_CHECKING:
    from storage.a_corriger import ACorriger
    from storage.nouveautes import Nouveaute
    from storage.retrait import Retrait
    from storage.store import Store

CONFLIT: Final = "conflit"
CORRIGER: Final = "corriger"
RETRAIT: Final = "retrait"
RECU: Final = "recu"

_MOST: Final = 200
"""Lines of a long enumeration."""

_SEMAINE: Final = 7
"""Days for which what others wrote is listed."""

Ligne = tuple[str, str, str, str, Tone]
"""Kind and id of a line, its three cells, its tone."""


class Lignes:
    """The lines of the page, read once; their words when one is pointed at."""

    def __init__(self, store: "Store") -> None:
        """Read the store."""
        self.store = store
        self.today = store.today().astimezone().date()
        self.cartes = {f"{CONFLIT} {one.table}/{one.record}": one for one in conflits.lister(store)}
        self.refus = {f"{CORRIGER} {one.id}": one for one in a_corriger.lister(store)}
        self.retraits = {f"{RETRAIT} {one.stream}/{one.commune}": one for one in retrait.pending(store)}
        self._dire: dict[str, Callable[[], str]] = {}
        self.rows = [Row(key, (quoi, nom, plus), tone) for key, quoi, nom, plus, tone in self._lignes()]

    @property
    def a_trancher(self) -> int:
        """Count the conflicts."""
        return sum(not one.a_confirmer for one in self.cartes.values())

    def bilan(self) -> str:
        """Say what waits, in one line."""
        refus, count = len(self.refus), self.store.outbox.count()
        parts = [
            f"! {counted(self.a_trancher, 'conflit')} à trancher" if self.a_trancher else "",
            f"! {refus} refus à corriger" if refus else "",
            f"↑ {counted(count, 'modification')} à envoyer" if count else "",
        ]
        return "   ".join(part for part in parts if part)

    def texte(self, key: str) -> str:
        """Say all there is to say about a line that has no card."""
        return self._dire[key]() if key in self._dire else ""

    # The lines.

    def _lignes(self) -> Iterator[Ligne]:
        chef = self.store.role != "prefecture"
        for key, one in self.cartes.items():
            if one.a_confirmer:
                quoi, plus = ("Proposé", "attend la préfecture") if chef else ("À confirmer", _champs(one.champs))
                yield key, quoi, one.titre, plus, "info"
            else:
                yield key, "! Conflit", one.titre, _champs(one.champs), "erreur"
        for key, refused in self.refus.items():
            self._dire[key] = partial(self._refus, refused)
            yield (
                key,
                "! À corriger",
                self._titre(refused),
                "brouillon en cours" if refused.repris else "refusé",
                "alerte",
            )
        for key, gone in self.retraits.items():
            self._dire[key] = partial(self._retrait, gone)
            yield key, "À rendre", _commune(gone.commune) or "département", counted(gone.fiches, "fiche"), "alerte"
        yield from self._mouvements()

    def _mouvements(self) -> Iterator[Ligne]:
        """List what goes and comes."""
        if count := self.store.outbox.count():
            self._dire["envoi"] = self._envoi
            yield (
                "envoi",
                "À envoyer",
                counted(count, "modification"),
                counted(envoi.fiches(self.store), "fiche"),
                "normal",
            )
        drafts, restreints = self.store.outbox.local_only()
        if drafts or restreints:
            self._dire["ici"] = self._ici
            only = [counted(n, nom) for n, nom in ((drafts, "brouillon"), (restreints, "restreinte")) if n]
            yield "ici", "Ici seul", ", ".join(only), "", "normal"
        for one in self.store.grants.complements():
            said = f"{one.recus}/{one.total}" if one.total else f"{one.recus} reçues"
            key = f"reception {one.commune}"
            self._dire[key] = partial(_RECEPTION.format, commune=_commune(one.commune), said=said)
            yield key, "↓ Réception", f"{_commune(one.commune)} : {said}", "", "info"
        if news := envoi.recues(self.store, self._semaine()):
            self._dire[RECU] = self._recu
            yield RECU, "↓ Reçu", counted(news, "fiche"), f"depuis {_SEMAINE} jours", "normal"
        if unread := self.store.outbox.unread():
            self._dire["illisible"] = partial(str, _ILLISIBLE)
            yield "illisible", "Illisible", counted(len(unread), "modification"), "version plus récente", "alerte"
        if settled := conflits.resolus(self.store, self._minuit()):
            self._dire["resolus"] = partial("\n".join, ["Décidé aujourd'hui sur cet ordinateur :", "", *settled])
            yield "resolus", "√ Réglés", counted(len(settled), "fiche"), "aujourd'hui", "succes"
        if receipts := self.store.outbox.receipts(1):
            self._dire["accuses"] = self._accuses
            yield "accuses", "√ Accusés", quand(receipts[0].received_at, self.today), "", "discret"

    def _minuit(self) -> str:
        """Give the moment the day began where the laptop is, as changes write it."""
        start = self.store.today().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        return start.astimezone(UTC).isoformat(timespec="microseconds")

    def _semaine(self) -> str:
        """Give the moment a week ago, as changes write it."""
        return (self.store.today().astimezone(UTC) - timedelta(days=_SEMAINE)).isoformat(timespec="microseconds")

    def _titre(self, one: "ACorriger") -> str:
        known = self.store.rows.titres(one.table, [one.record]).get(one.record) if one.table in self.store.plans else ""
        plan = self.store.plans.get(one.table)
        return str(one.set.get("titre") or known or (plan.label if plan else one.table))

    # The words.

    def _refus(self, one: "ACorriger") -> str:
        from screens.conflit_mots import texte, titre  # noqa: PLC0415 - pydantic, only where something was refused

        values = [f"  {titre(one.table, n)} : {texte(self.store, one.table, n, v)}" for n, v in one.set.items()]
        return "\n".join(
            [
                f"Le serveur a refusé cette modification du {_jour(one.at)} :",
                f"  {one.phrase}",
                "",
                "Valeur gardée :",
                *values,
                "",
                self._suite(one),
                "x l'enlève de cette liste (u la remet)",
            ]
        )

    def _suite(self, one: "ACorriger") -> str:
        """Say what `e` does."""
        if one.repris:
            return "e reprend le brouillon"
        if a_corriger.partie(self.store, one):
            return "La fiche n'est plus sur cet ordinateur : transmettez la valeur à la préfecture si elle est utile."
        if self.store.get(one.table, one.record) is None:
            return "e ouvre une nouvelle fiche avec ces valeurs, à corriger et à renvoyer"
        return "e ouvre la fiche avec cette valeur en brouillon, à corriger et à renvoyer"

    def _retrait(self, one: "Retrait") -> str:
        where = _commune(one.commune) or "tout le département"
        only = (
            f", dont {counted(one.restreintes, 'restreinte')} sur cet ordinateur seulement" if one.restreintes else ""
        )
        return (
            f"Depuis le {_jour(one.at)}, votre habilitation ne comprend plus : {where}.\n\n"
            f"{counted(one.fiches, 'fiche')} encore ici{only}, en lecture seule.\n"
            "Rien ne part sans vous :\n\n"
            "e exporte ces fiches dans un dossier (un tableur par type)\n"
            "x les retire de cet ordinateur, après confirmation"
        )

    def _envoi(self) -> str:
        from storage import nouveautes  # noqa: PLC0415 - pydantic, only where fields are named

        lines = [f"Partira à la prochaine synchronisation ({counted(self.store.outbox.count(), 'modification')}) :", ""]
        lines += _dites(self.store, nouveautes.en_partance(self.store, _MOST))
        return "\n".join(lines)

    def _recu(self) -> str:
        from storage import nouveautes  # noqa: PLC0415 - pydantic, only where fields are named

        found = nouveautes.depuis(self.store, self._semaine(), ailleurs=True, limit=_MOST)
        lines = [f"Écrit par d'autres depuis {_SEMAINE} jours, le plus récent d'abord :", ""]
        return "\n".join(
            [*lines, *_dites(self.store, found), "", "Entrée : ce qui a changé, par commune, depuis une autre date"]
        )

    def _ici(self) -> str:
        drafts, restreints = self.store.outbox.local_only()
        lines = ["Existe sur cet ordinateur seulement, et ne part pas :", ""]
        if drafts:
            lines.append(f"{counted(drafts, 'brouillon')} : des champs en cours de frappe, Accueil les rouvre.")
        if restreints:
            lines.append(f"{counted(restreints, 'fiche restreinte')} : F9 dans la fiche la rend visible aux autres.")
        return "\n".join(lines)

    def _accuses(self) -> str:
        lines = ["Ce que le serveur a reçu de cet ordinateur, et l'empreinte qui le prouve :", ""]
        for one in self.store.outbox.receipts():
            places = f"{one.stream} n° {one.premier} à {one.dernier}"
            lines.append(f"{_jour(one.received_at)}  {counted(one.nombre, 'modification')}, {places}")
            lines.append(f"  {one.empreinte}")
        return "\n".join([*lines, "", "Pour les imprimer : pvd accuses imprimer"])


_RECEPTION: Final = (
    "{commune} vient d'entrer dans votre habilitation ; ses fiches arrivent ({said} modifications).\n\n"
    "Elles sont en lecture seule jusqu'à la dernière ; le reste se travaille comme d'habitude."
)
_ILLISIBLE: Final = (
    "Une version plus récente de PVD a écrit ce que celle-ci ne sait pas lire.\n\n"
    "Rien n'est perdu : c'est gardé tel quel, et lu dès que PVD est mis à jour sur cet ordinateur."
)


def _champs(champs: tuple[str, ...]) -> str:
    return counted(len(champs), "champ")


def _dites(store: "Store", found: "Sequence[Nouveaute]") -> Iterator[str]:
    """Say each record and its fields, before and after."""
    from storage.nouveautes import phrase  # noqa: PLC0415 - pydantic, only where fields are named

    for one in found:
        yield one.nom
        yield from (f"  {phrase(store, event)}" for event in one.evenements)


def _commune(insee: str) -> str:
    if insee == WHOLE:
        return ""
    from pvd_tui import referentiel  # noqa: PLC0415 - the names of communes, read only when shown

    found = referentiel.commune(insee)
    return f"{found.nom} ({insee})" if found else insee


def _jour(at: str) -> str:
    from datetime import datetime  # noqa: PLC0415 - only to write the moment

    return f"{datetime.fromisoformat(at).astimezone():%d/%m/%Y à %H:%M}"
