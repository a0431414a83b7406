// Keeps what a page says of the moment true on the phone, also without network: counts ages anew, marks what has grown
// old, and takes away what is too old to be shown (R-C2). Without it the ages stand as they were when the page was
// written, with that time. Where htmx asks the server anew, this says what has changed, and spares pages that nobody
// looks at (R-A19).
"use strict";

(() => {
  const AGAIN = 30_000; // ms
  const RENEW = 300_000; // as often as htmx asks
  const SAID = 10_000; // ms that what is said stands there to be read out
  const MOST_SAID = 3; // more at once is no news but a recital
  const LANGUAGE = document.documentElement.lang;
  const MOST_MINUTES = 90, MOST_HOURS = 36; // as heritage/i18n/dates.py has them

  const isKnown = window.Intl?.RelativeTimeFormat?.supportedLocalesOf(LANGUAGE).length;
  const words = isKnown ? new Intl.RelativeTimeFormat(LANGUAGE, { numeric: "always" }) : null;
  const all = (attribute) => document.querySelectorAll(`[data-${attribute}]`);
  const panel = document.getElementById("_now");
  const news = document.getElementById("_news");

  let written = 0; // when the server wrote what stands here
  let arrived = 0; // the phone's clock then, as far as we know
  let started = 0; // the same by a clock that nobody can set
  let counted = 0; // the moment of the count before
  let isCutOff = false; // whether the last question was not answered
  let before = new Set(); // what was told
  let saidAt = 0;
  let focused = null; // where the keyboard was before a swap

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
    for (const part of all("open")) unfold(part, moment);
    for (const part of all("offline")) part.hidden = navigator.onLine && !isCutOff;
    // Who comes there later would read it as if it were said of the moment.
    if (news && moment - saidAt >= SAID) news.textContent = "";
    counted = moment;
  }

  // Once, whatever the server sends anew: who folds it again wants it so.
  function unfold(part, moment) {
    const opens = Date.parse(part.dataset.open);
    if (counted <= opens && opens < moment) part.open = true;
  }

  const shown = (part) => part.textContent.replace(/\s+/g, " ").trim();
  const tellable = () => [...all("told")].filter((part) => !part.closest("[hidden]"));
  // What is not known has no id: it is the same whether the phone or the server found it out.
  const line = (part) => [part.dataset.told, part.id, shown(part)].join("|");
  const told = () => new Set(tellable().map(line));
  const few = (sentences) => (sentences.length > MOST_SAID ? [news.dataset.many] : sentences);

  // A name is said once, each value with its age (R-C1). What says itself how it is to be told (`data-news`) is never
  // read out: a bare thickness of ice would be heard without its warning (R-C7). Warnings, which have no name, are
  // always said.
  function announce() {
    const warnings = [], ice = new Set(), values = new Map();
    for (const part of tellable().filter((part) => !before.has(line(part)))) {
      const { told: name, news: advice, when } = part.dataset;
      if (advice) ice.add(advice);
      else if (!name) warnings.push(shown(part));
      else values.set(name, [...(values.get(name) ?? []), when ? `${shown(part)}, ${when}` : shown(part)]);
    }
    before = told();
    if (!news || !(warnings.length || ice.size || values.size)) return;
    const ofValues = [...values].map(([name, said]) => `${name} ${said.join("; ")}`);
    const sentences = new Set([...warnings, ...few([...ice]), ...few(ofValues)]);
    news.textContent = [...sentences].join(". ").replaceAll("..", ".");
    saidAt = now();
    setTimeout(count, SAID);
  }

  function turn() {
    count();
    announce();
  }

  function placeOf(part) {
    if (!panel.contains(part)) return null;
    return { id: part.id, address: part.getAttribute("href") ?? "", top: part.getBoundingClientRect().top };
  }

  // What moves in the page loses the keyboard's place, and the eye's with it (R-A19). A link that is gone has another to
  // the same page.
  function refocus() {
    if (!focused) return;
    const { id, address, top } = focused;
    const again = panel.contains(document.activeElement)
      ? document.activeElement
      : (document.getElementById(id) ?? panel.querySelector(`a[href="${CSS.escape(address)}"]`));
    again?.focus({ preventScroll: true });
    if (again && top >= 0 && top < innerHeight) scrollBy(0, again.getBoundingClientRect().top - top);
  }

  // Whoever comes back to the page after a while need not wait for the next turn.
  function look() {
    turn();
    if (panel && !document.hidden && now() - written > RENEW) panel.dispatchEvent(new CustomEvent("renew"));
  }

  arrive();
  count();
  before = told();
  setInterval(turn, AGAIN);
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
    else focused = placeOf(document.activeElement);
  });
  document.addEventListener("htmx:after:swap", () => {
    isCutOff = false;
    arrive();
    turn();
    refocus();
  });
  for (const trouble of ["htmx:error", "htmx:response:error"]) {
    document.addEventListener(trouble, () => {
      isCutOff = true;
      count();
    });
  }
})();
