// The log files: their shape, their limits, and that a log that cannot be written stops nothing.
using System.Text.Json;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Hosting;
using AxMonitor.Orchestrator.Observe;
using Serilog.Extensions.Logging;

namespace AxMonitor.Orchestrator.Tests;

public sealed class ServiceLogTests
{
    private readonly TempFolder _folder = new();
    private readonly StringWriter _errors = new();
    private readonly LogHealth _health = new();

    [TearDown]
    public void CleanUp()
    {
        _folder.Dispose();
        _errors.Dispose();
    }

    [Test]
    public void An_event_keeps_its_id_and_its_fields_are_named_alike()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        Write(
            InFolder(),
            log => Log.EvaluateFailed(log, Guid.NewGuid(), 1205, "victim", 0, new InvalidOperationException("victim")),
            time
        );

        using var json = JsonDocument.Parse(File.ReadAllText(Directory.GetFiles(_folder.Path).Single()));
        var logged = json.RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(logged.GetProperty("@l").GetString(), Is.EqualTo("Error"));
            Assert.That(logged.GetProperty("@x").GetString(), Does.Contain("victim"));
            Assert.That(logged.GetProperty("EventId").GetInt32(), Is.EqualTo(1301));
            Assert.That(logged.GetProperty("Event").GetString(), Is.EqualTo("EvaluateFailed"));
            Assert.That(logged.GetProperty("ErrorNumber").GetInt32(), Is.EqualTo(1205));
            Assert.That(logged.GetProperty("RunId").GetGuid(), Is.Not.EqualTo(Guid.Empty));
            Assert.That(logged.GetProperty("At").GetDateTime(), Is.EqualTo(time.GetUtcNow().UtcDateTime));
        });
    }

    [Test]
    public void A_full_file_is_followed_by_the_next_and_the_oldest_goes()
    {
        var text = new string('x', 300_000);
        Write(
            InFolder() with
            {
                MaxFileMb = 1,
                MaxFiles = 2,
            },
            log =>
            {
                for (var i = 0; i < 12; i++)
                {
                    Log.TemplateWrong(log, text);
                }
            }
        );

        var files = new DirectoryInfo(_folder.Path).GetFiles();
        Assert.That(files, Has.Length.EqualTo(2));
        Assert.That(files.Select(f => f.Length), Has.All.LessThan(1_500_000));
        Assert.That(files.Select(f => f.Name), Has.None.Not.Contains("_"), "the first file, without a number, is the oldest");
    }

    [Test]
    public void A_folder_that_cannot_be_made_is_reported_once_and_nothing_else_happens()
    {
        var occupied = _folder.Write("occupied", "a file where the folder should be");
        Write(InFolder() with { Folder = Path.Combine(occupied, "logs") }, Twice);
        AssertReportedOnce(occupied);
    }

    [Test]
    public void A_full_disk_is_reported_once_and_nothing_else_happens()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("/dev/full is Linux only.");
        }

        var today = DateTime.Now.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, $"axmonitor-{today}.jsonl"), "/dev/full");
        Write(InFolder(), Twice);
        AssertReportedOnce("No space left on device");
    }

    [Test]
    public void Nobody_to_report_to_is_no_fault_either()
    {
        var occupied = _folder.Write("occupied", "");
        _errors.Dispose();
        Assert.That(() => Write(InFolder() with { Folder = Path.Combine(occupied, "logs") }, Twice), Throws.Nothing);
    }

    [Test]
    public void An_hour_later_it_is_reported_again()
    {
        var time = new FakeTimeProvider();
        var failures = new LogFailures(time, _errors);
        void Fail() => failures.Report("logs", "full");
        Fail();
        time.Advance(TimeSpan.FromMinutes(59));
        Fail();
        time.Advance(TimeSpan.FromMinutes(1));
        Fail();
        Assert.That(Reports(), Has.Length.EqualTo(2));
    }

    private LogOptions InFolder() => new() { Console = ConsoleLog.Off, Folder = _folder.Path };

    private static void Twice(ILogger log)
    {
        Log.TemplateWrong(log, "one");
        Log.TemplateWrong(log, "two");
    }

    private void Write(LogOptions options, Action<ILogger> write, TimeProvider? time = null)
    {
        using var provider = new SerilogLoggerProvider(
            ServiceLog.Create(options, time ?? TimeProvider.System, _errors, _health),
            dispose: true
        );
        using var factory = LoggerFactory.Create(b => b.AddProvider(provider));
        write(factory.CreateLogger("test"));
    }

    private string[] Reports() => _errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private void AssertReportedOnce(string text)
    {
        Assert.That(Reports(), Has.Length.EqualTo(1));
        Assert.That(Reports()[0], Does.Contain(text).And.Contain("cannot be written"));
    }
}
