// What a carer has ticked off or written and that has not been sent: kept in the phone until it is. Each
// thing has a key from the moment it is pressed, so that sent twice is counted once. docs/pocket.md.
(() => {
  "use strict";
  if (!window.indexedDB || !window.isSecureContext) return;
  const DATABASE = "heltom";
  const STORE = "outbox";
  const A_WEEK = 7 * 24 * 3600 * 1000; // the server takes nothing older
  const AT_ONCE = 50;

  const settled = (request) =>
    new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });

  let opened = null;
  function open() {
    opened ??= new Promise((done, failed) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () =>
        request.result.createObjectStore(STORE, { keyPath: "n", autoIncrement: true });
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
    return opened;
  }

  async function within(mode, act) {
    const transaction = (await open()).transaction(STORE, mode);
    const over = new Promise((done, failed) => {
      transaction.oncomplete = done;
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
    const result = await act(transaction.objectStore(STORE));
    await over;
    return result;
  }

  // In the order in which they were pressed
  const all = () => within("readonly", (store) => settled(store.getAll()));
  const forget = (n) => within("readwrite", (store) => settled(store.delete(n)));
  const keep = (row) => within("readwrite", (store) => settled(store.put(row)));

  function add(user, visit, what, content, said) {
    const row = {
      key: crypto.randomUUID(), user, visit, what, content, said,
      pressed_at: new Date().toISOString(), refused: "",
    };
    return keep(row);
  }

  // Not what is hers and has no answer: where the phone's clock was wrong, what she just pressed looks old
  async function forgetOld(user) {
    const now = Date.now();
    for (const row of await all()) {
      const since = row.refused_at ?? Date.parse(row.pressed_at);
      const waits = row.user === user && !row.refused;
      if (!waits && now - since > A_WEEK) await forget(row.n);
    }
  }

  // "sent", "none", "later" (no network, or a fault that passes), "out" (logged out), "other" (somebody
  // else is logged in). One tab at a time; another that tries meanwhile lets it be.
  function send(url, user, token) {
    if (!navigator.locks) return sendAll(url, user, token);
    return navigator.locks.request("heltom-outbox", { ifAvailable: true }, (lock) =>
      lock ? sendAll(url, user, token) : "later",
    );
  }

  async function sendAll(url, user, token) {
    let sent = "none";
    for (;;) {
      const rows = (await all()).filter((row) => row.user === user && !row.refused);
      if (!rows.length) return sent;
      const [state, done] = await post(url, user, token, rows.slice(0, AT_ONCE));
      if (state !== "sent" || !done) return state === "sent" ? "later" : state;
      sent = "sent";
    }
  }

  async function post(url, user, token, rows) {
    const messages = rows.map(({ key, visit, what, content, pressed_at }) => (
      { key, visit, what, content, pressed_at }
    ));
    let response;
    try {
      response = await fetch(url, {
        method: "POST", redirect: "manual", credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
        body: JSON.stringify({ user, sent_at: new Date().toISOString(), messages }),
        signal: AbortSignal.timeout?.(20000),
      });
    } catch {
      return ["later", 0];
    }
    if (response.type === "opaqueredirect" || response.status === 403) return ["out", 0];
    if (response.status === 409) return ["other", 0];
    if (!response.ok) return ["later", 0];
    const { answers } = await response.json();
    return ["sent", await taken(rows, answers)];
  }

  // What has an answer leaves the phone; what could not be taken stays with its sentence until she has seen it
  async function taken(rows, answers) {
    const by = new Map(answers.map((one) => [one.key, one]));
    let done = 0;
    for (const row of rows) {
      const answer = by.get(row.key);
      if (!answer) continue;
      done += 1;
      if (answer.outcome === "avvist") await keep({ ...row, refused: answer.sentence, refused_at: Date.now() });
      else await forget(row.n);
    }
    return done;
  }

  window.heltomOutbox = { add, all, forget, forgetOld, send };
})();
