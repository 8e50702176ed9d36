from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PatientsConfig(AppConfig):
    name = "patients"

    def ready(self) -> None:
        """A fresh installation has the vocabulary, and an older one gets its new words."""
        from patients.vocabulary import add_missing

        post_migrate.connect(add_missing, sender=self, dispatch_uid="patients.vocabulary")
