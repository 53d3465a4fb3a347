"""The tables of a fiche, without a screen: what is typed is kept, what is finished is one gesture, sums follow."""

import pytest

from pvd_tui.changes.change import Json
from pvd_tui.domain.tables import TABLES
from screens.fiche_grille import Feuille
from screens.fiche_grille_formes import GRILLES
from screens.fiche_grille_lignes import Voisines
from screens.fiche_reprise import AU_DESSUS, fiche_de
from screens.fiche_saisie import Saisie
from screens.widgets.grille_modele import NOUVELLE, Ecriture
from storage.settings import ROLE
from storage.store import Store
from tests.storage.laptops import GUISE, HIRSON, Laptops, Server, a_commune, an_action, exchange


class Fiche:
    """The tables of an action, as a page reads them."""

    def __init__(self, store: Store, action: str) -> None:
        """Read this action."""
        self.saisie = Saisie(store, "action", action)
        self.lues: dict[str, Feuille] = {}
        self.voisines = Voisines(self)

    def __call__(self, titre: str) -> Feuille:
        """Give the table of a rubrique."""
        if titre not in self.lues:
            found = next(grille for grille in GRILLES["action"] if grille.titre == titre)
            self.lues[titre] = found.lire(self.saisie, self.voisines)
        return self.lues[titre]


def colonne(feuille: Feuille, cle: str) -> int:
    """Give the place of a column."""
    return next(i for i, one in enumerate(feuille.colonnes) if one.cle == cle)


def taper(feuille: Feuille, ligne: str, **textes: str) -> str:
    """Type in the cells of a line, each finished; give the line."""
    for cle, texte in textes.items():
        ligne = feuille.poser(ligne, colonne(feuille, cle), texte)
    return ligne


def vu(feuille: Feuille, ligne: str, cle: str) -> str:
    """Give what a cell shows, its blanks plain."""
    return feuille.case(ligne, colonne(feuille, cle)).texte.replace("\u202f", " ")


def dit(feuille: Feuille) -> str:
    """Give what is said below, as one line with plain blanks and apostrophes."""
    return " ".join(note.texte for note in feuille.dessous(76)).replace("\u202f", " ").replace("’", "'")


def totaux(feuille: Feuille) -> list[list[str]]:
    """Give the sums, their blanks plain."""
    return [[case.replace("\u202f", " ") for case in total.cases] for total in feuille.totaux()]


@pytest.fixture
def action(portable: Store) -> str:
    """Give an action of Guise, HT."""
    a_commune(portable)
    return an_action(portable, regime_montant="HT")


def test_lines_typed_are_one_gesture_below_the_action(portable: Store, action: str) -> None:
    """Amounts as people write them, the régime of the fiche, its territory; nothing saved before the fiche is left."""
    depenses = Fiche(portable, action)("Dépenses")
    taper(depenses, NOUVELLE, nature="Étude", previsionnel="48k", annee="2026")
    taper(depenses, NOUVELLE, nature="Travaux", previsionnel="1,12 M€")
    assert portable.rows.count("depense") == 0
    assert totaux(depenses)[0] == ["Total HT", "", "1 168 000", "—"]
    saved = depenses.enregistrer("Halles")
    assert saved is not None
    rows = portable.rows.page("depense", {"action": action}, order=(("id", False),))
    assert [(r["nature"], r["montant_previsionnel"], r["regime_montant"], r["annee"]) for r in rows] == [
        ("Étude", 48_000_00, "HT", 2026),
        ("Travaux", 1_120_000_00, "HT", None),
    ]
    fiche = portable.get("depense", str(rows[0]["id"]))
    assert fiche is not None
    assert (fiche.stream, fiche.commune) == ("dep:02", GUISE)
    assert portable.drafts.count() == 0
    portable.history.undo()
    assert portable.rows.count("depense") == 0, "one undo takes both lines back"


