"""Put redirects.csv into a new Bulk Redirect List and switch the rule named "migrator" over to it.

    CLOUDFLARE_ACCOUNT_ID=… CLOUDFLARE_API_TOKEN=… python3 apply.py          shows what would be done
    …                                               python3 apply.py --live   does it
    …                                               python3 apply.py --undo   switches back to the list before

The token needs "Account Filter Lists: Edit" and "Account Rulesets: Edit". Python 3.9 or later, nothing else.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

API = os.environ.get("CLOUDFLARE_API", "https://api.cloudflare.com/client/v4")
MARK = "migrator: "
BEFORE = ", before: "
CHUNK = 5_000  # redirects in one request
PAUSE = float(os.environ.get("MIGRATOR_PAUSE", "2"))  # seconds between two looks at a running operation
PHASE = "/rulesets/phases/http_request_redirect/entrypoint"
NOT_FOUND = 404


def call(method: str, path: str, body: object = None) -> Any:
    """Ask Cloudflare; None for an unknown address."""
    url = f"{API}/accounts/{os.environ['CLOUDFLARE_ACCOUNT_ID']}{path}"
    sent = None if body is None else json.dumps(body).encode()
    token = os.environ["CLOUDFLARE_API_TOKEN"]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, sent, headers, method=method)) as reply:
            return json.load(reply)["result"]
    except urllib.error.HTTPError as error:
        if error.code == NOT_FOUND:
            return None
        sys.exit(
            f"Cloudflare refused {method} {path}: {error.code} {error.read().decode(errors='replace')[:500]}"
        )


def say(text: str) -> None:
    """Tell the person in front of the screen."""
    sys.stdout.write(f"{text}\n")


def read_rows(content: bytes) -> list[dict[str, object]]:
    """Return the redirects of the file in the form of Cloudflare's API."""
    names = ("include_subdomains", "subpath_matching", "preserve_query_string", "preserve_path_suffix")
    found: list[dict[str, object]] = []
    for source, target, status, query, subdomains, subpaths, suffix in csv.reader(
        content.decode().splitlines()
    ):
        flags = dict(zip(names, (cell == "TRUE" for cell in (subdomains, subpaths, query, suffix))))  # noqa: B905
        moved = {"source_url": source, "target_url": target, "status_code": int(status), **flags}
        found.append({"redirect": moved})
    return found


def ours(rules: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the rule that an earlier run made."""
    return next((rule for rule in rules if str(rule.get("description", "")).startswith(MARK)), None)


def current_rules() -> list[dict[str, Any]]:
    """Return the account's redirect rules without what only Cloudflare may write."""
    ruleset = call("GET", PHASE) or {}
    return [
        {name: value for name, value in rule.items() if name not in {"version", "last_updated"}}
        for rule in ruleset.get("rules", [])
    ]


def list_of(rule: dict[str, Any] | None) -> str:
    """Return the name of the list a rule reads, or "none"."""
    return str(rule["action_parameters"]["from_list"]["name"]) if rule else "none"


def switch(rules: list[dict[str, Any]], name: str, before: str) -> None:
    """Let our rule read another list; "none" takes the rule away."""
    old = ours(rules)
    new = {
        "action": "redirect",
        "description": f"{MARK}{name}{BEFORE}{before}",
        "expression": f"http.request.full_uri in ${name}",
        "action_parameters": {"from_list": {"name": name, "key": "http.request.full_uri"}},
    }
    kept = [rule for rule in rules if rule is not old]
    call("PUT", PHASE, {"rules": kept if name == "none" else [new, *kept]})


def fill(number: str, rows: list[dict[str, object]]) -> None:
    """Replace what a list holds, some thousand redirects at a time; each part is done before the next."""
    for start in range(0, len(rows), CHUNK):
        method = "POST" if start else "PUT"
        running = call(method, f"/rules/lists/{number}/items", rows[start : start + CHUNK])
        state: dict[str, Any] = {"status": "pending"}
        while state["status"] in {"pending", "running"}:
            time.sleep(PAUSE)
            state = call("GET", f"/rules/lists/bulk_operations/{running['operation_id']}")
        if state["status"] != "completed":
            sys.exit(
                f"Cloudflare could not take the redirects: {state.get('error', state)}. Nothing was switched."
            )
        say(f"{min(start + CHUNK, len(rows)):,} of {len(rows):,} redirects are in the list")


def apply(*, live: bool) -> None:
    """Make the new list and switch to it, or say what would be done."""
    content = (Path(__file__).parent / "redirects.csv").read_bytes()
    name = f"migrator_{hashlib.sha256(content).hexdigest()[:12]}"
    rows, rules = read_rows(content), current_rules()
    before = list_of(ours(rules))
    known = {entry["name"]: entry["id"] for entry in call("GET", "/rules/lists") or []}
    say(
        f"List {name} with {len(rows):,} redirects: {'is there already' if name in known else 'will be created'}."
    )
    say(
        f"Rule: reads {before} now, will read {name}. Other redirect rules that stay: {len(rules) - (before != 'none')}."
    )
    if not live:
        say("Nothing was changed. Add --live to do it.")
        return
    number = known.get(name) or call("POST", "/rules/lists", {"name": name, "kind": "redirect"})["id"]
    fill(number, rows)
    if before != name:
        switch(rules, name, before)
    say(f"Done. The list before ({before}) was left as it is, for --undo.")


def undo() -> None:
    """Switch back to the list that the rule read before."""
    rules = current_rules()
    rule = ours(rules)
    if rule is None:
        sys.exit("There is no rule of migrator's, so nothing to take back.")
    before = str(rule["description"]).partition(BEFORE)[2] or "none"
    switch(rules, before, "none")
    say(f"Done. The rule reads {before} again." if before != "none" else "Done. The rule is gone.")


if __name__ == "__main__":
    if "--undo" in sys.argv:
        undo()
    else:
        apply(live="--live" in sys.argv)
