// Beside each number of a count by hand, buttons that add one and take one away: a phone in a mitten is tapped once for
// each who passes. Without it the numbers are typed. Nothing is stored (R-P1).
"use strict";

(() => {
  const form = document.querySelector("form.count");
  if (!form) return;

  const numbers = form.querySelectorAll(".tally input");
  let isSent = false;

  // What is no whole number is left for its writer to mend.
  function add(input, step) {
    const written = input.value.replace(/\s/g, "");
    if (!/^\d{0,9}$/.test(written)) {
      input.focus();
      return;
    }
    const number = Number(written) + step;
    if (number < 0) return;
    input.value = String(number);
  }

  // Its name begins with what is seen on it, and says of whom and which way.
  function button(text, step, input, whom) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = step > 0 ? "more" : "less";
    made.textContent = text;
    made.setAttribute("aria-label", `${text} ${whom}`);
    made.addEventListener("click", () => add(input, step));
    return made;
  }

  for (const input of numbers) {
    const group = input.closest(".tally");
    const whom = `${group.querySelector("legend").textContent}, ${input.labels[0].textContent}`;
    input.before(button("−1", -1, input, whom));
    input.after(button("+1", 1, input, whom));
    group.classList.add("tapped");
  }

  // An hour's count cannot be made again: whoever leaves the page without sending it is asked first.
  addEventListener("beforeunload", (event) => {
    if (!isSent && [...numbers].some((input) => input.value)) event.preventDefault();
  });
  form.addEventListener("submit", () => {
    isSent = true;
  });
})();
