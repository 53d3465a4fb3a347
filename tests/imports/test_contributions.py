"""The workbooks of a campaign come back renamed, edited, moved, damaged, twice: each is read, or said why not."""

import csv
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest

from pvd_tui.domain.contribution import Contribution
from pvd_tui.domain.contributions import avancement
from pvd_tui.imports.contributions import Sort, apercevoir, importer
from pvd_tui.imports.reponse_contribution import lire_reponse
from pvd_tui.reports.campagne import ecrire_classeurs
from pvd_tui.reports.fichier import SortieError
from storage.contributions import TABLE, contribuer, contributions_par_site, trouver
from storage.store import Store
from tests.imports.campagne import (
    CAMPAGNE,
    COMPLET,
    NOMS,
    ligne,
    melanger,
    ouvrir,
    remplir,
    renvoyer,
    sans_cachee,
    vierge,
)

TODAY = date(2024, 6, 6)


@pytest.fixture
def campagne(store: Store) -> Store:
    """Open a campaign of five communes."""
    ouvrir(store, NOMS)
    return store


def la(store: Store, insee: str) -> Contribution:
    """Give the contribution of a commune."""
    found = next(one for one in contributions_par_site(store) if insee in dict(one.communes)).contribution
    assert found is not None
    return found


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_reply_is_recorded_with_its_author_its_road_and_its_day(campagne: Store, tmp_path: Path, kind: str) -> None:
    """Renamed, its lines moved: the labels say what is answered, the hidden sheet who answers."""
    sent = remplir(vierge(campagne, "02361"), COMPLET, "03/06/2024")
    moved = melanger(sent, [*range(len(sent.lignes) - 1, -1, -1)])
    apercu = apercevoir(campagne, [renvoyer(moved, tmp_path / f"Copie de réponse (2).{kind}")], TODAY)
    assert [(one.nom, one.sort, one.remarques) for one in apercu.reponses] == [("Guise", Sort.CREER, ())]
    assert importer(campagne, apercu)

    held = la(campagne, "02361")
    assert (held.fait_convention, held.fait_crte, held.fait_actions) == ("Oui", "Oui", "Non")
    assert (held.dynamique, held.leviers, held.freins) == ("Bonne", ("Club/pairs", "Fonds vert"), ("Financement",))
    assert (held.auteur, held.saisie_par, held.recue_le) == ("Maire", "Tableur", date(2024, 6, 3))
    assert campagne.history.undo()
    assert contributions_par_site(campagne)[1].contribution is None


def test_a_reply_whose_hidden_sheet_is_lost_is_known_by_its_reference(campagne: Store, tmp_path: Path) -> None:
    """Also when it comes back as CSV."""
    sent = sans_cachee(remplir(vierge(campagne, "02361"), COMPLET))
    read = lire_reponse(renvoyer(sent, tmp_path / "a.xlsx"), TODAY)
    assert (read.campagne, read.commune, read.valeurs["dynamique"]) == (CAMPAGNE, "02361", "Bonne")

    rows = [[one.question.libelle, one.connu, one.reponse] for one in sent.lignes]
    with (tmp_path / "a.csv").open("w", newline="", encoding="cp1252") as file:
        csv.writer(file, delimiter=";").writerows([*rows, ["Référence (à garder)", sent.reference, ""]])
    assert lire_reponse(tmp_path / "a.csv", TODAY).valeurs == read.valeurs


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n'est pas installé")
def test_libreoffice_saves_what_we_wrote_and_it_is_read_the_same(campagne: Store, tmp_path: Path) -> None:
    """XLSX saved as ODS, ODS as XLSX: answers, hidden sheet and drop-down lists are there."""
    sent = remplir(vierge(campagne, "02361"), COMPLET, "03/06/2024")
    for kind, other in (("xlsx", "ods"), ("ods", "xlsx")):
        before = renvoyer(sent, tmp_path / f"{kind}.{kind}")
        command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profil", "--headless", "--convert-to", other]
        subprocess.run([*command, "--outdir", str(tmp_path), str(before)], capture_output=True, check=True, timeout=120)
        if other == "xlsx":
            with zipfile.ZipFile(tmp_path / f"{kind}.{other}") as book:
                sheet, styles = (book.read(f"xl/{name}").decode() for name in ("worksheets/sheet1.xml", "styles.xml"))
            assert (sheet.count("<dataValidation "), "<sheetProtection" in sheet) == (
                4,
                True,
            )  # one a list, for all its cells
            assert 'locked="false"' in styles
        read, again = lire_reponse(before, TODAY), lire_reponse(tmp_path / f"{kind}.{other}", TODAY)
        assert (again.valeurs, again.site, again.ecrit_le, again.remplie_le) == (
            read.valeurs,
            read.site,
            read.ecrit_le,
            date(2024, 6, 3),
        )


