/*  lib.ParseLongQuery: the figures of an rpc_completed, sql_batch_completed, sql_statement_completed
    or sp_statement_completed event.
    @Event   one event; lib.ParseEventSession reads its session
    Result   one row per event element. Durations and CPU are microseconds in the event and milliseconds here.
    ResultText: OK, Error, Abort as the server names them, else the number.  */
CREATE FUNCTION lib.ParseLongQuery
(
    @Event xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        DurationMs = TRY_CAST(e.Event.value(N'(data[@name="duration"]/value)[1]', N'nvarchar(64)') AS bigint) / 1000,
        CpuMs = TRY_CAST(e.Event.value(N'(data[@name="cpu_time"]/value)[1]', N'nvarchar(64)') AS bigint) / 1000,
        LogicalReads = TRY_CAST(e.Event.value(N'(data[@name="logical_reads"]/value)[1]', N'nvarchar(64)') AS bigint),
        PhysicalReads = TRY_CAST(e.Event.value(N'(data[@name="physical_reads"]/value)[1]', N'nvarchar(64)') AS bigint),
        Writes = TRY_CAST(e.Event.value(N'(data[@name="writes"]/value)[1]', N'nvarchar(64)') AS bigint),
        ResultRows = TRY_CAST(e.Event.value(N'(data[@name="row_count"]/value)[1]', N'nvarchar(64)') AS bigint),
        ResultText = COALESCE(
            NULLIF(e.Event.value(N'(data[@name="result"]/text)[1]', N'nvarchar(30)'), N''),
            NULLIF(e.Event.value(N'(data[@name="result"]/value)[1]', N'nvarchar(30)'), N'')),
        ProcedureName = NULLIF(e.Event.value(N'(data[@name="object_name"]/value)[1]', N'nvarchar(512)'), N''),
        Statement = t.Body
    FROM @Event.nodes(N'/event') AS e (Event)
    CROSS APPLY lib.TrimText(COALESCE(
        e.Event.value(N'(data[@name="statement"]/value)[1]', N'nvarchar(max)'),
        e.Event.value(N'(data[@name="batch_text"]/value)[1]', N'nvarchar(max)'))) AS t
);
