/*  lib.ParseSchedulerRecord: processor use told by a record of the ring buffer
    RING_BUFFER_SCHEDULER_MONITOR.
    @Text    the record, XML
    Result   one row: RecordId, SqlPercent, IdlePercent as the record has them; all NULL when it
             is unreadable or tells no use.
             A percentage outside 0 to 100, as machines with several processor groups show it, is NULL.  */
CREATE FUNCTION lib.ParseSchedulerRecord
(
    @Text nvarchar(3072)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        RecordId = v.RecordId,
        SqlPercent = CASE WHEN v.SqlPercent BETWEEN 0 AND 100 THEN v.SqlPercent END,
        IdlePercent = CASE WHEN v.IdlePercent BETWEEN 0 AND 100 THEN v.IdlePercent END
    FROM (SELECT RecordXml = TRY_CAST(@Text AS xml)) AS x
    CROSS APPLY
    (
        SELECT
            RecordId = x.RecordXml.value(N'(/Record/@id)[1]', N'bigint'),
            SqlPercent = x.RecordXml.value(N'(/Record/SchedulerMonitorEvent/SystemHealth/ProcessUtilization)[1]', N'int'),
            IdlePercent = x.RecordXml.value(N'(/Record/SchedulerMonitorEvent/SystemHealth/SystemIdle)[1]', N'int')
    ) AS v
);
