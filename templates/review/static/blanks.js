// The boxes of a form, moved and sized by hand: each follows its four numbers, and the numbers follow it.
//
//   data-blank      a page's drawing
//   data-place="3"  the box of the field that is data-row-of="3"

const form = document.getElementById("skema");
const COLUMNS = ["x", "y", "bredde", "hoejde"];
const LEAST = 4; // points
const SVG = "http://www.w3.org/2000/svg";

document.querySelector("[data-help]").hidden = false;

const numbers = (at) => COLUMNS.map((name) => document.querySelector(`[data-row-of="${at}"] [name=${name}]`));
const tenth = (value) => Math.round(value * 10) / 10;

for (const rect of document.querySelectorAll("[data-place]")) {
  const at = rect.dataset.place;
  const inputs = numbers(at);
  const page = rect.ownerSVGElement;
  const { width, height } = page.viewBox.baseVal;
  const row = document.querySelector(`[data-row-of="${at}"]`);
  const word = document.querySelector(`[data-row-of="${at}"] summary`);
  const number = page.querySelector(`[data-number="${at}"]`);
  const grip = page.appendChild(document.createElementNS(SVG, "rect"));
  grip.setAttribute("class", "grip");
  rect.setAttribute("tabindex", "0");
  rect.setAttribute("role", "button");
  rect.setAttribute("aria-label", `${word.textContent.trim()}: pil flytter, Skift og pil ændrer størrelsen, Enter går til felterne`);

  const box = () => inputs.map((input) => parseFloat(input.value) || 0);
  const draw = () => {
    const [x, y, wide, high] = box();
    for (const [name, value] of Object.entries({ x, y, width: wide, height: high })) rect.setAttribute(name, Math.max(0, value));
    number.setAttribute("x", x + 2);
    number.setAttribute("y", y + 8);
    for (const [name, value] of Object.entries({ x: x + wide - 4, y: y + high - 4, width: 8, height: 8 })) grip.setAttribute(name, value);
  };
  const put = (x, y, wide, high) => {
    wide = Math.min(Math.max(LEAST, wide), width);
    high = Math.min(Math.max(LEAST, high), height);
    x = Math.min(Math.max(0, x), width - wide);
    y = Math.min(Math.max(0, y), height - high);
    [x, y, wide, high].forEach((value, index) => { inputs[index].value = tenth(value); });
    draw();
  };

  const drag = (handle, change) => {
    let from = null;
    handle.addEventListener("pointerdown", (event) => {
      from = { x: event.clientX, y: event.clientY, box: box(), scale: width / page.getBoundingClientRect().width };
      handle.setPointerCapture(event.pointerId);
      document.querySelectorAll(".place.lit").forEach((one) => one.classList.remove("lit"));
      rect.classList.add("lit");
      row.open = true;
      event.preventDefault();
      rect.focus();
    });
    handle.addEventListener("pointermove", (event) => {
      if (from) put(...change(from.box, (event.clientX - from.x) * from.scale, (event.clientY - from.y) * from.scale));
    });
    for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => { from = null; });
  };
  drag(rect, ([x, y, wide, high], right, down) => [x + right, y + down, wide, high]);
  drag(grip, ([x, y, wide, high], right, down) => [x, y, wide + right, high + down]);

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  rect.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      row.open = true;
      inputs[0].focus();
      event.preventDefault();
    }
    const way = ARROWS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    const [x, y, wide, high] = box();
    if (event.shiftKey) put(x, y, wide + way[0], high + way[1]);
    else put(x + way[0], y + way[1], wide, high);
    event.preventDefault();
  });

  inputs.forEach((input) => input.addEventListener("input", draw));
  row.addEventListener("focusin", () => {
    document.querySelectorAll(".place.lit").forEach((one) => one.classList.remove("lit"));
    rect.classList.add("lit");
  });
  draw();
}
