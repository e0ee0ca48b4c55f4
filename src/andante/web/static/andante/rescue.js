// A form of the diary was on its way when andante failed: it waits in this browser instead of being lost.
import { person, sendEntry } from "./outbox.js";

const draft = sessionStorage.getItem("andante.draft");
const said = document.querySelector("[data-rescued]");
if (draft && person()) {
  sessionStorage.removeItem("andante.draft");
  sendEntry(JSON.parse(draft)).then(
    (sent) => { said.textContent = sent ? said.dataset.sent : said.dataset.kept; said.hidden = false; },
    () => sessionStorage.setItem("andante.draft", draft),
  );
}
