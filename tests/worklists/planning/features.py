"""What the planner knows, feature by feature: which of it a question asks for."""

FEATURES = {
    # -- the shift
    "day shift": lambda p: _starts(p, 0, 700),
    "evening shift": lambda p: _starts(p, 700, 1200),
    "night shift over midnight": lambda p: _starts(p, 1200, 2000) and _ends_after(p, 1440),
    "nobody at work": lambda p: not p.carers,
    "no visits": lambda p: not p.visits,
    "under way (now)": lambda p: p.now is not None,
    "several teams": lambda p: len({c.team for c in p.carers} - {""}) > 1,
    "prices of a unit": lambda p: p.weights.late_minute != 10,
    # -- visits
    "hard window": lambda p: any(v.hard_window for v in p.visits),
    "soft window": lambda p: any(not v.hard_window for v in p.visits),
    "fixed time": lambda p: any(v.fixed_time for v in p.visits),
    "competence": lambda p: any(n.level or n.competences for v in p.visits for n in v.needs),
    "minutes of one carer": lambda p: any(n.minutes for v in p.visits for n in v.needs),
    "two carers at once": lambda p: any(_two(v) and v.gap == (0, 0) for v in p.visits),
    "two carers with a gap": lambda p: any(_two(v) and v.gap != (0, 0) for v in p.visits),
    "both parts by one": lambda p: any(v.same_carer for v in p.visits),
    "forbidden carers": lambda p: any(v.forbidden_carers for v in p.visits),
    "wished carers": lambda p: any(v.wished_carers for v in p.visits),
    "primærkontakt": lambda p: any(v.primary for v in p.visits),
    "deputy": lambda p: any(v.deputy for v in p.visits),
    "came lately": lambda p: any(v.recent for v in p.visits),
    "locked carer": lambda p: any(v.locked_carers and not v.is_fact for v in p.visits),
    "one of two locked": lambda p: any(0 < _locked(v) < len(v.needs) for v in p.visits),
    "locked to somebody absent": lambda p: any(_absent(p, v) for v in p.visits),
    "locked time": lambda p: any(v.locked_start is not None and not v.is_fact for v in p.visits),
    "fact": lambda p: any(v.is_fact and not v.started for v in p.visits),
    "two at a minute each": lambda p: any(v.locked_gap and v.is_fact for v in p.visits),
    "started": lambda p: any(v.is_fact and v.started for v in p.visits),
    "one of two came": lambda p: any(v.carers < len(v.needs) for v in p.visits),
    "by phone": lambda p: any(v.indoors for v in p.visits),
    "patient away": lambda p: any(v.blocked for v in p.visits),
    "away more than once": lambda p: any(len(v.blocked) > 1 for v in p.visits),
    "of a team": lambda p: any(v.team for v in p.visits),
    "may cross": lambda p: any(v.may_cross - {v.team} for v in p.visits if v.team),
    "address not known": lambda p: any(v.address != "known" for v in p.visits),
    # -- carers
    "means of transport": lambda p: len({c.transport for c in p.carers}) > 1,
    "ends anywhere": lambda p: any(c.end_place is None for c in p.carers),
    "delegated competence": lambda p: any(c.patient_competences for c in p.carers),
    "delegated level": lambda p: any(c.patient_levels for c in p.carers),
    "report": lambda p: any(c.report_minutes for c in p.carers),
    "reserve": lambda p: any(c.reserve_minutes for c in p.carers),
    "overtime": lambda p: any(c.overtime_allowed for c in p.carers),
    "a break": lambda p: any(c.breaks for c in p.carers),
    "two breaks": lambda p: any(len(c.breaks) > 1 for c in p.carers),
    "break at a place": lambda p: any(b.place is not None for b in _breaks(p)),
    "break taken": lambda p: any(b.taken_at is not None for b in _breaks(p)),
}


def features(problem, previous, how):
    """The names of all that is in a question."""
    found = {name for name, there in FEATURES.items() if there(problem)}
    if previous is not None:
        found.add("published before")
        routes = {route.carer for route in previous.routes}
        found |= {"somebody gone"} if routes - {c.key for c in problem.carers} else set()
        seen = {stop.visit for _, stop in previous.placed()}
        found |= {"visit gone"} if seen - {v.key for v in problem.visits} else set()
    return found | {"by the clock" if "seconds" in how else "by tries"}


def _starts(problem, low, high):
    return any(low <= carer.start < high for carer in problem.carers)


def _ends_after(problem, minute):
    return any(carer.end > minute for carer in problem.carers)


def _two(visit):
    return len(visit.needs) == 2


def _locked(visit):
    return len(visit.locked_carers or ())


def _absent(problem, visit):
    return bool(set(visit.locked_carers or ()) - {carer.key for carer in problem.carers})


def _breaks(problem):
    return [pause for carer in problem.carers for pause in carer.breaks]
