"""Reads every target's files back, apart from the code that wrote them: which old path leads to which new URL.

A reader returns pairs of decoded path and new URL (None: gone); spellings of one path are one path. Whatever a file
says beyond its rules is an error here or one pair too many.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import tomllib
from typing import TYPE_CHECKING
from urllib.parse import unquote

import openpyxl
from lxml import etree, html

from migrator.redirects.sources._nginx_words import directives

from .samples import OLD_HOST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Files = Mapping[str, bytes]
    Pairs = Iterator[tuple[str, str | None]]

_UNQUOTED = {"errors": "surrogateescape"}


def pairs_in(name: str, files: Files) -> set[tuple[str, str | None]]:
    """Return what the files of a target say."""
    return {(_plain(path), target) for path, target in READERS[name](files)}


def _plain(path: str) -> str:
    """Merge slashes and resolve dots, as every rule's path is."""
    kept: list[str] = []
    pieces = path.split("/")
    for piece in pieces:
        if piece == "..":
            kept.pop()
        elif piece not in {"", "."}:
            kept.append(piece)
    return "/" + "/".join(kept) + ("/" if kept and pieces[-1] in {"", ".", ".."} else "")


def _text(files: Files, name: str) -> str:
    return files[name].decode("utf-8", "surrogateescape")


def _lines(files: Files, name: str) -> list[str]:
    text = _text(files, name)
    assert text.endswith("\n")
    return [line for line in text[:-1].split("\n") if line and not line.lstrip().startswith("#")]


def _decoded(raw: str) -> str:
    return unquote(raw, **_UNQUOTED)


def _of_url(url: str) -> str:
    found = re.fullmatch(r"(?s)(?:[Hh][Tt][Tt][Pp][Ss]?://[^/?#]*)?([^?#]*).*", url)
    assert found is not None
    return _decoded(found[1] or "/")


def _bytes_of(expression: str) -> str:
    r"""Read an expression of literal characters, `\xHH` bytes and other escaped characters."""
    raw = expression.encode("utf-8", "surrogateescape")
    pieces = re.findall(rb"\\x([0-9a-f]{2})|\\(.)|([^\\])", raw, re.DOTALL)
    return b"".join(bytes.fromhex(h.decode()) or e or c for h, e, c in pieces).decode(
        "utf-8", "surrogateescape"
    )


def _alternatives(expression: str) -> list[str]:
    """Read `^a$` or `^(?:a|b)$` of escaped literals."""
    inner = expression.removeprefix("^").removesuffix("$")
    if inner.startswith("(?:"):
        inner = inner.removeprefix("(?:").removesuffix(")")
    pieces = [""]
    for piece in re.findall(r"\\.|[^\\]", inner, re.DOTALL):
        if piece == "|":
            pieces.append("")
        else:
            assert piece[0] == "\\" or piece not in "^$.*+?()[]{}|"
            pieces[-1] += piece[-1]
    return pieces


def _nginx(files: Files) -> Pairs:
    known = {"map_hash_bucket_size", "map_hash_max_size", "map", "default"}
    for one in directives(_text(files, "migrator/map.conf")):
        assert one.name in known
        status = one.name == "map" and re.fullmatch(r"\$migr(?:_q\d+)?_(\d+)", one.words[2])
        count = len(re.findall(r"\$migr_arg_\d+", one.words[1])) if one.name == "map" else 0
        for entry in one.block if status else ():
            assert len(entry.words) == 2
            key, value = entry.words
            if key != "default":
                key = re.sub(r"\\(.)", r"\1", key[2:-2].removeprefix("^")) if key.startswith("~") else key
                path = (
                    key.removeprefix("[").partition("?")[2].removeprefix("]").split(" ", count)[count]
                    if count
                    else key
                )
                yield path, None if status[1] == "410" else value
    for name in ("migrator/rules.conf", "00-migrator.conf", "migrator/server.conf"):
        assert {one.name for one in directives(_text(files, name))} <= {"if", "include", "server"}


