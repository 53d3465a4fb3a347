"""The campaign of the note in the store: what each site gave, who writes it here, and how it is begun.

`contributions_par_site` lists every site that this laptop knows with its contribution and its facts; `a_contribuer`
keeps those whose contribution this laptop may write; `commencer` says what the form of a new one starts with.
"""

from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import PREFECTURE
from storage import settings
from storage.errors import RefusError
from storage.registre_au import RegistreAu
from storage.risques import CHAMPS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from pvd_tui.changes.change import Json
    from pvd_tui.domain.a_faire import AFaire
    from pvd_tui.domain.a_faire_campagne import SiteDu
    from pvd_tui.domain.campagne_note import CampagneNote
    from pvd_tui.domain.contributions import ContributionSite
    from pvd_tui.domain.registre import Registre
    from storage.store import Store

TABLE: Final = "contribution"


def campagne(store: "Store", au: date | None = None) -> "CampagneNote":
    """Give the campaign of a day: the last one that opened, that of the instruction where no record says one."""
    from pvd_tui.domain.contributions import campagne_courante  # noqa: PLC0415 - pydantic, when a campaign is asked for
    from storage.registre import StoreRegistre  # noqa: PLC0415 - same

    return campagne_courante(StoreRegistre(store), au or _today(store))


def contributions_par_site(
    store: "Store",
    campagne_note: "CampagneNote | None" = None,
    *,
    departements: "Sequence[str] | None" = None,
    au: date | None = None,
) -> "list[ContributionSite]":
    """List the sites of this laptop, or of some départements, with what each gave to a campaign by a day, by name."""
    from pvd_tui.domain.contributions import contributions_des_sites  # noqa: PLC0415 - pydantic, same
    from pvd_tui.domain.risques import communes_du_programme  # noqa: PLC0415 - same

    day = au or _today(store)
    wanted = list(departements) if departements is not None else None
    champs = {table: names for table, names in CHAMPS.items() if table in _LUS}
    champs["site"] = ("titre", "departement", "commune_principale")
    registre = RegistreAu(store, day, departements=wanted, champs=champs)
    communes = [one for one in communes_du_programme(registre) if wanted is None or (one.departement or "") in wanted]
    return contributions_des_sites(registre, communes, campagne_note or campagne(store, day), day)


_LUS: Final = frozenset({"commune", "convention", "action"})


def mes_communes(store: "Store") -> "frozenset[str] | None":
    """Give the communes whose contribution this laptop may write; None where it may write them all.

    A région and the nation write none: they read issued notes.
    """
    if store.role == PREFECTURE:
        return None
    if store.role != "chef":
        return frozenset()
    granted = store.settings.get(settings.COMMUNES)
    return frozenset(granted.split(",")) if granted else None


def a_contribuer(store: "Store", sites: "Collection[ContributionSite]") -> "list[ContributionSite]":
    """Keep the sites whose contribution this laptop may write."""
    mine = mes_communes(store)
    return [one for one in sites if mine is None or any(insee in mine for insee, _ in one.communes)]


def attendues(store: "Store", registre: "Registre", today: date) -> "Iterator[AFaire]":
    """List what the open campaign still calls for here: a chef's own contributions, or those a préfecture awaits.

    Only a campaign that is recorded asks: that of 2023 is long past. Facts are not read, so that this stays quick.
    """
    from pvd_tui.domain import a_faire_campagne as regles  # noqa: PLC0415 - pydantic, when the list is computed
    from pvd_tui.domain.programme import campagne_du_jour  # noqa: PLC0415 - same

    held = campagne_du_jour(registre, today)
    if held is None or not regles.is_ouverte(held, today):
        return
    sites, due = _dus(store, held.id)
    mine = mes_communes(store)
    if store.role == "chef":
        own = [(one, [insee for insee in communes if mine is None or insee in mine]) for one, communes in due]
        owed = [one._replace(commune=communes[0]) for one, communes in own if communes]
        yield from regles.of_contributions(held, owed, today)
    elif store.role == PREFECTURE:
        yield from regles.of_attendues(held, [one for one, _ in due], sites, today)


