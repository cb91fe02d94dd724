/*  collect.StageEvents: turns the texts of #Event into XML where they can be read.
    Works on the caller's temp table #Event, see collect.SaveEvents: fills EventXml (NULL: not to be read) and
    IsRepaired, which tells that the text had to be set right before (lib.RepairXml). IsRead = 0 until a save
    procedure has understood the event.  */
CREATE PROCEDURE collect.StageEvents
AS
SET NOCOUNT ON;

UPDATE e
SET EventXml = TRY_CAST(b.Body AS xml)
FROM #Event AS e
CROSS APPLY lib.XmlBody(e.EventData) AS b;

IF EXISTS (SELECT 1 FROM #Event AS e WHERE e.EventXml IS NULL AND e.EventData IS NOT NULL)
    UPDATE e
    SET EventXml = TRY_CAST(m.Body AS xml),
        IsRepaired = 1
    FROM #Event AS e
    CROSS APPLY lib.XmlBody(e.EventData) AS b
    CROSS APPLY lib.RepairXml(b.Body) AS m
    WHERE e.EventXml IS NULL
      AND e.EventData IS NOT NULL;

UPDATE #Event
SET IsRepaired = 0
WHERE EventXml IS NULL;
