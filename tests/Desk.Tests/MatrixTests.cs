// The whole matrix: every page and call as every role, allowed and refused, at the desk and in the
// repository; and nothing that is served but not in it.
using System.Globalization;
using System.Net;
using System.Reflection;
using AxMonitor.Orchestrator.Desk;
using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Desk.Tests;

[TestFixture]
public sealed class MatrixTests
{
    private static readonly DeskRole[] Roles = [DeskRole.None, DeskRole.Viewer, DeskRole.PowerUser, DeskRole.Admin];

    private static IEnumerable<TestCaseData> Everything =>
        DeskMatrix
            .Actions.Where(a => !a.IsCall)
            .SelectMany(a => Roles.Select(r => new TestCaseData(a.Page, a.Handler, r).SetName($"{a.Page} {a.Handler} as {r}")));

    private static IEnumerable<TestCaseData> Procedures =>
        DeskMatrix
            .Actions.SelectMany(a => a.Procedures.Select(p => (Procedure: p, a.Least)))
            .GroupBy(p => p.Procedure, p => p.Least, StringComparer.Ordinal)
            .SelectMany(g =>
                Roles.Skip(1).Select(r => new TestCaseData(g.Key, r, r >= g.Min()).SetName($"{g.Key} as {r}"))
            );

    [TestCaseSource(nameof(Everything))]
    public async Task Each_role_may_what_the_matrix_says_and_is_refused_the_rest(string page, string handler, DeskRole role)
    {
        using var reader = role == DeskRole.None ? new DeskReader() : await DeskReader.SignedInAsync(role.Name());
        var alert = await DeskFixture.AddAlertAsync($"matrix {Guid.NewGuid():N}", "An alert");
        var path = Path(page, handler, page switch
        {
            "/Window" => await DeskFixture.AddWindowAsync(),
            "/Job" => await DeskFixture.AddJobAsync(),
            _ => alert,
        });
        var before = await RefusalsAsync(role.Name());

        using var answer = handler.StartsWith("Get", StringComparison.Ordinal)
            ? await reader.GetAsync(path)
            : await reader.PostAsync(path, tokenPage: role == DeskRole.None ? "/signin" : "/password");

        var body = await answer.Content.ReadAsStringAsync();
        if (DeskMatrix.May(role, page, handler))
        {
            Assert.That(answer.StatusCode, Is.Not.EqualTo(HttpStatusCode.Forbidden), body);
            Assert.That((int)answer.StatusCode, Is.Not.EqualTo(404).And.LessThan(500), body);
            if (page != "/SignOut")
            {
                Assert.That(answer.Headers.Location?.ToString() ?? "", Does.Not.StartWith("/signin"), body);
            }
        }
        else if (role == DeskRole.None)
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect), body);
            Assert.That(answer.Headers.Location!.ToString(), Does.StartWith("/signin?back=%2F"));
        }
        else
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), body);
            Assert.That(await RefusalsAsync(role.Name()), Is.EqualTo(before + 1), "the audit tells of it");
        }
    }

    [TestCaseSource(nameof(Procedures))]
    public async Task The_repository_allows_the_same(string procedure, DeskRole role, bool isAllowed)
    {
        await using var connection = new SqlConnection(DeskFixture.Administrator);
        await connection.OpenAsync();
        await connection.ExecuteAsync($"EXECUTE AS USER = N'{role.DatabaseUser()}';");
        var may = await connection.ExecuteScalarAsync<int>(
            "SELECT HAS_PERMS_BY_NAME(@Procedure, N'OBJECT', N'EXECUTE');",
            new { Procedure = procedure }
        );
        Assert.That(may, Is.EqualTo(isAllowed ? 1 : 0));
    }

    [Test]
    public async Task What_a_page_forgets_the_repository_refuses_and_the_connection_is_the_services_own_again()
    {
        var alert = await DeskFixture.AddAlertAsync($"forgotten {Guid.NewGuid():N}", "An alert");
        var context = new DefaultHttpContext();
        context.Features.Set(new DeskPerson(1, "viewer", DeskRole.Viewer, MustChangePassword: false, []));
        var accessor = new HttpContextAccessor { HttpContext = context };
        await using (var database = new DeskDatabase(DeskFixture.Repository, accessor, TimeProvider.System))
        {
            var refused = Assert.ThrowsAsync<SqlException>(() =>
                database.ExecuteAsync(
                    "alert.Acknowledge",
                    new
                    {
                        AlertId = alert,
                        AcknowledgedBy = "viewer",
                        Note = (string?)null,
                        database.Now,
                    },
                    CancellationToken.None
                )
            );
            Assert.That(refused!.Number, Is.EqualTo(229));
        }

        for (var i = 0; i < 5; i++)
        {
            await using var again = await DeskFixture.Repository.OpenAsync(CancellationToken.None);
            Assert.That(await again.ExecuteScalarAsync<string>("SELECT USER_NAME();"), Is.EqualTo("axmonitor_service"));
        }
    }

    [Test]
    public void Nobody_acts_without_being_signed_in()
    {
        var database = new DeskDatabase(
            DeskFixture.Repository,
            new HttpContextAccessor { HttpContext = new DefaultHttpContext() },
            TimeProvider.System
        );
        Assert.ThrowsAsync<InvalidOperationException>(() =>
            database.QueryAsync<string>("report.OpenWindows", null, CancellationToken.None)
        );
    }

    [Test]
    public void Every_handler_of_every_page_is_in_the_matrix_and_nothing_else_is()
    {
        var served = typeof(DeskPage)
            .Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false } && typeof(PageModel).IsAssignableFrom(t))
            .SelectMany(t =>
                t.GetMethods(BindingFlags.Instance | BindingFlags.Public)
                    .Where(m => m.Name.StartsWith("OnGet", StringComparison.Ordinal) || m.Name.StartsWith("OnPost", StringComparison.Ordinal))
                    .Select(m =>
                        $"/{t.Name[..^"Model".Length]} {(m.Name.EndsWith("Async", StringComparison.Ordinal) ? m.Name[2..^5] : m.Name[2..])}"
                    )
            );
        Assert.That(served, Is.EquivalentTo(DeskMatrix.Actions.Where(a => !a.IsCall).Select(a => $"{a.Page} {a.Handler}")));
    }

    [Test]
    public void The_document_shows_the_matrix()
    {
        var document = File.ReadAllText(RepositoryRoot.Combine("docs", "security.md"));
        var rows = DeskMatrix
            .Actions.GroupBy(a => (a.Area, a.Action), a => a.Least)
            .Select(g => (g.Key.Area, g.Key.Action, Least: g.Min()))
            .Select(r =>
                $"| {r.Area} | {r.Action} | {Mark(r.Least, DeskRole.Viewer)} | {Mark(r.Least, DeskRole.PowerUser)} "
                + $"| {Mark(r.Least, DeskRole.Admin)} |"
            )
            .ToList();
        if (Environment.GetEnvironmentVariable("AXMONITOR_WRITE_DOCS") == "1")
        {
            var lines = document.Split('\n').ToList();
            var at = lines.FindIndex(l => l.StartsWith("| area | action |", StringComparison.Ordinal)) + 2;
            var end = lines.FindIndex(at, l => !l.StartsWith('|'));
            lines.RemoveRange(at, end - at);
            lines.InsertRange(at, rows);
            File.WriteAllText(RepositoryRoot.Combine("docs", "security.md"), string.Join('\n', lines));
            return;
        }

        Assert.That(document, Does.Contain(string.Join('\n', rows)), "AXMONITOR_WRITE_DOCS=1 writes it");
    }

    private static string Mark(DeskRole least, DeskRole role) => role >= least ? "✓" : "";

    private static Task<int> RefusalsAsync(string user) =>
        DeskFixture.ScalarAsync<int>(
            "SELECT COUNT(*) FROM audit.Event WHERE [Action] = N'Refused' AND ChangedBy = @User;",
            new { User = user }
        );

    private static string Path(string page, string handler, long id)
    {
        var route = DeskFixture
            .Desk.RouteOf(page)
            .Replace("{id:long}", id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{id:int}", id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{name}", page switch { "/Playbook" => "blocking", "/Rule" => "CPU", _ => "PROD" }, StringComparison.Ordinal);
        var name = handler.StartsWith("Get", StringComparison.Ordinal) ? handler[3..] : handler[4..];
        return "/" + route + (name.Length == 0 ? "" : "?handler=" + name);
    }
}
