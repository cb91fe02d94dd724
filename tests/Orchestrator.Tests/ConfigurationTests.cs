// Every wrong setting is named with its value and what would be right; secrets come from the environment and
// show up nowhere.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Tests.Doubles;

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
            Assert.That(options.ScheduleRefresh, Is.EqualTo(TimeSpan.FromSeconds(30)));
            Assert.That(options.Smtp, Is.Null);
            Assert.That(options.ObservePort, Is.Null);
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
    [TestCase("Smpt:Host=x", "AxMonitor:Smpt:Host is not a setting; did you mean AxMonitor:Smtp:Host?")]
    [TestCase("Queue:MaxParallel=0", "AxMonitor:Queue:MaxParallel is '0'")]
    [TestCase("Intervals:LeaseSeconds=120", "AxMonitor:Intervals:LeaseSeconds is '120'; it must be a whole number from 3 to 45")]
    [TestCase("Instances:PRD=hello", "AxMonitor:Instances:PRD is not a connection string")]
    [TestCase("Instances:PRD=Database=x", "AxMonitor:Instances:PRD names no server")]
    [TestCase("Smtp:PasswordSecret=Mail", "needs the secret 'Mail', which is not set; set AXMONITOR__Secrets__Mail")]
    public void A_wrong_setting_is_named_with_value_and_remedy(string setting, string expected) =>
        Assert.That(Problems(Repository, "Smtp:Host=smtp", setting), Has.One.Contains(expected));

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
            Assert.That(options.MaxParallel, Is.EqualTo(3));
            Assert.That(options.QueueCapacity, Is.EqualTo(30));
            Assert.That(options.MaxParallelPerInstance, Is.EqualTo(7));
        });
    }

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
    public void Broken_json_is_named()
    {
        var path = _folder.Write("appsettings.json", "{ \"AxMonitor\": ");
        Assert.That(Problems(Repository), Has.One.Contains(path));
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

    private OrchestratorOptions Read(params string[] settings) =>
        OptionsReader.Read(SettingsSources.Load(_folder.Path, "Test", settings));

    private IReadOnlyList<string> Problems(params string[] settings) =>
        Assert.Throws<ConfigurationException>(() => Read(settings))!.Problems;
}
