// Two deployments at once would apply the same migration twice: the first takes an application lock for as
// long as its session lasts, the second says who has it and waits.

using System.Globalization;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Deploy;

internal sealed class DeploymentLock(SqlConnection connection)
{
    private const int SliceMs = 1000;

    /// <summary>Takes the lock, or throws after <paramref name="patience"/>.</summary>
    /// <exception cref="DeploymentException">Another deployment runs for longer than that.</exception>
    public void Take(TimeSpan patience, Action<string> waiting, CancellationToken cancel)
    {
        if (TryTake(0))
        {
            return;
        }

        var holder = Holder();
        waiting(holder);
        // In slices, so that Ctrl+C is heard.
        for (var leftMs = (long)patience.TotalMilliseconds; leftMs > 0; leftMs -= SliceMs)
        {
            cancel.ThrowIfCancellationRequested();
            if (TryTake((int)Math.Min(leftMs, SliceMs)))
            {
                return;
            }
        }

        throw new DeploymentException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Error 50002: another deployment is running: {holder}. It did not end within {patience.TotalSeconds:0} s; nothing was changed. Run this again when it has ended."
            )
        );
    }

    private bool TryTake(int waitMs)
    {
        using var command = connection.CreateCommand();
        command.CommandText = JournalSql.Lock;
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue("@WaitMs", waitMs);
        return (int)command.ExecuteScalar()! >= 0;
    }

    private string Holder() =>
        Scalar(JournalSql.MaySeeHolder) == 1 && Row(JournalSql.Holder) is [var session, var login, var host, var program]
            ? $"session {session} of {login} on {host} ({program})"
        : Scalar(JournalSql.State) == 2 && Row(JournalSql.Last) is [var appliedBy, var script, var at]
            ? $"its session is hidden from this login; the last script, {script}, was applied by {appliedBy} at {at} UTC"
        : "its session is hidden from this login, and it has applied nothing yet";

    private int Scalar(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private string[]? Row(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        return reader.Read()
            ?
            [
                .. Enumerable
                    .Range(0, reader.FieldCount)
                    .Select(column =>
                        reader.GetValue(column) is DateTime time
                            ? time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
                            : Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture) ?? ""
                    ),
            ]
            : null;
    }
}
