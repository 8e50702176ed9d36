"""What stands inside each type of message: the documents, with invented texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from imports.demo.letters import parts
from imports.demo.letters.parts import E2, Makers


@dataclass(frozen=True, slots=True)
class About:
    """What a document is told: `at` is when it happens, `text` replaces the main text where given."""

    at: datetime
    status: str = "N"
    version: str = "1.6"
    text: str = ""

    @property
    def make(self) -> Makers:
        return Makers(self.version)


SCORES = {
    "5": ("Bevege seg innendørs", 3),
    "7": ("Personlig hygiene", 4),
    "8": ("På- og avkledning", 3),
    "10": ("Spise", 2),
    "11": ("Toalett", 3),
    "15": ("Hukommelse", 2),
}
WARD = ("Medisinsk sengepost 4", "00552001")


def _logistics(
    name: str, *events: tuple[str, str, int, bool], to: str = ""
) -> Callable[[About], etree._Element]:
    """A logistics message: each event is (code, text, hours from `at`, whether it is a guess)."""

    def body(about: About) -> etree._Element:
        make = about.make
        doc, po = make.document("Pasientlogistikk"), make.po
        happened = [
            parts.event(
                make, code, text, about.at + timedelta(hours=hours), guess=guess, note=about.text
            )
            for code, text, hours, guess in events
        ]
        where = [po.UtskrevetTil(parts.coded(po, "UtTil", "1", to, "8408"))] if to else []
        return doc.Pasientlogistikk(
            parts.sending(make, about.status),
            parts.ward(make, *WARD),
            parts.responsible(make, about.at.date()),
            doc(name, *where, *happened),
        )

    return body


innlagt = _logistics("MeldingInnlagtPasient", ("1", "Pasient innlagt", 0, False))
utskrivningsklar = _logistics(
    "MeldingUtskrivningsklarPasient",
    ("1", "Pasient innlagt", -72, False),
    ("3", "Pasient utskrivningsklar", 24, True),
)
avmelding = _logistics(
    "AvmeldingUtskrivningsklarPasient", ("4", "Avmelding av utskrivningsklar pasient", 0, False)
)
utskrevet = _logistics(
    "MeldingOmUtskrevetPasient", ("2", "Pasient utskrevet", 0, False), to="Bosted/arbeidssted"
)
dod = _logistics("OrienteringOmDod", ("13", "Pasienten er død", 0, False))


def _application(kind: str, text: str) -> Callable[[About], etree._Element]:
    def body(about: About) -> etree._Element:
        make = about.make
        doc, _po = make.document("HelseopplysningerVedSoknad"), make.po
        return doc.HelseopplysningerVedSoknad(
            parts.sending(make, about.status),
            parts.ward(make, *WARD),
            parts.responsible(make, about.at.date()),
            *_kind_of_application(about, kind, text),
            parts.diagnosis(make, "S720", "Brudd i lårhals"),
            _medical(about, "Falt hjemme. Operert med halvprotese. Trenger mer hjelp enn før."),
            parts.function_scores(make, SCORES),
        )

    return body


def _kind_of_application(about: About, kind: str, text: str) -> list[etree._Element]:
    """What 1.6 says of the kind and the stay; 1.5 had only whether an application was sent."""
    po = about.make.po
    if about.version == "1.5":
        return [po.OpplysningerTilSoknad(po.EgensoknadSendt("false"))]
    stay = parts.event(about.make, "1", "Pasient innlagt", about.at)
    return [
        po.TypeInnholdIMelding(parts.coded(po, "TypeInnhold", kind, text, "9140")),
        po.OpplysningOpphold(stay),
    ]


tidligmelding = _application("1", "Varsel om innlagt pasient")
oppdatert = _application("2", "Oppdaterte opplysninger")


def _medical(about: About, text: str) -> etree._Element:
    po = about.make.po
    return po.MedisinskfagligeOpplysninger(
        parts.cave("Penicillin. Utslett i 2019."),
        parts.note(("PROB", "9142", "Aktuell problemstilling", about.text or text)),
    )


def utskrivningsrapport(about: About) -> etree._Element:
    make = about.make
    doc, po = make.document("TverrfagligEpikrise"), make.po
    return doc.TverrfagligEpikrise(
        parts.sending(make, about.status),
        parts.ward(make, *WARD),
        parts.responsible(make, about.at.date()),
        po.TypeInnholdIMelding(parts.coded(po, "TypeInnhold", "11", "Utskrivningsrapport", "9139")),
        po.OpplysningOpphold(
            parts.event(make, "1", "Pasient innlagt", about.at - timedelta(days=4))
        ),
        po.OpplysningOpphold(parts.event(make, "2", "Pasient utskrevet", about.at)),
        parts.diagnosis(make, "I509", "Uspesifisert hjertesvikt"),
        _medical(
            about, "Forverret hjertesvikt. Vekt ned 4 kg på vanndrivende. Ny kontroll om to uker."
        ),
        *_new_medicines(about),
        po.Sykepleierdokumentasjon(
            po.InfoFraSykepleier(
                E2.Journaltekst(
                    parts.coded(E2, "Overskriftskode", "12", "Status ved utskrivning", "9141"),
                    E2.Notat(
                        "Veies hver morgen. Ring fastlegen når vekten øker mer enn 2 kg på tre dager."
                    ),
                )
            )
        ),
        parts.function_scores(make, SCORES),
    )


def medisinske(about: About) -> etree._Element:
    make = about.make
    doc, po = make.document("MedisinskeOpplysninger"), make.po
    return doc.OverforingMedisinskeOpplysninger(
        parts.sending(make, about.status),
        parts.responsible(make, about.at.date()),
        po.TypeInnholdIMelding(
            parts.coded(po, "TypeInnhold", "1", "Rapport etter konsultasjon", "9138")
        ),
        parts.diagnosis(make, "I10", "Essensiell hypertensjon"),
        _medical(about, "Blodtrykket er høyt. Øker dosen. Kontroll hos oss om fire uker."),
        *_usual_medicines(),
    )


def innleggelsesrapport(about: About) -> etree._Element:
    make = about.make
    doc = make.document("Innleggelsesrapport")
    return doc.Innleggelsesrapport(
        parts.sending(make, about.status),
        parts.responsible(make, about.at.date()),
        parts.diagnosis(make, "I50", "Hjertesvikt"),
        _medical(about, "Tung pust siden i går kveld. Hovne legger. Ringte legevakten kl. 07.40."),
        *_usual_medicines(),
        parts.function_scores(make, SCORES),
    )


def _usual_medicines() -> list[etree._Element]:
    """What she takes at home, by her fastlege and by us."""
    return [
        parts.medicine("Oppdiktan", "40 mg", "1 tablett kl. 08"),
        parts.medicine("Fiktopril", "2.5 mg", "1 tablett kl. 08"),
        parts.medicine("Fantasin", "10 mg", "1 tablett kl. 20"),
        parts.medicine(
            "Testacetamol", "500 mg", "1–2 tabletter ved smerter, høyst 8 i døgnet", "3"
        ),
    ]


def _new_medicines(about: About) -> list[etree._Element]:
    """What the hospital sends her home with: one more dose, one cure, one stopped."""
    return [
        parts.medicine("Oppdiktan", "40 mg", "1 tablett kl. 08"),
        parts.medicine("Fiktopril", "2.5 mg", "1 tablett kl. 08 og 20"),
        parts.medicine("Fantasin", "10 mg", "", stopped=True),
        parts.medicine(
            "Prøvecillin",
            "500 mg",
            "1 tablett 4 ganger daglig",
            "2",
            (about.at + timedelta(days=7)).date(),
        ),
        parts.medicine(
            "Testacetamol", "500 mg", "1–2 tabletter ved smerter, høyst 8 i døgnet", "3"
        ),
    ]


def orientering(about: About) -> etree._Element:
    make = about.make
    doc, po = make.document("OrienteringOmTjenestetilbud"), make.po
    return doc.OrienteringOmTjenestetilbud(
        parts.sending(make, about.status),
        parts.responsible(make, about.at.date()),
        po.EksisterendeTjeneste(
            parts.coded(po, "IPLOStjenestetype", "15", "Helsetjenester i hjemmet", "9151"),
            po.BetegnelseTjeneste(about.text or "Hjemmesykepleie tre ganger i døgnet"),
            po.PrivatTjeneste("false"),
            po.Startdato(about.at.date().isoformat()),
        ),
    )


def til_lege(about: About) -> etree._Element:
    make = about.make
    doc, po = make.document("HelseopplysningerTilLege"), make.po
    return doc.Konsultasjon(
        parts.sending(make, about.status),
        parts.responsible(make, about.at.date()),
        po.InnholdKonsultasjon(
            parts.coded(po, "TypeInnholdKonsultasjon", "3", "Ønske om legevurdering")
        ),
        _medical(about, "Mer forvirret de siste dagene. Ber om vurdering av urinveisinfeksjon."),
    )


def fravaer(about: About) -> etree._Element:
    make = Makers("1.5")
    doc, po = make.document("MeldingFravar"), make.po
    return doc.MeldingFravar(
        parts.sending(make, about.status),
        po.Fraversassistent(
            po.MottakerFravarende("true"),
            po.FravarendeFraDato(about.at.date().isoformat()),
            po.FravarendeTilDato((about.at + timedelta(days=7)).date().isoformat()),
            po.Merknad(about.text or "Ferie. Vikar er på kontoret hver dag."),
        ),
    )
