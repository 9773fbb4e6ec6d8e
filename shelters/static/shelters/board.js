// The room board by keyboard, and a panel that closes. Without this file every bed is a link.
(() => {
  const tiles = () => document.getElementById("tiles");
  const panel = document.getElementById("panel");
  const said = document.getElementById("said");
  const beds = () => [...document.querySelectorAll("#tiles .bed")];
  let opener = null;

  const say = (text) => { said.textContent = text; };

  const reload = async (query, words) => {
    const focused = document.activeElement.id;
    await htmx.ajax("GET", tiles().dataset.url + query, { target: "#tiles", swap: "outerHTML" });
    document.getElementById(focused)?.focus();
    say(words());
  };

  // The nearest bed above or below; beside it is the order of the page.
  const next = (from, key) => {
    const all = beds();
    const isRtl = document.documentElement.dir === "rtl";
    const step = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1 }[key];
    if (step) return all[all.indexOf(from) + step];
    const here = from.getBoundingClientRect();
    const side = key === "ArrowDown" ? 1 : -1;
    const distance = (bed) => {
      const there = bed.getBoundingClientRect();
      const down = (there.top - here.top) * side;
      return down < 4 ? Infinity : down * 4 + Math.abs(there.left - here.left);
    };
    const best = all.reduce((a, b) => (distance(b) < distance(a) ? b : a));
    return distance(best) < Infinity ? best : null;
  };

  const close = () => {
    panel.replaceChildren();
    document.getElementById(opener)?.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (panel.childElementCount) close();
      else if (tiles().dataset.moving) reload("", () => tiles().dataset.cancelled);
      return;
    }
    const bed = event.target.closest?.("#tiles .bed");
    if (!bed) return;
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      next(bed, event.key)?.focus();
    } else if (event.key === "Enter" && bed.dataset.stay) {
      event.preventDefault();
      reload(`?move=${bed.dataset.stay}`, () => tiles().dataset.picked);
    } else if (event.key === " " && bed.tagName === "A") {
      event.preventDefault();
      bed.click();
    }
  });

  document.addEventListener("click", (event) => {
    const target = event.target.closest("#tiles .is-target");
    if (target) document.getElementById("move-bed").value = target.value;
  }, true);

  // A tap on a bed or room opens its panel beside the board instead of a page.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("#tiles a.bed, #tiles a.room-open");
    if (!link || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    opener = link.id;
    await htmx.ajax("GET", link.href, { target: "#panel", swap: "innerHTML" });
    if (!panel.childElementCount) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet panel-close";
    button.textContent = panel.dataset.close;
    button.addEventListener("click", close);
    panel.prepend(button);
    button.focus();
  });
})();