def test_an_unfilled_workbook_and_a_damaged_one_are_said_and_change_nothing(campagne: Store, tmp_path: Path) -> None:
    """So are a file that is no reply, and a commune that is not here."""
    sent = remplir(vierge(campagne, "02361"), COMPLET)
    damaged = renvoyer(sent, tmp_path / "abime.xlsx")
    damaged.write_bytes(damaged.read_bytes()[:4000])
    other = tmp_path / "autre.csv"
    other.write_text("insee;nom\n02361;Guise\n")
    away = sans_cachee(sent)
    away = type(away)(away.titre, away.consignes, away.lignes, f"{CAMPAGNE} / 02999")
    paths = [renvoyer(vierge(campagne, "02381"), tmp_path / "vide.ods"), damaged, other]
    apercu = apercevoir(campagne, [*paths, renvoyer(away, tmp_path / "loin.xlsx")], TODAY)
    assert [one.sort for one in apercu.reponses] == [Sort.VIDE, Sort.REFUSEE, Sort.REFUSEE, Sort.REFUSEE]
    assert "abîmé" in apercu.reponses[1].motif
    assert "n’est pas une réponse à une campagne" in apercu.reponses[2].motif
    assert "02999 n’est pas sur cet ordinateur" in apercu.reponses[3].motif
    assert apercu.edits == []


def test_a_wrong_word_is_said_and_does_not_take_the_others_with_it(campagne: Store, tmp_path: Path) -> None:
    """A value outside its list, a day to come, a text that looks like a formula."""
    said = {**COMPLET, "Dynamique": "Bof", "Levier 1": "Miracle", "Appui demandé": "=1+41"}
    one = apercevoir(
        campagne, [renvoyer(remplir(vierge(campagne, "02361"), said, "01/01/2030"), tmp_path / "a.xlsx")], TODAY
    )
    assert len(one.reponses[0].remarques) == 3
    importer(campagne, one)
    held = la(campagne, "02361")
    assert (held.dynamique, held.leviers, held.appui_demande) == (None, ("Club/pairs",), "=1+41")
    assert held.recue_le == TODAY
    assert trouver(campagne, "guise").etat == "commencée"


def test_a_newer_contribution_is_never_covered_without_saying_so(campagne: Store, tmp_path: Path) -> None:
    """Left and said; a later day replaces, and says what; a person may ask for it; an empty cell takes nothing back."""
    sent = vierge(campagne, "02361")
    contribuer(campagne, trouver(campagne, "guise"), {"dynamique": "Fragile", "texte_leviers": "Gardé"})
    undated = renvoyer(remplir(sent, COMPLET), tmp_path / "sans-date.xlsx")
    left = apercevoir(campagne, [undated], TODAY).reponses[0]
    assert (left.sort, left.edit) == (Sort.LAISSEE, None)
    assert "saisie par la préfecture pour le site (Préfecture) le 06/06/2024 est gardée" in left.motif

    asked = apercevoir(campagne, [undated], TODAY, remplacer=True)
    assert asked.reponses[0].sort is Sort.MODIFIER
    importer(campagne, asked)
    assert (la(campagne, "02361").dynamique, la(campagne, "02361").texte_leviers) == ("Bonne", "Gardé")

    later = renvoyer(remplir(sent, {**COMPLET, "Dynamique": "Forte"}, "09/06/2024"), tmp_path / "apres.xlsx")
    found = apercevoir(campagne, [later], date(2024, 6, 10)).reponses[0]
    assert (found.sort, found.motif) == (
        Sort.MODIFIER,
        "remplace 1 réponse de la contribution reçue par tableur (Maire) le 06/06/2024",
    )


def test_of_two_workbooks_of_a_site_the_latest_counts(campagne: Store, tmp_path: Path) -> None:
    """The same twice is one; two that differ without a day wait for a person."""
    sent = vierge(campagne, "02361")
    one = renvoyer(remplir(sent, COMPLET, "03/06/2024"), tmp_path / "1.xlsx")
    same = renvoyer(remplir(sent, COMPLET, "03/06/2024"), tmp_path / "2.ods")
    newer = renvoyer(remplir(sent, {**COMPLET, "Dynamique": "Forte"}, "04/06/2024"), tmp_path / "3.xlsx")
    assert [r.sort for r in apercevoir(campagne, [one, same], TODAY).reponses].count(Sort.INCHANGEE) == 1
    assert [r.sort for r in apercevoir(campagne, [one, newer], TODAY).reponses] == [Sort.LAISSEE, Sort.CREER]
    rival = renvoyer(remplir(sent, {**COMPLET, "Dynamique": "Forte"}, "03/06/2024"), tmp_path / "4.xlsx")
    assert {r.sort for r in apercevoir(campagne, [one, rival], TODAY).reponses} == {Sort.REFUSEE}

    importer(campagne, apercevoir(campagne, [one], TODAY))
    assert apercevoir(campagne, [same], TODAY).reponses[0].sort is Sort.INCHANGEE


