"""What was decided: done, not done, changed plans, effect."""

from django.urls import URLPattern, path

from boards.views import decisions

patterns: list[URLPattern] = [
    path("tavle/mine-beslutninger/", decisions.mine, name="my_decisions"),
    path("tavle/mine-beslutninger/linjer/", decisions.lines, name="decision_lines"),
    path("tavle/beslutning/<int:pk>/", decisions.decision, name="decision"),
    path("tavle/beslutning/<int:pk>/gjort/", decisions.close, name="decision_close"),
    path("tavle/beslutning/<int:pk>/apne/", decisions.reopen, name="decision_reopen"),
    path("tavle/beslutning/<int:pk>/endre/", decisions.change, name="decision_change"),
    path("tavle/beslutning/<int:pk>/gi-til/", decisions.hand, name="decision_hand"),
    path("tavle/beslutning/<int:pk>/trekk/", decisions.withdraw, name="decision_withdraw"),
    path("tavle/beslutning/<int:pk>/virkning/", decisions.effect, name="decision_effect"),
    path("tavle/beslutning/<int:pk>/tidsplan/", decisions.plan_change, name="plan_change"),
    path("tavle/beslutning/<int:pk>/tidsplan/svar/", decisions.plan_answer, name="plan_answer"),
    path("tavle/<slug:code>/beslutninger/", decisions.of_team, name="decisions"),
]
