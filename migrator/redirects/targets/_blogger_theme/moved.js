(function (settings) {
  "use strict";

  function path() {
    try {
      return decodeURIComponent(location.pathname).replace(/\/{2,}/g, "/");
    } catch (malformed) {
      return null;
    }
  }

  function decoded(text) {
    try {
      return decodeURIComponent(text.replace(/\+/g, " "));
    } catch (malformed) {
      return null;
    }
  }

  function parameters() {
    return location.search.slice(1).split("&").map(function (piece) {
      var cut = piece.indexOf("=");
      return cut < 0 ? [decoded(piece), ""] : [decoded(piece.slice(0, cut)), decoded(piece.slice(cut + 1))];
    });
  }

  function holds(found, wanted) {
    return wanted.every(function (pair) {
      return found.some(function (other) {
        return other[0] === pair[0] && other[1] === pair[1];
      });
    });
  }

  function lookUp(map, key) {
    var rules = Object.prototype.hasOwnProperty.call(map, key) ? map[key] : [];
    if (typeof rules === "string") {
      return rules;
    }
    var found = parameters();
    var met = rules.filter(function (rule) {
      return holds(found, rule[0]);
    });
    return met.length ? met[0][1] : null;
  }

  function shard(key) {
    var hash = 0;
    for (var place = 0; place < key.length; place++) {
      hash = (hash * 31 + key.charCodeAt(place)) % 65521;
    }
    return hash % settings.shards;
  }

  function setCanonical(address) {
    var link = document.querySelector("link[rel=canonical]");
    if (!link) {
      link = document.createElement("link");
      link.rel = "canonical";
      document.head.appendChild(link);
    }
    link.href = address;
  }

  function showLink(address) {
    var place = document.getElementById("migrator-moved");
    if (!place) {
      place = document.createElement("p");
      place.id = "migrator-moved";
      place.style.cssText = "margin:0;padding:.7em 1em;text-align:center;background:#fff8d6;color:#222";
      document.body.insertBefore(place, document.body.firstChild);
    }
    var link = document.createElement("a");
    link.href = address;
    link.textContent = address;
    place.textContent = settings.text + " ";
    place.appendChild(link);
  }

  function arrive(map, key) {
    var found = lookUp(map, key);
    if (!found) {
      return;
    }
    var address = found.charAt(0) === "/" ? settings.origin + found : found;
    var place = /^#c?[0-9]+$/.test(location.hash) ? location.hash : "";
    if (settings.forward) {
      location.replace(address + place);
      return;
    }
    function show() {
      setCanonical(address);
      showLink(address + place);
    }
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", show);
    } else {
      show();
    }
  }

  var key = path();
  if (key === null || settings.hosts.indexOf(location.hostname) < 0) {
    return;
  }
  if (!settings.shards) {
    arrive(settings.map, key);
    return;
  }
  window.migratorMoved = function (map) {
    arrive(map, key);
  };
  var script = document.createElement("script");
  script.src = settings.origin + "/migrator-map/" + shard(key) + ".js";
  document.head.appendChild(script);
})(SETTINGS);
