"""The schema of the project file; earlier versions are brought up to it by `upgrades`."""

VERSION = 2

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE source (           -- a place URLs or content came from, and what it stated
  name TEXT PRIMARY KEY,        -- feed, sitemap, archive, crawl, comment-feed, page-feed, …
  stated TEXT NOT NULL DEFAULT '{}'   -- JSON: what it says it holds, e.g. {"posts": 61}
) WITHOUT ROWID;

CREATE TABLE job (              -- the frontier: one row per URL to fetch
  url TEXT PRIMARY KEY,         -- canonical
  stage TEXT NOT NULL,          -- crawl | media
  priority INTEGER NOT NULL,
  source TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'queued',   -- queued | done | failed | blocked
  attempts INTEGER NOT NULL DEFAULT 0,
  error TEXT
) WITHOUT ROWID;
CREATE INDEX job_state ON job (stage, state, priority, url);

CREATE TABLE page (             -- the last answer to each fetched URL
  url TEXT PRIMARY KEY,
  final_url TEXT NOT NULL,
  status INTEGER NOT NULL,
  headers TEXT NOT NULL,        -- JSON, names in lower case
  body BLOB NOT NULL,           -- zlib
  body_sha TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE hop (
  page TEXT NOT NULL, step INTEGER NOT NULL, url TEXT NOT NULL, status INTEGER NOT NULL, location TEXT NOT NULL,
  PRIMARY KEY (page, step)
) WITHOUT ROWID;

CREATE TABLE reading (          -- which page was read, from which inputs
  page TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, kind TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE record (           -- what one source says about one entity; appended by readers
  kind TEXT NOT NULL, key TEXT NOT NULL, source TEXT NOT NULL, page TEXT NOT NULL,
  fields TEXT NOT NULL,         -- JSON
  PRIMARY KEY (kind, key, source, page)
) WITHOUT ROWID;
CREATE INDEX record_page ON record (page);

CREATE TABLE entity (           -- the merge of all records of one thing
  kind TEXT NOT NULL, key TEXT NOT NULL,
  parent TEXT,                  -- a comment's post
  fields TEXT NOT NULL,         -- JSON
  provenance TEXT NOT NULL,     -- JSON: field → source
  PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE INDEX entity_parent ON entity (kind, parent);

CREATE TABLE link (
  page TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL,
  PRIMARY KEY (page, url, kind)
) WITHOUT ROWID;
CREATE INDEX link_url ON link (url);

CREATE TABLE asset (
  url TEXT PRIMARY KEY, file TEXT, media_type TEXT, size INTEGER, sha256 TEXT, problem TEXT
) WITHOUT ROWID;

CREATE TABLE old_url (
  url TEXT PRIMARY KEY, kind TEXT NOT NULL, status INTEGER
) WITHOUT ROWID;

CREATE TABLE sighting (
  url TEXT NOT NULL, source TEXT NOT NULL,
  PRIMARY KEY (url, source)
) WITHOUT ROWID;

CREATE TABLE number (           -- how much an old URL matters: clicks, linking domains, hits, …
  url TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL,
  PRIMARY KEY (url, name)
) WITHOUT ROWID;

CREATE TABLE verdict (
  url TEXT PRIMARY KEY, kind TEXT NOT NULL, verdict TEXT NOT NULL, new TEXT, reason TEXT NOT NULL,
  note TEXT NOT NULL, confidence REAL NOT NULL, final INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE decision (         -- what a person decided; no stage writes it
  url TEXT PRIMARY KEY, verdict TEXT NOT NULL, new TEXT, note TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;

CREATE TABLE problem (
  stage TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL, retry INTEGER NOT NULL,
  PRIMARY KEY (stage, url, kind)
) WITHOUT ROWID;

CREATE TABLE finding (
  stage TEXT NOT NULL, code TEXT NOT NULL, url TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL,
  hint TEXT NOT NULL, PRIMARY KEY (stage, code, url, message)
) WITHOUT ROWID;

CREATE TABLE stage (            -- the last complete run of each stage
  name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, report TEXT NOT NULL
) WITHOUT ROWID;
"""
