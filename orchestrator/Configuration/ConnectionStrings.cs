// The one place where connection strings become the ones that are opened: encrypted unless they say
// otherwise, named, and never answered from the pool's memory of an earlier failure. Also the one place that
// says what may be logged of them.
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Rules for connection strings.</summary>
public static class ConnectionStrings
{
    /// <summary>Completes a connection string: Encrypt=true unless given, application name, time-out to
    /// connect.</summary>
    public static string Complete(string connectionString, string applicationName, TimeSpan connectTimeout)
    {
        var builder = new SqlConnectionStringBuilder(connectionString);
        if (!builder.ShouldSerialize("Encrypt"))
        {
            builder.Encrypt = true;
        }

        if (!builder.ShouldSerialize("Application Name"))
        {
            builder.ApplicationName = applicationName;
        }

        if (!builder.ShouldSerialize("Connect Timeout"))
        {
            builder.ConnectTimeout = Math.Max(1, (int)Math.Ceiling(connectTimeout.TotalSeconds));
        }

        // After a failed login the pool would answer with that failure for up to a minute, and so prolong
        // every outage.
        builder.PoolBlockingPeriod = PoolBlockingPeriod.NeverBlock;
        return builder.ConnectionString;
    }

    /// <summary>Server and database: the only parts that may be logged.</summary>
    public static string Describe(string connectionString)
    {
        var builder = new SqlConnectionStringBuilder(connectionString);
        return builder.InitialCatalog.Length == 0 ? builder.DataSource : $"{builder.DataSource}/{builder.InitialCatalog}";
    }
}
