"""What answers in the endpoint's place, as it travels: bytes, the cause we name, words of our sentence."""

import gzip
import json
from typing import Final, NamedTuple

import zstandard

from sync.protocol import ECHO, HEADER


class Stranger(NamedTuple):
    """One answer that is not the endpoint's, or not to this request."""

    answer: bytes
    cause: str
    words: str


def said(status: str, body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    """Write an answer as a stranger sends it."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return ("\r\n".join(head) + "\r\n\r\n").encode() + body


def fault(status: str, code: str, message: str = "x", *headers: str) -> bytes:
    """Write a fault of the endpoint itself."""
    return said(status, json.dumps({"code": code, "message": message}).encode(), *OURS, *headers)


OURS: Final = (f"{HEADER}: 1", "Content-Type: application/json")
HTML: Final = b"<!doctype html><html><title>Wi-Fi de la mairie</title>Acceptez les conditions</html>"
JSON: Final = b'{"verdicts":[],"streams":{}}'
SCRIPT: Final = b"<script src=//barre.exemple/x.js></script>"
BOMB: Final = gzip.compress(bytes(60_000_000))
FRAME: Final = zstandard.ZstdCompressor().compress(bytes(60_000_000))
ENDLESS: Final = ("\r\n".join(("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", *OURS)) + "\r\n\r\n").encode()
CHUNK: Final = b"10000\r\n" + bytes(0x10000) + b"\r\n"
SCREEN: Final = "\x1b[2JMal formé."

STRANGERS: Final = {
    "captive portal": Stranger(said("200 OK", HTML, "Content-Type: text/html"), "portail", "identifiez-vous"),
    "portal that says JSON": Stranger(said("200 OK", JSON, OURS[1]), "portail", "portail"),
    "redirect to a login": Stranger(
        said("302 Found", b"", "Location: https://portail.exemple/login?a=1"), "portail", "renvoi vers portail.exemple"
    ),
    "redirect that would write on the screen": Stranger(
        said("302 Found", b"", "Location: http://%1b[31mrouge/"), "portail", "une autre page :"
    ),
    "network login required": Stranger(said("511 Network Authentication Required", HTML), "portail", "navigateur"),
    "proxy login": Stranger(said("407 Proxy Authentication Required"), "proxy", "PVD_PROXY"),
    "filter": Stranger(said("403 Forbidden", HTML), "filtre", "autoriser"),
    "legal filter": Stranger(said("451 Unavailable For Legal Reasons"), "filtre", "autoriser"),
    "another site": Stranger(said("404 Not Found", HTML), "portail", "Ce n'est pas le serveur PVD"),
    "page under our header": Stranger(
        said("200 OK", HTML, OURS[0], "Content-Type: text/html"), "altere", "service informatique"
    ),
    "script before the answer": Stranger(said("200 OK", SCRIPT + JSON, *OURS), "altere", "a modifié la réponse"),
    "script after the answer": Stranger(said("200 OK", JSON + SCRIPT, *OURS), "altere", "a modifié la réponse"),
    "cached answer": Stranger(said("200 OK", JSON, *OURS, f"{ECHO}: 0011223344556677"), "cache", "réponse ancienne"),
    "aged answer": Stranger(said("200 OK", JSON, *OURS, "Age: 3600"), "cache", "réponse ancienne"),
    "gzip bomb": Stranger(said("200 OK", BOMB, *OURS, "Content-Encoding: gzip"), "coupure", "abîmée"),
    "zstd bomb": Stranger(said("200 OK", FRAME, *OURS, "Content-Encoding: zstd"), "coupure", "abîmée"),
    "brotli": Stranger(said("200 OK", b"x", *OURS, "Content-Encoding: br"), "coupure", "abîmée"),
    "length too long": Stranger(said("200 OK", JSON, *OURS, length=5000), "coupure", "incomplète"),
    "length too short": Stranger(said("200 OK", JSON, *OURS, length=12), "coupure", "incomplète"),
    "length that is none": Stranger(said("200 OK", JSON, *OURS, "Content-Length: abc"), "coupure", "incomplète"),
    "not HTTP": Stranger(b"SSH-2.0-OpenSSH_9.2\r\n", "coupure", "incomplète"),
    "headers without end": Stranger(b"HTTP/1.1 200 OK\r\nX-Pub: " + b"a" * 300_000, "coupure", "ordinateur"),
    "hints without end": Stranger(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 2_000, "coupure", "incomplète"),
    "answer too large": Stranger(ENDLESS + CHUNK * 140, "coupure", "abîmée"),
    "nothing": Stranger(b"", "coupure", "incomplète"),
    "busy": Stranger(said("503 Service Unavailable", b"Service Unavailable"), "occupe", "Serveur occupé"),
    "busy, come back": Stranger(said("503 Service Unavailable", b"", "Retry-After: 120"), "occupe", "dans 2 min"),
    "too many requests": Stranger(said("429 Too Many Requests", b"", "Retry-After: 40"), "occupe", "dans 40 s"),
    "maintenance": Stranger(said("502 Bad Gateway", HTML), "occupe", "maintenance"),
    "gateway": Stranger(said("504 Gateway Timeout", HTML), "occupe", "vous n'avez rien à faire"),
    "too large for a proxy": Stranger(said("413 Request Entity Too Large", HTML), "taille", "plusieurs parties"),
    "version": Stranger(fault("426 Upgrade Required", "protocole"), "version", "Mettez pvd-tui à jour"),
    "revoked": Stranger(fault("401 Unauthorized", "revoque"), "revoque", "lisibles et exportables"),
    "expired": Stranger(fault("401 Unauthorized", "expire"), "expire", "invitation"),
    "unknown key": Stranger(fault("401 Unauthorized", "jeton"), "jeton", "invitation"),
    "base away": Stranger(fault("503 Service Unavailable", "base", "x", "Retry-After: 30"), "base", "dans 30 s"),
    "server that says it is busy": Stranger(fault("503 Service Unavailable", "occupe"), "occupe", "Serveur occupé"),
    "fault that writes on the screen": Stranger(fault("400 Bad Request", "forme", SCREEN), "forme", "[2JMal"),
    "fault without words": Stranger(said("500 Internal Server Error", b"{}", *OURS), "500", "recommencez plus tard"),
}
