// Shows what is told while a page is open, and puts lines away without loading the page again.
(() => {
  const SEEN = "alerts-seen";
  const box = document.getElementById("told");
  if (!box) return;
  const list = box.querySelector("ul");
  const empty = box.querySelector("template").content.firstElementChild;
  const summary = box.querySelector("summary");
  const of = (item, name) => item.querySelector(`[data-part=${name}]`);
  const title = (item) => of(item, "headline").textContent || of(item, "label").textContent;

  const seen = () => new Set([...box.dataset.seen.split(" "), ...(sessionStorage.getItem(SEEN) || "").split(" ")]);

  function filled(line) {
    const item = empty.cloneNode(true);
    const part = (name) => of(item, name);
    item.dataset.key = line.key;
    item.classList.toggle("is-back", line.is_back);
    for (const name of ["headline", "label", "code", "react"]) part(name).textContent = line[name];
    part("tags").textContent = line.languages;
    part("languages").hidden = !line.languages;
    part("address").hidden = !line.address;
    part("address").href = line.address || "#";
    for (const spoken of item.querySelectorAll("[data-part=spoken]")) spoken.textContent = line.code;
    item.querySelector("input[name=key]").value = line.key;
    const alert = item.querySelector("input[name=alert]");
    if (alert) alert.value = line.code;
    return item;
  }

  // The one line that is there while the box is closed.
  function sum() {
    const items = [...list.children];
    box.classList.toggle("is-empty", !items.length);
    of(summary, "count").textContent = items.length;
    of(summary, "newest").textContent = items.length ? title(items[0]) : "";
  }

  function show(lines) {
    const away = seen();
    const wanted = lines.filter((line) => !away.has(line.key));
    const keys = new Set(wanted.map((line) => line.key));
    for (const item of [...list.children]) if (!keys.has(item.dataset.key)) item.remove();
    const there = new Set([...list.children].map((item) => item.dataset.key));
    const added = wanted.filter((line) => !there.has(line.key)).map(filled);
    list.prepend(...added);
    sum();
    // What stands in a closed box is not read aloud: so what is new is said beside it.
    if (added.length) {
      of(box, "said").textContent = added.map((item) => `${title(item)}. ${of(item, "react").textContent}`).join(" ");
    }
  }

  list.addEventListener("submit", (event) => {
    const form = event.target;
    // That something was met again is sent as any form is.
    if (!form.elements.key) return;
    event.preventDefault();
    fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true, redirect: "manual" });
    sessionStorage.setItem(SEEN, [...seen(), form.elements.key.value].filter(Boolean).slice(-50).join(" "));
    form.closest("li").remove();
    sum();
    // Not lost with the button that was pressed.
    summary.focus();
  });
  document.addEventListener("posada:told", (event) => show(event.detail.lines));
})();
