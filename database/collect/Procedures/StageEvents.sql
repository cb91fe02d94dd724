/*  collect.StageEvents: takes the texts of events for a save procedure, each once,
    as XML where they can be read.
    Fills the caller's temp table #Event: EventHash, EventData, EventXml (NULL: not to be
    read), IsRepaired, IsRead = 0.
    @Rows    the events as text
    XML has no control characters, but SQL text may hold them and the server writes them out: such text is
    read once more with '?' in their place, and IsRepaired tells so. The caller sets EventAt and IsRead for
    what it understood, and ends with collect.FinishEvents.  */
CREATE PROCEDURE collect.StageEvents
    @Rows stage.Event READONLY
AS
SET NOCOUNT ON;

DECLARE @Code int = 0;
DECLARE @Hex nvarchar(2);

INSERT #Event (EventHash, EventData, EventXml, IsRepaired, IsRead)
SELECT e.EventHash, e.EventData, TRY_CAST(e.Body AS xml), 0, 0
FROM
(
    SELECT
        h.EventHash,
        r.EventData,
        b.Body,
        EventOrder = ROW_NUMBER() OVER (PARTITION BY h.EventHash ORDER BY r.FileName, r.FileOffset)
    FROM @Rows AS r
    CROSS APPLY lib.XmlBody(r.EventData) AS b
    CROSS APPLY (SELECT EventHash = CAST(HASHBYTES(N'SHA2_256', COALESCE(r.EventData, N'')) AS binary(32))) AS h
) AS e
WHERE e.EventOrder = 1;

IF NOT EXISTS (SELECT 1 FROM #Event AS e WHERE e.EventXml IS NULL AND e.EventData IS NOT NULL)
    RETURN;

CREATE TABLE #Unread
(
    EventHash binary(32)    NOT NULL PRIMARY KEY CLUSTERED,
    Body      nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL
);

INSERT #Unread (EventHash, Body)
SELECT e.EventHash, b.Body
FROM #Event AS e
CROSS APPLY lib.XmlBody(e.EventData) AS b
WHERE e.EventXml IS NULL
  AND e.EventData IS NOT NULL;

WHILE @Code < 32
BEGIN
    -- As a character, and as the references &#x1b; &#x1B; &#27;
    SET @Hex = SUBSTRING(N'0123456789ABCDEF', @Code % 16 + 1, 1);
    SET @Hex = CASE WHEN @Code > 15 THEN N'1' ELSE N'' END + @Hex;

    IF @Code NOT IN (9, 10, 13)
        UPDATE #Unread
        SET Body = REPLACE(
            REPLACE(REPLACE(REPLACE(Body, NCHAR(@Code), N'?'), N'&#x' + @Hex + N';', N'?'), N'&#x' + LOWER(@Hex) + N';', N'?'),
            CONCAT(N'&#', @Code, N';'), N'?');

    SET @Code = @Code + 1;
END;

-- No characters of Unicode either.
UPDATE #Unread
SET Body = REPLACE(REPLACE(Body, NCHAR(65534), N'?'), NCHAR(65535), N'?');

UPDATE e
SET EventXml = TRY_CAST(u.Body AS xml),
    IsRepaired = 1
FROM #Event AS e
INNER JOIN #Unread AS u ON u.EventHash = e.EventHash
WHERE TRY_CAST(u.Body AS xml) IS NOT NULL;
