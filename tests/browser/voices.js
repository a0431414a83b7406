// A speech synthesis whose voices a test names, in the place of the browser's own: `window.given` holds what it
// was asked to say, `window.finish()` ends the utterance under way as a voice does when it has said it.
(() => {
  const spoken = [];
  let queue = [];
  let voices = [];
  class Utterance {
    constructor(text) {
      Object.assign(this, { text, lang: "", voice: null, onend: null, onerror: null });
    }
  }
  const synthesis = {
    onvoiceschanged: null,
    getVoices: () => voices,
    speak: (utterance) => {
      spoken.push({ text: utterance.text, voice: utterance.voice.name, lang: utterance.lang });
      queue.push(utterance);
    },
    // Browsers tell an utterance that it was cancelled only afterwards.
    cancel: () => {
      const left = queue;
      queue = [];
      setTimeout(() => left.forEach((utterance) => utterance.onerror?.({ error: "canceled" })));
    },
  };
  Object.defineProperty(window, "speechSynthesis", { value: synthesis });
  Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Utterance });
  window.given = spoken;
  window.waiting = () => queue.length;
  window.finish = () => queue.shift().onend({});
  window.fail = () => queue.shift().onerror({ error: "synthesis-failed" });
  window.bring = (named) => {
    voices = named.map(([name, lang, localService, isDefault = false]) => ({
      name,
      lang,
      localService,
      default: isDefault,
    }));
    synthesis.onvoiceschanged?.();
  };
})();
