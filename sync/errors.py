"""What the laptop says when an exchange fails: the cause, what is safe, the next step."""

from typing import Final


class SyncError(Exception):
    """An exchange that did not happen; `cause` is for programs, `str()` a French sentence for people."""

    def __init__(self, cause: str, message: str) -> None:
        """Keep the cause beside the sentence."""
        super().__init__(message)
        self.cause = cause


SAFE: Final = "Vos modifications restent sur cet ordinateur"
"""How every sentence about a failed exchange says that nothing is lost."""


def unreachable(host: str) -> SyncError:
    """No answer: no network, wrong address, server stopped."""
    return SyncError(
        "reseau",
        f"Le serveur {host} ne répond pas. {SAFE} ; elles partiront quand le réseau sera revenu (F5 pour essayer).",
    )


def too_slow(host: str, seconds: float) -> SyncError:
    """An answer that did not come whole in time."""
    return SyncError(
        "delai",
        f"Le serveur {host} n'a pas répondu en entier en {seconds:.0f} secondes. {SAFE} ; l'échange reprendra où il "
        "s'est arrêté.",
    )


def foreign(host: str) -> SyncError:
    """An answer that does not come from a PVD server: a captive portal, a proxy's page."""
    return SyncError(
        "portail",
        f"Ce n'est pas le serveur PVD qui a répondu à l'adresse {host}, mais une autre page : souvent le portail "
        f"d'accès d'un réseau Wi-Fi ou le proxy de la mairie. {SAFE}. Ouvrez un navigateur, identifiez-vous sur le "
        "réseau, puis recommencez.",
    )


def damaged(host: str) -> SyncError:
    """An answer that was cut short or damaged on the way."""
    return SyncError(
        "coupure", f"La réponse du serveur {host} est arrivée incomplète. {SAFE} ; recommencez dans un instant."
    )


def inconsistent() -> SyncError:
    """An answer that does not fit what was asked."""
    return SyncError("protocole", f"La réponse du serveur est incohérente. {SAFE} ; recommencez plus tard.")


def certificate(host: str) -> SyncError:
    """A TLS certificate that this laptop does not trust."""
    return SyncError(
        "certificat",
        f"Le certificat du serveur {host} n'est pas reconnu par cet ordinateur : la connexion a été refusée. {SAFE}. "
        "Prévenez le service informatique (certificat expiré, mauvaise adresse ou proxy qui inspecte).",
    )


def proxy_login(host: str) -> SyncError:
    """A proxy that wants a password."""
    return SyncError(
        "proxy",
        f"Le proxy du réseau demande une identification avant de joindre {host}. {SAFE}. Demandez au service "
        "informatique l'adresse du proxy à mettre dans HTTPS_PROXY.",
    )


def insecure(host: str) -> SyncError:
    """Plain HTTP to another machine."""
    return SyncError(
        "http",
        f"L'adresse de {host} n'est pas protégée (http au lieu de https). {SAFE}, rien n'a été envoyé. Demandez une "
        "nouvelle invitation à la préfecture.",
    )


def not_enrolled() -> SyncError:
    """A laptop that has no endpoint yet."""
    return SyncError(
        "inscription",
        f"Cet ordinateur n'est pas encore relié à la préfecture. {SAFE}. Collez l'invitation reçue : écran Synchro "
        "(touche 7), ou « pvd enroler INVITATION ».",
    )


def demonstration() -> SyncError:
    """The demonstration's store: its people and actions are invented."""
    return SyncError(
        "demonstration",
        "C'est la base de démonstration : ses données sont fictives, elle ne se relie à aucune préfecture. Rien n'a "
        "été envoyé. Utilisez l'invitation dans votre propre base (« pvd »).",
    )


def token_lost() -> SyncError:
    """A laptop whose token cannot be read any more."""
    return SyncError(
        "jeton",
        f"La clé d'accès de cet ordinateur est introuvable. {SAFE}. Demandez une nouvelle invitation à la préfecture.",
    )
