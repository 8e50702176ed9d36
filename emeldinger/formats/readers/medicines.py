"""Legemiddelinfo: medicines as lines of a table, and those that were given before the patient moved."""

from __future__ import annotations

from emeldinger.formats.readers.common import coded, local, value
from emeldinger.formats.readers.walk import Bag, Draft, Element, How, Walker, Word
from emeldinger.formats.words import Medicine, Section

MEDICINE_WORDS = {
    "StatusTilForskrivningen": Word("Endring", "9104"),
    "InngaarIMultidose": Word("Multidose", "9103"),
    "ReseptId": Word("Resept"),
    "Forskriver": Word("Forskrevet av", how=How.PARTY),
    "BruksomradeTekst": Word("Brukes mot"),
    "DosVeiledEnkel": Word("Dosering"),
    "Nr": Word("Varenummer"),
    "Navn": Word("Legemiddel"),
    "GeneriskNavn": Word("Virkestoff"),
    "Atc": Word("ATC"),
    "Legemiddelform": Word("Form", "7448", sure=False),
    "Styrke": Word("Styrke"),
    "Bruk": Word("Bruk", "9101"),
    "DoseringStarttidspunkt": Word("Fra", how=How.DAY),
    "DoseringSluttidspunkt": Word("Til", how=How.DAY),
    "SkalIkkeTasSammenMedAnnetLegemiddel": Word(
        "Skal ikke tas sammen med annet legemiddel", how=How.YES_NO
    ),
    "AdmEnkeltdose": Word("Dose"),
    "AdmStart": Word("Fra", how=How.DAY),
    "AdmSlutt": Word("Til", how=How.DAY),
    "AdministrertAv": Word("Gitt av", how=How.PARTY),
    "AdmStatus": Word("Status"),
    "Kvantum": Word("Mengde"),
    "AntEnkeltdoser": Word("Antall doser"),
}
#: Each of these is one line of a medicine table.
LISTED = "Legemiddelinfo"
GIVEN = ("AdmAvHelsepersonell", "Egenadministrering")

_WRAPPERS = (
    "ForenkletForskrivning",
    "Forskrivningsinfo",
    "AdministrertLegemiddel",
    "UtlevertLegemiddel",
)
_ALONE = "SkalIkkeTasSammenMedAnnetLegemiddel"
#: What a list is called by the use of its medicines (9101), in the order they are read.
_USES = {
    "1": "Fast",
    "2": "Kur",
    "3": "Ved behov",
    "4": "Vaksine",
    "5": "Næringsmiddel og vitaminer",
}
_OTHERS = "Uten oppgitt bruk"
_STOPPED = "Seponert"
_MULTIDOSE = {"1": "Nei", "2": "Ja"}


def medicine_sections(walker: Walker, elements: list[Element]) -> list[Section]:
    """The lists: one for each use, and what is stopped last."""
    lists = {name: Draft(name) for name in (*_USES.values(), _OTHERS, _STOPPED)}
    for element in elements:
        lists[_list_of(element)].medicines.append(medicine(walker, element))
    sections = [walker.finish(draft) for draft in lists.values()]
    return [section for section in sections if section is not None]


def _list_of(element: Element) -> str:
    below = {local(one): one for one in element.iter()}
    if value(below.get("StatusTilForskrivningen")) == "2":
        return _STOPPED
    return _USES.get(value(below.get("Bruk")), _OTHERS)


def given_section(walker: Walker, elements: list[Element]) -> Section | None:
    """What was given, taken or handed out before the patient moved."""
    draft = Draft("Gitt eller utlevert før overføring")
    draft.medicines.extend(medicine(walker, element) for element in elements)
    return walker.finish(draft)


def said_of_all(elements: list[Element]) -> list[str]:
    """Said once above the lists: the long words of multidose, and the "no" that most lines carry."""
    below = [one for element in elements for one in element.iter()]
    no = sum(_is_no(one) for one in below)
    long = {
        _MULTIDOSE[value(one)]: coded(one, "9103", alone=True).text
        for one in below
        if local(one) == "InngaarIMultidose" and value(one) in _MULTIDOSE
    }
    words = [f"Multidose {short.lower()}: {text}." for short, text in sorted(long.items())]
    if no:
        words.append(f"{MEDICINE_WORDS[_ALONE].label}: Nei ({no} av {len(elements)}).")
    return words


def _is_no(element: Element) -> bool:
    return local(element) == _ALONE and value(element).lower() in ("false", "0")


def medicine(walker: Walker, element: Element) -> Medicine:
    """One line. What the line has no column for stands in its note, with the label."""
    bag = Bag(element, walker.taken)
    for _ in range(2):  # they stand inside each other
        bag.open(*_WRAPPERS)

    def said(*names: str) -> str:
        return ", ".join(filter(None, map(walker.phrase, bag.all(*names))))

    return Medicine(
        name=said("Navn") or said("GeneriskNavn"),
        form=said("Legemiddelform"),
        strength=said("Styrke"),
        dose=said("DosVeiledEnkel", "AdmEnkeltdose", "Kvantum"),
        use=said("Bruk"),
        since=said("DoseringStarttidspunkt", "AdmStart"),
        until=said("DoseringSluttidspunkt", "AdmSlutt"),
        multidose=", ".join(_multidose(walker, one) for one in bag.all("InngaarIMultidose")),
        atc=said("Atc"),
        reason=said("BruksomradeTekst"),
        change=said("StatusTilForskrivningen", "AdmStatus"),
        note=_note(walker, bag),
    )


def _multidose(walker: Walker, element: Element) -> str:
    words = walker.phrase(element)
    return _MULTIDOSE.get(value(element), words)


def _note(walker: Walker, bag: Bag) -> str:
    comments = bag.all("Merknad")
    notes = [walker.labelled(one) for one in (*comments, *bag.left) if not _is_no(one)]
    return ". ".join(note.rstrip(".") for note in (*notes, *bag.stray) if note)
