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
