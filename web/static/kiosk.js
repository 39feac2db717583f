/* The touch screen. Every page works without this script; with it nothing of a visitor enters the browser's history,
   a keyboard comes up on the screen, and the screen clears itself after a warning. Nothing is stored. */

const HOME = "/kiosk";
const RETRY = 5_000; // milliseconds
const SLOW = 300; // milliseconds after which a visitor is told that the guide is looking
const FIELD = "#question";
const KEYS = {
  default: [
    "1 2 3 4 5 6 7 8 9 0 {bksp}",
    "q w e r t y u i o p",
    "a s d f g h j k l '",
    "{shift} z x c v b n m - ?",
    "{close} {space} {enter}",
  ],
  shift: [
    "! \" £ % & ( ) / : ; {bksp}",
    "Q W E R T Y U I O P",
    "A S D F G H J K L '",
    "{shift} Z X C V B N M , .",
    "{close} {space} {enter}",
  ],
};
const KEY_WORDS = { "{bksp}": "Delete", "{shift}": "Shift", "{close}": "Close", "{space}": "Space", "{enter}": "Ask" };

const root = document.documentElement;
const find = (selector) => document.querySelector(selector);
const say = (words) => { const status = find("#status"); if (status) status.textContent = words; };
let touched = Date.now();
let warnedAt = 0;
let going = false;
let keyboard = null;

/* One page, one entry in the history: answers are put into the page that is there. */
async function send(form, button) {
  if (going) return;
  going = true;
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.set(button.name, button.value);
  const busy = setTimeout(() => { root.classList.add("kiosk--busy"); say("Looking"); }, SLOW);
  try {
    const reply = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" }, cache: "no-store" });
    show(await reply.text(), button);
  } catch {
    say("The guide does not reply. Please try again.");
    again();
  } finally {
    clearTimeout(busy);
    root.classList.remove("kiosk--busy");
    going = false;
  }
}

function show(html, button) {
  const next = new DOMParser().parseFromString(html, "text/html");
  for (const unscripted of next.querySelectorAll("noscript")) unscripted.remove();
  next.querySelector("[autofocus]")?.removeAttribute("autofocus");
  closeKeys();
  document.title = next.title;
  root.className = next.documentElement.className;
  root.dataset.state = next.documentElement.dataset.state ?? "";
  const page = find("#page");
  page.replaceWith(document.adoptNode(next.querySelector("#page")));
  scrollTo(0, 0);
  const same = button?.name === "change" && [...document.querySelectorAll("button[name=change]")]
    .find((other) => other.value === button.value && !other.disabled);
  const place = same || find("[aria-invalid]") || find("h1");
  if (place.tagName === "H1") place.tabIndex = -1;
  place.focus({ preventScroll: true });
  say(same ? "Done" : "");
}

/* Start again: the page is emptied at once, then loaded anew, so that neither it nor this script remembers anything. */
async function again() {
  if (going === "again") return;
  going = "again";
  closeKeys();
  find("#warning")?.close?.();
  document.title = "The Collaborative Guide";
  find(".kiosk-main")?.replaceChildren();
  find(".kiosk-bar")?.replaceChildren();
  forget();
  for (;;) {
    try {
      const reply = await fetch(HOME, { cache: "no-store", headers: { Accept: "text/html" } });
      if (reply.ok) break;
    } catch { /* the service is away: it is waited for below */ }
    away();
    await new Promise((done) => { setTimeout(done, RETRY); });
  }
  location.replace(HOME);
}

function forget() {
  try {
    sessionStorage.clear();
    localStorage.clear();
  } catch { /* storage may be switched off, and then it is empty */ }
  history.replaceState(null, "", HOME);
}

function away() {
  const main = find(".kiosk-main");
  if (!main || main.childElementCount) return;
  const told = document.createElement("h1");
  told.textContent = "The guide is away for a moment. It will come back by itself.";
  const hero = document.createElement("div");
  hero.className = "kiosk-hero";
  hero.append(told);
  main.append(hero);
}

