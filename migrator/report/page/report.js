"use strict";
(() => {
  const PAGE = 50;
  const { verdicts, kinds, proofs, notes, rows } = JSON.parse(document.getElementById("url-rows").textContent);
  const [OLD, NEW, VERDICT, KIND, NOTE, CONFIDENCE, PROOF, FINAL, NUMBERS] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const part = (id) => document.getElementById(id);
  const search = part("search"), verdict = part("verdict"), kind = part("kind");
  const count = part("count"), where = part("where"), previous = part("previous"), next = part("next");
  const body = part("rows"), blank = part("row").content.firstElementChild;

  const readable = (url) => {
    try {
      return decodeURI(url);
    } catch {
      return "";
    }
  };
  const spelled = (url) => (url.includes("%") ? `${url}\n${readable(url)}` : url);
  const texts = rows.map((row) => `${spelled(row[OLD])}\n${spelled(row[NEW])}\n${notes[row[NOTE]]}`.toLowerCase());

  let found = rows.map((_, index) => index);
  let start = 0;
  let order = -1; // the number that rows are sorted by; -1: as they come

  const matches = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = [verdict.value, kind.value].map((value) => (value === "" ? -1 : Number(value)));
    const fits = (index) =>
      (wanted[0] < 0 || rows[index][VERDICT] === wanted[0]) &&
      (wanted[1] < 0 || rows[index][KIND] === wanted[1]) &&
      words.every((word) => texts[index].includes(word));
    const chosen = rows.map((_, index) => index).filter(fits);
    return order < 0 ? chosen : chosen.sort((a, b) => rows[b][NUMBERS + order] - rows[a][NUMBERS + order] || a - b);
  };

  const span = (look, text) => {
    const made = document.createElement("span");
    made.className = look;
    made.textContent = text;
    return made;
  };

  const address = (cell, url) => {
    if (!url) {
      return;
    }
    const linkable = /^https?:\/\//i.test(url) && !url.endsWith("…");
    const shown = document.createElement(linkable ? "a" : "span");
    const [, site, path] = /^([^:/]+:\/\/[^/]*)(\/.*)$/s.exec(url) || ["", "", url];
    shown.append(span("site", site), span("path", path));
    if (linkable) {
      shown.href = url;
      shown.target = "_blank";
      shown.rel = "noopener noreferrer nofollow";
    }
    cell.append(shown);
  };

  const remark = (row) => {
    const parts = [];
    if (row[CONFIDENCE] < 100) {
      parts.push(`${row[CONFIDENCE]} % sure`);
    }
    if (row[PROOF] >= 0) {
      parts.push(proofs[row[PROOF]]);
    }
    if (row[NEW]) {
      parts.push(row[FINAL] ? "seen on the new site" : "predicted");
    }
    return parts.join(" · ");
  };

  const number = (value) => value.toLocaleString("en");

  const drawn = (row) => {
    const line = blank.cloneNode(true);
    const [old, fresh, decision, why] = line.children;
    const [look, words] = verdicts[row[VERDICT]];
    address(old, row[OLD]);
    address(fresh, row[NEW]);
    decision.firstElementChild.classList.add(`v-${look}`);
    decision.firstElementChild.textContent = words;
    decision.lastElementChild.textContent = kinds[row[KIND]];
    why.firstElementChild.textContent = notes[row[NOTE]];
    why.lastElementChild.textContent = remark(row);
    [...line.children].slice(4).forEach((cell, place) => {
      cell.textContent = row[NUMBERS + place] ? number(row[NUMBERS + place]) : "";
    });
    return line;
  };

  const draw = () => {
    const shown = found.slice(start, start + PAGE);
    body.replaceChildren(...shown.map((index) => drawn(rows[index])));
    const all = found.length === rows.length;
    const noun = found.length === 1 ? "address" : "addresses";
    count.textContent = all ? `${number(rows.length)} ${noun}` : `${number(found.length)} of ${number(rows.length)} addresses`;
    where.textContent = `${number(start + 1)}–${number(start + shown.length)} of ${number(found.length)}`;
    part("pager").hidden = found.length <= PAGE;
    previous.disabled = start === 0;
    next.disabled = start + PAGE >= found.length;
    part("table").hidden = found.length === 0;
  };

  const filter = () => {
    found = matches();
    start = 0;
    draw();
  };

  const turn = (by) => {
    start += by;
    draw();
    part("urls").scrollIntoView();
  };

  const clear = () => {
    search.value = "";
    verdict.value = "";
    kind.value = "";
    filter();
  };

  const sorters = document.querySelectorAll("button[data-number]");
  const sort = (button) => {
    order = order === Number(button.dataset.number) ? -1 : Number(button.dataset.number);
    for (const each of sorters) {
      each.parentElement.ariaSort = order === Number(each.dataset.number) ? "descending" : "none";
    }
    filter();
  };

  for (const button of sorters) {
    button.addEventListener("click", () => sort(button));
  }
  search.addEventListener("input", filter);
  verdict.addEventListener("change", filter);
  kind.addEventListener("change", filter);
  part("reset").addEventListener("click", clear);
  previous.addEventListener("click", () => turn(-PAGE));
  next.addEventListener("click", () => turn(PAGE));
  for (const link of document.querySelectorAll("a[data-verdict]")) {
    link.addEventListener("click", () => {
      search.value = "";
      kind.value = "";
      verdict.value = link.dataset.verdict;
      filter();
    });
  }
  window.addEventListener("beforeprint", () => {
    for (const closed of document.querySelectorAll("details")) {
      closed.open = true;
    }
  });

  part("controls").hidden = false;
  filter();
})();
