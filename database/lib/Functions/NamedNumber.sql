/*  lib.NamedNumber: the number behind a name in text such as 'keylock hobtid=720 dbid=5 mode=X'.
    @Text    blanks around every name=number pair, one at either end included
    @Name    name without blank and '='
    Result   one row: Value, NULL when the name is missing or no number follows  */
CREATE FUNCTION lib.NamedNumber
(
    @Text nvarchar(3200),
    @Name nvarchar(64)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        Value = CASE
            WHEN f.StartAt > LEN(@Name) + 2
                THEN TRY_CAST(SUBSTRING(@Text, f.StartAt, CHARINDEX(N' ', @Text, f.StartAt) - f.StartAt) AS bigint)
        END
    FROM (SELECT StartAt = CHARINDEX(N' ' + @Name + N'=', @Text) + LEN(@Name) + 2) AS f
);