def test_what_is_typed_in_a_cell_survives_a_killed_program(portable: Store, laptop: Laptops, action: str) -> None:
    """The draft of a line that does not exist yet comes back where it was; looking at it does not save it."""
    depenses = Fiche(portable, action)("Dépenses")
    ligne = depenses.garder(NOUVELLE, colonne(depenses, "previsionnel"), "1200*0", 6)
    again = laptop.reopen(portable)
    depenses = Fiche(again, action)("Dépenses")
    assert (depenses.reprise is not None, vu(depenses, ligne, "previsionnel")) == (True, "0")
    assert depenses.enregistrer("Halles") is None
    taper(depenses, ligne, previsionnel="1200*0,8")
    assert depenses.enregistrer("Halles") is not None
    assert [r["montant_previsionnel"] for r in again.rows.page("depense")] == [960_00]


def test_the_cell_being_typed_is_never_saved_with_the_others(portable: Store, action: str) -> None:
    """Its line is saved without it, and its text stays a draft; nor is a text that is not a value."""
    depenses = Fiche(portable, action)("Dépenses")
    ligne = taper(depenses, NOUVELLE, nature="Étude", previsionnel="48k", annee="deux mille")
    depenses.garder(ligne, colonne(depenses, "definitif"), "4682", 4)
    depenses.enregistrer("Halles", (ligne, "montant_definitif"))
    (row,) = portable.rows.page("depense")
    assert (row["montant_previsionnel"], row["montant_definitif"], row["annee"]) == (48_000_00, None, None)
    assert {(d.champ, d.texte) for d in portable.drafts.of("depense", ligne)} == {
        ("annee", "deux mille"),
        ("montant_definitif", "4682"),
    }
    assert depenses.case(ligne, colonne(depenses, "annee")).ton == "erreur"


def test_a_cell_names_the_heads_that_were_seen(portable: Store, laptop: Laptops, action: str) -> None:
    """What arrives while a cell is typed leaves it alone, and makes a conflict that the cell shows (rule 1)."""
    prefecture, server = laptop("prefecture"), Server(laptop.clock)
    prefecture.settings.put(ROLE, "prefecture")
    line = portable.create("depense", {"action": action, "nature": "Étude", "montant_previsionnel": 10_00})
    exchange(server, portable, prefecture)
    depenses = Fiche(portable, action)("Dépenses")
    depenses.garder(line, colonne(depenses, "previsionnel"), "20", 2)
    theirs = prefecture.get("depense", line)
    assert theirs is not None
    prefecture.update(theirs, {"montant_previsionnel": 30_00, "annee": 2027})
    exchange(server, prefecture, portable)
    depenses.charger()
    assert (vu(depenses, line, "previsionnel"), vu(depenses, line, "annee")) == ("20", "2027")
    taper(depenses, line, previsionnel="20")
    depenses.enregistrer("Halles")
    assert depenses.case(line, colonne(depenses, "previsionnel")).ton == "alerte"
    assert (depenses.marque(line), depenses.points()) == ("!", [(line, "montant_previsionnel")])


def test_a_removed_line_is_an_archive_that_saw_every_field(portable: Store, action: str) -> None:
    """Suppr marks it, the sums leave it out, Ctrl+Z keeps it; leaving archives it over every head (rule 3)."""
    line = portable.create("depense", {"action": action, "nature": "Étude", "montant_previsionnel": 10_00})
    depenses = Fiche(portable, action)("Dépenses")
    depenses.retirer(line)
    assert (depenses.marque(line), totaux(depenses)) == ("×", [])
    assert depenses.annuler() == "Annulé : ligne à retirer. Ctrl+Y rétablit."
    assert totaux(depenses)[0][2] == "10"
    depenses.retablir()
    depenses.enregistrer("Halles")
    assert portable.rows.count("depense") == 0
    (born, gone) = portable.history.of("depense", line)
    assert gone.set == {"archive": True}
    assert set(gone.over) == {"action", "nature", "montant_previsionnel"}
    assert all(ids == [born.id] for ids in gone.over.values())
    assert depenses.lignes() == [NOUVELLE]


