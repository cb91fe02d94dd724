/*  lib.ParseBlockedProcessEvent: one blocked_process_report event as columns.
    @Event   the event's XML, with the report as elements or as text, or a blocked-process-report element
             alone (as the trace event carries it)
    Result   one row per event, none for other XML. What is missing or unreadable is NULL; fields are
             found by name, never by position.
    The statement is the input buffer, trimmed of the blanks and line ends that the server puts around it.
    A blocking process may be gone or a system task: then its columns are NULL.
    EventAt is NULL when the time stamp is not ISO, and for a report without an
    event around it (HasEvent 0).  */
CREATE FUNCTION lib.ParseBlockedProcessEvent
(
    @Event xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        HasEvent = @Event.exist(N'/event'),
        a.EventAt,
        DurationUs = TRY_CAST(@Event.value(N'(/event/data[@name="duration"]/value)[1]', N'nvarchar(64)') AS bigint),
        DatabaseId = TRY_CAST(@Event.value(N'(/event/data[@name="database_id"]/value)[1]', N'nvarchar(64)') AS int),
        DatabaseName = NULLIF(
            LTRIM(RTRIM(@Event.value(N'(/event/data[@name="database_name"]/value)[1]', N'nvarchar(128)'))), N''),
        EventObjectId = NULLIF(
            TRY_CAST(@Event.value(N'(/event/data[@name="object_id"]/value)[1]', N'nvarchar(64)') AS bigint), 0),
        IndexId = TRY_CAST(@Event.value(N'(/event/data[@name="index_id"]/value)[1]', N'nvarchar(64)') AS int),
        EventLockMode = @Event.value(N'(/event/data[@name="lock_mode"]/text)[1]', N'nvarchar(32)'),
        MonitorLoop = TRY_CAST(r.Report.value(N'(@monitorLoop)[1]', N'nvarchar(64)') AS bigint),
        WaitResource = r.Report.value(N'(blocked-process/process/@waitresource)[1]', N'nvarchar(400)'),
        WaitMs = TRY_CAST(r.Report.value(N'(blocked-process/process/@waittime)[1]', N'nvarchar(64)') AS bigint),
        LockMode = r.Report.value(N'(blocked-process/process/@lockMode)[1]', N'nvarchar(32)'),
        BlockedSessionId = TRY_CAST(r.Report.value(N'(blocked-process/process/@spid)[1]', N'nvarchar(64)') AS int),
        BlockedEcid = TRY_CAST(r.Report.value(N'(blocked-process/process/@ecid)[1]', N'nvarchar(64)') AS int),
        BlockedTransactionId = TRY_CAST(r.Report.value(N'(blocked-process/process/@xactid)[1]', N'nvarchar(64)') AS bigint),
        BlockedApp = r.Report.value(N'(blocked-process/process/@clientapp)[1]', N'nvarchar(128)'),
        BlockedHost = r.Report.value(N'(blocked-process/process/@hostname)[1]', N'nvarchar(128)'),
        BlockedHostProcessId = TRY_CAST(r.Report.value(N'(blocked-process/process/@hostpid)[1]', N'nvarchar(64)') AS int),
        BlockedLogin = r.Report.value(N'(blocked-process/process/@loginname)[1]', N'nvarchar(128)'),
        BlockedStatus = r.Report.value(N'(blocked-process/process/@status)[1]', N'nvarchar(30)'),
        BlockedTransactionName = r.Report.value(N'(blocked-process/process/@transactionname)[1]', N'nvarchar(64)'),
        BlockedIsolationLevel = r.Report.value(N'(blocked-process/process/@isolationlevel)[1]', N'nvarchar(64)'),
        BlockedStatement = b.BlockedStatement,
        BlockingSessionId = TRY_CAST(r.Report.value(N'(blocking-process/process/@spid)[1]', N'nvarchar(64)') AS int),
        BlockingEcid = TRY_CAST(r.Report.value(N'(blocking-process/process/@ecid)[1]', N'nvarchar(64)') AS int),
        BlockingTransactionId = TRY_CAST(r.Report.value(N'(blocking-process/process/@xactid)[1]', N'nvarchar(64)') AS bigint),
        BlockingApp = r.Report.value(N'(blocking-process/process/@clientapp)[1]', N'nvarchar(128)'),
        BlockingHost = r.Report.value(N'(blocking-process/process/@hostname)[1]', N'nvarchar(128)'),
        BlockingHostProcessId = TRY_CAST(r.Report.value(N'(blocking-process/process/@hostpid)[1]', N'nvarchar(64)') AS int),
        BlockingLogin = r.Report.value(N'(blocking-process/process/@loginname)[1]', N'nvarchar(128)'),
        BlockingStatus = r.Report.value(N'(blocking-process/process/@status)[1]', N'nvarchar(30)'),
        BlockingTranCount = TRY_CAST(r.Report.value(N'(blocking-process/process/@trancount)[1]', N'nvarchar(64)') AS int),
        BlockingIsolationLevel = r.Report.value(N'(blocking-process/process/@isolationlevel)[1]', N'nvarchar(64)'),
        BlockingStatement = b.BlockingStatement
    FROM
    (
        SELECT InnerText = CASE
            WHEN @Event.exist(N'//blocked-process-report') = 0
                THEN @Event.value(N'(/event/data[@name="blocked_process"]/value)[1]', N'nvarchar(max)')
        END
    ) AS i
    CROSS APPLY (SELECT Body = TRY_CAST(i.InnerText AS xml)) AS x
    OUTER APPLY lib.RepairXml(CASE WHEN x.Body IS NULL THEN i.InnerText END) AS m
    CROSS APPLY (SELECT Body = COALESCE(x.Body, TRY_CAST(m.Body AS xml), @Event)) AS e
    CROSS APPLY e.Body.nodes(N'(//blocked-process-report)[1]') AS r (Report)
    CROSS APPLY lib.TrimText(r.Report.value(N'(blocked-process/process/inputbuf)[1]', N'nvarchar(max)')) AS tb
    CROSS APPLY lib.TrimText(r.Report.value(N'(blocking-process/process/inputbuf)[1]', N'nvarchar(max)')) AS tg
    CROSS APPLY lib.ParseEventTime(@Event.value(N'(/event/@timestamp)[1]', N'nvarchar(64)')) AS a
    CROSS APPLY (SELECT BlockedStatement = tb.Body, BlockingStatement = tg.Body) AS b
);
