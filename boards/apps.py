from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "boards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The fagansvarlig begins at her team's board, the therapist at her own meetings."""
        from boards.queries.board_home import my_meetings_url, overview_url
        from teams.roles import RoleKind
        from worklists.queries.desk import DESKS

        DESKS[RoleKind.CLINICAL_LEAD] = overview_url
        DESKS[RoleKind.THERAPIST] = my_meetings_url
