// The lock on every staff page: two taps, or Alt+L twice. The first arms it, the second sends it.
// No dialog, because hands shake; two steps, because opening again takes two people.
(() => {
  const ARMED_FOR = 10_000;
  const form = document.getElementById("lock");
  const button = form.querySelector("a");
  const words = form.querySelector(".lock-words");
  const told = form.querySelector("[role=alert]");
  const calm = words.textContent;
  let timer = 0;

  function disarm() {
    clearTimeout(timer);
    timer = 0;
    form.classList.remove("is-armed");
    words.textContent = calm;
    told.textContent = "";
  }

  function press() {
    if (timer) return form.requestSubmit();
    form.classList.add("is-armed");
    words.textContent = form.dataset.armed;
    told.textContent = form.dataset.told;
    timer = setTimeout(disarm, ARMED_FOR);
  }

  // The own socket closes too: this page is on its way to the card already.
  form.addEventListener("submit", () => { document.documentElement.dataset.leaving = "yes"; });
  button.setAttribute("role", "button");
  button.addEventListener("click", (event) => {
    event.preventDefault();
    press();
  });
  button.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    press();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && timer) return disarm();
    // By the place of the key: with Alt some keyboards write another letter.
    const isKey = event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyL";
    if (!isKey || event.repeat) return;
    event.preventDefault();
    press();
  });
})();
