from django.apps import AppConfig


class HeltomConfig(AppConfig):
    name = "heltom"

    def ready(self) -> None:
        """Bind @shared_task to our Celery app in every process, the web server's too."""
        import heltom.celery  # noqa: F401
