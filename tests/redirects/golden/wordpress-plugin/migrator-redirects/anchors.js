// Old links that end in "#…" lead to the right place: no server ever sees that part, only the page a reader lands on.
// It leads to pages of this very site alone, and only where its map says so.
(function (settings) {
  "use strict";

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch (malformed) {
      return "";
    }
  }

  function own(map, key) {
    var known = map !== null && typeof map === "object" && Object.prototype.hasOwnProperty.call(map, key);
    return known ? map[key] : null;
  }

  function shows(anchor) {
    var place = document.getElementById(anchor) || document.getElementsByName(anchor)[0];
    if (place) {
      place.scrollIntoView();
    }
    return Boolean(place);
  }

  function showsComment(anchor) {
    var number = /^(?:c|comment-)([0-9]+)$/.exec(anchor);
    return number && ["comment-", "c", "comment-c"].some(function (before) {
      return shows(before + number[1]);
    });
  }

  // "#!/search?q=tea&m=1" stands under "!/search?q=tea&m=1", "!/search?q=tea" or "!/search".
  function keys(hash) {
    if (hash.charAt(0) !== "!") {
      return [decoded(hash)];
    }
    var parts = hash.split("#")[0].split("?");
    var path = decoded(parts[0]);
    var query = parts.slice(1).join("?").replace(/\+/g, " ");
    var asked = [query].concat(query.split("&")).map(function (words) {
      return path + "?" + decoded(words);
    });
    return asked.concat(path);
  }

  // Rows for one page name it by its decoded path without the final slash; the others are good on any page.
  function found(map, key) {
    var entry = settings.ask ? map : own(map, key);
    var path = decoded(location.pathname).replace(/\/index\.html$/, "").replace(/\/+$/, "") || "/";
    var wanted = [own(entry, path + location.search), own(entry, path), own(entry, ""), entry];
    return wanted.filter(function (address) {
      return typeof address === "string";
    })[0];
  }

  function file(key) {
    var sum = 0;
    for (var place = 0; place < key.length; place++) {
      sum = (sum * 31 + key.charCodeAt(place)) % 65521;
    }
    return settings.folder + (sum % settings.files) + ".json";
  }

  function lead(address, hash) {
    var there = new URL(address.slice(-1) === "#" ? address + hash : address, location.href);
    var elsewhere = there.href.split("#")[0] !== location.href.split("#")[0] || there.hash !== location.hash;
    if (there.origin === location.origin && /^https?:$/.test(there.protocol) && elsewhere) {
      location.replace(there.href);
      return true;
    }
    return false;
  }

  function arrive() {
    var hash = location.hash.slice(1);
    var listed = keys(hash);
    var last = listed[listed.length - 1];
    if (!last || shows(last) || showsComment(last) || !(settings.any || /^(!|[a-z-]*[0-9]+$)/.test(last))) {
      return;
    }
    function use(map) {
      var address = listed.map(found.bind(null, map)).filter(Boolean)[0];
      if (!(address && lead(address, hash)) && /^(?:c|comment-)[0-9]+$/.test(last)) {
        shows("comments");
      }
    }
    if (settings.map) {
      use(settings.map);
      return;
    }
    fetch(settings.ask ? settings.ask + encodeURIComponent(hash) : file(last))
      .then(function (reply) {
        return reply.ok ? reply.json() : {};
      })
      .then(use, function () {});
  }

  window.addEventListener("hashchange", arrive);
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", arrive);
  } else {
    arrive();
  }
})(JSON.parse("{\"ask\":\"/?migrator-anchor=\",\"any\":false}"));
