"""Write an innleggelsesrapport, version 1.6 (HIS 1143): what home care knows, to the ward that has her."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from lxml import etree
from lxml.builder import ElementMaker

from emeldinger.formats import codes
from emeldinger.formats.head import Ident
from emeldinger.formats.professional import (
    FK,
    FK1,
    Professional,
    coded,
    ident,
    phone,
    professional,
)

SPACE = "http://www.kith.no/xmlstds/po/Innleggelsesrapport/2012-04-01"
PO = "http://www.kith.no/xmlstds/po/poKomponent/2012-04-01"
META = "http://www.kith.no/xmlstds/epj/meta/2008-02-20"
EPJ2 = "http://www.kith.no/xmlstds/epj/epj2/2008-02-20"
DIAGNOSES = {"icd10": "7110", "icpc2": "7170"}
#: Headings of a nurse (9141) and of medicine (9142); variables of IPLOS; kinds of service; kinship.
NURSING, MEDICAL, FUNCTIONS, SERVICES, KINSHIP = "9141", "9142", "9111", "9151", "9033"
REASON, FINDINGS = "AAI", "FU"
SUMMARY, HER_OWN, PRACTICAL, OTHER = "8", "13", "14", "88"

_D = ElementMaker(namespace=SPACE, nsmap={None: PO, "d": SPACE, "fk1": FK1, "m1": META})
_P = ElementMaker(namespace=PO)
_E2 = ElementMaker(namespace=EPJ2, nsmap={"epj2": EPJ2})


@dataclass(frozen=True, slots=True)
class Kin:
    """`relation` is in the words of the ward: "datter"."""

    name: str
    relation: str = ""
    phone: str = ""
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """`kind` is of list 9151."""

    kind: str
    name: str
    team: str = ""
    since: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What is empty is not written. `diagnoses` are (system, code, name), `functions` (variable, score):
    9111, 1–5, or 9 for what is not relevant. `unit` is where the ward can ring: name, HER-id, phone.
    """

    responsible: Professional
    approved: date
    unit: tuple[str, Ident, str]
    reason: str
    left_out: str
    state: str = ""
    measured: str = ""
    medicines: str = ""
    matters: str = ""
    practical: str = ""
    important: str = ""
    goals: Sequence[str] = ()
    services: Sequence[Service] = ()
    kin: Sequence[Kin] = ()
    contacts: Sequence[Professional] = ()
    diagnoses: Sequence[tuple[str, str, str]] = ()
    functions: Sequence[tuple[str, int]] = ()
    equipment: Sequence[str] = ()


def write_report(report: Report) -> etree._Element:
    """The document, in the order of the schema."""
    return _D.Innleggelsesrapport(
        _P.InformasjonOmForsendelsen(coded(_P, "Forsendelsesstatus", "N", "Ny")),
        *(_kin(one) for one in report.kin),
        _unit(report),
        *(_contact(one) for one in report.contacts),
        _P.AnsvarForRapport(
            _P.AnsvarligRapport(*professional(FK, report.responsible)),
            _P.GodkjentDato(report.approved.isoformat()),
        ),
        *_diagnoses(report),
        _medical(report),
        *(_service(one) for one in report.services),
        *_functions(report),
        *_nursing(report),
        *_equipment(report),
    )


def _kin(kin: Kin) -> etree._Element:
    given, _, family = kin.name.strip().rpartition(" ")
    person = [FK.FamilyName(family), *([FK.GivenName(given)] if given else [])]
    if kin.phone:
        person.append(FK.TeleCom(phone(kin.phone)))
    code = _kinship(kin.relation)
    remark = ". ".join(filter(None, (kin.relation, "Ringes først" if kin.is_first else "")))
    return _P.ParorendeForesatt(
        *([coded(_P, "Slektskap", code, codes.text_of(KINSHIP, code) or "")] if code else []),
        _P.Referanseperson(*person),
        *([_P.Merknad(remark)] if remark else []),
    )


def _kinship(relation: str) -> str:
    """The code of a word that is the list's own; other words stand as they are, in the remark."""
    said = relation.strip().casefold()
    return next(
        (
            code
            for code in codes.codes_of(KINSHIP)
            if (codes.text_of(KINSHIP, code) or "").casefold() == said
        ),
        "",
    )


