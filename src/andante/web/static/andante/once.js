// A form whose second tap would find its own work done, and call it a fault: "used up", "you have one of that name already",
// or a sign-in page after erasing. The first tap counts until the next page is there, or until it surely will not come.
const WAIT_MS = 15_000;
for (const form of document.querySelectorAll("form[data-once]")) {
  let sent = false;
  const again = () => { sent = false; };
  form.addEventListener("submit", (event) => {
    if (sent) return event.preventDefault();
    sent = true;
    setTimeout(again, WAIT_MS);
  });
  addEventListener("pageshow", again); // the way back shows the page as it was left
}
