// Sound, vibration, notices and a screen that stays on. Each only when asked for, each quietly absent where there is none.
let sounds = null;

export function allowSound() {
  sounds = sounds || new AudioContext();
  return sounds.resume();
}

// Two soft tones after `waitS` seconds, laid on the sound clock at once: it goes on where timers are held back. Gives
// a way to take them back.
export function chime(waitS) {
  if (!sounds) return () => {};
  const from = sounds.currentTime + Math.max(0, waitS);
  const tones = [[528, 0], [396, 0.45]].map(([pitch, later]) => {
    const tone = sounds.createOscillator();
    const level = sounds.createGain();
    tone.frequency.value = pitch;
    level.gain.setValueAtTime(0.0001, from + later);
    level.gain.exponentialRampToValueAtTime(0.18, from + later + 0.06);
    level.gain.exponentialRampToValueAtTime(0.0001, from + later + 0.9);
    tone.connect(level).connect(sounds.destination);
    tone.start(from + later);
    tone.stop(from + later + 1);
    return tone;
  });
  return () => { for (const tone of tones) { try { tone.stop(); tone.disconnect(); } catch { /* over already */ } } };
}

// Before the first tap on a page a browser refuses to vibrate, and notes that as an error.
export function buzz() {
  if (navigator.vibrate && navigator.userActivation?.hasBeenActive !== false) navigator.vibrate([180, 120, 180]);
}

export async function allowNotices() {
  if (!("Notification" in window)) return false;
  return Notification.permission === "granted" || (await Notification.requestPermission()) === "granted";
}

export async function notice(text) {
  if (!("Notification" in window) || Notification.permission !== "granted" || !document.hidden) return;
  const options = { tag: "andante-timer", icon: document.querySelector("link[rel=icon]")?.href };
  const worker = navigator.serviceWorker ? await navigator.serviceWorker.getRegistration() : null;
  if (worker) await worker.showNotification(text, options); else new Notification(text, options);
}

let awake = null;

// The system lets go of the lock when the page is hidden; asked again at each look.
export async function keepAwake(wanted) {
  if (!("wakeLock" in navigator)) return;
  try {
    if (wanted && !document.hidden && (!awake || awake.released)) awake = await navigator.wakeLock.request("screen");
    else if (!wanted && awake) { await awake.release(); awake = null; }
  } catch { /* refused, for instance to save the battery */ }
}
