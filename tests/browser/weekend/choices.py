"""What Anne decides, message by message: yes to what stands ticked, else what a nurse would choose."""

from __future__ import annotations

from emeldinger.models import Message
from tests.browser.weekend.keyboard import MESSAGE, Nurse

#: Type to (what it leads to, the field that it asks for, what she writes there).
CHOICES = {
    "HELSEOPPL_SOKNAD": ("lest", "", ""),
    "DIALOG_SVAR": ("lest", "", ""),
    "DIALOG_HELSEFAGLIG": ("kontakt", "text", "Se på det fysioterapeuten foreslår"),
    "EPIKRISE": ("lest", "", ""),
    "DIALOG_AVVIK": ("huskeliste", "text", "Finn ut hvor innleggelsesrapporten ble av"),
    "MEDISINSKE_OPPLYSNINGER": ("medisiner", "", ""),
}
ANSWER = "input[name=svar-answer]"


def decide(nurse: Nurse, message: Message) -> None:
    panel = nurse.page.locator("#close-form")
    if panel.locator("#steg-svar:checked").count():
        _answer(nurse)
    elif panel.locator("input[name=steg]:checked").count():
        nurse.confirm()
    elif message.type_code == "DIALOG_FORESPORSEL":
        _reply(nurse)
    else:
        key, name, words = CHOICES[message.type_code]
        nurse.choose(key, words, f"id_{key}-{name}")


def _answer(nurse: Nurse) -> None:
    """We take her on the day that the message has: the first of the answers."""
    nurse.press("a")
    nurse.tab_to(ANSWER)
    nurse.press("Space")
    nurse.press("Enter")


def _reply(nurse: Nurse) -> None:
    """A dialogmelding: written, looked over, signed; and that is what the message led to."""
    page = nurse.page
    nurse.press("s")
    nurse.tab_to('form[action$="/brev/dialogsvar/"] button')
    nurse.press("Enter")
    page.wait_for_url("**/emeldinger/brev/*/")
    nurse.tab_to("textarea[name=text]")
    nurse.type("Sårene gror. Vi skifter annenhver dag, og tar nytt bilde på mandag.")
    nurse.tab_to(".letter-bar button")
    nurse.press("Enter")
    page.wait_for_url("**/se-over/")
    nurse.tab_to(".letter-bar form button")
    nurse.press("Enter")
    page.wait_for_url(MESSAGE)
    nurse.waits_for_the_panel()
    nurse.confirm()
