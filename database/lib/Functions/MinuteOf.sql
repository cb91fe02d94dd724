/*  lib.MinuteOf: the minute a time lies in.
    Result   one row: MinuteAt, its begin  */
CREATE FUNCTION lib.MinuteOf
(
    @At datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT MinuteAt = CAST(CONVERT(nvarchar(16), @At, 126) + N':00' AS datetime2(3))
);
