"""What carers write when somebody slowly gets worse, and what they write when nobody does.

In many hands' words and on purpose not in the words of any list: some say it straight, most beside it.
"""

from __future__ import annotations

# Tables, kept in rows.
# fmt: off

#: What is seen, by what it is about: the plain ways of saying it, and those one must read twice.
TOPICS: dict[str, tuple[str, ...]] = {
    "mat": (
        "Spiste bare et par skjeer av grøten.", "Ville ikke ha middag, sa hun var mett.",
        "Halve brødskiva lå igjen fra i går.", "Kjøleskapet er fullt av mat fra forrige uke.",
        "Lite matlyst i dag.", "Buksene sitter løsere enn før.",
        "Klokka og ringen er blitt for store.",
        "Drakk litt kaffe, rørte ikke maten.",
        "Har ikke åpnet posten fra Matombringing siden tirsdag.",
        "Sier maten ikke smaker noe.", "Kastet urørt middag.", "Ser tynnere ut i ansiktet.",
        "Måtte overtales til å ta noen munnfuller.", "Suppe gikk ned, resten ble stående.",
        "Småspiser litt kjeks, ellers ikke noe.", "Næringsdrikken står urørt.",
        "Belte strammet to hull inn.", "Frokosten tok lang tid og det meste gikk tilbake.",
    ),
    "stell": (
        "Trengte mer hjelp enn vanlig på badet.", "Klarte ikke å få på seg strømpene selv i dag.",
        "Måtte støttes hele veien til badet.", "Orket ikke stå ved vasken, satt på stol.",
        "Brukte lang tid på å komme opp av senga.", "Jeg tok det meste av stellet i dag.",
        "Før knappet han skjorten selv, nå må vi gjøre det.",
        "Kom seg ikke opp av stolen uten hjelp.",
        "Måtte løftes litt under armene for å reise seg.",
        "Ble sittende på sengekanten, kom ikke videre.",
        "Ga opp halvveis i påkledningen.", "Går saktere, hviler på hver dørstokk.",
        "Hadde ikke rukket toalettet før jeg kom.", "Klarte ikke glasset med en hånd.",
        "Vi bør kanskje være to snart.", "Rullatoren holder ikke lenger, hang mye på meg.",
        "Fikk ikke løftet armene over hodet i dusjen.",
        "Hun som pleier å rekke meg håndkleet satt stille.",
    ),
    "pust": (
        "Tungpusten bare av å gå fra stua til kjøkkenet.",
        "Måtte hvile to ganger på vei til badet.",
        "Hovne legger, strømpene setter dype merker.", "Sov i lenestolen, får ikke puste liggende.",
        "Puster fort og snakker i korte setninger.", "Surkler litt når hun snakker.",
        "Blå om leppene etter trappa.", "Bruker flere puter enn før.", "Hoster mer om natta.",
        "Skoene går ikke på lenger, så vi tok tøflene.", "Ble kortpustet av å kle på seg.",
        "Må ha vinduet åpent for å få luft.", "Sliten og grå, satt lenge før hun svarte.",
        "Tok inhalasjon to ganger mens jeg var der.", "Pulsen kjentes rask.",
        "Går opp i vekt og ankler, spist som før.", "Orker ikke trappa, er blitt værende oppe.",
    ),
    "fall": (
        "Ustø i dag, måtte holde i ham.", "Nesten gått overende på badet.",
        "Har blåmerke på albuen, vet ikke hvorfor.",
        "Fant henne sittende på gulvet mot senga, hadde glidd ned.",
        "Snublet i teppet, jeg tok imot.",
        "Griper etter møblene når hun går.", "Skrubbsår på kneet som hun ikke vil snakke om.",
        "Svimmel da hun reiste seg.", "Går bredbeint og tar små skritt.",
        "Tør ikke gå til postkassa lenger.",
        "Sjanglet litt da hun snudde seg.", "Rullatoren sto igjen på badet, gikk langs veggen.",
        "Lener seg bakover når hun står.", "Mistet balansen da han skulle snu.",
        "Redd for å ramle, blir sittende.",
    ),
    "hode": (
        "Visste ikke hvilken dag det var.", "Spurte om det samme fire ganger.",
        "Trodde jeg var søsteren hennes.",
        "Dosetten for i går lå urørt.", "Hadde tatt kveldsmedisinen til frokost.",
        "Komfyren sto på da jeg kom.",
        "Fant fjernkontrollen i fryseren.", "Hadde kledd nattkjolen utenpå kåpa.",
        "Ringte datter midt på natta igjen.",
        "Skulle hente barna på skolen, sa hun.", "Lette etter brillene hun hadde på seg.",
        "Kjente meg ikke igjen selv om jeg var her i går.",
        "Lommeboka er borte igjen, mistenker hjemmehjelpen.",
        "Kaffetrakteren på uten vann.", "Virker mer surrete enn før.",
        "Sto ute i gangen i strømpelesten og ventet på bussen.",
        "Fant ikke ordene, ble lei seg.", "Forsto ikke hva jeg skulle der.",
        "Uåpnede brev i brødboksen.",
        "Gikk seg bort i egen oppgang ifølge nabo.",
    ),
    "humør": (
        "Ville ikke stå opp i dag.", "Gråt litt da jeg kom.", "Sier det kan være det samme.",
        "Gardinene var trukket for, ville ha det sånn.", "Ville ikke dusje, tredje gang nå.",
        "Svarte knapt da jeg snakket til ham.", "Har sagt nei til dagsenteret.",
        "Sendte meg bort, orket ikke besøk.",
        "Ligger mye på sofaen og ser i taket.", "Tar ikke telefonen når sønnen ringer.",
        "Sier hun er til bry for alle.", "Bladene ligger uåpnet, radioen er av.",
        "Ikke gredd håret på flere dager, brydde seg ikke.",
        "Takket nei til turen han pleier å glede seg til.", "Stille og innesluttet.",
        "Snakker om at hun ikke gidder mer.",
        "Lyst til å være i fred, sa hun, og lukket døra.",
    ),
    "tungt": (
        "Besøket tok dobbelt så lang tid som det står.", "Rakk ikke alt på tiden.",
        "Måtte ringe kollega for å få snudd ham.",
        "Full sengeskift, tredje gang denne uka.", "Stellet er blitt tungt alene.",
        "Kom bort for sent til neste, ble værende her.",
        "To bleieskift på samme besøk.", "Trenger heis eller flere hender her.",
        "Ryggen min får kjenne det hos henne nå.",
        "Ble ringt tilbake av pasienten etter besøket, måtte innom igjen.",
        "Ekstra innom i kveld, hadde søl i senga.",
        "Tiden på lista stemmer ikke lenger.", "Hele morgenen gikk med her.",
        "Må mates nå, tar tid.",
    ),
    "hjem": (
        "Kommet hjem fra sykehuset i går, svak i beina.",
        "Sliten etter oppholdet, klarer mindre enn før hun dro.",
        "Papirene fra sykehuset stemmer ikke med dosetten.",
        "Ligger det meste av dagen etter hjemkomst.",
        "Har fått nye tabletter og er slapp av dem.", "Ikke i samme form som før innleggelsen.",
        "Trenger følge til toalettet nå, gjorde det selv i forrige måned.",
        "Engstelig for å være alene etter sykehuset.",
    ),
    "fremmed": (
        "Første gang her, fant ikke lysbryteren på badet.",
        "Pasienten spurte hvem jeg var, enda en ny.",
        "Måtte lese meg opp i bilen, kjenner ikke rutinene.",
        "Var oppgitt over nye folk igjen, ville ikke ha stell.",
        "Hun forklarte meg alt fra begynnelsen.", "Fant ikke sårskrinet, ringte VK.",
        "Han låste opp etter lang tid, trodde jeg var selger.",
        "Datter ringte og spurte hvem som kommer nå.",
        "Fikk ikke gitt øyedråper, visste ikke hvor de var.",
    ),
    "slapp": (
        "Slapp i dag.", "Feberhet, målte temperatur.", "Forkjølet og tett, sover mye.",
        "Hoster og er varm.",
        "Litt redusert allmenntilstand, drikker.", "Sliten etter natta.",
        "Vondt i halsen, te med honning.",
    ),
}

