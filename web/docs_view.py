"""The OpenAPI description as a page that a person reads, without foreign scripts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

_METHODS: Final = ("get", "post", "put", "delete")


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a record's field."""

    name: str
    type: str
    text: str
    place: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One status that an endpoint may answer with; `record` names what it then sends."""

    status: str
    text: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One address and what may be done with it."""

    id: str
    method: str
    path: str
    summary: str
    text: str
    needs_key: bool
    parameters: tuple[Field, ...]
    body: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A record that travels as JSON."""

    name: str
    text: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class DocsView:
    """All endpoints and records, in the description's order."""

    endpoints: tuple[Endpoint, ...]
    records: tuple[Record, ...]


def docs_view(openapi: Mapping[str, Any]) -> DocsView:
    """Return the page over an OpenAPI 3.1 description."""
    schemas = openapi.get("components", {}).get("schemas", {})
    return DocsView(
        endpoints=tuple(_endpoints(openapi.get("paths", {}))),
        records=tuple(_record(name, schema) for name, schema in schemas.items()),
    )


def _endpoints(paths: Mapping[str, Any]) -> Iterator[Endpoint]:
    for path, item in paths.items():
        for method in _METHODS:
            if method in item:
                yield _endpoint(path, method, item[method])


def _endpoint(path: str, method: str, said: Mapping[str, Any]) -> Endpoint:
    return Endpoint(
        id=re.sub(r"\W+", "-", f"{method}{path}").strip("-"),
        method=method.upper(),
        path=path,
        summary=said.get("summary", ""),
        text=_plain(said.get("description", "")),
        needs_key=bool(said.get("security")),
        parameters=tuple(_parameter(one) for one in said.get("parameters", ())),
        body=_record_name(_json_schema(said.get("requestBody", {}))),
        answers=tuple(_answer(status, answer) for status, answer in sorted(said.get("responses", {}).items())),
    )


def _parameter(said: Mapping[str, Any]) -> Field:
    schema = said.get("schema", {})
    text = said.get("description") or schema.get("description", "")
    return Field(
        said["name"], _type(schema), _plain(text), place=said.get("in", ""), required=said.get("required", False)
    )


def _answer(status: str, said: Mapping[str, Any]) -> Answer:
    return Answer(status, said.get("description", ""), _record_name(_json_schema(said)))


def _json_schema(said: Mapping[str, Any]) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = said.get("content", {}).get("application/json", {}).get("schema", {})
    return schema


def _record_name(schema: Mapping[str, Any]) -> str:
    inner = schema.get("items", schema)
    return str(inner.get("$ref", "")).rpartition("/")[2]


def _record(name: str, schema: Mapping[str, Any]) -> Record:
    fields = (
        Field(field, _type(said), _plain(said.get("description", "")), required=field in schema.get("required", ()))
        for field, said in schema.get("properties", {}).items()
    )
    return Record(name, _plain(schema.get("description", "")), tuple(fields))


def _type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return _record_name(schema)
    if "anyOf" in schema:
        return " | ".join(_type(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(repr(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"{{string: {_type(schema['additionalProperties'])}}}"
    bounds = "".join(f" {sign} {schema[name]}" for name, sign in (("minimum", "≥"), ("maximum", "≤")) if name in schema)
    shown = schema.get("format") or schema.get("type", "any")
    return f"{shown}{bounds}"


def _plain(text: str) -> str:
    """Return a docstring's text without the marks of code."""
    return text.replace("`", "")
