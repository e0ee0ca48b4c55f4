// A form of the diary that is sent while andante cannot be reached, or after its person was signed out: it waits in this
// browser instead of being lost. Without this file the form is sent as forms are.
import { door, here, holdDraft, person, sendEntry } from "./outbox.js";

const note = document.querySelector("[data-no-connection]");

function fields(form) {
  const found = {};
  for (const [name, value] of new FormData(form)) if (name !== "csrfmiddlewaretoken") found[name] = String(value);
  return found;
}

function entryOf(form) {
  const { client_id, ...given } = fields(form);
  const moment = here();
  if (form.dataset.waits === "now") {
    const pain = given.pain === "" || given.pain === undefined ? null : Number(given.pain);
    return { client_id, kind: "now", answers: { pain }, note: given.note || null, ...moment };
  }
  const elsewhere = form.dataset.day !== moment.local.slice(0, 10) ? { day: form.dataset.day } : {};
  return { client_id, kind: "check-in", form: given, ...elsewhere, ...moment };
}

function say(which) {
  note.textContent = note.dataset[which];
  note.hidden = false;
  note.scrollIntoView({ block: "center" });
}

async function wait(form, why) {
  if (!form.dataset.waits) return say(`open${why}`);
  try {
    await sendEntry(entryOf(form));
    form.hidden = true;
    say(`kept${why}`);
  } catch { say(`open${why}`); }
}

if (note) {
  for (const form of document.querySelectorAll("main form[method=post]")) {
    let asked = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (asked) return;
      asked = true;
      const known = await door();
      if (known?.person === person()) {
        form.elements.csrfmiddlewaretoken.value = known.token; // the page's own is too old once one signed in again
        // Should the connection break in this very moment, the page for having none finds the draft and keeps it.
        if (form.dataset.waits) holdDraft(entryOf(form));
        HTMLFormElement.prototype.submit.call(form);
      } else {
        await wait(form, known ? "Out" : "");
        asked = false;
      }
    });
    addEventListener("pageshow", () => { asked = false; }); // come back to: it may be sent again
  }
}
