// Nothing half-written is lost. What is typed into a form marked data-draft is kept on the server a moment
// after it is typed, and comes back when the form is opened again: after a telephone call, a shut browser
// or a login. The server forgets it when it has taken the form (heltom/middleware.py).
(() => {
  "use strict";
  const PAUSE = 600;
  const FIELDS =
    "input:not([type=hidden], [type=password], [type=file], [type=submit], [type=button]), select, textarea";
  const STASH = "heltom-unsent";
  const about = () => document.getElementById("session");
  /** What is known of each form: the names she has touched, and what is yet to be put back. */
  const forms = new Map();
  let puttingBack = false;

  const keyOf = (form) =>
    `${new URL(form.getAttribute("action") || "", location.href).pathname}#${form.id}`;

  function known(form) {
    const key = keyOf(form);
    if (!forms.has(key)) forms.set(key, { names: new Set(), toPutBack: new Set(), fields: [] });
    return forms.get(key);
  }

  function fieldsOf(form, names) {
    return [...form.elements].filter((one) => one.matches(FIELDS) && names.has(one.name));
  }

  function typedIn(form) {
    const { names } = known(form);
    const fields = fieldsOf(form, names).flatMap((field) => {
      if (["checkbox", "radio"].includes(field.type) && !field.checked) return [];
      if (field.multiple) return [...field.selectedOptions].map((one) => [field.name, one.value]);
      return [[field.name, field.value]];
    });
    return { names: [...names], fields };
  }

  // Keeping ------------------------------------------------------------------------------------------
  function sheetOf(form) {
    const beside = form.closest("#beside");
    const heading = (beside || document.querySelector("main"))?.querySelector("h1");
    return {
      key: keyOf(form),
      page: (beside && beside.dataset.shows) || location.pathname + location.search,
      title: heading?.textContent.replace(/\s+/g, " ").trim().slice(0, 120) || document.title.slice(0, 120),
      draft: JSON.stringify(typedIn(form)),
    };
  }

  function stash() {
    return JSON.parse(sessionStorage.getItem(STASH) || "{}");
  }

  /** What the server could not take is kept in this tab until it can, and for its writer alone. */
  function stow(sheet) {
    const kept = { ...stash(), [sheet.key]: { ...sheet, user: about().dataset.user } };
    sessionStorage.setItem(STASH, JSON.stringify(kept));
  }

  function unstow(key) {
    const kept = stash();
    delete kept[key];
    sessionStorage.setItem(STASH, JSON.stringify(kept));
  }

  async function post(url, values, { last = false } = {}) {
    const token = about().querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(values),
      headers: { "X-CSRFToken": token },
      redirect: "manual",
      keepalive: last,
    });
    document.dispatchEvent(new CustomEvent("heltom:answer", { detail: answer }));
    // 4xx but the token's: it will never be taken, so there is nothing to keep for later.
    return answer.ok || (answer.status >= 400 && answer.status < 500 && answer.status !== 403);
  }

  async function send(sheet, options) {
    stow(sheet);
    const taken = await post(about().dataset.keep, sheet, options).catch(() => false);
    if (taken) unstow(sheet.key);
  }

  function keep(form, options) {
    const state = known(form);
    clearTimeout(state.timer);
    state.timer = null;
    const sheet = sheetOf(form);
    // One after the other, so that what was typed last is what stays; a page that is leaving cannot wait.
    const waits = state.sending && !options?.last;
    state.sending = waits ? state.sending.then(() => send(sheet)) : send(sheet, options);
  }

  function keepSoon(form) {
    const state = known(form);
    clearTimeout(state.timer);
    state.form = form;
    state.timer = setTimeout(() => form.isConnected && keep(form), PAUSE);
  }

  function keepAllNow() {
    for (const state of forms.values()) {
      if (state.timer && state.form.isConnected) keep(state.form, { last: true });
    }
  }

  function typed(event) {
    const form = event.target.form;
    if (puttingBack || !form?.matches("form[data-draft]") || !event.target.matches(FIELDS)) return;
    if (!event.target.name) return;
    const state = known(form);
    state.names.add(event.target.name);
    state.toPutBack.delete(event.target.name);
    keepSoon(form);
  }

  // Putting back ---------------------------------------------------------------------------------------
  async function open(form) {
    if (!form.querySelector("[name=_utkast]")) {
      const mark = document.createElement("input");
      Object.assign(mark, { type: "hidden", name: "_utkast", value: keyOf(form) });
      form.append(mark);
    }
    const state = known(form);
    const answer = await fetch(`${about().dataset.draft}?key=${encodeURIComponent(keyOf(form))}`, {
      headers: { "X-Heltom-Poll": "1" },
      redirect: "manual",
    }).catch(() => null);
    const kept = answer?.status === 200 ? await answer.json() : null;
    if (!form.isConnected) return;
    if (state.sent) return afterSending(form, state, kept);
    if (!kept) return;
    kept.names.forEach((name) => state.names.add(name));
    state.toPutBack = new Set(kept.names);
    state.fields = kept.fields;
    putBack(form);
    showNote(form, kept.at);
  }

  /** The form stands here again: gone from the server it was taken, else what is shown is what she wrote. */
  function afterSending(form, state, kept) {
    state.sent = false;
    if (kept) keep(form);
    else state.names = new Set();
  }

  function putBack(form) {
    const state = known(form);
    const found = fieldsOf(form, state.toPutBack);
    const was = found.map(shownIn);
    found.forEach((field) => fill(field, state.fields));
    found.forEach((field) => state.toPutBack.delete(field.name));
    // What stood there already is no news: a part that is fetched on a change would be fetched for ever.
    tellChanged(found.filter((field, number) => shownIn(field) !== was[number]));
  }

  const shownIn = (field) => (field?.matches("[type=checkbox], [type=radio]") ? field.checked : field?.value);

  /** What follows a field on the page hears of it; it is not she who typed. */
  function tellChanged(fields) {
    puttingBack = true;
    fields.forEach((field) => field?.dispatchEvent(new Event("change", { bubbles: true })));
    puttingBack = false;
  }

  function fill(field, fields) {
    const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
    else if (field.multiple)
      [...field.options].forEach((one) => (one.selected = values.includes(one.value)));
    else field.value = values[0] ?? "";
  }

  function showNote(form, at) {
    form.querySelector(".draft-note")?.remove();
    const note = document.getElementById("draft-note").content.firstElementChild.cloneNode(true);
    note.querySelector("time").textContent = at;
    note.querySelector("button").addEventListener("click", () => letGo(form, note));
    form.prepend(note);
  }

  function letGo(form, note) {
    const state = known(form);
    clearTimeout(state.timer);
    forms.delete(keyOf(form));
    post(about().dataset.drop, { key: keyOf(form) }).catch(() => {});
    form.reset();
    note.remove();
    const first = [...form.elements].find((one) => one.matches(FIELDS));
    first?.focus();
    tellChanged([first]);
  }

  // Sending --------------------------------------------------------------------------------------------
  // From the press until the answer nothing is kept on the server, which could bring back what was sent;
  // what she typed last lies in the tab, in case the answer is the way to the login.
  const isSent = ({ elt, verb }) => verb === "post" && elt.matches("form[data-draft]") && elt.id;

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isSent(event.detail.requestConfig)) return;
    const form = event.detail.requestConfig.elt;
    const state = known(form);
    clearTimeout(state.timer);
    state.timer = null;
    if (state.names.size) stow(sheetOf(form));
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const { requestConfig, successful, xhr } = event.detail;
    if (!isSent(requestConfig) || xhr.getResponseHeader("HX-Redirect")) return;
    const form = requestConfig.elt;
    const state = known(form);
    if (successful) taken(form, state);
    else if (form.isConnected && state.names.size) keep(form);
  });

  /** A form that the browser itself sends: nothing is kept behind its back. What she wrote lies in the tab
   *  until a page has come, and is dropped where that one has no such form: then it was taken. */
  function sentByBrowser(event) {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form[data-draft]") || !form.id) return;
    const state = known(form);
    clearTimeout(state.timer);
    state.timer = null;
    if (state.names.size) stow({ ...sheetOf(form), sent: true });
  }

  function taken(form, state) {
    const key = keyOf(form);
    unstow(key);
    const again = document.getElementById(form.id);
    state.sent = Boolean(again?.matches("form[data-draft]"));
    if (state.sent) return;
    forms.delete(key);
    // What was on its way when she pressed may have come after the form itself.
    state.sending?.then(() => post(about().dataset.drop, { key })).catch(() => {});
  }

  // When ------------------------------------------------------------------------------------------------
  async function sendStowed() {
    for (const [key, { user, sent, ...sheet }] of Object.entries(stash())) {
      const isTaken = sent && !stands(key);
      if (user === about().dataset.user && !isTaken) await send(sheet);
      else unstow(key);
    }
  }

  function stands(key) {
    return [...document.querySelectorAll("form[data-draft][id]")].some((form) => keyOf(form) === key);
  }

  function openAll(part) {
    const found = part.matches?.("form[data-draft]") ? [part] : [...part.querySelectorAll("form[data-draft]")];
    found.forEach((form) => form.id && open(form));
    const around = part.closest?.("form[data-draft]");
    if (around && around !== part) putBack(around);
  }

  document.addEventListener("DOMContentLoaded", async () => {
    if (!about()) return;
    await sendStowed();
    openAll(document);
    document.addEventListener("input", typed);
    document.addEventListener("change", typed);
    document.addEventListener("htmx:load", (event) => {
      if (event.detail.elt !== document.body) openAll(event.detail.elt);
    });
    document.addEventListener("submit", sentByBrowser);
    document.addEventListener("submit", (event) => {
      // Whoever logs out by her own hand leaves nothing behind on a shared machine: no half rapport either.
      if (event.target.matches("header form")) sessionStorage.clear();
    });
    document.addEventListener("visibilitychange", () => document.hidden && keepAllNow());
    window.addEventListener("pagehide", keepAllNow);
    document.addEventListener("heltom:keep", keepAllNow);
    document.addEventListener("heltom:closing", () => {
      keepAllNow();
      forms.clear();
    });
  });
})();
