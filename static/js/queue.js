// The queue of e-meldinger from end to end by keyboard. Everything here also has a button or a link.
// In the list: j/k or arrows, Enter opens, t takes, x ticks, / searches. On the message: t takes, a goes to
// what it shall lead to (Ctrl+Enter says yes to it), s to writing to the sender, n is the next, Esc the list. "?" shows and hides the help.
(() => {
  "use strict";
  const WHERE = "heltom-queue"; // the list she came from, with what she had chosen
  const keys = () => document.getElementById("keys");
  const onList = () => keys()?.dataset.keys === "list";
  const rows = () => [...document.querySelectorAll("[data-line]")];
  const here = () => document.activeElement?.closest?.("[data-line]");
  let at = 0;

  function go(number) {
    const all = rows();
    at = Math.max(0, Math.min(number, all.length - 1));
    const link = all[at]?.querySelector("[data-open]");
    link?.focus();
    all[at]?.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const now = rows().indexOf(here());
    go(now < 0 ? 0 : now + by);
  }

  function press(selector) {
    const found = (here() ?? document).querySelector(selector);
    found?.click();
  }

  function back() {
    const crumbs = document.querySelector(".crumbs a");
    const from = sessionStorage.getItem(WHERE);
    if (!crumbs) return;
    const same = from && new URL(from, location.href).pathname === crumbs.pathname;
    location.assign(same ? from : crumbs.href);
  }

  // The panel says itself what comes first in it; else its first control
  function act() {
    const panel = document.getElementById("close");
    const any = "input:not([type=hidden]), button, select, textarea, a[href]";
    const first = panel?.querySelector("[data-first]") ?? panel?.querySelector(any);
    (first ?? panel)?.focus();
    panel?.scrollIntoView({ block: "nearest" });
  }

  function help() {
    keys().open = !keys().open;
    if (keys().open) keys().querySelector("summary").focus();
  }

  const LIST = {
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    t: () => here() && press("[data-take]"),
    x: () => here() && press("input[type=checkbox]"),
    "/": () => document.getElementById("f-text")?.focus(),
    "?": help,
  };
  const MESSAGE = {
    t: () => press("[data-take]"),
    a: act,
    n: () => press("[data-next]"),
    s: () => document.querySelector("[data-write] button")?.focus(),
    Escape: back,
    "?": help,
  };

  const typing = (one) => one.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

  // Where Enter begins a new line: yes to what is written
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    const form = event.target.closest?.("#close-form");
    if (form) form.requestSubmit(form.querySelector("button:not([name])"));
  });

  document.addEventListener("keydown", (event) => {
    if (!keys() || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key.startsWith("Arrow") && !here()) return; // the page scrolls as it always does
    const act = (onList() ? LIST : MESSAGE)[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // What came anew: the same place in the list, and the same boxes ticked
  const ticked = new Set();
  const boxes = () => document.querySelectorAll("[data-line] input[type=checkbox]");
  const isInbox = (detail) => detail.target?.id === "inbox" || detail.elt?.id === "inbox";
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!isInbox(event.detail)) return;
    at = rows().indexOf(here());
    ticked.clear();
    boxes().forEach((box) => box.checked && ticked.add(box.value));
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!isInbox(event.detail)) return;
    boxes().forEach((box) => (box.checked = ticked.has(box.value)));
    if (at >= 0) go(at);
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (onList()) sessionStorage.setItem(WHERE, location.href);
  });
})();
