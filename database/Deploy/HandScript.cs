// The same deployment as one file to be run by hand, by sqlcmd or in Management Studio: it skips what the
// journal has and notes what it does, so that both ways can follow each other.

using System.Globalization;
using System.Text;

namespace AxMonitor.Database.Deploy;

/// <summary>Writes a package as one GO-separated script.</summary>
public static class HandScript
{
    private const int LockWaitMs = 60_000;

    /// <summary>The script. It works on an empty database and on one of any earlier state.</summary>
    public static string Write(DeploymentPackage package)
    {
        StringBuilder text = new();
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            -- AxMonitor repository, version {package.Version}. Run it in an empty database, or in one of an earlier version while no orchestrator
            -- runs: sqlcmd -b -I -f 65001 -i THIS_FILE -d AxMonitor, or in Management Studio. What is there already is skipped. After
            -- an error nothing more is applied; remove the cause and run it again, it goes on where it stopped.
            {JournalSql.SessionOptions}
            GO
            {Begin(package)}
            GO
            {MakeJournal(package)}
            GO

            """
        );
        foreach (var (script, number) in package.Scripts.Select((script, index) => (script, index + 1)))
        {
            text.Append(Part(script, number, package.Version)).Append("\nGO\n");
        }

        return text.Append(End(package.Scripts.Count)).Append("\nGO\n").ToString();
    }

    /// <summary>The row of #Deployment says which script is next, and that the lock is held: a refusal leaves
    /// none, and all that follows is skipped.</summary>
    private static string Begin(DeploymentPackage package) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            IF OBJECT_ID(N'tempdb..#Deployment') IS NULL
                CREATE TABLE #Deployment (NextScript int NOT NULL, IsNewDatabase bit NOT NULL);
            GO
            DECLARE @Result int = 0;
            IF NOT EXISTS (SELECT 1 FROM #Deployment)
                EXEC @Result = sys.sp_getapplock
                    @Resource = N'{JournalSql.LockName}', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = {LockWaitMs};
            IF @Result < 0
                THROW 50002, N'Another deployment of this database is running. Nothing was changed. Run this script again when it has ended.', 1;

            DELETE #Deployment;
            DECLARE @IsNewer int = 0;
            IF OBJECT_ID(N'ops.DeployedScript', N'U') IS NOT NULL
                EXEC sys.sp_executesql
                    N'SELECT @IsNewer = COUNT(*)
                    FROM ops.DeployedScript
                    WHERE {Comparable("ProductVersion")} > {Number(package.Version)}
                       OR (ScriptName LIKE N''{DeploymentScript.MigrationFolder}%'' AND SUBSTRING(ScriptName, {DeploymentScript.MigrationFolder.Length + 1}, 3) > N''{package.NewestMigration}'');',
                    N'@IsNewer int OUTPUT', @IsNewer = @IsNewer OUTPUT;
            IF @IsNewer > 0
            BEGIN
                EXEC sys.sp_releaseapplock @Resource = N'{JournalSql.LockName}', @LockOwner = N'Session';
                THROW 50001, N'{JournalSql.NewerDatabase(package.Version)}', 1;
            END;

            INSERT #Deployment (NextScript, IsNewDatabase)
            SELECT 1, CASE
                WHEN OBJECT_ID(N'ops.DeployedScript', N'U') IS NULL AND OBJECT_ID(N'ops.Deployment', N'U') IS NULL THEN 1
                ELSE 0
            END;
            """
        );

    // 1.2.3 as 1002003.
    private static string Comparable(string column) =>
        $"CAST(PARSENAME({column}, 3) AS int) * 1000000 + CAST(PARSENAME({column}, 2) AS int) * 1000 + CAST(PARSENAME({column}, 1) AS int)";

    private static int Number(Version version) => (version.Major * 1_000_000) + (version.Minor * 1000) + version.Build;

    private static string MakeJournal(DeploymentPackage package)
    {
        StringBuilder text = new();
        text.Append(
            """
            -- The journal. In a new database the migrations are noted and not run: its tables are made as they would leave them.
            IF EXISTS (SELECT 1 FROM #Deployment) AND OBJECT_ID(N'ops.DeployedScript', N'U') IS NULL
            BEGIN
                BEGIN TRANSACTION;

            """
        );
        foreach (var batch in JournalSql.OwnScripts.SelectMany(name => package.Required(name).Batches))
        {
            text.Append(CultureInfo.InvariantCulture, $"    EXEC (N'{Quoted(batch)}');\n");
        }

        foreach (var migration in package.Migrations.Select(package.Required))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"""
                    INSERT ops.DeployedScript (ScriptName, ScriptHash, ProductVersion, AppliedAt, AppliedBy)
                    SELECT N'{migration.Name}', 0x{migration.Hash}, N'{package.Version}', SYSUTCDATETIME(), ORIGINAL_LOGIN()
                    FROM #Deployment WHERE IsNewDatabase = 1;

                """
            );
        }

        return text.Append("    COMMIT TRANSACTION;\nEND;").ToString();
    }

    private static string Part(DeploymentScript script, int number, Version version)
    {
        var known = script.IsMigration ? "" : $"\n            AND j.ScriptHash = 0x{script.Hash}";
        var batches = string.Join('\n', script.Batches.Select(batch => $"    EXEC (N'{Quoted(batch)}');"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            -- {number} {script.Name}
            IF (SELECT NextScript FROM #Deployment) = {number} AND NOT EXISTS (
                SELECT 1
                FROM ops.DeployedScript AS j
                WHERE j.ScriptName = N'{script.Name}'{known}
                  AND j.DeployedScriptId = (
                      SELECT MAX(l.DeployedScriptId) FROM ops.DeployedScript AS l WHERE l.ScriptName = j.ScriptName))
            BEGIN
                DECLARE @StartedAt datetime2(7) = SYSUTCDATETIME();
                RAISERROR (N'{script.Name}', 0, 1) WITH NOWAIT;
                BEGIN TRANSACTION;
            {batches}
                INSERT ops.DeployedScript (ScriptName, ScriptHash, ProductVersion, AppliedAt, AppliedBy, DurationMs)
                VALUES (N'{script.Name}', 0x{script.Hash}, N'{version}', SYSUTCDATETIME(), ORIGINAL_LOGIN(),
                    DATEDIFF(millisecond, @StartedAt, SYSUTCDATETIME()));
                COMMIT TRANSACTION;
            END;
            UPDATE #Deployment SET NextScript = {number + 1} WHERE NextScript = {number};
            """
        );
    }

    private static string End(int count) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            IF NOT EXISTS (SELECT 1 FROM #Deployment WHERE NextScript > {count})
                RAISERROR (N'The deployment did not come to its end; see the first error above.', 0, 1) WITH NOWAIT;
            IF EXISTS (SELECT 1 FROM #Deployment)
                EXEC sys.sp_releaseapplock @Resource = N'{JournalSql.LockName}', @LockOwner = N'Session';
            DROP TABLE #Deployment;
            """
        );

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);
}
