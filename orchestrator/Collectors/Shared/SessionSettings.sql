-- A collector neither waits nor makes others wait: no shared locks, a lock time-out of milliseconds, and the
-- first victim of a deadlock. Collectors keep to compatibility level 110, which an AX database may have.
SET NOCOUNT ON;
SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;
SET LOCK_TIMEOUT 50;
SET DEADLOCK_PRIORITY LOW;

-- Errors after which a collector goes on without what it could not read.
-- Passing: 601 rows moved while they were read without locks, 1205 deadlock, 1222 lock time-out. Where
-- nothing can be left out, the batch ends with one of them, and the orchestrator sends it once more.
-- Closed: 229, 297, 300, 916 no permission; 911, 2812 no such database; the others: it is offline, in
-- recovery, in restore, single-user or a secondary.
DECLARE @PassingErrors nvarchar(400) = N' 601 1205 1222 ';
DECLARE @ClosedErrors nvarchar(400) = N' 229 297 300 911 916 922 924 927 942 945 952 954 976 978 983 2812 ';
