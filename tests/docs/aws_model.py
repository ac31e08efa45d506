"""Holds a call of the AWS CLI against botocore's own description of the service."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, cast

import jmespath
from botocore import xform_name  # pyright: ignore[reportUnknownVariableType]
from botocore.loaders import Loader

Json = dict[str, Any]

GLOBAL = {"region", "query", "output", "profile", "no-cli-pager"}
REQUIRED = " is required"
PAGING = {"max-items", "page-size", "starting-token"}

CUSTOM = {
    ("eks", "update-kubeconfig"): {"name", "alias", "role-arn", "kubeconfig", "dry-run"},
    ("eks", "get-token"): {"cluster-name", "role-arn"},
    ("sso", "login"): {"sso-session"},
}
"""Commands that the CLI adds to the services' own, with their options."""


def fault_of(argv: tuple[str, ...], *, whole: bool = True) -> str | None:
    """What is wrong with a call `aws <service> <operation> [--option value ...]`.

    whole: whether all options that it needs must be there.
    """
    words, options = _parts(argv[1:])
    if len(words) != 2:
        return f"aws wants a service and an operation, and has {' '.join(words)}"
    service, operation = words
    if (custom := CUSTOM.get((service, operation))) is not None:
        return next((_unknown(name) for name in options if name not in custom | GLOBAL), None)
    if service not in _services():
        return f"aws knows no service {service}"
    if operation not in _operations(service):
        return f"aws {service} has no operation {operation}"
    faults = _faults(service, operation, options)
    return next((fault for fault in faults if whole or not fault.endswith(REQUIRED)), None)


def _parts(arguments: tuple[str, ...]) -> tuple[list[str], dict[str, list[str]]]:
    words: list[str] = []
    options: dict[str, list[str]] = {}
    values = words
    for argument in arguments:
        if argument.startswith("--"):
            values = options.setdefault(argument[2:], [])
        else:
            values.append(argument)
    return words, options


def _faults(service: str, operation: str, options: dict[str, list[str]]) -> Iterator[str]:
    described = _operations(service)[operation]
    shape = _shape(service, described.get("input"))
    members: Json = {_option(name): part for name, part in shape.get("members", {}).items()}
    for name, values in options.items():
        flag = name if name in members else name.removeprefix("no-")
        if flag in members:
            yield from _values(name, service, _shape(service, members[flag]), values)
        elif name not in GLOBAL | (PAGING if described["name"] in _paged(service) else set()):
            yield _unknown(name)
        elif name == "query":
            yield from _query(service, described, values[0])
    for name in map(_option, shape.get("required", [])):
        if not {name, f"no-{name}"} & set(options):
            yield f"--{name}{REQUIRED}"


def _values(name: str, service: str, shape: Json, values: list[str]) -> Iterator[str]:
    if shape["type"] == "boolean":
        if values:
            yield f"--{name} takes no value"
        return
    if not values:
        yield f"--{name} wants a value"
    one = _shape(service, shape["member"]) if shape["type"] == "list" else shape
    for value in values:
        if value not in one.get("enum", [value]):
            yield f"--{name} cannot be {value}"
        if one["type"] in {"integer", "long"} and not re.fullmatch(r"\d+", value):
            yield f"--{name} wants a number, not {value}"


def _query(service: str, described: Json, query: str) -> Iterator[str]:
    try:
        parsed = cast("Json", jmespath.compile(query).parsed)
    except ValueError as error:
        yield f"--query {query}: {error}"
        return
    known = set(_names(service, described.get("output"), set()))
    for field in _fields(parsed):
        if field not in known:
            yield f"--query asks for {field}, which the answer does not have"


def _fields(node: Json) -> Iterator[str]:
    if node["type"] == "field":
        yield node["value"]
    for child in cast("list[Json]", node["children"]):
        yield from _fields(child)


def _names(service: str, part: Json | None, seen: set[str]) -> Iterator[str]:
    if part is None or part["shape"] in seen:
        return
    seen.add(part["shape"])
    shape = _shape(service, part)
    for name, member in shape.get("members", {}).items():
        yield name
        yield from _names(service, member, seen)
    yield from _names(service, shape.get("member"), seen)


def _option(member: str) -> str:
    return xform_name(member, "-")


def _unknown(name: str) -> str:
    return f"there is no option --{name}"


def _shape(service: str, part: Json | None) -> Json:
    return _model(service, "service-2")["shapes"][part["shape"]] if part else {}


@cache
def _model(service: str, kind: str) -> Json:
    return cast("Json", _loader().load_service_model(service, kind))


@cache
def _operations(service: str) -> dict[str, Json]:
    operations: Json = _model(service, "service-2")["operations"]
    return {_option(name): described for name, described in operations.items()}


def _paged(service: str) -> Json:
    return _model(service, "paginators-1")["pagination"]


@cache
def _loader() -> Any:
    return Loader()


@cache
def _services() -> frozenset[str]:
    return frozenset(_loader().list_available_services("service-2"))
