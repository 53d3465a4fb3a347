"""The figures of the note de synthèse, block by block, each with its chart where one says more than words."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.texte import counted
from pvd_tui.reports.ecrit import Barres, Bloc, Faits, Grille, Paragraphe, Puces, Rubrique

Faits_ = Mapping[str, Any]
_INCONNU: Final = "inconnu"


def chiffres(faits: Faits_) -> Iterator[Bloc]:
    """Give every block of figures, in the order of the instruction."""
    for block in (
        _perimetre,
        _conventions,
        _operationnelles,
        _actions,
        _financements,
        _ingenierie,
        _club,
        _transitions,
    ):
        yield from block(faits)


def _perimetre(faits: Faits_) -> Iterator[Bloc]:
    communes = faits["communes"]
    yield Rubrique("Périmètre")
    yield Faits(
        [
            ("Communes", f"{_n(communes['total'])}, en {counted(communes['sites'], 'site')}"),
            ("EPCI", _n(communes["epcis"])),
            ("Population", f"{_n(communes['population'])} habitants{_sauf(communes['populations_non_renseignees'])}"),
            ("Chef de projet", f"{_n(communes['binomes'])} communes sur {_n(communes['total'])}"),
        ]
    )


def _conventions(faits: Faits_) -> Iterator[Bloc]:
    adhesion, ort, crte, head = faits["adhesion"], faits["ort"], faits["crte"], faits["entete"]
    total = faits["communes"]["total"]
    yield Rubrique("Adhésion, convention-cadre valant ORT, CRTE")
    rows = [
        ("Adhésion signée", adhesion["signees"]),
        ("ORT signée", ort["signees"]),
        ("Inscrite au CRTE", crte["inscrites"]),
        ("En phase opérationnelle", faits["operationnelles"]["total"]),
    ]
    yield Barres("Le chemin des communes", [(label, worth, _sur(worth, total)) for label, worth in rows])
    delay = ort["delai_median_jours"]
    months = head.get("delai_convention", 18)
    yield Faits(
        [
            ("ORT signées", f"{_n(ort['signees'])} ({_pct(ort['part_signees'])})"),
            ("Sans date", f"{_n(ort['signees_sans_date'])} dites signées, sans date : à renseigner"),
            ("Non signées", f"{_n(ort['non_signees'])}, dont {_n(ort['en_cours'])} en cours"),
            (f"Au-delà de {months} mois", f"{_n(ort['hors_delai_18_mois'])} non signées, adhésion connue"),
            ("Délai médian", f"{_n(delay)} jours de l’adhésion à l’ORT" if delay is not None else _INCONNU),
            ("CRTE", f"{_n(crte['inscrites'])} inscrites, {_n(crte['a_renseigner'])} à renseigner"),
        ]
    )
    yield from _delais(faits)
    planned = sorted((day, insee) for insee, day in ort["prevues"])
    if planned:
        names = {line["insee"]: line["nom"] for line in faits["annexe"]}
        said = [f"{names.get(insee, insee)} : {show_date(date.fromisoformat(day))}" for day, insee in planned]
        yield Paragraphe("Signatures prévues :")
        yield Puces(said)


def _delais(faits: Faits_) -> Iterator[Bloc]:
    """Draw how long it took from adhésion to ORT."""
    delays = [line["delai_jours"] for line in faits["annexe"] if line["delai_jours"] is not None]
    if not delays:
        return
    steps = ((0, "ORT avant l’adhésion"), (365, "moins de 12 mois"), (548, "12 à 18 mois"), (731, "18 à 24 mois"))
    counts, low = [], -(10**6)
    for high, label in steps:
        counts.append((label, sum(low <= one < high for one in delays)))
        low = high
    counts.append(("plus de 24 mois", sum(one >= low for one in delays)))
    yield Barres("Délai de l’adhésion à l’ORT", [(label, n, counted(n, "commune")) for label, n in counts])


def _operationnelles(faits: Faits_) -> Iterator[Bloc]:
    block = faits["operationnelles"]
    yield Rubrique("Phase opérationnelle")
    yield Paragraphe(
        f"{counted(block['total'], 'commune')} en phase opérationnelle ({_pct(block['part'])}), "
        f"{_n(block['non_operationnelles'])} qui ne le sont pas, {_n(block['non_evaluables'])} non évaluables faute de "
        "renseignement. Trois conditions : convention-cadre valant ORT signée, inscription au CRTE, une action engagée."
    )


def _actions(faits: Faits_) -> Iterator[Bloc]:
    block = faits["actions"]
    yield Rubrique("Actions")
    yield Paragraphe(
        f"{counted(block['total'], 'action')}, dont {_n(block['engagees'])} engagées, {_n(block['livrees'])} livrées, "
        f"{_n(block['abandonnees'])} abandonnées ; engagement inconnu pour {_n(block['engagement_inconnu'])}."
    )
    yield _repartition("Par phase", block["par_phase"], "action")
    yield _repartition("Par thématique", block["par_thematique"], "action")
    yield Faits(
        [
            (
                "Coût prévisionnel",
                _eur(block["cout_previsionnel"]) + _sauf(block["couts_previsionnels_non_renseignes"]),
            ),
            ("Coût définitif", _eur(block["cout_definitif"]) + _sauf(block["couts_definitifs_non_renseignes"])),
        ]
    )


def _financements(faits: Faits_) -> Iterator[Bloc]:
    block = faits["financements"]
    yield Rubrique("Financements")
    yield Faits(
        [
            ("Demandes", f"{_n(block['demandes'])} déposées, {_n(block['accordees'])} accordées"),
            ("Demandé", _eur(block["montant_demande"])),
            ("Accordé", _eur(block["montant_accorde"]) + _sauf(block["montants_accordes_non_renseignes"])),
        ]
    )
    by = sorted(
        ((kind, cents or 0) for kind, cents in block["accorde_par_dispositif"].items()), key=lambda one: -one[1]
    )
    if by:
        yield Barres("Accordé par dispositif", [(kind, cents, _eur(cents)) for kind, cents in by])


def _ingenierie(faits: Faits_) -> Iterator[Bloc]:
    block = faits["ingenierie"]
    yield Rubrique("Ingénierie")
    yield Paragraphe(
        f"Postes de chef de projet : {_n(block['pourvus'])} pourvus, {_n(block['vacants'])} vacants, "
        f"{_n(block['en_recrutement'])} en recrutement, {_n(block['fins_a_six_mois'])} finissent dans les six mois ; "
        f"{_n(block['communes_sans_poste'])} communes sans poste connu. "
        f"Assistances à management de projet en cours : {_n(block['amp_en_cours'])}."
    )


def _club(faits: Faits_) -> Iterator[Bloc]:
    block = faits["clubs"]
    yield Rubrique("Club Petites villes de demain")
    days = ", ".join(show_date(date.fromisoformat(day)) for day in block["dates"])
    coming = f" Prochaine : {show_date(date.fromisoformat(block['prochaine']))}." if block["prochaine"] else ""
    yield Paragraphe(
        f"{counted(block['seances_tenues'], 'séance')} comptée{'s' if block['seances_tenues'] > 1 else ''} par "
        f"l’instruction{f' ({days})' if days else ''}, {_n(block['participants'])} participations, "
        f"{_n(block['communes_representees'])} communes représentées.{coming}"
    )
    if block["themes"]:
        yield Paragraphe(f"Thèmes : {', '.join(dict.fromkeys(block['themes']))}.")
    rows = [
        (f"{one['departement']} · {one['periode']}", _n(one["comptees"]), _n(one["seuil"]), _conforme(one["conforme"]))
        for one in block["periodes"]
    ]
    if rows:
        yield Grille(("Période", "Séances comptées", "Demandées", "Conforme"), (62, 36, 36, 36), rows)


def _transitions(faits: Faits_) -> Iterator[Bloc]:
    block = faits["transitions"]
    yield Rubrique("Transitions et fonds vert")
    said = [
        ("écologique", block["ecologique"]),
        ("démographique", block["demographique"]),
        ("économique", block["economique"]),
    ]
    yield Barres(
        "Actions qui contribuent à une transition",
        [(name, one["contribuent"], _volet(one)) for name, one in said],
    )
    fonds, total = block["fonds_vert"], block["dotations_accordees"]
    yield Faits(
        [
            (
                "Environnement",
                (
                    f"{counted(block['objectif_environnemental'], 'action')} à objectif environnemental, soit "
                    f"{_pct(block['part_objectif_environnemental'])} des actions renseignées"
                    f"{_sauf(block['objectifs_non_renseignes'])}"
                ),
            ),
            (
                "Artificialisation",
                f"{counted(block['artificialisantes'], 'action')}{_sauf(block['artificialisation_non_renseignee'])}",
            ),
            (
                "Fonds vert",
                (
                    f"{_n(fonds['deposes'])} dossiers déposés ({_eur(fonds['montant_demande'])}), "
                    f"{_n(fonds['accordes'])} accordés ({_eur(fonds['montant_accorde'])})"
                ),
            ),
            (
                "DETR et DSIL",
                (
                    f"part verte {_pct(block['part_verte_dotations'])} des montants renseignés, "
                    f"{_eur(block['dotations_non_renseignees'])} non renseignés sur {_eur(total)}"
                ),
            ),
        ]
    )
    yield Paragraphe(
        "Une part se calcule sur les seules actions renseignées ; « non renseigné » n’est jamais compté pour non.",
        discret=True,
    )


def _volet(one: Faits_) -> str:
    return f"{_n(one['contribuent'])} ({_pct(one['part'])}), {_n(one['non_renseignees'])} non renseignées"


def _repartition(titre: str, by: Faits_, what: str) -> Barres:
    return Barres(titre, [(word, n or 0, counted(n or 0, what)) for word, n in by.items() if n])


def _conforme(said: str) -> str:
    return {"Oui": "oui", "Non": "non"}.get(said, "en cours ou à renseigner")


def _sur(worth: int, total: int) -> str:
    return f"{_n(worth)} / {_n(total)}"


def _sauf(count: int | None) -> str:
    return f" ({_n(count)} non renseigné{'s' if count > 1 else ''})" if count else ""


def _n(value: float | None) -> str:
    """Write a number as the French do."""
    if value is None:
        return _INCONNU
    said = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
    return said.replace(",", "\u202f").replace(".", ",")


def _pct(value: float | None) -> str:
    return f"{_n(value)}\u202f%" if value is not None else _INCONNU


def _eur(cents: int | None) -> str:
    return show_montant(cents) if cents is not None else _INCONNU