def _apache(files: Files) -> Pairs:
    for name in ("migrator/rules-paths.txt", "migrator/rules-queries.txt"):
        for line in _lines(files, name) if name in files else ():
            key, value = line.split(" ")
            yield (
                _decoded(_decoded(key.partition("?")[0]))
                if "%252" in key
                else _decoded(key.partition("?")[0]),
                _after_status(value),
            )
    lines, known = (
        _lines(files, "migrator/rules.conf"),
        (
            "RewriteRule ",
            "RewriteCond ",
            "RewriteMap ",
            "RewriteEngine On",
            "AllowEnc",
            "<",
            "</",
            "    RewriteMap",
        ),
    )
    assert all(line.startswith(known) for line in lines)
    for condition, rule in itertools.pairwise(lines):
        found = re.fullmatch(r'RewriteRule "\^(.*)\$" - \[E=MIGR:%1\]', rule)
        if found:
            value = re.fullmatch(r'RewriteCond "([^"]*)" "\(\.\*\)"', condition)
            yield _bytes_of(found[1]), _after_status(value[1].replace("\\%", "%"))


def _after_status(value: str) -> str | None:
    status, _, target = value.partition(":")
    return None if status == "410" else target


def _htaccess(files: Files) -> Pairs:
    for line in _lines(files, "htaccess.txt"):
        found = re.fullmatch(
            r'RewriteRule "\^((?:[^"\\]|\\x..)*)\$" (?:-|"([^"]*)") \[R=(\d+),L(?:,NE,QSD)?\]', line
        )
        if found:
            yield "/" + _bytes_of(found[1]), found[2] and found[2].replace("\\%", "%")
        else:
            assert re.match(
                r"Rewrite(?:Engine On|Cond %\{(?:HTTP_HOST|QUERY_STRING|REQUEST_URI)\} |Rule \^ - \[(?:S=\d+|R=404,L)\]$)|</?IfModule",
                line,
            )


def _caddy(files: Files) -> Pairs:
    entry = re.compile(r'\t\t"((?:[^"\\`{}]|\\x..)*)" "(\d+)" "([^"{}\\`]*)" "[?&]"')
    other = re.compile(
        r'@migr_site_\d+ host [a-z0-9. -]+|route @migr_site_\d+ \{|\}|\t\}|\t(?:@migr_\d+_\d+ vars|map|redir|respond) .*|\t\t"~\(\?:\^\|&\).*|\t\tdefault "".*'
    )
    count = 0
    for line in _lines(files, "migrator/rules.caddy"):
        found = entry.fullmatch(line)
        if found:
            key, status, target = found.groups()
            key = re.sub(r"\\x(..)", lambda h: chr(int(h[1], 16)), key[2:-1]) if key.startswith("~^") else key
            yield key.split(" ", count)[-1] if count else key, None if status == "410" else target
        else:
            assert other.fullmatch(line), line
            count = len(re.findall(r"\{migr_arg_\d+\}", line)) if "{migr_status_" in line else count


def _haproxy(files: Files) -> Pairs:
    for line in _lines(files, "migrator/rules.map"):
        key, _, target = line.split(" ")
        yield _decoded(key.removeprefix(OLD_HOST).partition("?")[0]), None if target == "-" else target


def _lighttpd(files: Files) -> Pairs:
    entry = re.compile(
        r'        "\^((?:[^"\\]|\\x[0-9a-f]{2})*?)(?:\(\?:\\x3f\.\*\)\?\$|\\x3f\(\?=[^"]*)(?:\(\?:\))*" => "([^"]*)",'
    )
    for line in _lines(files, "migrator.conf"):
        found = entry.fullmatch(line)
        if found:
            path = re.sub(r"\(\?:[^|]*\|(%..)\)", r"\1", found[1])
            yield _decoded(_bytes_of(path)), found[2].replace("%%$9", "%%").replace("%%", "%") or None
        else:
            assert re.match(
                r'server\.modules \+=|\$HTTP\["host"\] =~ |    [$]HTTP\["url"\]|\}| +(?:url\.redirect(?:-code)? = |server\.document-root = "/var|\)|\}+$)',
                line,
            ), line


def _varnish(files: Files) -> Pairs:
    paths: list[str] = []
    for line in _lines(files, "migrator.vcl"):
        if re.match(r"    (?:else)?if \(\(?req\.http\.X-Migr-Path == ", line):
            paths, target = re.findall(r'X-Migr-Path == "([^"]*)"', line), None
        elif line.startswith("        set req.http.X-Migr-To = ") and paths:
            target = re.fullmatch(r'        set req\.http\.X-Migr-To = "([^"]*)";', line)[1]
        elif line == "    }" and paths:
            yield from ((_decoded(path), target) for path in paths)
            paths = []


