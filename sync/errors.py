"""What the laptop says when an exchange fails: the cause, what is safe, the next step."""

from typing import Final

SAFE: Final = "Vos modifications restent sur cet ordinateur"
"""How every sentence about a failed exchange says that nothing is lost."""

OFFLINE: Final = frozenset(
    {
        "reseau", "dns", "refus", "delai", "coupure", "altere", "cache", "portail", "filtre", "proxy", "occupe",
        "base", "panne", "cadence", "lenteur",
    }
)  # fmt: skip
"""Causes that lie on the way or at the other end: normal, safe, and they pass."""

FOR_SOMEBODY: Final = frozenset(
    {
        "revoque", "jeton", "expire", "version", "droit", "ca", "proxy_refuse", "proxy_adresse", "http", "inscription",
        "demonstration",
    }
)  # fmt: skip
"""Causes that no number of tries will clear: somebody must act. A certificate is not among them: a captive
portal shows its own until somebody has signed in."""

_IT: Final = "service informatique"
_AGAIN: Final = "elles partiront d'elles-mêmes (F5 pour essayer tout de suite)"
_EXPORTABLE: Final = "lisibles et exportables"


class SyncError(Exception):
    """An exchange that did not happen; `cause` is for programs, `str()` a French sentence for people."""

    def __init__(self, cause: str, message: str, *, attente: float | None = None) -> None:
        """Keep the cause beside the sentence, and the seconds that the server asked to wait."""
        super().__init__(message)
        self.cause = cause
        self.attente = attente


def unreachable(host: str) -> SyncError:
    """No answer: no network, a firewall, a server that is gone."""
    return SyncError(
        "reseau",
        f"Le serveur {host} ne répond pas. {SAFE} ; elles partiront quand le réseau sera revenu (F5 pour essayer). "
        f"Si le navigateur fonctionne, demandez au {_IT} l'adresse du proxy à mettre dans PVD_PROXY.",
    )


def unknown_name(host: str) -> SyncError:
    """A name that nobody resolves: no network, or a network where only the proxy knows names."""
    return SyncError(
        "dns",
        f"Le nom {host} est introuvable : pas de réseau, ou un réseau qui ne connaît pas ce nom. {SAFE} ; {_AGAIN}. "
        f"Si le navigateur fonctionne, demandez au {_IT} l'adresse du proxy à mettre dans PVD_PROXY.",
    )


def refused(host: str) -> SyncError:
    """A machine that answers and does not want to talk."""
    return SyncError(
        "refus",
        f"{host} refuse la connexion : le serveur est arrêté, ou un pare-feu le bloque. {SAFE} ; {_AGAIN}. "
        "Si cela dure plus d'une journée, prévenez la préfecture.",
    )


def too_slow(host: str, seconds: float) -> SyncError:
    """An answer that did not come whole in time."""
    return SyncError(
        "delai",
        f"Le serveur {host} n'a pas répondu en entier en {seconds:.0f} secondes. {SAFE} ; l'échange reprendra où il "
        "s'est arrêté.",
    )


def cut(host: str) -> SyncError:
    """A connection that broke off."""
    return SyncError(
        "coupure",
        f"La connexion avec {host} a été coupée en chemin. {SAFE} ; l'échange reprendra où il s'est arrêté, de "
        "lui-même.",
    )


def damaged(host: str) -> SyncError:
    """An answer that was cut short or damaged on the way."""
    return SyncError(
        "coupure",
        f"La réponse du serveur {host} est arrivée incomplète ou abîmée. {SAFE} ; recommencez dans un instant.",
    )


def busy(host: str, status: int, wait: float | None = None) -> SyncError:
    """A server, or the proxy before it, that has too much to do or is being looked after."""
    when = f"dans {_duration(wait)}" if wait else "dans un instant"
    return SyncError(
        "occupe",
        f"Serveur occupé : {host} est en maintenance ou très sollicité (réponse {status}). {SAFE} ; nouvel essai "
        f"{when}, vous n'avez rien à faire.",
        attente=wait,
    )


def inconsistent() -> SyncError:
    """An answer that does not fit what was asked."""
    return SyncError("protocole", f"La réponse du serveur est incohérente. {SAFE} ; recommencez plus tard.")


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
        f"La clé d'accès de cet ordinateur est introuvable. {SAFE}, {_EXPORTABLE}. Demandez une nouvelle invitation à "
        "la préfecture.",
    )


def locked() -> SyncError:
    """A credential store that does not answer: locked, or asking somebody something."""
    return SyncError(
        "coffre",
        f"Le coffre de mots de passe du système ne répond pas : il est peut-être verrouillé. {SAFE}. Déverrouillez-le "
        "(rouvrez votre session), puis F5.",
    )


def said_by_server(code: str, message: str, host: str, status: int, wait: float | None = None) -> SyncError:
    """Say a fault of the endpoint: in our words where we know what it means, else in its own."""
    match code:
        case "revoque":
            said = (
                f"L'accès de cet ordinateur a été retiré par la préfecture : plus rien n'est échangé. {SAFE}, "
                f"{_EXPORTABLE}. Pour synchroniser de nouveau, demandez une invitation à la préfecture."
            )
        case "expire":
            said = (
                f"L'accès de cet ordinateur a expiré, faute d'avoir servi. {SAFE}, {_EXPORTABLE}. Demandez une "
                "nouvelle invitation à la préfecture."
            )
        case "jeton":
            said = (
                f"Le serveur {host} ne reconnaît pas cet ordinateur. {SAFE}, {_EXPORTABLE} ; demandez une invitation "
                "à la préfecture."
            )
        case "protocole" if status == 426:  # noqa: PLR2004 - Upgrade Required
            code = "version"
            said = (
                f"Ce programme et le serveur {host} n'ont plus la même version. {SAFE}, {_EXPORTABLE}. Mettez pvd-tui "
                "à jour, puis F5."
            )
        case "base" | "cadence" | "occupe":
            return SyncError(code, str(busy(host, status, wait)), attente=wait)
        case _:
            said = message
    return SyncError(code, said, attente=wait)


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"  # noqa: PLR2004 - reads better
