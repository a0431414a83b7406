// On pages of counted passages htmx swaps the figures when another period is chosen. Where that fails, whatever the
// reason, the link does what it does without script, so that a tap is never without an answer.
"use strict";

for (const event of ["htmx:error", "htmx:response:error"]) {
  document.addEventListener(event, ({ target }) => {
    const link = target instanceof Element && target.closest(".periods a");
    if (link) location.assign(link.href);
  });
}
