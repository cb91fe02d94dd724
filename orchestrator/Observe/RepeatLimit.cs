// A trouble that lasts is said once a minute, with how often it was left out meanwhile, and without the stack
// of what is expected to fail: servers, networks, disks. What nobody expects keeps its stack.
using System.Collections.Concurrent;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Signals;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>Decides which log lines are repetitions.</summary>
public sealed class RepeatLimit([FromKeyedServices(Clocks.Machine)] TimeProvider machine)
{
    private const int MostKeys = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Said> _said = new(StringComparer.Ordinal);

    /// <summary>Whether a line is due.</summary>
    /// <param name="key">What the line is about.</param>
    /// <param name="leftOut">How many lines about it were left out since the last one.</param>
    public bool IsDue(string key, out int leftOut)
    {
        if (_said.Count > MostKeys)
        {
            _said.Clear();
        }

        var said = _said.GetOrAdd(key, _ => new Said());
        lock (said)
        {
            if (said.At is { } at && machine.GetElapsedTime(at) < Pause)
            {
                said.LeftOut++;
                leftOut = 0;
                return false;
            }

            said.At = machine.GetTimestamp();
            leftOut = said.LeftOut;
            said.LeftOut = 0;
            return true;
        }
    }

    /// <summary>The exception to log with a line: null where its message says all there is to say.</summary>
    public static Exception? Unexpected(Exception error) =>
        error
            is SqlException
                or SourceUnreachableException
                or ConfigurationException
                or IOException
                or UnauthorizedAccessException
                or TimeoutException
                or OperationCanceledException
                or System.Net.Sockets.SocketException
            ? null
            : error;

    private sealed class Said
    {
        public long? At { get; set; }

        public int LeftOut { get; set; }
    }
}
