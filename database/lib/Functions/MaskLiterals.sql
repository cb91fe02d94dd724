/*  lib.MaskLiterals: a statement without its literals, so that calls with other values look the same.
    @Text    T-SQL; a list of parameters in front does not count, then the first 4000 characters do
    Result   one row: Body. Each text in quotes and each number is '?', blanks and line ends are one blank,
             names lose what is generated each time (lib.StableName) and keep their digits else. NULL for
             NULL.
    A pure function of the text: it reads no table, and does not look into comments or double quotes.  */
CREATE FUNCTION lib.MaskLiterals
(
    @Text nvarchar(max)
)
RETURNS TABLE
AS
RETURN
(
    WITH Source AS
    (
        -- The list of parameters ends where a word follows its closing bracket.
        -- The aggregate keeps the optimizer from putting the expression wherever its name stands.
        SELECT Body = MAX(SUBSTRING(
            @Text, CASE WHEN @Text LIKE N'(@%' THEN PATINDEX(N'%)[A-Z]%', @Text) + 1 ELSE 1 END, 4000))
        FROM (VALUES (1)) AS v (n)
    ),
    Digit AS
    (
        SELECT v.Digit FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (Digit)
    ),
    Place AS
    (
        SELECT Place = 1 + a.Digit + 10 * b.Digit + 100 * c.Digit + 1000 * d.Digit, s.Body
        FROM Source AS s
        CROSS JOIN Digit AS a
        CROSS JOIN Digit AS b
        CROSS JOIN Digit AS c
        CROSS JOIN (SELECT Digit FROM Digit WHERE Digit < 4) AS d
        WHERE 1 + a.Digit + 10 * b.Digit + 100 * c.Digit + 1000 * d.Digit <= DATALENGTH(s.Body) / 2
    ),
    Letter AS
    (
        SELECT p.Place, Letter = SUBSTRING(p.Body, p.Place, 1)
        FROM Place AS p
    ),
    Quoted AS
    (
        -- Inside a text from its opening quote to its closing one; a doubled quote closes and opens again.
        SELECT
            l.Place,
            l.Letter,
            IsQuoted = CASE
                WHEN l.Letter = N'''' THEN 1
                ELSE SUM(CASE WHEN l.Letter = N'''' THEN 1 ELSE 0 END) OVER (ORDER BY l.Place ROWS UNBOUNDED PRECEDING) % 2
            END
        FROM Letter AS l
    ),
    Classed AS
    (
        SELECT q.Place, q.Letter, LetterClass = CASE
            WHEN q.IsQuoted = 1 THEN N'quoted'
            WHEN q.Letter LIKE N'[A-Za-z0-9_@#$.]' THEN N'word'
            WHEN q.Letter IN (N' ', NCHAR(9), NCHAR(10), NCHAR(13)) THEN N'blank'
            ELSE N'sign' END
        FROM Quoted AS q
    ),
    Islands AS
    (
        SELECT
            c.Place,
            c.Letter,
            c.LetterClass,
            Island = c.Place - ROW_NUMBER() OVER (PARTITION BY c.LetterClass ORDER BY c.Place)
        FROM Classed AS c
    ),
    Token AS
    (
        SELECT i.LetterClass, Place = MIN(i.Place), Length = COUNT(*)
        FROM Islands AS i
        GROUP BY i.LetterClass, i.Island
    ),
    Word AS
    (
        SELECT t.Place, t.LetterClass, Body = SUBSTRING(s.Body, t.Place, t.Length)
        FROM Token AS t
        CROSS JOIN Source AS s
    ),
    Masked AS
    (
        SELECT w.Place, Body = CASE
            WHEN w.LetterClass = N'quoted' THEN N'?'
            WHEN w.LetterClass = N'blank' THEN N' '
            WHEN w.LetterClass = N'word' AND (w.Body LIKE N'[0-9]%' OR w.Body LIKE N'.[0-9]%') THEN N'?'
            WHEN w.LetterClass = N'word' THEN n.StableName
            ELSE w.Body END
        FROM Word AS w
        CROSS APPLY lib.StableName(w.Body) AS n
    )
    SELECT Body = LTRIM(RTRIM(
        (
            SELECT N'' + m.Body FROM Masked AS m ORDER BY m.Place FOR XML PATH(N''), TYPE
        ).value(N'(./text())[1]', N'nvarchar(max)')))
);
