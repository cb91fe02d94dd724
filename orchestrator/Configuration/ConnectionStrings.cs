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

        // The repository tells AxMonitor's own sessions by the beginning of their program name
        // (lib.OwnProgram).
        if (!builder.ShouldSerialize("Application Name"))
        {
            builder.ApplicationName = applicationName;
        }
        else if (!builder.ApplicationName.StartsWith("AxMonitor", StringComparison.OrdinalIgnoreCase))
        {
            builder.ApplicationName = $"{applicationName} ({builder.ApplicationName})";
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

    /// <summary>Why a connection string may not stand on a command line, or null: other users of a machine
    /// can read the command lines of its processes.</summary>
    public static string? PasswordRefusal(string connectionString)
    {
        try
        {
            var password = new SqlConnectionStringBuilder(connectionString).Password;
            return password.Length == 0 || password.StartsWith("{secret:", StringComparison.Ordinal)
                ? null
                : "holds a password, which a command line shows to everybody on this machine; write Password={secret:NAME} and give "
                    + "the secret as AXMONITOR__Secrets__NAME.";
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            return "is not a connection string; right would be \"Server=sql01;Database=AxMonitor;Integrated Security=true\".";
        }
    }

    /// <summary>Server and database: the only parts that may be logged.</summary>
    public static string Describe(string connectionString)
    {
        var builder = new SqlConnectionStringBuilder(connectionString);
        return builder.InitialCatalog.Length == 0 ? builder.DataSource : $"{builder.DataSource}/{builder.InitialCatalog}";
    }
}