def _unit(report: Report) -> etree._Element:
    name, number, call = report.unit
    inside = [FK.OrganisationName(name), FK.Ident(*ident(number))]
    if call:
        inside.append(FK.TeleCom(phone(call)))
    return _P.TilknyttetEnhet(_P.Kontaktenhet(*inside))


def _contact(who: Professional) -> etree._Element:
    return _P.KontaktpersonHelsepersonell(_P.Kontaktperson(*professional(FK, who)))


def _diagnoses(report: Report) -> Iterator[etree._Element]:
    """Which of them is the main one is not ours to say."""
    if report.diagnoses:
        yield _P.InfoMedisinskDiagnose(
            *(
                _P.MedisinskDiagnose(coded(_P, "Diagnosekode", code, name, DIAGNOSES[system]))
                for system, code, name in report.diagnoses
            )
        )


def _medical(report: Report) -> etree._Element:
    texts = [(REASON, report.reason), (FINDINGS, report.measured)]
    note = _E2.GenereltJournalnotat(
        *(_text(code, text, MEDICAL) for code, text in texts if text),
        **{
            "komponentID": str(uuid4()),
            f"{{{META}}}informasjonskategori": "Andre notater",
            f"{{{META}}}komponenttype": "2.16.578.1.12.4.1.6.13.11009.0",
            f"{{{META}}}basiskomponenttype": "EPJ dokument",
        },
    )
    return _P.MedisinskfagligeOpplysninger(note)


def _text(code: str, text: str, code_list: str) -> etree._Element:
    heading = codes.text_of(code_list, code) or ""
    return _E2.Journaltekst(
        coded(_E2, "Overskriftskode", code, heading, code_list), _E2.Notat(text)
    )


def _service(service: Service) -> etree._Element:
    kind = codes.text_of(SERVICES, service.kind) or ""
    inside = [
        coded(_P, "IPLOStjenestetype", service.kind, kind, SERVICES),
        _P.BetegnelseTjeneste(service.name),
        _P.PrivatTjeneste("false"),
    ]
    if service.team:
        inside.append(_P.TjenestenLevertAv(service.team))
    if service.text:
        inside.append(_P.OpplysningerOmTjenesten(service.text))
    if service.since:
        inside.append(_P.Startdato(service.since.isoformat()))
    return _P.EksisterendeTjeneste(*inside)


def _functions(report: Report) -> Iterator[etree._Element]:
    if report.functions:
        yield _P.InfoKartleggingFunksjonsniva(
            *(
                _P.KartlagtFunksjon(
                    coded(
                        _P,
                        "Funksjonsvariabel",
                        code,
                        codes.text_of(FUNCTIONS, code) or "",
                        FUNCTIONS,
                    ),
                    _P.Vurdering(str(score)),
                )
                for code, score in report.functions
            )
        )


def _nursing(report: Report) -> Iterator[etree._Element]:
    texts = [
        (SUMMARY, report.state),
        (HER_OWN, report.matters),
        (PRACTICAL, report.practical),
        (OTHER, report.important),
        (OTHER, f"Ikke med i rapporten: {report.left_out}"),
    ]
    medicines = (
        [_P.OpplysningerRelevantOppfolging(_P.MerknadTilLegemiddeladministrering(report.medicines))]
        if report.medicines
        else []
    )
    yield _P.Sykepleierdokumentasjon(
        _P.InfoFraSykepleier(
            *medicines, *(_text(code, text, NURSING) for code, text in texts if text)
        ),
        *(
            _P.InfoMaalForventetRes(_P.InnholdMaaldokument(_P.Beskrivelse(goal)))
            for goal in report.goals
        ),
    )


def _equipment(report: Report) -> Iterator[etree._Element]:
    if report.equipment:
        yield _P.OpplysningerOmHjelpemidler(
            *(
                _P.StatusHjelpemiddel(
                    coded(_P, "Status", "6", "Aktiv"),
                    _P.Hjelpemiddelbeskrivelse(_P.BetegnelseHjelpemiddel(name)),
                )
                for name in report.equipment
            )
        )
