// The course of bouts and rests: a value and what time and taps make of it. No page, no clock, no store: `now` is given,
// in milliseconds, so whatever was slept through is worked out at the next look.
const MINUTE = 60000;
export const GENTLE_AFTER = 3; // rests skipped in a row
export const QUIET_MIN = 30;
export const STALE_H = 8;

export function begin(course, now, { person, idleMin }) {
  return {
    person, activity: course.activity, words: course.words, effort: course.effort, planned: course.planned,
    bouts: course.bouts, index: 0, phase: "ready", began: now, ends: null, boutBegan: null,
    idleMin, quietUntil: 0, skipped: 0, unlogged: [], did: {}, stopped: false, signalled: null, rested: false,
  };
}

// A page opened by its address at home is no secure one, and has no randomUUID.
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const bout = (state) => state.bouts[state.index];
const minutesOf = (state, until) => Math.max(1, Math.round((until - state.boutBegan) / MINUTE));

const SLIP_MS = 30000; // a bout ended within half a minute was begun by a slip, and nothing of it is offered to the diary

// The bout is over: what was done waits for its effort, and a rest is due.
function over(state, at) {
  if (at - state.boutBegan < SLIP_MS) return { ...state, phase: "due", began: at, ends: null };
  const done = { minutes: minutesOf(state, at), position: bout(state).position, at, id: state.boutId };
  const unlogged = [...state.unlogged.filter((each) => each.id !== done.id), done];
  return { ...state, phase: "due", began: at, ends: null, unlogged, did: { ...state.did, [done.id]: done.minutes } };
}

// What was done of it: how many bouts, how many minutes, and whether that is all of it.
export function doneOf(state) {
  const did = Object.values(state.did ?? {});
  return { n: did.length, minutes: did.reduce((sum, each) => sum + each, 0), isAll: did.length >= state.bouts.length && !state.stopped };
}

// Put away before its end: a bout that runs is stopped halfway, and what is not noted yet is offered once more.
export function stop(state, now) {
  const seen = at(state, now), stopped = seen.phase === "bout";
  return { ...(stopped ? act(seen, "skip", now) : seen), phase: "end", began: now, ends: null, stopped };
}

function resting(state, at, minutes = bout(state).rest) {
  return { ...state, phase: "rest", began: at, ends: at + minutes * MINUTE, skipped: 0 };
}

function onward(state, at, rested) {
  const more = state.index + 1 < state.bouts.length;
  const index = more ? state.index + 1 : state.index;
  return { ...state, phase: more ? "ready" : "end", index, began: at, ends: null, rested };
}

// When the rest begins by itself: after the idle time, which quiet time does not count towards.
export function restsAt(state) {
  if (state.phase !== "due" || state.idleMin === null) return null;
  return Math.max(state.began, state.quietUntil) + state.idleMin * MINUTE;
}

// The state at `now`: every end that has passed while nobody looked has happened at its own time.
export function at(state, now) {
  let seen = state;
  for (;;) {
    if (seen.phase === "bout" && now >= seen.ends) seen = over(seen, seen.ends);
    else if (seen.phase === "due" && restsAt(seen) !== null && now >= restsAt(seen)) seen = resting(seen, restsAt(seen));
    else if (seen.phase === "rest" && now >= seen.ends) seen = onward(seen, seen.ends, true);
    else return seen;
  }
}

export function act(before, name, now) {
  const state = at(before, now);
  const { phase } = state;
  switch (name) {
    case "start":
      if (phase !== "ready") return state;
      return {
        ...state, phase: "bout", began: now, boutBegan: now, boutId: newId(), ends: now + bout(state).minutes * MINUTE,
      };
    case "done": return phase === "bout" ? resting(over(state, now), now) : state;
    case "rest": return phase === "due" ? resting(state, now) : state;
    case "short": return phase === "due" || isGentle(state) ? breather(state, now) : state;
    case "already":
      if (phase === "bout") return { ...onward(over(state, now), now, true), skipped: 0 };
      return ["due", "rest"].includes(phase) ? { ...onward(state, now, true), skipped: 0 } : state;
    case "skip": return skip(state, now);
    case "more": return more(state, now);
    case "quiet": return { ...state, quietUntil: state.quietUntil > now ? 0 : now + QUIET_MIN * MINUTE };
    default: return state;
  }
}

// One minute of rest in place of none. From "ready" the next bout is still the next one.
function breather(state, now) {
  const index = state.phase === "ready" ? state.index - 1 : state.index;
  return { ...resting({ ...state, index }, now, 1) };
}

function skip(state, now) {
  const { phase } = state;
  if (phase === "bout") return now - state.boutBegan < SLIP_MS ? onward(state, now, state.rested) : over(state, now);
  if (phase === "due" || phase === "rest") return { ...onward(state, now, false), skipped: state.skipped + 1 };
  return phase === "ready" ? onward(state, now, state.rested) : state;
}

// Five minutes more, always with one tap. A bout that was over goes on, and all of it counts.
function more(state, now) {
  if (state.phase === "bout" || state.phase === "rest") return { ...state, ends: state.ends + 5 * MINUTE };
  if (state.phase !== "due") return state;
  const unlogged = state.unlogged.filter((each) => each.id !== state.boutId);
  return { ...state, phase: "bout", began: state.boutBegan, ends: now + 5 * MINUTE, unlogged };
}

export function logged(state, id) {
  return { ...state, unlogged: state.unlogged.filter((each) => each.id !== id) };
}

// Rests skipped three times in a row lead to a smaller offer, never to a lock.
export const isGentle = (state) => state.skipped >= GENTLE_AFTER && state.phase === "ready" && state.index > 0;

export const isStale = (state, now) => state.phase !== "bout" && now - state.began > STALE_H * 60 * MINUTE;

// The next moment that wants a signal, and what it is: a bout over, a rest over. Quiet time postpones it.
export function signal(state) {
  if (state.phase === "bout" || state.phase === "rest") {
    const of = state.phase === "bout" ? "due" : "rested";
    return { key: `${of} ${state.ends}`, at: Math.max(state.ends, state.quietUntil), of };
  }
  const at = Math.max(state.began, state.quietUntil);
  if (state.phase === "due") return { key: `due ${state.began}`, at, of: "due" };
  if (!state.rested) return null;
  return { key: `rested ${state.began}`, at, of: state.phase === "end" ? "end" : "rested" };
}
