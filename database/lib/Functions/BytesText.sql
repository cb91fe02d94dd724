/*  lib.BytesText: an amount of data for people: '512 KB', '4.2 MB', '44.7 GB'.
    Result   one row: BytesText, NULL for NULL and for less than 1 KB  */
CREATE FUNCTION lib.BytesText
(
    @Bytes bigint
)
RETURNS TABLE
AS
RETURN
(
    SELECT BytesText = CASE
        WHEN @Bytes >= 1073741824 THEN CONCAT(CAST(@Bytes / 1073741824.0 AS decimal(18, 1)), N' GB')
        WHEN @Bytes >= 1048576 THEN CONCAT(CAST(@Bytes / 1048576.0 AS decimal(18, 1)), N' MB')
        WHEN @Bytes >= 1024 THEN CONCAT(@Bytes / 1024, N' KB')
    END
);
