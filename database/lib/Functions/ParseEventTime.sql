/*  lib.ParseEventTime: a time as it stands in the XML of events: their time stamp, which is UTC, and
    times of processes, which are the server's.
    @Text    ISO 8601 with any number of decimals, cut to milliseconds, T or a blank before the time; Z is
             left out, an offset is taken off
    Result   one row: EventAt, NULL when the text is not ISO (a known defect of the server's
             reader when clocks step back)  */
CREATE FUNCTION lib.ParseEventTime
(
    @Text nvarchar(64)
)
RETURNS TABLE
AS
RETURN
(
    SELECT EventAt = CASE
        -- No zone is further away than 14 hours.
        WHEN t.Body LIKE N'%T%[+-][0-9][0-9]:[0-9][0-9]' AND TRY_CAST(SUBSTRING(z.Zone, 2, 2) AS int) > 14 THEN NULL
        WHEN t.Body LIKE N'%T%[+-][0-9][0-9]:[0-9][0-9]' THEN DATEADD(
            minute,
            CASE WHEN LEFT(z.Zone, 1) = N'+' THEN -1 ELSE 1 END
                * (60 * TRY_CAST(SUBSTRING(z.Zone, 2, 2) AS int) + TRY_CAST(RIGHT(z.Zone, 2) AS int)),
            TRY_CONVERT(datetime2(3), LEFT(LEFT(t.Body, LEN(t.Body) - 6), 23), 126))
        ELSE TRY_CONVERT(datetime2(3), LEFT(REPLACE(t.Body, N'Z', N''), 23), 126)
    END
    FROM (SELECT Body = REPLACE(NULLIF(LTRIM(RTRIM(@Text)), N''), N' ', N'T')) AS t
    CROSS APPLY (SELECT Zone = RIGHT(t.Body, 6)) AS z
);
