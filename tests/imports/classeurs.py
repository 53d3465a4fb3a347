"""Three ugly tracking workbooks, as DDT keep them, and other files that a program must survive."""

import datetime as dt
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped] # it has no types
from odfdo import Document, Table

DATE = "dd/mm/yyyy"


def suivi_par_site(path: Path) -> Path:
    """Merged rows a site, two rows of titles, days as titles of the club, a total, a hidden sheet, notes beside."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": DATE})
        notes = book.add_worksheet("LISEZ-MOI")
        notes.write(0, 0, "Tableau de suivi PVD de l'Aisne – ne pas diffuser")
        book.add_worksheet("Ancien").hide()
        book.worksheets()[1].write_row(0, 0, ["INSEE", "Commune", "ORT"])
        book.worksheets()[1].write_row(1, 0, ["02361", "Guise", "périmé"])
        sheet = book.add_worksheet("Suivi 2024")
        sheet.merge_range(0, 0, 0, 12, "PETITES VILLES DE DEMAIN – AISNE – état au 1er juin 2024")
        for left, right, title in ((3, 4, "Convention-cadre ORT"), (6, 7, "Chef de projet"), (9, 11, "Clubs PVD")):
            sheet.merge_range(2, left, 2, right, title)
        titles = ["Site", "Commune", "Adhésion", "prévue le", "signée le", "Inscription CRTE", "Nom", "Fin de contrat"]
        sheet.write_row(3, 0, [*titles, "Freins"])
        for column, when in enumerate((dt.date(2024, 1, 18), dt.date(2024, 3, 14), dt.date(2024, 12, 5)), 9):
            sheet.write_datetime(3, column, dt.datetime.combine(when, dt.time()), day)
        sheet.write(3, 12, "Observations")
        rows: list[tuple[object, ...]] = [
            (
                "Guise",
                dt.date(2021, 4, 15),
                None,
                dt.date(2023, 5, 4),
                dt.date(2023, 6, 1),
                "Mme Claire Lemaire",
                dt.date(2024, 8, 31),
                "Financement ; foncier",
                "X",
                "Excusé",
            ),
            (
                "Hirson",
                dt.date(2021, 4, 26),
                dt.date(2024, 10, 1),
                None,
                "non",
                "vacant",
                None,
                "Ingénierie/RH",
                None,
                "A",
            ),
        ]
        for row, (commune, *cells) in enumerate(rows, 4):
            sheet.write(row, 0, commune)
            for column, cell in enumerate((commune, *cells), 1):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time()), day)
                elif cell is not None:
                    sheet.write(row, column, cell)
        sheet.write(6, 1, "La Capelle")
        sheet.write(7, 1, "Le Nouvion-en-Thiérache")
        sheet.merge_range(6, 0, 7, 0, "Thiérache du Centre")
        for column, when in ((2, dt.date(2021, 4, 30)), (4, dt.date(2023, 11, 30))):
            sheet.merge_range(6, column, 7, column, None, day)
            sheet.write_datetime(6, column, dt.datetime.combine(when, dt.time()), day)
        sheet.merge_range(6, 6, 7, 6, "M. Paul Durand")
        sheet.merge_range(6, 8, 7, 8, "néant")
        sheet.write_row(6, 9, ["présent", "P"])
        sheet.write_row(7, 9, ["M. Paul Durand", "absente"])
        sheet.write(8, 0, "TOTAL")
        sheet.write_formula(8, 1, "=COUNTA(B5:B8)", value=4)
    return path


def suivi_par_nom(path: Path) -> Path:
    """An ODS without codes: names, dates in words, « à préciser », names as attendance, merged cells, totals."""
    document = Document("spreadsheet")
    document.body.clear()
    table = Table("communes")
    table.set_values(
        [
            ["DDT 02 - suivi des communes", "", "", "", "", "", ""],
            ["", "", "", "", "", "", ""],
            ["Nom de la commune", "EPCI", "Date ORT", "CRTE", "Poste", "Difficultés", "Club du 12/03/2024"],
            ["commune de Guise", "CC Thiérache Sambre et Oise", "4 mai 2023", "oui", "Mme Claire Lemaire", "RAS", "x"],
            [
                "HIRSON",
                "CC des Trois Rivières",
                "à préciser",
                "non",
                "en recrutement",
                "Manque d'ingénierie",
                "excusée",
            ],
            ["La Capelle", "CC Thiérache du Centre", "30/11/2023", "01/02/2024", "", "ABF, foncier", "Mme Anne Petit"],
            ["Le Nouvion en Thiérache", "", "", "", "", "Le café du centre a fermé", "?"],
            ["Sous-total", "", 3, "", "", "", 2],
        ]
    )
    table.set_span((1, 5, 1, 6))
    table.set_span((2, 5, 2, 6))
    document.body.append(table)
    document.save(path)
    return path


def suivi_sans_zeros(path: Path, dernier_rang: int = 0) -> Path:
    """Numbers for codes (1904 dates), formulas for dates, the titles said again halfway, k€, empty rows to the end."""
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": DATE})
        titles = ["Code INSEE", "ORT signée le", "Statut poste", "Coût poste (k€)", "ETP", "Frein 1", "Frein 2"]
        sheet.write_row(0, 0, titles)
        sheet.write(1, 0, 2361)
        sheet.write_formula(1, 1, "=DATE(2023,5,4)", day, (dt.date(2023, 5, 4) - dt.date(1904, 1, 1)).days)
        sheet.write_row(1, 2, ["Pourvu", 52.5, 1, "Foncier", "Coûts travaux"])
        sheet.write_row(2, 0, titles)
        sheet.write(3, 0, "02381")
        sheet.write_row(3, 2, ["vacance", "à préciser", "0,8", "néant"])
        sheet.write(4, 0, 99999)
        sheet.set_row(dernier_rang or 9, 20)
    return path
