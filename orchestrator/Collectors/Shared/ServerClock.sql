-- The clocks of the server, read at once.
-- @OffsetMinutes brings the local times of DMVs to UTC; in quarter hours, so that the two readings may differ
-- by some milliseconds.
-- @ServerStartedAt is counted back on the millisecond clock, because sqlserver_start_time is local time and
-- its offset may have changed since. @ServerStartTime is that local time as it stands, to be
-- compared with other local times.
DECLARE @CapturedAt datetime2(3);
DECLARE @LocalTime datetime2(3);
DECLARE @OffsetMinutes int;
DECLARE @SourceMs bigint;
DECLARE @ServerStartedAt datetime2(3);
DECLARE @ServerStartTime datetime2(3);

SELECT
    @CapturedAt = SYSUTCDATETIME(),
    @LocalTime = SYSDATETIME(),
    @SourceMs = i.ms_ticks,
    @ServerStartTime = CAST(i.sqlserver_start_time AS datetime2(3)),
    @ServerStartedAt = DATEADD(
        millisecond,
        -((i.ms_ticks - i.sqlserver_start_time_ms_ticks) % 86400000),
        DATEADD(day, -((i.ms_ticks - i.sqlserver_start_time_ms_ticks) / 86400000), SYSUTCDATETIME()))
FROM sys.dm_os_sys_info AS i;

SET @OffsetMinutes = CAST(ROUND(DATEDIFF(second, @LocalTime, @CapturedAt) / 900.0, 0) AS int) * 15;
