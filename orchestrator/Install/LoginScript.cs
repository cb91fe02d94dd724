// The T-SQL that makes the two logins where they are missing, and gives them their roles: the shipped
// deploy/repository-logins.sql with its variables in place, so that by hand and by command is the same.
namespace AxMonitor.Orchestrator.Install;

/// <summary>Logins of service and reports.</summary>
internal static class LoginScript
{
    private static string File => Path.Combine(AppContext.BaseDirectory, "deploy", "repository-logins.sql");

    /// <summary>Makes a login where it is missing; without a password only a Windows account can be
    /// made.</summary>
    public static string Create(string login, string? password) =>
        $"IF NOT EXISTS (SELECT 1 FROM sys.server_principals WHERE name = N'{Text(login)}') CREATE LOGIN {Name(login)} "
        + (IsWindowsAccount(login) ? "FROM WINDOWS;" : $"WITH PASSWORD = N'{Text(password ?? "…")}';");

    /// <summary>Whether a login has no password of its own.</summary>
    public static bool IsWindowsAccount(string login) => login.Contains('\\', StringComparison.Ordinal);

    /// <summary>Users and roles of both.</summary>
    public static string Roles(InstallRequest request)
    {
        var script = System.IO.File.ReadAllText(File);
        foreach (var (variable, login) in new[] { ("Service", request.ServiceLogin), ("Reports", request.ReportsLogin) })
        {
            script = script
                .Replace($"N'$({variable})'", $"N'{Text(login)}'", StringComparison.Ordinal)
                .Replace($"[$({variable})]", Name(login), StringComparison.Ordinal);
        }

        return script;
    }

    private static string Name(string login) => $"[{login.Replace("]", "]]", StringComparison.Ordinal)}]";

    private static string Text(string value) => value.Replace("'", "''", StringComparison.Ordinal);
}
