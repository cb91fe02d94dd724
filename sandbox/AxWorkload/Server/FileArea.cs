// Files and their input and output: counters that only grow from the server's start, latencies as the load
// has them, requests under way by Little's law.
using AxMonitor.Engine.Types;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>dm_io_virtual_file_stats, dm_io_pending_io_requests and the files of master_files.</summary>
internal sealed class FileArea : IServerArea
{
    private const int ReadBytes = 28 * 1024;
    private const int WriteBytes = 14 * 1024;
    private const int LogBackupReadBytes = 512 * 1024;

    // The computer was started before the simulation begins.
    private static readonly TimeSpan Uptime = TimeSpan.FromDays(3);

    public IReadOnlyCollection<string> Views => ["dm_io_virtual_file_stats", "dm_io_pending_io_requests", "master_files"];

    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(
        string view,
        IReadOnlyList<SqlValue> arguments,
        ServerMoment moment
    ) =>
        view switch
        {
            "master_files" => [.. ServerFiles.Of(moment).Select(File)],
            "dm_io_pending_io_requests" => Pending(moment),
            _ =>
            [
                .. ServerFiles
                    .Of(moment)
                    .Where(f => Fits(arguments[0], f.DatabaseId) && Fits(arguments[1], f.FileId))
                    .Select(f => Counters(f, moment)),
            ],
        };

    private static bool Fits(SqlValue argument, int id) => argument.IsNull || argument.AsInt64() == id;

    private static Dictionary<string, object?> File(ServerFile file) =>
        new()
        {
            ["database_id"] = file.DatabaseId,
            ["file_id"] = file.FileId,
            ["type"] = file.IsLog ? 1 : 0,
            ["type_desc"] = file.IsLog ? "LOG" : "ROWS",
            ["data_space_id"] = file.IsLog ? 0 : 1,
            ["name"] = file.Name,
            ["physical_name"] = file.Path,
            ["size"] = file.SizePages,
            ["max_size"] = file.IsLog ? 268_435_456 : -1,
            ["growth"] = file.GrowthPages,
            ["is_percent_growth"] = false,
        };

    private static Dictionary<string, object?> Counters(ServerFile file, ServerMoment moment)
    {
        var (reads, readBytes, readMs) = Reads(file, moment);
        var (writes, writeBytes, writeMs) = Writes(file, moment);
        return new()
        {
            ["database_id"] = file.DatabaseId,
            ["file_id"] = file.FileId,
            ["sample_ms"] = (long)(moment.At - moment.Load.Origin + Uptime).TotalMilliseconds,
            ["num_of_reads"] = (long)reads,
            ["num_of_bytes_read"] = (long)readBytes,
            ["io_stall_read_ms"] = (long)readMs,
            ["io_stall_queued_read_ms"] = 0L,
            ["num_of_writes"] = (long)writes,
            ["num_of_bytes_written"] = (long)writeBytes,
            ["io_stall_write_ms"] = (long)writeMs,
            ["io_stall_queued_write_ms"] = 0L,
            ["io_stall"] = (long)readMs + (long)writeMs,
            ["size_on_disk_bytes"] = file.SizeBytes,
            ["file_handle"] = file.Handle(moment.Load.StartedAt),
        };
    }

    private static (double Count, double Bytes, double Ms) Reads(ServerFile file, ServerMoment moment)
    {
        var (load, at) = (moment.Load, moment.At);
        if (IsAxLog(file, moment))
        {
            // Only log backups read the log.
            var bytes = load.Total("file.log_bytes", static l => l.LogBytesPerSecond, at);
            return (
                bytes / LogBackupReadBytes,
                bytes,
                load.Total("file.log_backup_ms", static l => l.LogBytesPerSecond / LogBackupReadBytes * 4 * l.LogLatencyMs, at)
            );
        }

        var count = file.ReadShare * load.Total("file.reads", static l => l.ReadsPerSecond, at);
        var ms = file.ReadShare * load.Total("file.read_ms", static l => l.ReadsPerSecond * l.ReadLatencyMs, at);
        if (IsTempDbData(file))
        {
            count += load.Total("file.temp_reads", TempReads, at) / ServerFiles.TempDbFileCount;
            ms += load.Total("file.temp_read_ms", static l => TempReads(l) * l.ReadLatencyMs, at) / ServerFiles.TempDbFileCount;
        }

        return (count, count * ReadBytes, ms * file.Slowness);
    }

    private static (double Count, double Bytes, double Ms) Writes(ServerFile file, ServerMoment moment)
    {
        var (load, at) = (moment.Load, moment.At);
        if (IsAxLog(file, moment))
        {
            return (
                load.Total("file.log_writes", LogWrites, at),
                load.Total("file.log_bytes", static l => l.LogBytesPerSecond, at),
                load.Total("file.log_write_ms", static l => LogWrites(l) * l.LogLatencyMs, at)
            );
        }

        var count = file.WriteShare * load.Total("file.writes", static l => l.WritesPerSecond, at);
        var ms = file.WriteShare * load.Total("file.write_ms", static l => l.WritesPerSecond * l.WriteLatencyMs, at);
        if (IsTempDbData(file))
        {
            count += load.Total("file.temp_writes", TempWrites, at) / ServerFiles.TempDbFileCount;
            ms +=
                load.Total("file.temp_write_ms", static l => TempWrites(l) * l.WriteLatencyMs, at) / ServerFiles.TempDbFileCount;
        }

        return (count, count * WriteBytes, ms * file.Slowness);
    }

    private static bool IsAxLog(ServerFile file, ServerMoment moment) => file.IsLog && file.DatabaseId == moment.AxDatabaseId;

    private static bool IsTempDbData(ServerFile file) => !file.IsLog && file.DatabaseId == ServerFile.TempDbId;

    // What is kept in tempdb is written once and read again.
    private static double TempReads(LoadLevels levels) => (levels.TempDbUserMb + levels.TempDbInternalMb) / 60;

    private static double TempWrites(LoadLevels levels) => (levels.TempDbUserMb + levels.TempDbInternalMb) / 40;

    // Transactions that commit together share a write.
    private static double LogWrites(LoadLevels levels) => 1 + (0.85 * levels.TransactionsPerSecond);

    // Requests under way = arrivals per second × seconds each takes.
    private static Dictionary<string, object?>[] Pending(ServerMoment moment)
    {
        var levels = moment.Levels;
        var count =
            (int)(levels.ReadsPerSecond * levels.ReadLatencyMs / 1000)
            + (int)(levels.WritesPerSecond * levels.WriteLatencyMs / 1000);
        var files = ServerFiles.Of(moment).Where(f => !f.IsLog && f.DatabaseId == moment.AxDatabaseId).ToArray();
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new Dictionary<string, object?>
                {
                    ["io_completion_request_address"] = new byte[] { 0, 0, 2, 0x1A, 0, 0, (byte)(i / 16), (byte)(i % 16 * 16) },
                    ["io_type"] = "disk",
                    ["io_pending"] = 1,
                    ["scheduler_address"] = new byte[] { 0, 0, 2, 0x0B, 0, 0, 0, (byte)(i % 8 * 16) },
                    ["io_handle"] = files[i % files.Length].Handle(moment.Load.StartedAt),
                    ["io_offset"] = 8192L * (1 + i),
                    ["io_pending_ms_ticks"] = (int)(levels.ReadLatencyMs * (i + 1) / (count + 1)),
                }),
        ];
    }
}
