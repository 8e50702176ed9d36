"""A token from HelseID: asked for by our signature, bound to our key, used until shortly before its end."""

import json

import pytest

from emeldinger.channels.base import ChannelDown
from tests.emeldinger.msh import NURSING, tied
from tests.support.helseid_server import new_key


@pytest.fixture
def line(tmp_path):
    with tied(tmp_path) as line:
        yield line


def ask(line):
    return line.channel.api.unread([NURSING])


@pytest.mark.parametrize("kind", ["EC", "RSA"])
def test_helseid_believes_our_signature_with_either_kind_of_key(tmp_path, kind):
    with tied(tmp_path, kind=kind) as line:
        assert ask(line) == []
        assert line.tokens == 1


def test_the_nonce_that_helseid_asks_for_is_put_into_the_proof(line):
    assert ask(line) == []
    assert line.asked(400) == ["POST /connect/token"]
    line.msh.tokens.forget()
    ask(line)
    assert line.asked(400) == ["POST /connect/token"], "the nonce is remembered for the next token"


def test_each_question_for_a_token_is_signed_anew(line):
    ask(line)
    first, second = line.msh.tokens.assertions[0], line.msh.tokens.assertions[-1]
    line.msh.tokens.forget()
    ask(line)
    assert line.msh.tokens.assertions[-1]["jti"] not in (first["jti"], second["jti"])
    assert first["exp"] - first["iat"] <= 60


def test_a_token_is_used_until_shortly_before_its_end(line):
    now = 1_800_000_000.0
    line.msh.tokens.now = lambda: now
    ask(line)
    now += 530
    ask(line)
    assert line.tokens == 1
    now += 11
    ask(line)
    assert line.tokens == 2
    assert line.asked(401) == []


def test_a_token_that_the_service_will_not_have_is_replaced_once(line):
    ask(line)
    line.msh.tokens.forget()
    assert ask(line) == []
    assert line.tokens == 2
    assert line.asked(401) == ["GET /Messages"]


def test_a_service_that_never_believes_us_is_down_and_nothing_is_asked_without_end(line):
    line.msh.tokens.life = 0
    with pytest.raises(ChannelDown, match="401"):
        ask(line)
    assert len(line.asked(401)) == 2


def test_the_service_may_ask_for_a_nonce_of_its_own(line):
    line.msh.tokens.service_nonce = "s-1"
    assert ask(line) == []
    assert line.tokens == 1
    line.msh.tokens.service_nonce = "s-2"
    assert ask(line) == []
    assert line.tokens == 1, "the token was good: only the nonce was old"


def test_a_bearer_token_is_shown_as_one(line):
    line.msh.tokens.kind = "Bearer"
    assert ask(line) == []


def test_another_key_than_the_registered_one_gives_no_token(line, tmp_path):
    new_key(tmp_path / "key.json")
    with pytest.raises(ChannelDown, match="invalid_client"):
        ask(line)


def test_a_key_that_was_changed_in_the_file_is_used_for_the_next_token(line, tmp_path):
    ask(line)
    line.msh.tokens.public = new_key(tmp_path / "key.json")
    line.msh.tokens.forget()
    assert ask(line) == []


@pytest.mark.parametrize(
    "content", ["", "{}", "nøkkel", '{"kty": "oct", "k": "AAAA"}', None], ids=str
)
def test_a_key_file_that_holds_no_private_key_is_told_without_its_content(line, tmp_path, content):
    path = tmp_path / "key.json"
    if content is None:
        public = {name: json.loads(path.read_text())[name] for name in ("kty", "crv", "x", "y")}
        content = json.dumps(public)
    path.write_text(content)
    with pytest.raises(ChannelDown, match="the key cannot be read") as caught:
        ask(line)
    assert content == "" or content not in str(caught.value)


def test_whoever_describes_another_helseid_is_not_sent_our_signature(line):
    line.msh.tokens.url = "https://et-annet-sted.example"
    with pytest.raises(ChannelDown, match="no description"):
        ask(line)
    assert "POST /connect/token" not in line.asked()


def test_the_organisation_that_acts_is_part_of_what_is_signed(line):
    line.helseid.organisation = "999999990"
    ask(line)
    line.helseid.organisation = "999999990:888888880"
    line.msh.tokens.forget()
    ask(line)
    said = [
        claims["assertion_details"]["practitioner_role"]["organization"]["identifier"]
        for claims in line.msh.tokens.assertions
    ]
    assert said[0]["value"] == "999999990"
    assert said[-1]["value"] == "NO:ORGNR:999999990:888888880"


def test_when_helseid_is_away_the_channel_is_down(line):
    line.msh.mood = "gone"
    with pytest.raises(ChannelDown):
        ask(line)
    assert line.slept == [0.5, 1.0, 2.0]
