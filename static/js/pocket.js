// The carer's list on a phone. Its forms work without this file; with it, what is pressed is kept in the
// phone first, shown at once as not sent, and sent when there is network. docs/pocket.md.
(() => {
  "use strict";
  const net = document.getElementById("net");
  const outbox = window.heltomOutbox;
  if (!net || !outbox) return;
  const said = net.dataset;
  const lasts = 1000 * Number(said.keepFor ?? 0);
  const ends = Number(said.keepUntil ?? 0) || (lasts && Date.now() + lasts);
  const ENDS = ["ferdig", "ikke-gjort"];
  const TICKS = ["start", ...ENDS];
  const CACHE = "heltom-list";
  const KEPT_AS = "/min-liste/";
  const FIRST_WAIT = 2000;
  const LONGEST_WAIT = 60000;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("heltom-outbox") : null;
  const list = () => document.getElementById("my-list");
  let state = "";
  let wait = FIRST_WAIT;
  let timer = 0;

  function token() {
    const found = document.cookie.split("; ").find((one) => one.startsWith(`${said.cookie}=`));
    return found ? found.slice(said.cookie.length + 1) : "";
  }

  // Pressed ----------------------------------------------------------------------------------------
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.dataset.pocket) return;
    event.preventDefault();
    event.stopPropagation(); // before htmx hears of it
    press(form, event.submitter);
  }, true);

  async function press(form, submitter) {
    const { pocket: what, visit, kept } = form.dataset;
    const content = contentOf(form, submitter);
    if (!content) return;
    try {
      if (TICKS.includes(what) && (await isWaiting(visit, what))) return;
      await outbox.add(said.user, visit, what, content, kept);
    } catch {
      say(said.full, "danger");
      return;
    }
    form.reset();
    forgetTyped(form);
    form.closest("details:not(.stop)")?.removeAttribute("open");
    await show();
    channel?.postMessage("changed");
    hasAsked = ["news2", "hjelp"].includes(what);
    flush();
  }

  // What is sent of a form; null where there is nothing to send yet
  function contentOf(form, submitter) {
    const fields = [...new FormData(form, submitter)].filter(
      ([name, value]) => !["csrfmiddlewaretoken", "next"].includes(name) && value !== "",
    );
    const content = Object.fromEntries(fields);
    if (content.reason === "annet" && !content.text) {
      form.querySelector("[name=text]").focus();
      return null;
    }
    if (form.dataset.pocket !== "news2") return content;
    const parts = fields.map(([name, value]) => [name, Number(value)]);
    return parts.length ? { parts: Object.fromEntries(parts) } : null;
  }

  async function isWaiting(visit, what) {
    const rows = await mine();
    return rows.some((row) => row.visit === visit && row.what === what && !row.refused);
  }

  const mine = async () => (await outbox.all()).filter((row) => row.user === said.user);

  // Shown: the page as the server knows it, and on top what it does not know yet ---------------------
  let drawing = Promise.resolve();
  const show = () => (drawing = drawing.then(draw, draw));
  let shownNext = document.querySelector("#ahead > li")?.id;

  async function draw() {
    const rows = await outbox.all();
    const own = rows.filter((row) => row.user === said.user);
    clean();
    document.querySelectorAll("[data-needs-phone]").forEach((one) => (one.hidden = false));
    own.forEach(showRow);
    showNext();
    showNet(own.filter((row) => !row.refused).length, rows.length > own.length);
  }

  function clean() {
    document.querySelectorAll("#my-list .kept, #my-list .refused").forEach((one) => one.remove());
    document.querySelectorAll("#my-list .pressed").forEach((one) => one.classList.remove("pressed"));
    const ahead = document.getElementById("ahead");
    if (!ahead) return;
    const stops = [...ahead.children, ...document.querySelectorAll("#kept li[data-n]")];
    const inOrder = stops.toSorted((one, other) => one.dataset.n - other.dataset.n);
    if (stops.some((stop, at) => stop !== inOrder[at]) || stops.length > ahead.children.length) {
      ahead.append(...inOrder);
    }
    document.getElementById("kept").hidden = true;
  }

  function showRow(row) {
    const stop = document.getElementById(`stop-${row.visit}`);
    if (row.refused) return showRefused(row, stop);
    if (!stop) return;
    const line = copyOf("kept-line");
    const more = row.what === "hjelp" ? said.keptHelp : "";
    line.querySelector("span").textContent = `${row.said} ${clock(row)}. ${said.kept} ${more}`;
    line.querySelector("button").addEventListener("click", () => undo(row));
    stop.querySelector(".kept-lines").append(line);
    if (row.what === "start") stop.querySelector('[data-pocket="start"]')?.classList.add("pressed");
    if (ENDS.includes(row.what)) layAside(stop);
  }

  function layAside(stop) {
    if (!stop.closest("#ahead")) return;
    stop.querySelector(".ticks")?.classList.add("pressed");
    stop.querySelector(".stop").open = false;
    document.querySelector("#kept ol").append(stop);
    document.getElementById("kept").hidden = false;
  }

  function showRefused(row, stop) {
    const line = copyOf("refused-line");
    line.classList.add("refused");
    const words = row.content.text ? ` «${row.content.text}»` : "";
    line.querySelector("p").textContent = `${row.said} ${clock(row)}${words}: ${row.refused}`;
    line.querySelector("button").addEventListener("click", () => undo(row));
    (stop ?? list()).prepend(line);
  }

  const copyOf = (id) => document.getElementById(id).content.cloneNode(true).firstElementChild;

  function clock(row) {
    const at = new Date(row.pressed_at);
    return at.toLocaleTimeString("nb", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Oslo" });
  }

  // What has not been sent was never pressed; what is on its way already is undone on the visit's page
  async function undo(row) {
    await outbox.forget(row.n);
    channel?.postMessage("changed");
    show();
  }

  // The first that is left is the next: large, and open when it has just become so
  function showNext() {
    const next = document.querySelector("#ahead > li");
    document.querySelectorAll("#my-list li.next").forEach((one) => one.classList.remove("next"));
    next?.classList.add("next");
    if (next && next.id !== shownNext) {
      next.querySelector(".stop").open = true;
      // What she pressed has gone from under her thumb: the keyboard goes on with the next one.
      const lost = !document.activeElement?.closest("#ahead, dialog");
      if (shownNext && lost) next.querySelector(".ticks button")?.focus({ preventScroll: true });
    }
    shownNext = next?.id;
  }

  function showNet(waiting, theirs) {
    const line = (name) => (waiting === 1 ? said[`${name}One`] : said[`${name}Many`].replace("#", waiting));
    if (state === "over") say(said.over, "warning", true);
    else if (state === "out") say(said.out, "warning", true);
    else if (!navigator.onLine) say(waiting ? line("offline") : said.offline, "warning");
    else if (state === "other" || theirs) say(said.theirs, "warning");
    else if (waiting && wait > FIRST_WAIT) say(line("waits"), "warning");
    else if (state === "told") say(said.sent, "success");
    else say("", "");
  }

  function say(sentence, color, toLogin = false) {
    net.hidden = !sentence;
    net.dataset.color = color;
    net.querySelector("a").hidden = !toLogin;
    const place = net.querySelector("p");
    if (place.textContent !== sentence) place.textContent = sentence;
  }

  // Sent --------------------------------------------------------------------------------------------
  async function flush() {
    clearTimeout(timer);
    if (!navigator.onLine || state === "over") return show();
    const wasTold = !net.hidden;
    state = await outbox.send(said.send, said.user, token);
    if (state === "sent") {
      wait = FIRST_WAIT;
      channel?.postMessage("sent");
      await look();
      state = wasTold ? "told" : "";
      if (wasTold) setTimeout(() => { state = state === "told" ? "" : state; show(); }, 4000);
    } else if (state === "later") {
      timer = setTimeout(flush, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
    return show();
  }

  let hasAsked = false; // she has just sent something that a nurse or the vaktkoordinator may have to answer

  // The list anew, as it stands on the server with what was just sent
  async function look() {
    const url = list()?.dataset.url;
    if (!url || !navigator.onLine || !window.htmx) return;
    const headers = { "X-Heltom-Poll": "1" };
    await htmx.ajax("GET", url, { target: "#my-list", swap: "outerHTML", headers }).catch(() => {});
    // Who was asked stands on top, and she is far down: she must see it, and whom to ring
    if (hasAsked) setTimeout(() => document.querySelector("#my-list .asked")?.focus(), 150);
    hasAsked = false;
  }

  // Kept in the phone: the page and what it is drawn with, until the shift is over ---------------------
  async function keep() {
    const url = list()?.dataset.url;
    if (!url || !navigator.onLine || !("caches" in window)) return;
    try {
      const response = await fetch(url, { headers: { "X-Heltom-Poll": "1" }, redirect: "manual" });
      if (!response.ok || !response.headers.has("X-Heltom-Keep-For")) return;
      await (await caches.open(CACHE)).put(KEPT_AS, await dated(response));
    } catch {
      // Without network there is nothing to fetch; what lies there from before is good until it is over.
    }
  }

  // As sw.js does it: how long is the server's, until when is by the clock of this phone.
  async function dated(response) {
    const until = Date.now() + 1000 * Number(response.headers.get("X-Heltom-Keep-For"));
    const headers = new Headers(response.headers);
    headers.set("X-Heltom-Keep-Until", until);
    const text = await response.text();
    return new Response(text.replace(/data-keep-for="\d+"/, `data-keep-until="${until}"`), { headers });
  }

  async function keepDrawn() {
    if (!("caches" in window) || !navigator.onLine) return;
    const cache = await caches.open(CACHE);
    const parts = document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]");
    const needed = new Set([...parts].map((one) => one.href || one.src));
    for (const { url } of await cache.keys()) {
      if (new URL(url).pathname !== KEPT_AS && !needed.delete(url)) await cache.delete(url);
    }
    await cache.addAll([...needed]).catch(() => {});
  }

  async function endWithTheShift() {
    if (!ends || Date.now() < ends) return;
    state = "over";
    if ("caches" in window) await caches.delete(CACHE);
    list()?.replaceChildren();
    show();
  }

  // Half a rapport survives a reload; it goes with the tab ---------------------------------------------
  const typedIn = (field) => `pocket-${said.user}-${field.id}`;
  const WORDS = "[data-pocket=rapport] textarea";
  function forgetTyped(form) {
    form.querySelectorAll("textarea").forEach((one) => sessionStorage.removeItem(typedIn(one)));
  }
  function bringBackTyped() {
    for (const field of document.querySelectorAll(WORDS)) {
      const typed = sessionStorage.getItem(typedIn(field));
      if (!typed || field.value) continue;
      field.value = typed;
      for (let one = field.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
    }
  }

  // Heard ----------------------------------------------------------------------------------------------
  addEventListener("online", () => {
    wait = FIRST_WAIT;
    flush().then(() => state === "" && look());
  });
  addEventListener("offline", show);
  document.addEventListener("input", (event) => {
    if (event.target.matches(WORDS)) sessionStorage.setItem(typedIn(event.target), event.target.value);
  });
  document.addEventListener("visibilitychange", () => document.hidden || endWithTheShift().then(flush));
  channel?.addEventListener("message", (event) => (event.data === "sent" ? look() : show()));
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.closest?.("#my-list") && !navigator.onLine) event.preventDefault();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "my-list") return;
    show();
    keep();
  });
  // Whoever logs out sends what she has first, if it can be sent; the worker then takes the list away
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches?.('form[action$="/logg-ut/"]') || form.dataset.sent) return;
    event.preventDefault();
    form.dataset.sent = "yes";
    await Promise.race([flush(), new Promise((done) => setTimeout(done, 3000))]);
    form.submit();
  });

  document.addEventListener("DOMContentLoaded", async () => {
    const worker = navigator.serviceWorker;
    if (worker && !worker.controller) keep();
    worker?.register("/sw.js");
    keepDrawn();
    setInterval(endWithTheShift, 60000);
    bringBackTyped();
    await outbox.forgetOld(said.user);
    await endWithTheShift();
    await show();
    flush();
  });
})();
