"""The page `/docs`: the OpenAPI document as plain HTML, without a byte from elsewhere."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any, Final

_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "code,pre{background:#f2f2f2;padding:.1em .3em}pre{padding:1em;overflow:auto}"
    "table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.2em .6em;text-align:left}"
)


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
        f"<h2>Routes</h2>{routes}<h2>Messages</h2>{messages}</html>"
    )


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
