"""Those present, as a relevé lists them: organisateurs, intervenants, communes; then excused and represented."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pvd_tui.domain.presence import StatutPresence
from pvd_tui.domain.texte import counted, plain
from pvd_tui.reports.ecrit import Bloc, Etiquette, Grille, Paragraphe, Puces, Rubrique
from pvd_tui.reports.releve_faits import GROUPES, groupe

if TYPE_CHECKING:
    from pvd_tui.domain.presence import Presence
    from pvd_tui.reports.releve_faits import Releve
    from pvd_tui.reports.releve_noms import Noms


def presents(releve: "Releve", said: "Noms") -> Iterator[Bloc]:
    """List those who were there, and those who said that they could not be."""
    here = releve.presents()
    yield Rubrique("Présents")
    yield Paragraphe(_compte(releve, releve.nombre_presents()))
    for name in GROUPES:
        members = [one for one in here if groupe(one, releve.seance) == name]
        if not members:
            continue
        yield Etiquette(name)
        if name == "Communes":
            yield Grille(("Commune", "Participants"), (45, 125), _communes(members, releve, said))
        else:
            yield Puces(said.gens(members, avec_lieu=True))
    represented = releve.de_statut(StatutPresence.REPRESENTE)
    if represented:
        yield Etiquette("Représentés")
        yield Puces([_represente(one, said) for one in represented])
    excused = releve.de_statut(StatutPresence.EXCUSE)
    if excused:
        yield Etiquette("Excusés")
        yield Puces(said.gens(excused, avec_lieu=True))


def _compte(releve: "Releve", here: int) -> str:
    """Count people and communes; the quorum where one was asked for."""
    total = max(releve.nombre_communes, releve.representees())
    counts = f"{counted(here, 'participant')}, {counted(releve.representees(), 'commune représentée')} sur {total}"
    quorum = releve.seance.quorum
    if quorum:
        counts += f" ; quorum de {quorum} {'atteint' if here >= quorum else 'non atteint'}"
    return counts + "."


def _communes(members: "Sequence[Presence]", releve: "Releve", said: "Noms") -> list[tuple[str, str]]:
    """Give a line a commune, by name."""
    by_name: dict[str, list[Presence]] = {}
    for one in members:
        by_name.setdefault(releve.nom_commune(one.commune), []).append(one)
    return [(name, ", ".join(said.gens(by_name[name], avec_lieu=False))) for name in sorted(by_name, key=plain)]


def _represente(one: "Presence", said: "Noms") -> str:
    who = said.gens([one], avec_lieu=True)[0]
    by = said.nom(one.represente_par, "représentation") if one.represente_par else ""
    return f"{who} – par {by}" if by else who
