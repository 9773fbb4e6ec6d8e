// Small comforts of the door; everything also works by typing, without this file.
document.addEventListener("DOMContentLoaded", () => {
  // An invitation's QR picture carries the code behind the #, which browsers never send to the server.
  const field = document.getElementById("id_code");
  if (field && location.hash.length > 1) {
    field.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname + location.search);
  }
  // Passkeys need a script and a browser that knows them.
  for (const form of document.querySelectorAll(".needs-script")) form.hidden = !window.PublicKeyCredential;
  // One tick box speaks for both ways in.
  for (const follower of document.querySelectorAll("[data-follows]")) {
    const box = document.getElementById(follower.dataset.follows);
    if (box) box.addEventListener("change", () => { follower.disabled = !box.checked; });
  }
  for (const text of document.querySelectorAll("[data-renews]")) {
    setTimeout(() => location.reload(), text.dataset.renews * 1000);
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
});
// A passkey that fails or is cancelled says so on the page and not only in the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const told = document.getElementById("passkey_failed");
  if (told) told.hidden = false;
});
