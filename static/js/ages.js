// Ages that go on: <time data-since="…" data-minutes="{m} min" data-hours="{t} t {m} min" data-days="{d} d {t} t">.
// A long list may say the words once, on itself.
// Without it the page shows how old things were when it was loaded.
(() => {
  "use strict";

  function show(clock) {
    const minutes = Math.max(Math.floor((Date.now() - new Date(clock.dataset.since)) / 60000), 0);
    const hours = Math.floor(minutes / 60);
    const days = Math.floor(hours / 24);
    const { dataset } = clock.closest("[data-minutes]");
    const words = days ? dataset.days : hours ? dataset.hours : dataset.minutes;
    const told = { d: days, t: days ? hours % 24 : hours, m: minutes % 60 };
    clock.textContent = words.replace(/\{(\w)\}/g, (_, unit) => told[unit]);
  }

  setInterval(() => document.querySelectorAll("time[data-since]").forEach(show), 20000);
})();
