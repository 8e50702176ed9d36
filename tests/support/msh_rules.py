"""What the OpenAPI of NHN's "MSH API v2" says of a question, as plain data, and a judge of questions.

tests/emeldinger/test_msh_document.py holds this up against the document itself, where that is at hand.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

HEADERS = ("api-version", "nhn-source-system")
INT32 = {"type": "integer", "format": "int32"}
HER_ID = {**INT32, "minimum": 1, "maximum": 2147483647}
GUID = {"type": "string", "format": "uuid"}
ORDER_BY = {"type": "string", "enum": ["Ascending", "Descending"]}
TEXT = {"type": "string", "minLength": 1}
MAYBE = {"type": "string", "nullable": True}

EBXML_NAMES = (
    "cpaId", "conversationId", "service", "serviceType", "action", "senderRole", "receiverRole",
    "applicationName", "applicationVersion", "middlewareName", "middlewareVersion",
)  # fmt: skip
EBXML = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(EBXML_NAMES, MAYBE),
        "useSenderLevel1HerId": {"type": "boolean", "nullable": True},
        "compressPayload": {"type": "boolean", "nullable": True},
    },
}

BODIES: dict[str, dict[str, Any]] = {
    "PostMessageRequest": {
        "type": "object",
        "required": ["businessDocument", "contentTransferEncoding", "contentType"],
        "additionalProperties": False,
        "properties": {
            "businessDocument": TEXT,
            "contentType": TEXT,
            "contentTransferEncoding": TEXT,
            "ebXmlOverrides": {**EBXML, "nullable": True},
            "receiverHerIdsSubset": {"type": "array", "items": INT32, "nullable": True},
        },
    },
    "PostAppRecRequest": {
        "type": "object",
        "required": ["appRecStatus"],
        "additionalProperties": False,
        "properties": {
            "appRecStatus": {"type": "string", "enum": ["Ok", "Rejected", "OkErrorInMessagePart"]},
            "appRecErrorList": {
                "type": "array",
                "nullable": True,
                "items": {
                    "type": "object",
                    "required": ["details", "errorCode"],
                    "additionalProperties": False,
                    "properties": {
                        "errorCode": MAYBE,
                        "details": MAYBE,
                        "description": MAYBE,
                        "oid": MAYBE,
                    },
                },
            },
            "ebXmlOverrides": {**EBXML, "nullable": True},
        },
    },
}

#: Method and path → the schemas of what stands in the path and the query, and the body's name.
QUESTIONS: dict[tuple[str, str], dict[str, Any]] = {
    ("GET", "/Messages"): {
        "query": {
            "ReceiverHerIds": {"type": "array", "items": INT32, "uniqueItems": True},
            "SenderHerId": INT32,
            "BusinessDocumentId": {"type": "string", "minLength": 0, "maxLength": 100},
            "IncludeMetadata": {"type": "boolean"},
            "MessagesToFetch": {**INT32, "minimum": 1, "maximum": 100},
            "OrderBy": ORDER_BY,
        },
        "required": ["ReceiverHerIds"],
    },
    ("POST", "/Messages"): {"body": "PostMessageRequest"},
    ("GET", "/Messages/{id}"): {"path": {"id": GUID}},
    ("GET", "/Messages/{id}/business-document"): {"path": {"id": GUID}},
    ("GET", "/Messages/{id}/status"): {"path": {"id": GUID}},
    ("GET", "/Messages/{id}/apprec"): {"path": {"id": GUID}},
    ("POST", "/Messages/{id}/apprec/{appRecSenderHerId}"): {
        "path": {"id": GUID, "appRecSenderHerId": HER_ID},
        "body": "PostAppRecRequest",
    },
    ("PUT", "/Messages/{id}/read/{herId}"): {"path": {"id": GUID, "herId": HER_ID}},
}


def find(method: str, path: str) -> tuple[str, dict[str, str]] | None:
    """The path of the document that this one is of, and what stands in its places."""
    for verb, template in QUESTIONS:
        pattern = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", template)
        if verb == method and (found := re.fullmatch(pattern, path)):
            return template, found.groupdict()
    return None


def faults(
    method: str,
    template: str,
    *,
    places: dict[str, str],
    query: dict[str, list[str]],
    headers: Any,
    body: Any,
) -> list[str]:
    """What the server would put under validationErrors; none for a question as the document says."""
    rules = QUESTIONS[method, template]
    wrong = [f"header {name} is missing" for name in HEADERS if not headers.get(name)]
    wrong += [f"{name} is missing" for name in rules.get("required", []) if name not in query]
    for name, value in places.items():
        wrong += _of_text(name, value, rules["path"][name])
    for name, values in query.items():
        schema = rules.get("query", {}).get(name)
        wrong += [f"{name} is unknown"] if schema is None else _of_query(name, values, schema)
    if "body" in rules:
        wrong += of_value("body", body, BODIES[rules["body"]])
    elif body is not None:
        wrong.append("a body was sent")
    return wrong


def _of_query(name: str, values: list[str], schema: dict[str, Any]) -> list[str]:
    if schema["type"] != "array":
        return [f"{name} twice"] if len(values) > 1 else _of_text(name, values[0], schema)
    wrong = [fault for value in values for fault in _of_text(name, value, schema["items"])]
    if schema.get("uniqueItems") and len(set(values)) != len(values):
        wrong.append(f"{name} holds the same twice")
    return wrong


def _of_text(name: str, text: str, schema: dict[str, Any]) -> list[str]:
    """A value as it stands in an address."""
    if schema["type"] == "integer":
        return of_value(name, int(text) if re.fullmatch(r"-?\d+", text) else text, schema)
    if schema["type"] == "boolean":
        return [] if text in ("true", "false") else [f"{name} is not a boolean"]
    return of_value(name, text, schema)


KINDS = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}


def of_value(name: str, value: Any, schema: dict[str, Any]) -> list[str]:
    """As far as the document goes: kinds, bounds, enums, required and unknown names."""
    if value is None:
        return [] if schema.get("nullable") else [f"{name} is null"]
    if not isinstance(value, KINDS[schema["type"]]):
        return [f"{name} is not a {schema['type']}"]
    wrong = _of_bounds(name, value, schema)
    if isinstance(value, list):
        wrong += [fault for one in value for fault in of_value(name, one, schema["items"])]
    if isinstance(value, dict):
        known = schema["properties"]
        wrong += [
            f"{name}.{key} is missing" for key in schema.get("required", []) if key not in value
        ]
        wrong += [f"{name}.{key} is unknown" for key in value if key not in known]
        for key in value.keys() & known.keys():
            wrong += of_value(f"{name}.{key}", value[key], known[key])
    return wrong


def _of_bounds(name: str, value: Any, schema: dict[str, Any]) -> list[str]:
    wrong = []
    if "enum" in schema and value not in schema["enum"]:
        wrong.append(f"{name} is none of {schema['enum']}")
    if isinstance(value, str) and len(value) < schema.get("minLength", 0):
        wrong.append(f"{name} is too short")
    if isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
        wrong.append(f"{name} is too long")
    if schema["type"] == "integer" and not _within(value, schema):
        wrong.append(f"{name} is out of bounds")
    if schema.get("format") == "uuid" and not _guid(value):
        wrong.append(f"{name} is not a guid")
    return wrong


def _within(value: int, schema: dict[str, Any]) -> bool:
    return schema.get("minimum", -(2**31)) <= value <= schema.get("maximum", 2**31 - 1)


def _guid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
