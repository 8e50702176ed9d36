"""The namespaces of documents that HeltOm knows, by family. A document's namespace chooses its reader."""

from __future__ import annotations

_PO = "http://www.kith.no/xmlstds/po/"
_PO_2 = "http://ehelse.no/xmlstds/po/"
_EPIKRISE = "http://www.kith.no/xmlstds/epikrise"

#: The messages of pleie og omsorg. Two of them changed their name from 1.5 to 1.6; both are taken of both.
_PO_NAMES = (
    "Pasientlogistikk",
    "Innleggelsesrapport",
    "HelseopplysningerVedSoknad",
    "HelseopplysningerTilLege",
    "Konsultasjon",
    "MedisinskeOpplysninger",
    "OverforingMedisinskeOpplysninger",
    "OrienteringOmTjenestetilbud",
    "TverrfagligEpikrise",
    "MeldingFravar",
)
_PO_2_NAMES = ("Pasientlogistikk", "HelseopplysningerSaksbehandling", "Sammenfatning")

#: 1.5 (2009), 1.6 (2012) and 2.0 (2016).
PLO = frozenset(
    [f"{_PO}{name}/{day}" for name in _PO_NAMES for day in ("2009-06-30", "2012-04-01")]
    + [f"{_PO_2}{name}/2016-05-30" for name in _PO_2_NAMES]
)
DIALOG = frozenset(
    f"http://www.kith.no/xmlstds/dialog/{day}" for day in ("2006-10-11", "2013-01-23")
)
EPIKRISE = frozenset([_EPIKRISE, f"{_EPIKRISE}/2006-09-23", f"{_EPIKRISE}/2012-02-15"])

KNOWN = PLO | DIALOG | EPIKRISE


def is_known(namespace: str) -> bool:
    """Whether a reader of ours was made for documents of this namespace."""
    return namespace in KNOWN
