"""Messages made to break the reader: each by its name, in the size that is asked for.

`size` is in bytes, about: the benchmark asks for the largest that is read, the tests for a little.
None of them is a real attack on anything outside: the addresses are of this machine.
"""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from base64 import b64encode
from collections.abc import Callable

HEAD = "http://www.kith.no/xmlstds/msghead/2006-05-24"
BASE64 = "http://www.kith.no/xmlstds/base64container"
DIALOG = "http://www.kith.no/xmlstds/dialog/2006-10-11"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
MSG_ID = "0f5c2a3e-9d1b-4c7a-8e46-1b2c3d4e5f60"
UTF8 = '<?xml version="1.0" encoding="UTF-8"?>\n'
#: A file of this machine that no message may get to read.
A_FILE = "file:///etc/passwd"
NOWHERE = "http://127.0.0.1:9/nothing"


def message(inside: str = "", *, patient: str = "Ola", more: str = "", note: str = "Hei") -> str:
    """An invented note from an invented doctor. `inside` comes in the head, `more` after its document."""
    party = (
        "<Organisation><OrganisationName>{0}</OrganisationName><Ident><Id>{1}</Id>"
        '<TypeId V="HER" DN="HER-id"/></Ident></Organisation>'
    )
    return (
        f'<MsgHead xmlns="{HEAD}" xmlns:xsi="{XSI}"><MsgInfo><Type V="DIALOG_NOTAT" DN="Notat"/>'
        "<MIGversion>v1.2 2006-05-24</MIGversion><GenDate>2026-11-22T10:00:00</GenDate>"
        f"<MsgId>{MSG_ID}</MsgId><Sender>{party.format('Fiktivt legesenter', '0080001')}</Sender>"
        f"<Receiver>{party.format('Bergen kommune', '0050001')}</Receiver>{inside}"
        f"<Patient><FamilyName>Prøve</FamilyName><GivenName>{patient}</GivenName>"
        '<DateOfBirth>1941-03-02</DateOfBirth><Sex V="2" DN="Kvinne"/></Patient></MsgInfo>'
        "<Document><RefDoc><MsgType V='XML'/><Content>"
        f'<Dialogmelding xmlns="{DIALOG}"><Notat><TekstNotatInnhold>{note}</TekstNotatInnhold>'
        f"</Notat></Dialogmelding></Content></RefDoc></Document>{more}</MsgHead>"
    )


def doctype(declared: str, reference: str = "") -> str:
    return f"{UTF8}<!DOCTYPE MsgHead [{declared}]>{message(note=reference)}"


def attachment(content: bytes, mime: str = "application/pdf", name: str = "brev.pdf") -> str:
    packed = b64encode(content).decode()
    return (
        "<Document><RefDoc><MsgType V='A'/>"
        f"<MimeType>{mime}</MimeType><Description>{name}</Description><Content>"
        f'<Base64Container xmlns="{BASE64}">{packed}</Base64Container></Content></RefDoc></Document>'
    )


def _laughs(size: int) -> str:
    steps = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    return doctype(f'<!ENTITY a0 "{"ha" * min(size // 2, 5000)}">{steps}', "&a9;")


