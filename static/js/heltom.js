// Every screen works without this file. It makes visits open beside the board, keeps the reader's
// place when the board is swapped, and moves the "now" line.
(() => {
  "use strict";
  const root = document.documentElement;

  // Light and dark ------------------------------------------------------------------------------
  const isDark = () =>
    root.dataset.colorScheme === "dark" ||
    (root.dataset.colorScheme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);

  function showScheme(button) {
    button.hidden = false;
    button.textContent = isDark() ? button.dataset.toLight : button.dataset.toDark;
  }

  function switchScheme(button) {
    root.dataset.colorScheme = isDark() ? "light" : "dark";
    localStorage.setItem("color-scheme", root.dataset.colorScheme);
    showScheme(button);
  }

  // The drawer beside the board ------------------------------------------------------------------
  // What it shows stands after the # in the address: a page that is loaded again, or come back to after a
  // login, opens it again.
  const SIDE = "#side=";
  const dialog = () => document.getElementById("beside");
  /** What is dealt with in the drawer wherever its link stands. */
  const STAYS = /^\/(lister|oppdrag|alarmer|rad|telefon|lan|forslag|konflikter|huskeliste|ekstra|prioritering)\//;
  const inDrawer = () => document.getElementById("beside-content");
  let opener = null;
  let trail = [];

  function openBeside(link, event) {
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
    if (!plain || !dialog() || !window.htmx) return;
    if (link.hasAttribute("target") || link.hasAttribute("download")) return;
    event.preventDefault();
    const url = link.getAttribute("href");
    if (!dialog().open) opener = url;
    show(url);
  }

  /** In the drawer, what is dealt with there; a patient's page, or the day's own, is a page. */
  function staysInDrawer(link) {
    if (!link.closest("#beside-content") || link.closest("[data-beside]")) return true;
    if (link.hasAttribute("hx-get")) return false;
    const path = link.getAttribute("href").split(/[?#]/)[0];
    const isDesk = /^\/lister\/[^/]+\/[^/]+\/[^/]+\/(utskrift\/)?$/.test(path);
    return !isDesk && STAYS.test(path);
  }

  function show(url) {
    document.dispatchEvent(new Event("heltom:closing"));
    const before = trail;
    trail = trail.includes(url) ? trail.slice(0, trail.indexOf(url) + 1) : [...trail, url];
    dialog().dataset.shows = url;
    document.getElementById("beside-alert").replaceChildren();
    htmx.ajax("GET", url, { source: inDrawer(), target: inDrawer(), swap: "innerHTML" }).then(() => {
      if (!inDrawer().firstElementChild) trail = before;
      if (!dialog().open) dialog().showModal();
      settleIn();
    });
  }

  /** The heading names the drawer; whoever types stays where she is, else the first field is hers. */
  function settleIn() {
    const heading = inDrawer().querySelector("h1");
    if (heading) dialog().setAttribute("aria-label", heading.textContent.replace(/\s+/g, " ").trim());
    dialog().querySelector("[data-back]").hidden = trail.length < 2;
    if (trail.length) history.replaceState(history.state, "", SIDE + trail.at(-1));
    if (inDrawer().contains(document.activeElement)) return;
    const wrong = inDrawer().querySelector("[aria-invalid=true], [data-focus], [autofocus]");
    if (heading && !heading.hasAttribute("tabindex")) heading.tabIndex = -1;
    (wrong || heading)?.focus({ preventScroll: !wrong });
    if (!wrong) dialog().scrollTop = 0;
  }

  function goBack() {
    trail.pop();
    show(trail.at(-1));
  }

  function closed() {
    document.dispatchEvent(new Event("heltom:closing"));
    inDrawer().replaceChildren();
    document.getElementById("beside-alert").replaceChildren();
    trail = [];
    history.replaceState(history.state, "", location.pathname + location.search);
    // The link may have been swapped meanwhile, so it is found again by where it leads.
    if (!opener) return;
    const links = document.querySelectorAll(`main a[href="${CSS.escape(opener)}"]`);
    [...links].find((link) => link.checkVisibility())?.focus({ preventScroll: true });
    opener = null;
  }

  function openAgain() {
    const url = location.hash.startsWith(SIDE) ? location.hash.slice(SIDE.length) : "";
    if (dialog() && window.htmx && /^\/[^/\\]/.test(url)) show(url);
  }

  // An address without a part of its own is opened as the page it is.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, serverResponse, pathInfo } = event.detail;
    if (target.id !== "beside-content" || !/<html/i.test(serverResponse)) return;
    if (event.detail.xhr.status >= 400) return;
    event.detail.shouldSwap = false;
    location.assign(pathInfo.requestPath);
  });

  // A refusal of what is done in the drawer is said there: the rest of the page cannot be reached.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "alert" && dialog()?.open) {
      event.detail.target = document.getElementById("beside-alert");
      dialog().scrollTop = 0;
    }
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (dialog()?.open && inDrawer().contains(event.detail.elt)) {
      document.getElementById("beside-alert").replaceChildren();
      if (event.detail.requestConfig?.verb === "post") settleIn();
    }
  });

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    const link = target.closest("[data-beside] a, #beside-content a[href]");
    if (link && staysInDrawer(link)) openBeside(link, event);
    if (target.closest("[data-close]") && dialog()) dialog().close();
    if (target.closest("[data-back]")) goBack();
    if (target.closest("[data-print]")) window.print();
    const button = target.closest("[data-to-dark]");
    if (button) switchScheme(button);
  });

  // The reader's place when the board is swapped ---------------------------------------------------
  let place = null;
  const CONTROLS = "a, button, summary, input, select";

  const topOf = () => document.getElementById("lists-h")?.getBoundingClientRect().top ?? 0;

  function idsAround(element, board) {
    const ids = [];
    for (let one = element; one && one !== board; one = one.parentElement) {
      if (one.id) ids.push(one.id);
    }
    return ids;
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    const board = event.detail.target;
    if (!["board", "desk-now", "my-list", "goals", "agenda"].includes(board.id)) return;
    const focused = document.activeElement?.closest(CONTROLS);
    const inside = focused && board.contains(focused) ? focused : null;
    place = {
      open: [...board.querySelectorAll("details[id][open]")].map((one) => one.id),
      shut: [...board.querySelectorAll("details[id]:not([open])")].map((one) => one.id),
      top: topOf(),
      scrolls: [...board.querySelectorAll("[data-scroll]")].map((one) => one.scrollLeft),
      had: Boolean(inside),
      ids: idsAround(inside, board),
      href: inside?.getAttribute("href"),
      kind: inside?.matches("button") ? "button" : CONTROLS,
    };
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const board = document.getElementById(event.detail.target.id);
    moveNow();
    tell(board?.dataset.said);
    if (!place || !board) return;
    place.open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    place.shut.forEach((id) => document.getElementById(id)?.removeAttribute("open"));
    board.querySelectorAll("[data-scroll]").forEach((one, number) => {
      one.scrollLeft = place.scrolls[number] ?? 0;
    });
    // What grew above where she is reading pushes nothing.
    if (window.scrollY > 0) window.scrollBy({ top: topOf() - place.top, behavior: "instant" });
    if (place.had) samePlace(board)?.focus({ preventScroll: true });
    place = null;
  });

  // The same control, else the link to the same visit, else what is left around it, else the next to do
  function samePlace(board) {
    const around = place.ids.map((id) => document.getElementById(id)).filter(Boolean);
    const sameLink = place.href && `a[href="${CSS.escape(place.href)}"]`;
    const found = [
      around[0]?.id === place.ids[0] && around[0]?.matches(CONTROLS) && around[0],
      ...around.map((one) => sameLink && one.querySelector(sameLink)),
      sameLink && board.querySelector(sameLink),
      ...around.flatMap((one) => [...one.querySelectorAll(place.kind)]),
      ...board.querySelectorAll("button"),
    ];
    return found.find((one) => one && one.checkVisibility());
  }

  // For those who hear the page: one sentence about what was swapped, in a place that stays
  function tell(sentence) {
    const said = document.getElementById("said");
    if (said && sentence) said.textContent = sentence;
  }

  // Nobody reads a screen behind another: it asks when it is looked at again.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { headers } = event.detail.requestConfig;
    if (document.hidden && headers["X-Heltom-Poll"]) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && window.htmx) htmx.trigger(document.body, "lists-changed");
  });

  // A form that changed something is a reason for the board to look again --------------------------
  document.addEventListener("htmx:afterRequest", (event) => {
    const { requestConfig, successful } = event.detail;
    if (successful && requestConfig.verb === "post") htmx.trigger(document.body, "lists-changed");
  });

  // Arrow keys between the visits of a row, and from row to row --------------------------------------
  document.addEventListener("keydown", (event) => {
    const link = event.target instanceof Element && event.target.closest(".axis a");
    if (!link || !["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key)) return;
    const next = neighbour(link, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  function neighbour(link, key) {
    const row = [...link.closest(".axis").querySelectorAll("a")];
    const at = row.indexOf(link);
    if (key === "ArrowLeft") return row[at - 1];
    if (key === "ArrowRight") return row[at + 1];
    const rows = [...document.querySelectorAll(".axis:has(a)")];
    const beside = rows[rows.indexOf(link.closest(".axis")) + (key === "ArrowUp" ? -1 : 1)];
    const middle = (one) => one.getBoundingClientRect().left;
    const links = [...(beside?.querySelectorAll("a") ?? [])];
    const away = (one) => Math.abs(middle(one) - middle(link));
    return links.sort((one, other) => away(one) - away(other))[0];
  }

  // The line that shows what the clock is ------------------------------------------------------------
  function moveNow() {
    for (const line of document.querySelectorAll("line[data-from]")) {
      const from = Number(line.dataset.from);
      const share = (100 * (Date.now() / 60000 - from)) / Number(line.dataset.minutes);
      line.setAttribute("x1", `${share.toFixed(2)}%`);
      line.setAttribute("x2", `${share.toFixed(2)}%`);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const showAll = () => document.querySelectorAll("[data-to-dark]").forEach(showScheme);
    showAll();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showAll);
    document.querySelectorAll("[data-needs-script]").forEach((one) => (one.hidden = false));
    dialog()?.addEventListener("close", closed);
    openAgain();
    moveNow();
    setInterval(moveNow, 30000);
  });
})();
