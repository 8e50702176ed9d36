from django.apps import AppConfig


class EmeldingerConfig(AppConfig):
    name = "emeldinger"
    default_auto_field = "django.db.models.BigAutoField"
