// A screen on a wall asks again by itself and puts the new lists in place: nothing jumps, no page is loaded
// anew. Where it cannot ask it says since when what it shows is old.
const every = Number(document.body.dataset.every) * 1000;

async function askAgain() {
  const stale = document.getElementById("stale");
  try {
    const answer = await fetch(location.href, { cache: "no-store", credentials: "omit" });
    if (answer.status === 404) {
      document.querySelector("main").replaceChildren();
    }
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["header", "main"]) {
      document.querySelector(part).replaceWith(document.adoptNode(fresh.querySelector(part)));
    }
    stale.hidden = true;
  } catch {
    stale.hidden = false;
  }
}

setInterval(askAgain, every);

// Nobody scrolls a screen on a wall. What does not fit on a wide one is shown part by part, each for the same
// time; whoever touches anything, or presses the button, has it stand still.
const stands = Number(document.body.dataset.stands) * 1000;
const wide = matchMedia("(min-width: 60rem)");
const parts = document.getElementById("parts");
const halt = parts.querySelector("button");
// What is cut at the lower edge is whole in the next part.
const overlap = 0.2;
let touched = -Infinity;

function goOn() {
  const above = document.querySelector("header").offsetHeight;
  const part = (innerHeight - above) * (1 - overlap);
  const rest = Math.ceil(document.querySelector("main").getBoundingClientRect().bottom + scrollY - innerHeight);
  const goesOn = wide.matches && rest > 0;
  document.body.classList.toggle("goes-on", goesOn);
  document.body.style.setProperty("--above", `${above}px`);
  parts.hidden = !goesOn;
  if (!goesOn) {
    return;
  }
  const isHeld = halt.getAttribute("aria-pressed") === "true" || performance.now() - touched < stands * 2;
  if (!isHeld && parts.dataset.began) {
    scrollTo({ top: scrollY >= rest - 1 ? 0 : Math.min(scrollY + part, rest), behavior: "instant" });
  }
  parts.dataset.began = "yes";
  const count = Math.ceil(rest / part) + 1;
  const shown = scrollY >= rest - 1 ? count : Math.round(scrollY / part) + 1;
  parts.querySelector("span").textContent = `${shown} / ${count}`;
}

halt.addEventListener("click", () => {
  halt.setAttribute("aria-pressed", String(halt.getAttribute("aria-pressed") !== "true"));
});
for (const sign of ["wheel", "touchstart", "keydown", "pointerdown"]) {
  addEventListener(sign, () => { touched = performance.now(); }, { passive: true });
}
goOn();
setInterval(goOn, stands);
