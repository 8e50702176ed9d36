"""The demonstration's addresses for e-meldinger: its own, and those that the official samples are sent to.

Our own HER-ids begin with 00, and no real one does. The others are test organisations that the published
samples and receive tests of the PLO messages, the dialogmelding and the epikrise are written to; with
them here, those files can be tried in the demonstration. They lie with the first HT.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from imports.demo.shape import HT, TeamShape

MUNICIPALITY, CASE_WORK, NURSING = "0050001", "0050009", "00501{:02}"

#: HER-id and organisation number of the organisation, and its services and people: HER-id and name.
PUBLISHED: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "99387",
        "333555666",
        "Alvdal kommune",
        (("5078", "sykepleietjeneste"), ("9999", "saksbehandler"), ("369767", "mottaker")),
    ),
    (
        "56704",
        "971318864",
        "Kattskinnet legesenter",
        (("148985", "lege"), ("258521", "lege")),
    ),
    ("91096", "", "Kattskinnet legesenter", (("91100", "lege"), ("91101", "lege"))),
    (
        "59",
        "",
        "St. Olavs hospital",
        (("91090", "PLO innleggelse somatikk"), ("90998", "ortopedisk kirurgi")),
    ),
    ("62", "", "Sykehuset Levanger", (("8605", "kirurgi"),)),
)

#: Whom to ring when what we send does not get there. The legesenter has none: that is told too.
CONTACT_POINTS: tuple[Mapping[str, object], ...] = (
    {
        "her_id": "0070001",
        "name": "Oppdiktet sykehus, meldingssenteret",
        "phone": "55 00 70 01",
        "hours": "hverdager 08–15, ellers sentralbordet",
        "note": "Spør etter den som har e-meldingene på sengeposten.",
    },
    {
        "her_id": CASE_WORK,
        "name": "Saksbehandlerkontoret",
        "phone": "55 00 50 09",
        "hours": "hverdager 08–15",
        "note": "",
    },
)


def address_rows(teams: list[TeamShape]) -> Iterator[Mapping[str, object]]:
    """The municipality with a sykepleietjeneste for each HT and one saksbehandler; then the published."""
    hts = [team for team in teams if team.kind == HT]
    if not hts:
        return
    first = hts[0].code
    yield _row(MUNICIPALITY, "Bergen kommune (oppdiktet)", "virksomhet", first)
    for number, ht in enumerate(hts, 10):
        name = f"Sykepleietjenesten, {ht.name}"
        yield _row(NURSING.format(number), name, "sykepleie", ht.code, MUNICIPALITY)
    yield _row(CASE_WORK, "Saksbehandler", "saksbehandler", first, MUNICIPALITY)
    for her_id, org_number, name, inner in PUBLISHED:
        tried = f"Prøveadresse: {name}"
        yield {**_row(her_id, tried, "virksomhet", first), "org_number": org_number}
        for inner_id, what in inner:
            yield _row(inner_id, f"{tried}, {what}", "annet", first, her_id)


def _row(
    her_id: str, name: str, service: str, ht: str, parent: str | None = None
) -> Mapping[str, object]:
    return {
        "her_id": her_id,
        "name": name,
        "service": service,
        "org_number": "",
        "parent": parent,
        "ht": ht,
        "active": True,
    }
