-- The server's option 'blocked process threshold (s)': while it is 0 no blocked process is reported.
-- Run by `axmonitor deploy xe` or by an administrator of the watched server; safe to repeat. Needs ALTER
-- SETTINGS when a value is given.
-- The option is server-wide, so it is changed only where a value is given, and only when RECONFIGURE puts
-- nothing else into effect. The last row has the old and the new value, the statements that were run, and why
-- the value was refused; with the session context 'AxMonitor.DryRun' = 1 nothing is changed.
SET NOCOUNT ON;

-- Parameter. 0 is off, 5 to 86400 are seconds, NULL leaves the option as it is.
-- The session context 'AxMonitor.BlockedProcessThreshold' overrides it.
DECLARE @Seconds int = NULL;

SET @Seconds = COALESCE(CAST(SESSION_CONTEXT(N'AxMonitor.BlockedProcessThreshold') AS int), @Seconds);

DECLARE @Configured int;
DECLARE @InUse int;
DECLARE @ShowsAdvanced int;
DECLARE @Pending nvarchar(2000);
DECLARE @Refusal nvarchar(4000);
DECLARE @Statements nvarchar(1000) = N'';

SELECT
    @Configured = MAX(CASE WHEN c.name = N'blocked process threshold (s)' THEN CAST(c.value AS int) ELSE 0 END),
    @InUse = MAX(CASE WHEN c.name = N'blocked process threshold (s)' THEN CAST(c.value_in_use AS int) ELSE 0 END),
    @ShowsAdvanced = MAX(CASE WHEN c.name = N'show advanced options' THEN CAST(c.value_in_use AS int) ELSE 0 END)
FROM sys.configurations AS c
WHERE c.name IN (N'blocked process threshold (s)', N'show advanced options');

-- 'min server memory (MB)' shows 0 configured and 16 in use on a server where nobody touched it.
SET @Pending = STUFF((
    SELECT CONCAT(N', ''', c.name, N''' = ', CAST(c.value AS bigint), N' (now ', CAST(c.value_in_use AS bigint), N')')
    FROM sys.configurations AS c
    WHERE c.is_dynamic = 1
      AND c.value <> c.value_in_use
      AND c.name NOT IN (N'blocked process threshold (s)', N'show advanced options')
      AND NOT (c.name = N'min server memory (MB)' AND CAST(c.value AS bigint) = 0)
    ORDER BY c.name
    FOR XML PATH(N''), TYPE
).value(N'.', N'nvarchar(max)'), 1, 2, N'');

SET @Refusal = CASE
    WHEN @Seconds < 0 OR @Seconds > 86400
        THEN CONCAT(N'The blocked process threshold cannot be ', @Seconds, N' seconds; right is 0 (off) or 5 to 86400.')
    WHEN @Seconds > 0 AND @Seconds < 5
        THEN CONCAT(N'A blocked process threshold of ', @Seconds, N' seconds is refused: values of 1 to 4 keep the server''s ',
            N'deadlock monitor running all the time; right is 0 (off) or 5 to 86400.')
    WHEN (@Seconds <> @InUse OR @Seconds <> @Configured) AND @Pending IS NOT NULL
        THEN CONCAT(N'The threshold is not set: RECONFIGURE would also put into effect ', @Pending, N'. Settle these first.')
END;

IF @Refusal IS NULL AND (@Seconds <> @InUse OR @Seconds <> @Configured)
    SET @Statements = CONCAT(
        CASE WHEN @ShowsAdvanced = 0
            THEN N'EXEC sys.sp_configure N''show advanced options'', 1;' + NCHAR(10) + N'RECONFIGURE;' + NCHAR(10) END,
        N'EXEC sys.sp_configure N''blocked process threshold (s)'', ', @Seconds, N';', NCHAR(10), N'RECONFIGURE;', NCHAR(10),
        CASE WHEN @ShowsAdvanced = 0
            THEN N'EXEC sys.sp_configure N''show advanced options'', 0;' + NCHAR(10) + N'RECONFIGURE;' + NCHAR(10) END);

IF @Statements <> N'' AND COALESCE(CAST(SESSION_CONTEXT(N'AxMonitor.DryRun') AS bit), 0) = 0
    EXEC sys.sp_executesql @Statements;

SELECT
    OldSeconds = @InUse,
    NewSeconds = CASE WHEN @Statements = N'' THEN @InUse ELSE @Seconds END,
    Statements = @Statements,
    Refusal = @Refusal;