def _quadratic(size: int) -> str:
    return doctype(f'<!ENTITY a "{"x" * (size // 2)}">', "&a;" * (size // 6))


def _unending_doctype(size: int) -> str:
    return f"<!DOCTYPE MsgHead [{'<!-- ' * (size // 5)}{message()}"


def _spaces(size: int) -> str:
    return message(inside=f"<x {' '.join(f'xmlns:n{i}="u:{i}"' for i in range(size // 20))}/>")


def _spaces_and_children(size: int) -> str:
    spaces = " ".join(f'xmlns:n{i}="u:{i}"' for i in range(size // 60))
    children = "".join(f"<n{i}:x/>" for i in range(size // 60))
    return message(inside=f"<x {spaces}>{children}</x>")


def _zip_in_pdf(size: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../etc/cron.d/x", b"0" * size * 10)
    pdf = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n" + packed.getvalue()
    return message(more=attachment(pdf, name="../../../etc/passwd")).encode()


def _script(_: int) -> bytes:
    note = (
        "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;javascript:alert(1)"
    )
    name = "&lt;script&gt;alert(2)&lt;/script&gt;.html"
    page = attachment(b"<html><script>alert(3)</script></html>", "text/html", name)
    return message(patient="&lt;b onclick=alert(4)&gt;", note=note, more=page).encode()


def _noise(size: int) -> bytes:
    return random.Random(1).randbytes(size)  # noqa: S311 - the same each time


def _wrong_utf8(size: int) -> bytes:
    return (UTF8 + message(note="{0}")).encode().replace(b"{0}", b"\xf8a" * (size // 2))


def _declared(encoding: str, written: str) -> Callable[[int], bytes]:
    def build(_: int) -> bytes:
        text = f'<?xml version="1.0" encoding="{encoding}"?>{message(note="Blåbær på øya")}'
        return text.encode(written)

    return build


def _text(build: Callable[[int], str]) -> Callable[[int], bytes]:
    return lambda size: build(size).encode()


def _filled(piece: str, *, close: str = "") -> Callable[[int], bytes]:
    """The piece again and again as the text of the note."""
    return lambda size: message(note=piece * (size // len(piece)) + close).encode()


CASES: dict[str, Callable[[int], bytes]] = {
    # Entities and document types
    "entities: a billion laughs": _text(_laughs),
    "entities: quadratic": _text(_quadratic),
    "entities: a file of the machine": _text(
        lambda _: doctype(f'<!ENTITY x SYSTEM "{A_FILE}">', "&x;")
    ),
    "entities: an address": _text(lambda _: doctype(f'<!ENTITY x SYSTEM "{NOWHERE}">', "&x;")),
    "entities: parameters": _text(
        lambda _: doctype(f'<!ENTITY % p SYSTEM "{A_FILE}"> %p; <!ENTITY x "y">', "&x;")
    ),
    "entities: in an attribute": _text(
        lambda _: doctype('<!ENTITY x "y">').replace('DN="Notat"', 'DN="&x;"')
    ),
    "entities: unknown, very many": _filled("&a;"),
    "doctype: of an address": _text(
        lambda _: f'{UTF8}<!DOCTYPE MsgHead SYSTEM "{NOWHERE}">{message()}'
    ),
    "doctype: after comments": _text(
        lambda size: f"{UTF8}{'<!-- [ ] > -->' * (size // 14)}{doctype('', '')[len(UTF8) :]}"
    ),
    "doctype: in UTF-16": lambda _: doctype('<!ENTITY x "y">', "&x;")[len(UTF8) :].encode("utf-16"),
    "doctype: after two marks": lambda _: (
        b"\xef\xbb\xbf\xef\xbb\xbf" + doctype('<!ENTITY x "y">', "&x;")[len(UTF8) :].encode()
    ),
    "doctype: that never ends": _text(_unending_doctype),
    # Depth and count
    "deep: 150": _text(lambda _: message(inside="<x>" * 150 + "</x>" * 150)),
    "deep: to the end of the file": _text(lambda size: message(inside="<x>" * (size // 3))),
    "deep: and closed": _text(
        lambda size: message(inside="<x>" * (size // 7) + "</x>" * (size // 7))
    ),
    "many: empty elements": _text(lambda size: message(inside="<x/>" * (size // 4))),
    "many: attributes of one": _text(
        lambda size: message(inside=f"<x {' '.join(f'a{i}="1"' for i in range(size // 12))}/>")
    ),
    "many: namespaces of one": _text(_spaces),
    "many: namespaces and children": _text(_spaces_and_children),
    "many: comments": _filled("<!---->"),
    "many: instructions": _filled("<?a?>"),
    "many: pieces of CDATA": _filled("<![CDATA[]]>"),
    "many: character references": _filled("&#65;"),
    "many: receivers": _text(
        lambda size: message(inside="<OtherReceiver><Patient/></OtherReceiver>" * (size // 41))
    ),
    "many: heads in a wrapper": _text(lambda size: f"<r>{message() * (size // 900)}</r>"),
    "many: documents": _text(lambda size: message(more="<Document/>" * (size // 11))),
    # Long
    "long: a text": _filled("blåbær "),
    "long: an attribute": _text(
        lambda size: message().replace('DN="Notat"', f'DN="{"x" * (size - 2000)}"')
    ),
    "long: a name of an element": _text(lambda size: message(inside=f"<{'x' * (size - 2000)}/>")),
    "long: MsgId": _text(lambda size: message().replace(MSG_ID, "9" * (size - 2000))),
    "long: a date": _text(
        lambda size: message().replace("2026-11-22T10", "2026-11-22T1" + "0" * (size - 2000))
    ),
    "long: a national number": _text(
        lambda size: message().replace(
            "<GivenName>Ola",
            f'<Ident><Id>{"1 " * (size // 2 - 1000)}</Id><TypeId V="FNR"/></Ident><GivenName>Ola',
        )
    ),
    "long: an OID": _text(
        lambda size: message().replace(
            "<Document>", f"<Document><OidRef>{'1' * (size // 2)}x</OidRef>"
        )
    ),
    "long: base64 in one attachment": _text(
        lambda size: message(more=attachment(b"%PDF-1.7\n" + b"0" * (size * 3 // 4 - 3000)))
    ),
    "long: base64 of ten times the limit": lambda size: message(
        more=attachment(b"%PDF-1.7\n" + b"0" * (size * 10 * 3 // 4))
    ).encode(),
    # Not well-formed
    "torn: half a message": lambda size: message(note="blåbær " * (size // 16)).encode()[
        : size // 2
    ],
    "torn: only a bracket": lambda _: b"<",
    "torn: brackets": _filled("<"),
    "torn: ampersands": _filled("&"),
    "torn: ends of CDATA": _filled("]]>"),
    "torn: ends of what never began": _filled("</x>"),
    "torn: letters that XML has not": _filled("\x01a"),
    "torn: empty bytes": _filled("\0"),
    "torn: prefixes of nothing": _text(
        lambda _: (
            message().replace("<MsgInfo>", "<p:MsgInfo>").replace("</MsgInfo>", "</p:MsgInfo>")
        )
    ),
    # Letters
    "letters: nothing": lambda _: b"",
    "letters: white space": lambda size: b" \n" * (size // 2),
    "letters: Windows-1252 said to be UTF-8": _wrong_utf8,
    "letters: UTF-8 said to be ISO-8859-1": _declared("ISO-8859-1", "utf-8"),
    "letters: UTF-16 without a mark": _declared("UTF-16", "utf-16-le"),
    "letters: UTF-16 only said": _declared("UTF-16", "utf-8"),
    "letters: UTF-32": _declared("UTF-32", "utf-32"),
    "letters: an encoding that is none": _declared("punycode", "utf-8"),
    "letters: EBCDIC": _declared("ebcdic-cp-us", "cp037"),
    "letters: noise": _noise,
    "letters: noise after a mark of UTF-16": lambda size: b"\xff\xfe" + _noise(size),
    "letters: packed": lambda size: gzip.compress(message(note="a" * size * 10).encode()),
    # What a reader may be led to do
    "led: to a schema elsewhere": _text(
        lambda _: message().replace("<MsgInfo>", f'<MsgInfo xsi:schemaLocation="{HEAD} {NOWHERE}">')
    ),
    "led: to include a file": _text(
        lambda _: message(
            inside=f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{A_FILE}"/>'
        )
    ),
    "led: to a style sheet": _text(
        lambda _: f'<?xml-stylesheet type="text/xsl" href="{NOWHERE}"?>{message()}'
    ),
    "led: to run a script": _script,
    "led: to unpack a zip in a PDF, with a path for a name": _zip_in_pdf,
}
