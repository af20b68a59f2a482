// Old addresses and where they went: [site and path, [[query conditions, status, new address], …]].
export const hosts = new Map([["dearmarigold.example", "dearmarigold.example"], ["www.dearmarigold.example", "dearmarigold.example"], ["dearmarigold.blogspot.example", "dearmarigold.example"]]);
export const stays = new Set([]);
export const keepUtm = false;
export const trial = false;
export const rules = new Map([
  ["dearmarigold.example/", [[["p=123"], 301, "https://askmarigold.example/p123/"], [["p=124"], 410, null], [[], 301, "https://askmarigold.example/"]]],
  ["dearmarigold.example/%241.html", [[[], 301, "https://askmarigold.example/dollar/"]]],
  ["dearmarigold.example/%2A%28s%29%5Ba%5D%7C%3Cb%3E.html", [[[], 301, "https://askmarigold.example/star/"]]],
  ["dearmarigold.example/%7Bx%7D.html", [[[], 301, "https://askmarigold.example/x/?p=1"]]],
  ["dearmarigold.example/%EF%BB%BFbom.html", [[[], 301, "https://askmarigold.example/bom/#top"]]],
  ["dearmarigold.example/100%25.html", [[[], 301, "https://askmarigold.example/percent/"]]],
  ["dearmarigold.example/2009/05/", [[[], 301, "https://askmarigold.example/2009/05/"]]],
  ["dearmarigold.example/2009/05/tea-for-two.html", [[[], 301, "https://askmarigold.example/tea-for-two/"]]],
  ["dearmarigold.example/2010/05/%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82.html", [[[], 301, "https://askmarigold.example/long/"]]],
  ["dearmarigold.example/Case.html", [[[], 301, "https://askmarigold.example/upper/"]]],
  ["dearmarigold.example/back%5Cslash.html", [[[], 301, "https://askmarigold.example/%C3%A9/"]]],
  ["dearmarigold.example/caf%C3%A9.html", [[[], 301, "https://askmarigold.example/cafe/"]]],
  ["dearmarigold.example/case.html", [[[], 301, "https://askmarigold.example/lower/"]]],
  ["dearmarigold.example/gone.html", [[[], 410, null]]],
  ["dearmarigold.example/hash%23.html", [[[], 301, "https://askmarigold.example/hash/"]]],
  ["dearmarigold.example/index.html", [[[], 301, "https://askmarigold.example/"]]],
  ["dearmarigold.example/latin-%E9.html", [[[], 301, "https://askmarigold.example/latin/"]]],
  ["dearmarigold.example/mark%3F.html", [[[], 301, "https://askmarigold.example/mark/"]]],
  ["dearmarigold.example/p/about.html", [[[], 301, "https://askmarigold.example/about/"]]],
  ["dearmarigold.example/quote%22s%27.html", [[[], 301, "https://askmarigold.example/quotes/"]]],
  ["dearmarigold.example/search", [[["q=a%2Bb"], 301, "https://askmarigold.example/?s=a%2Bb"], [["q=love%20advice"], 301, "https://askmarigold.example/?s=love+advice"], [["updated-max=2010-10-02T10%3A09%3A00-04%3A00"], 301, "https://askmarigold.example/2010/10/"], [[], 301, "https://askmarigold.example/"]]],
  ["dearmarigold.example/search/label/a%2Bb", [[[], 301, "https://askmarigold.example/category/a-plus-b/"]]],
  ["dearmarigold.example/search/label/a/b", [[[], 301, "https://askmarigold.example/category/a-b/"]]],
  ["dearmarigold.example/search/label/tea%20time", [[[], 301, "https://askmarigold.example/category/tea-time/"]]],
  ["dearmarigold.example/semi%3Bcolon.html", [[[], 301, "https://askmarigold.example/a%20b/"]]],
  ["dearmarigold.example/x", [[["y=1", "z=%C3%A9"], 301, "https://askmarigold.example/two-conditions/"], [["y=1"], 301, "https://askmarigold.example/one-condition/"]]],
  ["dearmarigold.example/~tilde.html", [[[], 301, "https://askmarigold.example/tilde/"]]],
]);
