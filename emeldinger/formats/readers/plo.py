"""Pleie- og omsorgsmeldinger 1.5, 1.6 and, as far as it goes, 2.0: one reader for all of them.

The message comes in the order a nurse wants it: what has happened and when, what to beware of, why, status,
function, medicines, what is wanted and arranged, contacts, services. Which element goes where is a table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.letter import Document
from emeldinger.formats.readers.common import REST, Read, kids, local
from emeldinger.formats.readers.medicines import (
    GIVEN,
    LISTED,
    given_section,
    medicine_sections,
    said_of_all,
)
from emeldinger.formats.readers.plo_shapes import departures
from emeldinger.formats.readers.plo_specials import SPECIALS, tells_why, warns
from emeldinger.formats.readers.plo_subject import subject_of
from emeldinger.formats.readers.plo_words import PLO_TABLES, PLO_WORDS
from emeldinger.formats.readers.walk import MOST_FINDINGS, Draft, Element, Walker
from emeldinger.formats.words import Section


@dataclass(frozen=True, slots=True)
class Group:
    """A heading and what stands under it, wherever in the message it was. `when` narrows a name."""

    heading: str
    names: tuple[str, ...]
    weight: str = ""
    when: Callable[[Element], bool] | None = None

    def wants(self, element: Element) -> bool:
        return local(element) in self.names and (self.when is None or self.when(element))


_ABOUT = Group(
    "Hva meldingen gjelder", ("TypeInnholdIMelding", "InnholdKonsultasjon", "Foresporsel")
)
_HAPPENED = Group(
    "Hva har skjedd",
    (
        "MeldingInnlagtPasient",
        "OrienteringOmDod",
        "MeldingOmUtskrevetPasient",
        "MeldingUtskrivningsklarPasient",
        "AvmeldingUtskrivningsklarPasient",
        "TilbakemeldingUtskrivningsklarPasient",
        "OpplysningOpphold",
    ),
)
_ABSENT = Group("Fravær", ("Fraversassistent",))
_BEWARE = Group("CAVE og smitte", ("Cave", "Allerginotat"), weight="warning")
_BEWARE_NOTES = Group("CAVE og smitte", ("GenereltJournalnotat",), weight="warning", when=warns)
_WHY = Group("Årsak", ("Journaltekst",), when=tells_why)
_MEDICINES = Group("Legemidler", (LISTED, *GIVEN))
_AGREED = Group(
    "Hjelp med legemidler",
    (
        "InfoAvtaleOmLegemiddeladm",
        "BistandLegemiddelhandteringOgGjennomgang",
        "BistandLegemiddelhandtering",
    ),
)
_SERVICES = Group("Tjenester", ("EksisterendeTjeneste", "TjenesteBehov"))

#: In the order they are read.
GROUPS = (
    _HAPPENED,
    _ABOUT,
    _ABSENT,
    _BEWARE,
    _BEWARE_NOTES,
    _WHY,
    Group("Diagnoser", ("InfoMedisinskDiagnose", "InfoIPLOSrelevantInformasjon")),
    Group("Status fra sykepleier", ("Sykepleierdokumentasjon", "OpplysningerRelevantOppfolging")),
    Group("Medisinske opplysninger", ("MedisinskfagligeOpplysninger",)),
    Group("Andre viktige opplysninger", ("InfoAndreViktigeOpplysninger", "GenereltJournalnotat")),
    Group("Fra andre faggrupper", ("OpplysningerAndreFaggrupper",)),
    Group("Funksjon", ("InfoKartleggingFunksjonsniva",)),
    _MEDICINES,
    _AGREED,
    Group("Hjelpemidler", ("OpplysningerOmHjelpemidler",)),
    Group("Språk og kommunikasjon", ("InfoAssistertKommunikasjon", "AssistertKommunikasjon")),
    Group("Kontrolltime", ("InfoKontrolltime", "InfoKontaktepisode")),
    Group("Reservasjoner og ønsker", ("InfoReservasjon",)),
    Group("Informasjon til pasient og pårørende", ("InfoInformasjonGitt",)),
    Group(
        "Kontakter",
        (
            "ParorendeForesatt",
            "KontaktpersonHelsepersonell",
            "TilknyttetEnhet",
            "PasientrelatertKontaktperson",
            "AnsvarForRapport",
        ),
    ),
    _SERVICES,
    Group("Søknad og plan", ("OpplysningerTilSoknad", "OpplysningerOmIndividuellPlan")),
    Group("Mer om pasienten", ("TilleggsopplysningPasient",)),
    Group("Dokumenter som er sendt", ("SendtDokument",)),
    Group("Om forsendelsen", ("InformasjonOmForsendelsen",)),
)


def read_plo(document: Document) -> Read:
    """A message of pleie og omsorg, whatever its version."""
    body = document.body
    if body is None or not kids(body):
        return "", [], [Finding(Code.MISSING, document.name or "Content")]
    walker = Walker(PLO_WORDS, tables=PLO_TABLES, specials=SPECIALS)
    kept = list(body.iter())  # lxml makes its elements anew where nobody holds them
    picked = _pick(kept, walker)
    sections = [
        _section(walker, group, picked[group]) for group in _ordered(document) if picked[group]
    ]
    draft = Draft(REST)
    walker.show_children(body, draft)
    draft.rows.extend(walker.rest)
    sections.append(walker.finish(draft))
    departed = islice(departures(body), MOST_FINDINGS) if _has_shapes(document) else ()
    findings = [*departed, *walker.findings]
    return subject_of(document), _together(sections), findings


def _has_shapes(document: Document) -> bool:
    return document.namespace.startswith("http://www.kith.no/")


def _pick(elements: list[Element], walker: Walker) -> dict[Group, list[Element]]:
    """The topmost elements of each group. They are taken: shown there and nowhere else."""
    picked: dict[Group, list[Element]] = {group: [] for group in GROUPS}
    named: dict[str, list[tuple[int, Element]]] = {}
    for place, element in enumerate(elements):
        named.setdefault(local(element), []).append((place, element))
    for group in GROUPS:
        there = sorted((one for name in group.names for one in named.get(name, ())), key=_place)
        own: set[Element] = set()
        for _, element in there:
            if element not in walker.taken and group.wants(element) and not _within(element, own):
                own.add(element)
                picked[group].append(element)
        walker.taken |= own
    return picked


def _place(one: tuple[int, Element]) -> int:
    return one[0]


def _within(element: Element, own: set[Element]) -> bool:
    return bool(own) and any(above in own for above in element.iterancestors())


def _ordered(document: Document) -> list[Group]:
    """What the message is for comes first: services where it tells of services."""
    first = {"OrienteringOmTjenestetilbud": _SERVICES}.get(document.name)
    return [first, *(group for group in GROUPS if group is not first)] if first else list(GROUPS)


def _section(walker: Walker, group: Group, elements: list[Element]) -> Section | None:
    if group is _MEDICINES:
        return _medicines(walker, elements)
    return walker.section(group.heading, elements, group.weight)


def _medicines(walker: Walker, elements: list[Element]) -> Section | None:
    listed = [element for element in elements if local(element) == LISTED]
    given = [element for element in elements if local(element) != LISTED]
    draft = Draft(_MEDICINES.heading)
    draft.paragraphs.extend(said_of_all(elements))
    draft.sections.extend(medicine_sections(walker, listed))
    draft.add(given_section(walker, given))
    return walker.finish(draft)


def _together(sections: list[Section | None]) -> list[Section]:
    """Sections with the same heading, one after the other, become one."""
    joined: list[Section] = []
    for section in sections:
        if section is None:
            continue
        if joined and joined[-1].heading == section.heading:
            joined[-1] = _join(joined[-1], section)
        else:
            joined.append(section)
    return joined


def _join(one: Section, other: Section) -> Section:
    return Section(
        heading=one.heading,
        rows=one.rows + other.rows,
        paragraphs=one.paragraphs + other.paragraphs,
        tables=one.tables + other.tables,
        medicines=one.medicines + other.medicines,
        sections=one.sections + other.sections,
        weight=one.weight or other.weight,
    )
