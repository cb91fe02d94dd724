-- collect: what turns collected rows into facts: save procedures, bookmarks.
CREATE SCHEMA collect AUTHORIZATION dbo;
