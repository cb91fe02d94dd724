// `axmonitor job` against a repository: what it queues is what the desk shows, and what it refuses it says.
namespace AxMonitor.Desk.Tests;

[TestFixture]
public sealed class JobCommandTests
{
    [Test]
    public async Task It_queues_lists_and_cancels()
    {
        var queued = await DeskCommand.RunAsync(
            "job",
            "export",
            "--from",
            "2026-05-01",
            "--to",
            "2026-05-02",
            "--sets",
            "alerts,incidents",
            "--no-wait"
        );
        Assert.That(queued.Code, Is.Zero, queued.Errors);
        Assert.That(queued.Output, Does.Match("^Job [0-9]+ is queued."));
        var id = queued.Output.Split(' ')[1];
        Assert.That(
            await DeskFixture.ScalarAsync<string>("SELECT ArgumentsJson FROM ops.Job WHERE JobId = @Id;", new { Id = id }),
            Does.Contain("incidents").And.Contain("2026-05-03")
        );
        Assert.That((await DeskCommand.RunAsync("job", "list")).Output, Does.Contain(id).And.Contain("queued"));
        Assert.That((await DeskCommand.RunAsync("job", "cancel", id)).Code, Is.Zero);
        var watched = await DeskCommand.RunAsync("job", "watch", id);
        Assert.That(watched.Code, Is.EqualTo(1), "what was cancelled has not been done");
        Assert.That(watched.Output, Does.Contain($"Job {id} is cancelled"));
        var again = await DeskCommand.RunAsync("job", "cancel", id);
        Assert.That(again.Code, Is.EqualTo(2));
        Assert.That(again.Errors, Does.Contain("is over"));
    }

    [Test]
    public async Task It_takes_away_what_a_job_made()
    {
        using var folder = new TempFolder();
        var id = await DeskFixture.AddJobAsync();
        var file = Path.Combine(folder.Path, "made.zip");
        var watched = await DeskCommand.RunAsync("job", "watch", $"{id}", "--output", file);
        Assert.That(watched.Code, Is.Zero, watched.Errors);
        Assert.That(await File.ReadAllBytesAsync(file), Is.EqualTo(new byte[] { 0 }));
    }

    [Test]
    public async Task It_says_what_there_is_not()
    {
        Assert.That((await DeskCommand.RunAsync("job", "watch", "999999999")).Errors, Does.Contain("There is no job 999999999"));
        Assert.That(
            (await DeskCommand.RunAsync("job", "export", "--from", "2026-05-02", "--to", "2026-04-01", "--no-wait")).Code,
            Is.EqualTo(2)
        );
    }
}
