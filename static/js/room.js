// The room of the tavlemøte. Without it every field has a button of its own. It counts the clocks, saves
// the assessment as it is typed, puts what others wrote under what she has not touched, and knows the keys.
(() => {
  "use strict";
  const PAUSE = 350; // ms after the last key
  const LONGEST = 1200; // ms of typing without a pause
  const AGAIN = 2000; // ms until a save that failed is tried again
  const room = () => document.getElementById("room");

  // Clocks: the server says how long, the machine only counts on from there -----------------------
  const seen = new WeakMap();

  function count(clock) {
    if (!seen.has(clock)) seen.set(clock, performance.now() - 1000 * Number(clock.dataset.seconds));
    if (!("runs" in clock.dataset)) return;
    const seconds = Math.floor((performance.now() - seen.get(clock)) / 1000);
    const minutes = Number(clock.dataset.minutes);
    clock.querySelector("b").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    clock.classList.toggle("is-over", seconds > 60 * minutes);
    clock.classList.toggle("is-near", seconds > 60 * (minutes - 1) && seconds <= 60 * minutes);
  }

  const countAll = () => document.querySelectorAll("[data-clock]").forEach(count);

  // What is being written: by form, what the server holds as far as we know, and whether more is typed ---
  const writings = new Map();
  const areaOf = (form) => form.elements.value;

  function writing(form) {
    if (!writings.has(form.id)) {
      writings.set(form.id, { was: form.elements.was.value, text: null, since: 0, timer: null, busy: false, told: "" });
    }
    return writings.get(form.id);
  }

  function typed(event) {
    const form = event.target.closest?.("form[data-autosave]");
    if (!form || event.target !== areaOf(form)) return;
    const state = writing(form);
    state.text = areaOf(form).value;
    if (state.told) return; // she chooses first
    state.since ||= Date.now();
    note(form, "saving");
    clearTimeout(state.timer);
    const wait = Math.min(PAUSE, Math.max(0, state.since + LONGEST - Date.now()));
    state.timer = setTimeout(() => save(form.id), wait);
  }

  function sheet(form, state) {
    const data = new URLSearchParams(new FormData(form));
    data.set("value", state.text);
    data.set("was", state.was);
    return data;
  }

  async function save(id) {
    const form = document.getElementById(id);
    const state = writings.get(id);
    if (!form || !state || state.text === null || state.busy || state.told) return;
    clearTimeout(state.timer);
    const sent = state.text;
    state.busy = true;
    state.since = 0;
    const answer = await post(form, sheet(form, state));
    state.busy = false;
    if (answer === null) return tryAgain(id, state);
    document.dispatchEvent(new CustomEvent("heltom:answer", { detail: answer.response }));
    settle(id, state, sent, answer);
  }

  async function post(form, body, keepalive = false) {
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body,
        keepalive,
        redirect: "manual",
        headers: { "X-Heltom-Field": "1" },
      });
      if (response.type === "opaqueredirect" || response.status >= 500) return null;
      return { response, told: await response.json() };
    } catch {
      return null;
    }
  }

  function tryAgain(id, state) {
    const form = document.getElementById(id);
    if (form) note(form, "waits");
    state.timer = setTimeout(() => save(id), AGAIN);
  }

  /** What she typed meanwhile goes on after what the server now holds. */
  function settle(id, state, sent, { response, told }) {
    const form = document.getElementById(id);
    if (!response.ok) return overtaken(form, state, told);
    const more = state.text !== sent;
    if (more && state.text.startsWith(sent)) state.text = told.stands + state.text.slice(sent.length);
    state.was = told.stands;
    if (!more) state.text = null;
    if (form) {
      show(form, more ? state.text : told.stands);
      if (!more) say(form, told.at);
    }
    if (more) save(id);
  }

  function show(form, text) {
    const area = areaOf(form);
    form.elements.was.value = writing(form).was;
    if (area.value === text) return;
    const { selectionStart, selectionEnd, value } = area;
    const grown = text.indexOf(value) === 0 ? 0 : text.length - value.length;
    area.value = text;
    const move = value.slice(0, selectionStart) === text.slice(0, selectionStart) ? 0 : grown;
    if (document.activeElement === area) area.setSelectionRange(selectionStart + move, selectionEnd + move);
  }

  function overtaken(form, state, told) {
    state.told = told.said;
    state.stands = told.stands;
    if (form) ask(form, state);
  }

  /** Somebody was first in the same line: what stands, and the three ways on. Nothing is lost meanwhile. */
  function ask(form, state) {
    const place = form.querySelector("[data-overtaken]");
    const with_ = form.querySelector("[data-overtaken-with]").content.firstElementChild.cloneNode(true);
    with_.querySelector("[data-said]").textContent = state.told;
    with_.querySelector("[data-stands]").textContent = state.stands ?? "";
    if (state.stands === undefined) with_.querySelectorAll("button").forEach((one) => one.remove());
    place.replaceChildren(with_);
    const chosen = (text) => {
      state.told = "";
      state.was = state.stands;
      state.text = text;
      place.replaceChildren();
      show(form, text);
      save(form.id);
    };
    with_.querySelector("[data-both]")?.addEventListener("click", () => chosen(`${state.stands}\n${state.text}`));
    with_.querySelector("[data-theirs]")?.addEventListener("click", () => chosen(state.stands));
    with_.querySelector("[data-mine]")?.addEventListener("click", () => chosen(state.text));
    // A text that was refused for what it is, is right when she has changed it
    if (state.stands === undefined) state.told = "";
  }

  const kept = (form) => form.querySelector("[data-kept]");
  const note = (form, which) => (kept(form).textContent = kept(form).dataset[which]);
  function say(form, text) {
    kept(form).textContent = text;
    form.querySelector("[data-overtaken]").replaceChildren();
  }

  /** What stands on the server now, as the wall has just heard it: shown where she has typed nothing. */
  function hear() {
    const stands = document.getElementById("room-stands");
    const form = document.querySelector("form[data-autosave]");
    if (!form) return;
    const state = writing(form);
    if (state.text !== null) {
      if (areaOf(form).value !== state.text) areaOf(form).value = state.text;
      if (state.told) ask(form, state);
      return;
    }
    if (!stands || state.busy || stands.textContent === state.was) return;
    state.was = stands.textContent;
    show(form, state.was);
    if (stands.dataset.who) kept(form).textContent = `${stands.dataset.who} kl. ${stands.dataset.at}`;
  }

  /** The machine is put away, or the page: what is typed goes on its own. */
  function keepAll() {
    for (const [id, state] of writings) {
      const form = document.getElementById(id);
      if (form && state.text !== null && !state.told) post(form, sheet(form, state), true);
    }
  }

  // The reader's place, when what the others did is put in ---------------------------------------------
  let place = null;
  let presses = 0;

  /** What the wall asked before a press is older than the answer to it, and would find its own place gone. */
  function leaveWhatIsOld({ detail: { elt, xhr } }) {
    if (elt.id !== "room-poll") return;
    const before = presses;
    elt.addEventListener("htmx:beforeOnLoad", function answered(event) {
      if (event.detail.xhr !== xhr) return;
      elt.removeEventListener("htmx:beforeOnLoad", answered);
      if (presses !== before || !elt.isConnected) event.preventDefault();
    });
  }

  function remember(event) {
    if (!room()) return;
    const isPoll = Boolean(event.detail.requestConfig?.headers["X-Heltom-Poll"]);
    if (!isPoll) presses += 1;
    const fields = isPoll ? [...room().querySelectorAll("input[id], select[id]")] : [];
    place = {
      focus: document.activeElement?.id,
      open: [...room().querySelectorAll("details[id]")].map((one) => [one.id, one.open]),
      typed: fields.filter((one) => one.matches("input:not([type=hidden])") && one.value !== one.defaultValue)
        .map((one) => [one.id, one.value]),
      item: room().dataset.item,
    };
    writings.forEach((_state, id) => save(id));
  }

  function putBack() {
    if (!place || !room()) return;
    if (place.item === room().dataset.item) {
      place.open.forEach(([id, open]) => document.getElementById(id) && (document.getElementById(id).open = open));
      place.typed.forEach(([id, value]) => document.getElementById(id) && (document.getElementById(id).value = value));
    } else {
      for (const id of writings.keys()) if (!document.getElementById(id) && writings.get(id).text === null) writings.delete(id);
      document.querySelector(".room-main")?.scrollIntoView({ block: "start" });
    }
    const again = place.focus && document.getElementById(place.focus);
    if (again && document.activeElement !== again) again.focus({ preventScroll: true });
    place = null;
  }

  // Keys ---------------------------------------------------------------------------------------------------
  const typing = (one) => one.closest?.("input:not([type=radio]), textarea, select");

  function pressed(event) {
    if (!room() || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const found = room().querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!found) return;
    event.preventDefault();
    if (found.matches("textarea")) return found.focus();
    if (!found.matches("summary")) return found.click();
    found.parentElement.open = true;
    document.getElementById("decide-text")?.focus();
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!room()) return;
    document.documentElement.classList.add("has-room");
    setInterval(countAll, 500);
    document.addEventListener("input", typed);
    document.addEventListener("change", (event) => {
      const form = event.target.closest?.("form[data-autosave]");
      if (form && writing(form).text !== null) save(form.id);
    });
    document.addEventListener("submit", (event) => {
      if (!event.target.matches("form[data-autosave]")) return;
      event.preventDefault();
      const state = writing(event.target);
      state.text = areaOf(event.target).value;
      save(event.target.id);
    });
    document.addEventListener("htmx:beforeRequest", leaveWhatIsOld);
    document.addEventListener("htmx:beforeSwap", remember);
    document.addEventListener("htmx:afterSettle", () => {
      putBack();
      hear();
      countAll();
    });
    document.addEventListener("keydown", pressed);
    document.addEventListener("visibilitychange", () => document.hidden && keepAll());
    window.addEventListener("pagehide", keepAll);
    document.querySelectorAll("form[data-autosave]").forEach(writing);
  });
})();
