"""« Passation »: one folder that a successor reads without the program, and from which he goes on with it.

    LISEZMOI.txt   index.html   douze-derniers-mois.txt   communes/*.html   fiches/COMMUNE/*.docx
    tableaux/*.xlsx and *.csv   base/pvd-DATE.db (verified, for `pvd restaurer`)   SHA256SUMS

It is made under another name and given its own once it is whole.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pvd_tui import referentiel
from pvd_tui.domain.dates import show_date
from pvd_tui.domain.texte import counted
from pvd_tui.reports import passation_faits, tableur_csv, tableur_xlsx
from pvd_tui.reports.document import une_fiche
from pvd_tui.reports.fiche_action import reunir as reunir_fiche
from pvd_tui.reports.fichier import SortieError
from pvd_tui.reports.formats import rendre_document
from pvd_tui.reports.nom import nom_de_fichier
from pvd_tui.reports.page_html import lien, page, section, tableau_html, texte
from pvd_tui.reports.passation_recit import FICHIER, recit_html, recit_texte
from storage.backup import back_up
from storage.errors import why
from storage.registre import StoreRegistre
from storage.sans_restreint import copy_for_others

if TYPE_CHECKING:
    from datetime import date

    from pvd_tui.reports.passation_faits import Faits, PageCommune
    from storage.store import Store

Avance = Callable[[str], None]
"""Told what is being written."""


@dataclass(frozen=True, slots=True)
class Choix:
    """How a handing over is made."""

    restreint: bool = False
    """Whether records kept on this laptop go with it: an explicit choice."""
    format: str = "docx"
    modele: Path | None = None


@dataclass(frozen=True, slots=True)
class Bilan:
    """What was written."""

    dossier: Path
    communes: int
    fiches: int
    laissees: int
    restreintes: int


def ecrire(store: "Store", dossier: Path, au: "date", choix: Choix, avance: Avance = lambda _: None) -> Bilan:
    """Write the folder, or nothing; raises SortieError where it is not empty or cannot be written."""
    dossier = dossier.absolute()
    partial = dossier.parent / f".{dossier.name}.partiel"
    try:
        if dossier.exists() and (not dossier.is_dir() or any(dossier.iterdir())):
            raise SortieError(
                f"« {dossier} » existe et n'est pas vide. Rien n'a été écrit. Choisissez un autre dossier."
            )
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        bilan = _remplir(store, partial, au, choix, avance)
        if dossier.exists():
            dossier.rmdir()
        partial.replace(dossier)
    except OSError as error:
        raise SortieError(
            f"La passation n'a pas pu être écrite dans « {dossier} » ({why(error)}). Votre base est intacte. "
            "Choisissez un autre dossier."
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return Bilan(dossier, *bilan)


def _remplir(store: "Store", folder: Path, au: "date", choix: Choix, avance: Avance) -> tuple[int, int, int, int]:
    """Write every file, their sums last."""
    avance("Lecture de la base")
    faits = passation_faits.reunir(store, au, restreint=choix.restreint)
    base = f"pvd-{au.isoformat()}.db"
    liens: dict[str, str] = {}
    for commune in faits.communes:
        place = referentiel.commune(commune.insee)
        avance(f"Fiches {place.de_la() if place else f'de {commune.nom}'}")
        liens |= _fiches(store, folder, commune, choix, au)
    avance("Pages et tableaux")
    _pages(folder, faits, liens, base)
    _tableaux(folder, faits)
    avance("Copie vérifiée de la base")
    (folder / "base").mkdir()
    if choix.restreint:
        back_up(store.connection, folder / "base" / base)
    else:
        copy_for_others(store, folder / "base" / base)
    _texte(folder / FICHIER, recit_texte(faits.douze_mois).replace("\n", "\r\n"))
    _texte(folder / "LISEZMOI.txt", _lisezmoi(faits, base).replace("\n", "\r\n"))
    _texte(folder / "SHA256SUMS", "".join(_sommes(folder)))
    return len(faits.communes), len(liens), faits.laissees, faits.restreintes


def _fiches(store: "Store", folder: Path, commune: "PageCommune", choix: Choix, au: "date") -> dict[str, str]:
    """Write the fiches of a commune; give where each is, from the root of the folder."""
    where = folder / "fiches" / _nom(commune)
    registre = StoreRegistre(store)
    written: dict[str, str] = {}
    for record in commune.records:
        fiche = reunir_fiche(registre, record, au)
        if fiche is None:
            continue
        where.mkdir(parents=True, exist_ok=True)
        stem = nom_de_fichier(f"{fiche.action.code or ''} {fiche.action.titre or 'sans titre'}")
        name = f"{stem}-{record[-6:]}.{choix.format}"
        modele = choix.modele if choix.format == "docx" else None
        (where / name).write_bytes(rendre_document(une_fiche(fiche), choix.format, modele))
        written[record] = f"fiches/{where.name}/{name}"
    return written


def _pages(folder: Path, faits: "Faits", liens: dict[str, str], base: str) -> None:
    """Write the pages: the way in, a commune each, the people."""
    (folder / "communes").mkdir()
    _texte(
        folder / "index.html",
        page(f"Petites villes de demain – passation au {show_date(faits.au)}", _index(faits, base)),
    )
    for commune in faits.communes:
        titre = f"{commune.nom} ({commune.insee})"
        _texte(folder / "communes" / f"{_nom(commune)}.html", page(titre, _commune(commune, liens, faits)))


def _index(faits: "Faits", base: str) -> Iterator[str]:
    """Give the first page."""
    by = f" par {texte(faits.auteur)}" if faits.auteur else ""
    yield f"<p>Dossier remis{by}. Chaque chiffre est celui du {show_date(faits.au)}. {texte(_restreint(faits))}</p>"
    rows = "\n".join(
        f"<li>{lien(f'communes/{_nom(c)}.html', c.nom)} : {counted(len(c.actions.lignes), 'action')}, "
        f"{counted(len(c.demandes.lignes), 'demande')} en cours, {len(c.a_faire.lignes)} à faire</li>"
        for c in faits.communes
    )
    yield section("Communes", f"<ul>\n{rows}\n</ul>")
    yield section("Ce qui est en cours", tableau_html(faits.a_faire, vide="Rien n'attend."))
    yield section("Les douze derniers mois", f"<p>{lien(FICHIER, 'Ce qui s’est passé, commune par commune')}.</p>")
    yield section("Contacts", tableau_html(faits.contacts, vide="Aucun contact."))
    files = "\n".join(
        f"<li>{lien(f'tableaux/{nom_de_fichier(t.titre)}.xlsx', t.titre)} ({len(t.lignes)})</li>"
        for t in (*faits.tableaux, faits.historique)
    )
    yield section("Tableaux complets", f"<ul>\n{files}\n</ul>")
    yield section(
        "Reprendre avec PVD",
        f"<p>La base est dans {lien(f'base/{base}', base)} : "
        f"<code>pvd restaurer base/{base}</code>. Voir {lien('LISEZMOI.txt', 'LISEZMOI.txt')}.</p>",
    )


def _commune(commune: "PageCommune", liens: dict[str, str], faits: "Faits") -> Iterator[str]:
    """Give the page of a commune."""
    yield f"<nav>{lien('../index.html', 'Sommaire')}</nav><p class=discret>Au {show_date(faits.au)}.</p>"
    yield section("À faire", tableau_html(commune.a_faire, vide="Rien n'attend."))
    there = {i: f"../{liens[record]}" for i, record in enumerate(commune.records) if record in liens}
    yield section("Actions", tableau_html(commune.actions, there, vide="Aucune action."))
    yield section("Demandes de subvention en cours", tableau_html(commune.demandes, vide="Aucune demande en cours."))
    yield section("Conventions", tableau_html(commune.conventions, vide="Aucune convention."))
    yield section("Poste", tableau_html(commune.postes, vide="Aucun poste."))
    yield section("Les douze derniers mois", recit_html(commune.recit))
    yield section("Notes", tableau_html(commune.notes, vide="Aucune note dans ce dossier."))


def _tableaux(folder: Path, faits: "Faits") -> None:
    """Write every table twice: for a spreadsheet, and for what reads text."""
    where = folder / "tableaux"
    where.mkdir()
    for tableau in (*faits.tableaux, faits.a_faire, faits.historique):
        name = nom_de_fichier(tableau.titre)
        (where / f"{name}.xlsx").write_bytes(tableur_xlsx.rendre(tableau))
        (where / f"{name}.csv").write_bytes(tableur_csv.rendre(tableau))


def _nom(commune: "PageCommune") -> str:
    return nom_de_fichier(f"{commune.nom} {commune.insee}")


def _restreint(faits: "Faits") -> str:
    """Say what of the private records is there, and what is not."""
    if faits.restreintes:
        return (
            f"ATTENTION : ce dossier contient {counted(faits.restreintes, 'fiche restreinte')}, que la préfecture ne "
            "voit pas. Ne le transmettez qu'à votre successeur."
        )
    if faits.laissees:
        return f"Les fiches restreintes ({faits.laissees}) n'y sont pas : elles restent sur l'ordinateur d'origine."
    return "Aucune fiche restreinte n'existait."


_LISEZMOI: Final = """PASSATION – PETITES VILLES DE DEMAIN
Au {au}{auteur}

