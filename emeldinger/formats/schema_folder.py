"""A folder of official schemas, laid out as the operator likes: which is which, and what imports what."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path, PurePosixPath

from lxml import etree

_XS = "http://www.w3.org/2001/XMLSchema"
_IMPORT = f"{{{_XS}}}import"
#: The scheme of the names by which files refer to each other when they are compiled.
_SCHEME = "schema:"


class SchemaFolder:
    """`in` asks for a target namespace. Read once; what is changed in the folder asks for a new process."""

    def __init__(self, folder: Path) -> None:
        self._roots: dict[Path, etree._Element] = {}
        self._by_namespace: dict[str, list[Path]] = defaultdict(list)
        for path in sorted(folder.rglob("*.xsd")):
            root = _read(path)
            if root is not None:
                self._roots[path] = root
                self._by_namespace[root.get("targetNamespace") or ""].append(path)
        for path, root in self._roots.items():
            self._point_inside(path, root)

    def __contains__(self, namespace: str) -> bool:
        return namespace in self._by_namespace

    def compiled(self, namespaces: frozenset[str]) -> etree.XMLSchema:
        """One schema that knows all of them. Raises etree.LxmlError where they do not hold together."""
        parser = etree.XMLParser(no_network=True, load_dtd=False)
        parser.resolvers.add(_Resolver({_url(path): root for path, root in self._roots.items()}))
        top = etree.Element(f"{{{_XS}}}schema")
        for namespace in sorted(namespaces):
            place = _url(self._by_namespace[namespace][0])
            etree.SubElement(top, f"{{{_XS}}}import", namespace=namespace, schemaLocation=place)
        return etree.XMLSchema(
            etree.fromstring(etree.tostring(top), parser, base_url=f"{_SCHEME}/top")
        )

    def _point_inside(self, path: Path, root: etree._Element) -> None:
        """Every import and include to the file of this folder, or to nothing: never out of it."""
        for node in list(root.iter(_IMPORT, f"{{{_XS}}}include", f"{{{_XS}}}redefine")):
            same = root.get("targetNamespace") or ""
            namespace = node.get("namespace") or "" if node.tag == _IMPORT else same
            written = PurePosixPath((node.get("schemaLocation") or "").replace("\\", "/")).name
            place = self._place(path, written, namespace)
            if place is not None:
                node.set("schemaLocation", _url(place))
            elif node.tag == _IMPORT and "schemaLocation" in node.attrib:
                del node.attrib["schemaLocation"]
            elif node.tag != _IMPORT:
                root.remove(node)

    def _place(self, importer: Path, name: str, namespace: str) -> Path | None:
        """The file of that namespace; of several that of the same name, and the nearest."""
        candidates = [each for each in self._by_namespace.get(namespace, ()) if each != importer]
        candidates.sort(key=lambda each: (each.name != name, each.parent != importer.parent, each))
        return candidates[0] if candidates else None


class _Resolver(etree.Resolver):
    """Gives the files of the folder by their names, and for all else nothing."""

    def __init__(self, roots: dict[str, etree._Element]) -> None:
        self._roots = roots

    def resolve(self, url: str, public_id: str, context: object) -> object:  # type: ignore[override]
        root = self._roots.get(url)
        text = etree.tostring(root) if root is not None else b"<none/>"
        return self.resolve_string(text, context, base_url=url)


def _url(path: Path) -> str:
    return f"{_SCHEME}{path.as_posix()}"


def _read(path: Path) -> etree._Element | None:
    # The W3C's own have a document type with names for its addresses.
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=True)
    try:
        root = etree.parse(path, parser).getroot()
    except (etree.XMLSyntaxError, OSError):
        return None
    return root if root.tag == f"{{{_XS}}}schema" else None
