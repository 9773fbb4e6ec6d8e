// A button that prints. Without scripts it stays hidden: browsers print from their own menu.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
