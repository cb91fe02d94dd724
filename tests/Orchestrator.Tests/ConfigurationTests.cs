// Every wrong setting is named with its value and what would be right; secrets come from the environment and
// show up nowhere.
using System.Runtime.Versioning;
using AxMonitor.Orchestrator.Configuration;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Tests;

public sealed class ConfigurationTests
{
    private const string Repository = "Repository:ConnectionString=Server=sql01;Database=AxMonitor;Integrated Security=true";
    private readonly TempFolder _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Defaults_fill_what_is_not_given()
    {
        var options = Read(Repository);
        Assert.Multiple(() =>
        {
            Assert.That(options.Intervals.ScheduleRefresh, Is.EqualTo(TimeSpan.FromSeconds(30)));
            Assert.That(options.Smtp, Is.Null);
            Assert.That(options.Observe.Port, Is.Null);
            Assert.That(options.Owner, Does.EndWith(":" + Environment.ProcessId));
        });
    }

    [Test]
    public void A_missing_repository_says_what_to_set()
    {
        Assert.That(
            Problems(),
            Has.One.Contains("AxMonitor:Repository:ConnectionString is missing")
                .And.Contains("AXMONITOR__Repository__ConnectionString")
        );
    }

    [TestCase("Smtp:Port=abc", "AxMonitor:Smtp:Port is 'abc'; it must be a whole number from 1 to 65535")]
    [TestCase("Smtp:Port=70000", "AxMonitor:Smtp:Port is '70000'")]
    [TestCase("Smtp:Security=ssl", "AxMonitor:Smtp:Security is 'ssl'; it must be one of None, StartTls, Tls")]
    [TestCase("Smtp:Security=1", "AxMonitor:Smtp:Security is '1'")]
    [TestCase("Smtp:From=nobody", "AxMonitor:Smtp:From is 'nobody'; it must be an address such as")]
    [TestCase("Smtp:Security=7", "AxMonitor:Smtp:Security is '7'")]
    [TestCase("Smpt:Host=x", "AxMonitor:Smpt is not a setting; known are Repository, Instances, Secrets, Smtp, DatabaseMail, CollectorsFolder")]
    [TestCase("Smtp:Hots=x", "AxMonitor:Smtp:Hots is not a setting; known there are Host, Port, From")]
    [TestCase("Smtp:Password=s3cret", "AxMonitor:Smtp:Password is not a setting; known there are")]
    [TestCase("Intervals:Evaluate=5", "AxMonitor:Intervals:Evaluate is not a setting")]
    [TestCase("Log:MinimumLevel=loud", "AxMonitor:Log:MinimumLevel is 'loud'; it must be one of Trace, Debug, Information")]
    [TestCase("Observe:Port=-1", "AxMonitor:Observe:Port is '-1'; it must be a whole number from 0 to 65535")]
    [TestCase("Queue:MaxParallel=0", "AxMonitor:Queue:MaxParallel is '0'; it must be a whole number from 1 to 256, such as 8")]
    [TestCase("Intervals:LeaseSeconds=120", "AxMonitor:Intervals:LeaseSeconds is '120'; it must be a whole number from 3 to 45")]
    [TestCase("Instances:PRD=hello", "AxMonitor:Instances:PRD is not a connection string")]
    [TestCase("Instances:PRD=Database=x", "AxMonitor:Instances:PRD names no server")]
    [TestCase("Smtp:PasswordSecret=Mail", "needs the secret 'Mail', which is not set; set AXMONITOR__Secrets__Mail")]
    [TestCase("Desk:OpenId:Authority=http://sso.contoso.com", "AxMonitor:Desk:OpenId:Authority is 'http://sso.contoso.com'; it must be an https address")]
    [TestCase("Desk:OpenId:Authority=https://login.microsoftonline.com/common/v2.0", "it must be the address of one tenant")]
    [TestCase("Desk:OpenId:ClientSecret=Sso", "AxMonitor:Desk:OpenId:ClientSecret needs the secret 'Sso', which is not set")]
    [TestCase("Desk:OpenId:ClientId=x", "AxMonitor:Desk:OpenId names no group, so that nobody could sign in by it")]
    [TestCase("Desk:OpenId:Scope=profile", "AxMonitor:Desk:OpenId:Scope is 'profile'; it must be scopes")]
    [TestCase("Desk:Proxy:NameHeader=X Remote", "AxMonitor:Desk:Proxy:NameHeader is 'X Remote'; it must be the name of a header")]
    [TestCase("Desk:Proxy:Addresses=proxy01", "AxMonitor:Desk:Proxy:Addresses is 'proxy01'; it must be addresses such as 10.1.2.3")]
    [TestCase("Desk:Proxy:ViewerGroups=x", "AxMonitor:Desk:Proxy:Secret is missing; it must be the name of the secret")]
    public void A_wrong_setting_is_named_with_value_and_remedy(string setting, string expected) =>
        Assert.That(Problems(Repository, "Smtp:Host=smtp", setting), Has.One.Contains(expected));

