from django.urls import path

from emeldinger.views import files as file_views
from emeldinger.views import message as message_views

app_name = "emeldinger"
urlpatterns = [
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
]
