"""The rules that our server on loopback judges by are those of NHN's OpenAPI, where that is at hand."""

import json
import os
from pathlib import Path

import pytest

from tests.support.msh_rules import BODIES, HEADERS, QUESTIONS

SAMPLES = os.environ.get("HELTOM_EMELDING_SAMPLES", "")
DOCUMENT = Path(SAMPLES) / "ks" / "msh-api-v2" / "spec" / "msh-api-v2.json"
#: What the document says besides the rules: words and examples.
WORDS = {"description", "example", "title"}


@pytest.fixture(scope="module")
def document():
    if not (SAMPLES and DOCUMENT.is_file()):
        pytest.skip("HELTOM_EMELDING_SAMPLES names no folder with the document")
    return json.loads(DOCUMENT.read_text())


def plain(schema, document):
    """The schema with what it refers to in its place, and without words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return plain(document["components"]["schemas"][name], document)
    if "allOf" in schema:
        (inner,) = schema["allOf"]
        others = {key: value for key, value in schema.items() if key not in {"allOf", *WORDS}}
        return {**plain(inner, document), **others}
    found = {key: value for key, value in schema.items() if key not in WORDS}
    if "properties" in found:
        named = found["properties"].items()
        found["properties"] = {name: plain(value, document) for name, value in named}
        found["required"] = sorted(found.get("required", []))
    if "items" in found:
        found["items"] = plain(found["items"], document)
    return found


def test_every_question_of_the_document_is_known_and_no_other(document):
    theirs = {(verb.upper(), path) for path, verbs in document["paths"].items() for verb in verbs}
    assert theirs == set(QUESTIONS)


@pytest.mark.parametrize(("verb", "path"), QUESTIONS)
def test_a_question_has_the_documents_own_rules(document, verb, path):
    theirs = document["paths"][path][verb.lower()]
    places = {"path": {}, "query": {}, "header": {}}
    for parameter in theirs["parameters"]:
        places[parameter["in"]][parameter["name"]] = plain(parameter["schema"], document)
    ours = QUESTIONS[verb, path]
    assert places["path"] == ours.get("path", {})
    assert places["query"] == ours.get("query", {})
    assert set(places["header"]) == set(HEADERS)
    needed = [row["name"] for row in theirs["parameters"] if row.get("required")]
    assert [name for name in needed if name in places["query"]] == ours.get("required", [])
    body = theirs.get("requestBody", {}).get("content", {}).get("application/json", {})
    named = body["schema"]["allOf"][0]["$ref"].rpartition("/")[2] if body else None
    assert named == ours.get("body")


@pytest.mark.parametrize("name", BODIES)
def test_a_body_has_the_documents_own_rules(document, name):
    theirs = plain(document["components"]["schemas"][name], document)
    ours = plain(BODIES[name], document)
    assert ours == theirs
