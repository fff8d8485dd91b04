"""The site as OpenAPI 3.1: addresses, forms and answers, read from the code itself, so that it cannot be out of date.

    PYTHONPATH=src:. .venv/bin/python -m bench.openapi > cordee.openapi.json

It is for whoever tests (``bench.schema``, ``tests/house/test_schema.py``) or audits: which fields each form takes, of what
type, how long, among which choices, which are required. The site itself does not serve it (ASVS 5.0, 13.4.5).
"""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import FunctionType, ModuleType
from typing import Any

from django import forms
from django.core import validators
from django.forms.formsets import BaseFormSet
from django.urls import URLPattern, URLResolver, get_resolver

LARGEST_ROW = 2**63 - 1
_ABSENT = [0, LARGEST_ROW]
TEXT_LIMIT = 2_000
"""Longest text drawn for a field that sets no limit of its own."""
_READ = re.compile(r"request\.(GET|POST|FILES)(?:\.get|\.getlist)?[(\[]\s*\"([\w-]+)\"")
_PREFIX = re.compile(r"\bprefix\"?\s*[=:]\s*\"(\w+)\"")
_KINDS = re.compile(r"(?:application|text|image)/[a-z+-]+")
_ROUTE_PART = re.compile(r"<(?:(\w+):)?(\w+)>")


