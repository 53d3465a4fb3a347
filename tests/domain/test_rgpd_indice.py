"""One discreet line where a text seems to hold personal data, and none where it speaks of a project."""

import pytest

from pvd_tui.domain.rgpd_indice import indice


@pytest.mark.parametrize(
    ("texte", "quoi"),
    [
        ("Son portable : 06 12 34 56 78", "téléphone"),
        ("Son portable : 06.12.34.56.78", "téléphone"),
        ("+33 6 12 34 56 78", "téléphone"),
        ("0612345678", "téléphone"),
        ("écrire à claire.le-maire@orange.fr", "adresse électronique"),
        ("2 85 05 78 006 084", "sécurité sociale"),
        ("Elle habite 3 rue des Lilas", "adresse privée"),
        ("Le DGS est en arrêt maladie", "santé"),
        ("L’adjointe est enceinte", "santé"),
        ("C’est un élu de gauche", "opinion"),
        ("Le chef de projet est incompétent.", "jugement"),
        ("en instance de divorce", "vie privée"),
    ],
)
def test_personal_data_are_said_in_one_line(texte: str, quoi: str) -> None:
    """The line names what was seen."""
    said = indice(texte)
    assert said is not None
    assert quoi in said
    assert "\n" not in said


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "Travaux au 12 rue de la République, dans l’enceinte du château.",
        "Accessibilité handicap de la médiathèque, 48 000 € en 2026.",
        "La rive gauche de l’Oise ; le centre d’hébergement ; 02361 Guise.",
        "Maison de santé : ouverture le 01/02/2026, coût 1 250 000,50 €.",
        "SIRET 210 203 612 00017, dossier DN 12345678",
        "Le conseil vote le plan. La droite du parvis.",
    ],
)
def test_a_project_is_not_personal_data(texte: str) -> None:
    """Addresses of works, amounts, dates and numbers of files are what notes are made of."""
    assert indice(texte) is None
