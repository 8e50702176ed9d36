"""Dialog messages and discharge letters, with invented texts."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree
from lxml.builder import ElementMaker

from imports.demo.letters.bodies import About
from imports.demo.letters.parts import FK1, coded

DIALOG = {
    "1.0": "http://www.kith.no/xmlstds/dialog/2006-10-11",
    "1.1": "http://www.kith.no/xmlstds/dialog/2013-01-23",
}


def dialog(version: str = "1.0") -> ElementMaker:
    return ElementMaker(namespace=DIALOG[version], nsmap={None: DIALOG[version], "fk1": FK1})


def foresporsel(about: About) -> etree._Element:
    d = dialog()
    return d.Dialogmelding(
        d.Foresporsel(
            coded(d, "TypeForesp", "5", "Forespørsel om tilstandsvurdering", "9153"),
            d.Sporsmal(
                about.text or "Hvordan virker den nye vanndrivende medisinen? Vekt siste uke?"
            ),
            coded(d, "Hastegrad", "3", "Innen 24 timer"),
        )
    )


def _notat(
    theme: tuple[str, str, str], text: str, version: str = "1.0"
) -> Callable[[About], etree._Element]:
    def body(about: About) -> etree._Element:
        d = dialog(version)
        return d.Dialogmelding(
            d.Notat(
                coded(d, "TemaKodet", theme[0], theme[1], theme[2]),
                d.Tema(theme[1]),
                d.TekstNotatInnhold(about.text or text),
            )
        )

    return body


svar = _notat(
    ("5", "Svar på forespørsel", "9069"), "Vekten har gått ned. Vi ser på det på timen i morgen."
)
helsefaglig = _notat(
    ("6", "Henvendelse om pasient", "7322"),
    "Kan dere måle blodtrykket morgen og kveld denne uken og sende svar til oss på fredag?",
    "1.1",
)
avvik = _notat(
    ("1", "Feil adressat", "8117"), "Pasienten bor i en annen kommune. Vi har ikke lest mer."
)
