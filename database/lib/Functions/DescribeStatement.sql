/*  lib.DescribeStatement: what can be said of a statement of AX from its text.
    @Text    a statement, with or without the list of parameters in front
    Result   one row
             StatementKind   select, insert, update, delete, merge, other
             TableNames      the first six tables after INTO, UPDATE, FROM and JOIN, in the order of the text,
                             separated by a comma and a blank
             HasPartition, HasDataAreaId   the column is compared with something
             FastRows        n of OPTION (FAST n), as forms and grids send it
             HasLiterals     1 when texts or numbers stand where AX usually sends parameters (forceLiterals)
    It reads words, not grammar: good enough for what the AX kernel writes.  */
CREATE FUNCTION lib.DescribeStatement (@Text nvarchar(max))
RETURNS TABLE
AS
RETURN
(
    SELECT
        k.StatementKind,
        TableNames = CAST(
            LEFT(
                CONCAT(t1.Name, N', ' + t2.Name, N', ' + t3.Name, N', ' + t4.Name, N', ' + t5.Name, N', ' + t6.Name),
                400) AS nvarchar(400)),
        HasPartition = CAST(CASE WHEN s.Body LIKE N'%PARTITION=%' OR s.Body LIKE N'%PARTITION [=I]%' THEN 1 ELSE 0 END AS bit),
        HasDataAreaId = CAST(CASE WHEN s.Body LIKE N'%DATAAREAID=%' OR s.Body LIKE N'%DATAAREAID [=I]%' THEN 1 ELSE 0 END AS bit),
        FastRows = TRY_CAST(LEFT(f.Tail, PATINDEX(N'%[^0-9]%', f.Tail + N'x') - 1) AS int),
        HasLiterals = CAST(
            CASE
                WHEN s.Body LIKE N'%=N''%' OR s.Body LIKE N'%=''%' OR s.Body LIKE N'%=[0-9]%' OR s.Body LIKE N'%= [N0-9'']%'
                    THEN 1
                ELSE 0
            END AS bit)
    FROM (SELECT FullText = LEFT(LTRIM(@Text), 4000)) AS a
    -- The parameter list ends where a verb follows its closing bracket.
    CROSS APPLY (SELECT VerbAt = CASE WHEN a.FullText LIKE N'(@%' THEN PATINDEX(N'%)[A-Z]%', a.FullText) ELSE 0 END) AS v
    CROSS APPLY
    (
        SELECT Body = REPLACE(
            REPLACE(REPLACE(UPPER(LTRIM(SUBSTRING(a.FullText, v.VerbAt + 1, 4000))), NCHAR(13), N' '), NCHAR(10), N' '), NCHAR(9),
            N' ') + N' '
    ) AS s
    CROSS APPLY
    (
        SELECT StatementKind = CASE
            WHEN s.Body LIKE N'SELECT %' OR s.Body LIKE N'WITH %' THEN N'select'
            WHEN s.Body LIKE N'INSERT %' THEN N'insert'
            WHEN s.Body LIKE N'UPDATE %' THEN N'update'
            WHEN s.Body LIKE N'DELETE %' THEN N'delete'
            WHEN s.Body LIKE N'MERGE %' THEN N'merge'
            ELSE N'other'
        END
    ) AS k
    CROSS APPLY (SELECT Tail = SUBSTRING(s.Body, NULLIF(PATINDEX(N'%(FAST [0-9]%', s.Body), 0) + 6, 12)) AS f
    -- One mark for every word that a table follows; then from mark to mark. Brackets and
    -- schema names are no part of a name.
    CROSS APPLY (SELECT Marked = REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(
        N' ' + s.Body, N'[', N''), N']', N''), N' DELETE FROM ', N' |'), N' INTO ', N' |'), N' UPDATE ', N' |'), N' FROM ',
        N' |'), N' JOIN ', N' |'), N'|DBO.', N'|')) AS m
    CROSS APPLY (SELECT At = NULLIF(CHARINDEX(N'|', m.Marked), 0) + 1) AS p1
    CROSS APPLY (SELECT At = NULLIF(CHARINDEX(N'|', m.Marked, p1.At), 0) + 1) AS p2
    CROSS APPLY (SELECT At = NULLIF(CHARINDEX(N'|', m.Marked, p2.At), 0) + 1) AS p3
    CROSS APPLY (SELECT At = NULLIF(CHARINDEX(N'|', m.Marked, p3.At), 0) + 1) AS p4
    CROSS APPLY (SELECT At = NULLIF(CHARINDEX(N'|', m.Marked, p4.At), 0) + 1) AS p5
    CROSS APPLY (SELECT At = NULLIF(CHARINDEX(N'|', m.Marked, p5.At), 0) + 1) AS p6
    CROSS APPLY
    (
        SELECT Name = NULLIF(
            SUBSTRING(m.Marked, p1.At, PATINDEX(N'%[^A-Z0-9_#.]%', SUBSTRING(m.Marked, p1.At, 130) + N' ') - 1), N'')
    ) AS t1
    CROSS APPLY
    (
        SELECT Name = NULLIF(
            SUBSTRING(m.Marked, p2.At, PATINDEX(N'%[^A-Z0-9_#.]%', SUBSTRING(m.Marked, p2.At, 130) + N' ') - 1), N'')
    ) AS t2
    CROSS APPLY
    (
        SELECT Name = NULLIF(
            SUBSTRING(m.Marked, p3.At, PATINDEX(N'%[^A-Z0-9_#.]%', SUBSTRING(m.Marked, p3.At, 130) + N' ') - 1), N'')
    ) AS t3
    CROSS APPLY
    (
        SELECT Name = NULLIF(
            SUBSTRING(m.Marked, p4.At, PATINDEX(N'%[^A-Z0-9_#.]%', SUBSTRING(m.Marked, p4.At, 130) + N' ') - 1), N'')
    ) AS t4
    CROSS APPLY
    (
        SELECT Name = NULLIF(
            SUBSTRING(m.Marked, p5.At, PATINDEX(N'%[^A-Z0-9_#.]%', SUBSTRING(m.Marked, p5.At, 130) + N' ') - 1), N'')
    ) AS t5
    CROSS APPLY
    (
        SELECT Name = NULLIF(
            SUBSTRING(m.Marked, p6.At, PATINDEX(N'%[^A-Z0-9_#.]%', SUBSTRING(m.Marked, p6.At, 130) + N' ') - 1), N'')
    ) AS t6
);
