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
    for (const key of keys) {
      const found = list.keys[(await Points.digest(key, list.salt)).slice(0, list.digits)];
      if (found) return found;
    }
    return null;
  };
  const tell = (list, found) => {
    if (!found) return show("nothing_known");
    const [kind, about] = found;
    if (kind === "helper") return show("verified_helper", (box) => helped(box, list.helpers[Number(about)]));
    const address = `${form.dataset.alerts}${encodeURIComponent(about)}/`;
    return show("known_alert", (box) => box.append(line(list.alerts[about], address)));
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
    let keys;
    try {
      keys = await Points.asked(typed.value);
    } catch (wrong) {
      if (!(wrong instanceof Points.BadPoint)) throw wrong;
      show("bad");
      return;
    }
    try {
      const list = await fetched();
      tell(list, await find(list, keys));
    } catch {
      // Only after the reader was told, and pressed again, the site is asked.
      asksSite = true;
      show("offline");
    }
  });
})();
