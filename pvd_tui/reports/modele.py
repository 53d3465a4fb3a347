"""The template of the documents: where it is, and what is wrong with it, in French and with the place."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pvd_tui.reports.fichier import SortieError

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.text.paragraph import Paragraph
    from jinja2.sandbox import SandboxedEnvironment

MODELE_FOURNI: Final = Path(__file__).with_name("modeles") / "fiche_action.docx"
"""The template of the wheel; `modele_docx` makes it."""

_TAG: Final = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}")
_OPEN: Final = re.compile(r"\{\{(?!.*\}\})|\{%(?!.*%\})")
_KIND: Final = re.compile(r"^(?:tr|tc|p|r)\s+")
_ENDS: Final = {"endfor": "for", "endif": "if"}
_KNOWN_BLOCKS: Final = frozenset({"for", "if", "elif", "else", "set", *_ENDS})


class ModeleError(SortieError):
    """A template that cannot be used; the sentence says where it is wrong."""


@dataclass(frozen=True, slots=True)
class Balise:
    """One order of a template, and where it stands."""

    texte: str
    bloc: bool
    place: str


def choisir(base: Path, demande: Path | None) -> Path:
    """Give the template to use: the one asked for, else the one of the `modeles` folder beside the store, else ours."""
    if demande is not None:
        return demande
    beside = base.parent / "modeles" / MODELE_FOURNI.name
    return beside if beside.is_file() else MODELE_FOURNI


def verifier(modele: Path, connus: Mapping[str, object]) -> None:
    """Read a template; raises ModeleError where it is no Word file, where an order is wrong or a name unknown."""
    balises = list(_balises(_lire(modele), modele))
    env = environnement()
    opened: list[tuple[str, Balise]] = []
    named = {"loop", *connus}
    for balise in balises:
        if balise.bloc:
            _bloc(modele, balise, opened, named)
        _syntaxe(modele, balise, env)
        _noms(modele, balise, env, named, connus)
    if opened:
        word, balise = opened[-1]
        raise _faux(modele, balise, f"il manque {{% end{word} %}}")
    if isinstance(several := connus.get("fiches"), list) and len(several) > 1:
        loops = any(re.search(r"\bin\s+fiches\b", balise.texte) for balise in balises if balise.bloc)
        if not loops:
            raise ModeleError(
                f"Le modèle « {modele.name} » ne montre qu'une fiche, et il y en a {len(several)} à écrire. Rien n'a "
                "été écrit. Ajoutez-y {%p for fiche in fiches %} … {%p endfor %}, ou exportez les fiches une à une."
            )


def expliquer(modele: Path, error: Exception) -> str:
    """Say an error that only showed while filling in."""
    word = next(iter(re.findall(r"'([^']+)'", str(error))[::-1]), "")
    for balise in _balises(_lire(modele), modele):
        if word and re.search(rf"\b{re.escape(word)}\b", balise.texte):
            return str(_faux(modele, balise, f"« {word} » n'est pas un nom connu ici"))
    return f"Le modèle « {modele.name} » n'a pas pu être rempli ({error}). Rien n'a été écrit. {_AIDE}"


_AIDE: Final = "Les noms permis sont dans docs/modeles.md ; « --modele fourni » prend le modèle de PVD."


def _lire(modele: Path) -> "Docx":
    """Open a Word file, or say that it is none."""
    from zipfile import BadZipFile  # noqa: PLC0415 - only when a document is made

    from docx import Document  # noqa: PLC0415 - heavy, only when a document is made
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415 - same
    from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped] # noqa: PLC0415 - same

    try:
        return Document(str(modele))
    except PackageNotFoundError as error:
        missing = "n'existe pas" if not modele.exists() else "n'est pas un document Word (.docx)"
        raise ModeleError(f"Le modèle « {modele} » {missing}. Rien n'a été écrit. {_AIDE}") from error
    except (BadZipFile, XMLSyntaxError, KeyError, ValueError, OSError) as error:
        raise ModeleError(f"Le modèle « {modele} » est illisible ou abîmé. Rien n'a été écrit. {_AIDE}") from error


def _balises(document: "Docx", modele: Path) -> Iterator[Balise]:
    """Give every order of a template, in its order, with the place where a person finds it."""
    for place, paragraph in _paragraphes(document):
        text = paragraph.text
        if found := _OPEN.search(text):
            raise ModeleError(
                f"Le modèle « {modele.name} » a une accolade ouverte et jamais fermée, {place} : "
                f"« {text[found.start() :][:60]} ». Rien n'a été écrit. {_AIDE}"
            )
        for tag in _TAG.finditer(text):
            bloc = tag.group(2) is not None
            said = (tag.group(2) if bloc else tag.group(1)).strip()
            yield Balise(_KIND.sub("", said).strip("- "), bloc, place)


def _paragraphes(document: "Docx") -> "Iterator[tuple[str, Paragraph]]":
    """Give each paragraph of the body, its tables, the header and the footer, with its place in words."""
    from docx.table import Table  # noqa: PLC0415 - heavy, only when a document is made

    paragraphs = tables = 0
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            tables += 1
            yield from _cellules(block, f"tableau {tables}")
        else:
            paragraphs += 1
            yield f"paragraphe {paragraphs}", block
    for number, section in enumerate(document.sections, 1):
        for name, part in (("en-tête", section.header), ("pied de page", section.footer)):
            for paragraph in part.paragraphs:
                yield f"{name} de la section {number}", paragraph


def _cellules(table: object, where: str) -> "Iterator[tuple[str, Paragraph]]":
    from docx.table import Table  # noqa: PLC0415 - same

    if not isinstance(table, Table):
        return
    for row_number, row in enumerate(table.rows, 1):
        seen: list[object] = []
        for column_number, cell in enumerate(row.cells, 1):
            if cell._tc in seen:  # noqa: SLF001 - merged cells come back as the same one
                continue
            seen.append(cell._tc)  # noqa: SLF001 - same
            for paragraph in cell.paragraphs:
                yield f"{where}, ligne {row_number}, colonne {column_number}", paragraph


def _bloc(modele: Path, balise: Balise, opened: list[tuple[str, Balise]], named: set[str]) -> None:
    """Follow what opens and closes."""
    word = balise.texte.split(None, 1)[0] if balise.texte else ""
    if word not in _KNOWN_BLOCKS:
        raise _faux(modele, balise, f"« {word} » n'est pas un ordre permis (for, if, elif, else, set)")
    if word in {"for", "if"}:
        opened.append((word, balise))
    if word in _ENDS:
        if not opened or opened[-1][0] != _ENDS[word]:
            raise _faux(modele, balise, f"rien n'est à fermer ici par {{% {word} %}}")
        opened.pop()
    if found := re.match(r"(?:for|set)\s+([\w\s,]+?)(?:\s+in\b|\s*=)", balise.texte):
        named.update(name.strip() for name in found.group(1).split(","))


def _syntaxe(modele: Path, balise: Balise, env: "SandboxedEnvironment") -> None:
    """Read one order alone."""
    from jinja2 import TemplateSyntaxError  # noqa: PLC0415 - heavy, only when a document is made

    try:
        env.parse(_seule(balise))
    except TemplateSyntaxError as error:
        raise _faux(modele, balise, "l'expression ne peut pas être lue") from error


def _noms(
    modele: Path, balise: Balise, env: "SandboxedEnvironment", named: set[str], connus: Mapping[str, object]
) -> None:
    """Refuse a name that nothing has, and give the one that is nearest."""
    from jinja2 import meta, nodes  # noqa: PLC0415 - heavy, only when a document is made

    tree = env.parse(_seule(balise))
    for name in sorted(meta.find_undeclared_variables(tree) - named):
        raise _faux(modele, balise, _inconnu(name, sorted(named)))
    for node in tree.find_all(nodes.Getattr):
        holder = node.node
        known = connus.get(holder.name) if isinstance(holder, nodes.Name) else None
        if isinstance(holder, nodes.Name) and isinstance(known, dict) and node.attr not in known:
            near = [f"{holder.name}.{name}" for name in known]
            raise _faux(modele, balise, _inconnu(f"{holder.name}.{node.attr}", near))


def _inconnu(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"« {name} » n'est pas un nom connu" + (f" ; vouliez-vous « {near[0]} » ?" if near else "")


def _seule(balise: Balise) -> str:
    """Write an order so that it can be read without the others."""
    if not balise.bloc:
        return f"{{{{ {balise.texte} }}}}"
    word = balise.texte.split(None, 1)[0]
    if word in {"for", "if"}:
        return f"{{% {balise.texte} %}}{{% end{word} %}}"
    if word == "set":
        return f"{{% {balise.texte} %}}"
    return f"{{% if {balise.texte[4:]} %}}{{% endif %}}" if word == "elif" else ""


def _faux(modele: Path, balise: Balise, quoi: str) -> ModeleError:
    first, last = ("{%", "%}") if balise.bloc else ("{{", "}}")
    said = f"« {first} {balise.texte} {last} »"
    return ModeleError(
        f"Le modèle « {modele.name} » ne peut pas être rempli, {balise.place}, {said} : {quoi}. "
        f"Rien n'a été écrit. {_AIDE}"
    )


def environnement() -> "SandboxedEnvironment":
    """Give what reads a template: it names texts, calls nothing and computes nothing."""
    from jinja2.exceptions import SecurityError  # noqa: PLC0415 - heavy, only for a document
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415 - same

    class Modeste(SandboxedEnvironment):
        """A sandbox without arithmetic: `'x' * 10**9` would fill the memory."""

        intercepted_binops = frozenset({"*", "**", "%", "+"})

        def call_binop(self, context: object, operator: str, left: object, right: object) -> object:
            """Refuse."""
            _ = context, left, right
            raise SecurityError(f"un modèle ne calcule pas ({operator})")

    env = Modeste(autoescape=True)
    env.globals.clear()
    return env
