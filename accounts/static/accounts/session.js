// Leaves the screen when the access behind this page is gone: a blocked device, an ended access, a sign-out.
// Without a socket nothing is lost: the next request is refused anyway.
(() => {
  const GONE = 4401;
  const LOCKED = 4423;
  const LONGEST = 60_000;
  const card = document.currentScript.dataset.card;
  const address = new URL(document.currentScript.dataset.socket, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  address.searchParams.set("language", document.documentElement.lang);
  let wait = 2000;

  // Libraries keep the last address there: the key of a row, on a device that is no longer trusted.
  function leave(to) {
    sessionStorage.clear();
    location.replace(to);
  }

  function listen() {
    const socket = new WebSocket(address);
    socket.addEventListener("open", () => { wait = 2000; });
    // Whatever else this page listens for comes through the same socket.
    socket.addEventListener("message", (event) => {
      document.dispatchEvent(new CustomEvent("posada:told", { detail: JSON.parse(event.data) }));
    });
    socket.addEventListener("close", (event) => {
      if (document.documentElement.dataset.leaving) return;
      if (event.code === LOCKED) return leave(card);
      if (event.code === GONE) return leave("/");
      // Not all at once after a restart of the site.
      setTimeout(listen, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, LONGEST);
    });
  }
  listen();
})();
