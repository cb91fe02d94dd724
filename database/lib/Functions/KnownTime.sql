/*  lib.KnownTime: a time that a server really told. SQL Server and AX write 1900-01-01 where there is none,
    other sources 0001 or 9999.
    @At      a time of a watched server
    Result   one row: At, NULL for a time before 1990 or after 2200  */
CREATE FUNCTION lib.KnownTime
(
    @At datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT At = CASE WHEN @At >= '19900101' AND @At < '22000101' THEN @At END
);
