"""Action cards of the demonstration: made up, in the shape of a contingency plan. Each unit gets them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

#: Code, title, when it is used, the steps, telephones.
CARDS: tuple[tuple[str, str, str, tuple[str, ...], str], ...] = (
    (
        "it-nede",
        "Datasystemene er nede",
        "HeltOm eller journalen svarer ikke på mer enn 15 minutter.",
        (
            "Ring IT-vakten og si hva som ikke virker, og siden når.",
            "Finn siste utskrift av listene. Er den fra i dag, gjelder den.",
            "Ring hver vaktkoordinator: gå etter papiret, skriv ned det som blir gjort.",
            "Ring sykehuset og legevakten: meldinger tas på telefon til vi sier fra.",
            "Skriv ned alle telefoner om pasienter med klokkeslett.",
            "Når systemene er tilbake: før det som er skrevet på papir, og gå en meldingsrunde.",
        ),
        "IT-vakt 55 00 99 01, legevakt 116 117",
    ),
    (
        "strombrudd",
        "Strømbrudd",
        "Strømmen er borte i et område der vi har pasienter.",
        (
            "Finn hvem som har oksygen, trygghetsalarm, elektrisk seng eller løfter.",
            "Ring dem først, de med høy kritikalitet før de andre.",
            "Send den nærmeste hjelperen til dem som ikke svarer.",
            "Ring nettselskapet og spør hvor lenge det varer.",
            "Varer det mer enn to timer: flytt dem som må ha strøm, sammen med legevakten.",
            "Ha med lommelykt og nøkler. Nøkkelbokser med kode virker uten strøm.",
        ),
        "Nettselskapet 55 00 99 02, medisinsk nødtelefon 113",
    ),
    (
        "storm",
        "Storm og stengte veier",
        "Det er farevarsel, eller veier er stengt.",
        (
            "Se på kartet hvilke lister som går der veien er stengt.",
            "Bruk prioriteringslisten: det som er liv og helse, gjøres først.",
            "Flytt ansatte dit de kommer fram. Vis hva det betyr før du sier ja.",
            "Ring pasientene som ikke får besøk, og spør om de har mat, varme og medisin.",
            "Ingen kjører alene der det er farlig. Den som må snu, sier fra til deg.",
            "Meld til avdelingslederen hva som ikke ble gjort.",
        ),
        "Veitrafikksentralen 175, avdelingsleder på telefonlisten",
    ),
    (
        "smitte",
        "Smitte hos pasienter eller ansatte",
        "To eller flere har samme symptomer, eller en har en meldepliktig sykdom.",
        (
            "Ring smittevernlegen og følg det hun sier.",
            "Legg de smittede sist på listene, og la de samme gå til dem.",
            "Finn fram utstyr på lageret, og si fra når det minker.",
            "Skriv i rapporten hos hver enkelt hva som er startet, og når.",
            "Finn ut hvem som har vært hos pasienten de siste to døgnene.",
        ),
        "Smittevernlege 55 00 99 03",
    ),
    (
        "mange-syke",
        "Mange ansatte er borte",
        "Fraværet er så stort at listene ikke går opp i ett eller flere team.",
        (
            "Se dagsbalansen for hvert team: hvem mangler mest?",
            "Be vaktkoordinatorene ringe ekstravakter først.",
            "Flytt fra et team som tåler det. Vis hva det betyr for begge.",
            "Beordre bare når ingen sier ja. Skriv grunnen.",
            "Bruk prioriteringslisten for resten, og avlys med grunn.",
            "Ring avdelingslederen hvis sykepleiere mangler. HT skal alltid ha nok på vakt.",
        ),
        "Avdelingsleder på telefonlisten",
    ),
    (
        "savnet-pasient",
        "Pasient er savnet",
        "Pasienten er ikke hjemme når vi kommer, og ingen vet hvor hun er.",
        (
            "Let i boligen, i kjelleren og rundt huset. Ring mobilen hennes.",
            "Ring nærmeste pårørende og naboen.",
            "Spør sykehuset og legevakten om hun er der.",
            "Er hun ikke funnet på 20 minutter, eller kan hun komme til skade: ring politiet.",
            "Ha klar: alder, klær, sykdommer, hvor hun pleier å gå, og et bilde.",
            "Skriv ned klokkeslettene. Ring pårørende igjen når hun er funnet.",
        ),
        "Politiet 112, legevakt 116 117",
    ),
)


def card_rows(units: Iterable[str]) -> Iterator[Mapping[str, object]]:
    for unit in units:
        for position, (code, title, when_to, steps, phones) in enumerate(CARDS, 1):
            yield {
                "unit": unit,
                "code": code,
                "title": title,
                "when_to": when_to,
                "steps": "\n".join(steps),
                "phones": phones,
                "position": position,
            }
