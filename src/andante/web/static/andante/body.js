// The drawing of the body: tap an area, then say how much. It writes into the list of areas below it, which is what is
// sent, and which works alone without this file.
for (const part of document.querySelectorAll("[data-body-part]")) {
  const body = part.querySelector("[data-body]");
  const panel = part.querySelector("[data-panel-stepper]");
  const number = panel.querySelector("[data-number]");
  const name = part.querySelector("[data-name]");
  const count = part.querySelector("[data-body-count]");
  const views = [...part.querySelectorAll("svg[data-view]")];
  const areas = [...part.querySelectorAll("[data-area]")];
  const field = (area) => document.querySelector(`#id_area_${area}`);
  const label = (area) => field(area).labels[0].textContent.trim();
  let chosen = null;

  const show = () => {
    for (const area of areas) {
      const value = field(area.dataset.area).value;
      area.setAttribute("aria-pressed", String(value !== ""));
      area.setAttribute("aria-label", value === "" ? label(area.dataset.area) : `${label(area.dataset.area)}: ${value}`);
      area.querySelector("text").textContent = value;
      area.dataset.level = value === "" ? "" : String(Math.ceil(Number(value) / 2.5));
      area.classList.toggle("is-chosen", area.dataset.area === chosen);
    }
    const rated = [...part.querySelectorAll(".area-list input")].filter((each) => Number(each.value) > 0).length;
    count.textContent = rated ? `${rated} ${rated === 1 ? count.dataset.one : count.dataset.many}` : "";
    name.textContent = chosen ? label(chosen) : name.dataset.hint;
    panel.hidden = chosen === null;
    if (chosen && number.value !== field(chosen).value) number.value = field(chosen).value;
  };
  const put = (value) => {
    field(chosen).value = value;
    field(chosen).dispatchEvent(new Event("input", { bubbles: true }));
  };
  const step = (by) => {
    // Unrated, an area begins at its last number, else at the overall pain. Nothing is written before this tap.
    const pain = document.querySelector("#id_pain")?.value;
    const start = field(chosen).dataset.last || pain || field(chosen).dataset.start || "5";
    const now = field(chosen).value === "" ? Number(start) : Number(field(chosen).value) + by;
    put(String(Math.min(10, Math.max(0, now))));
  };
  const choose = (area, { move = false } = {}) => {
    chosen = area;
    show();
    if (move) panel.querySelector("[data-more]").focus();
  };

  for (const view of views) {
    view.addEventListener("click", (event) => {
      const hit = event.target.closest("[data-area]");
      if (hit) return choose(hit.dataset.area);
      // A finger beside a small area means the nearest one.
      const here = new DOMPoint(event.clientX, event.clientY).matrixTransform(view.getScreenCTM().inverse());
      const far = (area) => {
        const text = area.querySelector("text");
        return Math.hypot(text.getAttribute("x") - here.x, text.getAttribute("y") - here.y);
      };
      const near = [...view.querySelectorAll("[data-area]")].sort((one, other) => far(one) - far(other))[0];
      if (far(near) < 45) choose(near.dataset.area);
    });
    view.addEventListener("keydown", (event) => {
      const at = event.target.closest("[data-area]");
      if (!at || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      choose(at.dataset.area, { move: true });
    });
  }
  for (const side of part.querySelectorAll("[data-show]")) {
    side.addEventListener("click", () => {
      for (const view of views) view.toggleAttribute("hidden", view.dataset.view !== side.dataset.show);
      for (const each of part.querySelectorAll("[data-show]")) each.setAttribute("aria-pressed", String(each === side));
    });
  }
  panel.querySelector("[data-more]").addEventListener("click", () => step(1));
  panel.querySelector("[data-less]").addEventListener("click", () => step(-1));
  panel.querySelector("[data-none]").addEventListener("click", () => put(""));
  number.addEventListener("input", () => put(number.value));
  part.addEventListener("input", show);
  body.hidden = false;
  part.querySelector("[data-body-list]").open = part.querySelector(".area-list .has-error") !== null;
  show();
}
