"""The views that the program brings: what a chef de projet asks of his lists every week."""

from typing import Final

from pvd_tui.domain.vue import MES_COMMUNES, ColonneVue, Condition, Operateur, Tri, Valeur, Vue


def _est(champ: str, *valeurs: Valeur) -> Condition:
    return Condition(champ, Operateur.EST, valeurs)


def _pas(champ: str, *valeurs: Valeur) -> Condition:
    return Condition(champ, Operateur.N_EST_PAS, valeurs)


def _avant(champ: str, valeur: Valeur) -> Condition:
    return Condition(champ, Operateur.MOINS, (valeur,))


def _vide(champ: str) -> Condition:
    return Condition(champ, Operateur.VIDE)


def _vue(
    table: str,
    nom: str,
    *conditions: Condition,
    colonnes: str = "",
    tri: str = "",
    groupe: str | None = None,
) -> Vue:
    """Make a view that cannot be changed; columns and order as words."""
    keys = tuple(Tri(one.removeprefix("-"), one.startswith("-")) for one in tri.split())
    return Vue(table, nom, conditions, tuple(map(ColonneVue, colonnes.split())), keys, groupe, fournie=True)


_EN_VIE: Final = _pas("statut_phase", "Terminé", "Abandonné")
_OUVERTES: Final = _est("statut", "À faire", "En cours")

FOURNIES: Final = (
    _vue(
        "action",
        "Mes actions à financer",
        _est("commune", MES_COMMUNES),
        _est("phase", "Étude", "Opération"),
        Condition("reste", Operateur.PLUS, (0,)),
        _EN_VIE,
        colonnes="code commune titre phase statut_phase echeance reste",
        tri="echeance -reste",
    ),
    _vue("action", "En retard", _avant("echeance", "auj"), _EN_VIE, tri="echeance"),
    _vue("action", "Bloquées ou en pause", _est("statut_phase", "Bloqué", "En pause", "En retard"), tri="commune"),
    _vue(
        "action",
        "Muettes",
        _avant("maj_le", "-90j"),
        _EN_VIE,
        colonnes="code commune titre phase pilote maj_le",
        tri="maj_le",
    ),
    _vue("action", "Sans coût", _vide("cout_previsionnel"), _EN_VIE, tri="commune titre"),
    _vue("action", "Sans échéance", _vide("echeance"), _EN_VIE, tri="commune titre"),
    _vue(
        "action",
        "Coûts par commune",
        colonnes="code titre phase echeance cout_previsionnel acquis reste",
        tri="code titre",
        groupe="commune",
    ),
    _vue("action", "Par phase", groupe="phase", tri="echeance"),
    _vue("action", "Par mois d’échéance", _EN_VIE, groupe="echeance:mois", tri="echeance"),
    _vue("commune", "ORT à signer", _pas("cadre", "Signée", "Terminée"), tri="adhesion titre"),
    _vue(
        "commune",
        "Reste à financer",
        Condition("reste_actions", Operateur.PLUS, (0,)),
        colonnes="titre cadre actions cout_actions reste_actions",
        tri="-reste_actions",
    ),
    _vue("commune", "Par EPCI", groupe="epci", tri="titre"),
    _vue("convention", "À signer", _pas("statut", "Signée", "Terminée"), tri="date_prevue titre"),
    _vue(
        "convention",
        "ORT sans inscription au CRTE",
        _est("type", "Cadre ORT"),
        _vide("crte_inscrit_le"),
        tri="-date_signature",
    ),
    _vue(
        "demande",
        "Demandes sans réponse",
        _est("etat", "Déposée", "Complète", "En instruction"),
        tri="date_depot",
    ),
    _vue("demande", "À déposer", _est("etat", "Envisagée", "À déposer"), tri="territoire titre"),
    _vue("demande", "Pièces manquantes", Condition("pieces_manquantes", Operateur.REMPLI), tri="date_depot"),
    _vue("demande", "Par dispositif", groupe="dispositif", tri="etat date_depot"),
    _vue("demande", "Par commune", groupe="territoire", tri="etat date_depot"),
    _vue("suite", "À faire", _OUVERTES, tri="echeance"),
    _vue("suite", "En retard", _OUVERTES, _avant("echeance", "auj"), tri="echeance"),
    _vue("suite", "Par pilote", _OUVERTES, groupe="pilote", tri="echeance"),
    _vue("seance_club", "À venir", Condition("date", Operateur.AU_MOINS, ("auj",)), tri="date"),
    _vue(
        "seance_club",
        "Compte rendu à faire",
        _est("etat", "Tenue"),
        _pas("compte_rendu", "Validé"),
        colonnes="date titre public commune_hote compte_rendu",
        tri="-date",
    ),
)


def fournies(table: str) -> list[Vue]:
    """Give the views that the program brings for a table."""
    return [vue for vue in FOURNIES if vue.table == table]
