// Keeps what a page says of the moment true on the phone, also without network: counts ages anew, marks what has grown
// old, and takes away what is too old to be shown (R-C2). Times stand in the page; without this they stand alone.
// Where htmx asks the server anew, this says what has changed, and spares pages that nobody looks at (R-A19).
"use strict";

(() => {
  const AGAIN = 30_000; // ms
  const RENEW = 300_000; // as often as htmx asks
  const LANGUAGE = document.documentElement.lang;
  const MOST_MINUTES = 90, MOST_HOURS = 36; // as heritage/i18n.py has them

  const isKnown = window.Intl?.RelativeTimeFormat?.supportedLocalesOf(LANGUAGE).length;
  const words = isKnown ? new Intl.RelativeTimeFormat(LANGUAGE, { numeric: "always" }) : null;
  const all = (attribute) => document.querySelectorAll(`[data-${attribute}]`);
  const panel = document.getElementById("_now");
  const news = document.getElementById("_news");

  let written = 0; // when the server wrote what stands here
  let arrived = 0; // the phone's clock then, as far as we know
  let started = 0; // the same by a clock that nobody can set
  let isCutOff = false; // whether the last question was not answered
  let before = new Map(); // what was told

  function arrive() {
    const stamp = all("at")[0];
    written = stamp ? Date.parse(stamp.dataset.at) : 0;
    arrived = Date.now();
    started = performance.now();
  }

  // A phone's clock may be wrong (R-O16). It is never earlier than when the page was written, and goes on from there.
  function now() {
    const passed = Math.max(Date.now() - arrived, performance.now() - started);
    return Math.max(Date.now(), written + passed);
  }

  function ago(milliseconds) {
    if (!words) return "";
    const minutes = Math.max(1, Math.ceil(milliseconds / 60_000));
    if (minutes < MOST_MINUTES) return words.format(-minutes, "minute");
    if (minutes < MOST_HOURS * 60) return words.format(-Math.ceil(minutes / 60), "hour");
    return words.format(-Math.ceil(minutes / 60 / 24), "day");
  }

  function count() {
    const moment = now();
    for (const part of all("until")) if (moment > Date.parse(part.dataset.until)) part.remove();
    for (const part of all("from")) part.hidden = moment <= Date.parse(part.dataset.from);
    for (const part of all("since")) part.textContent = ago(moment - Date.parse(part.dataset.since));
    for (const part of all("offline")) part.hidden = navigator.onLine && !isCutOff;
  }

  const shown = (part) => part.textContent.replace(/\s+/g, " ").trim();
  const told = () => new Map([...all("told")].map((part) => [part.id, shown(part)]));

  // A name is said once. What says itself how it is to be told (`data-news`) is never read out: a bare thickness of ice
  // would be heard without its warning (R-C7).
  function announce() {
    const changed = [...all("told")].filter((part) => before.get(part.id) !== shown(part));
    const byName = new Map();
    for (const part of changed) {
      const name = part.dataset.news ?? part.dataset.told;
      const said = byName.get(name) ?? byName.set(name, []).get(name);
      if (part.dataset.news === undefined) said.push(shown(part));
    }
    const sentences = [...byName].map(([name, said]) => `${name} ${said.join(", ")}`.trim());
    if (sentences.length && news) news.textContent = sentences.join(". ").replaceAll("..", ".");
  }

  // Whoever comes back to the page after a while need not wait for the next turn.
  function look() {
    count();
    if (panel && !document.hidden && now() - written > RENEW) panel.dispatchEvent(new CustomEvent("renew"));
  }

  arrive();
  count();
  setInterval(count, AGAIN);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pageshow", look);
  window.addEventListener("online", look);
  window.addEventListener("offline", count);

  document.addEventListener("htmx:before:request", (event) => {
    if (document.hidden || !navigator.onLine) event.preventDefault();
  });
  document.addEventListener("htmx:before:swap", (event) => {
    // What is not ours, such as the page of a network that wants a password first, takes the place of nothing.
    const { response, text } = event.detail.ctx;
    if (response.status !== 200 || !text.includes("data-at=")) event.preventDefault();
    else before = told();
  });
  document.addEventListener("htmx:after:swap", () => {
    isCutOff = false;
    arrive();
    count();
    announce();
  });
  for (const trouble of ["htmx:error", "htmx:response:error"]) {
    document.addEventListener(trouble, () => {
      isCutOff = true;
      count();
    });
  }
})();
