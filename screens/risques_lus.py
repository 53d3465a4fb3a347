"""The risks as they are read: the lines of the list, what is behind one, the text to copy."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.sources import lisible
from pvd_tui.domain.texte import counted
from screens.widgets.source import Row

if TYPE_CHECKING:
    from pvd_tui.domain.constat import Constat
    from pvd_tui.domain.risques import LigneRisque, RisqueCommune, Risques
    from screens.slot import Tone


def lignes(found: "Risques", *, ouverts: bool) -> list[Row]:
    """Give the lines under their causes, or what is to be filled in, commune by commune."""
    if ouverts:
        return [
            Row(one.insee, ("?", one.nom, _codes(one.a_renseigner), "", one.a_renseigner[0].clears))
            for one in found.a_renseigner
        ]
    rows = []
    for cause, some in found.par_cause:
        said = f"{cause or 'Jugement du préfet'} ({counted(len(some), 'site')})"
        rows.append(Row(f"cause {cause}", ("",) * 5, entete=said))
        rows += [_ligne(line) for line in some]
    return rows


def _ligne(line: "LigneRisque") -> Row:
    mark = "!" if line.a_risque else ">"
    left = "" if line.jours is None else f"J-{line.jours}" if line.jours >= 0 else f"+{-line.jours}"
    tone: Tone = "alerte" if line.a_risque else "normal"
    return Row(line.site, (mark, line.nom, _codes(line.constats), left, line.prochain_pas), tone)


def resume(found: "Risques", *, ouverts: bool) -> str:
    """Give the title of the list, with its counts and its day."""
    if ouverts:
        return f"À renseigner ({counted(len(found.a_renseigner), 'commune')})"
    due = show_date(found.programme.phase_operationnelle)
    return f"{counted(len(found.a_risque), 'commune')} à risque sur {len(found.communes)} · échéance {due}"


def detail(line: "LigneRisque") -> str:
    """Say all that is known of a site: facts with their source, what people said, what the préfet retained."""
    return "\n".join(_dire(line))


def manques(found: "Risques", insee: str) -> str:
    """Say what is to be filled in of a commune."""
    return "\n".join(line for one in found.communes if one.insee == insee for line in _gens(one))


def texte(found: "Risques") -> str:
    """Give the list as plain text, to paste."""
    parts = [f"Communes à risque au {show_date(found.au)} : {resume(found, ouverts=False)}"]
    for cause, some in found.par_cause:
        parts.append(f"\n{cause or 'Jugement du préfet'}")
        parts += [f"- {line.nom} : {line.prochain_pas}" for line in some]
    return "\n".join(parts) + "\n"


def _dire(line: "LigneRisque") -> Iterator[str]:
    yield f"{line.nom} · {', '.join(f'{one.nom} ({one.insee})' for one in line.communes)}"
    for one in line.constats:
        yield f"{one.regle}  {one.sentence} {_quand(one)}"
        yield f"    {one.clears}"
    for commune in line.communes:
        yield from _gens(commune)


def _gens(commune: "RisqueCommune") -> Iterator[str]:
    tests = ", ".join(f"{one.nom} {str(one.reponse).lower()}" for one in commune.phase.criteres)
    yield f"{commune.nom} : {tests}"
    for one in commune.a_renseigner:
        yield f"    à renseigner : {one.clears}"
    said = [f"frein {word}" for word in commune.freins] + [f"levier {word}" for word in commune.leviers]
    if said:
        yield f"    dit par les personnes : {', '.join(said)}"
    if commune.retenu is not None:
        yield f"    jugement du préfet : {str(commune.retenu).lower()}, {commune.motif or 'sans motif'}"


def _quand(one: "Constat") -> str:
    when = ""
    if one.echeance is not None and one.jours is not None:
        left = f"J-{one.jours}" if one.jours >= 0 else f"passée de {counted(-one.jours, 'jour')}"
        when = f"Échéance {show_date(one.echeance)} ({left}). "
    source = lisible(one.source)
    return f"{when}{f'Source : {source}.' if source else ''}".strip()


def _codes(some: "tuple[Constat, ...]") -> str:
    return " ".join(dict.fromkeys(str(one.regle) for one in some))
