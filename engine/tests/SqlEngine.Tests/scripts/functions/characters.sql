SELECT ASCII('A') AS a, ASCII('') AS nothing, CHAR(65) AS c, CHAR(256) AS too_big, UNICODE(N'é') AS u, NCHAR(233) AS n, NCHAR(70000) AS beyond, ASCII('€') AS euro;
