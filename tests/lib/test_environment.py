"""What whoever runs us has written in the environment is taken as it was meant, or refused in words."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from heltom.lib import environment

HELSEID = {
    "HELTOM_HELSEID_URL": "https://sts.example",
    "HELTOM_HELSEID_CLIENT_ID": "heltom",
    "HELTOM_HELSEID_KEY": "/etc/heltom/helseid.json",
}


@pytest.fixture
def given(monkeypatch):
    for name in (*HELSEID, "HELTOM_HELSEID_SCOPE", "HELTOM_HELSEID_ORGANISATION", "HELTOM_MSH_URL"):
        monkeypatch.delenv(name, raising=False)

    def give(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return give


def test_without_an_address_the_meldingstjener_is_not_used(given):
    assert environment.meldingstjener()[0] == ""


def test_the_meldingstjener_comes_with_who_we_are(given):
    given(HELTOM_MSH_URL="https://msh.example", **HELSEID)
    url, identity = environment.meldingstjener()
    assert url == "https://msh.example"
    key = Path("/etc/heltom/helseid.json")
    assert identity == ("https://sts.example", "heltom", key, "nhn:msh/api", "")


@pytest.mark.parametrize("missing", HELSEID)
def test_the_meldingstjener_needs_all_that_says_who_we_are(given, missing):
    given(HELTOM_MSH_URL="https://msh.example", **{**HELSEID, missing: ""})
    with pytest.raises(ImproperlyConfigured, match="HELTOM_MSH_URL trenger"):
        environment.meldingstjener()


@pytest.mark.parametrize(
    "url", ["http://msh.example", "msh.example", "ftp://msh.example", "https://"]
)
def test_nothing_goes_to_the_health_network_in_the_clear(given, url):
    given(HELTOM_MSH_URL=url, **HELSEID)
    with pytest.raises(ImproperlyConfigured, match="begynner med https"):
        environment.meldingstjener()


def test_numbers_stand_with_commas_between(given):
    given(HELTOM_MSH_HER_IDS=" 8143060, 8143061 ")
    assert environment.numbers("HELTOM_MSH_HER_IDS") == [8143060, 8143061]
    given(HELTOM_MSH_HER_IDS="8143060 HER")
    with pytest.raises(ImproperlyConfigured, match="tall med komma"):
        environment.numbers("HELTOM_MSH_HER_IDS")
