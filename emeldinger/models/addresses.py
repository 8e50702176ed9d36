"""Where e-meldinger are sent: the municipality and its services, each with its HER-id."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from teams.models import Team


class Service(models.TextChoices):
    """What answers at the address. Home nursing and case work are in every municipality (ehelse.no)."""

    ORGANISATION = "virksomhet", _("hele virksomheten")
    NURSING = "sykepleie", _("sykepleietjeneste")
    CASE_WORK = "saksbehandler", _("saksbehandler")
    OTHER = "annet", _("annen tjeneste")


class Address(models.Model):
    """A HER-id that is ours: the municipality itself, or one of its services (HIS 1153).

    What comes to it about a patient that no team knows lies with `ht`: an address has eyes on every
    shift, those of that HT's ansvarsvakt. As long as no address is registered nobody can say what is
    ours and what is not, and everything that comes counts as ours.
    """

    her_id = models.CharField(_("HER-id"), max_length=20, unique=True)
    name = models.CharField(_("navn"), max_length=200)
    service = models.CharField(
        _("tjeneste"), max_length=20, choices=Service, default=Service.NURSING
    )
    org_number = models.CharField(_("organisasjonsnummer"), max_length=9, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("hører til"),
    )
    ht = models.ForeignKey(
        Team,
        models.PROTECT,
        related_name="addresses",
        verbose_name=_("HT som eier køen"),
    )
    active = models.BooleanField(_("i bruk"), default=True)

    class Meta:
        ordering = ["name", "her_id"]
        verbose_name = _("e-meldingsadresse")
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(service="virksomhet"),
                name="emeldinger_address_whole_has_no_parent",
                violation_error_message=_("En virksomhet kan ikke ligge under en annen adresse."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.her_id})"