def _iis(files: Files) -> Pairs:
    for entry in etree.fromstring(files["rewriteMaps.config"]).iter("add"):
        target = entry.get("value")
        yield entry.get("key"), None if target == "gone" else target
    for rule in etree.fromstring(files["web.config"]).iter("rule"):
        match, action = rule.find("match").get("url"), rule.find("action")
        if match != ".*":
            units = b"".join(
                int(h, 16).to_bytes(2, "big") if h else c.encode("utf-16-be")
                for h, c in re.findall(r"\\u([0-9a-f]{4})|([^\\])", match[1:-1])
            )
            yield "/" + units.decode("utf-16-be"), action.get("url")


def _netlify(files: Files) -> Pairs:
    for line in _lines(files, "_redirects"):
        words = line.split(" ")
        assert re.fullmatch(r"\d+!", words[-1])
        assert all("=" in word for word in words[1:-2])
        yield _decoded(words[0]), None if words[-1] == "410!" else words[-2]
    for one in tomllib.loads(_text(files, "netlify.toml"))["redirects"] if "netlify.toml" in files else ():
        yield _decoded(one["from"]), None if one["status"] == 410 else one["to"]


def _pages(files: Files) -> Pairs:
    for line in _lines(files, "_redirects"):
        path, target, status = line.split(" ")
        assert status.isdigit()
        yield _decoded(path), target


def _rows(name: str, path: Callable[[dict], str], target: str, within: str = "") -> Callable[[Files], Pairs]:
    def read(files: Files) -> Pairs:
        found = json.loads(files[name])
        return ((path(one), one.get(target)) for one in (found[within] if within else found))

    return read


def _tables(*names: str) -> Callable[[Files], Pairs]:
    """Read JSON of the programs: site → path → rows of conditions, target, status."""

    def read(files: Files) -> Pairs:
        for name in files:
            if re.fullmatch(names[0], name):
                sites = json.loads(files[name])
                assert set(sites) <= {OLD_HOST}
                for path, rows in sites.get(OLD_HOST, {}).items():
                    yield from ((_decoded(path), target) for _, target, _ in rows)

    return read


def _worker(files: Files) -> Pairs:
    for line in _lines(files, "rules.mjs"):
        if line.startswith("  "):
            key, rows = json.loads(line.removesuffix(","))
            yield from ((_decoded(key.removeprefix(OLD_HOST)), target) for _, _, target in rows)
        else:
            assert re.match(r"// Old|export const (?:hosts|stays|keepUtm|trial|rules) = |\]\);$", line)


def _cloudfront(files: Files) -> Pairs:
    for row in json.loads(files["store.json"])["data"]:
        first = row["value"].partition("\n")[0]
        if first:
            assert row["key"].startswith("0/")
            yield _decoded(row["key"][1:].partition("?")[0]), first.partition(" ")[2] or None


def _cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8", "surrogateescape"), newline="")))


def _list(name: str, old: int, new: int, *, head: bool = True) -> Callable[[Files], Pairs]:
    def read(files: Files) -> Pairs:
        rows = _cells(files[name])
        assert len({len(row) for row in rows}) <= 1
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
        return ((_of_url(row[old]), row[new] or None) for row in rows[head:])

    return read


def _bulk(files: Files) -> Pairs:
    for row in _cells(files["redirects.csv"]):
        assert row[2] in {"301", "302", "307", "308"}
        assert row[3:] == ["FALSE"] * 4
        yield _decoded("/" + row[0].partition("/")[2]), row[1]


def _xlsx(files: Files) -> Pairs:
    sheet = openpyxl.load_workbook(io.BytesIO(files["redirects.xlsx"])).worksheets[0]
    for row in list(sheet.rows)[1:]:
        assert all(cell.data_type == "s" or cell.value in {None, ""} for cell in row)
        old, new = (re.sub("_x005F_", "_", str(cell.value or "")) for cell in row[:2])
        yield _of_url(old), new or None


def _s3(files: Files) -> Pairs:
    for line in _lines(files, "objects.tsv") if files["objects.tsv"] else ():
        key, target = line.split("\t")
        yield f"/{key}", target


