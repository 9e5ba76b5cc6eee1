// What makes the pages quicker; without it everything still works. No library: it is small enough to read.
//
//   data-key="g"    a single key that presses this button, follows this link or opens this part
//   data-row        a row of a list: j and k go down and up, Enter opens, v ticks it
//   data-ticked     where it is said how many rows are ticked
//   data-undo       a form that goes away when it is too late to undo
//   data-sends      a form of filters that sends itself when something is chosen
//   data-copy       a field whose text is meant to be copied: a button for it
//   data-sheet      a page of a paper: buttons to turn and to enlarge it

const OFF = "tovholder-keys-off";
const typing = (at) => at instanceof Element && at.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
const say = (text) => { document.getElementById("live").append(Object.assign(document.createElement("p"), { textContent: text })); };
const button = (text, press) => Object.assign(document.createElement("button"), { type: "button", className: "small", textContent: text, onclick: press });

// --- single keys (WCAG 2.1.4: they can be switched off)

let at = -1;

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  at = Math.max(0, Math.min(rows.length - 1, at + by));
  rows.forEach((row, index) => row.classList.toggle("current", index === at));
  rows[at].querySelector("a, button")?.focus();
}

function tick() {
  document.querySelectorAll("[data-row]")[at]?.querySelector("input[type=checkbox]")?.click();
}

function press(key) {
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((one) => one.offsetParent !== null);
  if (!found) return false;
  if (found.matches("input")) found.focus();
  else found.click();
  found.closest("details")?.querySelector("[data-first]")?.focus(); // so that Enter does what was opened
  return true;
}

const KEYS = { j: () => step(1), k: () => step(-1), v: tick, "?": help };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.repeat && !"jk".includes(event.key)) return; // a key held down decides once
  if (document.querySelector("dialog[open]") && event.key !== "?") return;
  if (localStorage.getItem(OFF) && event.key !== "?") return;
  const own = KEYS[event.key];
  if (own || press(event.key)) {
    own?.();
    event.preventDefault();
  }
});

// --- help

function help() {
  const open = document.querySelector("dialog.keys");
  if (open) return open.close();
  const dialog = Object.assign(document.createElement("dialog"), { className: "keys" });
  dialog.setAttribute("aria-labelledby", "keys-title");
  const title = Object.assign(document.createElement("h2"), { id: "keys-title", textContent: "Genvejstaster" });
  const list = document.createElement("dl");
  const rows = [["j og k", "næste og forrige linje"], ["?", "denne hjælp"]];
  if (document.querySelector("[data-row] input[type=checkbox]")) rows.splice(1, 0, ["v", "sæt eller fjern linjens flueben"]);
  for (const one of document.querySelectorAll("[data-key]")) {
    rows.push([one.dataset.key, (one.getAttribute("aria-label") || one.textContent || one.labels?.[0]?.textContent || "").trim()]);
  }
  for (const [key, what] of rows) {
    list.append(Object.assign(document.createElement("dt"), { textContent: key }), Object.assign(document.createElement("dd"), { textContent: what }));
  }
  const off = Object.assign(document.createElement("label"), { className: "tick" });
  const tick = Object.assign(document.createElement("input"), { type: "checkbox", checked: !localStorage.getItem(OFF) });
  tick.onchange = () => (tick.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"));
  off.append(tick, " Brug genvejstaster");
  const tour = document.createElement("p");
  tour.append(Object.assign(document.createElement("a"), { href: "/rundtur", textContent: "Rundtur: en dag på fem minutter" }));
  dialog.append(title, list, off, tour, button("Luk", () => dialog.close()));
  dialog.onclose = () => dialog.remove();
  document.body.append(dialog);
  dialog.showModal();
}

// --- forms

for (const form of document.querySelectorAll("form[data-sends]")) {
  form.addEventListener("change", () => form.requestSubmit());
  form.querySelector("button")?.classList.add("unseen");
}

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault(); // a second press of an impatient finger
    form.dataset.sent = "1";
  });
}
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

// --- undo goes away when it is too late

const undo = document.querySelector("#live form, [data-undo]");
if (undo) setTimeout(() => { undo.remove(); }, 30_000);

// --- an address that is shown once is ready to be copied

for (const field of document.querySelectorAll("[data-copy]")) {
  field.select();
  if (!navigator.clipboard) continue;
  field.after(button("Kopiér", () => navigator.clipboard.writeText(field.value).then(() => say("Adressen er kopieret."))));
}

// --- several cases at once: how many are ticked

const ticked = document.querySelector("[data-ticked]");
const count = () => {
  const many = document.querySelectorAll("[data-row] input[type=checkbox]:checked").length;
  ticked.textContent = many ? `(${many} valgt)` : "";
};
if (ticked) {
  document.querySelector("table.queue").addEventListener("change", count);
  addEventListener("pageshow", count);
}

// --- papers

for (const sheet of document.querySelectorAll("[data-sheet]")) {
  let turned = 0;
  const turn = () => {
    sheet.classList.remove(`turn-${turned}`);
    turned = (turned + 1) % 4;
    sheet.classList.add(`turn-${turned}`);
  };
  const zoom = (event) => {
    const on = sheet.classList.toggle("zoom");
    event.target.setAttribute("aria-pressed", String(on));
  };
  sheet.querySelector("figcaption").append(" ", button("Drej", turn), " ", button("Forstør", zoom));
}

for (const link of document.querySelectorAll(".facts-side a[href^='#felt-']")) {
  link.addEventListener("click", (event) => {
    const spot = document.getElementById(link.hash.slice(1));
    if (!spot) return;
    event.preventDefault();
    document.querySelectorAll(".spot.lit").forEach((one) => one.classList.remove("lit"));
    spot.classList.add("lit");
    spot.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    say(`Vist på papiret: ${link.textContent.trim()}`);
  });
}

// --- the board: a card dragged to another educator sends the same form as its menu does

const give = document.getElementById("flyt");
let lifted = null;

for (const card of document.querySelectorAll(".card[draggable=true]")) {
  card.addEventListener("dragstart", (event) => {
    lifted = card;
    card.classList.add("lifted");
    event.dataTransfer.setData("text/plain", card.dataset.card);
    event.dataTransfer.effectAllowed = "move";
  });
  card.addEventListener("dragend", () => card.classList.remove("lifted"));
}

for (const column of document.querySelectorAll("[data-column]")) {
  const mine = () => lifted && give && !column.contains(lifted);
  column.addEventListener("dragover", (event) => {
    if (!mine()) return;
    event.preventDefault();
    column.classList.add("target");
  });
  column.addEventListener("dragleave", () => column.classList.remove("target"));
  column.addEventListener("drop", (event) => {
    column.classList.remove("target");
    if (!mine()) return;
    event.preventDefault();
    const full = column.querySelector(".load").textContent.match(/^([\d,]+) af ([\d,]+)/);
    const over = full && parseFloat(full[1].replace(",", ".")) >= parseFloat(full[2].replace(",", "."));
    const why = over ? prompt("Der er ikke plads. Skriv en begrundelse for at gå ud over det:") : "";
    if (over && !why) return;
    give.elements.sag.value = lifted.dataset.card;
    give.elements.version.value = lifted.dataset.version;
    give.elements.vejleder.value = column.dataset.column;
    give.elements.hvorfor.value = why;
    give.submit();
  });
}
