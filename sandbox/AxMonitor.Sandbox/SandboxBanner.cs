// What a newcomer sees when the sandbox is ready: where everything is and how to get in.
using System.Globalization;

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
        if (host.DeskUrl is { } desk)
        {
            output.WriteLine($"  desk                  {desk}/   user {RepositorySettings.DeskUser}   password {host.DeskPassword}");
        }

        output.WriteLine($"  alert mails           {host.MailFolder}");
        output.WriteLine(
            $"  inbox (SMTP)          127.0.0.1:{host.Mail.Port}   STARTTLS   login {host.Mail.UserName}   password {host.Mail.Password}"
        );
        output.WriteLine($"  inbox's certificate   {host.Mail.Settings.TrustedRootFile}");
        output.WriteLine($"  scenario              {host.Options.Scenario ?? "none; try --scenario blocking-storm"}");
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  same run again        --seed {host.Options.Seed}, begun {host.StartedAt:yyyy-MM-ddTHH:mm:ss.fffZ}, speed {host.Options.Speed}, timetable {host.Options.TimetableText ?? "none"}"
            )
        );
        output.WriteLine($"  ready after           {host.StartDuration.TotalSeconds:0.0} s");
        output.WriteLine();
        output.WriteLine("For axmonitor check, status and run of your own against this sandbox, the environment:");
        output.WriteLine($"  AXMONITOR__Repository__ConnectionString='{host.RepositoryConnectionString}'");
        output.WriteLine(
            $"  AXMONITOR__Instances__{RepositorySettings.ConnectionName}='{host.Server.ConnectionString("master")}'"
        );
        var smtp = host.Mail.Settings;
        output.WriteLine($"  AXMONITOR__Smtp__Host='{smtp.Host}'");
        output.WriteLine($"  AXMONITOR__Smtp__Port='{smtp.Port}'");
        output.WriteLine($"  AXMONITOR__Smtp__From='{smtp.From}'");
        output.WriteLine($"  AXMONITOR__Smtp__UserName='{smtp.UserName}'");
        output.WriteLine($"  AXMONITOR__Smtp__PasswordSecret='Inbox'");
        output.WriteLine($"  AXMONITOR__Secrets__Inbox='{smtp.Password}'");
        output.WriteLine($"  AXMONITOR__Smtp__TrustedRootFile='{smtp.TrustedRootFile}'");
        output.WriteLine();
        output.WriteLine("Ctrl+C ends it.");
        output.Flush();
    }
}
