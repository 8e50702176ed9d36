"""What a file is, told by its first bytes and never by its name or what the sender calls it."""

from __future__ import annotations

UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
PDF = "application/pdf"
ZIP = "application/zip"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"PK\x07\x08", ZIP),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-executable"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"#!", "text/x-script"),
    (b"%!PS", "application/postscript"),
)
#: Where a PDF may begin: some scanners write a line of their own first.
_PDF_BEGINS = 1024
#: A zip archive is read from its end: 22 bytes and a comment of at most 64 kB.
_ZIP_ENDS = 22 + 65_535

#: What other names mean the same.
_SAME = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "image/tif": "image/tiff",
    "image/x-ms-bmp": "image/bmp",
    "image/x-bmp": "image/bmp",
    "application/x-pdf": PDF,
    "text/rtf": "application/rtf",
    "application/xml": "text/xml",
    "application/x-zip-compressed": ZIP,
}
#: Containers: what a file of these is can be more than its first bytes say.
_INSIDE = {
    ZIP: ("application/vnd.openxmlformats-", "application/vnd.oasis.opendocument."),
    "application/x-ole-storage": ("application/msword", "application/vnd.ms-"),
}
_SUFFIXES = {
    PDF: ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/tiff": ".tif",
    "image/bmp": ".bmp",
    "image/webp": ".webp",
    "application/rtf": ".rtf",
    ZIP: ".zip",
    "text/xml": ".xml",
    "text/plain": ".txt",
}


def type_of(raw: bytes) -> str:
    """A mime type; UNKNOWN where nothing tells. What begins as one thing and holds another is the first."""
    if mime := next((mime for magic, mime in _MAGIC if raw.startswith(magic)), ""):
        return mime
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return "image/webp"
    if raw[:2] == b"BM" and raw[6:10] == b"\0\0\0\0":
        return "image/bmp"
    if raw[4:8] == b"ftyp" and raw[8:12] in (b"heic", b"heix", b"mif1", b"avif"):
        return "image/heic"
    if raw[128:132] == b"DICM":
        return "application/dicom"
    if b"%PDF-" in raw[:_PDF_BEGINS]:
        return PDF
    return _kind_of_text(raw)


def _kind_of_text(raw: bytes) -> str:
    start = raw[:4096]
    if not start or b"\0" in start:
        return UNKNOWN
    try:
        words = start.decode("utf-8", "ignore" if len(raw) > len(start) else "strict")
    except UnicodeDecodeError:
        words = start.decode("latin-1")
        if any(0x7F <= ord(letter) < 0xA0 for letter in words):
            return UNKNOWN
    if any(ord(letter) < 32 and letter not in "\t\n\r\f" for letter in words):
        return UNKNOWN
    words = words.lstrip("\ufeff \t\r\n").lower()
    if "<svg" in words:
        return "image/svg+xml"
    if words.startswith(("<!doctype html", "<html")) or "<html" in words or "<script" in words:
        return "text/html"
    return "text/xml" if words.startswith("<?xml") else TEXT


def is_zip_too(raw: bytes) -> bool:
    """Whether what is something else can also be opened as a zip archive."""
    return b"PK\x05\x06" in raw[-_ZIP_ENDS:]


def same_type(declared: str, found: str) -> bool:
    """Whether what the sender called it fits what it is. Nothing said, or nothing told, fits."""
    called = declared.partition(";")[0].strip().lower()
    called = _SAME.get(called, called)
    if called in ("", found, UNKNOWN) or found == UNKNOWN:
        return True
    if called.startswith(_INSIDE.get(found, ("\0",))):
        return True
    return called.startswith("text/") and found == TEXT


def suffix_of(mime: str) -> str:
    """For a file that is taken out: what it is, so that it opens as that. `.bin` opens as nothing."""
    return _SUFFIXES.get(mime, ".bin")
