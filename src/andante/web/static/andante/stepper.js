// The - and + beside a number field. Without this file the field works by itself.
for (const stepper of document.querySelectorAll("[data-stepper]")) {
  const input = stepper.querySelector("input");
  const clear = stepper.querySelector("[data-clear]");
  const low = Number(input.min || 0);
  const high = Number(input.max || 10);

  const show = () => { clear.hidden = input.value === ""; };
  const put = (value) => {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  for (const button of stepper.querySelectorAll("[data-step]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      // An unanswered question begins at the last known number; nothing is filled in before that tap.
      const now = input.value === "" ? Number(input.dataset.start || 0) : Number(input.value) + Number(button.dataset.step);
      put(String(Math.min(high, Math.max(low, now))));
    });
  }
  clear.addEventListener("click", () => { put(""); input.focus(); });
  input.addEventListener("input", show);
  input.form?.addEventListener("reset", () => setTimeout(show)); // the field is emptied after the event
  show();
}
