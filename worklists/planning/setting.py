"""What stands beside a figure that a unit may set: a label, a sentence, a default and bounds."""

from dataclasses import dataclass, field, fields

POINTS_A_MINUTE = 10
"""Points for one minute of travel."""
TENTHS = 10

TIME, KNOWN, SKILL, LEFT, CHANGE, HABIT, WAY = (
    "time", "known", "skill", "left", "change", "habit", "way",
)  # fmt: skip
GROUPS = {
    TIME: "Reise og tid",
    KNOWN: "Kjente ansatte",
    SKILL: "Kompetanse",
    LEFT: "Det som ikke får plass",
    CHANGE: "Endringer i publiserte lister",
    HABIT: "Slik legges listene",
    WAY: "Slik kommer vi oss fram",
}

ONE_OF = {"minutter": "minutt", "dager": "dag", "ganger": "gang"}


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that a unit may set: within ``least`` and ``most``, both included.

    ``one`` is what costs a price once ("Ett minutt overtid"); empty for what is no price.
    ``scale`` is how many of the planner's whole numbers make one of what people read: a minute
    of travel is ten points, a speed of 4,8 km/h is 48 tenths.
    """

    name: str
    label: str
    why: str
    group: str
    default: int
    least: int
    most: int
    one: str
    unit: str
    scale: int

    @property
    def is_price(self) -> bool:
        """Whether the value is points, and read as minutes of travel."""
        return bool(self.one)

    @property
    def default_shown(self) -> str:
        """The default as people write it."""
        return self.shown(self.default)

    @property
    def bounds_shown(self) -> str:
        """From where to where, as people write it: "0,1–30"."""
        return f"{self.shown(self.least)}–{self.shown(self.most)}"

    def shown(self, value: int) -> str:
        """The figure as people write it: "1,5" minutes of travel, or "14" days."""
        return f"{value / self.scale:g}".replace(".", ",")

    def in_words(self, value: int) -> str:
        """What the value means: "Ett minutt overtid veier som 3 minutter reise."."""
        figure = self.shown(value)
        if not self.is_price:
            return f"{figure} {ONE_OF.get(self.unit, self.unit) if figure == '1' else self.unit}"
        minutes = "minutt" if value == POINTS_A_MINUTE else "minutter"
        return f"{self.one} veier som {figure} {minutes} reise."


@dataclass(frozen=True, slots=True)
class _Told:
    """What stands beside a field of a class of settings."""

    label: str
    why: str
    group: str
    least: int
    most: int
    one: str = ""
    unit: str = "minutter reise"
    scale: int = POINTS_A_MINUTE


def price(
    points: int,
    label: str,
    why: str,
    *,
    one: str = "",
    group: str = TIME,
    least: int = 0,
    most: int = 300,
) -> int:
    """A field that says what something costs, in points."""
    told = _Told(label, why, group, least, most, one)
    return field(default=points, metadata={"told": told})


def habit(value: int, label: str, why: str, *, least: int, most: int, unit: str) -> int:
    """A field that says how the question is put, in whole minutes, days or times."""
    told = _Told(label, why, HABIT, least, most, unit=unit, scale=1)
    return field(default=value, metadata={"told": told})


def way(tenths: int, label: str, why: str, *, least: int, most: int, unit: str) -> int:
    """A field about getting from door to door, in tenths of km/h or of a minute."""
    told = _Told(label, why, WAY, least, most, unit=unit, scale=TENTHS)
    return field(default=tenths, metadata={"told": told})


def settings_of(of: type) -> dict[str, Setting]:
    """The settings that a class of them holds, by name, but for those that have only one value."""
    found: dict[str, Setting] = {}
    for one in fields(of):
        told: _Told = one.metadata["told"]
        if told.least < told.most:
            found[one.name] = Setting(
                name=one.name,
                label=told.label,
                why=told.why,
                group=told.group,
                default=getattr(of(), one.name),
                least=told.least,
                most=told.most,
                one=told.one,
                unit=told.unit,
                scale=told.scale,
            )
    return found
