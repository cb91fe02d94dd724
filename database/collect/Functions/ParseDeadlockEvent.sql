/*  collect.ParseDeadlockEvent: the deadlocks in one text, each with the time of its event.
    @Event   an xml_deadlock_report event, a deadlock element alone (.xdl file), or a deadlock-list (trace event), which may hold several
    Result   one row per deadlock element, none for other XML
    EventAt is NULL where there is no event around it, and when the time stamp is not ISO (a known defect of the reader when clocks step back).  */
CREATE FUNCTION collect.ParseDeadlockEvent
(
    @Event xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        EventAt = TRY_CONVERT(datetime2(3), LEFT(REPLACE(@Event.value(N'(/event/@timestamp)[1]', N'nvarchar(64)'), N'Z', N''), 23), 126),
        DeadlockXml = d.Deadlock.query(N'.')
    FROM @Event.nodes(N'/event/data/value/deadlock, /event/data/value/deadlock-list/deadlock, /deadlock, /deadlock-list/deadlock') AS d (Deadlock)
);
