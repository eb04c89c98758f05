"""Examples for the OpenAPI document, out of the schemas: a field's own example where it has one."""

from collections.abc import Mapping
from typing import Any, cast

from shared.api.problems import Problem

JsonSchema = Mapping[str, Any]
Json = dict[str, Any] | list[Any] | str | int | float | bool | None

_SKILL = "d7a1f2c3-5b0e-5c55-9d2e-0b8f6c1e4a10"
_ESCO_SKILL = "http://data.europa.eu/esco/skill/598de5b0-5b58-4ea7-8058-a4bc4d18c742"
_BY_FORMAT = {"uuid": "0195c1a2-7c4e-7d3b-9a51-3f2b8e6d4c10", "date": "2026-11-23", "date-time": "2026-11-23T09:30:00Z"}
# Values of fields that have no example of their own, by name.
_BY_NAME: dict[str, Json] = {
    "current": "advanced beginner",
    "level": "competent",
    "required": "proficient",
    "attribution": "This service uses the ESCO classification of the European Commission.",
    "because_skill_name": "Python (computer programming)",
    "input_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "name": "SQL",
    "next_cursor": None,
    "note": "",
    "quote": "Built data pipelines in Python and SQL.",
    "reason": "48 months in 2 jobs",
    "role_title": "data scientist",
    "skill_id": _SKILL,
    "skill_name": "SQL",
    "text": "Write down where you used SQL, with dates and results.",
    "title": "data scientist",
    "uri": _ESCO_SKILL,
}

_PROBLEMS = {
    400: ("invalid-json", "the body is not JSON that can be read: check its syntax and its encoding, UTF-8"),
    401: ("not-authenticated", "the token has expired: sign in again and send the new access token"),
    403: ("not-allowed", "only catalogue editors may do this: ask for `app_metadata.skillpath_role` = `editor`"),
    404: ("not-found", "there is nothing at this path: check it, and that an id in it is a UUID"),
    409: ("stale-version", "it was changed since you read it: read it again, and send the change once more"),
    413: ("body-too-large", "the body is larger than 1 MiB: send less"),
    422: ("invalid-request", "the request does not have the form it should: `errors` names each field"),
    429: ("rate-limited", "too many requests: try again in 12 s"),
    503: ("store-unavailable", "the store does not answer: try again"),
}


def example_of(schema: JsonSchema, schemas: Mapping[str, JsonSchema], name: str = "", *, asked: bool = False) -> Json:
    """A value that the schema takes.

    Args:
        schemas: of the document's components, by name.
        name: of the field whose value it is.
        asked: of a request: fields that may be left out, and have no example, are.
    """
    if examples := schema.get("examples"):
        return cast("Json", examples[0])
    if reference := schema.get("$ref"):
        return example_of(schemas[reference.rpartition("/")[2]], schemas, name, asked=asked)
    if "const" in schema:
        return cast("Json", schema["const"])
    if options := schema.get("enum"):
        return _BY_NAME[name] if _BY_NAME.get(name) in options else options[0]
    if schema.get("default") is not None:
        return cast("Json", schema["default"])
    if options := schema.get("anyOf") or schema.get("oneOf"):
        nullable = {"type": "null"} in options
        if nullable and name in _BY_NAME and _BY_NAME[name] is None:
            return None
        return example_of(next(item for item in options if item != {"type": "null"}), schemas, name, asked=asked)
    match schema.get("type"):
        case "object":
            return _object(schema, schemas, name, asked=asked)
        case "array":
            items = [*schema.get("prefixItems", ()), *([schema["items"]] if "items" in schema else ())]
            return [example_of(item, schemas, name, asked=asked) for item in items]
        case "boolean":
            return True
        case "integer":
            return int(_number(schema))
        case "number":
            return _number(schema)
        case "null":
            return None
    return _BY_NAME.get(name, name or "text") if "format" not in schema else _BY_FORMAT[schema["format"]]


def problem_example(status: int) -> dict[str, Json]:
    """What a problem of this status looks like."""
    code, detail = _PROBLEMS[status]
    title = code.replace("-", " ").capitalize()
    problem = {"type": f"urn:skillpath:problem:{code}", "title": title, "status": status, "detail": detail}
    problem |= {"code": code, "instance": "urn:skillpath:request:checkout-42"}
    if code == "invalid-request":
        problem["errors"] = [{"pointer": "#/display_name", "detail": "Field required"}]
    return Problem.model_validate(problem).model_dump(exclude_none=True)


def _object(schema: JsonSchema, schemas: Mapping[str, JsonSchema], name: str, *, asked: bool) -> dict[str, Json]:
    required = schema.get("required", ())
    properties = schema.get("properties", {})
    if not properties and isinstance(values := schema.get("additionalProperties"), Mapping):
        return {name or "name": example_of(values, schemas, name, asked=asked)}
    return {
        field: example_of(value, schemas, field, asked=asked)
        for field, value in properties.items()
        if not asked or field in required or _has_value(value)
    }


def _has_value(schema: JsonSchema) -> bool:
    """Whether it brings a value of its own: an example, or what it is where it is left out."""
    return bool(schema.get("examples")) or bool(schema.get("default"))


def _number(schema: JsonSchema) -> float:
    """The middle of a range with two ends, else the number nearest to 1 in it."""
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return float(low + high) / 2
    if low is not None or high is not None:
        return float(max(low, 1) if low is not None else min(high or 1, 1))
    return 1.0
