// Says two minutes before that she will be logged out, and lets her go on with one tap. How long there is
// left is what the server says in each answer (heltom/session.py): a screen that asks by itself is nobody's
// doing, and what is done in another tab counts here too.
(() => {
  "use strict";
  const WARN = 120;
  const about = () => document.getElementById("session");
  const dialog = () => document.getElementById("session-end");
  let ends = null;
  let asking = false;

  function hear(text) {
    const found = /idle=(-?\d+), age=(-?\d+)/.exec(text || "");
    if (!found) return;
    const now = Date.now();
    ends = { idle: now + 1000 * found[1], age: now + 1000 * found[2] };
    if (left() > WARN && dialog().open) dialog().close();
  }

  const which = () => (ends.age <= ends.idle ? "age" : "idle");
  const left = () => (ends[which()] - Date.now()) / 1000;

  async function ask() {
    asking = true;
    const headers = { "X-Heltom-Poll": "1" };
    const answer = await fetch(about().dataset.ask, { headers, redirect: "manual" }).catch(() => null);
    asking = false;
    if (answer?.type === "opaqueredirect") return over();
    hear(answer?.headers.get("X-Heltom-Session"));
    if (answer && left() <= WARN) warn();
  }

  /** To the login, and from there back to what she had open. */
  function over() {
    document.dispatchEvent(new Event("heltom:keep"));
    const back = location.pathname + location.search + location.hash;
    location.assign(`${about().dataset.signIn}&next=${encodeURIComponent(back)}`);
  }

  let warnedOf = null;

  function warn() {
    if (dialog().open || warnedOf === which()) return;
    document.dispatchEvent(new Event("heltom:keep"));
    warnedOf = which();
    const at = new Date(ends[warnedOf]).toLocaleTimeString("nb-NO", { hour: "2-digit", minute: "2-digit" });
    for (const part of dialog().querySelectorAll("[data-ends]")) {
      part.hidden = part.dataset.ends !== warnedOf;
      part.querySelectorAll("time").forEach((one) => (one.textContent = at));
    }
    dialog().showModal();
  }

  async function goOn(event) {
    event.preventDefault();
    const form = event.target;
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      redirect: "manual",
    }).catch(() => null);
    if (answer?.type === "opaqueredirect") return over();
    warnedOf = null;
    dialog().close();
    hear(answer?.headers.get("X-Heltom-Session"));
  }

  function tick() {
    if (asking || !ends) return;
    if (left() < -2 || (left() <= WARN && warnedOf !== which())) ask();
    else if (left() > WARN) warnedOf = null;
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!about()) return;
    hear(about().dataset.left);
    dialog().querySelector("form[data-ends=idle]").addEventListener("submit", goOn);
    dialog().querySelector("[data-wait]").addEventListener("click", () => dialog().close());
    dialog().querySelector("form[data-ends=age]").addEventListener("submit", (event) => {
      event.target.elements.next.value = location.pathname + location.search + location.hash;
    });
    document.addEventListener("htmx:afterRequest", (event) =>
      hear(event.detail.xhr.getResponseHeader("X-Heltom-Session")),
    );
    document.addEventListener("heltom:answer", (event) => {
      if (event.detail.type === "opaqueredirect") over();
      else hear(event.detail.headers.get("X-Heltom-Session"));
    });
    setInterval(tick, 1000);
  });
})();