    [Test]
    public void Every_setting_can_be_given_and_an_empty_one_keeps_its_default()
    {
        var options = Read(
            Repository,
            "Intervals:ScheduleRefreshSeconds=31",
            "Intervals:RepositoryTimeoutSeconds=",
            "Queue:Capacity=7",
            "observe:port=0",
            "Log:Console=json",
            "Log:Folder=/logs",
            "Log:MaxFiles=3",
            "TemplatesFolder=/templates"
        );
        Assert.Multiple(() =>
        {
            Assert.That(options.Intervals, Is.EqualTo(new IntervalOptions { ScheduleRefreshSeconds = 31 }));
            Assert.That(options.Queue, Is.EqualTo(new QueueOptions { Capacity = 7 }));
            Assert.That(options.Observe.Port, Is.Zero);
            Assert.That(
                options.Log,
                Is.EqualTo(
                    new LogOptions
                    {
                        Console = ConsoleLog.Json,
                        Folder = "/logs",
                        MaxFiles = 3,
                    }
                )
            );
            Assert.That(options.TemplatesFolder, Is.EqualTo("/templates"));
        });
    }

    [Test]
    public void The_manual_lists_every_setting_with_its_default()
    {
        var manual = File.ReadAllText(RepositoryRoot.Combine("docs", "operations.md"));
        var settings = Leaves(new Settings(), "").ToList();
        Assert.That(settings, Has.Count.GreaterThan(25));
        Assert.That(settings.Where(s => !manual.Contains($"`{s.Key}`", StringComparison.Ordinal)).Select(s => s.Key), Is.Empty);
        Assert.That(
            settings
                .Where(s => s.Value is int or Enum)
                .Where(s =>
                    !manual
                        .Split('\n')
                        .Any(l =>
                            l.Contains($"`{s.Key}`", StringComparison.Ordinal)
                            && l.Contains($"{s.Value}", StringComparison.Ordinal)
                        )
                )
                .Select(s => s.Key),
            Is.Empty
        );
    }

    private static IEnumerable<(string Key, object? Value)> Leaves(object settings, string path) =>
        settings
            .GetType()
            .GetProperties()
            .Where(p => p.CanWrite && !typeof(System.Collections.IDictionary).IsAssignableFrom(p.PropertyType))
            .SelectMany(p =>
                p.PropertyType.IsClass && p.PropertyType != typeof(string)
                    ? Leaves(p.GetValue(settings)!, $"{path}{p.Name}:")
                    : [(path + p.Name, p.GetValue(settings))]
            );

    [Test]
    public void Ways_to_sign_in_are_read_with_their_secrets()
    {
        var desk = Read(
            Repository,
            "Desk:Port=0",
            "Desk:LocalSignIn=false",
            "Desk:OpenId:Authority=https://login.microsoftonline.com/4f0c/v2.0",
            "Desk:OpenId:ClientId=desk",
            "Desk:OpenId:ClientSecret=Sso",
            "Desk:OpenId:AdminGroups= a ; b;",
            "Desk:Proxy:NameHeader=X-Remote-User",
            "Desk:Proxy:GroupsHeader=X-Remote-Groups",
            "Desk:Proxy:Secret=Proxy",
            "Desk:Proxy:Addresses=10.1.2.3;10.2.0.0/16",
            "Desk:Proxy:ViewerGroups=v",
            "Desk:Windows:PowerUserGroups=CONTOSO\\dba",
            "Secrets:Sso=s3cret",
            "Secrets:Proxy=0123456789abcdef0123456789abcdef"
        ).Desk;
        Assert.Multiple(() =>
        {
            Assert.That(desk.OpenId!.ClientSecret, Is.EqualTo("s3cret"));
            Assert.That(desk.OpenId.Groups.Admins, Is.EqualTo(new[] { "a", "b" }));
            Assert.That(desk.OpenId.RoleClaim, Is.EqualTo("groups"));
            Assert.That(desk.Proxy!.Addresses.Select(a => $"{a}"), Is.EqualTo(new[] { "10.1.2.3/32", "10.2.0.0/16" }));
            Assert.That($"{desk}", Does.Not.Contain("s3cret").And.Not.Contain("0123456789abcdef"));
            Assert.That(desk.Windows!.PowerUsers, Is.EqualTo(new[] { "CONTOSO\\dba" }));
        });
    }

