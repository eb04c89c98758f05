"""From a file to its text: `process.read_document` for a stranger's bytes, `opened.read_file` for a path.

`preflight` tells by the bytes what a file is; `archive` whether a Word file's archive and XML are harmless; `child` is
the process that reads one file within bounds. A PDF goes from `pdf_words` (what the page draws, and whether it is seen)
through `segments` and `columns` (the order it is read in) to `page_text`; a Word file from `docx_tree` (what is seen of
it) through docx2python. `pages` puts a document's text together and says how well it came out.
"""
