-- Which database the name of the AX database stands for now: when it came into being on this server, by the
-- server's clock and in UTC by today's offset, and its recovery fork, which a restore replaces and a copy on
-- another replica keeps. What the login may not see is NULL. The repository says what has become of it
-- (collect.AdvanceDatabase).
DECLARE @DatabaseBeganTime datetime2(3);
DECLARE @DatabaseBeganAt datetime2(3);
DECLARE @DatabaseForkId uniqueidentifier;

SELECT
    @DatabaseBeganTime = CAST(i.create_date AS datetime2(3)),
    @DatabaseBeganAt = DATEADD(
        minute,
        CAST(ROUND(DATEDIFF(second, SYSDATETIME(), SYSUTCDATETIME()) / 900.0, 0) AS int) * 15,
        CAST(i.create_date AS datetime2(3)))
FROM sys.databases AS i
WHERE i.name = @AxDatabaseName;

SELECT @DatabaseForkId = i.recovery_fork_guid
FROM sys.database_recovery_status AS i
WHERE i.database_id = DB_ID(@AxDatabaseName);