    [Test]
    public void Passwords_are_not_switched_off_where_nobody_else_administers() =>
        Assert.That(
            Problems(Repository, "Desk:Port=0", "Desk:LocalSignIn=false", "Desk:Windows:ViewerGroups=x"),
            Has.One.Contains("AxMonitor:Desk:LocalSignIn is 'false'").And.Contains("nobody could administer")
        );

    [Test]
    public void A_proxys_secret_that_can_be_guessed_is_refused() =>
        Assert.That(
            Problems(Repository, "Desk:Proxy:Secret=Proxy", "Secrets:Proxy=short"),
            Has.One.Contains("names the secret 'Proxy', which has fewer than 32 characters").And.Not.Contains("short")
        );

    [Test]
    public void All_problems_are_told_at_once() =>
        Assert.That(Problems("Smtp:Port=abc", "Queue:Capacity=-1"), Has.Count.GreaterThanOrEqualTo(3));

    [Test]
    public void The_environments_files_are_layered_and_the_command_line_wins()
    {
        _folder.Write("appsettings.json", """{"AxMonitor":{"Owner":"base","Queue":{"MaxParallel":3,"Capacity":10}}}""");
        _folder.Write("appsettings.Test.json", """{"AxMonitor":{"Owner":"test","Queue":{"Capacity":20}}}""");
        _folder.Write(".env", "AXMONITOR__Owner=dotenv\n");
        _folder.Write(".env.Test", "AXMONITOR__Queue__Capacity=30\n");

        var options = Read(Repository, "Queue:MaxParallelPerInstance=7");
        Assert.Multiple(() =>
        {
            Assert.That(options.Owner, Is.EqualTo("dotenv"));
            Assert.That(options.Queue.MaxParallel, Is.EqualTo(3));
            Assert.That(options.Queue.Capacity, Is.EqualTo(30));
            Assert.That(options.Queue.MaxParallelPerInstance, Is.EqualTo(7));
        });
    }

    [Test]
    public void A_channel_has_its_secrets_from_the_environment_and_shows_them_nowhere()
    {
        _folder.Write(
            ".env",
            "AXMONITOR__Channels__ops__Url=https://hooks.test/s3cret\nAXMONITOR__Channels__ops__Key=k3y\nAXMONITOR__Channels__lo__Url=http://127.0.0.1:9/x\n"
        );
        var options = Read(Repository);
        Assert.Multiple(() =>
        {
            Assert.That(options.Channels["OPS"].Url, Is.EqualTo(new Uri("https://hooks.test/s3cret")));
            Assert.That(options.Channels["ops"].Key, Is.EqualTo("k3y"));
            Assert.That(options.Channels["lo"].Url!.IsLoopback);
            Assert.That($"{options} {options.Channels["ops"]}", Does.Not.Contain("s3cret").And.Not.Contain("k3y"));
        });
    }

    [TestCase("http://hooks.test/s3cret")]
    [TestCase("https://user:s3cret@hooks.test/")]
    [TestCase("ftp://127.0.0.1/s3cret")]
    [TestCase("s3cret")]
    public void An_address_of_a_channel_is_https_and_is_not_repeated(string url)
    {
        var problems = Problems(Repository, "Channels:ops:Url=" + url);
        Assert.That(problems, Has.One.Contains("AxMonitor:Channels:ops:Url is not an https address"));
        Assert.That(string.Concat(problems), Does.Not.Contain("s3cret"));
    }

    [Test]
    public void Secrets_of_channels_are_refused_in_settings_files()
    {
        _folder.Write("appsettings.json", """{"AxMonitor":{"Channels":{"ops":{"Url":"https://hooks.test/s3cret","Key":"k3y"}}}}""");
        var problems = Problems(Repository);
        Assert.That(problems, Has.One.Contains("AxMonitor:Channels:ops:Url stands in a settings file"));
        Assert.That(problems, Has.One.Contains("AXMONITOR__Channels__ops__Key"));
        Assert.That(string.Concat(problems), Does.Not.Contain("s3cret").And.Not.Contain("k3y"));
    }

    [Test]
    public void A_key_that_is_no_secret_of_a_channel_is_named() =>
        Assert.That(
            Problems(Repository, "Channels:ops:Uri=x"),
            Has.One.Contains("AxMonitor:Channels:ops:Uri is not a setting; known there are Url, Key")
        );

