"""What a synchronisation did, and where it stands."""

from dataclasses import dataclass


@dataclass(slots=True)
class Bilan:
    """What a synchronisation did."""

    envoyes: int = 0
    recus: int = 0
    refuses: int = 0
    octets_envoyes: int = 0
    octets_recus: int = 0
    allers_retours: int = 0


@dataclass(frozen=True, slots=True)
class Suivi:
    """Where a synchronisation stands: changes sent, to send, received, and about how many are still to come."""

    envoyes: int
    a_envoyer: int
    recus: int
    a_recevoir: int
