/*  lib.ParseDeadlockEvent: the deadlocks in one text, each with the time of its event.
    @Event   an xml_deadlock_report event, with the deadlock as elements or as text; a deadlock element alone
             (.xdl file); or a deadlock-list (trace event), which may hold several
    Result   one row per deadlock element, none for other XML
    EventAt is NULL where there is no event around it, and when the time stamp is not ISO (a known defect of
    the reader when clocks step back).  */
CREATE FUNCTION lib.ParseDeadlockEvent
(
    @Event xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        t.EventAt,
        DeadlockXml = d.Deadlock.query(N'.')
    FROM
    (
        SELECT InnerText = CASE
            WHEN @Event.exist(N'//deadlock') = 0 THEN @Event.value(N'(/event/data/value)[1]', N'nvarchar(max)')
        END
    ) AS i
    CROSS APPLY (SELECT Body = TRY_CAST(i.InnerText AS xml)) AS x
    OUTER APPLY lib.RepairXml(CASE WHEN x.Body IS NULL THEN i.InnerText END) AS m
    CROSS APPLY (SELECT Body = COALESCE(x.Body, TRY_CAST(m.Body AS xml), @Event)) AS e
    CROSS APPLY e.Body.nodes(N'//deadlock') AS d (Deadlock)
    CROSS APPLY lib.ParseEventTime(@Event.value(N'(/event/@timestamp)[1]', N'nvarchar(64)')) AS t
);
