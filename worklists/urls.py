from django.urls import path

import heltom.lib.converters  # noqa: F401 - makes <day:…> and <patient:…> known
from worklists import api
from worklists.views import day, desk, estimates, proposal, stays, visits, weights

app_name = "worklists"
urlpatterns = [
    path("api/day-balance/", api.DayBalanceView.as_view(), name="api_day_balance"),
    path("api/rebuilds/", api.RebuildView.as_view(), name="api_rebuild"),
    path(
        "api/minutes-proposals/<slug:code>/",
        api.MinutesProposalsView.as_view(),
        name="api_minutes_proposals",
    ),
    path(
        "api/warnings/<slug:code>/<day:day>/<slug:kind>/",
        api.WarningsView.as_view(),
        name="api_warnings",
    ),
    path("", desk.home, name="home"),
    path("min-liste/", desk.my_list, name="my_list"),
    path("min-liste/<int:shift_id>/", desk.my_list, name="my_list_of"),
    path("oversikt/", desk.overview_today, name="overview_today"),
    path("oversikt/<day:day>/", desk.overview, name="overview"),
    path("lister/<slug:code>/<day:day>/<slug:kind>/", day.day, name="day"),
    path("lister/<slug:code>/<day:day>/<slug:kind>/utskrift/", day.day_print, name="day_print"),
    path(
        "lister/<slug:code>/<day:day>/<slug:kind>/varsler/", day.day_warnings, name="day_warnings"
    ),
    path("lister/<slug:code>/<day:day>/<slug:kind>/bygg/", day.rebuild, name="day_rebuild"),
    path("lister/<slug:code>/<day:day>/<slug:kind>/bygging/", day.build_progress, name="day_build"),
    path("tider/", estimates.estimates_home, name="estimates_home"),
    path("tider/<slug:code>/", estimates.estimates, name="estimates"),
    path("tider/<slug:code>/svar/", estimates.answer, name="estimates_answer"),
    path("endringer/<int:pk>/bekreft/", day.acknowledge, name="change_acknowledge"),
    path("oppdrag/<int:pk>/", visits.visit, name="visit"),
    path("oppdrag/<int:pk>/hvorfor/", visits.why, name="visit_why"),
    path("oppdrag/<int:pk>/start/", visits.start, name="visit_start"),
    path("oppdrag/<int:pk>/ferdig/", visits.finish, name="visit_finish"),
    path("oppdrag/<int:pk>/avlys/", visits.cancel, name="visit_cancel"),
    path("oppdrag/<int:pk>/angre/", visits.reopen, name="visit_reopen"),
    path("oppdrag/<int:pk>/las/", visits.lock, name="visit_lock"),
    path("oppdrag/<int:pk>/las-opp/", visits.unlock, name="visit_unlock"),
    path("enheter/<slug:code>/vekting/", weights.weights, name="weights"),
    path("enheter/<slug:code>/vekting/lagre/", weights.decide, name="weights_decide"),
    path("pasienter/<patient:number>/forslag/", proposal.proposal, name="proposal"),
    path("pasienter/<patient:number>/oppdrag/", visits.visits_of_patient, name="patient_visits"),
    path("hjemkomst/", stays.returns, name="returns"),
    path("pasienter/<patient:number>/opphold/nytt/", stays.stay_new, name="stay_new"),
    path("pasienter/<patient:number>/opphold/", stays.stay_begin, name="stay_begin"),
    path("opphold/<int:pk>/", stays.stay, name="stay"),
    path("opphold/<int:pk>/hjemme/", stays.stay_end, name="stay_end"),
    path("opphold/<int:pk>/borte/", stays.stay_away, name="stay_away"),
    path("opphold/<int:pk>/ventes/", stays.stay_expected, name="stay_expected"),
    path("opphold/<int:pk>/fjern/", stays.stay_undo, name="stay_undo"),
    path("opphold/<int:pk>/sjekk/", stays.return_check, name="return_check"),
]
