from django.apps import AppConfig


class EmeldingerConfig(AppConfig):
    name = "emeldinger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The ansvarsvakt and whoever relieves her begin at the desk that this app has for them."""
        from emeldinger.queries.shift_desk import url_for
        from teams.roles import RoleKind
        from worklists.queries.desk import DESKS

        DESKS[RoleKind.ANSVARSVAKT] = DESKS[RoleKind.NURSE_2] = url_for
