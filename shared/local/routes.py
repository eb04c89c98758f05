"""The functions and routes of serverless.yml, and which route takes a request, as API Gateway's HTTP APIs choose it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html (read 2026-11-23)
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from shared.local.checkout import LocalStackError

DEFAULT_TIMEOUT_S = 6
DEFAULT_ROUTE = "$default"

_ROUTE = re.compile(r"(ANY|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT|\*) (/\S*)", re.IGNORECASE)
_VARIABLE = re.compile(r"\{(\w+)(\+?)\}")


@dataclass(frozen=True, slots=True)
class Function:
    """Attributes:
    module, attribute: where its handler is, as `functions.skills.handler` and `handler`.
    routes: as "GET /v1/skills/{id}", or "$default".
    """

    name: str
    module: str
    attribute: str
    timeout_s: float
    memory_mb: int
    routes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """One route key; `order` sorts the more specific first."""

    key: str
    method: str
    pattern: re.Pattern[str]
    order: tuple[tuple[int, ...], int]
    function: Function

    @classmethod
    def of(cls, key: str, function: Function) -> "Route":
        if key == DEFAULT_ROUTE:
            return cls(key, "ANY", re.compile("", re.DOTALL), ((3,), 1), function)
        method, path = key.split(" ", 1)
        parts = [_VARIABLE.fullmatch(part) for part in path.strip("/").split("/")]
        names = "/".join(
            re.escape(text) if variable is None else f"(?P<{variable[1]}>{'.+' if variable[2] else '[^/]+'})"
            for text, variable in zip(path.strip("/").split("/"), parts, strict=True)
        )
        # A plain part before a variable, a variable before a greedy one; a method of its own before ANY.
        weights = tuple(0 if variable is None else 2 if variable[2] else 1 for variable in parts)
        return cls(key, method, re.compile(f"/{names}", re.DOTALL), (weights, int(method == "ANY")), function)

    def matches(self, method: str, path: str) -> Mapping[str, str] | None:
        """The path's variables, or None where the route does not take the request."""
        if self.key == DEFAULT_ROUTE:
            return {}
        if self.method not in ("ANY", method):
            return None
        found = self.pattern.fullmatch(path)
        return None if found is None else found.groupdict()


class Router:
    """All routes of all functions."""

    def __init__(self, functions: Iterable[Function]) -> None:
        routes = [Route.of(key, function) for function in functions for key in function.routes]
        self.routes = sorted(routes, key=lambda route: route.order)

    def find(self, method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
        """The most specific route and the path's variables; None where even `$default` is missing."""
        for route in self.routes:
            variables = route.matches(method, path)
            if variables is not None:
                return route, variables
        return None


def read_functions(path: Path) -> tuple[Function, ...]:
    """The functions with HTTP routes in a serverless.yml.

    Raises:
        LocalStackError: the file is missing, is not YAML, or says something that this gateway does not serve.
    """
    try:
        content = yaml.safe_load(path.read_text())
    except (OSError, yaml.YAMLError) as error:
        raise LocalStackError(f"{path} cannot be read: {error}") from error
    provider = content.get("provider") or {}
    return tuple(
        function_of(name, settings, provider)
        for name, settings in content["functions"].items()
        if any("httpApi" in event for event in settings.get("events", ()))
    )


def function_of(name: str, settings: Mapping[str, Any], provider: Mapping[str, Any]) -> Function:
    """A function as its settings, and the provider's where it has none, say.

    Raises:
        LocalStackError: it has a route that this gateway does not serve.
    """
    file, _, attribute = str(settings["handler"]).rpartition(".")
    return Function(
        name,
        file.strip("./").replace("/", "."),
        attribute,
        float(settings.get("timeout", provider.get("timeout", DEFAULT_TIMEOUT_S))),
        int(settings.get("memorySize", provider.get("memorySize", 1024))),
        tuple(_route_key(name, event["httpApi"]) for event in settings["events"] if "httpApi" in event),
    )


def _route_key(name: str, event: object) -> str:
    if isinstance(event, Mapping):
        event = f"{event.get('method', '*')} {event.get('path')}"
    if event in ("*", "* *"):
        return DEFAULT_ROUTE
    found = _ROUTE.fullmatch(str(event))
    if found is None:
        raise LocalStackError(f"serverless.yml: function {name} has the route {event!r}; write it as `GET /path`")
    return f"{found[1].upper().replace('*', 'ANY')} {found[2]}"
