/*  lib.TrimText: text without the blanks, tabs and line ends around it.
    Result   one row: Body, NULL when nothing is left  */
CREATE FUNCTION lib.TrimText
(
    @Text nvarchar(max)
)
RETURNS TABLE
AS
RETURN
(
    SELECT Body = CASE WHEN f.FirstAt > 0 THEN SUBSTRING(@Text, f.FirstAt, DATALENGTH(@Text) / 2 - f.FirstAt + 2 - l.LastAt) END
    FROM (SELECT Pattern = N'%[^ ' + NCHAR(9) + NCHAR(10) + NCHAR(13) + N']%') AS p
    CROSS APPLY (SELECT FirstAt = PATINDEX(p.Pattern, @Text)) AS f
    CROSS APPLY (SELECT LastAt = PATINDEX(p.Pattern, REVERSE(@Text))) AS l
);
