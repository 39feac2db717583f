// Improves the chat: answers come into the page, passages open where they are cited, and nothing typed is lost.
// Every page works without it. What it inserts was made, and escaped, by the server.

const conversation = document.getElementById("conversation");
const composer = document.getElementById("composer");
const form = composer?.querySelector("form");
const field = form?.querySelector("textarea");
const status = document.getElementById("guide-status");
const UNREACHED = "The guide could not be reached. Please try again.";
const PATIENCE = 60_000; // milliseconds
// By it the service counts how much is asked here, so that one page cannot use up what a whole building may ask. It is
// made up anew by every page and kept nowhere.
const SESSION = { "Guide-Session": [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("") };
let looking = false;
let over = false; // the reader starts again

function made(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// A live region speaks when its text changes: empty it first, so that the same words are spoken again.
function announce(text) {
  status.textContent = "";
  setTimeout(() => (status.textContent = text), 50);
}

// --- asking

async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const parts = (waiting + read.value).split("\n\n");
    waiting = parts.pop();
    for (const part of parts) {
      const lines = part.split("\n").map((line) => line.split(/: ?(.*)/s));
      const of = (name) => lines.filter(([key]) => key === name).map(([, value]) => value).join("\n");
      if (of("event")) yield { name: of("event"), data: JSON.parse(of("data")) };
    }
  }
}

async function answerTo(question) {
  const body = new URLSearchParams(new FormData(form));
  body.set("question", question);
  const headers = { Accept: "text/event-stream", ...SESSION };
  const response = await fetch("/", { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE) });
  if (!response.ok) throw await response.json();
  for await (const event of eventsOf(response)) {
    if (event.name === "error") throw event.data;
    if (event.name === "answer") return event.data;
  }
  throw new Error("The stream ended without an answer.");
}

async function ask(question) {
  if (looking) return;
  looking = true;
  clearProblem();
  setBusy(true);
  const pending = made("p", { className: "guide-pending" }, made("i"), made("i"), made("i"), "Looking in the sources");
  form.append(pending);
  announce("Looking");
  try {
    show(await answerTo(question));
    requestAnimationFrame(() => setTimeout(() => performance.mark("answer-shown")));
  } catch (fault) {
    field.value = question;
    setBusy(false);
    tell(fault);
  } finally {
    looking = false;
    pending.remove();
    setBusy(false);
  }
}

function setBusy(busy) {
  form.setAttribute("aria-busy", busy);
  field.readOnly = busy;
  for (const button of document.querySelectorAll(".guide-ask button, .guide-offers button")) {
    button.setAttribute("aria-disabled", busy); // it keeps the focus, which "disabled" would drop
  }
}

function show(answer) {
  const turn = document.adoptNode(new DOMParser().parseFromString(answer.html, "text/html").body.firstElementChild);
  conversation.append(turn);
  field.value = "";
  document.title = answer.title;
  carry(answer.turns.flatMap((turn) => [["turn_question", turn.question], ["turn_answer", turn.answer]]));
  settle();
  turn.querySelector("[tabindex='-1']")?.focus({ preventScroll: true });
  turn.scrollIntoView({ block: "start" });
  announce(answer.announce);
  remember();
}

// The form carries the conversation, as it does without script.
function carry(pairs) {
  for (const old of form.querySelectorAll("input[type='hidden']")) old.remove();
  form.append(...pairs.map(([name, value]) => made("input", { type: "hidden", name, value })));
}

// The next question is asked under the last answer.
function settle() {
  const last = conversation.lastElementChild;
  if (!last) return;
  document.body.classList.add("guide--talking");
  document.getElementById("welcome")?.remove();
  document.querySelector(".guide-header [aria-current]")?.removeAttribute("aria-current");
  composer.classList.remove("guide-panel--raised");
  composer.querySelector("label").textContent = last.querySelector(".guide-words") ? "Ask a follow-up" : "Ask another question";
  composer.querySelector(".nhsuk-hint")?.remove();
  field.removeAttribute("aria-describedby");
  document.getElementById("again").hidden = false;
  last.querySelector(".guide-after")?.append(composer);
  for (const link of conversation.querySelectorAll(".guide-cite:not([aria-expanded])")) link.ariaExpanded = "false";
}

// --- when it cannot be answered

function tell(fault) {
  if (fault?.field === "question") return wrong(fault.detail);
  const { title, detail } = fault?.detail ? fault : { title: "The guide could not be reached", detail: "Check your connection, then try again." };
  const lines = [made("strong", { textContent: title }), detail, "Your question is still here."].map((line) => made("p", {}, line));
  composer.prepend(made("div", { className: "guide-failed" }, ...lines));
  field.focus();
  announce(`${title}. ${detail} Your question is still here.`);
}

