"""Is a helsefagarbeider allowed to do the tasks of a patient, and who says so?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patients.criteria.rules import Table, TaskLaw
from patients.models import Delegation, TaskRule
from teams.models.staff import Profession, employed_on
from worklists.models import VisitPlan
from worklists.models.plans import Level

#: By patient and the code of the competence: how many helsefagarbeidere have it delegated.
type Delegated = Mapping[tuple[int, str], int]

Allowed, Basis = TaskRule.Allowed, TaskRule.Basis


@dataclass(frozen=True, slots=True)
class TaskAnswer:
    """What the law, the municipality's own rule, a delegation or the plan itself says of one task.

    `law` is None where the criteria have no rule for it: then whoever has the competence may.
    `competence` is empty for what a plan asks a nurse for without naming a competence.
    """

    competence: str
    name: str
    titles: tuple[str, ...]
    law: TaskLaw | None = None
    delegated: int = 0
    nurse_only: bool = False
    """The visit plans themselves ask for a nurse."""

    @property
    def may(self) -> bool:
        """Whether a helsefagarbeider may do it today, for this patient."""
        if self.nurse_only or self.allowed == Allowed.NO:
            return False
        return self.allowed != Allowed.DELEGATED or self.delegated > 0

    @property
    def allowed(self) -> str:
        return self.law.allowed if self.law else ""

    @property
    def verdict(self) -> str:
        """The answer in a word or two."""
        if self.may and self.allowed == Allowed.DELEGATED:
            return _("Ja, med delegering")
        if not self.may and self.allowed == Allowed.DELEGATED and not self.nurse_only:
            return _("Ikke uten delegering")
        return _("Ja") if self.may else _("Nei")

    @property
    def sentence(self) -> str:
        """Who says so, and how it stands with the delegation."""
        return " ".join(filter(None, [self._basis(), self._delegation(), self._plan()]))

    def _basis(self) -> str:
        if self.law is None:
            return "" if self.nurse_only else _("Kriteriene har ingen regel: kompetansen er nok.")
        by = _("Lov eller forskrift") if self.law.basis == Basis.LAW else _("Kommunens egen regel")
        return f"{by}: {self.law.text.rstrip('.') or Allowed(self.allowed).label}."

    def _delegation(self) -> str:
        if self.allowed != Allowed.DELEGATED:
            return ""
        if not self.delegated:
            return _("Ingen helsefagarbeider har delegering for pasienten i dag.")
        return ngettext(
            "%(number)d helsefagarbeider har delegering for pasienten i dag.",
            "%(number)d helsefagarbeidere har delegering for pasienten i dag.",
            self.delegated,
        ) % {"number": self.delegated}

    def _plan(self) -> str:
        return _("Tidsplanen krever sykepleier.") if self.nurse_only else ""


def answers(
    plans: Iterable[VisitPlan], table: Table | None, delegated: Delegated
) -> tuple[TaskAnswer, ...]:
    """One for each competence that the plans of a patient ask for, and one more where some of them ask
    for a nurse as well: it is another answer. No queries.
    """
    asking_for: dict[tuple[str, bool], list[VisitPlan]] = defaultdict(list)
    names: dict[str, str] = {"": _("Oppdrag for sykepleier")}
    for plan in plans:
        competences, nurse_only = list(plan.competences.all()), plan.level >= Level.NURSE
        names |= {competence.code: competence.name for competence in competences}
        for competence in competences:
            asking_for[competence.code, nurse_only].append(plan)
        if not competences and nurse_only:
            asking_for["", True].append(plan)
    laws = table.tasks if table else {}
    return tuple(
        TaskAnswer(
            competence=code,
            name=names[code],
            titles=tuple(dict.fromkeys(plan.title for plan in asking)),
            law=laws.get(code),
            delegated=delegated.get((asking[0].patient_id, code), 0),
            nurse_only=nurse_only,
        )
        for (code, nurse_only), asking in sorted(
            asking_for.items(), key=lambda item: (names[item[0][0]], item[0][1])
        )
    )


def delegated_on(day: date, patients: Iterable[int]) -> Delegated:
    """Helsefagarbeidere who are employed on the day: a delegation ends with the job. One query."""
    care_workers = employed_on(day, "staff__") & Q(staff__profession=Profession.CARE_WORKER)
    rows = (
        Delegation.objects.on(day)
        .filter(care_workers, patient__in=list(patients))
        .order_by()
        .values_list("patient", "competence__code")
        .annotate(Count("staff", distinct=True))
    )
    return {(patient, code): carers for patient, code, carers in rows}
