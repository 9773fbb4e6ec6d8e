// Closes an open menu when somebody taps elsewhere or presses Escape.
(() => {
  const close = (but) => {
    for (const menu of document.querySelectorAll("details.account-menu[open]")) {
      if (menu !== but) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => close(event.target.closest("details.account-menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(null);
  });
})();
