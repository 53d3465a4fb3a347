"""Whom to invite to a séance: the people of the communes and of the partners, by commune, nobody twice.

A presence keeps its own copies of name, function, organisme and commune: what changes later (a fusion of communes, a
new EPCI on 1 January, a new mayor) never rewrites the sheet of that day (domain.md §10.3, 21-22).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from pvd_tui.domain.personne import Personne, Qualite
from pvd_tui.domain.politesse import accorder
from pvd_tui.domain.poste import Poste
from pvd_tui.domain.presence import Presence, StatutPresence
from pvd_tui.domain.seance_club import PublicSeance, SeanceClub
from pvd_tui.domain.texte import plain

CHEF: Final = "chef de projet PVD"

_PAR_MOT: Final = (
    (Qualite.CHEF_DE_PROJET, ("chef de projet", "cheffe de projet", "charge de mission pvd", "chargee de mission pvd")),
    (Qualite.ELU, ("maire", "adjoint", "elu", "conseiller municipal", "conseillere municipal", "vice president")),
    (Qualite.ETAT, ("prefe", "sous prefe", "ddt", "dreal", "drac", "anct", "ademe")),
)
"""How the words begin that say, in a function or an organisme, in what quality one comes."""
_DE_QUI: Final = " du", " de la", " de"
"""« la secrétaire du maire » is no maire."""
_PUBLICS: Final[Mapping[PublicSeance, frozenset[Qualite]]] = {
    PublicSeance.ELUS: frozenset({Qualite.ELU}),
    PublicSeance.CHEFS_DE_PROJET: frozenset({Qualite.CHEF_DE_PROJET}),
    PublicSeance.MIXTE: frozenset({Qualite.ELU, Qualite.CHEF_DE_PROJET}),
}


class Invitable(NamedTuple):
    """Somebody who may be invited, as the sheet will have them."""

    cle: str
    nom: str
    fonction: str = ""
    organisme: str = ""
    commune: str = ""
    """The code of the commune."""
    qualite: Qualite | None = None
    personne: str = ""
    d_ou: str = ""
    """Why they are proposed: « poste », « annuaire », « séance du 14/04/2026 »."""

    def presence(self, seance: str) -> dict[str, str]:
        """Give the line of the sheet: « Inscrit », with its own copies."""
        values = {
            "seance_club": seance,
            "personne": self.personne,
            "titre": self.nom,
            "fonction": self.fonction,
            "organisme": self.organisme,
            "commune": self.commune,
            "qualite": str(self.qualite or ""),
            "statut": str(StatutPresence.INSCRIT),
        }
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class Liste:
    """Whom to invite, by commune; the people of no commune of the département are under None."""

    par_commune: Mapping[str | None, Sequence[Invitable]]
    """Every commune of the département is there, also one where nobody is known."""
    inscrites: frozenset[str]
    """The communes that have somebody on the sheet already."""
    deja: int
    """How many of the people who are known are on it already."""

    @property
    def tous(self) -> list[Invitable]:
        """Give everybody, commune after commune."""
        return [one for people in self.par_commune.values() for one in people]

    def sans_invite(self, coches: Iterable[str] = ()) -> list[str]:
        """List the communes that nobody would come from, if those who are ticked were invited too."""
        ticked = set(coches)
        asked = self.inscrites | {one.commune for one in self.tous if one.cle in ticked}
        return [insee for insee in self.par_commune if insee is not None and insee not in asked]

    def attendus(self, public: PublicSeance | None) -> list[str]:
        """Give the keys of those whom the séance is for."""
        wanted = _PUBLICS[public or PublicSeance.MIXTE]
        return [one.cle for one in self.tous if one.qualite in wanted]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where people are known from."""

    personnes: Sequence[Personne] = ()
    postes: Sequence[Poste] = ()
    derniere: SeanceClub | None = None
    """The last séance, and its sheet."""
    feuille: Sequence[Presence] = ()


