/*  lib.XmlBody: XML text without what may stand before its first element and keeps it from being cast: a
    byte order mark, blanks, and the declaration, whose encoding is that of a file and not of an nvarchar.
    Result   one row: Body, NULL for NULL  */
CREATE FUNCTION lib.XmlBody
(
    @Text nvarchar(max)
)
RETURNS TABLE
AS
RETURN
(
    SELECT Body = SUBSTRING(
        @Text,
        CASE
            WHEN CHARINDEX(N'<?xml', LEFT(@Text, 16)) > 0 THEN CHARINDEX(N'?>', @Text) + 2
            ELSE COALESCE(NULLIF(CHARINDEX(N'<', LEFT(@Text, 16)), 0), 1)
        END,
        DATALENGTH(@Text) / 2)
);
