// The timer's page: it shows the course at this moment, keeps it in this browser, and sends what was done.
import { act, at, begin, doneOf, isGentle, isStale, logged, restsAt, signal, stop } from "./course.js";
import { sendEntry } from "./outbox.js";
import * as signals from "./signals.js";
import { clockTime, isInHours, lengthWords } from "./units.js";

const root = document.querySelector("[data-timer]");
const person = root.dataset.person;
const STATE = `andante.timer.${person}`;
const SET = "andante.timer.set";
const still = matchMedia("(prefers-reduced-motion: reduce)");
const json = (id) => JSON.parse(document.getElementById(id).textContent);
const planned = json("planned"), free = json("free-courses"), words = json("timer-words");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const show = (name) => root.querySelector(`[data-show="${name}"]`);
const button = (name) => root.querySelector(`[data-do="${name}"]`);
const length = (minutes) => lengthWords(minutes, words);
const say = (key, values = {}) => words[key].replace(/%\((\w+)\)s/g, (_, name) => values[name]);

function read(name) { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } }
function write(name, value) {
  try {
    if (value === null) localStorage.removeItem(name); else localStorage.setItem(name, JSON.stringify(value));
  } catch { /* the page alone keeps it then */ }
}

let settings = { sound: false, buzz: true, notice: false, awake: true, idleMin: 2, ...read(SET) };
let state = read(STATE);
if (state && state.phase === "end" && !state.unlogged.length) state = null;
let takeBack = () => {}, chimeFor = null;

function put(next) {
  state = next;
  write(STATE, state);
  draw();
}

// -- what is on the page -----------------------------------------------------------------------------------------

