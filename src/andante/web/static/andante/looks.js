// Light or dark and the size of the letters, as the person settled them, for the pages that are nobody's: a browser keeps
// those for when there is no connection, and in the dark a bright page hurts.
const KEPT = "andante.looks", root = document.documentElement.dataset;

export function keepLooks() {
  try { localStorage.setItem(KEPT, JSON.stringify({ theme: root.theme, text: root.text })); } catch { /* a closed store */ }
}

export function wearLooks() {
  if (root.text) return; // a page of somebody has its own
  try { Object.assign(root, JSON.parse(localStorage.getItem(KEPT) || "{}")); } catch { /* as the device has it */ }
}
