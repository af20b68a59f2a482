"""The story, one file per stage: crawl, extract, map, redirects, export, report."""
