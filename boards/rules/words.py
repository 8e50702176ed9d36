"""What carers write when something is not as it was, by area, in the words of the ward.

A word is given by its beginning ("svimm" is svimmel and svimmelhet); one with a full stop is the whole word.
Words joined by + must stand in the same part of a sentence, in any order, and / separates words of which one
is enough: "lite/ikke + spis/matlyst". A single word does not count where it is denied ("ikke svimmel",
"ingen smerter") or getting better; joined words carry their own denial.

The lists are our own. They find what many write, not what everybody writes: a rule that needs several
notes by several people can do without the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

AREAS = {
    "funksjon": _("klarer mindre selv"),
    "balanse": _("ustø"),
    "mat": _("spiser og drikker lite"),
    "hukommelse": _("husker og orienterer seg dårligere"),
    "humor": _("lavt humør"),
    "pust": _("pust og hjerte"),
    "smerte": _("smerter"),
    "sovn": _("uro og dårlig søvn"),
    "krefter": _("trøtt og kraftløs"),
    "hud": _("hud og sår"),
    "urin": _("vannlating og mage"),
    "hjem": _("stell og hjem"),
    "parorende": _("pårørende er bekymret"),
}
REFUSED = "avslag"

LITTLE = "lite/liten/ikke/ikkje/dårlig/knapt/ingen/mindre/minimal/uten/redusert"
SOME = f"{LITTLE}/litt./halv/nesten"
NOT = "ikke/ikkje/knapt/aldri/orker/sliter/strever/vansk/problem/dårlig"
SIGNS = {
    "funksjon": f"""
        pleietreng hjelpetreng sengeligg  rullestol+satt/sitter/måtte  mer/mye/økt/større/stadig+hjelp/støtte/bistand/tilrettelegg
        hjelp/støtte+alt./allting/enn  {NOT}+reise/reiste/stå./stod/forflytt/gå./gikk./trapp/kle./kledde/dusje/vaske/løfte/komme/åpne/selv
        lengre/lenger/lang+tid/bruk/tok  langsom treg. tregere stivere stiv. to+personer/stykker/hjelpere  tyngre/tung+løft/forflytt/stell/mobiliser/reise
        dårligere+form/funksjon/gange/gå/bevege/mobil  funksjonsfall  sitter/satt+mest/bare/hele  klarer/klarte/mestrer/greier+mindre/ikke/ikkje/lenger/lengre
        svakere svekket subber/slepe/sleper  bruker+lang
        """,
    "balanse": """
        ustø ustødig svimm sjangl vakl snubl ustabil+gang/bein/ben/gikk/går  nesten/nær+falt/falle/fall/ramle
        holde/holder/holdt/støtte+møbl/vegg/dørkarm  dårlig/dårligere/nedsatt+balanse  ubalanse  redd+falle/fall
        seg/ramlet+ut. ramlet skjelv/skalv+bein/ben/knær
        """,
    "mat": f"""
        {SOME}+spis/spist/åt./matlyst/appetitt/drikk/drakk/middag/frokost/brød/maten/måltid/kveldsmat/lunsj/inntak/tørst/smak/væske
        matlei avmagr magrere tynnere tynn. kvalm kast+opp  brekk+seg/opp  svelg+vansk/problem/hoste/sliter/ikke/setter  hostet/hoster/svelget+mat/drikk/vrang
        klær/bukse/skjørt/ring/belte+stor/løs/vid/henger/hang/romslig  maten/middag/frokost/brødskiv+urørt/rørt/søpl/søppel/kastet/stod/står/igjen/skjøv
        urørt legger/la+fra  vekt/kilo/kg+ned/tapt/mistet  gått/går+ned+vekt/kilo/kg/igjen  kjøleskap+fullt/gammel/tomt/utgått  utgått+mat/melk
        pirk+mat  orket/orker+mat/spise/middag/frokost/mer  rørte+maten/middag/frokost  dehydr uttørr tørr+munn/lepper/slimhinn
        """,
    "hukommelse": """
        glem gløym forvirr desorient surr. surrer surrete surret roter rotet+med/medis/dosett/penger  uklar. omtåk fjern.  hukommelse+dårlig/svekk
        ikke/ikkje+husk/hugs  ikke/ikkje+visste/vet./viste/kjent/kjenne/skjønn/forst/finne/fant/orient+dag/hvor/hvem/meg/igjen/vei/tid/hva/hvilken/hjem/do/bad/toalett/rom
        spurte/spør/spurt/gjentar/gjentok+samme/flere/ganger/igjen/gang  gjentar gjentok samme+spørsmål/historie/fort/gang  leter leitte lette+etter
        komfyr/platen/plata/kokeplat/kran+på. medisin/tabletter/dosett/piller+glemt/igjen/tatt/gulv/feil/rørt/lå
        trodde+morgen/kveld/natt/jobb/mor/var/det/jeg  mistenks mistro beskyld  feil+dag/kles/klær/vei  vrang+seg  gjemt gjemmer vandrer vandret
        fant/finner/finne+ord/veien/ordene/ikke  ordlet usammenh  tar+feil
        """,
    "humor": f"""
        trist nedstemt deprim grå. gråt gråter gråtkval tårer motløs håpløs oppgitt tungsind tungt+sinn/liv/dag/alt  lei.+seg/alt/livet  ensom isoler
        likegyld apatisk initiativl tilbaketr innesl tiltaksl umotiv  {LITTLE}+initiativ/glede/snakk/prat/interess/lyst/smil/humør/ord/orke  stille. stillere taus fåmælt
        sier/sa+lite/ingenting/leve/orker/byrde/vits  bryr+ikke/ikkje/lenger/mindre  interess+mista/mistet/ikke  gidd+ikke/ikkje  vits/mening+ingen/ikke/med  byrde leve+ikke/orke/mer
        gardin+trukket/for/igjen  blir/ble/ligger+liggende/sengen/senga/sofa+hele/lenge/dag/bare/vil  lav+humør  tyngre+humør/sinn  sløv+humør
        """,
    "pust": """
        tungpust tungpus andpust andpus kortpust puster+tung/fort/rask/anstreng  tung/tyngre/tungt+pust/puste  pust+besvær/plag/strev/kort/rask
        surkl surkler pip. piper pipelyd hvese hoster hoste. hosting slim hoven hovne hovner ødem opphov vann+bein/bena/beina/legg/ankl/kropp
        strømp+trang/stram/merke  brystsmert bryst+trykk/vondt/klem/stikk  hjertebank blålig blå.+lepper/fingr  sover/sov/sitter+sittende/oppreist/stol+natt/pust
        stopp+trapp/pust/pauser/hvile  saturasjon/spo2/metning/o2+lav/ned/under/falt/dårlig  pauser+gå/gang/trapp/snakk  puter+flere/høyt
        """,
    "smerte": """
        smerte. smerter. smertene. smertefull smertepå vondt vonde verk. verker verking verket ømm. ømt. ømhet øm. stikk. stikkende pine pint jamrer jamret stønn  klag+over/rygg/hofte/kne/bein/ben/mage/hode/skulder/arm/nakke
        grimas skjær+ansikt  krymp  paracet/behovsmedisin/smertestill+bedt/ba./ekstra/flere/oftere/ønsk  ynk
        """,
    "sovn": """
        uro. urolig rastl engst angst nervøs redd. våken+natt/hele/mye/lenge  sov/sove/sover/sovet+dårlig/lite/ikke/ikkje/urolig/knapt/stol  søvnl
        oppe+natt/hele/netter  snudd+døgn  døgn+snudd  natt+gikk/ringt/våken/vandr/oppe/ring/kle  mareritt roper ropte hallus ser+ting/folk/dyr+ikke
        irrit sint. aggres ampert amper utager slo. klapset
        """,
    "krefter": f"""
        trøtt sløv slapp slappere utmatt kraftl medtatt dårlig+allmenn/form/dag  redusert+allmenn/form/almen  skrøpelig  blek gusten  utslitt sliten sovnet+stol/under/bord/mat/stell
        vansk/vond/tung+vekke/våkne/få+opp/våken/kontakt/vekke  tung+vekke  sover+mye/mer/hele/meste/nesten/bare  dupper døser døs. døsig {LITTLE}+krefter/ork/energi/overskudd
        orker/orket+ikke/lite/mindre/knapt/mer  matt. svak. svakere  mister/mistet+krefter/taket/grep
        """,
    "hud": """
        trykks liggesår sår. såret+større/illelukt/væske/verk/rød/dyp/verre/gul  nytt+sår/rift/blemme  rød/rødt/rødme/rødere+hæl/sete/hofte/rumpe/hale/rygg/hud/legg
        hudløs sprukk+hud/hæl  utslett blemm blåmerk blå.+merke  infisert puss. illelukt rift rifter
        """,
    "urin": """
        inkontin lekkas lekket lekker mørk+urin  urin+lukt/grums/svi/blod/mørk/lite/ofte/klær/gulv/seng  våt/vått+seng/klær/laken/bleie/madrass/bukse/sofa
        gjennomvåt svie. svir tisse+ofte/på/ikke/seg  bleie+oftere/full/fler/våt  forstopp obstip treg+mage  mage+hard/oppblås/ikke/treg  avføring+ikke/klær/seng/hard/gulv
        diar løs.+mage/avføring  uhell kom/kommer/rakk+ikke+do/toalett/bad
        """,
    "hjem": """
        ustelt uvask uflidd skitten skittent urent  lukt+vond/kropp/urin/ille/sterk/stram/rar/av  samme+klær/genser/bukse/skjorte/kjole/nattkjole
        rot. rotete søppel oppvask+stabl/haug/mye/full/gammel  post/regning+uåpn/haug/bunke/ubetal  ikke/ikkje+dusj/vask/stelt/byttet/skift  ubarbert negler+lange  fett+hår  flekk+klær/genser/kles
        mugg+brød/mat/ost
        """,
    "parorende": """
        datter/sønn/kone/kona/mannen/ektefelle/søster/bror/pårørende/nabo/niese/svigerdatter/familie+bekym/sliten/utslitt/uro/redd/fortvil/orker/lei./gråt/engst/klag/reag
        """,
    REFUSED: """
        nekt avslo avslår avvis takket+nei/ikke  sa.+nei  sier.+nei  ville/vil./ønsk/villig/lyst+ikke/ikkje/ingen  ville+slippe  motvill motset
        slapp/slipp+ikke+inn  låst+dør/ute  åpnet/åpner/åpne+ikke/ikkje  ba/bad/bedt+gå/dra/om  sendt+hjem/ut/vekk/bort  avlyst+pasient/selv/bruker/henne/ham/han/hun  avbestil avsto frabed  motsetter protest
        """,
}  # fmt: skip
#: Words of a refusal that are not one: something other than care was not wanted, or she was out.
DENIES = frozenset(
    [
        "ikke",
        "ikkje",
        "ingen",
        "uten",
        "aldri",
        "heller",
        "nekter",
        "benekter",
        "fri",
        "verken",
        "hverken",
    ]
)
BETTER = frozenset(
    [
        "bedre",
        "mindre",
        "færre",
        "borte",
        "slutt",
        "lettere",
        "fin",
        "fine",
        "fint",
        "bra",
        "ferdig",
        "grodd",
    ]
)
RESET = frozenset(["og", "men", "samt", "så", "mens"])
NEAR = 5
LONGEST = 160

SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
CLAUSE = re.compile(r"[,;:–]|\bmen\b|\bfordi\b")
TOKEN = re.compile(r"[a-zæøåéöä0-9]+")
SHORTEST, LONGEST_STEM = 2, 14


@dataclass(frozen=True, slots=True)
class Sign:
    """`groups` must each have a word in the clause. One group is a single word, and can be denied."""

    area: str
    groups: tuple[frozenset[str], ...]


def _signs(area: str, written: str) -> Iterator[Sign]:
    for one in written.split():
        yield Sign(area, tuple(frozenset(group.split("/")) for group in one.split("+")))


ALL = tuple(sign for area, written in SIGNS.items() for sign in _signs(area, written))
WORDS = frozenset(word for sign in ALL for group in sign.groups for word in group)
#: By a word of the first group: only what can be there is looked at.
BY_WORD: dict[str, tuple[Sign, ...]] = {
    word: tuple(sign for sign in ALL if word in sign.groups[0]) for word in WORDS
}


@lru_cache(maxsize=20_000)
def signs_in(text: str) -> tuple[tuple[str, str], ...]:
    """(area, sentence) for each area that the text says something of; the first sentence that does."""
    found: dict[str, str] = {}
    for sentence in SENTENCE.findall(text):
        for area in _areas(sentence.lower()):
            found.setdefault(area, _quoted(sentence))
    return tuple(found.items())


def _areas(sentence: str) -> set[str]:
    areas: set[str] = set()
    denied = False
    for clause in CLAUSE.split(sentence):
        tokens = TOKEN.findall(clause)
        # "Ingen smerter, kvalme eller svimmelhet": the denial goes on through the list.
        carried = denied and ("eller" in tokens or len(tokens) == 1)
        places = _places(tokens)
        areas.update(_told(tokens, places, carried))
        denied = carried or (bool(tokens) and tokens[0] in DENIES)
    return areas


def _places(tokens: list[str]) -> dict[str, int]:
    """Where in the clause each known word stands."""
    places: dict[str, int] = {}
    for place, token in enumerate(tokens):
        for size in range(SHORTEST, min(len(token), LONGEST_STEM) + 1):
            if (stem := token[:size]) in WORDS:
                places.setdefault(stem, place)
        if (whole := token + ".") in WORDS:
            places.setdefault(whole, place)
    return places


def _told(tokens: list[str], places: dict[str, int], carried: bool) -> Iterable[str]:
    for word in places:
        for sign in BY_WORD[word]:
            if len(sign.groups) == 1:
                if not carried and not _denied(tokens, places[word]):
                    yield sign.area
            elif all(_somewhere(group, places) for group in sign.groups):
                yield sign.area


def _somewhere(group: frozenset[str], places: dict[str, int]) -> bool:
    return not group.isdisjoint(places)


def _denied(tokens: list[str], place: int) -> bool:
    if not BETTER.isdisjoint(tokens):
        return True
    for token in reversed(tokens[max(0, place - NEAR) : place]):
        if token in RESET:
            return False
        if token in DENIES:
            return True
    return False


def _quoted(sentence: str) -> str:
    told = " ".join(sentence.split())
    return told if len(told) <= LONGEST else told[: LONGEST - 1].rstrip() + "…"
