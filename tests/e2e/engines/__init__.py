"""Browsers that Playwright can't drive: Debian's WebKit and Firefox, each by its own protocol."""
