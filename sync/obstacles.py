"""What stands between a laptop and its endpoint: captive portals, filters, proxies, certificates; in sentences."""

from typing import Final

from sync.errors import SAFE, SyncError

_IT: Final = "service informatique"
_AGAIN: Final = "elles partiront d'elles-mêmes (F5 pour essayer tout de suite)"


def altered(host: str) -> SyncError:
    """An answer into which something on the way wrote a page or a script."""
    return SyncError(
        "altere",
        f"Un équipement du réseau (proxy, antivirus) a modifié la réponse de {host} : elle a été écartée. {SAFE}. "
        f"Demandez au {_IT} de ne pas inspecter cette adresse, ou changez de réseau.",
    )


def cached(host: str) -> SyncError:
    """An older answer, given again by something on the way."""
    return SyncError(
        "cache",
        f"Un cache du réseau a répondu à la place de {host}, avec une réponse ancienne : elle a été écartée. {SAFE}. "
        f"Demandez au {_IT} de ne pas mettre cette adresse en cache.",
    )


def foreign(host: str, elsewhere: str = "") -> SyncError:
    """An answer that does not come from a PVD server: a captive portal, a proxy's page."""
    to = f" (renvoi vers {elsewhere})" if elsewhere else ""
    return SyncError(
        "portail",
        f"Ce n'est pas le serveur PVD qui a répondu à l'adresse {host}, mais une autre page{to} : souvent le portail "
        f"d'accès d'un réseau Wi-Fi ou le proxy de la mairie. {SAFE}. Ouvrez un navigateur, identifiez-vous sur le "
        "réseau, puis recommencez.",
    )


def blocked(host: str, status: int) -> SyncError:
    """A filter's page."""
    return SyncError(
        "filtre",
        f"Un filtre du réseau interdit l'adresse {host} (réponse {status}). {SAFE}. Demandez au {_IT} d'autoriser "
        f"https://{host} (port 443) pour le programme pvd-tui, ou changez de réseau.",
    )


def too_large(host: str) -> SyncError:
    """Something on the way takes no message of this size."""
    return SyncError(
        "taille",
        f"Un équipement placé devant {host} refuse un message de cette taille. {SAFE} ; elles seront renvoyées en "
        "plusieurs parties. Si cela continue, prévenez la préfecture.",
    )


def certificate(host: str, why: str = "") -> SyncError:
    """A TLS certificate that this laptop does not trust; nothing lets it pass."""
    said = {
        "expire": "est expiré, ou l'horloge de cet ordinateur est fausse : vérifiez la date et l'heure, puis prévenez "
        "la préfecture",
        "futur": "n'est pas encore valable : vérifiez la date et l'heure de cet ordinateur, puis prévenez la "
        "préfecture",
        "nom": "est celui d'une autre adresse : souvent le portail d'un Wi-Fi. Identifiez-vous dans un navigateur ; si "
        f"cela continue, prévenez le {_IT}",
        "inconnu": "vient d'une autorité inconnue de cet ordinateur : portail d'un Wi-Fi, ou proxy qui inspecte. "
        f"Identifiez-vous dans un navigateur, ou demandez au {_IT} le certificat de son autorité (fichier PEM à "
        "indiquer dans PVD_CA)",
    }
    step = said.get(
        why, f"n'est pas reconnu par cet ordinateur : prévenez le {_IT} (mauvaise adresse ou proxy qui inspecte)"
    )
    return SyncError("certificat", f"Connexion refusée, rien n'a été envoyé. Le certificat de {host} {step}. {SAFE}.")


def old_tls(host: str) -> SyncError:
    """A peer that speaks only what is not safe any more."""
    return SyncError(
        "certificat",
        f"Connexion refusée, rien n'a été envoyé : {host} ou un proxy utilise un chiffrement trop ancien (TLS 1.2 "
        f"exigé). {SAFE}. Prévenez le {_IT}.",
    )


def unreadable_ca(path: str) -> SyncError:
    """The file of `PVD_CA` cannot be used."""
    return SyncError(
        "ca",
        f"Le fichier de certificats indiqué dans PVD_CA est absent ou n'est pas au format PEM : {path}. {SAFE}, rien "
        f"n'a été envoyé. Corrigez PVD_CA ou demandez ce fichier au {_IT}.",
    )


def proxy_login(host: str) -> SyncError:
    """A proxy that wants a password."""
    return SyncError(
        "proxy",
        f"Le proxy du réseau demande une identification avant de joindre {host}. {SAFE}. Demandez au "
        f"{_IT} l'adresse à mettre dans PVD_PROXY (http://nom:motdepasse@proxy:port).",
    )


def proxy_refused(host: str) -> SyncError:
    """A proxy that does not take the name and password it was given; trying again could lock the account."""
    return SyncError(
        "proxy_refuse",
        f"Le proxy du réseau refuse le nom ou le mot de passe indiqués pour joindre {host}. {SAFE}. Corrigez PVD_PROXY "
        f"(ou HTTPS_PROXY) avec le {_IT}, puis F5 ; d'ici là, les essais sont espacés pour ne pas bloquer le compte.",
    )


def proxy_away(proxy: str) -> SyncError:
    """A proxy that cannot be reached: the one of another place, most often."""
    return SyncError(
        "reseau",
        f"Le proxy {proxy} ne répond pas : c'est peut-être celui d'un autre réseau. {SAFE} ; {_AGAIN}. Hors de la "
        "mairie, mettez PVD_PROXY=aucun.",
    )


def proxy_blind(host: str, proxy: str) -> SyncError:
    """A proxy that finds no way to the endpoint."""
    return SyncError(
        "reseau",
        f"Le proxy {proxy} ne parvient pas à joindre {host} : accès à Internet coupé, ou serveur arrêté. {SAFE} ; "
        f"{_AGAIN}. Si cela dure plus d'une journée, prévenez le {_IT}.",
    )


def proxy_address(address: str) -> SyncError:
    """A proxy's address that is none."""
    return SyncError(
        "proxy_adresse",
        f"L'adresse du proxy n'est pas utilisable : {address}. {SAFE}, rien n'a été envoyé. Indiquez dans PVD_PROXY "
        f"une adresse comme http://proxy:3128 (le {_IT} la connaît), ou « aucun ».",
    )
