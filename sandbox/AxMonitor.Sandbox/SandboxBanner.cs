// What a newcomer sees when the sandbox is ready: where everything is and how to get in.
namespace AxMonitor.Sandbox;

/// <summary>Prints the places of a running sandbox.</summary>
internal static class SandboxBanner
{
    public static void Write(TextWriter output, SandboxHost host)
    {
        output.WriteLine(
            "AxMonitor sandbox: for evaluation, development and tests. All data is in memory and ends with this process."
        );
        output.WriteLine();
        output.WriteLine($"  SQL Server stand-in   127.0.0.1,{host.Server.Port}   login sa   password {host.Server.Password}");
        output.WriteLine($"  connection string     {host.RepositoryConnectionString}");
        output.WriteLine(
            $"  databases             {RepositoryDeployment.DatabaseName} (repository), {host.AxDatabaseName} (watched AX)"
        );
        output.WriteLine($"  reports               {host.PortalUrl}/");
        output.WriteLine($"                        {host.PortalUrl}/report/Blocking");
        output.WriteLine($"  alert mails           {host.MailFolder}");
        output.WriteLine(
            $"  inbox (SMTP)          127.0.0.1:{host.Mail.Port}   STARTTLS   login {host.Mail.UserName}   password {host.Mail.Password}"
        );
        output.WriteLine($"  inbox's certificate   {host.Mail.Settings.TrustedRootFile}");
        output.WriteLine($"  scenario              {host.Options.Scenario ?? "none; try --scenario blocking-storm"}");
        output.WriteLine($"  ready after           {host.StartDuration.TotalSeconds:0.0} s");
        output.WriteLine();
        output.WriteLine("Ctrl+C ends it.");
        output.Flush();
    }
}
