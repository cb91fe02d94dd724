// The whole installation as text, for somebody who does it by hand or with other rights. A password is
// three dots.
namespace AxMonitor.Orchestrator.Install;

/// <summary>What to run by hand.</summary>
internal static class HandSteps
{
    /// <summary>All steps in order: a T-SQL script whose comments say what to run beside it.</summary>
    public static string Text(InstallRequest request)
    {
        List<string> lines =
        [
            "-- 1. The database: axmonitor deploy database --create-database, or its script: axmonitor deploy database --script axmonitor.sql",
            "-- 2. The logins, in the repository, as an administrator. Put the passwords in.",
            LoginScript.Create(request.ServiceLogin, password: null),
            LoginScript.Create(request.ReportsLogin, password: null),
            LoginScript.Roles(request).TrimEnd(),
        ];
        var name = request.Instance ?? "NAME";
        lines.Add($"-- 3. On each watched server: deploy/service-login.sql for {request.ServiceLogin}");
        lines.Add(
            $"-- 4. axmonitor instance add --name {Commands.Checks.Quoted(name)} --ax-database {Commands.Checks.Quoted(request.AxDatabase ?? "MicrosoftDynamicsAX")}"
        );
        lines.Add($"-- 5. axmonitor deploy xe --instance {Commands.Checks.Quoted(name)}, or its script: axmonitor deploy xe --script");
        lines.AddRange(Last(request).Select((step, i) => $"-- {i + 6}. {step}"));
        return string.Join(Environment.NewLine, lines);
    }

    /// <summary>What is left to people in any case.</summary>
    public static IReadOnlyList<string> Last(InstallRequest request) =>
        [
            $"axmonitor deploy reports --server http://reports01/ReportServer --data-source \"Server=…;Database=AxMonitor;User ID={request.ReportsLogin};Password={{secret:Reports}}\"",
            "axmonitor user add NAME --role admin",
            "axmonitor check",
            "axmonitor service install",
        ];
}
