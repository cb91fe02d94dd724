/*  lib.SplitIds: the numbers of an id list such as '5:1:20789:0', up to four of them.
    @Text    numbers separated by ':'
    Result   one row: Id1 … Id4, NULL where there is none or it is no number  */
CREATE FUNCTION lib.SplitIds
(
    @Text nvarchar(400)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        Id1 = TRY_CAST(NULLIF(SUBSTRING(t.Body, 1, a.EndAt - 1), N'') AS bigint),
        Id2 = TRY_CAST(NULLIF(SUBSTRING(t.Body, a.EndAt + 1, b.EndAt - a.EndAt - 1), N'') AS bigint),
        Id3 = TRY_CAST(NULLIF(SUBSTRING(t.Body, b.EndAt + 1, c.EndAt - b.EndAt - 1), N'') AS bigint),
        Id4 = TRY_CAST(NULLIF(SUBSTRING(t.Body, c.EndAt + 1, d.EndAt - c.EndAt - 1), N'') AS bigint)
    FROM (SELECT Body = @Text + N'::::') AS t
    CROSS APPLY (SELECT EndAt = CHARINDEX(N':', t.Body)) AS a
    CROSS APPLY (SELECT EndAt = CHARINDEX(N':', t.Body, a.EndAt + 1)) AS b
    CROSS APPLY (SELECT EndAt = CHARINDEX(N':', t.Body, b.EndAt + 1)) AS c
    CROSS APPLY (SELECT EndAt = CHARINDEX(N':', t.Body, c.EndAt + 1)) AS d
);
