// The folders of the engine are stages, and arrows between them run one way: read from the source files themselves.
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace AxMonitor.Engine.Tests;

[TestFixture]
public sealed partial class StageTests
{
    private const string Root = "AxMonitor.Engine";

    /// <summary>From the ground up: a stage may use those before it.</summary>
    private static readonly string[] Order =
    [
        "Errors",
        "Types",
        "Json",
        "Xml",
        "Functions",
        "Catalog",
        "Storage",
        "SystemViews",
        "Binding",
        "Execution",
        "Planning",
        "Programs",
    ];

    private static readonly Source[] Sources = [.. Read()];

    /// <summary>Types by the stage that declares them.</summary>
    private static readonly ILookup<string, string> Types = Sources
        .SelectMany(s => TypeName().Matches(s.Text).Select(m => (s.Stage, Name: m.Groups["name"].Value)))
        .ToLookup(t => t.Stage, t => t.Name, StringComparer.Ordinal);

    [Test]
    public void Each_folder_is_a_stage_of_the_order() =>
        Assert.That(Sources.Select(s => s.Stage).Distinct(), Is.EquivalentTo(Order));

    [TestCaseSource(nameof(Order))]
    public void A_stage_uses_only_stages_below_it(string stage)
    {
        var above = Order.Skip(Array.IndexOf(Order, stage) + 1).ToHashSet(StringComparer.Ordinal);
        var arrowsUp = Sources
            .Where(s => string.Equals(s.Stage, stage, StringComparison.Ordinal))
            .SelectMany(s => Uses(s).Where(above.Contains).Select(u => $"{s.Path} uses {u}"));

        Assert.That(arrowsUp, Is.Empty);
    }

    /// <summary>Proves that the reader of dependencies sees something.</summary>
    [Test]
    public void The_topmost_stage_uses_what_it_is_made_of() =>
        Assert.That(
            Sources.Where(s => s.Stage == Order[^1]).SelectMany(Uses).Distinct(),
            Is.EquivalentTo(Order.SkipLast(1).Except(["Json", "Xml"]))
        );

    [TestCase("using AxMonitor.Engine.Planning;", "Planning")]
    [TestCase("using static AxMonitor.Engine.Programs.Ddl.FragmentText;", "Programs")]
    [TestCase("using Plan = AxMonitor.Engine.Execution.Operator;", "Execution")]
    [TestCase("/// <see cref=\"Binding.Binder\"/>", "Binding")]
    [TestCase("throw new Programs.Unwind(error);", "Programs")]
    [TestCase("    catch (Engine.Storage.LockTable)", "Storage")]
    [TestCase("var catalog = Catalog.FindTable(name);", null)]
    public void A_use_is_seen_however_it_is_written(string line, string? stage) =>
        Assert.That(Uses(new Source("x.cs", "Types", line)), Is.EqualTo(stage is null ? [] : new[] { stage }));

    [Test]
    public void A_file_name_occurs_once() =>
        Assert.That(
            Sources
                .GroupBy(s => Path.GetFileName(s.Path), StringComparer.OrdinalIgnoreCase)
                .Where(g => g.Count() > 1)
                .Select(g => g.Key),
            Is.Empty
        );

    [Test]
    public void A_namespace_is_named_after_its_folder() =>
        Assert.That(
            Sources
                .Where(s =>
                    !s.Text.Contains(
                        $"\nnamespace {Root}.{Path.GetDirectoryName(s.Path)!.Replace('/', '.')};\n",
                        StringComparison.Ordinal
                    )
                )
                .Select(s => s.Path),
            Is.Empty
        );

    private static IEnumerable<string> Uses(Source source) =>
        Order
            .Where(stage => !string.Equals(stage, source.Stage, StringComparison.Ordinal))
            .Where(stage =>
                source.Text.Contains($"{Root}.{stage};", StringComparison.Ordinal)
                || source.Text.Contains($"{Root}.{stage}.", StringComparison.Ordinal)
                || Qualified()
                    .Matches(source.Text)
                    .Any(m =>
                        m.Groups["stage"].Value == stage && Types[stage].Contains(m.Groups["type"].Value, StringComparer.Ordinal)
                    )
            );

    private static IEnumerable<Source> Read()
    {
        var folder = Folder();
        foreach (var path in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var relative = Path.GetRelativePath(folder, path).Replace('\\', '/');
            var stage = relative.Split('/')[0];
            if (stage is not ("bin" or "obj"))
            {
                yield return new Source(relative, stage, File.ReadAllText(path).ReplaceLineEndings("\n"));
            }
        }
    }

    private static string Folder([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "SqlEngine"));

    [GeneratedRegex(
        @"^(public|internal) [\w ]*?\b(class|struct|interface|enum|record) (struct )?(?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex TypeName();

    [GeneratedRegex(
        @"(?<![\w.])(Engine\.)?(?<stage>[A-Z]\w+)\.((Ddl|Modules|Statements|Modify|Operators)\.)?(?<type>[A-Z]\w+)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Qualified();

    private sealed record Source(string Path, string Stage, string Text);
}
