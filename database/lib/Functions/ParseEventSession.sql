/*  lib.ParseEventSession: what every event tells of its time and its session, from the
    event itself and from its actions.
    @Event   one event; fields and actions are found by name in any order, what
             is missing or unreadable is NULL
    Result   one row per event element, none for other XML
    EventAt is the time stamp, or where that is unreadable the action collect_system_time.
    AxUser, AxSessionId and AxConfidence come from the action context_info. The session was at work when the
    event was raised, so the value is current.  */
CREATE FUNCTION lib.ParseEventSession
(
    @Event xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        EventName = e.Event.value(N'(@name)[1]', N'nvarchar(60)'),
        EventAt = COALESCE(t.EventAt, s.EventAt),
        EventSequence = TRY_CAST(e.Event.value(N'(action[@name="event_sequence"]/value)[1]', N'nvarchar(64)') AS bigint),
        SessionId = TRY_CAST(e.Event.value(N'(action[@name="session_id"]/value)[1]', N'nvarchar(64)') AS int),
        DatabaseName = COALESCE(
            NULLIF(e.Event.value(N'(action[@name="database_name"]/value)[1]', N'nvarchar(128)'), N''),
            NULLIF(e.Event.value(N'(data[@name="database_name"]/value)[1]', N'nvarchar(128)'), N'')),
        HostName = NULLIF(e.Event.value(N'(action[@name="client_hostname"]/value)[1]', N'nvarchar(128)'), N''),
        ProgramName = NULLIF(e.Event.value(N'(action[@name="client_app_name"]/value)[1]', N'nvarchar(128)'), N''),
        LoginName = COALESCE(
            NULLIF(e.Event.value(N'(action[@name="server_principal_name"]/value)[1]', N'nvarchar(128)'), N''),
            NULLIF(e.Event.value(N'(action[@name="username"]/value)[1]', N'nvarchar(128)'), N'')),
        x.AxUser,
        x.AxSessionId,
        f.AxConfidence,
        SqlText = q.Body,
        h.QueryHash,
        QueryPlanHash = p.QueryHash
    FROM @Event.nodes(N'/event') AS e (Event)
    CROSS APPLY lib.ParseEventTime(e.Event.value(N'(@timestamp)[1]', N'nvarchar(64)')) AS t
    CROSS APPLY lib.ParseEventTime(e.Event.value(N'(action[@name="collect_system_time"]/value)[1]', N'nvarchar(64)')) AS s
    CROSS APPLY lib.TrimText(e.Event.value(N'(action[@name="sql_text"]/value)[1]', N'nvarchar(max)')) AS q
    CROSS APPLY (SELECT HexText = NULLIF(e.Event.value(N'(action[@name="context_info"]/value)[1]', N'nvarchar(260)'), N'')) AS c
    CROSS APPLY lib.ParseContextInfo(TRY_CONVERT(
        varbinary(128), CASE WHEN c.HexText LIKE N'0x%' THEN c.HexText ELSE N'0x' + c.HexText END, 1)) AS x
    CROSS APPLY lib.AxConfidence(x.AxSessionId, 1, NULL) AS f
    CROSS APPLY lib.ParseQueryHash(e.Event.value(N'(action[@name="query_hash"]/value)[1]', N'nvarchar(64)')) AS h
    CROSS APPLY lib.ParseQueryHash(e.Event.value(N'(action[@name="query_plan_hash"]/value)[1]', N'nvarchar(64)')) AS p
);