def test_a_pasted_table_is_one_step(portable: Store, action: str) -> None:
    """Lines are filled and added, words of the lists recognised, what cannot be read stays to be corrected."""
    line = portable.create("depense", {"action": action, "nature": "Étude", "montant_previsionnel": 10_00})
    depenses = Fiche(portable, action)("Dépenses")
    pasted = "étude\tprogramme\t48\u202f000,50 €\t\ntravaux\thalle\t1 120 000\tà voir\t2027\n"
    said = depenses.coller(line, 0, pasted)
    first, second = depenses.lignes()[:2]
    assert said.startswith("8 cellules collées")
    assert (vu(depenses, first, "previsionnel"), vu(depenses, second, "nature")) == ("48 000,50", "Travaux")
    assert depenses.case(second, colonne(depenses, "definitif")).ton == "erreur"
    depenses.annuler()
    assert (depenses.lignes(), vu(depenses, line, "previsionnel")) == ([line, NOUVELLE], "10")
    assert portable.drafts.count() == 0


def test_unknown_is_not_zero(portable: Store, action: str) -> None:
    """« à préciser » empties an amount; the sum says how many are missing, and nought is nought."""
    depenses = Fiche(portable, action)("Dépenses")
    taper(depenses, NOUVELLE, nature="Étude", previsionnel="48k")
    unknown = taper(depenses, NOUVELLE, nature="Travaux", previsionnel="à préciser")
    nought = taper(depenses, NOUVELLE, nature="AMO", previsionnel="0")
    assert depenses.case(unknown, colonne(depenses, "previsionnel")).ton == "discret"
    assert (vu(depenses, unknown, "previsionnel"), vu(depenses, nought, "previsionnel")) == ("à préciser", "0")
    assert totaux(depenses)[0][:3] == ["Total HT", "1 à préciser", "48 000"]


def test_the_first_resource_makes_the_first_version_of_the_plan(portable: Store, action: str) -> None:
    """One gesture: the plan, in draft, with the régime of the fiche, and its lines."""
    plan = Fiche(portable, action)("Financement")
    taper(plan, NOUVELLE, financeur="État", dispositif="DETR", demande="40k")
    plan.enregistrer("Halles")
    (row,) = portable.rows.page("plan_financement")
    assert (row["action"], row["version"], row["statut"], row["regime_montant"]) == (action, 1, "Brouillon", "HT")
    assert [r["plan_financement"] for r in portable.rows.page("ressource")] == [row["id"]]
    portable.history.undo()
    assert (portable.rows.count("plan_financement"), portable.rows.count("ressource")) == (0, 0)


def test_a_first_version_begun_survives_a_killed_program(portable: Store, laptop: Laptops, action: str) -> None:
    """Its lines know the action they are for, and the plan that does not exist yet."""
    plan = Fiche(portable, action)("Financement")
    line = plan.garder(NOUVELLE, colonne(plan, "demande"), "40k", 3)
    again = laptop.reopen(portable)
    plan = Fiche(again, action)("Financement")
    assert vu(plan, line, "demande") == "40 000"
    taper(plan, line, financeur="État")
    plan.enregistrer("Halles")
    assert again.rows.count("plan_financement", {"action": action}) == 1


def _plan(store: Store, action: str, lines: dict[str, tuple[str, int]], **values: Json) -> str:
    """Write a version of a plan and its lines, in cents."""
    start: dict[str, Json] = {"action": action, "version": 1, "statut": "Brouillon"}
    plan = store.create("plan_financement", {**start, **values})
    for financeur, (dispositif, amount) in lines.items():
        line: dict[str, Json] = {"financeur": financeur, "dispositif": dispositif, "montant_demande": amount}
        store.create("ressource", {"plan_financement": plan, **line})
    return plan