    [Test]
    public void A_secret_is_put_into_its_connection_string_and_kept_out_of_texts()
    {
        _folder.Write(
            ".env",
            "AXMONITOR__Secrets__Prd='s3cret'\nAXMONITOR__Smtp__PasswordSecret=Prd\nAXMONITOR__Smtp__UserName=mailer\n"
        );
        var options = Read(
            Repository,
            "Instances:PRD=Server=ax;User ID=u;Password={secret:Prd}",
            "Smtp:Host=h",
            "Smtp:From=a@b.c"
        );
        Assert.Multiple(() =>
        {
            Assert.That(options.Instances["prd"], Does.Contain("Password=s3cret"));
            Assert.That(options.Smtp!.Password, Is.EqualTo("s3cret"));
            Assert.That(
                options.ToString() + options.Smtp + ConnectionStrings.Describe(options.Instances["PRD"]),
                Does.Not.Contain("s3cret")
            );
        });
    }

    [TestCase("Tr0ub;adour&3=x")]
    [TestCase("a'b\"c")]
    [TestCase("Sa!Pass1;Encrypt=false;Server=evil")]
    [TestCase("{secret:Prd}")]
    [TestCase(" leading and trailing ")]
    public void A_secret_is_one_value_whatever_it_holds(string secret)
    {
        var options = Read(
            Repository,
            "Instances:PRD=Server=ax;User ID=u;Password={secret:Prd}",
            "Secrets:Prd=" + secret
        );
        SqlConnectionStringBuilder builder = new(options.Instances["PRD"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(builder.Password, Is.EqualTo(secret));
            Assert.That(builder.DataSource, Is.EqualTo("ax"));
            Assert.That(builder.ShouldSerialize("Encrypt"), Is.False);
        }
    }

    [TestCase("Server=ax;User ID=u;Password=Tr0ub;adour&3=x")]
    [TestCase("Server=ax;Password='Tr0ub")]
    [TestCase("Server=ax;Tr0ub=1")]
    [TestCase("Server=ax;Connect Timeout=Tr0ub")]
    [TestCase("Server=ax;Encrypt=Tr0ub")]
    public void What_is_no_connection_string_is_refused_without_a_word_of_it(string written)
    {
        var problems = string.Concat(Problems(Repository, "Instances:PRD=" + written));
        Assert.That(problems, Does.Contain("AxMonitor:Instances:PRD is not a connection string").And.Not.Contain("Tr0ub").And.Not.Contain("adour"));
    }

    [TestCase("Instances:PRD=Server=ax;User ID=u;Password=Tr0ub", "AxMonitor:Instances:PRD holds a password", "AXMONITOR__Secrets__NAME")]
    [TestCase("instances:PRD=Server=ax;User ID=u;PWD=Tr0ub", "AxMonitor:instances:PRD holds a password", "{secret:NAME}")]
    [TestCase("Repository:ConnectionString=Server=s;UID=u;pwd=Tr0ub", "AxMonitor:Repository:ConnectionString holds a password", "AXMONITOR__Secrets__NAME")]
    [TestCase("Secrets:Prd=Tr0ub", "AxMonitor:Secrets:Prd is given by --set", "set AXMONITOR__Secrets__Prd.")]
    [TestCase("Channels:ops:Url=https://hooks.test/Tr0ub", "AxMonitor:Channels:ops:Url is given by --set", "set AXMONITOR__Channels__ops__Url.")]
    public void A_password_in_set_is_refused_and_not_repeated(string setting, string fault, string remedy)
    {
        string[] settings = [Repository, setting];
        var refused = Assert.Throws<ConfigurationException>(() => SettingsSources.Load(_folder.Path, "Test", settings));
        var problems = refused!.Problems;
        Assert.That(problems, Has.One.Contains(fault).And.Contains(remedy));
        Assert.That(string.Concat(problems), Does.Not.Contain("Tr0ub"));
    }

    [Test]
    [Platform("Linux")]
    [SupportedOSPlatform("linux")]
    public void A_file_of_secrets_that_everybody_can_read_is_told()
    {
        var path = _folder.Write(".env", "AXMONITOR__Secrets__Prd=x\n");
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.SetUnixFileMode(_folder.Path, Owner | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(path, Owner | UnixFileMode.OtherRead);
        Assert.That(SettingsSources.Warnings(_folder.Path, "Test"), Is.EqualTo(new[] { $"{path} can be read by every user of this machine" }));

        File.SetUnixFileMode(path, Owner | UnixFileMode.GroupRead);
        Assert.That(SettingsSources.Warnings(_folder.Path, "Test"), Is.Empty);
    }

    // Opened by somebody who shares it with nobody: mode bits would not stop a test that runs as root.
    [Test]
    public void A_file_that_cannot_be_read_is_named()
    {
        using (new FileStream(Path.Combine(_folder.Path, ".env.Test"), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.That(Problems(Repository), Has.One.Contains(".env.Test cannot be read"));
        }
    }

    [TestCase("")]
    [TestCase("AXMONITOR__Secrets__Spare=of-the-environment\n")]
    public void A_secret_in_a_settings_file_is_refused_though_nothing_uses_it_or_another_source_wins(string environment)
    {
        _folder.Write(".env", environment);
        _folder.Write("appsettings.json", """{"AxMonitor":{"Secrets":{"Spare":"s3cret"}}}""");

        var problems = Problems(Repository);

        Assert.That(problems, Has.One.Contains("AxMonitor:Secrets:Spare stands in a settings file"));
        Assert.That(string.Concat(problems), Does.Not.Contain("s3cret"));
    }

    [Test]
    public void A_secret_in_a_settings_file_is_refused()
    {
        _folder.Write(
            "appsettings.json",
            """
            {"AxMonitor":{"Secrets":{"Mail":"s3cret"},"Smtp":{"Host":"h","From":"a@b.c","UserName":"u","PasswordSecret":"Mail"},
             "Instances":{"PRD":"Server=ax;User ID=u;Password=s3cret"}}}
            """
        );
        var problems = Problems(Repository);
        Assert.Multiple(() =>
        {
            Assert.That(problems, Has.One.Contains("AxMonitor:Secrets:Mail stands in a settings file"));
            Assert.That(problems, Has.One.Contains("AxMonitor:Instances:PRD holds a password in a settings file"));
            Assert.That(string.Concat(problems), Does.Not.Contain("s3cret"));
        });
    }

    [Test]
    public void Broken_json_is_named_with_its_line_and_position()
    {
        var path = _folder.Write("appsettings.json", "{\n  \"AxMonitor\": {\n    \"Owner\": \"a\"\n    \"Port\": 1\n  }\n}");
        Assert.That(
            Problems(Repository),
            Has.One.Contains(path).And.One.Contains("no JSON in line 4, at byte 5: ").And.None.Contains("LineNumber")
        );
    }

    [Test]
    public void Json_that_ends_too_early_is_named_too()
    {
        var path = _folder.Write("appsettings.json", "{ \"AxMonitor\": ");
        Assert.That(Problems(Repository), Has.One.Contains(path).And.One.Contains("no JSON in line 1, at byte "));
    }

    [Test]
    public void A_connection_is_encrypted_unless_it_says_otherwise()
    {
        Assert.Multiple(() =>
        {
            Assert.That(
                ConnectionStrings.Complete("Server=a", "AxMonitor", TimeSpan.FromSeconds(5)),
                Does.Contain("Encrypt=True")
            );
            Assert.That(
                ConnectionStrings.Complete("Server=a;Encrypt=false", "AxMonitor", TimeSpan.FromSeconds(5)),
                Does.Contain("Encrypt=False")
            );
        });
    }

    // The repository leaves out AxMonitor's own sessions by this beginning.
    [TestCase("Server=a", "AxMonitor check")]
    [TestCase("Server=a;Application Name=AxMonitor night", "AxMonitor night")]
    [TestCase("Server=a;Application Name=ops", "AxMonitor check (ops)")]
    public void A_connection_always_says_whose_it_is(string given, string expected)
    {
        SqlConnectionStringBuilder completed = new(
            ConnectionStrings.Complete(given, "AxMonitor check", TimeSpan.FromSeconds(5))
        );
        Assert.That(completed.ApplicationName, Is.EqualTo(expected));
    }

    /// <summary>Settings of the command line; secrets among them come from the environment's file.</summary>
    private OrchestratorOptions Read(params string[] settings)
    {
        var secrets = settings.ToLookup(s => s.Split(':')[0] is "Secrets" or "Channels");
        if (secrets[true].Any())
        {
            _folder.Write(".env.Test", string.Concat(secrets[true].Select(EnvLine)));
        }

        return OptionsReader.Read(SettingsSources.Load(_folder.Path, "Test", [.. secrets[false]]));
    }

    private static string EnvLine(string setting)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        var value = setting[(equals + 1)..]
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"AXMONITOR__{setting[..equals].Replace(":", "__", StringComparison.Ordinal)}=\"{value}\"\n";
    }

    private IReadOnlyList<string> Problems(params string[] settings) =>
        Assert.Throws<ConfigurationException>(() => Read(settings))!.Problems;
}
