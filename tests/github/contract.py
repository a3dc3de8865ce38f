"""GitHub's own description of its interface: is this a request that it takes, and its answer?"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

BEYOND = {
    ("DELETE", "/repos/{owner}/{repo}/issues/{issue_number}/labels/{name}"),
    ("POST", "/app/installations/{installation_id}/access_tokens"),
    ("POST", "/graphql"),
    ("GET", "/repos/{owner}/{repo}/rules/branches/{branch}"),
    ("GET", "/repos/{owner}/{repo}/rulesets"),
    ("GET", "/repos/{owner}/{repo}/rulesets/{ruleset_id}"),
}
"""What the trimmed description lacks."""


def _json_schema(part: Any) -> Any:
    """OpenAPI 3.0 says `nullable`, JSON Schema says "or null"."""
    if isinstance(part, list):
        return [_json_schema(one) for one in part]
    if not isinstance(part, dict):
        return part
    made = {key: _json_schema(value) for key, value in part.items() if key != "nullable"}
    return {"anyOf": [made, {"type": "null"}]} if part.get("nullable") is True else made


class Contract:
    """The description, ready to check with."""

    def __init__(self) -> None:
        self.raw = json.loads(Path(__file__).with_name("openapi.json").read_text("utf-8"))
        self._components = _json_schema(self.raw["components"])
        self._validators: dict[int, Draft202012Validator] = {}
        self._in_order: set[tuple[int, str]] = set()
        self._paths = [
            (re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)), path, operations)
            for path, operations in self.raw["paths"].items()
        ]

    def operation(self, method: str, path: str) -> tuple[str, dict[str, Any] | None]:
        """The path's pattern and its operation; no operation for what is beyond it."""
        for pattern, name, operations in self._paths:
            if pattern.fullmatch(path) and method.lower() in operations:
                return name, operations[method.lower()]
        for allowed, name in BEYOND:
            if allowed == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", name), path):
                return name, None
        raise AssertionError(f"GitHub has no {method} {path}")

    def check_request(self, operation: dict[str, Any], query: dict[str, str], body: Any) -> None:
        """Raises AssertionError for parameters or a body that GitHub does not describe."""
        known = {}
        for one in operation.get("parameters", []):
            name = one.get("$ref", "").rpartition("/")[2]
            parameter = self.raw["components"]["parameters"][name] if name else one
            if parameter["in"] == "query":
                known[parameter["name"]] = parameter["schema"]
        for name, value in query.items():
            assert name in known, f"no parameter {name}"
            enum = known[name].get("enum")
            assert not enum or value in enum, f"{name}={value}"
        wanted = operation.get("requestBody")
        if body is None:
            assert not (wanted and wanted.get("required")), "a body is missing"
            return
        assert wanted, "a body that nobody asked for"
        schema = wanted["content"]["application/json"]["schema"]
        self._check(schema, body)
        top = schema.get("properties")
        assert not top or set(body) <= set(top), f"unknown fields {set(body) - set(top)}"

    def check_answer(self, operation: dict[str, Any], status: int, body: Any) -> None:
        """Raises AssertionError for an answer that GitHub would not give."""
        schema = self.answer(operation, status)
        if schema is not None:
            self._check(schema, body)

    def answer(self, operation: dict[str, Any], status: int) -> dict[str, Any] | None:
        """The schema of an answer; None where it is not described."""
        response = operation["responses"].get(str(status))
        if response is None or "$ref" in response:
            return None
        return response.get("content", {}).get("application/json", {}).get("schema")

    def _check(self, schema: dict[str, Any], body: Any) -> None:
        key = id(schema)
        if key not in self._validators:
            whole = {"allOf": [_json_schema(schema)], "components": self._components}
            self._validators[key] = Draft202012Validator(whole)
        seen = (key, json.dumps(body))
        if seen in self._in_order:
            return
        errors = list(self._validators[key].iter_errors(body))
        assert not errors, [f"{list(e.path)}: {e.message[:300]}" for e in errors[:3]]
        self._in_order.add(seen)

    def filled(self, schema: dict[str, Any], known: Any) -> Any:
        """What is known, with the smallest values for all that GitHub always tells."""
        schema = self._resolved(schema)
        if isinstance(known, list) and "items" in schema:
            return [self.filled(schema["items"], one) for one in known]
        if not isinstance(known, dict):
            return known
        if not known:
            return self._smallest(schema) if schema.get("required") else {}
        properties = self._properties(schema)
        made = dict(known)
        for name in self._required(schema):
            made.setdefault(name, ...)
        return {
            name: self._smallest(properties.get(name, {}))
            if value is ...
            else self.filled(properties.get(name, {}), value)
            for name, value in made.items()
        }

    def _properties(self, schema: dict[str, Any]) -> dict[str, Any]:
        found = dict(schema.get("properties", {}))
        for part in schema.get("allOf", []):
            found |= self._properties(self._resolved(part))
        return found

    def _required(self, schema: dict[str, Any]) -> list[str]:
        found = list(schema.get("required", []))
        for part in schema.get("allOf", []):
            found += self._required(self._resolved(part))
        return found

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in schema:
            _, _, kind, name = schema["$ref"].split("/")
            return self._resolved(self.raw["components"][kind][name])
        for several in ("oneOf", "anyOf"):
            if several in schema:
                return self._resolved(schema[several][0])
        return schema

    def _smallest(self, schema: dict[str, Any]) -> Any:
        if schema.get("nullable"):
            return None
        schema = self._resolved(schema)
        if schema.get("nullable"):
            return None
        if "enum" in schema:
            return schema["enum"][0]
        if "type" not in schema and "properties" not in schema and "allOf" not in schema:
            return None
        kind = schema.get("type", "object")
        if kind == "string":
            formats = {"date-time": "2026-07-01T00:00:00Z", "uri": "https://example.org/"}
            return formats.get(schema.get("format", ""), "")
        if kind == "object":
            properties = self._properties(schema)
            return {n: self._smallest(properties.get(n, {})) for n in self._required(schema)}
        return {"integer": 1, "number": 1, "boolean": False, "array": []}[kind]


@cache
def contract() -> Contract:
    """Read once."""
    return Contract()
