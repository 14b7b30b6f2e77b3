"""All that reads out: feed formats, exports, and the HTTP service."""
