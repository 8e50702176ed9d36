"""The panel that closes a message: what is ticked, with its fields, and what it would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from emeldinger.forms.steps import FORMS, StepForm
from emeldinger.queries.means import Means, all_means, first_after, seen_of
from emeldinger.queries.proposed import Offer, Proposal
from emeldinger.steps import Step
from worklists.forms.reasons import TOO_LONG, OneReason
from worklists.queries.first_visits import FirstVisit

#: The name of the boxes, and of the word for what she has been shown.
TICKED, SEEN = "steg", "sett"


@dataclass(slots=True)
class Choice:
    """One proposal with its fields. `filled` has what would be done: as typed, else as proposed."""

    proposal: Proposal
    form: StepForm
    filled: StepForm
    is_ticked: bool

    @property
    def key(self) -> str:
        return self.proposal.key

    @property
    def step(self) -> Step | None:
        return self.filled.step() if self.filled.is_valid() else None

    @property
    def is_open(self) -> bool:
        """Whether its fields are to be looked at: not where there are none."""
        return self.is_ticked and bool(self.form.fields)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one choice does to the lists."""

    label: str
    means: Means
    first: list[FirstVisit]


class CloseForm:
    """All the panel's choices, from what was sent or as they are proposed."""

    def __init__(self, offer: Offer, data: Mapping[str, object] | None = None) -> None:
        self.offer = offer
        ticked = data.getlist(TICKED) if data is not None else None  # type: ignore[attr-defined]
        self.choices = [self._choice(one, data, ticked) for one in offer.proposals]
        self.seen = str(data.get(SEEN, "")) if data is not None else ""

    def _choice(
        self, proposal: Proposal, data: Mapping[str, object] | None, ticked: list[str] | None
    ) -> Choice:
        kind = FORMS[proposal.key.partition("-")[0]]
        wanted = proposal.is_ticked if ticked is None else proposal.key in ticked
        is_ticked = wanted and not proposal.is_done
        if data is not None and is_ticked:
            form = kind(data, proposal=proposal, offer=self.offer)
            return Choice(proposal, form, form, is_ticked=True)
        form = kind(proposal=proposal, offer=self.offer)
        return Choice(proposal, form, kind(_typed(form), proposal=proposal, offer=self.offer),
                      is_ticked)  # fmt: skip

    @property
    def usual(self) -> list[Choice]:
        return [one for one in self.choices if one.proposal.is_usual]

    @property
    def more(self) -> list[Choice]:
        return [one for one in self.choices if not one.proposal.is_usual]

    @property
    def opens_more(self) -> bool:
        """Whether something beyond the usual is chosen, or nothing that is usual is left to be done."""
        left = any(not one.proposal.is_done for one in self.usual)
        return not left or any(one.is_ticked for one in self.more)

    @property
    def ticked(self) -> list[Choice]:
        return [one for one in self.choices if one.is_ticked]

    def is_valid(self) -> bool:
        """Each is asked, so that all that is wrong is told at once."""
        return not [one for one in self.ticked if not one.filled.is_valid()]

    @property
    def is_ready(self) -> bool:
        """Whether what is proposed can be confirmed as it stands."""
        return bool(self.ticked) and self.is_valid()

    def steps(self) -> list[Step]:
        """Of what is ticked, as far as it can be read."""
        return [step for one in self.ticked if (step := one.step) is not None]

    def meanings(self) -> list[Meaning]:
        labels = [
            (step, one.proposal.label.removesuffix("."))
            for one in self.ticked
            if (step := one.step)
        ]
        found = all_means(self.offer.message, [step for step, _label in labels])
        return [
            Meaning(
                next(label for each, label in labels if each is step),
                what,
                first_after(self.offer.message, step),
            )
            for step, what in found
        ]

    def shown(self) -> str:
        """The word for what the page shows now."""
        return seen_of(self.offer.message, self.steps())


def _typed(form: StepForm) -> dict[str, object]:
    """As if what is proposed had been typed; of a list to choose from, its first."""
    typed = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if value is None and isinstance(field, forms.ChoiceField):
            is_radio = isinstance(field.widget, forms.RadioSelect)
            listed: list[tuple[object, object]] = list(field.choices)  # type: ignore[arg-type]
            value = None if is_radio else next((one for one, _label in listed), None)
        if value is not None:
            typed[form.add_prefix(name)] = value
    return typed


class NoteForm(OneReason):
    merknad = forms.CharField(
        label=_("Hva har du gjort?"), max_length=500, required=False, error_messages=TOO_LONG
    )


class WhyForm(OneReason):
    hvorfor = forms.CharField(
        label=_("Hvorfor?"), max_length=300, required=False, error_messages=TOO_LONG
    )
