"""The pieces that the documents are put together of, in the namespaces of each version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lxml import etree
from lxml.builder import ElementMaker

OID = "2.16.578.1.12.4.1.1."
FK1 = "http://www.kith.no/xmlstds/felleskomponent1"
EPJ = {n: f"http://www.kith.no/xmlstds/epj/epj{n}/2008-02-20" for n in (1, 2, 3)}
META = "http://www.kith.no/xmlstds/epj/meta/2008-02-20"
DATES = {"1.5": "2009-06-30", "1.6": "2012-04-01"}
#: Where 1.5 called the document something else than 1.6 does.
OLD_NAMES = {
    "MedisinskeOpplysninger": "OverforingMedisinskeOpplysninger",
    "HelseopplysningerTilLege": "Konsultasjon",
}


@dataclass(frozen=True, slots=True)
class Makers:
    """One maker of elements for each namespace of a PLO document of this version."""

    version: str

    def document(self, name: str) -> ElementMaker:
        folder = OLD_NAMES.get(name, name) if self.version == "1.5" else name
        space = f"http://www.kith.no/xmlstds/po/{folder}/{DATES[self.version]}"
        nsmap = {None: self.po_space, "d": space, "fk1": FK1, "m1": META}
        return ElementMaker(namespace=space, nsmap=nsmap)

    @property
    def po_space(self) -> str:
        return f"http://www.kith.no/xmlstds/po/poKomponent/{DATES[self.version]}"

    @property
    def po(self) -> ElementMaker:
        return ElementMaker(namespace=self.po_space)


FK = ElementMaker(namespace=FK1, nsmap={"fk1": FK1})
E1, E2, E3 = (ElementMaker(namespace=EPJ[n], nsmap={f"epj{n}": EPJ[n]}) for n in (1, 2, 3))


def coded(
    make: ElementMaker, name: str, code: str, text: str, code_list: str = ""
) -> etree._Element:
    """A coded value: CS without a list, CV with one."""
    found = {"V": code, "DN": text}
    return make(name, **found, **({"S": OID + code_list} if code_list else {}))


STATUSES = {"N": "Ny", "M": "Endring", "C": "Kansellering"}


def sending(make: Makers, status: str) -> etree._Element:
    po = make.po
    return po.InformasjonOmForsendelsen(
        coded(po, "Forsendelsesstatus", status, STATUSES.get(status, status))
    )


def ward(make: Makers, name: str, phone: str) -> etree._Element:
    """The ward that can be called about it."""
    ident = FK.Ident(FK.Id("0017"), coded(FK, "TypeId", "LAV", "Lokal identifikator", "9051"))
    call = FK.TeleCom(FK.TeleAddress(V=f"tel:{phone}"))
    return make.po.TilknyttetEnhet(make.po.Kontaktenhet(FK.OrganisationName(name), ident, call))


def responsible(make: Makers, day: date) -> etree._Element:
    nurse = make.po.AnsvarligRapport(
        coded(FK, "TypeHealthcareProfessional", "SP", "Sykepleier"),
        coded(FK, "RoleToPatient", "21", "Helsefaglig kontakt", "9034"),
        FK.FamilyName("Myking"),
        FK.GivenName("Hanne"),
        FK.Ident(FK.Id("000000017"), coded(FK, "TypeId", "HPR", "HPR-nummer", "8116")),
    )
    return make.po.AnsvarForRapport(nurse, make.po.GodkjentDato(day.isoformat()))


def event(
    make: Makers, code: str, text: str, at: datetime | date, *, guess: bool = False, note: str = ""
) -> etree._Element:
    """A tidfestet hendelse (9121); `guess` is Anslag, `at` a day or an instant."""
    po = make.po
    when = at.isoformat(timespec="seconds") if isinstance(at, datetime) else at.isoformat()
    return po.TidsfestetHendelse(
        *([coded(po, "Hendelsekode", code, text, "9121")] if code else []),
        po.BeskrivelseAvHendelse(note or text),
        po.TidspunktForHendelse(V=when),
        po.Anslag("true" if guess else "false"),
    )


def diagnosis(make: Makers, code: str, text: str) -> etree._Element:
    po = make.po
    return po.InfoMedisinskDiagnose(
        po.MedisinskDiagnose(
            po.Hoveddiagnose("true"), coded(po, "Diagnosekode", code, text, "7110")
        )
    )


def component(
    make: ElementMaker, name: str, category: str, *inside: etree._Element
) -> etree._Element:
    """A component of the record, with the marks that its schema asks for."""
    marks = {
        "komponentID": "00000000-0000-4000-8000-000000000001",
        f"{{{META}}}informasjonskategori": category,
        f"{{{META}}}komponenttype": f"{OID[:-4]}6.13.11009.0",
        f"{{{META}}}basiskomponenttype": "EPJ dokument",
    }
    return make(name, *inside, **marks)


def note(*paragraphs: tuple[str, str, str, str]) -> etree._Element:
    """A journal note: (code, its list, heading, text) for each paragraph."""
    texts = [
        E2.Journaltekst(coded(E2, "Overskriftskode", code, head, lst), E2.Notat(text))
        for code, lst, head, text in paragraphs
    ]
    return component(E2, "GenereltJournalnotat", "Andre notater", *texts)


def cave(text: str) -> etree._Element:
    words = E1.StikkordCave(E1.CaveStikkord(text))
    return component(
        E1, "Cave", "Cave/allergier", component(E1, "SakshodeCave", "Cave/allergier", words)
    )


def medicine(
    name: str,
    strength: str,
    dose: str,
    use: str = "1",
    until: date | None = None,
    *,
    stopped: bool = False,
) -> etree._Element:
    uses = {"1": "Fast", "2": "Kur", "3": "Ved behov"}
    number, _, unit = strength.partition(" ")
    facts = [
        *([E3.DosVeiledEnkel(dose)] if dose else []),
        E3.Navn(name),
        coded(E3, "Legemiddelform", "53", "Tablett"),
        E3.Styrke(V=number, U=unit),
        coded(E3, "Bruk", use, uses[use]),
        *([E3.DoseringSluttidspunkt(V=until.isoformat())] if until else []),
        E3.SkalIkkeTasSammenMedAnnetLegemiddel("false"),
    ]
    standing = [coded(E3, "StatusTilForskrivningen", "2", "Seponering")] if stopped else []
    dosed = coded(E3, "InngaarIMultidose", "1", "Legemiddeldosering inngår ikke i en multidose")
    script = E3.ForenkletForskrivning(*standing, dosed, E3.Forskrivningsinfo(*facts))
    return component(E3, "Legemiddelinfo", "Legemidler", script)


def function_scores(make: Makers, scores: dict[str, tuple[str, int]]) -> etree._Element:
    """IPLOS: variable (9111) → its text and the score 1–5."""
    po = make.po
    return po.InfoKartleggingFunksjonsniva(
        *(
            po.KartlagtFunksjon(
                coded(po, "Funksjonsvariabel", code, text, "9111"), po.Vurdering(str(score))
            )
            for code, (text, score) in scores.items()
        )
    )
