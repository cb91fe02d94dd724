// Which files the watched server has, how big they are and how its reads and writes spread over them: the AX
// database of some 380 GB in four files on a volume of its own, logs on another, eight tempdb files on a
// third. All storage views are told from this, so that they agree.
namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>The files at an instant.</summary>
internal static class ServerFiles
{
    public const long Mb = 1024 * 1024;
    public const long Gb = 1024 * Mb;
    public const int TempDbFileCount = 8;
    public const long TempDbFileBytes = 12 * Gb;

    private const int AxFileCount = 4;
    private const int PagesPerMb = 128;

    /// <summary>Used space of the AX database's data files: some 350 GB, 0.9 GB more a day.</summary>
    public static long AxUsedBytes(ServerMoment moment) =>
        (348 * Gb) + (long)(0.9 * Gb * Math.Max(0, (moment.At - moment.Load.Origin).TotalDays));

    /// <summary>Used space of the AX database's log: what was written since the last log backup, which runs
    /// every quarter of an hour.</summary>
    public static long AxLogUsedBytes(ServerMoment moment) =>
        (200 * Mb) + (long)(moment.Levels.LogBytesPerSecond * SinceLogBackup(moment).TotalSeconds);

    /// <summary>Time since the last log backup.</summary>
    public static TimeSpan SinceLogBackup(ServerMoment moment) =>
        TimeSpan.FromTicks(moment.At.Ticks % TimeSpan.FromMinutes(15).Ticks);

    /// <summary>Used space of tempdb, by kind, never more than its files hold.</summary>
    public static (long UserBytes, long InternalBytes, long VersionBytes) TempDbUsed(ServerMoment moment)
    {
        var levels = moment.Levels;
        var room = 0.98 * TempDbFileCount * TempDbFileBytes;
        var squeeze = Math.Min(1, room / ((levels.TempDbUserMb + levels.TempDbInternalMb + levels.VersionStoreMb) * Mb));
        return (
            (long)(levels.TempDbUserMb * Mb * squeeze),
            (long)(levels.TempDbInternalMb * Mb * squeeze),
            (long)(levels.VersionStoreMb * Mb * squeeze)
        );
    }

    /// <summary>Name of a database that has files here.</summary>
    public static string DatabaseName(int databaseId, ServerMoment moment) =>
        databaseId switch
        {
            1 => "master",
            ServerFile.TempDbId => "tempdb",
            3 => "model",
            4 => "msdb",
            _ => databaseId == moment.AxDatabaseId ? moment.AxDatabaseName : moment.AxDatabaseName + "_model",
        };

    /// <summary>All files, by database and file.</summary>
    public static IReadOnlyList<ServerFile> Of(ServerMoment moment)
    {
        var name = moment.AxDatabaseName;
        var model = moment.ModelStoreDatabaseId;
        var files = new List<ServerFile>
        {
            new(1, 1, false, "master", @"C:\SQLSystem\master.mdf", 7 * Mb, 5 * Mb, 10, 0.006, 0.006, 0.5),
            new(1, 2, true, "mastlog", @"C:\SQLSystem\mastlog.ldf", 2 * Mb, Mb, 10, 0, 0.002, 0.5),
            new(3, 1, false, "modeldev", @"C:\SQLSystem\model.mdf", 8 * Mb, 3 * Mb, 64 * PagesPerMb, 0, 0, 0.5),
            new(3, 2, true, "modellog", @"C:\SQLSystem\modellog.ldf", 8 * Mb, Mb, 64 * PagesPerMb, 0, 0, 0.5),
            new(4, 1, false, "MSDBData", @"C:\SQLSystem\MSDBData.mdf", 910 * Mb, 640 * Mb, 64 * PagesPerMb, 0.014, 0.03, 0.6),
            new(4, 2, true, "MSDBLog", @"C:\SQLSystem\MSDBLog.ldf", 120 * Mb, 12 * Mb, 64 * PagesPerMb, 0, 0.01, 0.6),
            new(
                model,
                1,
                false,
                name + "_model",
                $@"E:\AXData\{name}_model.mdf",
                3400 * Mb,
                3100 * Mb,
                256 * PagesPerMb,
                0.02,
                0.012,
                0.9
            ),
            new(
                model,
                2,
                true,
                name + "_model_log",
                $@"L:\AXLog\{name}_model_log.ldf",
                1024 * Mb,
                60 * Mb,
                256 * PagesPerMb,
                0,
                0.004,
                0.4
            ),
            new(
                moment.AxDatabaseId,
                2,
                true,
                name + "_log",
                $@"L:\AXLog\{name}_log.ldf",
                60 * Gb,
                AxLogUsedBytes(moment),
                1024 * PagesPerMb,
                0,
                0,
                1
            ),
        };

        var (user, internals, versions) = TempDbUsed(moment);
        files.Add(
            new(
                ServerFile.TempDbId,
                2,
                true,
                "templog",
                @"T:\TempDB\templog.ldf",
                8 * Gb,
                300 * Mb,
                256 * PagesPerMb,
                0,
                0.01,
                0.6
            )
        );
        for (var i = 1; i <= TempDbFileCount; i++)
        {
            files.Add(
                new(
                    ServerFile.TempDbId,
                    i == 1 ? 1 : i + 1,
                    false,
                    i == 1 ? "tempdev" : $"temp{i}",
                    i == 1 ? @"T:\TempDB\tempdb.mdf" : $@"T:\TempDB\tempdb_mssql_{i}.ndf",
                    TempDbFileBytes,
                    ((user + internals + versions) / TempDbFileCount) + (4 * Mb),
                    256 * PagesPerMb,
                    0.02,
                    0.035,
                    0.6
                )
            );
        }

        var used = AxUsedBytes(moment) / AxFileCount;
        for (var i = 1; i <= AxFileCount; i++)
        {
            files.Add(
                new(
                    moment.AxDatabaseId,
                    i == 1 ? 1 : i + 1,
                    false,
                    i == 1 ? name : $"{name}_{i}",
                    i == 1 ? $@"E:\AXData\{name}.mdf" : $@"E:\AXData\{name}_{i}.ndf",
                    Math.Max(95, (used / Gb) + 1) * Gb,
                    used,
                    1024 * PagesPerMb,
                    0.20,
                    0.165,
                    1
                )
            );
        }

        return [.. files.OrderBy(static f => f.DatabaseId).ThenBy(static f => f.FileId)];
    }
}
