-- collect: what turns collected rows into facts: save procedures, parsers, bookmarks.
CREATE SCHEMA collect AUTHORIZATION dbo;
