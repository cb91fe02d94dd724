/*  lib.PlainNumber: a number as people write it: no exponent, at most four decimals, none where there are
    none.
    @Value   any
    Result   one row: NumberText, NULL for NULL  */
CREATE FUNCTION lib.PlainNumber
(
    @Value float
)
RETURNS TABLE
AS
RETURN
(
    SELECT NumberText = CASE
        WHEN ABS(@Value) >= 1e15 THEN CAST(@Value AS nvarchar(40))
        WHEN @Value = FLOOR(@Value) THEN CAST(CAST(@Value AS bigint) AS nvarchar(40))
        ELSE CAST(CAST(@Value AS decimal(24, 4)) AS nvarchar(40))
    END
);
