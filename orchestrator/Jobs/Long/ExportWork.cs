// An export of a period as a job: each set one file of CSV or JSON in a zip archive, read day by day, so that
// a year of rows never is in memory at once.
using System.Data;
using System.Data.Common;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using AxMonitor.Orchestrator.Desk;
using AxMonitor.Orchestrator.Repository;
using Dapper;

namespace AxMonitor.Orchestrator.Jobs.Long;

/// <summary>Packs a period.</summary>
public sealed class ExportWork(RepositoryConnection repository) : ILongWork
{
    private const long LargestFile = 200L * 1024 * 1024;
    private const int MostDays = 366;

    /// <summary>What can be exported.</summary>
    public static IReadOnlyList<string> Sets { get; } = ["alerts", "incidents", "deadlocks", "batch", "metrics", "runs"];

    /// <inheritdoc />
    public string Kind => "Export";

    /// <inheritdoc />
    public async Task<WorkResult> RunAsync(ClaimedJob job, WorkProgress progress, CancellationToken cancel)
    {
        var asked = WorkArguments.Read<ExportArguments>(job.ArgumentsJson);
        if (Fault(asked) is { } fault)
        {
            throw new WorkRefusedException(fault);
        }

        var days = Days(asked).ToList();
        var path = Path.Combine(Path.GetTempPath(), $"axmonitor-export-{job.JobId}-{job.LeaseToken:N}.zip");
        var rows = 0L;
        try
        {
            await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            {
                for (var s = 0; s < asked.Sets.Count; s++)
                {
                    var set = asked.Sets[s];
                    await using var entry = archive.CreateEntry($"{set}.{asked.Format}", CompressionLevel.Optimal).Open();
                    await using var writer = new RowWriter(entry, asked.Format == "json");
                    for (var d = 0; d < days.Count; d++)
                    {
                        progress.At((s * days.Count) + d, asked.Sets.Count * days.Count, $"{set} of {days[d].From:yyyy-MM-dd}");
                        rows += await ReadAsync(set, days[d], asked.Instance, writer, cancel);
                        if (file.Length > LargestFile)
                        {
                            throw new WorkRefusedException("The export would be larger than 200 MB: choose a shorter period or fewer sets.");
                        }
                    }
                }
            }

            progress.At(asked.Sets.Count * days.Count, asked.Sets.Count * days.Count, "packed");
            return new WorkResult(
                string.Create(CultureInfo.InvariantCulture, $"{rows} rows of {string.Join(", ", asked.Sets)}."),
                FileName: string.Create(CultureInfo.InvariantCulture, $"axmonitor-{asked.From:yyyyMMdd}-{asked.To:yyyyMMdd}.zip"),
                File: await File.ReadAllBytesAsync(path, cancel)
            );
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>What is wrong with what was asked for; null: nothing.</summary>
    public static string? Fault(ExportArguments asked) =>
        asked.Sets.Count == 0 || asked.Sets.Any(s => !Sets.Contains(s, StringComparer.Ordinal))
            ? $"What is exported is one or more of {string.Join(", ", Sets)}."
        : asked.Format is not ("csv" or "json") ? "The format is csv or json."
        : asked.To <= asked.From ? "The period ends before it begins."
        : (asked.To - asked.From).TotalDays > MostDays ? $"A period has {MostDays} days at most."
        : null;

    private static IEnumerable<(DateTime From, DateTime To)> Days(ExportArguments asked)
    {
        for (var from = asked.From; from < asked.To;)
        {
            var next = from.Date.AddDays(1);
            yield return (from, next < asked.To ? next : asked.To);
            from = next;
        }
    }

    private async Task<long> ReadAsync(
        string set,
        (DateTime From, DateTime To) day,
        string? instance,
        RowWriter writer,
        CancellationToken cancel
    )
    {
        await using var connection = await repository.OpenAsync(cancel);
        await using var reader = (DbDataReader)
            await connection.ExecuteReaderAsync(
                new CommandDefinition(
                    "alert.GetExport",
                    new
                    {
                        SetName = set,
                        day.From,
                        day.To,
                        InstanceName = instance,
                    },
                    commandType: CommandType.StoredProcedure,
                    commandTimeout: 0,
                    cancellationToken: cancel
                )
            );
        var rows = 0L;
        while (await reader.ReadAsync(cancel))
        {
            await writer.WriteAsync(reader);
            rows++;
        }

        return rows;
    }

    /// <summary>Rows as lines of CSV or objects of JSON.</summary>
    private sealed class RowWriter(Stream stream, bool isJson) : IAsyncDisposable
    {
        private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);
        private readonly StreamWriter _text = new(
            stream,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: !isJson),
            leaveOpen: true
        );
        private bool _hasRows;

        public async Task WriteAsync(DbDataReader row)
        {
            var names = Enumerable.Range(0, row.FieldCount).Select(row.GetName);
            var values = Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? null : row.GetValue(i)).ToList();
            if (isJson)
            {
                await _text.WriteAsync(_hasRows ? ",\n" : "[\n");
                var named = names
                    .Zip(values)
                    .ToDictionary(
                        p => JsonNamingPolicy.CamelCase.ConvertName(p.First),
                        p => Utc(p.Second),
                        StringComparer.Ordinal
                    );
                await _text.WriteAsync(JsonSerializer.Serialize(named, Format));
            }
            else
            {
                if (!_hasRows)
                {
                    await _text.WriteAsync(string.Join(',', names.Select(CsvFile.Cell)) + "\r\n");
                }

                await _text.WriteAsync(string.Join(',', values.Select(CsvFile.Cell)) + "\r\n");
            }

            _hasRows = true;
        }

        public async ValueTask DisposeAsync()
        {
            if (isJson)
            {
                await _text.WriteAsync(_hasRows ? "\n]\n" : "[]\n");
            }

            await _text.DisposeAsync();
        }

        private static object? Utc(object? value) => value is DateTime at ? DateTime.SpecifyKind(at, DateTimeKind.Utc) : value;
    }
}
