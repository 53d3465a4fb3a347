"""What can be done with a plan de financement, from its fiche or from its action's: vote, new version, compare."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.action_commune import ActionCommune
from pvd_tui.domain.champ import champ
from pvd_tui.domain.dates import DateError, read_date
from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.plan_versions import is_vote, nom_version, plan_courant
from pvd_tui.domain.repartition import total
from pvd_tui.domain.sources import lisible
from screens.aide import Aide, AideScreen
from screens.fiche_choix import libelle
from screens.fiche_desaccords import ecrire
from screens.fiche_gestes import Possible, aller_au_champ, ouvrir_menu, ouvrir_puis_dire, pret
from screens.menu import Entry
from screens.saisir import Saisir
from screens.widgets.choix import Choice, Choix
from storage import plans
from storage.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pvd_tui.domain.finding import Finding
    from pvd_tui.domain.plan_financement import PlanFinancement
    from screens.fiche import FichePage

_DELIBERATION: Final = "DE2026-012"


def possibles(page: "FichePage") -> Iterator[Possible]:
    """List what makes sense for the plan of this fiche."""
    if page.table == "action" and not page.saisie.nouveau and _communes(page):
        yield "Part de chaque commune dans le coût", partial(partager, page), "", ""
    found = _plan(page)
    if found is None:
        return
    yield "Combien puis-je encore demander ?", partial(combien, page), "e", ""
    if not page.lecture:
        if is_vote(found):
            yield "Nouvelle version du plan", partial(nouvelle_version, page), "v", ""
        else:
            yield "Mettre le plan au vote (délibération)", partial(voter, page), "v", ""
    if len(_versions(page)) > 1:
        yield "Comparer les versions du plan", partial(comparer, page), "i", ""


def combien(page: "FichePage") -> None:
    """Say how much may still be asked for, with every limit and its source."""
    found = _plan(page) if pret(page) else None
    if found is None:
        return
    limites = plans.limites_de(page.saisie.store, found.id)
    sources = [f"{one.regle} : {said}" for one in limites.toutes if (said := lisible(one.source))]
    said = "\n".join([*limites.phrases, "", "Règles appliquées", *sources])
    page.app.push_screen(AideScreen(Aide("Combien puis-je encore demander ?", said), ()))


def partager(page: "FichePage") -> None:
    """Say what each commune pays, and whether the key makes 100 %."""
    if not pret(page):
        return
    cost, rows, parts = plans.repartition_de(page.saisie.store, page.saisie.record)
    lines = [_part(page, row, parts) for row in rows]
    key = total(rows)
    whole = "il manque une part" if key is None else f"{key:g} %".replace(".", ",")
    said = [*lines, "", f"Total de la clé : {whole}"]
    said.append(f"Coût partagé : {show_montant(cost)}" if cost is not None else "Le coût reste à préciser.")
    page.app.push_screen(AideScreen(Aide("Part de chaque commune", "\n".join(said)), ()))


def _part(page: "FichePage", row: ActionCommune, parts: "Mapping[str, int]") -> str:
    name = libelle(page.saisie.store, champ(ActionCommune, "commune"), row.commune or "")
    share = "part à préciser" if row.cle is None else f"{row.cle:g} %".replace(".", ",")
    amount = parts.get(row.commune or "")
    return f"{name} : {share}{'' if amount is None else f', {show_montant(amount)}'}"


def _communes(page: "FichePage") -> int:
    return page.saisie.store.rows.count("action_commune", {"action": page.saisie.record})


def voter(page: "FichePage") -> None:
    """Ask for the délibération and its date, then vote."""
    found = _plan(page) if pret(page) else None
    if found is None:
        return

    def dated(number: str, text: str | None) -> None:
        if text is not None:
            _voter(page, found, number.strip(), _jour(page, text))

    def numbered(number: str | None) -> None:
        if number is not None:
            titre = f"Date de la délibération {number.strip()}"
            asked = Saisir(titre, exemple="15/09/2026, hier", verifier=partial(_faux, page))
            page.app.push_screen(asked, partial(dated, number))

    page.app.push_screen(
        Saisir("N° de la délibération", found.deliberation or "", exemple=_DELIBERATION, verifier=_vide), numbered
    )


def nouvelle_version(page: "FichePage") -> None:
    """Copy the plan into a version that can be written, and open it where one is on the plan's own fiche."""
    found = _plan(page) if pret(page) else None
    if found is None:
        return
    made: list[str] = []
    if not ecrire(page, lambda: made.append(plans.nouvelle_version(page.saisie.store, found.id))):
        return
    said = "Nouvelle version : les lignes sont copiées, le plan voté reste tel quel. Ctrl+Z l'annule."
    if page.table == "plan_financement":
        ouvrir_puis_dire(page, "plan_financement", made[0], said)
    else:
        page.say(said, "succes")