def qualite_de(fonction: str | None, organisme: str | None, commune: str | None) -> Qualite | None:
    """Say in what quality one comes, where nobody said: by the words of the function, then of the organisme."""
    said = [f" {plain(text)} " for text in (fonction or "", organisme or "")]
    for qualite, words in _PAR_MOT:
        for text in said:
            before, found, _ = next(
                filter(lambda cut: cut[1], (text.partition(f" {word}") for word in words)), ("", "", "")
            )
            if found and not before.endswith(_DE_QUI):
                return qualite
    return Qualite.PARTENAIRE if organisme and not commune else None


def proposer(
    sources: Sources, communes: Mapping[str, str], inscrits: Sequence[Presence], jour: dt.date, departement: str | None
) -> Liste:
    """List whom to invite on a day: holders of postes, the people known, those of the last sheet, each once.

    `communes` names those of the département by their code; `inscrits` is the sheet as it stands.
    """
    known = {(_nom(one.titre), one.commune or "") for one in inscrits}
    ids = {one.personne for one in inscrits if one.personne}
    people = _des_personnes(sources, jour, departement)
    listed = {(_nom(one.nom), where) for one in people for where in (one.commune, "")}
    people += [one for one in _de_la_feuille(sources) if (_nom(one.nom), one.commune) not in listed]
    found = [one for one in people if one.personne not in ids and (_nom(one.nom), one.commune) not in known]
    groups: dict[str | None, list[Invitable]] = {c: [] for c in sorted(communes, key=lambda c: plain(communes[c]))}
    groups[None] = []
    for one in sorted(found, key=_rang):
        groups[one.commune if one.commune in communes else None].append(one)
    return Liste(groups, frozenset(one.commune for one in inscrits if one.commune), len(people) - len(found))


def _des_personnes(sources: Sources, jour: dt.date, departement: str | None) -> list[Invitable]:
    """Give the people of the département, with what their poste says of them."""
    held = {poste.personne: poste for poste in sources.postes if poste.personne and _tient(poste, jour)}
    found = []
    for one in sources.personnes:
        elsewhere = departement is not None and one.departement not in {None, departement}
        if elsewhere or one.fusionnee_dans is not None or not one.titre:
            continue
        poste = held.get(one.id)
        fonction = one.fonction or (accorder(CHEF, one.civilite) if poste else "")
        commune = one.commune or (poste.commune if poste else None) or ""
        qualite = one.qualite or (Qualite.CHEF_DE_PROJET if poste else None)
        qualite = qualite or qualite_de(fonction, one.organisme, commune)
        d_ou = "poste" if poste else "annuaire"
        found.append(Invitable(one.id, one.titre, fonction, one.organisme or "", commune, qualite, one.id, d_ou))
    return found


def _tient(poste: Poste, jour: dt.date) -> bool:
    """Say whether a poste is held on a day."""
    return (poste.debut is None or poste.debut <= jour) and (poste.fin is None or poste.fin >= jour)


def _de_la_feuille(sources: Sources) -> list[Invitable]:
    """Give those of the last sheet who were typed on it; who has a record and is gone from the directory left."""
    day = sources.derniere.date if sources.derniere is not None else None
    d_ou = f"séance du {day:%d/%m/%Y}" if day else "dernière séance"
    return [
        Invitable(
            f"presence:{one.id}",
            one.titre,
            one.fonction or "",
            one.organisme or "",
            one.commune or "",
            one.qualite or qualite_de(one.fonction, one.organisme, one.commune),
            "",
            d_ou,
        )
        for one in sources.feuille
        if one.titre and not one.personne
    ]


def _nom(titre: str | None) -> str:
    """Fold a name for comparing, its words in any order: « LEMAIRE Claire » is « Claire Lemaire »."""
    return " ".join(sorted(plain(titre or "").split()))


def _rang(one: Invitable) -> tuple[int, str]:
    """Order the people of a commune: élus, chefs de projet, then the others."""
    order: dict[Qualite | None, int] = {Qualite.ELU: 0, Qualite.CHEF_DE_PROJET: 1, Qualite.ETAT: 2}
    return order.get(one.qualite, 3), plain(one.nom)
