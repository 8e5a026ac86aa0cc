"""An issue as a book for e-readers (EPUB 3.3), to be read without a connection.

`xhtml` writes the record's HTML as XML, `book` makes the chapters and the package, `shelf` keeps what was made.
"""
