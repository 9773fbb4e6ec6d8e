// + and - without a page load. Without this file the same buttons post the form.
(() => {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-step]");
    if (!button) return;
    const field = button.parentElement.querySelector("input");
    event.preventDefault();
    const next = Math.max(Number(field.min), Math.min(Number(field.max), Number(field.value || 0) + Number(button.dataset.step)));
    if (next === Number(field.value)) return;
    field.value = next;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // A lost line is said plainly; the answers stay in the fields and the next change sends all of them.
  const lost = (event) => {
    const form = event.target.closest("[data-lost]");
    const place = document.getElementById("kept");
    if (form && place) place.textContent = form.dataset.lost;
  };
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, lost);
  }
})();
