"""A line of a séance is read whole, whatever is typed; what Tab offers is never what nobody said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.domain.dates import DateError
from pvd_tui.domain.journal_seance import (
    SIGNES,
    LigneDite,
    Nomme,
    completer,
    liens,
    lire,
    lire_echeance,
    numero_suivant,
    rang,
    renumeroter,
    resoudre,
    resoudre_communes,
    titre_de,
)
from pvd_tui.domain.note_seance import GenreNote

TODAY = date(2026, 12, 3)
COMMUNES = ("Chauny", "Guise", "Hirson", "La Fère", "Villers-Cotterêts")
CONNUS = (
    *(Nomme("commune", nom[:3], nom) for nom in (*COMMUNES, "Guise-la-Forêt")),
    Nomme("action", "a1", "Halle du marché : réhabilitation", "2.3", "Cha"),
    Nomme("action", "a2", "OPAH-RU centre ancien", "1.1", "Gui"),
    Nomme("action", "a3", "Tiers-lieu", "", "Hir"),
)
TEXTE = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.mark.parametrize(
    ("line", "genre", "texte"),
    [
        ("! modèle mutualisé", GenreNote.DECISION, "modèle mutualisé"),
        ("*transmettre", GenreNote.ACTION, "transmettre"),
        ("? quel délai ?", GenreNote.QUESTION, "quel délai ?"),
        (": enveloppe en baisse", GenreNote.INFORMATION, "enveloppe en baisse"),
        ("+ 14 % à 9 %", GenreNote.RETOUR_EXPERIENCE, "14 % à 9 %"),
        ("la DDT : deux mois", GenreNote.NOTE, "la DDT : deux mois"),
        (" ! comme on l’a dit", GenreNote.NOTE, "! comme on l’a dit"),
    ],
)
def test_the_first_sign_of_a_line_says_its_genre(line: str, genre: GenreNote, texte: str) -> None:
    """Nothing is a note, and so is a line that begins with a space."""
    assert lire(line) == LigneDite(genre, texte)


@given(TEXTE)
def test_nothing_of_a_line_is_lost_but_its_sign(texte: str) -> None:
    """Whatever is typed, with or without a sign, comes back to the letter, but for blanks around."""
    for sign, genre in SIGNES.items():
        assert lire(sign + texte) == LigneDite(genre, texte.strip())
    assert lire(f";{texte}") == LigneDite(GenreNote.NOTE, texte.strip(), suite_de_la_precedente=True)
    assert lire(f" {texte}").texte == texte.strip()


@given(TEXTE)
def test_a_title_is_one_line_that_a_form_takes(texte: str) -> None:
    """At most 150 characters, and the beginning of the text."""
    titre = titre_de(texte)
    assert len(titre) <= 120
    assert " ".join(texte.split()).startswith(titre.removesuffix("…"))


def test_an_echeance_is_never_past_by_surprise() -> None:
    """A day and a month alone are to come; with a year they are what is said; nothing is none."""
    assert lire_echeance("15/12", TODAY) == date(2026, 12, 15)
    assert lire_echeance("1/12", TODAY) == date(2027, 12, 1)
    assert lire_echeance("1/12/26", TODAY) == date(2026, 12, 1)
    assert lire_echeance("+2s", TODAY) == date(2026, 12, 17)
    assert lire_echeance(" ", TODAY) is None
    with pytest.raises(DateError, match="n’est pas une date"):
        lire_echeance("bientôt", TODAY)


@given(st.integers(1, 12), st.integers(1, 28), st.dates(date(2023, 1, 1), date(2060, 12, 31)))
def test_a_day_of_the_year_is_the_next_one(month: int, day: int, today: date) -> None:
    """Within a year from today, today included."""
    read = lire_echeance(f"{day}/{month}", today)
    assert read is not None
    assert (read.day, read.month) == (day, month)
    assert 0 <= (read - today).days <= 366


def test_a_name_is_completed_from_any_of_its_words_those_there_first() -> None:
    """The order of the names given is kept; without accents."""
    noms = ("Amina Petit", "Zoé Lefèvre", "Petra Colin")
    assert completer("pet", noms) == ["Petra Colin", "Amina Petit"]
    assert completer("lefe", noms) == ["Zoé Lefèvre"]
    assert completer("", noms) == completer("eti", noms) == []
    assert resoudre("petit", noms) == "Amina Petit"
    assert resoudre("  pet ", noms) == "pet"
    assert resoudre("Préfecture", noms) == "Préfecture"


def test_communes_are_read_by_their_first_letters() -> None:
    """What is no commune stays as it is typed; none comes twice."""
    assert resoudre_communes("guise, hir et la fere", COMMUNES) == "Guise, Hirson, La Fère"
    assert resoudre_communes("Guise, guise; toutes", COMMUNES) == "Guise, toutes"


def test_links_are_what_the_words_name() -> None:
    """Communes in the order of the text, the longer name first; actions by code or by telling words."""

    def named(texte: str) -> list[str]:
        return [one.titre for one in liens(texte, CONNUS)]

    assert named("Hirson puis Guise") == ["Hirson", "Guise"]
    assert named("à Guise-la-Forêt") == ["Guise-la-Forêt"]
    assert named("la 2.3 avance") == ["Halle du marché : réhabilitation"]
    assert named("réhabilitation de la halle à Guise") == ["Guise", "Halle du marché : réhabilitation"]
    assert named("le tiers-lieu ouvre") == ["Tiers-lieu"]
    assert named("une halle") == named("il déguise la vérité") == []


@given(TEXTE)
def test_no_text_breaks_the_links(texte: str) -> None:
    """Whatever is typed, what is offered is known."""
    assert set(liens(texte, CONNUS)) <= set(CONNUS)


NUMEROS = st.lists(st.one_of(st.none(), st.integers(1, 9).map(lambda n: f"S-{n}"), st.just("libre")), max_size=8)


@given(NUMEROS, NUMEROS)
def test_numbers_become_unique_the_same_way_everywhere(mine: list[str | None], others: list[str | None]) -> None:
    """The oldest keeps its number, no new one is taken, the order in which they are known does not matter."""
    suites = [(f"id{i}", numero) for i, numero in enumerate(mine)]
    news = renumeroter(suites, others)
    assert news == renumeroter(reversed(suites), others)
    after = [rang(news.get(record, numero)) for record, numero in suites]
    numbered = [n for n in after if n]
    assert len(numbered) == len(set(numbered))
    assert not {rang(n) for n in news.values()} & {rang(n) for n in (*mine, *others) if n}
    assert rang(numero_suivant([*mine, *others])) == max([rang(n) for n in (*mine, *others)], default=0) + 1
