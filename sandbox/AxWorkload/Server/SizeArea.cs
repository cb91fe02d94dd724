// Sizes of the simulated server: logs and their backups, volumes, and the tables of the AX database, which
// are far bigger than what the engine holds of them.
using AxMonitor.Engine.Types;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>dm_db_log_stats, dm_db_log_space_usage, dm_os_volume_stats, and the sizes of tables.</summary>
internal sealed class SizeArea : IServerArea
{
    private const int VlfMb = 128;
    private const int TotalVlfsOfAx = 480;

    // Volume, its name and size, and what else lies on it.
    private static readonly (string Path, string Name, long TotalGb, long OtherGb)[] Volumes =
    [
        (@"C:\", "System", 127, 61),
        (@"E:\", "AXData", 600, 0),
        (@"L:\", "AXLog", 100, 0),
        (@"T:\", "TempDB", 120, 0),
    ];

    // The biggest tables of the AX database as the simulation begins: millions of rows, and GB. They grow as
    // the database does.
    private static readonly (string Name, double MillionRows, double Gb)[] Tables =
    [
        ("SYSDATABASELOG", 142, 71),
        ("GENERALJOURNALACCOUNTENTRY", 318, 62),
        ("INVENTTRANS", 211, 58),
        ("INVENTTRANSORIGIN", 168, 31),
        ("SALESLINE", 41, 24),
        ("LEDGERJOURNALTRANS", 66, 22),
        ("CUSTTRANS", 52, 17),
        ("EVENTINBOX", 58, 13),
        ("REQTRANS", 27, 6),
        ("INVENTDIM", 31, 5.5),
        ("INVENTSUM", 9.4, 3.2),
        ("SALESTABLE", 6.2, 3.1),
        ("PURCHTABLE", 2.4, 1.1),
        ("ECORESPRODUCT", 0.9, 0.4),
        ("CUSTTABLE", 0.3, 0.2),
    ];

    /// <summary>Rows of a table as the simulation begins; 0 for one that is not among the biggest.</summary>
    internal static long RowsAtFirst(string table) =>
        (long)(1e6 * Tables.FirstOrDefault(t => string.Equals(t.Name, table, StringComparison.OrdinalIgnoreCase)).MillionRows);

    public IReadOnlyCollection<string> Views => ["dm_db_log_stats", "dm_db_log_space_usage", "dm_os_volume_stats", "table.sizes"];

    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(
        string view,
        IReadOnlyList<SqlValue> arguments,
        ServerMoment moment
    ) =>
        view switch
        {
            "dm_db_log_stats" =>
            [
                .. Logs(moment)
                    .Where(f => !arguments[0].IsNull && arguments[0].AsInt64() == f.DatabaseId)
                    .Select(f => LogStats(f, moment)),
            ],
            "dm_db_log_space_usage" => [.. Logs(moment).Select(static f => LogSpace(f))],
            "dm_os_volume_stats" =>
            [
                .. ServerFiles
                    .Of(moment)
                    .Where(f => arguments[0].AsInt64() == f.DatabaseId && arguments[1].AsInt64() == f.FileId)
                    .Select(f => Volume(f, moment)),
            ],
            _ => [.. Tables.Select(t => Table(t, moment))],
        };

    private static IEnumerable<ServerFile> Logs(ServerMoment moment) => ServerFiles.Of(moment).Where(static f => f.IsLog);

    private static Dictionary<string, object?> LogStats(ServerFile log, ServerMoment moment)
    {
        var isAx = log.DatabaseId == moment.AxDatabaseId;
        var isFull = isAx || log.DatabaseId == moment.ModelStoreDatabaseId || log.DatabaseId == 3;
        var vlfs = isAx ? TotalVlfsOfAx : Math.Max(2, log.SizeBytes / (16 * ServerFiles.Mb));
        var vlfBytes = log.SizeBytes / vlfs;
        return new()
        {
            ["database_id"] = log.DatabaseId,
            ["recovery_model"] = isFull ? "FULL" : "SIMPLE",
            ["log_min_lsn"] = "0002f8a1:00001c10:0001",
            ["log_end_lsn"] = "0002f8a4:0000f2b8:0002",
            ["current_vlf_sequence_number"] = 194_724L,
            ["current_vlf_size_mb"] = isAx ? VlfMb : vlfBytes / (double)ServerFiles.Mb,
            ["total_vlf_count"] = vlfs,
            ["total_log_size_mb"] = log.SizeBytes / (double)ServerFiles.Mb,
            ["active_vlf_count"] = 1 + (log.UsedBytes / vlfBytes),
            ["active_log_size_mb"] = log.UsedBytes / (double)ServerFiles.Mb,
            ["log_truncation_holdup_reason"] = "NOTHING",
            ["log_backup_time"] = isFull ? moment.At - ServerFiles.SinceLogBackup(moment) : null,
            ["log_backup_lsn"] = "0002f8a1:00001c10:0001",
            ["log_since_last_log_backup_mb"] = isAx ? (log.UsedBytes / (double)ServerFiles.Mb) - 200 : 0,
            ["log_checkpoint_lsn"] = "0002f8a4:0000f2b8:0001",
            ["log_since_last_checkpoint_mb"] = 1.5,
            ["log_recovery_lsn"] = "0002f8a4:0000f2b8:0001",
            ["log_recovery_size_mb"] = 1.5,
            ["recovery_vlf_count"] = 1L,
        };
    }

    private static Dictionary<string, object?> LogSpace(ServerFile log) =>
        new()
        {
            ["database_id"] = log.DatabaseId,
            ["total_log_size_in_bytes"] = log.SizeBytes,
            ["used_log_space_in_bytes"] = log.UsedBytes,
            ["used_log_space_in_percent"] = 100.0 * log.UsedBytes / log.SizeBytes,
            ["log_space_in_bytes_since_last_backup"] = log.UsedBytes,
        };

    private static Dictionary<string, object?> Volume(ServerFile file, ServerMoment moment)
    {
        var (path, name, totalGb, otherGb) = Volumes.First(v => v.Path == file.Volume);
        var taken = ServerFiles.Of(moment).Where(f => f.Volume == path).Sum(static f => f.SizeBytes) + (otherGb * ServerFiles.Gb);
        return new()
        {
            ["database_id"] = file.DatabaseId,
            ["file_id"] = file.FileId,
            ["volume_mount_point"] = path,
            ["volume_id"] = $@"\\?\Volume{{6f1f7a2c-0000-0000-0000-{path[0] * 1_000_000L:X12}}}\",
            ["logical_volume_name"] = name,
            ["file_system_type"] = "NTFS",
            ["total_bytes"] = totalGb * ServerFiles.Gb,
            ["available_bytes"] = Math.Max(0, (totalGb * ServerFiles.Gb) - taken),
            ["supports_compression"] = true,
            ["supports_alternate_streams"] = true,
            ["supports_sparse_files"] = true,
            ["is_read_only"] = false,
            ["is_compressed"] = false,
        };
    }

    private static Dictionary<string, object?> Table((string Name, double MillionRows, double Gb) table, ServerMoment moment)
    {
        var growth = ServerFiles.AxUsedBytes(moment) / (double)ServerFiles.AxUsedBytes(moment with { At = moment.Load.Origin });
        return new()
        {
            ["database_id"] = moment.AxDatabaseId,
            ["name"] = table.Name,
            ["row_count"] = (long)(table.MillionRows * 1_000_000 * growth),
            ["page_count"] = (long)(table.Gb * ServerFiles.Gb / 8192 * growth),
        };
    }
}