def _dus(store: "Store", campagne_note: str) -> "tuple[int, list[tuple[SiteDu, list[str]]]]":
    """Count the sites, and give those without a whole contribution, with their communes, by name."""
    from pvd_tui.domain.a_faire_campagne import SiteDu  # noqa: PLC0415 - pydantic, when the list is computed
    from pvd_tui.domain.contributions import DEMANDES  # noqa: PLC0415 - same

    sites: dict[str, dict[str, str]] = {}
    for row in store.rows.page("commune", columns=("titre", "site", "actif"), order=()):
        if row["actif"] is not False:
            sites.setdefault(str(row["site"] or row["id"]), {})[str(row["id"])] = str(row["titre"] or row["id"])
    given = store.rows.page(TABLE, {"campagne_note": campagne_note}, columns=("commune", *DEMANDES), order=())
    whole = {row["commune"] for row in given if all(row[name] is not None for name in DEMANDES)}
    names = store.rows.titres("site", sites)
    due = [
        (SiteDu(site, names.get(site) or " – ".join(held.values()), min(held)), sorted(held))
        for site, held in sites.items()
        if not whole & held.keys()
    ]
    return len(sites), sorted(due, key=lambda one: one[0].nom)


def commencer(store: "Store", site: "ContributionSite", campagne_note: "CampagneNote") -> dict[str, str]:
    """Give what the form of a site's new contribution starts with: its place, the known facts, who writes and when.

    It sits on the site's first commune, or on the first that this laptop's grant may write.
    Raises RefusError where the grant has none of its communes.
    """
    from pvd_tui.domain.contribution import SaisiePar  # noqa: PLC0415 - pydantic, same
    from pvd_tui.domain.contributions import prerempli  # noqa: PLC0415 - same

    mine = mes_communes(store)
    commune = next((insee for insee, _ in site.communes if mine is None or insee in mine), None)
    if commune is None:
        raise RefusError(
            f"La contribution de {site.nom} n'est pas dans votre habilitation. Rien n'a été enregistré. "
            "Adressez-vous à la préfecture."
        )
    today = _today(store)
    by = SaisiePar.SITE if store.role == "chef" else SaisiePar.PREFECTURE
    auteur = "Chef de projet" if by is SaisiePar.SITE else "Préfecture"
    said = {"auteur": auteur, "saisie_par": str(by), "recue_le": today.isoformat()}
    return prerempli(site, campagne_note, commune, today) | said


def _today(store: "Store") -> date:
    return store.today().astimezone().date()


def trouver(store: "Store", mots: str) -> "ContributionSite":
    """Find a site of this laptop by its id, the code of a commune, or its name as one types it.

    Raises RefusError where it is none of them, or several.
    """
    from pvd_tui.domain.texte import plain  # noqa: PLC0415 - only for this command

    sites, asked = contributions_par_site(store), mots.strip()
    by_code = [one for one in sites if one.site == asked or asked.upper() in {insee for insee, _ in one.communes}]
    named = [one for one in sites if plain(asked) in {plain(one.nom), *(plain(nom) for _, nom in one.communes)}]
    near = [one for one in sites if plain(asked) and plain(asked) in plain(one.nom)]
    found = by_code or named or near
    if len(found) == 1:
        return found[0]
    many = ", ".join(f"{one.nom} ({one.porteuse})" for one in found[:8])
    raise RefusError(
        f"« {asked} » peut être {many}. Rien n'a été enregistré. Donnez le code INSEE."
        if found
        else f"Aucun site de cet ordinateur ne s'appelle « {asked} ». Rien n'a été enregistré. « pvd campagne etat » "
        "les donne."
    )


def contribuer(store: "Store", site: "ContributionSite", said: "Mapping[str, Json]") -> "tuple[str, ContributionSite]":
    """Write the answers of a site, over its contribution or as a new one; give its id, and the site as it is then.

    Raises RefusError where the grant does not write it, or the answers are about its place or provenance.
    """
    held = campagne(store)
    if wrong := sorted(set(said) & _PLACES):
        raise RefusError(
            f"{', '.join(wrong)} : la campagne, la commune et la provenance s'inscrivent d'elles-mêmes. Rien n'a été "
            "enregistré."
        )
    start = commencer(store, site, held)
    if site.contribution is not None:
        record = site.contribution.id
        before = store.get(TABLE, record)
        if before is not None:
            again = {} if site.donnee else {name: start[name] for name in ("auteur", "saisie_par", "recue_le")}
            store.update(before, again | dict(said))
    else:
        record = store.create(TABLE, start | dict(said))
    after = contributions_par_site(store, held, departements=[site.departement] if site.departement else None)
    return record, next(one for one in after if one.site == site.site)


_PLACES: Final = frozenset({"id", "titre", "campagne_note", "commune", "departement", "saisie_par", "recue_le"})
