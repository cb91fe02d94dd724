/*  lib.CallText: the statement that a call of one of the server's own procedures brings along:
    sp_executesql, sp_prepexec, sp_cursorprepexec, sp_cursoropen …
    @Text    the call, such as: exec sp_cursorprepexec @p1 output,@p2 output,N'@P1
             bigint',N'SELECT …',@p5 output
    Result   one row: Body, the first text in quotes that is no list of parameters, its doubled quotes undone;
             the text itself where there is none
    sp_execute and sp_cursorexecute name a statement prepared before by its number
    only: they stay as they are.  */
CREATE FUNCTION lib.CallText
(
    @Text nvarchar(max)
)
RETURNS TABLE
AS
RETURN
(
    SELECT Body = CASE
        WHEN k.IsCall = 1 AND f.ToAt > 0 AND LTRIM(l.FirstText) NOT LIKE N'@%' THEN REPLACE(l.FirstText, NCHAR(1), N'''')
        WHEN k.IsCall = 1 AND n.ToAt > 0 THEN REPLACE(SUBSTRING(q.Body, n.FromAt + 1, n.ToAt - n.FromAt - 1), NCHAR(1), N'''')
        ELSE @Text
    END
    -- A doubled quote is one character in the text, or a text without any; neither begins or ends one.
    FROM (SELECT Body = REPLACE(@Text, N'''''', NCHAR(1))) AS q
    CROSS APPLY
    (
        SELECT IsCall = CASE
            WHEN LEFT(@Text, 400) LIKE N'%sp[_]executesql%'
                OR LEFT(@Text, 400) LIKE N'%sp[_]prep%'
                OR LEFT(@Text, 400) LIKE N'%sp[_]cursorprep%'
                OR LEFT(@Text, 400) LIKE N'%sp[_]cursoropen%'
                THEN 1
            ELSE 0
        END
    ) AS k
    CROSS APPLY (SELECT FromAt = CHARINDEX(N'''', q.Body)) AS a
    CROSS APPLY (SELECT ToAt = CASE WHEN a.FromAt > 0 THEN CHARINDEX(N'''', q.Body, a.FromAt + 1) ELSE 0 END) AS f
    CROSS APPLY (SELECT FirstText = CASE WHEN f.ToAt > 0 THEN SUBSTRING(q.Body, a.FromAt + 1, f.ToAt - a.FromAt - 1) END) AS l
    CROSS APPLY (SELECT FromAt = CASE WHEN f.ToAt > 0 THEN CHARINDEX(N'''', q.Body, f.ToAt + 1) ELSE 0 END) AS m
    CROSS APPLY (SELECT m.FromAt, ToAt = CASE WHEN m.FromAt > 0 THEN CHARINDEX(N'''', q.Body, m.FromAt + 1) ELSE 0 END) AS n
);
