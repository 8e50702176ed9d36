// Points beside each field as it is typed. The server's word is the one that counts: it reckons anew
// when the measurement is saved. Where something is missing no sum is shown.
(() => {
  "use strict";

  const number = (text) => {
    const typed = text.trim().replace(",", ".");
    return typed === "" || Number.isNaN(Number(typed)) ? null : Number(typed);
  };

  function value(row) {
    const radio = row.querySelector("input[type=radio]:checked");
    const field = row.querySelector("input:not([type=radio])");
    return radio ? Number(radio.value) : field ? number(field.value) : null;
  }

  const points = (bands, read) => bands.find(([upTo]) => upTo === null || read <= upTo)[1];

  function pointsOf(row, oxygen) {
    const read = value(row);
    if (read === null) return null;
    const bands = JSON.parse(row.dataset.bands);
    if (row.dataset.row !== "spo2") return points(bands, read);
    // By scale 2 a high saturation says nothing until it is known whether she has oxygen.
    const both = bands.map((one) => points(one, read));
    if (oxygen === null) return both[0] === both[1] ? both[0] : null;
    return both[oxygen];
  }

  function level(sum, red) {
    if (sum >= 7) return "red";
    if (sum >= 5) return "orange";
    return red ? "yellow" : sum ? "low" : "none";
  }

  function show(form) {
    const rows = [...form.querySelectorAll("[data-row]")];
    const oxygen = value(rows.find((row) => row.dataset.row === "oxygen"));
    const found = rows.map((row) => pointsOf(row, oxygen));
    rows.forEach((row, at) => {
      const output = row.querySelector("output");
      output.dataset.points = found[at] ?? "";
      output.textContent = found[at] ?? "";
    });
    tell(form, found);
  }

  function tell(form, found) {
    const line = form.querySelector(".n-sum");
    const missing = found.filter((one) => one === null).length;
    const sum = found.reduce((so_far, one) => so_far + (one ?? 0), 0);
    const red = found.includes(3);
    const said = missing
      ? form.dataset.missing.replace("{n}", missing)
      : form.dataset.sum.replace("{n}", sum);
    line.hidden = missing === found.length;
    line.dataset.level = level(sum, red);
    line.textContent = red ? `${said}. ${form.dataset.red}.` : `${said}.`;
  }

  const showAll = () => document.querySelectorAll("form[data-news2]").forEach(show);

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-news2]");
    if (form) show(form);
  });
  document.addEventListener("htmx:afterSettle", showAll);
  document.addEventListener("DOMContentLoaded", showAll);
})();
