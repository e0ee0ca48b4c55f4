// A form of the diary was on its way when andante failed: it waits in this browser instead of being lost.
import { sendDraft } from "./outbox.js";

const said = document.querySelector("[data-rescued]");
sendDraft().then((sent) => {
  if (sent === undefined) return;
  said.textContent = sent ? said.dataset.sent : said.dataset.kept;
  said.hidden = false;
}, () => {});
