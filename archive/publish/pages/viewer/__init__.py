"""`/source/REPORT/KEY`: where a number stands, in the archived source, the very cell marked.

KEY is that of a cell of the report's current version, `finding-N` for the sentence that a finding
is about, or `whole` for the document without a mark. The document itself is served apart, into a
frame that may do nothing.
"""

from archive.publish.pages.viewer.views import serve_document, serve_file, show_source

__all__ = ["serve_document", "serve_file", "show_source"]
