-- Words sort without their hyphens and apostrophes; those decide last.
SELECT a
FROM (VALUES (N'a-c'), (N'ab'), (N'abd'), (N'co-op'), (N'coop'), (N'cop'), (N'æ'), (N'ad'), (N'af'), (N'O''Neil'), (N'Onei')) AS v (a)
ORDER BY a COLLATE Latin1_General_CI_AS;
-- varchar of a SQL collation goes by the characters.
SELECT a FROM (VALUES ('co-op'), ('coop'), ('cop')) AS v (a) ORDER BY a COLLATE SQL_Latin1_General_CP1_CI_AS;
SELECT a FROM (VALUES ('co-op'), ('coop'), ('cop')) AS v (a) ORDER BY a COLLATE Latin1_General_CI_AS;
GO
SELECT
    IIF(N'ß' = N'ss' COLLATE Latin1_General_CI_AS, 1, 0) AS sharp_s,
    IIF(N'Æ' = N'ae' COLLATE Latin1_General_CI_AS, 1, 0) AS ae,
    IIF(N'Æ' = N'ae' COLLATE Latin1_General_CS_AS, 1, 0) AS ae_cs,
    IIF(N'a' = N'ａ' COLLATE Latin1_General_CI_AS, 1, 0) AS width,
    IIF(N'a' = N'ａ' COLLATE Latin1_General_CI_AS_WS, 1, 0) AS width_ws,
    IIF(N'é' = N'e' + NCHAR(769) COLLATE Latin1_General_CI_AS, 1, 0) AS combining,
    IIF(N'é' = N'e' COLLATE Latin1_General_CI_AS, 1, 0) AS accent,
    IIF(N'é' = N'E' COLLATE Latin1_General_CI_AI, 1, 0) AS accent_ai,
    IIF(N'é' = N'E' COLLATE Latin1_General_CS_AI, 1, 0) AS accent_cs_ai,
    IIF(N'co-op' = N'coop' COLLATE Latin1_General_CI_AS, 1, 0) AS hyphen,
    IIF(N'ß' = N'ss' COLLATE Latin1_General_BIN2, 1, 0) AS bin2;
GO
-- Grouping and joins follow equality.
SELECT COUNT(*) AS n FROM (VALUES (N'Straße'), (N'STRASSE'), (N'strasse '), (N'Strase')) AS v (a) GROUP BY a COLLATE Latin1_General_CI_AS ORDER BY n;
SELECT COUNT(*) AS n FROM (VALUES (N'cafe'), (N'CAFÉ'), (N'Café')) AS v (a) GROUP BY a COLLATE Latin1_General_CI_AI;
GO
-- Every name of 2016 is valid.
SELECT 'a' COLLATE Chinese_PRC_CI_AS AS a, 'b' COLLATE Arabic_100_CS_AI_KS_WS_SC AS b, 'c' COLLATE SQL_Latin1_General_CP850_BIN2 AS c;
GO
SELECT 'a' COLLATE Latin1_General_CI AS a;
GO
-- Code pages of varchar.
CREATE TABLE dbo.Pages (
    latin varchar(10) COLLATE Latin1_General_CI_AS,
    greek varchar(10) COLLATE Greek_CI_AS,
    chinese varchar(10) COLLATE Chinese_PRC_CI_AS
);
INSERT dbo.Pages VALUES (N'aΩ日', N'aΩ日', N'aΩ日');
SELECT latin, greek, chinese FROM dbo.Pages;
GO
-- Without N a literal has the characters of the database's code page.
DECLARE @v nvarchar(10) = '日本Ā€';
SELECT @v AS v, '日本' AS literal, N'日本' AS wide, IIF('日本' = '??', 1, 0) AS same;
GO
-- LIKE: trailing blanks of the text may be fewer, those of the pattern count.
SELECT
    IIF('a  ' LIKE 'a ', 1, 0) AS a,
    IIF('a ' LIKE 'a', 1, 0) AS b,
    IIF('a' LIKE 'a ', 1, 0) AS c,
    IIF(N'a  ' LIKE N'a ', 1, 0) AS d,
    IIF('ab  ' LIKE 'a_ ', 1, 0) AS e;