def test_everything_is_counted_again_while_an_amount_is_typed(portable: Store, action: str) -> None:
    """Domain.md §4.4, vector a: 800 000 of 1 000 000 is all that may be asked; an expense typed elsewhere counts."""
    fiche = Fiche(portable, action)
    depenses = fiche("Dépenses")
    cost = taper(depenses, NOUVELLE, nature="Travaux", previsionnel="1 M€")
    _plan(portable, action, {"État": ("DETR", 300_000_00), "Ville": ("Autofinancement", 200_000_00)})
    plan = fiche("Financement")
    assert totaux(plan)[1] == ["Écart avec 1 000 000 de dépenses", "", "-500 000", "!"]
    assert "Vous pouvez encore demander 500 000 € (20 % de part du maître d'ouvrage)." in dit(plan)
    detr = plan.lignes()[1]
    plan.frapper(detr, colonne(plan, "demande"), "800k")
    assert totaux(plan)[1] == ["Écart avec 1 000 000 de dépenses", "", "0", "√"]
    assert vu(plan, detr, "taux") == "80 %"
    assert "Vous pouvez encore demander 0 €" in dit(plan)
    assert "√ Part du maître d'ouvrage : 20,0 % du financement public (minimum 20 %)." in dit(plan)
    assert "80 % des dotations : non évaluable, il manque la dépense subventionnable." in dit(plan)
    taper(plan, plan.lignes()[0], demande="900 000")
    plan.frapper(detr, colonne(plan, "demande"), "750k")
    assert "Dont dotations (DETR, DSIL, DSID, DPV) : dépassement de 30 000 €" in dit(plan)
    plan.frapper(detr, colonne(plan, "demande"), None)
    taper(depenses, cost, previsionnel="")
    assert "non évaluable" in dit(plan)
    assert totaux(plan)[1][2] == "à préciser"


def test_a_rate_comes_to_an_amount(portable: Store, action: str) -> None:
    """« 20 » of 1 480 000 is 296 000; the other way round it is shown with one decimal."""
    portable.create("depense", {"action": action, "montant_previsionnel": 1_480_000_00})
    _plan(portable, action, {"État": ("DETR", 372_000_00)})
    plan = Fiche(portable, action)("Financement")
    line = plan.lignes()[1]
    assert vu(plan, line, "taux") == "25,1 %"
    taper(plan, line, taux="20 %")
    assert (vu(plan, line, "demande"), vu(plan, line, "taux")) == ("296 000", "20 %")
    taper(plan, line, taux="vingt")
    assert (vu(plan, line, "demande"), plan.points()) == ("vingt", [(line, "montant_demande")])


def test_a_rate_is_exact_to_the_cent(portable: Store, action: str) -> None:
    """Half a cent goes up, whatever the amount: 50 % of one cent is one cent, 12,5 % of 0,04 € too."""
    _plan(portable, action, {"État": ("DETR", 0)})
    cost = portable.create("depense", {"action": action, "montant_previsionnel": 1})
    fiche = Fiche(portable, action)
    plan = fiche("Financement")
    line = plan.lignes()[1]
    taper(plan, line, taux="50")
    assert vu(plan, line, "demande") == "0,01"
    taper(fiche("Dépenses"), cost, previsionnel="0,04")
    taper(plan, line, taux="12,5")
    assert vu(plan, line, "demande") == "0,01"


def test_the_parts_of_communes_add_up_to_the_cost_that_counts(portable: Store, action: str) -> None:
    """Thirds of a cent are not lost; the cost is that of the plan, not the estimate written on the fiche."""
    portable.create("depense", {"action": action, "montant_previsionnel": 1_00})
    a_commune(portable, HIRSON)
    communes = Fiche(portable, action)("Communes et clé")
    lines = [taper(communes, NOUVELLE, commune=c, cle="33,3") for c in (GUISE, HIRSON)]
    lines += [taper(communes, NOUVELLE, commune="02408", cle="33,4")]
    assert [vu(communes, line, "part") for line in lines] == ["0,33", "0,33", "0,34"]
    taper(communes, lines[2], cle="")
    assert [vu(communes, line, "part") for line in lines] == ["0,33", "0,33", "—"]
    taper(communes, lines[2], cle="90")
    assert vu(communes, lines[0], "part") == "—"