def comparer(page: "FichePage") -> None:
    """Compare the version at hand with another one: at once where there are two."""
    from screens.financement import VersionsPage  # noqa: PLC0415 - only when it opens

    here = _plan(page) if pret(page) else None
    if here is None:
        return
    order = [one.id for one in _versions(page)]
    others = [one for one in _versions(page) if one.id != here.id]

    def chosen(other: str | None) -> None:
        if other is not None:
            older, newer = sorted((other, here.id), key=order.index)
            page.app.push_screen(VersionsPage(older, newer))

    if len(others) == 1:
        chosen(others[0].id)
        return
    offered = [Choice(one.id, nom_version(one)) for one in reversed(others)]
    page.app.push_screen(Choix(f"Comparer {nom_version(here)} avec", offered, current=here.remplace), chosen)


def _voter(page: "FichePage", plan: "PlanFinancement", number: str, jour: "date | None") -> None:
    """Vote, or list what prevents it; nothing else is ever prevented."""
    store = page.saisie.store
    try:
        found = plans.points(store, plan.id, number, jour)
    except StoreError as error:
        page.say(str(error), "erreur")
        return
    if found:
        page.say("Tout est enregistré ; ces points empêchent seulement de voter le plan.", "alerte")
        entries = [Entry(f"{one.sentence} {one.clears}", partial(_aller, page, one)) for one in found]
        ouvrir_menu(page, f"À corriger avant le vote ({len(entries)})", entries)
    elif ecrire(page, lambda: plans.voter(store, plan.id, number, jour)):
        page.say(f"Plan voté par la délibération {number} : il ne change plus. Ctrl+Z annule.", "succes")


async def _aller(page: "FichePage", finding: "Finding") -> None:
    if finding.field in page.champs:
        await aller_au_champ(page, str(finding.field))
    page.say(finding.clears or finding.sentence)


def _versions(page: "FichePage") -> "list[PlanFinancement]":
    action = page.saisie.record if page.table == "action" else page.saisie.folded.values.get("action")
    return plans.plans_de(page.saisie.store, action) if isinstance(action, str) else []


def _plan(page: "FichePage") -> "PlanFinancement | None":
    """Give the plan of the fiche: itself, or the version that its action works on."""
    if page.saisie.nouveau or page.table not in {"action", "plan_financement"}:
        return None
    if page.table == "plan_financement":
        return plans.plan_de(page.saisie.fiche) if page.saisie.fiche else None
    return plan_courant(_versions(page))


def _jour(page: "FichePage", text: str) -> "date | None":
    try:
        return read_date(text, page.saisie.today)
    except DateError:
        return None


def _faux(page: "FichePage", text: str) -> str:
    """Say what is wrong with a date."""
    try:
        day = read_date(text, page.saisie.today)
    except DateError as error:
        return str(error)
    return "" if day <= page.saisie.today else "Une délibération a une date passée : le plan se vote après le conseil."


def _vide(text: str) -> str:
    return "" if text.strip() else f"Écrivez le numéro de la délibération, par exemple {_DELIBERATION}."
