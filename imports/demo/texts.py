"""What carers write: short sentences by theme, in the words of the ward."""

COMMON = (
    "Alt vel. Satt i stolen og så på TV da jeg gikk.",
    "God form i dag, i godt humør.",
    "Sov da jeg kom, vekket forsiktig.",
    "Spiste godt til frokost.",
    "Datter var på besøk, hyggelig stund.",
    "Ville ikke ha hjelp til alt i dag, klarte mye selv.",
    "Litt trøtt i dag, ellers som vanlig.",
    "Har time hos frisøren på fredag og gleder seg.",
    "Har fått ny rollator, går fint med den.",
    "Bedt om at vi kommer litt senere om morgenen.",
)
#: Theme of the patient: sentences.
BY_THEME = {
    "hverdag": (
        "Dosetten er tom som den skal.",
        "Huset er ryddig, mat i kjøleskapet.",
        "Mangler melk og brød, skrevet på handlelisten.",
        "Trenger flere bind, bestilt.",
    ),
    "hjerte": (
        "Litt hovne ankler i kveld.",
        "Svimmel da hun reiste seg. Satt litt på sengekanten først.",
        "Blodtrykk 152/84, som vanlig.",
        "Tungpusten i trappen, bedre etter hvile.",
    ),
    "ben": (
        "Strømper på, bena er fine.",
        "Rød på venstre legg, smurt.",
        "Strømpene er slitt, nye bestilt.",
        "Hovne ben i dag. Har sittet mye.",
    ),
    "diabetes": (
        "Blodsukker 8,1 før frokost.",
        "Blodsukker 14,6. Hadde spist kake i går.",
        "Satte insulin i magen, venstre side.",
        "Mangler teststrimler, bestilt.",
    ),
    "fall": (
        "Ustø i dag, gikk tett ved.",
        "Glemmer rollatoren på kjøkkenet.",
        "Øvde på å reise seg fra stolen, fem ganger.",
        "Matte på badet er tatt bort etter avtale.",
    ),
    "ernæring": (
        "Spiste halve middagen.",
        "Drakk to glass næringsdrikk.",
        "Lite matlyst for tiden, sier maten smaker lite.",
        "Laget havregrøt, spiste alt.",
    ),
    "demens": (
        "Lette etter mannen sin. Roet seg med kaffe.",
        "Hadde kledd på seg to gensere. Hjalp til med å skifte.",
        "Visste ikke at det var søndag.",
        "Medisinen lå igjen på bordet, ga den på nytt etter avtale med VK.",
    ),
    "urin": (
        "Urinen er klar, posen skiftet.",
        "Mørk urin, drikker for lite. Satt fram vann.",
        "Svie og lekkasje rundt kateteret. Meldt til HT.",
    ),
    "sår": (
        "Såret måler 3 x 2 cm, rent i bunnen.",
        "Mindre væske enn sist. Samme prosedyre videre.",
        "Rødt rundt kanten, tatt bilde og meldt til fastlegen.",
        "Såret gror fra kantene.",
    ),
    "kols": (
        "Saturasjon 90 i ro.",
        "Mye hoste i natt. Inhalasjon tatt.",
        "Øvde på pusteteknikk.",
    ),
    "infeksjon": (
        "Antibiotika gått inn, ingen rødme ved innstikket.",
        "Temperatur 37,4, bedre enn i går.",
    ),
    "palliativ": (
        "Rolig, smertefri i ro.",
        "Ga behovsmedisin mot kvalme med god virkning.",
        "Pårørende trenger avlastning, tatt opp med fagansvarlig.",
    ),
    "psyk": (
        "God samtale i dag.",
        "Urolig, vil ikke gå ut.",
        "Har vært på aktivitetssenteret og hatt det fint.",
    ),
    "rehab": (
        "Gikk ti trinn i trappen.",
        "Klarte å kle på overkroppen selv.",
        "Trente med strikk, to runder.",
    ),
}  # fmt: skip
DECLINE = (
    "Trenger mer hjelp enn før til stellet.",
    "Tar mye lengre tid nå, må ha hjelp til alt på badet.",
    "Orker ikke stå under dusjen lenger, brukte stol.",
)
THINNER = (
    "Klærne henger. Bør veies oftere.",
    "Spiser to skjeer og legger fra seg. Har gått ned igjen.",
)
FALLS = (
    "Fant pasienten på gulvet ved sengen. Ingen smerter, hjulpet opp.",
    "Skled på badet. Blått merke på hoften, går som vanlig.",
    "Falt på vei til toalettet i natt. NEWS2 målt, sett til hver time.",
    "Snublet i dørterskelen. Skrubbsår på hånden, renset.",
)
ALARMS = (
    "Hadde kommet borti knappen. Alt vel.",
    "Trengte hjelp til toalettet.",
    "Redd og ensom. Satt sammen en stund.",
    "Tung pust. Målte NEWS2 og ringte ansvarsvakt.",
    "Fikk ikke til å reise seg fra stolen.",
)
CANCELLED = (
    "Pasienten var ikke hjemme",
    "Avlyst av pasienten",
    "Pårørende gjorde det",
    "Utsatt etter prioriteringslisten, få på vakt",
)
MORE = (
    ("Etterse sår", "Se på bandasjen, ring HT hvis det væsker."),
    ("Hente urinprøve", "Ta urinprøve og stiks, lever på basen."),
    ("Ringe pårørende", "Ring datter om medisin etter legebesøk."),
    ("Levere medisin", "Ny kur fra apoteket, legg i dosetten."),
    ("Ekstra tilsyn", "Var dårlig i går. Mål NEWS2."),
)