COMMENCER
  Ouvrez index.html dans un navigateur : communes, ce qui est en cours, contacts.
  Aucun logiciel particulier ni réseau n'est nécessaire.

CE QU'IL Y A
  index.html       le sommaire
  communes/        une page par commune
  fiches/          une fiche action par fichier
  douze-derniers-mois.txt   ce qui s'est passé, commune par commune, mois par mois
  tableaux/        tout, champ par champ (XLSX pour Excel, CSV pour le reste)
  base/            la base entière, vérifiée à l'écriture
  SHA256SUMS       l'empreinte de chaque fichier (sha256sum -c SHA256SUMS)

  {restreint}

CONTINUER AVEC PVD
  1. Installez PVD sur le nouvel ordinateur.
  2. Dans ce dossier :   pvd restaurer base/{base}
     (une base déjà présente est gardée à côté, jamais effacée)
  3. pvd verifier        doit dire : Tout est en ordre.
  4. Demandez à la préfecture votre propre invitation : 7 Synchro, ou « pvd enroler ».
     La clé de l'ancien ordinateur n'est pas dans ce dossier ; la préfecture la révoque.

DONNÉES PERSONNELLES
  Les contacts sont professionnels. Effacez ce dossier quand la reprise est faite.
"""


def _lisezmoi(faits: "Faits", base: str) -> str:
    auteur = f", par {faits.auteur}" if faits.auteur else ""
    return _LISEZMOI.format(au=show_date(faits.au), auteur=auteur, restreint=_restreint(faits), base=base)


def _sommes(folder: Path) -> Iterator[str]:
    """Give the sum of each file, as `sha256sum -c` reads it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            yield f"{digest}  {path.relative_to(folder).as_posix()}\n"


def _texte(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", "replace"))
