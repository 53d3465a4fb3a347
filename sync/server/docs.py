"""The OpenAPI document, and the page `/docs`: the same as plain HTML, without a byte from elsewhere."""

import json
from collections.abc import Mapping
from html import escape
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from sync.protocol import HEADER, MEDIA_TYPE, EnrolRequest, ExchangeRequest, Fault
from sync.server.envelope import FIELDS
from sync.wire import MAX_FIELDS

_SCHEMAS: Final = "#/components/schemas/"
_KEY: Final = "cle"
KNOWN_OR_NOT: Final[dict[str, Any]] = {"security": [{}, {_KEY: []}]}
"""A token may be given."""

_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "code,pre{background:#f2f2f2;padding:.1em .3em}pre{padding:1em;overflow:auto}"
    "table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.2em .6em;text-align:left}"
)


def takes(name: str) -> dict[str, Any]:
    """Describe a route's body, which is read by us and not by FastAPI; all but enrolment need a token."""
    body = {"required": True, "content": {MEDIA_TYPE: {"schema": {"$ref": _SCHEMAS + name}}}}
    return {"requestBody": body, "security": [] if name == "EnrolRequest" else [{_KEY: []}]}


def faults(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the faults that a route may answer."""
    return {status: {"model": Fault} for status in statuses}


def document(app: FastAPI) -> dict[str, Any]:
    """Give the OpenAPI document of the application, once it has all its routes."""
    found = app.openapi()
    components = found.setdefault("components", {})
    if "securitySchemes" in components:
        return found
    asked: list[Any] = [(EnrolRequest, "validation"), (ExchangeRequest, "validation")]
    _, schemas = models_json_schema(asked, ref_template=_SCHEMAS + "{model}")
    components.setdefault("schemas", {}).update(schemas["$defs"], Change=_CHANGE)
    changes = components["schemas"]["ExchangeRequest"]["properties"]["changes"]
    changes["items"] = {"anyOf": [{"$ref": _SCHEMAS + "Change"}, {}]}
    changes["description"] = "Chaque autre valeur reçoit pour elle seule le verdict « refused », code « forme »."
    components["securitySchemes"] = {_KEY: {"type": "http", "scheme": "bearer", "description": "La clé d’appareil."}}
    header = {"schema": {"type": "string"}, "required": True}
    for verbs in found["paths"].values():
        for facts in verbs.values():
            for status, answer in facts["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST:  # JSON, also where the page itself is plain text
                    answer["content"] = {MEDIA_TYPE: {"schema": {"$ref": _SCHEMAS + Fault.__name__}}}
                answer["headers"] = {HEADER: header} | ({"Retry-After": header} if status in {"429", "503"} else {})
    return found


_UUID: Final = {"type": "string", "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"}
_NAME: Final = {"pattern": "^[a-z][a-z0-9_]{0,59}$"}
_CHANGE: Final[dict[str, Any]] = {
    "type": "object",
    "description": "Une modification : quelques champs d’une fiche. Les tampons d’un point central sont ignorés.",
    "required": ["id", "table", "record", "stream", "at", "by", "set", "over"],
    "additionalProperties": False,
    "properties": {
        "id": _UUID,
        "table": {"type": "string", **_NAME},
        "record": {"type": "string", "pattern": "^[0-9A-Za-z][0-9A-Za-z_.:-]{0,79}$"},
        "stream": {"type": "string", "pattern": "^(fr|dep:([0-9]{2}|2[AB]|97[0-9]|98[0-9]))$"},
        "at": {
            "type": "string",
            "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
            "\\.[0-9]{6}(\\+00:00|Z)$",
        },
        "by": _UUID,
        "set": {"type": "object", "propertyNames": _NAME, "maxProperties": MAX_FIELDS},
        "over": {
            "type": "object",
            "propertyNames": _NAME,
            "maxProperties": MAX_FIELDS,
            "additionalProperties": {"type": "array", "items": _UUID},
        },
        "commune": {"type": "string", "pattern": "^([0-9]{5}|2[AB][0-9]{3})$"},
        "geste": _UUID,
        "stub": {"type": "array", "maxItems": MAX_FIELDS, "items": {"type": "string", **_NAME}},
    },
}


def page(document: Mapping[str, Any]) -> str:
    """Write the routes and the messages of an OpenAPI document."""
    info = document["info"]
    routes = "".join(
        _route(path, verb, facts) for path, verbs in document["paths"].items() for verb, facts in verbs.items()
    )
    schemas = document.get("components", {}).get("schemas", {})
    messages = "".join(_schema(name, schema) for name, schema in sorted(schemas.items()))
    return (
        f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>{escape(info["title"])}</title>'
        f"<style>{_STYLE}</style><h1>{escape(info['title'])} {escape(info['version'])}</h1>"
        f"<p>{escape(info.get('description', ''))}</p>"
        f'<p>Document complet : <a href="openapi.json">openapi.json</a></p>'
        f"<h2>Routes</h2>{routes}<h2>Messages</h2>{messages}<h2>Journal</h2>{_log()}</html>"
    )


def _log() -> str:
    rows = "".join(f"<tr><td><code>{name}</code></td><td>{escape(says)}</td></tr>" for name, says in FIELDS.items())
    about = "Une ligne JSON par demande, sans nom, contenu, adresse ni clé ; à conserver un an au plus."
    return f"<p>{about}</p><table>{rows}</table>"


def _route(path: str, verb: str, facts: Mapping[str, Any]) -> str:
    answers = ", ".join(sorted(facts.get("responses", {})))
    return (
        f"<h3><code>{escape(verb.upper())} {escape(path)}</code></h3>"
        f"<p>{escape(facts.get('description') or facts.get('summary', ''))}</p><p>Réponses : {escape(answers)}</p>"
    )


def _schema(name: str, schema: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(field)}</code></td><td><code>{escape(_type(facts))}</code></td>"
        f"<td>{escape(str(facts.get('description', '')))}</td></tr>"
        for field, facts in schema.get("properties", {}).items()
    )
    about = escape(schema.get("description", ""))
    return f'<h3 id="{escape(name)}">{escape(name)}</h3><p>{about}</p><table>{rows}</table>'


def _type(facts: Mapping[str, Any]) -> str:
    kept = {key: value for key, value in facts.items() if key not in {"title", "description", "default"}}
    return json.dumps(kept, ensure_ascii=False).replace("#/components/schemas/", "")