/* The keyboard on the screen */
async function openKeys() {
  const place = find("#keys");
  if (keyboard || !place || !matchMedia("(min-width: 600px)").matches) return;
  let Keyboard;
  try {
    ({ SimpleKeyboard: Keyboard } = await import("./vendor/simple-keyboard.js"));
  } catch {
    return; // the device's own keyboard does as well
  }
  const field = find(FIELD);
  if (keyboard || !field || !place.isConnected) return;
  field.inputMode = "none"; // ours instead of the device's own
  root.classList.add("kiosk--typing");
  place.hidden = false;
  place.classList.add("simple-keyboard");
  keyboard = new Keyboard(place, {
    layout: KEYS,
    display: KEY_WORDS,
    mergeDisplay: true,
    theme: "kiosk-keys",
    useButtonTag: true,
    useMouseEvents: true, // clicks: fingers, mice, switches and screen readers all make them
    preventMouseDownDefault: true, // the caret stays in the field
    disableButtonHold: false,
    maxLength: field.maxLength,
    onChange: (text) => {
      field.value = text;
      const caret = keyboard.getCaretPosition();
      if (caret !== null) field.setSelectionRange(caret, caret);
    },
    onKeyPress: pressed,
  });
  keyboard.setInput(field.value);
}

function pressed(key) {
  touched = Date.now();
  if (key === "{shift}") keyboard.setOptions({ layoutName: keyboard.options.layoutName === "shift" ? "default" : "shift" });
  else if (keyboard.options.layoutName === "shift") setTimeout(() => keyboard?.setOptions({ layoutName: "default" }));
  if (key === "{close}") setTimeout(() => { closeKeys(); find(".kiosk-ask button")?.focus(); });
  if (key === "{enter}") setTimeout(() => find("#ask")?.requestSubmit());
}

function closeKeys() {
  root.classList.remove("kiosk--typing");
  const place = find("#keys");
  if (!keyboard) return;
  keyboard.clearInput();
  keyboard.destroy();
  keyboard = null;
  if (place) {
    place.hidden = true;
    place.replaceChildren();
  }
}

/* Idle: a warning that a touch on one button extends, then the start again */
function resting() {
  const state = root.dataset.state;
  return state === undefined || (state === "start" && !find("a[data-again].kiosk-button--again") && !find(FIELD)?.value && !keyboard);
}

function tick() {
  const now = Date.now();
  if (going === "again") return;
  if (warnedAt) {
    const left = Math.ceil(Number(root.dataset.warning) - (now - warnedAt) / 1000);
    find("#warning-count").textContent = Math.max(left, 0);
    if (left <= 0) again();
  } else if (root.dataset.state === "fault") {
    if (now - touched > 2 * RETRY) again();
  } else if (!resting() && now - touched > Number(root.dataset.idle) * 1000) {
    warnedAt = now;
    find("#warning-count").textContent = root.dataset.warning;
    find("#warning").showModal();
    find("[data-stay]").focus();
  }
}

function stay() {
  warnedAt = 0;
  touched = Date.now();
  find("#warning").close();
}

for (const kind of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) {
  addEventListener(kind, () => { if (!warnedAt) touched = Date.now(); }, { passive: true, capture: true });
}
for (const kind of ["contextmenu", "dragstart", "dragover", "drop", "auxclick"]) {
  addEventListener(kind, (event) => event.preventDefault());
}
addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target, event.submitter);
});
addEventListener("click", (event) => {
  if (event.target.closest("[data-again]")) {
    event.preventDefault();
    again();
  } else if (event.target.closest("[data-stay]")) stay();
  else if (event.target.closest(FIELD)) openKeys();
});
addEventListener("focusin", (event) => { if (event.target.matches(FIELD)) openKeys(); });
addEventListener("input", (event) => { if (event.target.matches(FIELD)) keyboard?.setInput(event.target.value); });
addEventListener("cancel", (event) => { event.preventDefault(); stay(); }, { capture: true }); // Escape in the warning
addEventListener("pageshow", (event) => { if (event.persisted) again(); });
if (location.pathname === HOME) history.replaceState(null, "", HOME);
setInterval(tick, 250);
