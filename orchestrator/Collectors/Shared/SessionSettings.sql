-- A collector neither waits nor makes others wait: no shared locks, a lock time-out of milliseconds, and the
-- first victim of a deadlock. Collectors keep to compatibility level 110, which an AX database may have.
SET NOCOUNT ON;
SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;
SET LOCK_TIMEOUT 50;
SET DEADLOCK_PRIORITY LOW;
