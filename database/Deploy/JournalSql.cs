// The statements that read and write the journal and the lock, for both ways of deploying: over a connection,
// and in the script that is run by hand.

using System.Globalization;

namespace AxMonitor.Database.Deploy;

internal static class JournalSql
{
    /// <summary>The journal's schema and table: they come before everything that is noted.</summary>
    public static readonly IReadOnlyList<string> OwnScripts = ["Security/Schemas/ops.sql", "ops/Tables/DeployedScript.sql"];

    /// <summary>Application lock that one deployment holds; SQL Server shows its first 32
    /// characters.</summary>
    public const string LockName = "AxMonitor.Deployment";

    /// <summary>Options that indexes on expressions and filtered indexes demand, and an end of the batch at
    /// any error.</summary>
    public const string SessionOptions = """
        SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON;
        SET NUMERIC_ROUNDABORT OFF;
        SET NOCOUNT, XACT_ABORT ON;
        """;

    /// <summary>What the database is: 2 has a journal, 1 is of version 0.1.0, which had none, 0 holds nothing
    /// of AxMonitor.</summary>
    public const string State = """
        SELECT State = CASE
            WHEN OBJECT_ID(N'ops.DeployedScript', N'U') IS NOT NULL THEN 2
            WHEN OBJECT_ID(N'ops.Deployment', N'U') IS NOT NULL THEN 1
            ELSE 0
        END;
        """;

    /// <summary>The journal in its order: of several rows of a script the last one holds.</summary>
    public const string Read =
        "SELECT j.ScriptName, j.ScriptHash, j.ProductVersion FROM ops.DeployedScript AS j ORDER BY j.DeployedScriptId;";

    /// <summary>Notes a script. @DurationMs NULL: it was noted without being run.</summary>
    public const string Insert = """
        INSERT ops.DeployedScript (ScriptName, ScriptHash, ProductVersion, AppliedAt, AppliedBy, DurationMs)
        VALUES (@ScriptName, @ScriptHash, @ProductVersion, SYSUTCDATETIME(), ORIGINAL_LOGIN(), @DurationMs);
        """;

    /// <summary>Takes the lock within @WaitMs; @Result is negative where another session holds it.</summary>
    public const string Lock = $"""
        DECLARE @Result int;
        EXEC @Result = sys.sp_getapplock
            @Resource = N'{LockName}', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = @WaitMs;
        SELECT Result = @Result;
        """;

    /// <summary>The session that holds the lock; asks for VIEW SERVER STATE.</summary>
    public const string Holder = $"""
        SELECT TOP (1) s.session_id, s.login_name, s.host_name, s.program_name
        FROM sys.dm_tran_locks AS l
        INNER JOIN sys.dm_exec_sessions AS s ON s.session_id = l.request_session_id
        WHERE l.resource_type = N'APPLICATION'
          AND l.resource_database_id = DB_ID()
          AND l.request_status = N'GRANT'
          AND CHARINDEX(N'[{LockName}]', l.resource_description) > 0;
        """;

    /// <summary>Whether the login may ask for the holder.</summary>
    public const string MaySeeHolder = "SELECT COALESCE(HAS_PERMS_BY_NAME(NULL, NULL, N'VIEW SERVER STATE'), 0);";

    /// <summary>Who noted the last script, and when: the next best answer to who is deploying.</summary>
    public const string Last =
        "SELECT TOP (1) j.AppliedBy, j.ScriptName, j.AppliedAt FROM ops.DeployedScript AS j ORDER BY j.DeployedScriptId DESC;";

    /// <summary>Why a later version's database is refused; error 50001.</summary>
    public static string NewerDatabase(Version version) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"This database belongs to a later version of AxMonitor than this one ({version}). Nothing was changed. Deploy with the later version, or restore a backup from before its deployment."
        );
}
