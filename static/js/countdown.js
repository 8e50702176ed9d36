// Clocks that count: <time data-until="…" data-left="{n} min igjen" data-over="{n} min over tiden">.
// Without it the page shows what was left when it was loaded.
(() => {
  "use strict";
  const FAR = 100;

  function show(clock) {
    const minutes = Math.floor((new Date(clock.dataset.until) - Date.now()) / 60000);
    if (minutes >= FAR) return;
    const words = minutes < 0 ? clock.dataset.over : clock.dataset.left;
    clock.textContent = words.replace("{n}", Math.abs(minutes));
    clock.closest("[data-counts]")?.classList.toggle("is-overdue", minutes < 0);
  }

  const showAll = () => document.querySelectorAll("time[data-until]").forEach(show);
  setInterval(showAll, 5000);
  document.addEventListener("htmx:afterSettle", showAll);
  document.addEventListener("DOMContentLoaded", showAll);
})();
