// The search of the list: every word must be in what is known of a page; a number only as a whole.
"use strict";
const input = document.querySelector("input");
const items = [...document.querySelectorAll("li[data-text]")];
const nothing = document.getElementById("nothing");
const fold = text => text.normalize("NFKC").toLowerCase();
const texts = items.map(item => fold(item.dataset.text));
const words = texts.map(text => new Set(text.split(/\s+/)));
const isNumber = part => /^(?:0x[0-9a-f]+|-?[0-9]+)$/.test(part);

function search() {
  const parts = fold(input.value).split(/\s+/).filter(Boolean);
  let found = 0;
  items.forEach((item, i) => {
    item.hidden = !parts.every(part => isNumber(part) ? words[i].has(part) : texts[i].includes(part));
    found += !item.hidden;
  });
  nothing.hidden = found > 0;
}

function begin() {
  const asked = new URLSearchParams(location.search).get("q") || location.hash.slice(1);
  try {
    input.value = decodeURIComponent(asked);
  } catch {
    input.value = asked;
  }
  search();
}

input.addEventListener("input", search);
window.addEventListener("hashchange", begin);
begin();
