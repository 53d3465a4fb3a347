"""What a risk rule found about a commune on a day: the fact, its source, the days left, the one step that clears it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.signal import RegleSignal
from pvd_tui.domain.temps import Temps


class Cause(StrEnum):
    """What holds a commune back, in the order of its way through the programme."""

    CONVENTION = "Convention-cadre à signer"
    CRTE = "Inscription au CRTE"
    ENGAGEMENT = "Première action à engager"
    POSTE = "Poste de chef de projet"
    GOUVERNANCE = "Gouvernance commune-EPCI"
    OPERATION = "Aucune opération lancée"
    FINANCEMENT = "Reste à charge"
    MUETTE = "Sans nouvelles"


@dataclass(frozen=True, slots=True)
class Constat:
    """One finding of R1 to R7; never a score."""

    regle: RegleSignal
    cause: Cause
    commune: str
    reponse: Reponse
    """NON: the fact is established. INCONNU: nobody can say, it is only « à renseigner »."""
    sentence: str
    clears: str
    """The single step that clears it."""
    source: str
    echeance: date | None = None
    jours: int | None = None
    """Days left until `echeance`; negative once it is past."""
    table: str = "commune"
    record: str = ""
    field: str | None = None
    temps: Temps = Temps.METIER

    @property
    def etabli(self) -> bool:
        """Say whether it is a fact, not a question."""
        return self.reponse is Reponse.NON

    @property
    def peut_changer(self) -> bool:
        """Say whether something can still be done before its échéance."""
        return self.jours is None or self.jours >= 0