def addresses(
    resolver: Any = None, space: str = "", before: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """Name, whole route (« bureau/demandes/<row:need_id>/ ») and pattern of every address."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, f"{pattern.namespace}:" if pattern.namespace else space, route)
        else:
            yield f"{space}{pattern.name}", route, pattern


@dataclass
class Reading:
    """What a view reads and answers, as far as its code and that of the functions of ours it calls tell."""

    forms: list[type[forms.BaseForm]] = field(default_factory=list)
    formsets: list[type[BaseFormSet]] = field(default_factory=list)
    names: dict[str, set[str]] = field(default_factory=lambda: {"GET": set(), "POST": set(), "FILES": set()})
    kinds: set[str] = field(default_factory=lambda: {"text/html"})
    reads_json: bool = False
    prefixes: set[str] = field(default_factory=set)


def _names_in(code: Any) -> set[str]:
    inner = [_names_in(one) for one in code.co_consts if inspect.iscode(one)]
    return set(code.co_names).union(*inner)


def _named(function: FunctionType) -> Iterator[Any]:
    """What the names in a function stand for: globals, and what is taken from a module of ours."""
    names = _names_in(function.__code__)
    found = [function.__globals__[name] for name in sorted(names) if name in function.__globals__]
    yield from found
    for one in found:
        if isinstance(one, ModuleType) and one.__name__.startswith("cordee."):
            yield from (getattr(one, name) for name in sorted(names) if hasattr(one, name))


def _kinds_told(thing: str | dict[Any, Any] | tuple[Any, ...]) -> str:
    """Where a view keeps the kinds it answers apart from its code: a constant, a table by name, a registry of channels."""
    if isinstance(thing, str):
        return thing
    rows = thing.values() if isinstance(thing, dict) else thing
    return " ".join(str(one if isinstance(one, str) else getattr(one, "media_type", "")) for one in rows)


def _take(reading: Reading, thing: Any, seen: set[Any]) -> None:
    if isinstance(thing, type):
        if issubclass(thing, forms.BaseForm) and thing not in reading.forms:
            reading.forms.append(thing)
        elif issubclass(thing, BaseFormSet) and hasattr(thing, "form") and thing not in reading.formsets:
            reading.formsets.append(thing)
        elif thing.__name__ == "JsonResponse":
            reading.kinds.add("application/json")
    elif isinstance(thing, (str, dict, tuple)):
        reading.kinds.update(_KINDS.findall(_kinds_told(thing)))
    elif inspect.isfunction(thing) and thing.__module__.startswith(("cordee.portal", "cordee.ui")):
        _read(reading, inspect.unwrap(thing), seen)


def _read(reading: Reading, function: FunctionType, seen: set[Any]) -> None:
    if function in seen:
        return
    seen.add(function)
    source = inspect.getsource(function)
    for place, name in _READ.findall(source):
        reading.names[place].add(name)
    reading.kinds.update(_KINDS.findall(source))
    reading.prefixes.update(_PREFIX.findall(source))
    reading.reads_json |= "request.body" in source
    for thing in _named(function):
        _take(reading, thing, seen)


def read_view(view: Callable[..., Any]) -> Reading:
    """All that a view reads and answers."""
    reading = Reading()
    _read(reading, inspect.unwrap(view), set())
    return reading


def methods_of(view: Callable[..., Any]) -> list[str]:
    """The methods its decorator allows; GET and POST when it says nothing."""
    one: Any = view
    while one is not None:
        cells = dict(zip(one.__code__.co_freevars, one.__closure__ or (), strict=True))
        if "request_method_list" in cells:
            return [
                method.lower() for method in cells["request_method_list"].cell_contents if method != "HEAD"
            ]
        one = getattr(one, "__wrapped__", None)
    return ["get", "post"]


def _choices(asked: forms.ChoiceField) -> list[str]:
    flat: list[str] = []
    told: Any = asked.choices
    for value, label in told:
        flat += [str(one) for one, _ in label] if isinstance(label, (list, tuple)) else [str(value)]
    return flat


def _bounds(asked: forms.Field) -> dict[str, Any]:
    kept = {"minimum": getattr(asked, "min_value", None), "maximum": getattr(asked, "max_value", None)}
    return {name: value for name, value in kept.items() if isinstance(value, (int, float))}


def _text(asked: forms.Field) -> dict[str, Any]:
    told: dict[str, Any] = {"type": "string", "maxLength": getattr(asked, "max_length", None) or TEXT_LIMIT}
    if asked.required:
        told["minLength"] = getattr(asked, "min_length", None) or 1
    # Django's own addresses are not those of RFC 5321, which « format: email » follows.
    if any(isinstance(one, validators.EmailValidator) for one in asked.validators):
        told["pattern"] = r"^[a-z0-9.]{1,20}@[a-z0-9]{1,20}\.[a-z]{2,4}$"
    return told


def schema_of(asked: forms.Field) -> dict[str, Any]:
    """The JSON schema of one field of a form, as a browser would send it."""
    if isinstance(asked, forms.FileField):
        return {"type": "string", "format": "binary"}
    if isinstance(asked, (forms.MultipleChoiceField, forms.TypedMultipleChoiceField)):
        return {"type": "array", "items": {"enum": _choices(asked) or [""]}, "maxItems": 8}
    if isinstance(asked, forms.ModelChoiceField):
        return {"type": "integer", "minimum": 0, "maximum": LARGEST_ROW}
    if isinstance(asked, forms.ChoiceField):
        return {"enum": _choices(asked) or [""]}
    kinds: list[tuple[type[forms.Field] | tuple[type[forms.Field], ...], dict[str, Any]]] = [
        ((forms.BooleanField, forms.NullBooleanField), {"enum": ["on"] if asked.required else ["on", ""]}),
        ((forms.FloatField, forms.DecimalField), {"type": "number", **_bounds(asked)}),
        (forms.IntegerField, {"type": "integer", **_bounds(asked)}),
        (
            forms.DateTimeField,
            {"type": "string", "pattern": r"^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]$"},
        ),
        (forms.DateField, {"type": "string", "format": "date"}),
        (forms.TimeField, {"type": "string", "pattern": r"^[0-2][0-9]:[0-5][0-9]$"}),
    ]
    return next((told for kind, told in kinds if isinstance(asked, kind)), _text(asked))


def _described(asked: forms.Field) -> dict[str, Any]:
    label = str(asked.label or "")
    return {**schema_of(asked), **({"description": label} if label else {})}


def _fields_of(reading: Reading) -> tuple[dict[str, Any], list[str]]:
    """Fields by name, and the required ones. A view that shows several forms requires none: each post fills one."""
    told: dict[str, Any] = {}
    required: list[str] = []
    for form in reading.forms:
        for name, asked in form.base_fields.items():  # type: ignore[attr-defined]
            told.setdefault(name, _described(asked))
            required += [name] if asked.required and len(reading.forms) == 1 else []
    for formset in reading.formsets:
        prefix = next(iter(sorted(reading.prefixes)), formset.get_default_prefix())
        told[f"{prefix}-TOTAL_FORMS"] = told[f"{prefix}-INITIAL_FORMS"] = {
            "type": "integer",
            "minimum": 0,
            "maximum": 4,
        }
        for name, asked in formset.form.base_fields.items():
            told[f"{prefix}-0-{name}"] = _described(asked)
    for name in sorted(reading.names["POST"]):
        told.setdefault(name, {"type": "string", "maxLength": TEXT_LIMIT})
    for name in sorted(reading.names["FILES"]):
        told[name] = {"type": "string", "format": "binary"}
    return told, required


def _body(reading: Reading) -> dict[str, Any]:
    told, required = _fields_of(reading)
    schema: dict[str, Any] = {"type": "object", "properties": told, "additionalProperties": False}
    if required:
        schema["required"] = required
    files = any(one.get("format") == "binary" for one in told.values())
    kinds = ["multipart/form-data" if files else "application/x-www-form-urlencoded"]
    kinds += ["application/json"] if reading.reads_json else []
    return {"content": {kind: {"schema": schema} for kind in kinds}}


def _parameters(route: str, reading: Reading, known: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    told = []
    for converter, name in _ROUTE_PART.findall(route):
        wild: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60, "pattern": r"^[\w-]+$"}
        if converter in {"row", "int"}:
            wild = {"type": "integer", "minimum": 0, "maximum": LARGEST_ROW}
        # Drawn at random, a number names nothing: what is behind the address would never be reached.
        schema = (
            {"enum": [*known[name], *(_ABSENT if converter == "row" else [])]} if known.get(name) else wild
        )
        told.append({"name": name, "in": "path", "required": True, "schema": schema})
    words = {"type": "string", "maxLength": 200}
    return told + [{"name": name, "in": "query", "schema": words} for name in sorted(reading.names["GET"])]


def _operation(name: str, method: str, parameters: list[dict[str, Any]], reading: Reading) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": f"{name.replace(':', '_')}_{method}",
        "summary": name,
        "parameters": parameters,
        "responses": {
            "default": {"description": "…", "content": {kind: {} for kind in sorted(reading.kinds)}},
        },
    }
    return told | ({"requestBody": _body(reading)} if method == "post" else {})


def describe(
    known: Mapping[str, list[Any]] | None = None, left_out: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """The whole site as an OpenAPI 3.1 document.

    ``known`` gives, by the name of a part of an address (``need_id``), values that exist, to be drawn from.
    ``left_out`` are names of routes (``desk:sign_out``) not to describe.
    """
    paths: dict[str, Any] = {}
    for name, route, pattern in addresses():
        if name in left_out:
            continue
        reading = read_view(pattern.callback)
        path = "/" + _ROUTE_PART.sub(r"{\2}", route)
        parameters = _parameters(route, reading, known or {})
        paths.setdefault(path, {}).update(
            {method: _operation(name, method, parameters, reading) for method in methods_of(pattern.callback)}
        )
    return {"openapi": "3.1.0", "info": {"title": "Cordée", "version": "1"}, "paths": paths}


def main() -> int:
    """Write the document."""
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.config.settings")
    django.setup()
    json.dump(describe(), sys.stdout, ensure_ascii=False, indent=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
