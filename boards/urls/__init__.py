from boards.urls import (
    agenda,
    decisions,
    meetings,
    overview,
    preparation,
    primary,
    room,
    rules,
)

app_name = "boards"
urlpatterns = [
    *agenda.patterns,
    *rules.patterns,
    *meetings.patterns,
    *preparation.patterns,
    *room.patterns,
    *decisions.patterns,
    *primary.patterns,
    *overview.patterns,
]
