from django.urls import URLPattern

app_name = "emeldinger"
urlpatterns: list[URLPattern] = []
