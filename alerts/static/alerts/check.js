// Looks in the list of the network inside of the browser: what somebody types goes nowhere.
"use strict";
(() => {
  const form = document.querySelector("form[data-list]");
  if (!form || !window.crypto?.subtle) return;
  const answer = document.getElementById("answer");
  const typed = form.elements.namedItem("contact");
  let asksSite = false;

  const show = (id, fill = () => {}) => {
    const copy = document.getElementById(`answer-${id}`).content.cloneNode(true);
    fill(copy.querySelector(".checked-found"));
    document.getElementById("refused")?.remove();
    answer.replaceChildren(copy);
    answer.focus();
  };
  const line = (text, href) => {
    const paragraph = document.createElement("p");
    const inner = document.createElement(href ? "a" : "strong");
    if (href) inner.href = href;
    inner.textContent = text;
    paragraph.append(inner);
    return paragraph;
  };
  const helped = (box, helper) => {
    const told = document.createElement("p");
    told.className = "soft";
    told.textContent = helper.told;
    box.append(line(helper.name), told);
  };
  const find = async (list, keys) => {
    for (const [place, key] of keys.entries()) {
      const found = list.found[(await Points.digest(key, list.salt)).slice(0, list.digits)];
      if (found) return { found, place };
    }
    return { found: [], place: -1 };
  };
  // As alerts/actions/checking.py says it for those without a script.
  const readAs = (numbers, place) => {
    const isGuess = numbers.length > 1;
    const shown = isGuess && place >= 0 ? numbers.slice(place, place + 1) : numbers;
    const parts = [];
    if (shown.length) {
      const copy = document.getElementById("read-numbers").content.cloneNode(true);
      copy.querySelector("bdi").textContent = shown.join(" · ");
      parts.push(copy);
    }
    if (isGuess) {
      const way = ["home", "neighbour", "abroad"][place] ?? "nowhere";
      parts.push(document.getElementById(`read-${way}`).content.cloneNode(true));
    }
    return parts;
  };
  const tell = (list, { found, place }, numbers) => {
    const about = (wanted) => found.filter(([kind]) => kind === wanted).map(([, each]) => each);
    const warned = about("alert");
    const helpers = about("helper").map((each) => list.helpers[Number(each)]);
    const kind = warned.length ? "known_alert" : helpers.length ? "verified_helper" : "nothing_known";
    show(kind, (box) => {
      for (const code of warned) {
        box.append(line(list.alerts[code], `${form.dataset.alerts}${encodeURIComponent(code)}/`));
      }
      if (warned.length && helpers.length) {
        box.append(document.getElementById("read-same").content.cloneNode(true));
      }
      for (const helper of helpers) helped(box, helper);
      box.append(...readAs(numbers, place));
    });
  };
  const fetched = async () => {
    const given = await fetch(form.dataset.list, { credentials: "omit", cache: "no-cache", referrerPolicy: "no-referrer" });
    if (!given.ok) throw new Error(String(given.status));
    return given.json();
  };

  form.querySelector(".check-by-site").hidden = true;
  form.querySelector(".check-by-browser").hidden = false;
  form.addEventListener("submit", async (event) => {
    if (asksSite) return;
    event.preventDefault();
    let keys, numbers;
    try {
      keys = await Points.asked(typed.value);
      numbers = await Points.phones(typed.value);
    } catch (wrong) {
      if (!(wrong instanceof Points.BadPoint)) throw wrong;
      show("bad");
      return;
    }
    try {
      const list = await fetched();
      tell(list, await find(list, keys), numbers);
    } catch {
      // Only after the reader was told, and pressed again, the site is asked.
      asksSite = true;
      show("offline");
    }
  });
})();