#: Ordinary days: what is written most of the time.
PLAIN = (
    "Alt vel.", "Alt ok ved besøk.", "God form.", "Blid og fornøyd i dag.", "Sov da jeg kom.",
    "Satt ute på verandaen.",
    "Medisiner gitt etter liste.", "Strømper på.", "Spiste to skiver og drakk kaffe.",
    "Klarte det meste selv i dag.",
    "Datter var her.", "Dusjet og vasket håret.", "Smurt legger og føtter.", "Tok ut søpla.",
    "Pratet om krigen og båten.",
    "Skal til frisøren i morgen.", "Sett på håndball.", "Dosett ok.", "Ferdig stelt da jeg kom.",
    "Ny pakke bleier bestilt.",
    "Fikk hjelp til rygg og ben, resten selv.", "Vært på butikken med nabo.", "Katten er tilbake.",
    "Lå i senga, hadde sovet godt.",
    "Frokost servert, spiste alt.", "Avtalt at vi kommer en halvtime senere på torsdag.",
    "Fin tone i dag.", "Vafler med sønnen i går.",
    "Vann i vasen og mat til fuglene.", "Som vanlig.", "Ingenting spesielt.", "Øyedråper gitt.",
    "Insulin satt, måling 7,9.",
    "Bandasje tørr.", "Lufta på soverommet.", "Ventet på drosje til dagsenteret.",
    "Sokkene byttet.", "Leste avisa høyt for meg.",
    "Har fått ny kalender på veggen.", "Takket for hjelpen og ba oss hilse.",
    "Går fint med rullator.", "Gikk ned og hentet posten selv.",
    "Tørket over kjøkkenet.", "Handleliste skrevet.", "Vekt tatt, se skjema.",
    "Hjulpet til do, ellers selvstendig.",
)
#: The same words, and nothing is the matter: what was asked about and was not so.
DENIED = (
    "Ingen smerter i dag.", "Ikke svimmel nå.", "Benekter tungpust.", "Ingen fall siden sist.",
    "Spiser godt, ikke noe vekttap.",
    "Ikke tungpusten i trappa.", "Orientert, ikke forvirret.", "Ingen hovne ben.",
    "Ikke kvalm lenger.",
    "Har ikke falt, gulvet er tørt.", "Ikke trist, bare litt trøtt.", "Var ikke ustø i dag.",
    "Ingen hoste.",
    "Uten feber.", "Ikke mer hjelp enn vanlig.", "Verken svimmel eller kvalm.",
    "Nekter for å ha hatt vondt.",
)
#: One who always sees the dark side writes this of everybody.
GLOOM = (
    "Elendig stell, må ha hjelp til alt.", "Sliten og slapp som alltid.", "Dårlig dag igjen.",
    "Spiser for lite etter min mening.",
    "Dette går ikke lenge.", "Ustø og skrøpelig.", "Trist å se.", "Burde vært på sykehjem.",
    "Vil ingenting, gidder ingenting.",
    "Rot overalt, klarer ikke seg selv.", "Svimmel og elendig.",
)
FEASTS = (
    "Har bursdag, spiste kake og ville ikke ha middag.", "Familien var samlet, ingen stell i dag.",
    "Sendte oss bort, gjester.", "17. mai, var i toget med barnebarna.", "Julemiddag hos sønnen.",
    "Ville ikke dusje fordi frisøren hadde vært der.",
)
FELL = (
    "Lå på gulvet ved senga da jeg kom.", "Hadde falt på badet, kom seg opp selv.",
    "Gled ned fra stolen.",
    "Falt over dørstokken, ingen skade å se.", "Funnet på gangen. Ambulanse ikke nødvendig.",
    "Falt på vei til do i natt.",
)
RANG = (
    "Kom borti knappen.", "Trengte hjelp til do.", "Fikk ikke til å reise seg.",
    "Redd, ville ha selskap.",
    "Tung pust, satt hos til det roet seg.", "Hadde mistet fjernkontrollen.", "Lå skjevt i senga.",
)
#: Why visits are cancelled: ordinary reasons, and those of somebody who does not want to.
CANCELLED = ("Pasienten var ikke hjemme", "Pårørende gjorde det", "Hos frisøren", "Hos legen",
             "På dagsenter",
             "Avlyst av pasienten", "Utsatt, få på vakt", "Hos familien i helgen")
REFUSED = ("Ønsket ikke hjelp i dag", "Ville ikke åpne døra", "Pasienten avviste besøket",
           "Sa nei takk til dusj",
           "Ville ikke stå opp", "Orker ikke besøk, sendte oss bort", "Ville heller sove")
GOALS = {
    "mat": "Vekten er den samme om tre måneder", "stell": "Klarer morgenstellet med litt hjelp",
    "pust": "Går til postkassen uten å måtte hvile", "fall": "Går trygt fra seng til bad",
    "hode": "Kjenner seg trygg i de faste rutinene", "humør": "Ute av leiligheten to ganger i uken",
    "tungt": "Klarer forflytningen med en hjelper",
    "hjem": "Tilbake i samme form som før sykehuset",
    "fremmed": "Kjenner dem som kommer",
}
#: What the goals are about, in the words of the import format.
AREAS = {"mat": "ernaering", "stell": "egenomsorg", "pust": "pust", "fall": "bevegelse",
         "hode": "hukommelse",
         "humør": "psykisk", "tungt": "egenomsorg", "hjem": "egenomsorg", "fremmed": "psykisk"}
# fmt: on
