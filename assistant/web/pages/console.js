// Where the console is, for textual.js: beside this page, whatever name the page was reached by. The query goes along
// as data of the address and is bounded there and by the server.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const query = new URLSearchParams(location.search).get("q") || "";
  const short = [...query].slice(0, 500).join("");
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  document.getElementById("terminal").dataset.sessionWebsocketUrl =
    `${scheme}//${location.host}/ws/${encodeURIComponent(`q=${short}`)}`;
  document.getElementById("again").addEventListener("click", () => location.reload());
  // What is drawn before its font is there stays as it was, so the terminal begins after the fonts.
  const begin = window.onload;
  window.onload = async event => {
    await Promise.allSettled(["", "bold "].map(weight => document.fonts.load(`${weight}16px "Roboto Mono"`, "なW")));
    begin(event);
    // Who comes here wants to type; the console is there once it has sent something.
    new MutationObserver((changes, observer) => {
      if (document.body.classList.contains("-first-byte")) {
        observer.disconnect();
        document.querySelector(".xterm-helper-textarea").focus();
      }
    }).observe(document.body, {attributes: true});
  };
});
