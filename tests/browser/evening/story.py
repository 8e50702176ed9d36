"""The evening, step by step: Eva runs Bergenhus OT 1 with the phone at her ear, and walks a list too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta

from django.urls import reverse
from playwright.sync_api import expect

from heltom.lib import clock
from patients.models import Observation, Patient, Pause
from teams.models import Team
from tests.browser.evening.stage import Screen, Stage
from worklists.actions import visits
from worklists.models import Advice, Alarm, Call, Entry, HandOver, State, Visit

#: NEWS2 of 7: breathing 2, oxygen in the blood 1, systolic 1, pulse 2, temperature 1.
SEVEN = {
    "Respirasjon": "22",
    "Oksygenmetning": "95",
    "Systolisk blodtrykk": "108",
    "Puls": "112",
    "Temperatur": "38,4",
}
#: Who rings: where her visit is (five), to be rung back (three), at once (one), known already (two).
WHERE, BACK, URGENT, ANSWERED = "Fikk svar nå", "Når det passer", "Haster", "Fikk svar nå"
CALLS = [WHERE, BACK, WHERE, WHERE, BACK, URGENT, ANSWERED, WHERE, ANSWERED, BACK, WHERE]


class Evening:
    """Tone is the nurse of the HT over it; Jon is out on his list; Vera has gone home after the day."""

    def __init__(self, stage: Stage, *, calls: int) -> None:
        self.stage, self.day = stage, stage.day
        self.how_many = calls
        self.team = Team.objects.get(code="bergenhus-ot1")
        self.desk = self._desk(self.team, "kveld")
        self.eva, self.tone = stage.screen("eva"), stage.screen("tone")
        self.calls = iter(enumerate(CALLS[:calls]))
        self.steps: list[Callable[[], None]] = [
            self.vera_hands_over,
            self.eva_opens_the_desk,
            self.maja_is_ill,
            self.extra_help_is_found,
            self.calls_come,
            self.jon_is_out_on_his_list,
            self.an_alarm,
            self.calls_come,
            self.home_from_hospital,
            self.admitted,
            self.a_fall_with_news2_of_seven,
            self.calls_come,
            self.jon_goes_home_ill_and_one_line_is_locked,
            self.a_neighbour_lends,
            self.what_is_to_be_remembered,
            self.calls_are_rung,
            self.eva_hands_over,
            self.the_night_reads,
        ]

    def _desk(self, team: Team, kind: str) -> str:
        return reverse("worklists:day", args=[team.code, self.day, kind])

    # What happens ---------------------------------------------------------------------------------

    def vera_hands_over(self) -> None:
        vera = self.stage.screen("vera")
        with self.stage.step("14:50", "Vera overleverer dagvakten"):
            vera.open(self._desk(self.team, "dag"))
            vera.tool("Overlevering")
            vera.tap("Skriv under")
            vera.sees("Ingen har lest den ennå")
        assert HandOver.objects.filter(team=self.team, date=self.day, shift="dag").exists()

    def eva_opens_the_desk(self) -> None:
        with self.stage.step("15:00", "Eva åpner tavla, og overleveringen ligger der"):
            self.eva.open("/")
            self.eva.waits_for_the_drawer()
            self.eva.tap("Lest")
            self.eva.sees("Lest av Eva")
            self.eva.close_drawer()
        assert HandOver.objects.get(team=self.team, date=self.day, shift="dag").read_by

    def maja_is_ill(self) -> None:
        with self.stage.step("15:10", "Maja er syk"):
            self._propose("Maja")
            self.eva.tap("Ja, gjør dette")
            self.eva.sees("Listene er lagt om")
            self.eva.close_drawer()
        self._nothing_is_hers("Maja")

    def extra_help_is_found(self) -> None:
        with self.stage.step("15:20", "Eva ringer etter ekstravakt: en sier nei, den neste ja"):
            self.eva.tool("Ekstravakt")
            taps = self.eva.page.locator("#beside form.taps").first
            self.eva.tap(taps.locator("button[value=nei]"))
            self.eva.sees("Har svart")
            self.eva.tap(taps.locator("button[value=ja]"))
            self.eva.close_drawer()

    def jon_goes_home_ill_and_one_line_is_locked(self) -> None:
        with self.stage.step("17:50", "Jon blir syk midt i vakten, og Eva låser en linje"):
            self.eva.open(self.desk)
            self._propose("Jon")
            self.eva.tap_and_see("Lås", "/forslag/")
            self.eva.sees("låst")
            self.eva.tap_and_see("Spør igjen", "/forslag/")
            self.eva.tap("Ja, gjør dette")
            self.eva.sees("Listene er lagt om")
            self.eva.close_drawer()
        self._nothing_is_hers("Jon")

    def _propose(self, name: str) -> None:
        self.eva.tool("Fravær")
        self.eva.tap(name)
        self.eva.tap("Vis forslag")
        self.eva.sees("vindu")

    def _nothing_is_hers(self, name: str) -> None:
        for entry in self._entries():
            if entry.worklist.shift.staff.given_name == name:
                assert visits.current_state(entry.visit) in (State.STARTED, State.DONE)

    def jon_is_out_on_his_list(self) -> None:
        jon = self.stage.screen("jon", width=390, height=844)
        with self.stage.step("15:40", "Jon tar det første besøket og skriver rapport"):
            jon.open(reverse("worklists:my_list"))
            first = jon.page.locator("#ahead > li").first
            jon.tap(first.get_by_role("button", name="Startet"))
            jon.sees("startet")
            jon.tap(first.locator("summary", has_text="Skriv rapport"))
            jon.write("Hva så du?", "Spiser lite. Drakk et glass saft mens jeg var der.")
            jon.tap(first.get_by_role("button", name="Send").first)
            jon.sees("Din rapport")
            jon.tap(first.get_by_role("button", name="Utført"))
            jon.sees("utført")

    def an_alarm(self) -> None:
        patient = self._somebody_at_home()
        with self.stage.step("15:55", "Alarm fra responssenteret"):
            self.eva.tool("Alarm")
            self.eva.write("Hvem gjelder alarmen?", patient.number)
            self.eva.tap(f"Alarm for {patient.number}")
            self.eva.sees("Hvem drar?")
            self.eva.tap(self.eva.page.locator(".who-goes button").first)
            self.eva.sees("bedt om å dra")
        with self.stage.step("16:10", "Den som drar, er framme og ferdig"):
            self.eva.tap("Hos pasienten")
            expect(self.eva.page.locator(".alarm-state .ds-tag")).to_have_text("Hos pasienten")
            self.eva.write("Hva ble gjort?", "Hadde mistet fjernkontrollen. Alt i orden.")
            self.eva.tap("Ferdig")
            self.eva.sees("Alt i orden")
            self.eva.close_drawer()
        assert Alarm.objects.get(patient=patient).state == Alarm.State.DONE

    def home_from_hospital(self) -> None:
        pause = self._somebody_in_hospital()
        with self.stage.step("16:30", "En er hjemme fra sykehus"):
            self.eva.open(reverse("worklists:stay", args=[pause.pk]))
            self.eva.tap("Lagre hjemkomst")
            self.eva.sees("Hjemme")
        pause.refresh_from_db()
        assert pause.ends_at is not None

    def admitted(self) -> None:
        patient = self._somebody_at_home(with_visit=True)
        with self.stage.step("16:45", "En er innlagt"):
            self.eva.open(reverse("worklists:stay_new", args=[patient.number]))
            self.eva.choose("Hvorfor", "sykehus")
            self.eva.tap("Før midlertidig opphør")
            self.eva.sees("Sjekkliste")
        rows = Visit.objects.filter(patient=patient, date=self.day, earliest__gt=clock.now())
        assert {visit.state for visit in rows.with_state()} <= {State.WITHDRAWN}

    def a_fall_with_news2_of_seven(self) -> None:
        patient = self._somebody_at_home()
        with self.stage.step("17:20", "Et fall, og NEWS2 er 7"):
            self.eva.open(reverse("worklists:news2", args=[patient.number]))
            for label, figure in SEVEN.items():
                self.eva.write(label, figure)
            self.eva.tap(self.eva.page.locator(".n-pick", has_text="Luft"))
            self.eva.tap(self.eva.page.locator(".n-pick", has_text="Våken"))
            self.eva.tap("Lagre målingen")
            self.eva.sees("har fått spørsmålet")
        assert Observation.objects.filter(patient=patient).latest("pk").value == 7
        question = Advice.objects.get(patient=patient)
        with self.stage.step("17:24", "Tone svarer på sykepleierrådet"):
            self.tone.open(reverse("worklists:advice_queue"))
            self.tone.tap(self.tone.page.locator(f'a[href$="/rad/{question.pk}/"]'))
            self.tone.write("Svar", "Ring 113 nå hvis hun blir slappere. Jeg kommer.")
            self.tone.tap("Send svar")
            self.tone.sees("besvart")
        with self.stage.step("17:26", "Eva ser svaret på tavla"):
            self.eva.open(self.desk)
            self.eva.open_beside(self.eva.page.locator(f'#desk-now a[href$="/rad/{question.pk}/"]'))
            self.eva.tap("Lest")
            self.eva.close_drawer()

    def a_neighbour_lends(self) -> None:
        other, helper = self._neighbour()
        with self.stage.step("18:00", "Eva spør naboen om en hjelper"):
            self.eva.tool("Nabo")
            self.eva.tap(self.eva.page.locator(f"label[for=team-{other.code}]"))
            self.eva.tap(self.eva.page.get_by_role("button", name="Spør", exact=True))
            self.eva.sees("Venter på svar")
            self.eva.close_drawer()
        with self.stage.step("18:03", "Naboen sier ja"):
            helper.open(self._desk(other, "kveld"))
            helper.open_beside(helper.page.locator('#desk-now a[href*="/lan/"]').first)
            helper.tap(helper.page.get_by_role("button", name="Ja, ").first)
            helper.sees("sa ja")

    def what_is_to_be_remembered(self) -> None:
        with self.stage.step("18:30", "Eva skriver på huskelisten"):
            self.eva.open(self.desk)
            self.eva.tool("Huskeliste")
            self.eva.write("Hva skal huskes?", "Bestille ny rullator")
            self.eva.tap(self.eva.page.get_by_role("button", name="Husk", exact=True))
            self.eva.sees("Bestille ny rullator")
            self.eva.close_drawer()

    def calls_come(self) -> None:
        """Some of the eleven at a time; the phone does not wait for anything else to be done."""
        for _turn, (number, outcome) in zip(range(4), self.calls, strict=False):
            patient = self._caller(number)
            at = f"{clock.now() + timedelta(minutes=3):%H:%M}"
            with self.stage.step(self._local(at), f"Telefon nr. {number + 1}: {outcome}"):
                self.eva.tool("Telefon")
                self.eva.write("Hvem gjelder det?", patient.number)
                self.eva.tap(self.eva.page.locator("#found a", has_text=patient.number).first)
                expect(self.eva.page.locator(".where-is h2")).to_contain_text(patient.number)
                self.eva.tap_and_see(
                    self.eva.page.locator(".call-form").get_by_role("button", name=outcome),
                    "/telefon/",
                )
                self.eva.close_drawer()

    def calls_are_rung(self) -> None:
        with self.stage.step("19:30", "Eva ringer den første tilbake"):
            self.eva.tool("Telefon")
            self.eva.tap(self.eva.page.locator("#callbacks .call-list li > a").first)
            self.eva.tap("Har ringt")
            self.eva.close_drawer()

    def eva_hands_over(self) -> None:
        with self.stage.step("22:10", "Eva overleverer kvelden"):
            self.eva.open(self.desk)
            self.eva.tool("Overlevering")
            self.eva.sees("Bestille ny rullator")
            self.eva.tap("Skriv under")
            self.eva.sees("Ingen har lest den ennå")
        evas = Call.objects.filter(direction="inn", by__username="eva", at__date=self.day)
        assert evas.filter(at__gte=clock.at(self.day, time(15))).count() == self.how_many

    def the_night_reads(self) -> None:
        night = self.stage.screen("nora")
        with self.stage.step("22:35", "Natten leser overleveringen"):
            night.open(self._desk(self.team, "natt"))
            night.open_beside(night.page.locator('.now a[href*="/overlevering/"]').first)
            night.tap("Lest")
            night.sees("Lest av Nora")
        assert HandOver.objects.get(team=self.team, date=self.day, shift="kveld").read_by

    # Who is who -----------------------------------------------------------------------------------

    def _local(self, at: str) -> str:
        return f"{(clock.now() + timedelta(minutes=3)).astimezone(clock.OSLO):%H:%M}"

    def _entries(self) -> list[Entry]:
        of = Entry.objects.filter(
            worklist__publication__current_for__team=self.team,
            worklist__publication__current_for__date=self.day,
            worklist__publication__current_for__kind="kveld",
        )
        return list(of.select_related("visit__patient", "worklist__shift__staff").order_by("pk"))

    def _somebody_at_home(self, *, with_visit: bool = False) -> Patient:
        """A patient of the team who is in no other step, with a visit later this evening."""
        taken = {*Alarm.objects.values_list("patient"), *Advice.objects.values_list("patient")}
        later = clock.now() + timedelta(hours=1)
        for entry in self._entries():
            patient = entry.visit.patient
            free = (patient.pk,) not in taken and not patient.pauses.exists()
            if free and entry.starts_at > later and visits.current_state(entry.visit) == State.DUE:
                return patient
        raise LookupError("nobody is left for the story")

    def _somebody_in_hospital(self) -> Pause:
        """Away, and with visits waiting for her here; sent to hospital by the story where nobody is."""
        mine = Pause.objects.filter(ends_at__isnull=True, patient__plans__team=self.team)
        return mine.distinct().earliest("pk")

    def _caller(self, number: int) -> Patient:
        entries = self._entries()
        return entries[(7 * number) % len(entries)].visit.patient

    def _neighbour(self) -> tuple[Team, Screen]:
        """The other OT of the house with its vaktkoordinator; in a small demo the HT with its nurse."""
        liv = Team.objects.filter(code="bergenhus-ot2").first()
        if liv is not None:
            return liv, self.stage.screen("liv")
        assert self.team.ht is not None
        return self.team.ht, self.tone
