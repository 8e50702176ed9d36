// A visit on the time axis is picked up and dropped on another list, or at another time. Nothing is moved
// by dropping it: the drawer opens with what it would mean, and one button. "f" on a visit opens the
// same list of choices, so that nothing here needs a mouse.
(() => {
  "use strict";
  const FAR_ENOUGH = 7; // pixels before a press is a drag
  const LONG_PRESS = 350; // milliseconds before a finger picks up instead of scrolling
  const STEP = 5; // minutes that a dropped visit snaps to
  const clock = new Intl.DateTimeFormat("nb-NO", {
    timeZone: "Europe/Oslo", hour: "2-digit", minute: "2-digit", hour12: false,
  }); // prettier-ignore
  let press = null; // pointer down on a visit, not yet a drag
  let drag = null; // a visit in the hand
  let missed = false; // the board wanted to be swapped meanwhile

  const rowOf = (element) => element?.closest?.(".row");
  const shiftOf = (row) => row?.querySelector("details[id^='list-']")?.id.slice("list-".length);
  const nameOf = (row) => row?.querySelector("h3")?.firstChild?.textContent.trim() ?? "";

  function say(sentence) {
    const said = document.getElementById("said");
    if (said) said.textContent = sentence;
  }

  // Where on the axis --------------------------------------------------------------------------------
  function minuteAt(axis, x) {
    const line = document.querySelector("#now line[data-from], line[data-from]");
    const box = axis.getBoundingClientRect();
    if (!line || !box.width) return null;
    const share = Math.min(1, Math.max(0, (x - box.left) / box.width));
    return Number(line.dataset.from) + share * Number(line.dataset.minutes);
  }

  const timeOf = (minute) => clock.format(new Date(Math.round(minute / STEP) * STEP * 60000));

  // Picking up -----------------------------------------------------------------------------------------
  function begin() {
    const { link, x, y } = press;
    const row = rowOf(link);
    drag = {
      link, row, x, y, grabbed: x - link.getBoundingClientRect().left,
      url: link.getAttribute("href"), from: shiftOf(row), choices: null, at: null, over: null,
      label: document.body.appendChild(document.createElement("div")),
    }; // prettier-ignore
    drag.label.className = "drag-label";
    drag.label.textContent = press.words.wait;
    drag.words = press.words;
    press = null;
    document.documentElement.classList.add("dragging");
    link.classList.add("held");
    ask(drag);
  }

  async function ask(mine) {
    try {
      const answer = await fetch(`${mine.url}flytt/valg/?fra=${mine.from}`, {
        headers: { Accept: "application/json" },
      });
      mine.choices = answer.ok ? (await answer.json()).choices : {};
    } catch {
      mine.choices = {};
    }
    if (drag === mine) {
      light();
      show();
    }
  }

  function light() {
    for (const row of document.querySelectorAll(".row")) {
      const choice = drag.choices[shiftOf(row)];
      row.classList.add(choice?.may ? "may" : "may-not");
    }
  }

  // Over the lists ---------------------------------------------------------------------------------------
  function moveTo(x, y) {
    drag.label.style.transform = `translate(${Math.min(x + 14, innerWidth - drag.label.offsetWidth - 8)}px, ${y + 18}px)`;
    const row = rowOf(document.elementFromPoint(x, y));
    if (row !== drag.over) {
      drag.over?.classList.remove("over");
      row?.classList.add("over");
      drag.over = row;
    }
    const axis = row?.querySelector("svg.axis");
    const sameTime = Math.abs(x - drag.x) < 2 * FAR_ENOUGH;
    const minute = axis && !sameTime ? minuteAt(axis, x - drag.grabbed) : null;
    drag.at = minute && minute * 60000 > Date.now() ? timeOf(minute) : null; // what is past is no wish
    show();
  }

  function show() {
    const { over, choices, label, words } = drag;
    const choice = over && choices?.[shiftOf(over)];
    label.classList.toggle("no", Boolean(choices && over && !choice?.may));
    if (!choices) label.textContent = words.wait;
    else if (!over) label.textContent = words.outside;
    else {
      const at = drag.at ?? choice?.at;
      label.textContent = `${nameOf(over)}${at ? ` ${at}` : ""}: ${choice?.sentence ?? words.cannot}`;
    }
  }

  // Dropping ---------------------------------------------------------------------------------------------
  function drop() {
    const { over, url, from, at, choices, link } = drag;
    const to = shiftOf(over);
    const may = choices ? choices[to]?.may : true;
    const told = drag.label.textContent;
    end();
    if (!to || (to === from && !at)) return;
    if (!may) {
      say(told);
      return;
    }
    const asked = new URLSearchParams({ til: to, fra: from, ...(at ? { kl: at } : {}) });
    open(`${url}flytt/?${asked}`, link);
  }

  function end() {
    if (!drag) return;
    drag.label.remove();
    drag.link.classList.remove("held");
    document.documentElement.classList.remove("dragging");
    document.querySelectorAll(".row").forEach((row) => row.classList.remove("may", "may-not", "over"));
    drag = null;
    if (missed) htmx.trigger(document.body, "lists-changed");
    missed = false;
  }

  // As a link that is pressed: heltom.js opens it in the drawer, and without a drawer it is a page.
  function open(url, near) {
    const link = document.createElement("a");
    link.href = url;
    near.focus({ preventScroll: true });
    const inside = document.querySelector("#board [data-beside]") ?? document.body;
    link.hidden = true;
    inside.append(link);
    link.click();
    link.remove();
  }

  // The pointer --------------------------------------------------------------------------------------------
  document.addEventListener("pointerdown", (event) => {
    const link = event.target instanceof Element && event.target.closest(".axis a");
    const may = link && link.closest("[data-move]");
    if (!may || event.button || drag) return;
    const words = may.dataset;
    press = { link, words, x: event.clientX, y: event.clientY, timer: 0 };
    const mine = press;
    if (event.pointerType !== "mouse")
      press.timer = setTimeout(() => press === mine && begin(), LONG_PRESS);
  });

  document.addEventListener("pointermove", (event) => {
    if (drag) {
      event.preventDefault();
      moveTo(event.clientX, event.clientY);
    } else if (press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > FAR_ENOUGH) {
      if (event.pointerType === "mouse") {
        begin();
        moveTo(event.clientX, event.clientY);
      } else forget(); // a finger that moves at once scrolls
    }
  });

  function forget() {
    clearTimeout(press?.timer);
    press = null;
  }

  let justDropped = false; // also after Esc, until the button is let go of
  document.addEventListener("pointerup", () => {
    forget();
    if (!drag && !justDropped) return;
    justDropped = true;
    setTimeout(() => (justDropped = false));
    if (drag) drop();
  });
  document.addEventListener("pointercancel", () => {
    forget();
    end();
  });

  // The press that ended as a drag is no press on the link.
  window.addEventListener(
    "click",
    (event) => {
      if (!justDropped || !event.isTrusted) return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
  document.addEventListener("dragstart", (event) => (press || drag) && event.preventDefault());
  document.addEventListener("contextmenu", (event) => (press?.timer || drag) && event.preventDefault());
  document.addEventListener("touchmove", (event) => drag && event.preventDefault(), { passive: false });

  document.addEventListener(
    "keydown",
    (event) => {
      if (drag && event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        say(drag.words.stopped);
        justDropped = true;
        end();
        return;
      }
      const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
      const link = event.target instanceof Element && event.target.closest(".axis a");
      if (!plain || !link || event.key.toLowerCase() !== "f") return;
      if (!link.closest("[data-move]")) return;
      event.preventDefault();
      open(`${link.getAttribute("href")}flytt/?fra=${shiftOf(rowOf(link))}`, link);
    },
    true,
  );

  // What is in the hand must stay what it is: the board waits until it is put down, and then looks again.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!drag || !["board", "now"].includes(event.detail.target.id)) return;
    event.detail.shouldSwap = false;
    missed = true;
  });
})();
