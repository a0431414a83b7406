// Reads a page aloud with a voice that the phone itself has. A voice from the network would send the text to
// somebody else (R-P3), so where there is no other the buttons stay hidden. Nothing is stored (R-P1).
"use strict";

(() => {
  // Which voices read a language, best first, where it is not those of the same name.
  const VOICES = { en: ["en-gb", "en"], nb: ["nb", "no"], no: ["no", "nb"] };
  const READ =
    "main .official, main h1, main .lede, main .note, main .warn, main .values, main .ice, main [data-read]";
  const PASSED_OVER = "[hidden], figure, details:not([open]), .footnote-ref, .footnote-backref";
  const LONGEST = 200; // letters in one go: browsers fall silent in the middle of long ones

  const box = document.querySelector(".listen");
  const synthesis = window.speechSynthesis;
  if (!box || !synthesis || !window.SpeechSynthesisUtterance) return;

  const [play, stop] = box.querySelectorAll("button");
  const labels = { idle: play.textContent, reading: play.dataset.pause, paused: play.dataset.resume };
  const languageOf = (element) => element.closest("[lang]").lang;
  const text = document.querySelector("main [data-read]") || document.querySelector("main .lede");

  let state = "idle";
  let queue = []; // what is to be said: words and voice
  let place = 0; // in the queue
  let said = null; // the utterance under way; kept here, for one that is collected never ends

  function voiceFor(language) {
    const tag = language.toLowerCase().split("-")[0];
    const own = synthesis.getVoices().filter((voice) => voice.localService === true);
    for (const wanted of VOICES[tag] || [tag]) {
      const fitting = own.filter((voice) =>
        `${voice.lang.toLowerCase().replaceAll("_", "-")}-`.startsWith(`${wanted}-`)
      );
      if (fitting.length) return fitting.find((voice) => voice.default) || fitting[0];
    }
    return null;
  }

  // Everything that is read, in the page's order: a piece for each block, and for each change of voice in it.
  function collect() {
    const pieces = [];
    let isOpen = false; // whether words may be added to the last piece
    const walk = (node, voice) => {
      if (node.nodeType === Node.TEXT_NODE) {
        const last = pieces.at(-1);
        if (isOpen && last.voice === voice) last.words += node.data;
        else pieces.push({ words: node.data, voice });
        isOpen = true;
      } else if (node.nodeType === Node.ELEMENT_NODE && !node.matches(PASSED_OVER)) {
        const own = (node.lang && voiceFor(node.lang)) || voice;
        const isBlock = getComputedStyle(node).display !== "inline" || node.tagName === "BR";
        isOpen &&= !isBlock;
        for (const child of node.childNodes) walk(child, own);
        isOpen &&= !isBlock;
      }
    };
    const voice = voiceFor(languageOf(text));
    for (const part of document.querySelectorAll(READ)) {
      if (!part.parentElement.closest(READ)) walk(part, voiceFor(languageOf(part)) || voice);
    }
    return pieces
      .flatMap(({ words, voice }) => inShortPieces(words).map((part) => ({ words: part.trim(), voice })))
      .filter(({ words }) => /[\p{L}\p{N}]/u.test(words));
  }

  // Whole sentences together, as many as are not too long.
  function inShortPieces(text) {
    const words = text.replace(/\s+/g, " ").trim();
    if (words.length <= LONGEST || !Intl.Segmenter) return [words];
    const pieces = [""];
    // A sentence comes with the space behind it, which is nothing to say.
    for (const { segment } of new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(words)) {
      if (pieces.at(-1) && (pieces.at(-1) + segment).trim().length > LONGEST) pieces.push("");
      pieces[pieces.length - 1] += segment;
    }
    return pieces;
  }

  function show(now) {
    state = now;
    play.textContent = labels[now];
    if (now === "idle" && document.activeElement === stop) play.focus();
    stop.hidden = now === "idle";
    offer();
  }

  // Voices come late, and may go.
  function offer() {
    box.hidden = state === "idle" && !voiceFor(languageOf(text));
  }

  function read() {
    if (place === queue.length) return end();
    const { words, voice } = queue[place];
    const utterance = new SpeechSynthesisUtterance(words);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    // Events of an utterance that was given up come late, and are about nothing.
    utterance.onend = () => {
      if (said !== utterance) return;
      place += 1;
      read();
    };
    utterance.onerror = () => said === utterance && halt("paused");
    said = utterance;
    synthesis.speak(utterance);
    if (state !== "reading") show("reading");
  }

  // Given up and begun again with the same piece: phones do not keep their promise to pause.
  function halt(now) {
    said = null;
    synthesis.cancel();
    show(now);
  }

  function end() {
    if (state !== "idle") halt("idle");
  }

  play.addEventListener("click", () => {
    if (state === "reading") return halt("paused");
    if (state === "idle") {
      queue = collect();
      place = 0;
    }
    read();
  });
  stop.addEventListener("click", end);
  window.addEventListener("pagehide", end);
  // Not as a listener: for long, Safari's synthesis was no target of events.
  synthesis.onvoiceschanged = offer;
  offer();
})();