def test_the_latest_version_is_written_and_what_was_voted_is_read(portable: Store, action: str) -> None:
    """The latest version is shown; on a voted one only what came after is written, no line comes or goes."""
    voted = _plan(portable, action, {"État": ("DETR", 1_00)}, statut="Voté")
    plan = Fiche(portable, action)("Financement")
    assert "Voté" in plan.intitule
    line = plan.lignes()[1]
    assert "Nouvelle version" in plan.pourquoi(line, colonne(plan, "demande"))
    assert plan.case(line, colonne(plan, "demande")).ecriture is Ecriture.LUE
    assert plan.case(line, colonne(plan, "accorde")).ecriture is Ecriture.TEXTE
    assert NOUVELLE not in plan.lignes()
    assert "Nouvelle version" in plan.retirer(line)
    draft = portable.create("plan_financement", {"action": action, "version": 2, "statut": "Brouillon"})
    plan.charger()
    assert (plan.parent, plan.ferme, voted != draft) == (draft, "", True)
    assert plan.intitule.startswith("Financement · version 2 · Brouillon")


def test_what_is_voted_while_it_is_typed_stays_a_draft(portable: Store, laptop: Laptops, action: str) -> None:
    """A council's figures are not changed by a cell, a line begun, a line marked before the vote came (rule 25)."""
    prefecture, server = laptop("prefecture"), Server(laptop.clock)
    prefecture.settings.put(ROLE, "prefecture")
    record = _plan(portable, action, {"État": ("DETR", 100_00), "Région": ("Conseil régional", 50_00)})
    exchange(server, portable, prefecture)
    plan = Fiche(portable, action)("Financement")
    detr, region = plan.lignes()[1:3]
    taper(plan, detr, demande="900", etat="Obtenue")
    taper(plan, NOUVELLE, financeur="Mécène", demande="10")
    plan.retirer(region)
    voted = prefecture.get("plan_financement", record)
    assert voted is not None
    prefecture.update(voted, {"statut": "Voté", "deliberation": "DE2023-1", "date_deliberation": "2023-06-01"})
    exchange(server, prefecture, portable)
    plan.charger()
    plan.enregistrer("Halles")
    rows = portable.rows.page("ressource", {"plan_financement": record}, order=(("id", False),))
    assert [(r["financeur"], r["montant_demande"], r["etat"]) for r in rows] == [
        ("État", 100_00, "Obtenue"),
        ("Région", 50_00, None),
    ]
    assert (portable.drafts.count(), plan.marque(detr)) == (4, "!")
    assert plan.ligne(detr) is not None
    assert "reste en brouillon" in getattr(plan.ligne(detr), "refus", "")


def test_a_table_is_not_pasted_on_the_line_of_the_plan(portable: Store, action: str) -> None:
    """Only one plan has a dépense subventionnable: three amounts pasted there would make two plans more."""
    _plan(portable, action, {"État": ("DETR", 1_00)})
    plan = Fiche(portable, action)("Financement")
    said = plan.coller(plan.lignes()[0], colonne(plan, "demande"), "100\n200\n300")
    assert "Une seule ligne" in said
    plan.enregistrer("Halles")
    assert portable.rows.count("plan_financement") == 1


def test_a_blank_line_of_a_pasted_column_keeps_the_others_in_their_place(portable: Store, action: str) -> None:
    """An amount never lands on the line of another one."""
    lines = [portable.create("depense", {"action": action, "nature": "Étude"}) for _ in range(3)]
    depenses = Fiche(portable, action)("Dépenses")
    depenses.coller(lines[0], colonne(depenses, "previsionnel"), "100\n\n300\n\n")
    assert [vu(depenses, line, "previsionnel") for line in lines] == ["100", "à préciser", "300"]
    assert depenses.lignes() == [*lines, NOUVELLE]


def test_an_indicateur_begun_is_erased_with_its_mesures(portable: Store, action: str) -> None:
    """A mesure of nothing would keep the whole table from being saved; Ctrl+Z brings both back."""
    suivi = Fiche(portable, action)("Indicateurs")
    line = taper(suivi, NOUVELLE, titre="Étals occupés")
    taper(suivi, f"{NOUVELLE}{line}", titre="15/5", constatee="18")
    suivi.retirer(line)
    assert (suivi.lignes(), portable.drafts.count()) == ([NOUVELLE], 0)
    suivi.annuler()
    assert len(suivi.lignes()) == 4, "two lines, each followed by an empty one"
    suivi.enregistrer("Halles")
    assert portable.rows.count("mesure", {"indicateur": line}) == 1


