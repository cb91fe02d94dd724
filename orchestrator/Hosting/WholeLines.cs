// A line that a full disk or a kill cut short must not swallow the next one: a file that does not end with a
// line break gets one when it is opened again.
using System.Text;
using Serilog.Sinks.File;

namespace AxMonitor.Orchestrator.Hosting;

/// <summary>Looks after the log file that is written at present.</summary>
internal sealed class WholeLines : FileLifecycleHooks
{
    /// <summary>The file; null before the first is opened.</summary>
    public string? Path { get; private set; }

    /// <inheritdoc />
    public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding)
    {
        Path = path;
        if (underlyingStream is { CanSeek: true, Length: > 0 } && !EndsWithBreak(path))
        {
            underlyingStream.WriteByte((byte)'\n');
        }

        return underlyingStream;
    }

    private static bool EndsWithBreak(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }
}
