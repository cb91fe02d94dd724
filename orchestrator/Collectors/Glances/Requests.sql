-- Between two runs of Requests: whether anybody has waited for another session for a second. One view of the
-- tasks that wait, read without waiting; shorter waits are everyday life.
SET NOCOUNT ON;
SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;
SET LOCK_TIMEOUT 50;
SET DEADLOCK_PRIORITY LOW;

SELECT
    CapturedAt = SYSUTCDATETIME(),
    IsWorth = CAST(CASE WHEN EXISTS
        (
            SELECT 1
            FROM sys.dm_os_waiting_tasks AS w
            WHERE w.blocking_session_id <> w.session_id
              AND w.wait_duration_ms >= 1000
        ) THEN 1 ELSE 0 END AS bit);

SELECT NoRow = CAST(0 AS bit) WHERE 1 = 0;