function text(element, value) { if (element.textContent !== value) element.textContent = value; }
function remaining(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const minutes = Math.floor(seconds / 60), two = (number) => String(number).padStart(2, "0");
  if (!isInHours(minutes)) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

const BUTTONS = ["start", "done", "rest", "end", "short", "more", "skip", "already"];
const PHASES = {
  ready: { buttons: ["start", "skip"], says: () => (state.rested ? words.rested : words.ready) },
  bout: {
    buttons: ["done", "more", "skip", "already"],
    says: () => say(moves() ? "change" : "place", { position: words[here().position] }),
  },
  due: {
    buttons: ["rest", "more", "skip", "already"],
    says: (now) => (state.quietUntil > now ? say("due_quiet", { time: clockTime(state.quietUntil) }) : words.due),
  },
  rest: { buttons: ["already", "more", "skip"], says: () => words.rest },
  end: { buttons: ["end"], says: () => endWords()[0] },
};
const here = () => state.bouts[state.index];
const moves = () => state.index > 0 && here().position !== state.bouts[state.index - 1].position;

const short = (minutes) => (isInHours(minutes) ? length(minutes) : say("short", { minutes }));

function how(now) {
  if (state.phase === "ready" && isGentle(state)) return words.gentle;
  if (state.phase === "ready") return say("next", { length: length(here().minutes), position: words[here().position] });
  if (state.phase === "due") {
    return restsAt(state) === null ? words.due_never : say("due_idle", { time: clockTime(restsAt(state)) });
  }
  if (state.phase === "rest") return words.rest_how;
  return state.phase === "end" ? endWords()[1] : "";
}

function endWords() {
  const { n, minutes, isAll } = doneOf(state);
  if (isAll) return [words.end, words.end_how];
  return [words.stopped, n ? say("stopped_how", { length: length(minutes), n, all: state.bouts.length }) : words.stopped_none];
}

function face(now) {
  if (state.phase === "bout" || state.phase === "rest") {
    const left = Math.min(state.ends - now, state.ends - state.began), minutes = Math.ceil(left / 60000);
    const whole = state.ends - state.began;
    const shown = still.matches ? Math.min(60000 * minutes, whole) : left; // no sweep where the system asks for none
    return [remaining(left), minutes > 1 ? say("left", { length: length(minutes) }) : words.left_one, shown / whole];
  }
  const since = Math.floor((now - state.began) / 60000);
  const ago = since > 0 ? say("over_by", { length: length(since) }) : "";
  if (state.phase === "ready") return [remaining(here().minutes * 60000), (state.rested && ago) || words[here().position], 1];
  return [state.phase === "due" ? "0:00" : "✓", ago, 0];
}

// Kept for when there is no connection, or left open over night, the page has the plan of a day that is over.
const isOld = () => Date.now() >= Date.parse(root.dataset.dayEnds);

function draw() {
  const now = Date.now();
  part("choose").hidden = state !== null;
  root.querySelector('[data-list="planned"]').hidden = isOld();
  show("old").hidden = !isOld() || !planned.length;
  part("run").hidden = state === null;
  if (state === null) return;
  const [time, word, share] = face(now);
  text(show("time"), time);
  text(show("word"), word);
  text(show("activity"), state.words);
  text(show("count"), say("bout", { n: state.index + 1, all: state.bouts.length }));
  text(show("says"), PHASES[state.phase].says(now));
  text(show("how"), how(now));
  root.querySelector(".clock").dataset.phase = state.phase;
  const sweep = state.phase === "rest" ? 0 : 100 - 100 * share;
  root.querySelector(".clock-left").setAttribute("stroke-dashoffset", String(sweep));
  const buttons = [...PHASES[state.phase].buttons, ...(isGentle(state) ? ["short"] : [])];
  for (const name of BUTTONS) button(name).hidden = !buttons.includes(name);
  button("stop").hidden = state.phase === "end";
  text(show("quiet"), state.quietUntil > now ? say("until", { time: clockTime(state.quietUntil) }) : "");
  drawLog();
}

function drawLog() {
  // One thing at a time: first the rest, then the question.
  const [first] = ["bout", "due"].includes(state.phase) ? [] : state.unlogged;
  part("log").hidden = first === undefined;
  if (first) text(show("log"), say("log", { activity: state.words, length: length(first.minutes) }));
}

// The first tier lies open; each other one is behind its name.
function drawChoices() {
  const whole = root.querySelector('[data-list="planned"]');
  let list = whole, tier = planned[0]?.tier;
  planned.forEach((course, place) => {
    if (course.tier !== tier) {
      tier = course.tier;
      const [group, more, name] = ["li", "details", "summary"].map((each) => document.createElement(each));
      list = Object.assign(document.createElement("ul"), { className: "choices" });
      name.textContent = tier;
      more.append(name, list);
      group.append(more);
      whole.append(group);
    }
    const [item, choice, small] = ["li", "button", "span"].map((name) => document.createElement(name));
    choice.type = "button";
    choice.className = "button start plain";
    choice.append(Object.assign(document.createElement("span"), { textContent: course.words }));
    small.className = "start-how";
    const places = [...new Set(course.bouts.map((each) => words[each.position]))].join(", ");
    small.textContent = `${course.tier}: ${course.bouts.length} × ${short(course.bouts[0].minutes)}, ${places}`;
    choice.append(small);
    choice.addEventListener("click", () => choose(planned[place]));
    item.append(choice);
    list.append(item);
  });
}

// -- time --------------------------------------------------------------------------------------------------------

function look() {
  if (state === null) { draw(); return; }
  const now = Date.now(), seen = at(state, now);
  if (isStale(seen, now) && !seen.unlogged.length) { put(null); return; }
  if (seen !== state) put(seen); else draw();
  ring(now);
  signals.keepAwake(settings.awake && state.phase === "bout");
}

// A signal once for each end; a sound is laid ahead, so that a page in the background still gives it.
function ring(now) {
  const due = signal(state);
  if (due === null || state.signalled === due.key) return;
  const id = `${due.key} ${due.at} ${settings.sound}`;
  if (settings.sound && now < due.at && chimeFor !== id) {
    takeBack();
    takeBack = signals.chime((due.at - now) / 1000);
    chimeFor = id;
  }
  if (now < due.at) return;
  if (settings.sound && chimeFor !== id) signals.chime(0);
  if (settings.buzz) signals.buzz();
  if (settings.notice) signals.notice(due.of === "end" ? endWords()[0] : words[due.of]);
  chimeFor = null;
  takeBack = () => {};
  state = { ...state, signalled: due.key };
  write(STATE, state);
}

function doIt(name) {
  if (name === "stop" || name === "end") { finish(); return; }
  takeBack();
  chimeFor = null;
  show("logged").hidden = true;
  const now = Date.now(), next = act(state, name, now), due = signal(next);
  // What a tap has brought about needs no signal.
  put(due && due.at <= now ? { ...next, signalled: due.key } : next);
  look();
}

function finish() {
  takeBack();
  const seen = state.phase === "end" ? null : stop(state, Date.now());
  if (seen?.unlogged.length) { put(seen); return; }
  signals.keepAwake(false);
  put(null);
}

function choose(course) {
  put(begin(course, Date.now(), { person, idleMin: settings.idleMin }));
  root.querySelector('[data-show="activity"]').scrollIntoView({ block: "center" });
  button("start").focus();
}

// -- what was done -----------------------------------------------------------------------------------------------

// The clock of the wall here, without its offset: that is sent beside it.
function wallClock(ms, offsetMin) { return new Date(ms + offsetMin * 60000).toISOString().slice(0, 19); }

async function log(effort) {
  const [first] = state.unlogged;
  if (!first) return;
  const offsetMin = -new Date(first.at).getTimezoneOffset();
  const doing = { activity: state.activity, minutes: first.minutes, effort_0_10: effort, position: first.position, planned: state.planned };
  const entry = {
    client_id: first.id, kind: "bout", local: wallClock(first.at, offsetMin), offset_min: offsetMin,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone, doings: [doing],
  };
  put(logged(state, first.id));
  let told = words.not_kept;
  try {
    told = (await sendEntry(entry, `${state.words}, ${short(first.minutes)}`)) ? words.logged : words.logged_later;
  } catch {
    if (state) put({ ...state, unlogged: [first, ...state.unlogged] }); // nothing else holds it: asked again
  }
  text(show("logged"), told);
  show("logged").hidden = false;
}

// -- wiring ------------------------------------------------------------------------------------------------------

// A trembling finger taps twice, and what a tap brings about moves the buttons: the second would call off the rest that
// the first began, or end a bout as it starts. It counts for nothing; five minutes more may be asked for twice.
const TWICE_MS = 500, TWICE_PX = 30;
let tapped = null;
document.addEventListener("click", (event) => {
  const on = event.target.closest("button, a");
  if (on === null || event.detail === 0) return; // not a tap on something that acts, or one with the keys
  const before = tapped, { timeStamp: time, clientX: x, clientY: y } = event;
  tapped = { time, x, y, on };
  if (before === null || time - before.time > TWICE_MS || Math.hypot(x - before.x, y - before.y) > TWICE_PX) return;
  if (on === before.on && on.dataset.do === "more") return;
  event.preventDefault();
  event.stopPropagation();
}, { capture: true });
for (const each of root.querySelectorAll("[data-do]")) {
  if (each.dataset.do !== "free") each.addEventListener("click", () => doIt(each.dataset.do));
}
for (const each of root.querySelectorAll("[data-effort]")) {
  each.addEventListener("click", () => log(each.dataset.effort === "" ? null : Number(each.dataset.effort)));
}
for (const each of root.querySelectorAll("[data-set]")) {
  each.checked = settings[each.dataset.set];
  each.addEventListener("change", async () => {
    if (each.dataset.set === "sound" && each.checked) await signals.allowSound();
    if (each.dataset.set === "notice" && each.checked && !(await signals.allowNotices())) {
      each.checked = false;
      text(show("notice"), words.no_notice);
    }
    settings = { ...settings, [each.dataset.set]: each.checked };
    write(SET, settings);
    look();
  });
}
const idle = root.querySelector("#idle");
idle.value = settings.idleMin === null ? "" : String(settings.idleMin);
idle.addEventListener("change", () => {
  settings = { ...settings, idleMin: idle.value === "" ? null : Number(idle.value) };
  write(SET, settings);
  if (state) put({ ...state, idleMin: settings.idleMin });
});

const select = root.querySelector("#free"), minutes = root.querySelector("#minutes"), rest = root.querySelector("#rest");
select.append(...free.map((each, place) => new Option(each.words, place)));
const fill = () => { [minutes.value, rest.value] = [free[select.value].minutes, free[select.value].rest]; };
select.addEventListener("change", fill);
fill();
button("free").addEventListener("click", () => {
  const course = free[select.value], within = (field, other) => Math.min(90, Math.max(1, Number(field.value) || other));
  const [each, after] = [within(minutes, course.minutes), within(rest, course.rest)];
  const turns = [...Array(course.times).keys()].map((n) => course.positions[n % course.positions.length]);
  choose({ ...course, planned: false, bouts: turns.map((position) => ({ minutes: each, rest: after, position })) });
});

drawChoices();
const asked = new URLSearchParams(location.search);
const course = asked.has("do") && !isOld() ? planned[Number(asked.get("do"))] : undefined;
// A course that waits with nothing left to note gives way: a tap on Start starts what it says.
const seen = state && at(state, Date.now());
const givesWay = seen && ["ready", "end"].includes(seen.phase) && !seen.unlogged.length && seen.activity !== course?.activity;
if (course && (state === null || givesWay)) {
  put(begin(course, Date.now(), { person, idleMin: settings.idleMin }));
  if (asked.has("go")) put(act(state, "start", Date.now()));
}
// A reload is no new start.
if (location.search) history.replaceState(null, "", location.pathname);
draw();
look();
setInterval(look, 1000);
document.addEventListener("visibilitychange", look);
addEventListener("pageshow", look);
addEventListener("storage", (event) => { if (event.key === STATE) { state = read(STATE); draw(); } });
if (settings.sound) addEventListener("pointerdown", () => signals.allowSound(), { once: true });