def test_what_a_site_contradicts_is_shown_and_the_official_date_stays(campagne: Store, tmp_path: Path) -> None:
    """The workbook says what is known, with its day; the reply that denies it writes no convention."""
    facts = {"commune": "02361", "type": "Cadre ORT", "statut": "Signée", "date_signature": "2023-05-04"}
    record = campagne.create("convention", facts)
    sent = vierge(campagne, "02361")
    line = ligne(sent, "Convention-cadre signée")
    assert (line.connu, line.reponse) == ("oui, le 04/05/2023", "Oui")
    reply = remplir(sent, {**COMPLET, "Convention-cadre signée": "Non"})
    apercu = apercevoir(campagne, [renvoyer(reply, tmp_path / "a.ods")], TODAY)
    importer(campagne, apercu)
    site = trouver(campagne, "02361")
    assert [one.contredit for one in site.ecarts] == [True, False, False]
    assert site.ecarts[0].phrase == "Convention-cadre signée : le site répond non, le dossier dit oui"
    assert campagne.folded("convention", record).values["date_signature"] == "2023-05-04"


def test_a_chef_takes_in_the_replies_of_his_communes_only(campagne: Store, tmp_path: Path) -> None:
    """The server would refuse the others."""
    paths = [renvoyer(remplir(vierge(campagne, one), COMPLET), tmp_path / f"{one}.xlsx") for one in ("02361", "02381")]
    campagne.settings.put("role", "chef")
    campagne.settings.put("communes", "02361")
    assert [one.sort for one in apercevoir(campagne, paths, TODAY).reponses] == [Sort.CREER, Sort.REFUSEE]


def test_workbooks_are_written_once_for_the_sites_that_did_not_contribute(campagne: Store, tmp_path: Path) -> None:
    """One each, never over another file without saying so; none for who gave."""
    contribuer(
        campagne,
        trouver(campagne, "marle"),
        dict.fromkeys(("fait_convention", "fait_crte", "fait_actions"), "Oui") | {"dynamique": "Forte"},
    )
    written = ecrire_classeurs(campagne, tmp_path / "envoi", "ods")
    assert [path.name for path in written] == [
        "contribution-02173-chauny.ods",
        "contribution-02361-guise.ods",
        "contribution-02381-hirson.ods",
        "contribution-02810-villers-cotterets.ods",
    ]
    with pytest.raises(SortieError, match="existe déjà"):
        ecrire_classeurs(campagne, tmp_path / "envoi", "ods")
    assert apercevoir(campagne, written, TODAY).edits == []


def test_a_whole_campaign(store: Store, tmp_path: Path) -> None:
    """Twenty sites: twelve in the program, five by spreadsheet (one damaged, one twice), three not at all."""
    communes = {f"02{number:03}": f"Site {number}" for number in range(1, 21)}
    ouvrir(store, communes)
    codes = list(communes)
    whole = dict.fromkeys(("fait_convention", "fait_crte", "fait_actions"), "Oui") | {"dynamique": "Bonne"}
    for code in codes[:12]:
        store.create(TABLE, {"campagne_note": CAMPAGNE, "commune": code, "saisie_par": "Site", **whole})
    paths = [renvoyer(remplir(vierge(store, code), COMPLET), tmp_path / f"{code}.xlsx") for code in codes[12:17]]
    paths[0].write_bytes(paths[0].read_bytes()[:3000])
    twice = tmp_path / "02014 (1).xlsx"
    twice.write_bytes(paths[1].read_bytes())
    importer(store, apercevoir(store, [*paths, twice], TODAY))

    found = avancement(contributions_par_site(store))
    assert (found.sites, found.donnees, dict(found.par_voie)) == (20, 16, {"Site": 12, "Tableur": 4})
    assert found.manquants == ("Site 13", "Site 18", "Site 19", "Site 20")
    assert found.phrase.startswith("16 sites sur 20 ont contribué (12 dans le programme, 4 par tableur). Sans contribu")
