from django.urls import path

from emeldinger.api import EmeldingerView, EmeldingOriginalView
from emeldinger.urls import closing, ledger, letters, oversight, queue, shift, watch
from emeldinger.views import files as file_views
from emeldinger.views import inbox as inbox_views
from emeldinger.views import message as message_views
from emeldinger.views import who as who_views

app_name = "emeldinger"
urlpatterns = [
    *queue.patterns,
    *closing.patterns,
    *letters.patterns,
    *ledger.patterns,
    *watch.patterns,
    *shift.patterns,
    *oversight.patterns,
    path("emeldinger/", inbox_views.home, name="inbox"),
    path("emeldinger/antall/", inbox_views.unopened, name="unopened"),
    path("emeldinger/ht/<slug:code>/", inbox_views.desk, name="desk"),
    path("emeldinger/logg/<slug:code>/", inbox_views.log, name="log"),
    path("emeldinger/<int:pk>/pasient/", who_views.patient, name="patient"),
    path("emeldinger/<int:pk>/pasient/er/", who_views.patient_confirm, name="patient_confirm"),
    path("emeldinger/<int:pk>/pasient/ingen/", who_views.patient_none, name="patient_none"),
    path("emeldinger/<int:pk>/pasient/ikke/", who_views.patient_part, name="patient_part"),
    path("emeldinger/<int:pk>/", message_views.message, name="message"),
    path("emeldinger/<int:pk>/apnet/", message_views.opened, name="opened"),
    path("emeldinger/<int:pk>/kanseller/", message_views.cancel, name="cancel"),
    path("emeldinger/<int:pk>/original/", message_views.original, name="original"),
    path("emeldinger/<int:pk>/original/fil/", file_views.original, name="original_file"),
    path("emeldinger/<int:pk>/funn/", message_views.findings, name="findings"),
    path("emeldinger/<int:pk>/vedlegg/<int:number>/", file_views.attachment, name="attachment"),
    path(
        "emeldinger/<int:pk>/vedlegg/<int:number>/fil/",
        file_views.attachment_file,
        name="attachment_file",
    ),
    path(
        "emeldinger/<int:pk>/vedlegg/<int:number>/<int:page>.png",
        file_views.picture,
        name="picture",
    ),
    path("api/emeldinger/", EmeldingerView.as_view(), name="api_receive"),
    path(
        "api/emeldinger/<str:msg_id>/original/",
        EmeldingOriginalView.as_view(),
        name="api_original",
    ),
]
