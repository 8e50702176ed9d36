// The HT's report by keyboard: j and k from one to the next, l read, a all of the patient's, f followed up.
// The page works without it.
(() => {
  "use strict";
  const items = () => [...document.querySelectorAll("[data-item]")];
  const here = () => document.activeElement?.closest("[data-item]");
  let place = 0;

  function go(number) {
    const all = items();
    place = Math.max(0, Math.min(number, all.length - 1));
    all[place]?.focus();
    all[place]?.scrollIntoView({ block: "nearest" });
  }

  const at = () => items().indexOf(here());

  function step(by) {
    go(at() < 0 ? 0 : at() + by);
  }

  function followUp(item) {
    const details = item.querySelector("details");
    if (!details) return;
    details.open = true;
    details.querySelector("input[name=said]").focus();
  }

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    l: () => here()?.querySelector("[data-read]")?.click(),
    a: () => here()?.closest("section")?.querySelector("[data-read-all], [data-read]")?.click(),
    f: () => here() && followUp(here()),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.matches("input, textarea, select")) {
      if (event.key === "Escape") event.target.closest("[data-item]")?.focus();
      return;
    }
    if (!(event.key in KEYS)) return;
    event.preventDefault();
    KEYS[event.key]();
  });

  // What was ticked is gone from the page: the one that stands in its place is the next.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.matches?.(".r-group")) place = Math.max(0, at());
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.matches?.(".r-group") || event.detail.elt?.matches?.(".r-group")) go(place);
  });
})();
