// Times and lengths as the person reads them. The root of the page says which; a page of nobody takes what the last person
// in this browser settled (offline.js keeps it). The same words as the server's, `andante.web.units`.
const root = document.documentElement.dataset;
const two = (number) => String(number).padStart(2, "0");
export const KEPT = "andante.clock";

function clock() {
  if (document.querySelector("[data-person]")) return root.clock;
  try { return localStorage.getItem(KEPT) || root.clock; } catch { return root.clock; }
}

export function clockTime(ms) {
  const at = new Date(ms), hour = at.getHours();
  if (clock() !== "12") return `${two(hour)}:${two(at.getMinutes())}`;
  return `${hour % 12 || 12}:${two(at.getMinutes())} ${hour < 12 ? root.am : root.pm}`;
}

export const isInHours = (minutes) => root.lengths === "hours" && minutes >= 60;

// "6 minutes", "1 hour", "1 h 30 min". A length that is not whole is told in whole minutes.
export function lengthWords(length, words) {
  const minutes = Math.round(length), fill = (key, values) => words[key].replace(/%\((\w+)\)s/g, (_, name) => values[name]);
  if (!isInHours(minutes)) return fill(minutes === 1 ? "minute" : "minutes", { n: minutes });
  const hours = Math.floor(minutes / 60), rest = minutes % 60;
  if (!rest) return fill(hours === 1 ? "hour" : "hours", { n: hours });
  return fill("hours_minutes", { hours, minutes: rest });
}