def _stubs(files: Files) -> Pairs:
    for name, content in files.items():
        if name.startswith("site/"):
            page = html.fromstring(content.decode())
            (link,) = page.xpath("//link[@rel='canonical']/@href")
            (script,) = page.xpath("//script")
            assert page.xpath("//a/@href") == [link]
            assert page.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url={link}"]
            told = re.fullmatch(r'location\.replace\(("[^"]*")(?: \+ location\.hash)?\);', script.text)
            assert json.loads(told[1]) == link
            yield name.removeprefix("site"), link


def _theme(name: str, opening: str, ending: str) -> Callable[[Files], Pairs]:
    def read(files: Files) -> Pairs:
        text = _text(files, name)
        assert text.lower().count("</script>") == 1
        assert text.count("]]>") == (1 if name.endswith(".xml") else 0)
        if name.endswith(".xml"):
            etree.fromstring(f"<b>{text}</b>")
        raw = text.rpartition(opening)[2].rpartition(ending)[0]
        settings = json.loads(raw) if raw.startswith("{") else json.loads(json.loads(raw))
        for path, entry in settings["map"].items():
            targets = [entry] if isinstance(entry, str) else [target for _, target in entry]
            yield from ((path, settings["origin"] + t if t and t.startswith("/") else t) for t in targets)

    return read


def _ghost(files: Files) -> Pairs:
    rows = [(one["from"], one["to"]) for one in json.loads(files["redirects.json"])]
    yaml = [
        json.loads("[" + line.strip().replace('": "', '", "') + "]")
        for line in _text(files, "redirects.yaml").split("\n")
        if line.startswith("  ")
    ]
    assert sorted(map(tuple, yaml)) == sorted(rows)
    yield from ((_decoded(path), target) for old, target in rows for path in _alternatives(old))


_KEPT = re.compile("%(?:2[346BCFbcf]|3[ABDFabdf]|40)")  # what JavaScript's decodeURI leaves


def _unescaped(escape: re.Match[str]) -> str:
    return chr(int(escape[0][1:], 16))


def _firebase(files: Files) -> Pairs:
    for one in json.loads(files["firebase.json"])["hosting"]["redirects"]:
        yield from ((_KEPT.sub(_unescaped, path), one["destination"]) for path in _alternatives(one["regex"]))


READERS: dict[str, Callable[[Files], Pairs]] = {
    "apache": _apache,
    "apache-htaccess": _htaccess,
    "azure-swa": _rows("staticwebapp.config.json", lambda one: _decoded(one["route"]), "redirect", "routes"),
    "blogger-custom-redirects": _list("custom-redirects.csv", 0, 1),
    "blogger-theme": _theme("head.xml", "})(", ");"),
    "caddy": _caddy,
    "cloudflare-bulk": _bulk,
    "cloudflare-pages": _pages,
    "cloudflare-worker": _worker,
    "cloudfront": _cloudfront,
    "csv": _list("redirects.csv", 0, 1),
    "firebase": _firebase,
    "ghost": _ghost,
    "haproxy": _haproxy,
    "html-stubs": _stubs,
    "iis": _iis,
    "json": _rows("redirects.json", lambda one: _decoded(one["path"]), "new"),
    "lighttpd": _lighttpd,
    "netlify": _netlify,
    "nginx": _nginx,
    "php": _tables(r"migrator-redirects/rules.*\.json"),
    "python-middleware": _tables(r"migrator_redirects/rules\.json"),
    "rank-math": _list("rank-math.csv", 1, 3),
    "s3": _s3,
    "safe-redirect-manager": _list("safe-redirect-manager.csv", 0, 1),
    "tumblr-theme": _theme("head.html", "JSON.parse(", "));"),
    "varnish": _varnish,
    "vercel": _rows(
        "vercel.json",
        lambda one: _decoded(re.sub(r"\\(.)", r"\1", one["source"])),
        "destination",
        "redirects",
    ),
    "vercel-bulk": _rows("migrator-redirects.json", lambda one: _decoded(one["source"]), "destination"),
    "wordpress-plugin": _tables(r"migrator-redirects/rules.*\.json"),
    "wordpress-redirection": _list("redirection.csv", 0, 1),
    "xlsx": _xlsx,
    "yoast": _list("yoast.csv", 0, 1),
}
