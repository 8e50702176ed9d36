"""What was found about a message, in sentences that a nurse understands. One for every code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from emeldinger.formats.finding import Code, Finding, from_kept
from emeldinger.formats.words import Reading

if TYPE_CHECKING:
    from emeldinger.models import Message

SENTENCES = {
    Code.EMPTY: _("Det kom ingen tekst: meldingen er tom."),
    Code.TOO_LARGE: _("Meldingen er for stor til å leses. Bare begynnelsen vises her."),
    Code.ENCODING: _("Meldingen er skrevet med et annet tegnsett enn den sier."),
    Code.MOJIBAKE: _("Noen bokstaver var ødelagt da meldingen kom, ofte æ, ø og å."),
    Code.DOCTYPE: _(
        "Meldingen har noe i seg som en e-melding ikke skal ha (DOCTYPE), og som kan gjøre skade."
        " Den delen er ikke lest."
    ),
    Code.TOO_DEEP: _("Meldingen har flere nivåer i hverandre enn vi leser."),
    Code.TOO_MANY: _("Meldingen har flere deler enn vi leser. Resten står bare i originalen."),
    Code.NOT_WELL_FORMED: _(
        "Meldingen er ødelagt eller avbrutt. Vi viser det som lot seg lese; resten står i originalen."
    ),
    Code.NOT_XML: _("Det som kom, er ikke en e-melding."),
    Code.WRAPPED: _("Meldingen lå i en annen innpakning. Den er pakket ut."),
    Code.SEVERAL: _(
        "Det lå flere meldinger i samme innpakning. Vi viser den første; resten står i originalen."
    ),
    Code.NO_HEAD: _("Meldingen mangler hodet, som sier hvem den er fra, til og om."),
    Code.MSG_ID: _("Meldingen mangler en gyldig meldings-id."),
    Code.NO_SENDER: _("Meldingen sier ikke hvem den er fra, eller har ingen adresse å svare til."),
    Code.NO_RECEIVER: _("Meldingen sier ikke hvem den er til."),
    Code.NO_PATIENT: _("Meldingen sier ikke sikkert nok hvem pasienten er."),
    Code.PATIENT_NUMBER: _(
        "Nummeret til pasienten er ikke et gyldig fødselsnummer, D-nummer eller hjelpenummer."
    ),
    Code.TYPE_SWAPPED: _("Kode og tekst for meldingstypen er byttet om. Vi har lest den likevel."),
    Code.TYPE_UNKNOWN: _("Meldingstypen står ikke i den nasjonale listen."),
    Code.TEST: _("Avsender har merket dette som en prøvemelding."),
    Code.SIGNED: _("Meldingen er signert. Signaturen er tatt vare på, men ikke kontrollert."),
    Code.NAMESPACE: _(
        "Innholdet er av et slag vi ikke kjenner. Alt som står der, vises som det er."
    ),
    Code.NO_DOCUMENT: _("Meldingen har ikke noe innhold, bare et hode."),
    Code.MISSING: _("Noe som standarden krever, mangler."),
    Code.CODE: _("En kode finnes ikke i den nasjonale kodelisten. Avsenders egen tekst vises."),
    Code.CODE_LIST: _(
        "En kode er fra en annen liste enn standarden sier, eller sier ikke hvilken."
    ),
    Code.DATE: _("En dato er ikke skrevet som den skal. Den vises slik den står."),
    Code.NUMBER: _("Et tall er ikke skrevet som det skal. Det vises slik det står."),
    Code.ORDER: _("Delene står i en annen rekkefølge enn standarden sier. Alt er lest."),
    Code.NOT_SHOWN: _("Noe i meldingen vises ikke på siden. Det står i originalen."),
    Code.ATTACHMENT_TYPE: _("Et vedlegg er noe annet enn det sier, eller noe vi ikke kan vise."),
    Code.ATTACHMENT_BROKEN: _("Et vedlegg er ødelagt og kan ikke vises."),
    Code.ATTACHMENT_NAME: _(
        "Navnet på et vedlegg kan ikke brukes som filnavn. Det er gitt et nytt."
    ),
    Code.SCHEMA: _("Noe er ikke slik det offisielle skjemaet for meldingen sier."),
    Code.NO_SCHEMA: _("Vi har ikke det offisielle skjemaet, så meldingen er ikke sjekket mot det."),
    Code.SAME_ID: _("En annen melding har samme meldings-id, men et annet innhold."),
    Code.NO_REFERENCE: _(
        "Meldingen gjelder en annen melding, men sier ikke hvilken, eller vi har ikke den."
    ),
    Code.UNKNOWN_SERVICE: _("Meldingen er sendt til en tjeneste som ikke finnes hos oss."),
    Code.OTHER_ORGANISATION: _("Meldingen er sendt til en annen virksomhet."),
    Code.OTHER_ANSWERER: _(
        "Kvitteringen kommer fra en annen enn den vi skrev til. Den er ikke regnet som svar."
    ),
    Code.SECOND_ANSWER: _(
        "Mottakeren hadde kvittert før, og svarte noe annet da. Det første svaret gjelder."
    ),
    Code.NO_STATUS: _("Kvitteringen sier ikke om meldingen er tatt imot eller avvist."),
}

#: What makes a text uncertain or short: told on the message itself, above what is read.
MATTERS = frozenset(
    {
        Code.EMPTY, Code.TOO_LARGE, Code.MOJIBAKE, Code.DOCTYPE, Code.TOO_DEEP, Code.TOO_MANY,
        Code.NOT_WELL_FORMED, Code.NOT_XML, Code.NO_HEAD, Code.NO_DOCUMENT, Code.NOT_SHOWN,
        Code.ATTACHMENT_BROKEN, Code.SAME_ID, Code.NO_REFERENCE,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence, with each place where it holds and what stood there."""

    code: Code
    sentence: str
    places: tuple[Finding, ...]

    @property
    def matters(self) -> bool:
        return self.code in MATTERS

    @property
    def is_placed(self) -> bool:
        """Whether any of them says where it is, or what stood there."""
        return any(place.where or place.value for place in self.places)


def sentence(code: Code) -> str:
    return str(SENTENCES[code])


def told(findings: Iterable[Finding]) -> list[Told]:
    """One for each code, what matters for the reading first; the same place is told once."""
    places: dict[Code, dict[Finding, None]] = {}
    for finding in findings:
        places.setdefault(finding.code, {})[finding] = None
    rows = [Told(code, sentence(code), tuple(found)) for code, found in places.items()]
    return sorted(rows, key=lambda row: not row.matters)


def all_of(message: Message, reading: Reading) -> list[Told]:
    """What was found when it came, and what today's reader finds."""
    return told([*kept(message), *(from_kept(each.as_kept()) for each in reading.findings)])


def kept(message: Message) -> list[Finding]:
    """Those of the intake, as they were written down with the message."""
    return [from_kept(row) for row in message.findings]
