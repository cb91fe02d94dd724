// The reports of a folder: each file is loaded and compiled once, again when it changes. One broken file
// never keeps the others from working.

using System.Collections.Concurrent;
using AxMonitor.Sandbox.ReportPortal.Expressions;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Server;

internal sealed class ReportCatalog(string folder) : IDisposable
{
    private readonly ConcurrentDictionary<string, CompiledReport> _deployed = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, bool> _withdrawn = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Loaded> _loaded = new(StringComparer.OrdinalIgnoreCase);

    public string Folder { get; } = Path.GetFullPath(folder);

    public IReadOnlyList<string> Names =>
        [
            .. (
                Directory.Exists(Folder)
                    ? Directory.EnumerateFiles(Folder, "*.rdl").Select(f => Path.GetFileNameWithoutExtension(f))
                    : []
            )
                .Where(n => !_withdrawn.ContainsKey(n))
                .Concat(_deployed.Keys.Select(ReportPath.ShortName))
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Order(StringComparer.OrdinalIgnoreCase),
        ];

    /// <summary>Compiles a report that is being deployed; throws <see cref="RdlException"/> when it is
    /// broken.</summary>
    public static Task<CompiledReport> CompileAsync(string name, byte[] definition, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                using var reader = new StreamReader(new MemoryStream(definition));
                return ExpressionCompiler.Compile(RdlParser.Parse(name, reader.ReadToEnd()));
            },
            cancellationToken
        );

    /// <summary>A deployed report takes the place of what was there at its path, or of the file of that
    /// name.</summary>
    public void Deploy(string path, CompiledReport report) => _deployed[path] = report;

    /// <summary>A file of the folder is not shown any more either.</summary>
    public void Withdraw(string path)
    {
        _deployed.TryRemove(path, out _);
        _withdrawn[ReportPath.ShortName(path)] = true;
    }

    /// <summary>The report of that name, or null when there is no such file. Throws
    /// <see cref="RdlException"/> when it is broken.</summary>
    public async Task<CompiledReport?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var deployed = _deployed
            .FirstOrDefault(d => string.Equals(ReportPath.ShortName(d.Key), name, StringComparison.OrdinalIgnoreCase))
            .Value;
        if (deployed is not null)
        {
            return deployed;
        }

        var known = Names.FirstOrDefault(n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase));
        if (known is null)
        {
            return null;
        }

        var path = Path.Combine(Folder, known + ".rdl");
        var stamp = File.GetLastWriteTimeUtc(path);
        var loaded = _loaded.AddOrUpdate(
            known,
            _ => Load(known, path, stamp),
            (_, old) => old.Stamp == stamp ? old : Load(known, path, stamp)
        );
        return await loaded.Report.Value.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        foreach (
            var loaded in _loaded.Values.Where(l => l.Report is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        )
        {
            loaded.Report.Value.Result.Dispose();
        }

        foreach (var report in _deployed.Values)
        {
            report.Dispose();
        }

        _loaded.Clear();
        _deployed.Clear();
    }

    private static Loaded Load(string name, string path, DateTime stamp) =>
        new(
            stamp,
            new Lazy<Task<CompiledReport>>(() =>
                Task.Run(async () => ExpressionCompiler.Compile(RdlParser.Parse(name, await File.ReadAllTextAsync(path))))
            )
        );

    private sealed record Loaded(DateTime Stamp, Lazy<Task<CompiledReport>> Report);
}
