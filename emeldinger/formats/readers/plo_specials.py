"""Elements of the pleie- og omsorgsmeldinger that are shown their own way."""

from __future__ import annotations

from emeldinger.formats import codes
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.readers.common import find, kids, local, value, where
from emeldinger.formats.readers.walk import Bag, Draft, Element, Special, Walker

INFECTION = "9143"
MEDICAL = "9142"
_CATEGORY = "informasjonskategori"


def event(walker: Walker, bag: Bag, draft: Draft) -> None:
    """TidsfestetHendelse: what happened, and when. An estimate says so beside its day. Without a code the
    description is what happened.
    """
    kind, when, guess = (
        bag.take(name) for name in ("Hendelsekode", "TidspunktForHendelse", "Anslag")
    )
    label, code = walker.said(kind) if kind is not None else ("", "")
    if not label:
        words = bag.take("BeskrivelseAvHendelse")
        label = walker.said(words)[0] if words is not None else ""
    at = walker.said(when)[0] if when is not None else ""
    draft.row(label or "Hendelse", (at or "tidspunkt mangler") + _guess(walker, guess), code)


def _guess(walker: Walker, element: Element | None) -> str:
    """The standard is not clear on what `false` means, so both are shown as they were sent."""
    said = walker.said(element)[0] if element is not None else ""
    return {"": "", "Ja": " (anslag)", "Nei": " (anslag: nei)"}.get(said, f" (anslag: {said})")


def journal_text(walker: Walker, bag: Bag, draft: Draft) -> None:
    """Journaltekst: its heading code is the heading, the note the text."""
    code = bag.take("Overskriftskode")
    heading = walker.said(code)[0] if code is not None else ""
    inner = Draft(heading)
    for child in bag.all("Notat", "Merknad"):
        walker.show(child, inner)
    if heading:
        draft.add(walker.finish(inner))
    else:
        draft.paragraphs.extend(inner.paragraphs)
        draft.rows.extend(inner.rows)


def diagnosis(walker: Walker, bag: Bag, draft: Draft) -> None:
    """MedisinskDiagnose: the diagnosis with its code beside it, the main one called so."""
    main, code, words = (
        bag.take(name) for name in ("Hoveddiagnose", "Diagnosekode", "DiagnoseBeskrivelse")
    )
    text, small = walker.said(code) if code is not None else ("", "")
    more = walker.said(words)[0] if words is not None else ""
    is_main = walker.said(main)[0] if main is not None else ""
    label = {"Ja": "Hoveddiagnose", "Nei": "Bidiagnose"}.get(is_main, "Diagnose")
    draft.row(label, ". ".join(part for part in (text, more) if part), small)
    if is_main not in ("", "Ja", "Nei"):
        draft.row("Hoveddiagnose", is_main)


def earlier_illness(walker: Walker, bag: Bag, draft: Draft) -> None:
    """TidligereSykdomFragment: what it was, and whether it is still there."""
    lasting, words, code = (
        bag.take(name)
        for name in ("FunksjonshemmingKroniskSykdom", "TidligereSykdom", "Diagnosekode")
    )
    chronic = walker.said(lasting)[0] if lasting is not None else ""
    label = {"Ja": "Funksjonshemming eller kronisk sykdom"}.get(chronic, "Tidligere sykdom")
    text, small = walker.said(code) if code is not None else ("", "")
    said = walker.said(words)[0] if words is not None else ""
    same = said.casefold() == text.casefold()
    draft.row(label, said if same else ". ".join(part for part in (said, text) if part), small)
    if chronic not in ("", "Ja", "Nei"):
        draft.row("Funksjonshemming eller kronisk sykdom", chronic)


def allergy(walker: Walker, bag: Bag, draft: Draft) -> None:
    """Allergi: what she does not tolerate first, then what to take heed of it for."""
    for child in bag.all("AllergiskMot", "VirkestoffLegemiddel", "KodeAnnetStoff"):
        walker.show(child, draft)


def function(walker: Walker, bag: Bag, draft: Draft) -> None:
    """KartlagtFunksjon: a line of the IPLOS table, with what the score means."""
    area, score, note = (bag.take(name) for name in ("Funksjonsvariabel", "Vurdering", "Merknad"))
    text = walker.phrase(area) if area is not None else ""
    points = walker.phrase(score) if score is not None else ""
    meaning = codes.text_of(_scale(value(area)), points) or ""
    if score is not None and points and not meaning:
        walker.note(Finding(Code.CODE, where(score), points))
    said = walker.phrase(note) if note is not None else ""
    draft.lines.setdefault("KartlagtFunksjon", []).append([text, points, meaning, said])


def _scale(area: str) -> str:
    """Sight (13) and hearing (14) of 9111 have scales of their own."""
    return {"13": "9166", "14": "9167"}.get(area, "9165")


def contact(walker: Walker, bag: Bag, draft: Draft) -> None:
    """A next of kin, a unit, a health worker: one row, called by what she is to the patient."""
    kin = bag.take("Slektskap")
    label = walker.said(kin)[0] if kin is not None else ""
    who = bag.all("Referanseperson", "Kontaktenhet", "Kontaktperson", "AnsvarligRapport")
    said = [walker.phrase(one) for one in who] + [walker.labelled(one) for one in bag.left]
    bag.left = []
    own = walker.word(bag.element).label
    draft.row(f"{own}, {label.lower()}" if label else own, ". ".join(text for text in said if text))


def note(walker: Walker, bag: Bag, draft: Draft) -> None:
    """GenereltJournalnotat: its texts, under the category that the sender gave it."""
    category = _category(bag.element)
    inner = Draft(category) if category else draft
    for child in bag.all("Journaltekst"):
        walker.show(child, inner)
    if inner is not draft:
        draft.add(walker.finish(inner))


def _category(element: Element) -> str:
    """What the sender's journal calls the note; the attribute has had several namespaces."""
    said = (text for name, text in element.attrib.items() if str(name).endswith(_CATEGORY))
    return str(next(said, "")).strip()


def warns(element: Element) -> bool:
    """Whether a note is about infection or allergy: a code of 9143, or the category "Cave/allergier".

    Some senders put that category on every note. What has only the headings of a doctor's note (9142) is
    no warning.
    """
    texts = [child for child in kids(element) if local(child) == "Journaltekst"]
    heads = [find(text, "Overskriftskode") for text in texts]
    lists = [codes.list_of(head.get("S") or "") if head is not None else "" for head in heads]
    cave = "cave" in _category(element).casefold()
    return INFECTION in lists or (cave and any(one != MEDICAL for one in lists))


def tells_why(element: Element) -> bool:
    """Whether a text is the reason: AAI (cause of admission) or PROB (the problem now) of 9142."""
    return value(find(element, "Overskriftskode")) in ("AAI", "PROB")


SPECIALS: dict[str, Special] = {
    "TidsfestetHendelse": event,
    "Journaltekst": journal_text,
    "GenereltJournalnotat": note,
    "Allergi": allergy,
    "MedisinskDiagnose": diagnosis,
    "TidligereSykdomFragment": earlier_illness,
    "KartlagtFunksjon": function,
    **dict.fromkeys(
        (
            "ParorendeForesatt",
            "TilknyttetEnhet",
            "KontaktpersonHelsepersonell",
            "PasientrelatertKontaktperson",
            "AnsvarForRapport",
        ),
        contact,
    ),
}
