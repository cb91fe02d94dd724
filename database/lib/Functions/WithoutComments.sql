/*  lib.WithoutComments: a statement without comments, up to where it can be told what is a literal.
    @Text    T-SQL; a list of parameters in front does not count, then the first 3998 characters do
    Result   one row: Body. NULL for NULL. Comments are one blank; ' …' stands for what was cut off.
    Quotes are counted from the left, so a quote inside of a comment or a name would turn literals outside in:
    there the text ends. So it does at a double quote, which may be a literal or a name, at a comment in a
    comment, and at a closing bracket that is part of a name.  */
CREATE FUNCTION lib.WithoutComments
(
    @Text nvarchar(max)
)
RETURNS TABLE
AS
RETURN
(
    WITH Whole AS
    (
        -- The aggregates keep the optimizer from putting the expression wherever its name stands.
        SELECT Body = MAX(SUBSTRING(
            @Text, CASE WHEN @Text LIKE N'(@%' THEN PATINDEX(N'%)[A-Z]%', @Text) + 1 ELSE 1 END, 3999))
        FROM (VALUES (1)) AS v (n)
    ),
    Source AS
    (
        SELECT Body = LEFT(w.Body, 3998), IsCut = CASE WHEN DATALENGTH(w.Body) > 7996 THEN 1 ELSE 0 END
        FROM Whole AS w
    ),
    Digit AS
    (
        SELECT v.Digit FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (Digit)
    ),
    Letter AS
    (
        SELECT
            p.Place,
            s.IsCut,
            Letter = SUBSTRING(s.Body, p.Place, 1),
            NextLetter = SUBSTRING(s.Body, p.Place + 1, 1),
            LastLetter = CASE WHEN p.Place > 1 THEN SUBSTRING(s.Body, p.Place - 1, 1) ELSE N'' END,
            SecondLastLetter = CASE WHEN p.Place > 2 THEN SUBSTRING(s.Body, p.Place - 2, 1) ELSE N'' END
        FROM Source AS s
        CROSS JOIN
        (
            SELECT Place = 1 + a.Digit + 10 * b.Digit + 100 * c.Digit + 1000 * d.Digit
            FROM Digit AS a
            CROSS JOIN Digit AS b
            CROSS JOIN Digit AS c
            CROSS JOIN (SELECT Digit FROM Digit WHERE Digit < 4) AS d
        ) AS p
        WHERE p.Place <= DATALENGTH(s.Body) / 2
    ),
    Sign AS
    (
        SELECT
            l.Place,
            l.IsCut,
            l.Letter,
            l.NextLetter,
            l.LastLetter,
            l.SecondLastLetter,
            IsOutside = CASE
                WHEN l.Letter <> N''''
                    AND SUM(CASE WHEN l.Letter = N'''' THEN 1 ELSE 0 END) OVER (ORDER BY l.Place ROWS UNBOUNDED PRECEDING) % 2 = 0
                    THEN 1
                ELSE 0
            END
        FROM Letter AS l
    ),
    Mark AS
    (
        SELECT
            s.Place,
            s.IsCut,
            s.Letter,
            Opens = CASE WHEN s.IsOutside = 1 AND s.Letter = N'/' AND s.NextLetter = N'*' THEN 1 ELSE 0 END,
            Closes = CASE
                WHEN s.IsOutside = 1 AND s.Letter = N'/' AND s.LastLetter = N'*' AND s.SecondLastLetter <> N'/' THEN 1
                ELSE 0
            END,
            Dashes = CASE WHEN s.IsOutside = 1 AND s.Letter = N'-' AND s.NextLetter = N'-' THEN 1 ELSE 0 END,
            EndsLine = CASE WHEN s.Letter IN (NCHAR(10), NCHAR(13)) THEN 1 ELSE 0 END,
            OpensName = CASE WHEN s.IsOutside = 1 AND s.Letter = N'[' THEN 1 ELSE 0 END,
            ClosesName = CASE WHEN s.IsOutside = 1 AND s.Letter = N']' THEN 1 ELSE 0 END,
            IsDoubtful = CASE
                WHEN s.IsOutside = 1 AND (s.Letter = N'"' OR (s.Letter = N']' AND s.NextLetter = N']')) THEN 1
                ELSE 0
            END
        FROM Sign AS s
    ),
    Latest AS
    (
        SELECT
            m.Place,
            m.IsCut,
            m.Letter,
            m.Opens,
            m.IsDoubtful,
            OpenedAt = MAX(CASE WHEN m.Opens = 1 THEN m.Place ELSE 0 END) OVER (ORDER BY m.Place ROWS UNBOUNDED PRECEDING),
            WasOpenedAt = MAX(CASE WHEN m.Opens = 1 THEN m.Place ELSE 0 END)
                OVER (ORDER BY m.Place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
            ClosedAt = MAX(CASE WHEN m.Closes = 1 THEN m.Place ELSE 0 END)
                OVER (ORDER BY m.Place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
            DashedAt = MAX(CASE WHEN m.Dashes = 1 THEN m.Place ELSE 0 END) OVER (ORDER BY m.Place ROWS UNBOUNDED PRECEDING),
            LineEndedAt = MAX(CASE WHEN m.EndsLine = 1 THEN m.Place ELSE 0 END) OVER (ORDER BY m.Place ROWS UNBOUNDED PRECEDING),
            NameOpenedAt = MAX(CASE WHEN m.OpensName = 1 THEN m.Place ELSE 0 END)
                OVER (ORDER BY m.Place ROWS UNBOUNDED PRECEDING),
            NameClosedAt = MAX(CASE WHEN m.ClosesName = 1 THEN m.Place ELSE 0 END)
                OVER (ORDER BY m.Place ROWS UNBOUNDED PRECEDING)
        FROM Mark AS m
    ),
    State AS
    (
        SELECT
            l.Place,
            l.IsCut,
            l.Letter,
            IsComment = CASE
                WHEN l.OpenedAt > COALESCE(l.ClosedAt, 0) OR l.DashedAt > l.LineEndedAt THEN 1
                ELSE 0
            END,
            IsEnd = CASE
                WHEN l.Letter = N'''' AND (
                    l.OpenedAt > COALESCE(l.ClosedAt, 0)
                    OR l.DashedAt > l.LineEndedAt
                    OR l.NameOpenedAt > l.NameClosedAt) THEN 1
                WHEN l.Opens = 1 AND COALESCE(l.WasOpenedAt, 0) > COALESCE(l.ClosedAt, 0) THEN 1
                WHEN l.IsDoubtful = 1
                    AND NOT (l.OpenedAt > COALESCE(l.ClosedAt, 0))
                    AND NOT (l.DashedAt > l.LineEndedAt) THEN 1
                ELSE 0
            END
        FROM Latest AS l
    ),
    Kept AS
    (
        SELECT
            s.Place,
            s.IsCut,
            s.Letter,
            s.IsComment,
            IsFirst = CASE WHEN LAG(s.IsComment, 1, 0) OVER (ORDER BY s.Place) = 0 THEN 1 ELSE 0 END,
            EndCount = SUM(s.IsEnd) OVER (ORDER BY s.Place ROWS UNBOUNDED PRECEDING)
        FROM State AS s
    ),
    Piece AS
    (
        -- What XML does not take is no part of a name.
        SELECT k.Place, Body = CASE
            WHEN k.IsComment = 1 AND k.IsFirst = 1 THEN N' '
            WHEN k.IsComment = 1 THEN N''
            WHEN k.Letter IN (NCHAR(9), NCHAR(10), NCHAR(13)) THEN k.Letter
            WHEN UNICODE(k.Letter) < 32 OR UNICODE(k.Letter) BETWEEN 55296 AND 57343 OR UNICODE(k.Letter) > 65533 THEN N'?'
            ELSE k.Letter END
        FROM Kept AS k
        WHERE k.EndCount = 0
        UNION ALL
        SELECT 3999, N' …'
        FROM (SELECT CutCount = SUM(k.EndCount + k.IsCut) FROM Kept AS k) AS c
        WHERE c.CutCount > 0
    )
    SELECT Body = CASE
        WHEN @Text IS NULL THEN NULL
        WHEN NOT EXISTS (SELECT 1 FROM Piece AS p) THEN N''
        ELSE (SELECT N'' + p.Body FROM Piece AS p ORDER BY p.Place FOR XML PATH(N''), TYPE).value(N'.', N'nvarchar(max)')
    END
);
