// The Windows service: which calls of sc.exe each action is, and how their answers are reported. On Linux the
// command says what to do instead.
using System.Text;
using AxMonitor.Orchestrator.Commands;
using AxMonitor.Orchestrator.Hosting;

namespace AxMonitor.Orchestrator.Tests;

public sealed class ServiceCommandTests
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private readonly List<IReadOnlyList<string>> _calls = [];

    [TearDown]
    public void CleanUp()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    [Test]
    public void Installing_creates_the_service_and_has_it_restarted_after_a_failure()
    {
        var calls = WindowsService.Install("AxMonitor", @"CONTOSO\axmon$", [@"C:\Program Files\AxMonitor\axmonitor.exe", "run"]);
        Assert.That(
            calls,
            Is.EqualTo(
                new string[][]
                {
                    [
                        "create",
                        "AxMonitor",
                        "binPath=",
                        @"""C:\Program Files\AxMonitor\axmonitor.exe"" run",
                        "start=",
                        "delayed-auto",
                        "DisplayName=",
                        "AxMonitor",
                    ],
                    ["config", "AxMonitor", "obj=", @"CONTOSO\axmon$"],
                    ["description", "AxMonitor", calls[2][2]],
                    ["failure", "AxMonitor", "reset=", "86400", "actions=", "restart/5000/restart/5000/restart/60000"],
                    ["failureflag", "AxMonitor", "1"],
                }
            )
        );
    }

    [TestCase("plain")]
    [TestCase("")]
    [TestCase("two words")]
    [TestCase(@"C:\no\blank\")]
    [TestCase(@"C:\with a blank\")]
    [TestCase(@"C:\with a blank\\")]
    [TestCase("say \"hello\"")]
    [TestCase(@"back\slash\""quote")]
    public void An_argument_is_read_back_as_it_was(string argument) =>
        Assert.That(
            Arguments(WindowsService.CommandLine([@"C:\Program Files\a.exe", argument, "last"])),
            Is.EqualTo(new[] { @"C:\Program Files\a.exe", argument, "last" })
        );

    [Test]
    public async Task The_settings_of_the_call_are_kept_for_the_service()
    {
        var code = await InvokeAsync(
            Succeeds,
            "service",
            "install",
            "--name",
            "AxMonitor-TST",
            "--config",
            "settings",
            "--environment",
            "Test"
        );

        Assert.That(code, Is.Zero, _errors.ToString());
        var command = Arguments(_calls[0][3]);
        Assert.Multiple(() =>
        {
            Assert.That(command, Does.Contain("run"));
            Assert.That(command[^4..], Is.EqualTo(new[] { "--config", Path.GetFullPath("settings"), "--environment", "Test" }));
            Assert.That(_calls[1], Is.EqualTo(new[] { "config", "AxMonitor-TST", "obj=", @"NT SERVICE\AxMonitor-TST" }));
            Assert.That(_calls.Select(c => c[1]), Has.All.EqualTo("AxMonitor-TST"));
        });
    }

    [Test]
    public async Task A_setting_of_the_command_line_cannot_be_kept()
    {
        var code = await InvokeAsync(Succeeds, "service", "install", "--set", "Smtp:Port=25");
        Assert.That((code, _calls.Count), Is.EqualTo((2, 0)));
        Assert.That(_errors.ToString(), Does.Contain("--set").And.Contain("appsettings.json"));
    }

    [Test]
    public async Task The_first_refusal_ends_it_and_says_what_to_do()
    {
        var code = await InvokeAsync(_ => (5, "Access is denied."), "service", "install");
        Assert.That((code, _calls.Count), Is.EqualTo((1, 1)));
        Assert.That(_errors.ToString(), Does.Contain("Access is denied.").And.Contain("administrator"));
    }

    [Test]
    public async Task A_service_that_does_not_run_can_be_removed()
    {
        var code = await InvokeAsync(
            arguments => arguments[0] == "stop" ? (1062, "The service has not been started.") : (0, ""),
            "service",
            "uninstall"
        );
        Assert.That(code, Is.Zero, _errors.ToString());
        Assert.That(_calls.Select(c => c[0]), Is.EqualTo(new[] { "stop", "delete" }));
    }

    [TestCase("start", "start")]
    [TestCase("stop", "stop")]
    [TestCase("status", "queryex")]
    public async Task Other_actions_are_one_call(string action, string call)
    {
        var code = await InvokeAsync(_ => (0, "STATE: 4 RUNNING"), "service", action);
        Assert.That(code, Is.Zero);
        Assert.That(_calls.Single(), Is.EqualTo(new[] { call, "AxMonitor" }));
        Assert.That(_output.ToString(), Does.Contain("RUNNING"));
    }

    [Test]
    public async Task A_name_that_sc_would_take_for_something_else_is_refused()
    {
        var code = await InvokeAsync(Succeeds, "service", "start", "--name", "a b=");
        Assert.That((code, _calls.Count), Is.EqualTo((1, 0)));
    }

    [TestCase("install", "systemctl enable --now axmonitor")]
    [TestCase("uninstall", "systemctl disable --now axmonitor")]
    [TestCase("status", "systemctl status axmonitor")]
    public async Task On_Linux_it_says_what_to_do_with_the_unit_file(string action, string expected)
    {
        var code = await CommandLine.Build(_output, _errors, control: null).Parse(["service", action]).InvokeAsync();
        Assert.That(code, Is.EqualTo(1), "nothing was done");
        Assert.That(_output.ToString(), Does.Contain(expected));
    }

    [Test]
    public void A_service_that_cannot_start_leaves_the_reason_in_its_log()
    {
        using var folder = new TempFolder();
        ServiceLog.ReportNotStarted("AxMonitor:Smtp:Port is 'abc'", folder.Path);
        Assert.That(
            File.ReadAllText(Directory.GetFiles(folder.Path).Single()),
            Does.Contain("\"EventId\":1006").And.Contain("AxMonitor:Smtp:Port is 'abc'")
        );
    }

    private static (int, string) Succeeds(IReadOnlyList<string> arguments) => (0, "[SC] SUCCESS");

    private Task<int> InvokeAsync(Func<IReadOnlyList<string>, (int, string)> control, params string[] arguments) =>
        CommandLine
            .Build(
                _output,
                _errors,
                (call, _) =>
                {
                    _calls.Add(call);
                    return Task.FromResult(control(call));
                }
            )
            .Parse(arguments)
            .InvokeAsync();

    /// <summary>Reads a command line by the documented rules of Windows' C runtime.</summary>
    private static List<string> Arguments(string line)
    {
        var arguments = new List<string>();
        var current = new StringBuilder();
        var (isQuoted, isOpen, backslashes) = (false, false, 0);
        foreach (var c in line)
        {
            if (c == '\\')
            {
                (backslashes, isOpen) = (backslashes + 1, true);
                continue;
            }

            if (c == '"')
            {
                current.Append('\\', backslashes / 2);
                if (backslashes % 2 == 1)
                {
                    current.Append('"');
                }
                else
                {
                    isQuoted = !isQuoted;
                }

                (backslashes, isOpen) = (0, true);
                continue;
            }

            current.Append('\\', backslashes);
            backslashes = 0;
            if (c == ' ' && !isQuoted)
            {
                if (isOpen)
                {
                    arguments.Add(current.ToString());
                }

                current.Clear();
                isOpen = false;
                continue;
            }

            current.Append(c);
            isOpen = true;
        }

        current.Append('\\', backslashes);
        if (isOpen)
        {
            arguments.Add(current.ToString());
        }

        return arguments;
    }
}
