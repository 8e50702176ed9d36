"""The people of a team: as many posts as the lists of the week ask for, with what they can do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from imports.demo import names
from imports.demo.chance import weighted
from imports.demo.shape import HT, TeamShape, UnitShape
from imports.demo.skills import LEAST_VK, SKILLS, THERAPY_DAYS
from imports.demo.world import DAY, EVENING, NIGHT, Carer

#: Hours a week of a full post on a rota with weekends, and of one list.
FULL_WEEK, LIST_HOURS = 35.5, 7.75
#: Posts that are filled, of what the lists ask for: the rest are vacancies and hired-in shifts.
FILLED = 0.95
#: Small posts for each shift of the weekend that the rota of every third weekend leaves open.
STUDENTS = 3.0
WALKING, NIGHTS, THERAPIST = (DAY, EVENING), (NIGHT,), ("terapi",)
POSTS = {
    WALKING: {100: 38.0, 90: 6, 80: 18, 75: 16, 60: 10, 50: 12},
    NIGHTS: {75: 40.0, 65: 40, 50: 20},
}


@dataclass(slots=True)
class Office:
    """Hands out staff numbers in order over the whole municipality."""

    today: date
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(20_001, 99_999)))

    def next_number(self) -> str:
        return str(next(self.numbers))


@dataclass(slots=True)
class Hiring:
    """Finds people for one team."""

    team: TeamShape
    rng: Random
    office: Office

    def everybody(
        self, hours: dict[str, float], weekend: int, therapists: list[str]
    ) -> list[Carer]:
        """All who work in the team.

        `hours` are the list hours of an ordinary week by kind of shift; `weekend` is how many shifts
        there are on a day of the weekend.
        """
        by_day = hours[DAY] + hours[EVENING]
        people = self.posts(by_day, WALKING) + self.posts(hours[NIGHT], NIGHTS)
        short = max(0.0, weekend - len(people) / 3)
        people += [self.student() for _ in range(round(short * STUDENTS))]
        people += [self.therapist(profession) for profession in therapists]
        people += self.temps(by_day, WALKING) + self.temps(hours[NIGHT], NIGHTS)
        self.train_vks(people)
        for number, carer in enumerate(people):
            carer.weekend = number % 3
        return people

    def posts(self, hours: float, works: tuple[str, ...]) -> list[Carer]:
        """Ordinary posts of all sizes until they cover the hours of a week."""
        wanted, people = hours / FULL_WEEK * FILLED * 100, list[Carer]()
        while sum(carer.post for carer in people) < wanted:
            post = weighted(self.rng, POSTS[works])
            people.append(self.carer(self.profession(len(people), works), post=post, works=works))
        return people

    def profession(self, number: int, works: tuple[str, ...]) -> str:
        if self.team.kind == HT and works == NIGHTS:
            return "sykepleier" if number % 5 < 3 else "helsefagarbeider"
        if self.team.kind == HT:
            return "vernepleier" if self.rng.random() < 0.12 else "sykepleier"
        if number < self.team.nurses:
            return "sykepleier"
        # By turns and not by chance: the share of helsefagarbeidere is one of the figures of a team.
        share = self.team.care_worker_share
        return (
            "helsefagarbeider" if int((number + 1) * share) > int(number * share) else "assistent"
        )

    def student(self) -> Carer:
        """A small post in the weekends: nursing students, most of them."""
        profession = "sykepleier" if self.team.kind == HT else self.untrained_or_not(0.5)
        return self.carer(profession, post=self.rng.choice((15, 20, 20)))

    def therapist(self, profession: str) -> Carer:
        carer = self.carer(profession, works=THERAPIST)
        carer.days = THERAPY_DAYS[profession]
        carer.post = 20 * len(carer.days)
        return carer

    def temps(self, hours: float, works: tuple[str, ...]) -> list[Carer]:
        """Hired in from agencies; few of them know the patients, and they hold no post here."""
        count = max(2, round(hours / 7 / LIST_HOURS * self.team.temps)) if hours else 0
        nurses = self.team.kind == HT
        return [
            self.carer(
                "sykepleier" if nurses else self.untrained_or_not(0.4),
                post=0,
                works=works,
                hired_in=True,
            )
            for _ in range(count)
        ]

    def untrained_or_not(self, share: float) -> str:
        return "assistent" if self.rng.random() < share else "helsefagarbeider"

    def carer(
        self,
        profession: str,
        *,
        post: int = 100,
        works: tuple[str, ...] = WALKING,
        hired_in: bool = False,
    ) -> Carer:
        rng = self.rng
        foreign = rng.random() < (0.45 if hired_in else 0.22)
        given, family, sex, language = (
            names.from_abroad(rng) if foreign else (*names.younger(rng), "en")
        )
        speaks_more = foreign or rng.random() < 0.3
        return Carer(
            number=self.office.next_number(),
            given=given,
            family=family,
            sex=sex,
            profession=profession,
            team=self.team.code,
            post=post,
            hired_in=hired_in,
            languages=("nb", language) if speaks_more else ("nb",),
            transport=self.transport(works),
            phone=names.phone(rng),
            employed_from=self.office.today
            - timedelta(days=rng.randint(40, 400 if hired_in else 5000)),
            competences=self.competences(profession, hired_in=hired_in),
            works=works,
        )

    def competences(self, profession: str, *, hired_in: bool) -> tuple[str, ...]:
        """Somebody hired in has a little less, and is never trained as VK of this team."""
        sure = 0.95 if hired_in else 1
        has = [
            code for code, share in SKILLS[profession].items() if self.rng.random() < share * sure
        ]
        no_vk = hired_in or self.team.kind == HT
        return tuple(code for code in has if not (no_vk and code == "vk"))

    def transport(self, works: tuple[str, ...]) -> str:
        if works == NIGHTS or self.rng.random() >= self.team.on_foot:
            return "car"
        return self.rng.choice(("foot", "bicycle")) if self.team.on_foot > 0.1 else "bicycle"

    def train_vks(self, people: list[Carer]) -> None:
        """See to it that an OT has at least LEAST_VK of them."""
        trained = sum("vk" in carer.competences for carer in people)
        for carer in people if self.team.kind != HT else ():
            able = carer.profession == "helsefagarbeider" and carer.post >= 50
            if trained < LEAST_VK and able and "vk" not in carer.competences:
                carer.competences = (*carer.competences, "vk")
                trained += 1


def leaders_of(
    unit: UnitShape, rng: Random, office: Office, taken: set[tuple[str, str, str]]
) -> list[Carer]:
    """Everybody with a standing position, save those that a standing character holds (`taken`)."""
    wanted = [("avdelingsleder", "team", team.code) for team in unit.teams]
    with_lead = unit.teams[: unit.clinical_leads or len(unit.teams)]
    wanted += [("fagansvarlig", "team", team.code) for team in with_lead]
    wanted += [("enhetsleder", "unit", unit.code)]
    wanted += [("konsulent", "unit", unit.code)] if unit.adviser else []
    homes = {team.code: team for team in unit.teams}
    return [
        _leader(Hiring(homes.get(position[2], unit.teams[0]), rng, office), position)
        for position in wanted
        if position not in taken
    ]


def _leader(hiring: Hiring, position: tuple[str, str, str]) -> Carer:
    carer = hiring.carer(weighted(hiring.rng, {"sykepleier": 8.0, "vernepleier": 2}))
    carer.rostered, carer.position = False, position
    return carer
