"""What each element of PLO 1.5 and 1.6 holds, in order; `!` where the standard demands it (HIS 80704).

Alternatives stand as A|B. A message that differs is read all the same: what is missing or in another
order is a finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.readers.common import kids, local, own_text, where
from emeldinger.formats.readers.walk import Element

SHAPES = {
    name: tuple(line.split())
    for name, line in {
        "AdmAvHelsepersonell": (
            "AdmEnkeltdose AdmStart! AdmSlutt AdministrertAv AdmStatus AdministrertLegemiddel "
            "Forskrivningsinfo"
        ),
        "AdmInstrukser": "Utleveringsform SarskilteTiltak",
        "Allergi": (
            "HensynVedForskrivning HensynMatDrikke Kontaktallergi PollenInnsektstikk "
            "AllergiskMot! VirkestoffLegemiddel KodeAnnetStoff AnafylaktiskeReaksjoner"
        ),
        "Allerginotat": "Journaltekst Allergi!",
        "AnbefaltVidereTiltak": "Tiltaksbeskrivelse!",
        "AndreFagrapporter": (
            "BehandlingStart StatusInnleggelse StatusBehandlingsstart "
            "ForventetStatusUtskriving AnsvarligRapport Journaltekst"
        ),
        "AnsvarForRapport": "AnsvarligRapport! GodkjentDato TypeRelasjon Merknad",
        "Ansvarlig": (
            "TypeHendelse TidspunktForHendelse! Ekstern! AnsvarligTjenesteyter Virksomhet Merknad"
        ),
        "AssistertKommunikasjon": (
            "PersonTolkebehov Horselsvikt Synsvikt BehovTolkSprak PreferertTolk "
            "BehovOpphortDato Merknad"
        ),
        "AvmeldingUtskrivningsklarPasient": "TidsfestetHendelse!",
        "AvtaleOmAdmLegemidler": (
            "AvtaleAdmLegemidler! AvtaleAdmMultidose! Merknad AdmInstrukser Tiltaksbeskrivelse"
        ),
        "Cave": "SakshodeCave! Allerginotat",
        "Egenadministrering": (
            "AdmEnkeltdose AdmStart! AdmSlutt AdministrertAv UtlevertLegemiddel! Forskrivningsinfo"
        ),
        "EksisterendeTjeneste": (
            "IPLOStjenestetype BetegnelseTjeneste PrivatTjeneste! TjenestenLevertAv "
            "OpplysningerOmTjenesten AntallEnheter Enhet Startdato Sluttdato Merknad"
        ),
        "Enkeltvurdering": "Funksjonsområde KodetVurdering VurderingTekst",
        "FasteHjelpemidler": "Briller HjelpemiddelHorsel Pacemaker Merknad",
        "FellesinfoKontaktepisode": (
            "Kontakttype! Konsultasjonsform KontaktStartet! KontaktAvsluttet Merknad"
        ),
        "ForenkletForskrivning": (
            "StatusTilForskrivningen InngaarIMultidose ReseptId Merknad Forskriver "
            "Forskrivningsinfo!"
        ),
        "Foresporsel": (
            "TypeForesp! Formål Hastegrad TypeJournalinfo Sporsmal Begrunnelse FraDato "
            "TilDato RefDokIdForesp"
        ),
        "Forskrivningsinfo": (
            "BruksomradeTekst DosVeiledEnkel Nr Navn! GeneriskNavn Atc Legemiddelform Styrke "
            "Bruk DoseringStarttidspunkt DoseringSluttidspunkt "
            "SkalIkkeTasSammenMedAnnetLegemiddel"
        ),
        "Fraversassistent": (
            "MottakerFravarende! MeldingVideresendt FravarendeFraDato FravarendeTilDato "
            "VideresendtTil Merknad"
        ),
        "GenereltJournalnotat": "Journaltekst!",
        "GjennomforingAvTiltak": "UtfortTidspunkt! TiltakKanTermineres Merknad",
        "HelseopplysningerVedSoknad": (
            "InformasjonOmForsendelsen! TilleggsopplysningPasient ParorendeForesatt "
            "TilknyttetEnhet KontaktpersonHelsepersonell AnsvarForRapport SendtDokument "
            "TypeInnholdIMelding! OpplysningOpphold! OpplysningerTilSoknad "
            "InfoMedisinskDiagnose MedisinskfagligeOpplysninger Sykepleierdokumentasjon "
            "OpplysningerAndreFaggrupper InfoKartleggingFunksjonsniva "
            "InfoAssistertKommunikasjon InfoInformasjonGitt TjenesteBehov"
        ),
        "Hjelpemiddelbeskrivelse": "Sekvensnummer HjelpemiddelkodeRTV BetegnelseHjelpemiddel!",
        "InfoAndreViktigeOpplysninger": "GenereltJournalnotat Allerginotat",
        "InfoAssistertKommunikasjon": "AssistertKommunikasjon!",
        "InfoAvtaleOmLegemiddeladm": "AvtaleOmAdmLegemidler!",
        "InfoFraSykepleier": "OpplysningerRelevantOppfolging Journaltekst",
        "InfoIPLOSrelevantInformasjon": "TidsperiodeDiagnose TidsfestetHendelse",
        "InfoInformasjonGitt": "InformasjonGitt!",
        "InfoKartleggingFunksjonsniva": "SamletVurderingFunksjonsniva KartlagtFunksjon! Ansvarlig",
        "InfoKontaktepisode": "FellesinfoKontaktepisode! TilleggsinfoKontaktepisode",
        "InfoMaalForventetRes": "InnholdMaaldokument! Journaltekst",
        "InfoMedisinskDiagnose": "MedisinskDiagnose!",
        "InfoReservasjon": "ReservasjonOnske!",
        "InfoTidligereSykdommer": "TidligereSykdomFragment Journaltekst",
        "InfoVurderinger": "InnholdVurdering! Journaltekst",
        "InformasjonGitt": (
            "TypeInformasjon BeskrivelseInformasjon MuntligInformasjon InformasjonGittTil! "
            "InformasjonGittDato! InformasjonGittAv!"
        ),
        "InformasjonOmForsendelsen": (
            "Forsendelsesstatus! ForbeholdOmVideresending SvarPaaForesporsel Foresporsel"
        ),
        "InformasjonOmTentativTime": "TentativtTidspunktTime StedTime Merknad InformertOm",
        "InformasjonOmTime": "BestiltKontrolltime! TidspunktTime Varighet StedTime InformertOm",
        "InformertOm": "PasientInformert! ParorendeInformert!",
        "InnholdKonsultasjon": "TypeInnholdKonsultasjon! Merknad",
        "InnholdMaaldokument": (
            "MaalForventetResultat ForventetGradMaaloppnaaelse Beskrivelse "
            "KategoriHelsepersonell ForventesOppnaadd FraDato TilDato Stikkord"
        ),
        "InnholdVurdering": (
            "VurderingenGjelder! Stikkord FraDato TilDato KategoriHelsepersonell Enkeltvurdering"
        ),
        "Innleggelsesrapport": (
            "InformasjonOmForsendelsen! TilleggsopplysningPasient ParorendeForesatt "
            "TilknyttetEnhet KontaktpersonHelsepersonell AnsvarForRapport SendtDokument "
            "InfoMedisinskDiagnose MedisinskfagligeOpplysninger Legemiddelinfo "
            "EksisterendeTjeneste InfoKartleggingFunksjonsniva InfoAndreViktigeOpplysninger "
            "Sykepleierdokumentasjon OpplysningerAndreFaggrupper OpplysningerOmHjelpemidler "
            "InfoAssistertKommunikasjon InfoReservasjon InfoInformasjonGitt"
        ),
        "IverksatteTiltak": "Tiltaksbeskrivelse!",
        "Journaltekst": "Overskriftskode Notat! Merknad",
        "KartlagtFunksjon": "Funksjonsvariabel Vurdering Merknad",
        "Konsultasjon": (
            "InformasjonOmForsendelsen! TilleggsopplysningPasient ParorendeForesatt "
            "TilknyttetEnhet KontaktpersonHelsepersonell AnsvarForRapport SendtDokument "
            "InnholdKonsultasjon InfoMedisinskDiagnose MedisinskfagligeOpplysninger "
            "Legemiddelinfo InfoAndreViktigeOpplysninger Sykepleierdokumentasjon "
            "InfoKartleggingFunksjonsniva InfoInformasjonGitt InfoAssistertKommunikasjon "
            "InfoReservasjon"
        ),
        "KontaktpersonHelsepersonell": "Kontaktperson! Merknad",
        "KontrolltimeBestill": "PasientParorendeBestiller! InformertOm",
        "Legemiddelinfo": "ForenkletForskrivning!",
        "MedisinskDiagnose": "Hoveddiagnose Diagnosekode DiagnoseBeskrivelse",
        "MedisinskfagligeOpplysninger": (
            "RegistrertBlodtype InfoTidligereSykdommer Cave Allerginotat GenereltJournalnotat"
        ),
        "MeldingFravar": (
            "InformasjonOmForsendelsen! TilleggsopplysningPasient ParorendeForesatt "
            "TilknyttetEnhet KontaktpersonHelsepersonell AnsvarForRapport SendtDokument "
            "Fraversassistent!"
        ),
        "MeldingInnlagtPasient": "TidsfestetHendelse!",
        "MeldingOmUtskrevetPasient": "UtskrevetTil! TidsfestetHendelse! InfoInformasjonGitt",
        "MeldingUtskrivningsklarPasient": "TidsfestetHendelse!",
        "OpplysningOpphold": "TidsfestetHendelse!",
        "OpplysningerAndreFaggrupper": "AndreFagrapporter AnbefaltVidereTiltak InfoVurderinger",
        "OpplysningerOmHjelpemidler": "FasteHjelpemidler StatusHjelpemiddel",
        "OpplysningerRelevantOppfolging": (
            "BandasjemateriellEngangsutstyr HjelpLegemiddeladm EndringFunksjonsnivaa "
            "MerknadTilBandasjemateriell MerknadTilLegemiddeladministrering"
        ),
        "OpplysningerTilSoknad": "EgensoknadSendt! Merknad",
        "OrienteringOmDod": "TidsfestetHendelse!",
        "OrienteringOmTjenestetilbud": (
            "InformasjonOmForsendelsen! TilleggsopplysningPasient ParorendeForesatt "
            "TilknyttetEnhet KontaktpersonHelsepersonell AnsvarForRapport SendtDokument "
            "EksisterendeTjeneste! AssistertKommunikasjon"
        ),
        "OverforingMedisinskeOpplysninger": (
            "InformasjonOmForsendelsen! TilleggsopplysningPasient ParorendeForesatt "
            "TilknyttetEnhet KontaktpersonHelsepersonell AnsvarForRapport SendtDokument "
            "TypeInnholdIMelding OpplysningerTilSoknad InfoMedisinskDiagnose "
            "MedisinskfagligeOpplysninger Legemiddelinfo InfoIPLOSrelevantInformasjon "
            "OpplysningerAndreFaggrupper InfoKartleggingFunksjonsniva "
            "InfoAssistertKommunikasjon InfoInformasjonGitt TjenesteBehov "
            "InfoAndreViktigeOpplysninger InfoReservasjon"
        ),
        "ParorendeForesatt": (
            "Slektskap Omsorgsfunksjon FodselsarMindrearigParorende Referanseperson! Merknad"
        ),
        "Pasientlogistikk": (
            "InformasjonOmForsendelsen! TilleggsopplysningPasient ParorendeForesatt "
            "TilknyttetEnhet KontaktpersonHelsepersonell AnsvarForRapport SendtDokument "
            "OrienteringOmDod|MeldingOmUtskrevetPasient|MeldingUtskrivningsklarPasient|AvmeldingUtskrivningsklarPasient|MeldingInnlagtPasient!"
        ),
        "PlanlagtGjennomforingTiltak": (
            "PlanlagtStart! PlanlagtSlutt FasteUkedager GjentagelseIntervall EtterBehov"
        ),
        "RegistrertBlodtype": "Blodtype! Rhesusgruppe Merknad",
        "ReservasjonOnske": (
            "Gjelder! FramsattAv! FramsattDato! TrukketTilbakeAv TrukketTilbakeDato Merknad"
        ),
        "SamletVurderingFunksjonsniva": "Pleietyngde VurderingPleietyngde Merknad",
        "SendtDokument": "Opplysning! JaNei! DatoSendt TypeMottaker NavnMottaker Merknad",
        "StatusHjelpemiddel": "Status! Hjelpemiddelbeskrivelse!",
        "StedForHendelse": "StedHendelse!",
        "StikkordCave": "CaveStikkord! Journaltekst",
        "Sykepleierdokumentasjon": (
            "InfoFraSykepleier LegemidlerAdministrertVedOverforing InfoAvtaleOmLegemiddeladm "
            "InfoVurderinger IverksatteTiltak AnbefaltVidereTiltak InfoMaalForventetRes "
            "Ansvarlig"
        ),
        "TidligereSykdomFragment": "FunksjonshemmingKroniskSykdom! TidligereSykdom! Diagnosekode",
        "TidsfestetHendelse": (
            "Hendelsekode BeskrivelseAvHendelse TidspunktForHendelse! Anslag! Merknad "
            "StedForHendelse"
        ),
        "TidsperiodeDiagnose": "StartdatoDiagnose! SluttdatoDiagnose MedisinskDiagnose!",
        "TilknyttetEnhet": "Kontaktenhet! Merknad",
        "TilleggsinfoKontaktepisode": "StedForKontaktepisode StedForKontakt",
        "TilleggsopplysningPasient": "SivilStatus BorAlene Sprak",
        "Tiltaksbeskrivelse": (
            "IntervensjonTiltakKode IntervensjonTiltakBeskrivelse KategoriHelsepersonell "
            "Stikkord EvalueringTidspunkt Merknad GjennomforingAvTiltak "
            "PlanlagtGjennomforingTiltak"
        ),
        "TjenesteBehov": (
            "IPLOStjenestetype BetegnelseTjeneste VedInstitusjon BeskrivelseAvTjeneste "
            "AntallEnheterOnsket Enhet"
        ),
        "TverrfagligEpikrise": (
            "InformasjonOmForsendelsen! TilleggsopplysningPasient ParorendeForesatt "
            "TilknyttetEnhet KontaktpersonHelsepersonell AnsvarForRapport SendtDokument "
            "TypeInnholdIMelding! OpplysningOpphold InfoMedisinskDiagnose "
            "MedisinskfagligeOpplysninger Legemiddelinfo InfoAndreViktigeOpplysninger "
            "Sykepleierdokumentasjon OpplysningerAndreFaggrupper InfoKartleggingFunksjonsniva "
            "TjenesteBehov InfoInformasjonGitt InfoAssistertKommunikasjon InfoReservasjon "
            "InfoKontrolltime OpplysningerOmHjelpemidler"
        ),
        "TypeInnholdIMelding": "TypeInnhold! Merknad",
        "UtlevertLegemiddel": "AntEnkeltdoser!",
        "UtskrevetTil": "Uttilstand UtTil! Merknad",
    }.items()
}
#: Demanded in 1.6, unknown to 1.5.
_SINCE_2012 = {"HelseopplysningerVedSoknad": ("TypeInnholdIMelding", "OpplysningOpphold")}


def departures(body: Element) -> Iterator[Finding]:
    """Where a document of 1.5 or 1.6 is not as the standard says: what is missing, what is out of order."""
    older = "2009" in str(body.tag)
    for element in body.iter():
        name = local(element)
        shape = SHAPES.get(name)
        if shape is None or _is_value(element):
            continue
        forgiven = _SINCE_2012.get(name, ()) if older else ()
        yield from _missing(element, [one for one in shape if one.rstrip("!") not in forgiven])
        yield from _order(element, shape)


def _is_value(element: Element) -> bool:
    """The names Status and Ansvarlig are those of a value in one place and of a group in another."""
    return not kids(element) and bool(element.get("V") or own_text(element))


def _missing(element: Element, shape: list[str]) -> Iterator[Finding]:
    has = {local(child): child for child in reversed(kids(element))}
    for part in shape:
        if not part.endswith("!"):
            continue
        found = [has[name] for name in part.rstrip("!").split("|") if name in has]
        if not found or all(_is_empty(child) for child in found):
            yield Finding(Code.MISSING, f"{where(element)}/{part.rstrip('!')}")


def _is_empty(element: Element) -> bool:
    said = (element.get("V") or element.get("DN") or element.get("OT") or own_text(element)).strip()
    return not said and not kids(element)


def _order(element: Element, shape: tuple[str, ...]) -> Iterator[Finding]:
    """One finding for each element, not one for each that comes too late."""
    place = {name: at for at, part in enumerate(shape) for name in part.rstrip("!").split("|")}
    found = [(place[local(child)], child) for child in kids(element) if local(child) in place]
    for (before, _), (after, child) in pairwise(found):
        if after < before:
            yield Finding(Code.ORDER, where(child))
            return
