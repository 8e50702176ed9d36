from django.urls import path

from teams import form_views, views

app_name = "teams"
urlpatterns = [
    path("logg-inn/", views.sign_in, name="sign_in"),
    path("logg-inn/som/", views.sign_in_as, name="sign_in_as"),
    path("logg-ut/", views.sign_out, name="sign_out"),
    path("okt/", form_views.session_left, name="session"),
    path("okt/fortsett/", form_views.session_go_on, name="session_go_on"),
    path("utkast/", form_views.draft, name="draft"),
    path("utkast/lagre/", form_views.keep_draft, name="draft_keep"),
    path("utkast/forkast/", form_views.drop_draft, name="draft_drop"),
]