function wrong(detail) {
  const group = field.closest(".nhsuk-form-group");
  const message = made("span", { className: "nhsuk-error-message", id: "question-error" });
  message.append(made("span", { className: "nhsuk-u-visually-hidden", textContent: "Error: " }), detail);
  group.classList.add("nhsuk-form-group--error");
  field.classList.add("nhsuk-textarea--error");
  field.before(message);
  field.setAttribute("aria-describedby", "question-error");
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

function clearProblem() {
  composer.querySelector(".nhsuk-error-summary")?.remove();
  composer.querySelector(".guide-failed")?.remove();
  document.getElementById("question-error")?.remove();
  field.closest(".nhsuk-form-group").classList.remove("nhsuk-form-group--error");
  field.classList.remove("nhsuk-textarea--error");
  field.removeAttribute("aria-invalid");
  if (field.getAttribute("aria-describedby")?.includes("error")) field.removeAttribute("aria-describedby");
}

// --- coming back: the conversation lies in this page's own entry of the browser's history, and goes with it

function remember() {
  if (over) return;
  const copy = conversation.cloneNode(true);
  for (const extra of copy.querySelectorAll("#composer, .guide-passage")) extra.remove();
  for (const link of copy.querySelectorAll(".guide-cite")) link.ariaExpanded = "false";
  const carried = [...form.querySelectorAll("input[type='hidden']")].map(({ name, value }) => [name, value]);
  try {
    history.replaceState({ guide: copy.innerHTML, title: document.title, carried, typed: field.value }, "");
  } catch {} // too long for the browser: "Back" shows the page without it
}

function restore() {
  const kept = history.state;
  if (!kept?.guide) return;
  conversation.innerHTML = kept.guide;
  document.title = kept.title;
  carry(kept.carried);
  field.value = kept.typed;
  settle();
}

// --- the passage behind a number, where it is cited

function togglePassage(link) {
  const open = link.ariaExpanded === "true";
  for (const other of document.querySelectorAll(".guide-passage")) other.remove();
  for (const other of document.querySelectorAll(".guide-cite")) other.ariaExpanded = "false";
  if (open) return;
  const words = document.getElementById(link.hash.slice(1));
  const card = words.closest(".guide-source");
  const facts = [...card.querySelectorAll(".guide-source__meta > *")].map((fact) => fact.textContent.trim());
  const where = words.closest("details").querySelector(".guide-cited__place").dataset.place;
  const close = made("button", { type: "button", className: "guide-passage__close", textContent: "Close" });
  close.addEventListener("click", () => (togglePassage(link), link.focus()));
  const end = made("div", { className: "guide-passage__end" }, words.querySelector(".guide-source__place a").cloneNode(true), close);
  const passage = made("div", { className: "guide-passage", role: "group", ariaLabel: link.textContent.trim() });
  passage.append(made("p", { className: "guide-passage__title" }, card.querySelector(".guide-source__title a").cloneNode(true)));
  passage.append(made("p", { className: "guide-quiet", textContent: [...facts, where].filter(Boolean).join(" · ") }));
  passage.append(words.querySelector("blockquote").cloneNode(true), end);
  const block = link.closest("p, li");
  block.matches("li") ? block.append(passage) : block.after(passage);
  link.ariaExpanded = "true";
}

// --- sharing and feedback

async function sent(address, body) {
  const headers = { "Content-Type": "application/json", ...SESSION };
  const response = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
  const found = await response.json();
  if (!response.ok) throw found;
  return found;
}

async function share(place, address) {
  const told = place.querySelector(".guide-share__told");
  try {
    place.dataset.share ||= (await sent("/api/answers", { question: address })).url;
    const url = new URL(place.dataset.share, location.href).href;
    const shown = made("input", { type: "text", readOnly: true, value: url, ariaLabel: "Link to this answer" });
    told.replaceChildren("This is the link:", shown);
    if (navigator.share && matchMedia("(pointer: coarse)").matches) await navigator.share({ url });
    else await navigator.clipboard.writeText(url);
    told.firstChild.textContent = "The link is copied:";
    announce("The link is copied");
  } catch (fault) {
    if (told.querySelector("input")) told.querySelector("input").select(); // to be copied by hand
    else told.textContent = fault?.detail ?? UNREACHED;
    announce(told.textContent);
  }
}

async function giveFeedback(sender) {
  const said = Object.fromEntries(new FormData(sender));
  const body = { answer_id: said.answer_id, helpful: said.helpful === "yes", comment: said.comment ?? "", reason: said.reason ?? null };
  try {
    const thanks = made("p", { textContent: (await sent("/api/feedback", body)).message, tabIndex: -1 });
    sender.closest(".guide-feedback__choice").replaceChildren(thanks);
    thanks.focus();
    if (conversation) remember();
  } catch (fault) {
    sender.querySelector(".guide-failed")?.remove();
    const told = fault?.detail ?? UNREACHED;
    sender.append(made("p", { className: "guide-failed", textContent: told }));
    announce(told);
  }
}

// --- listening

document.addEventListener("submit", (event) => {
  const sender = event.target;
  if (form && sender.matches(".guide-ask, .guide-offers")) {
    event.preventDefault();
    ask(sender.matches(".guide-offers") ? event.submitter.value : field.value);
  } else if (sender.matches(".guide-share")) {
    event.preventDefault();
    share(sender, sender.elements.question.value);
  } else if (sender.closest(".guide-feedback")) {
    event.preventDefault();
    giveFeedback(sender);
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("a[href='/']")) {
    over = true; // browsers may hand on the state of an entry to the same address
    history.replaceState(null, "");
  }
  const link = event.target.closest(".guide-cite");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && document.getElementById(link.hash.slice(1))) {
    event.preventDefault();
    togglePassage(link);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target === field && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
  if (event.key !== "Escape") return;
  for (const acronym of document.querySelectorAll(".guide-acronym:is(:hover, :focus-within)")) {
    acronym.classList.add("guide-acronym--dismissed");
    const again = () => acronym.classList.remove("guide-acronym--dismissed");
    acronym.addEventListener("pointerleave", again, { once: true });
    acronym.addEventListener("focusout", again, { once: true });
  }
  const opened = event.target.closest(".guide-passage, .guide-cite") && document.querySelector(".guide-cite[aria-expanded='true']");
  if (opened) togglePassage(opened), opened.focus();
});

addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll(".guide-source details")) folded.open = true;
});

for (const link of document.querySelectorAll(".guide-cite")) link.ariaExpanded = "false";
for (const kept of document.querySelectorAll("[data-share][hidden]")) {
  kept.hidden = false;
  kept.querySelector("button").addEventListener("click", () => share(kept));
}
if (form) {
  restore();
  addEventListener("pagehide", () => conversation.childElementCount && remember());
}