def test_keys_of_communes_make_a_hundred(portable: Store, action: str) -> None:
    """The sum is said while it is wrong; a commune is the line's own id, removed and added again it comes back."""
    a_commune(portable, HIRSON)
    communes = Fiche(portable, action)("Communes et clé")
    guise = taper(communes, NOUVELLE, commune=GUISE, cle="60")
    taper(communes, NOUVELLE, commune="02381", cle="30")
    assert "Il manque 10,00 %" in dit(communes)
    taper(communes, NOUVELLE, cle="5")
    communes.enregistrer("Halles")
    rows = portable.rows.page("action_commune", {"action": action})
    assert {(r["commune"], r["cle"]) for r in rows} == {(GUISE, 60.0), (HIRSON, 30.0)}
    orphan = next(line for line in communes.toutes if line.nouveau)
    assert orphan.refus == "Il manque « Commune » : la ligne reste en brouillon."
    known = next(str(r["id"]) for r in rows if r["commune"] == GUISE)
    assert guise != known
    assert communes.case(known, 0).ecriture is Ecriture.LUE, "a commune makes the id of its line"
    communes.retirer(orphan.id)
    communes.retirer(known)
    communes.enregistrer("Halles")
    taper(communes, NOUVELLE, commune=GUISE, cle="70")
    communes.enregistrer("Halles")
    assert dit(communes) == ""
    assert portable.rows.count("action_commune", {"action": action}) == 2


def test_a_mesure_is_a_line_below_its_indicateur(portable: Store, action: str) -> None:
    """Dates as people write them; the last mesure stands in the line of the indicateur; both are one gesture."""
    suivi = Fiche(portable, action)("Indicateurs")
    line = taper(suivi, NOUVELLE, titre="Étals occupés", initiale="12", cible="30,5")
    taper(suivi, f"{NOUVELLE}{line}", titre="15/5", constatee="18")
    taper(suivi, f"{NOUVELLE}{line}", titre="T3 2023", constatee="21")
    assert vu(suivi, line, "constatee") == "21"
    suivi.enregistrer("Halles")
    found = portable.rows.page("mesure", {"indicateur": line}, order=(("date", False),))
    assert [(r["date"], r["valeur"]) for r in found] == [("2023-05-15", 18.0), ("2023-09-30", 21.0)]
    portable.history.undo()
    assert (portable.rows.count("indicateur"), portable.rows.count("mesure")) == (0, 0)


def test_the_value_above_is_repeated(portable: Store, action: str) -> None:
    """Ctrl+D gives the text of the line above, of the same kind; the first line has none."""
    depenses = Fiche(portable, action)("Dépenses")
    first = taper(depenses, NOUVELLE, nature="Étude", annee="2027")
    assert depenses.repeter(NOUVELLE, colonne(depenses, "annee")) == "2027"
    assert depenses.repeter(first, colonne(depenses, "annee")) is None


def test_a_draft_of_a_line_is_taken_up_again_in_the_fiche_above(portable: Store, action: str) -> None:
    """Accueil leads to the action, be the line new or known, a mesure below an indicateur, a first plan."""
    fiche = Fiche(portable, action)
    known = portable.create("depense", {"action": action, "nature": "Étude"})
    taper(fiche("Dépenses"), known, annee="2027")
    taper(fiche("Dépenses"), NOUVELLE, nature="Travaux")
    taper(fiche("Financement"), NOUVELLE, demande="40k")
    suivi = portable.create("indicateur", {"action": action, "titre": "Étals"})
    taper(fiche("Indicateurs"), f"{NOUVELLE}{suivi}", constatee="18")
    drafts = portable.drafts.all()
    assert len(drafts) == 4
    assert {fiche_de(portable, draft) for draft in drafts} == {("action", action)}


def test_every_line_of_a_table_knows_the_fiche_above() -> None:
    """The short list that Accueil reads names the tables of the grids, and their parents."""
    tables = {table: TABLES[table].parent for grille in GRILLES["action"] for table in grille.tables}
    assert tables == AU_DESSUS
