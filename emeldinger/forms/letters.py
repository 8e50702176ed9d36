"""What a nurse writes: one form for each kind of letter. Kept whole or half; what is missing is told first
when she wants to send it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from emeldinger import letter_words as words
from emeldinger.models import Letter, LetterKind
from emeldinger.queries.letter_parties import (
    correspondent,
    correspondents,
    key_of,
    name_of_receiver,
)

#: The choice of a receiver that nobody has written from.
OTHER = "annen"
#: Its fields, and where each stands in what the letter keeps.
TYPED = {
    "m_name": ("organisation", "name", _lazy("Virksomhet")),
    "m_her": ("organisation", "her", _lazy("Virksomhetens HER-id")),
    "m_service": ("service", "name", _lazy("Tjeneste eller avdeling")),
    "m_service_her": ("service", "her", _lazy("Tjenestens HER-id")),
}
LABELS = {
    "about": _lazy("Hva spør du om?"),
    "urgency": _lazy("Hvor mye haster det?"),
    "subject": _lazy("Emne"),
    "answer": _lazy("Hva slags svar er det?"),
    "can": _lazy("Kan kommunen ta imot pasienten?"),
    "date": _lazy("Fra dato"),
    "reason": _lazy("Grunn"),
    "passed_how": _lazy("Er opplysningene gitt videre til noen?"),
    "passed_to": _lazy("Hvem har fått dem?"),
}
TEXTS = {
    LetterKind.QUESTION: _lazy("Spørsmål"),
    LetterKind.REPLY: _lazy("Svar"),
    LetterKind.DISCHARGE_ANSWER: _lazy("Mer om dette"),
    LetterKind.FAULT: _lazy("Hva avsenderen må vite"),
}
HELP = {
    "reason": _lazy("Hva har hendt, når, og hvem har vurdert pasienten."),
    "left_out": _lazy("Det sykehuset kunne vente å finne her, men ikke finner."),
    "urgency": _lazy("Haster det, så ring i tillegg."),
}
#: Long texts get room; short ones grow where the browser can.
ROWS = {"state": 4, "measured": 4, "services": 6, "goals": 4, "important": 5}


class LetterForm(forms.Form):
    """The fields of the letter's kind. Nothing is required here: a draft may be half."""

    def __init__(self, letter: Letter, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=_initial(letter), label_suffix="")
        self.letter, self.kind = letter, LetterKind(letter.kind)
        self.use_required_attribute = False
        for name in words.FIELDS[letter.kind]:
            self.fields[name] = _field(self.kind, name)
        if self.kind == LetterKind.REPLY:
            # Who answers has the question before her, and writes.
            self.fields["text"].widget.attrs["autofocus"] = True
        if self.chooses_receiver:
            self._add_receiver()

    @property
    def chooses_receiver(self) -> bool:
        """An answer goes to who wrote; where that is nowhere, she says where."""
        free = self.kind in (LetterKind.QUESTION, LetterKind.ADMISSION_REPORT)
        return free or bool(words.wrong_receiver(self.letter.receiver))

    def _add_receiver(self) -> None:
        self.fields["mottaker"] = forms.ChoiceField(
            label=_("Mottaker"), choices=_receivers(self.letter), required=False
        )
        for name, (_part, _key, label) in TYPED.items():
            self.fields[name] = forms.CharField(label=label, required=False, max_length=200)

    def content(self) -> dict[str, Any]:
        """What was typed, by the names of the letter's fields; of a report also what she has taken out."""
        found = {name: self.data.get(name, "") for name in words.FIELDS[self.letter.kind]}
        if self.kind == LetterKind.ADMISSION_REPORT and "lister" in self.data:
            within = set(self.data.getlist("med"))  # type: ignore[attr-defined]
            found["out"] = [key for key in _keys(self.letter) if key not in within]
        return found

    def receiver(self) -> dict[str, Any] | None:
        """Whom she has chosen; None where it is the one that stands there already."""
        if not self.chooses_receiver:
            return None
        chosen = self.data.get("mottaker", "")
        if chosen == OTHER:
            return self._typed()
        if chosen == key_of(self.letter.receiver):
            return None
        found = correspondent(self.letter.ht, self.letter.patient, chosen) if chosen else {}
        return found if found is not None else {}

    def _typed(self) -> dict[str, Any]:
        found: dict[str, dict[str, str]] = {}
        for name, (part, key, _label) in TYPED.items():
            said = "".join(self.data.get(name, "").split()) if key == "her" else ""
            found.setdefault(part, {})[key] = said or words.plain(self.data.get(name, "").strip())
        kept = {part: values for part, values in found.items() if any(values.values())}
        return {**kept, "typed": True} if kept else {"typed": True}

    def tell(self, wrong: Mapping[str, str]) -> None:
        """Each sentence at its field; on top where the page has none."""
        self.full_clean()
        for name, sentence in wrong.items():
            at = "mottaker" if name == "receiver" else name
            self.add_error(at if at in self.fields else None, sentence)


def _initial(letter: Letter) -> dict[str, Any]:
    receiver = letter.receiver
    typed = {
        name: (receiver.get(part) or {}).get(key, "") for name, (part, key, _l) in TYPED.items()
    }
    is_typed = bool(receiver.get("typed"))
    chosen = OTHER if is_typed else key_of(receiver)
    return {**letter.content, "mottaker": chosen, **(typed if is_typed else {})}


def _receivers(letter: Letter) -> list[tuple[str, str]]:
    """The one it has, those who have written, and another."""
    now = key_of(letter.receiver)
    has = bool(now) and not letter.receiver.get("typed")
    first = [(now, name_of_receiver(letter.receiver))] if has else [("", _("Velg mottaker"))]
    rows = correspondents(letter.ht, letter.patient)
    others = [(one.her, f"{one.name} ({one.her})") for one in rows if one.her != now]
    return [*first, *others, (OTHER, _("En annen: skriv adressen"))]


def _field(kind: LetterKind, name: str) -> forms.Field:
    if kind == LetterKind.ADMISSION_REPORT:
        return _text(words.REPORT_TEXTS[name], ROWS.get(name, 2), HELP.get(name, ""))
    if name in ("can", "passed_how"):
        pairs = list((words.CAN if name == "can" else words.PASSED).items())
        return forms.ChoiceField(
            label=LABELS[name], choices=pairs, widget=forms.RadioSelect, required=False
        )
    if name in words.LISTS:
        return forms.ChoiceField(
            label=LABELS[name],
            choices=words.choices(name),
            required=False,
            help_text=HELP.get(name, "") if name == "urgency" else "",
        )
    if name == "date":
        widget = forms.DateInput({"type": "date"})
        return forms.CharField(label=LABELS[name], required=False, widget=widget)
    if name == "text":
        return _text(TEXTS[kind], 6, "")
    return forms.CharField(label=LABELS[name], required=False, max_length=words.SHORT[name])


def _text(label: object, rows: int, help_text: object) -> forms.Field:
    return forms.CharField(
        label=str(label),
        required=False,
        help_text=str(help_text),
        widget=forms.Textarea({"rows": rows, "maxlength": words.LONGEST}),
        strip=False,
    )


def _keys(letter: Letter) -> Iterator[str]:
    facts = letter.content.get("facts", {})
    for name in words.REPORT_FACTS:
        for number in range(len(facts.get(name, ()))):
            yield words.item_key(name, number)
