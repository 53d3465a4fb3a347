"""The campaign as it is read: the lines of the list, what is behind one, the text to copy."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.dates import show_date
from screens.widgets.source import Row

if TYPE_CHECKING:
    from pvd_tui.domain.campagne_note import CampagneNote
    from pvd_tui.domain.contribution import Contribution
    from pvd_tui.domain.contributions import ContributionSite
    from screens.slot import Tone

_SIGNES: Final = {"donnée": "x", "commencée": "-", "attendue": "!"}
_TONS: "Final[dict[str, Tone]]" = {"donnée": "normal", "commencée": "info", "attendue": "alerte"}
_DITS: Final = (
    "precision_faits",
    "dynamique",
    "texte_dynamique",
    "leviers",
    "texte_leviers",
    "freins",
    "texte_difficultes",
    "appui_demande",
)


def lignes(sites: "Sequence[ContributionSite]") -> list[Row]:
    """Give a line a site: those that are missing first."""
    order = {etat: place for place, etat in enumerate(("attendue", "commencée", "donnée"))}
    return [_ligne(one) for one in sorted(sites, key=lambda one: (order[one.etat], one.nom))]


def _ligne(one: "ContributionSite") -> Row:
    denied = sum(ecart.contredit for ecart in one.ecarts)
    differ = str(denied) if denied else ""
    held = one.contribution
    day = f" {held.recue_le:%d/%m/%y}" if held and held.recue_le else ""
    road = f"{held.saisie_par or 'Inconnue'}{day}" if held else ""
    cells = (_SIGNES[one.etat], one.nom, str(one.etat), road, differ)
    return Row(one.site, cells, _TONS[one.etat])


def resume(campagne: "CampagneNote", sites: "Sequence[ContributionSite]", today: date) -> str:
    """Give the title of the list: the campaign, how far it is, the days left."""
    given = sum(one.donnee for one in sites)
    due = ""
    if campagne.echeance:
        days = (campagne.echeance - today).days
        left = f"J-{days}" if days > 0 else "jour J" if days == 0 else "passée"
        due = f" · due le {show_date(campagne.echeance)} ({left})"
    return f"{campagne.titre or 'Campagne'} : {given} sur {len(sites)}{due}"


def detail(one: "ContributionSite") -> str:
    """Say the facts as known and as answered, what the site says, and from whom it came."""
    return "\n".join(_dire(one))


def texte(campagne: "CampagneNote", sites: "Sequence[ContributionSite]", today: date) -> str:
    """Give the list as plain text, to paste."""
    from pvd_tui.domain.contributions import avancement  # noqa: PLC0415 - pydantic, only when it is copied

    parts = [resume(campagne, sites, today), *(f"- {one.nom} : {one.provenance or 'attendue'}" for one in sites)]
    return "\n".join([*parts, avancement(sites).phrase]) + "\n"


def _dire(one: "ContributionSite") -> Iterator[str]:
    communes = ", ".join(f"{nom} ({insee})" for insee, nom in one.communes)
    yield f"{one.nom} · {communes} · {one.provenance or 'rien reçu'}"
    held = one.contribution
    differ = {ecart.champ: ecart for ecart in one.ecarts}
    for fait in one.faits:
        said = getattr(held, fait.champ) if held else None
        answer = f" ; réponse du site : {str(said).lower()}" if said else ""
        mark = "" if fait.champ not in differ else " !" if differ[fait.champ].contredit else " (nouveau)"
        yield f"{fait.titre} : {fait.en_mots}{answer}{mark}"
    if held:
        yield from _contenu(held)
    for other in one.contributions[1:]:
        yield f"Une autre contribution est là aussi : {other.titre}, {other.recue_le or 'sans date'}"


def _contenu(held: "Contribution") -> Iterator[str]:
    from pvd_tui.domain.contributions import manquants  # noqa: PLC0415 - pydantic, already there

    fields = type(held).model_fields
    if missing := manquants(held):
        yield f"Il manque : {', '.join(str(fields[name].title) for name in missing)}"
    for name in _DITS:
        value = getattr(held, name)
        if value:
            said = " ; ".join(value) if isinstance(value, tuple) else str(value)
            yield f"{fields[name].title} : {said}"
