"""« Obtenu » is not « encaissé »: avance, acomptes, solde, and what each waits for."""

from datetime import date

from pvd_tui.domain.demande import Demande, EtatDemande
from pvd_tui.domain.tresorerie import total, tresorerie

GRANTED = Demande(id="d", montant_accorde=100_000_00, etat=EtatDemande.NOTIFIEE)
BEGUN = date(2026, 3, 1)


def _amounts(demande: Demande) -> dict[str, tuple[int, bool]]:
    return {one.quoi: (one.montant, one.maintenant) for one in tresorerie(demande).versements}


def test_thirty_percent_can_be_asked_for_once_the_works_have_begun() -> None:
    """Before, the declaration is awaited; after, it is due until four years later."""
    assert _amounts(GRANTED)["avance"] == (30_000_00, False)
    begun = GRANTED.model_copy(update={"date_commencement": BEGUN})

    assert _amounts(begun)["avance"] == (30_000_00, True)
    assert tresorerie(begun).demandable == 30_000_00
    assert tresorerie(begun).versements[0].jusqua == date(2030, 3, 1)


def test_acomptes_stop_at_eighty_percent_and_the_solde_waits_for_the_proofs_of_publicity() -> None:
    """What is paid already counts; the panneau and the logo go with the last request."""
    paid = GRANTED.model_copy(update={"date_commencement": BEGUN, "montant_avance": 30_000_00})
    assert _amounts(paid) == {"acompte": (50_000_00, False), "solde": (20_000_00, False)}
    done = paid.model_copy(update={"montant_acomptes": 40_000_00, "date_achevement": date(2027, 1, 1)})
    (solde,) = tresorerie(done).versements

    assert (solde.montant, solde.maintenant) == (30_000_00, False)
    assert "publicité" in solde.phrase
    assert _amounts(done.model_copy(update={"publicite": "Panneau posé le 12/03"})) == {"solde": (30_000_00, True)}


def test_nothing_is_asked_for_when_nothing_is_granted_or_all_is_paid() -> None:
    """Unknown is not zero; a settled demande is silent."""
    assert tresorerie(Demande(id="d")).phrases == ("Rien n’est encore accordé.",)
    assert tresorerie(Demande(id="d")).reste is None
    assert tresorerie(GRANTED.model_copy(update={"montant_solde": 100_000_00})).versements == ()


def test_the_demandes_of_an_action_add_up() -> None:
    """Granted, received, and what can be asked for today."""
    begun = GRANTED.model_copy(update={"date_commencement": BEGUN})
    paid = begun.model_copy(update={"montant_avance": 30_000_00})
    said = total([begun, paid, Demande(id="x")])

    assert (said.obtenu, said.encaisse, said.demandable) == (200_000_00, 30_000_00, 30_000_00)
