// Scripts put together from a file and what it includes: the text, where its lines come from, and what is
// wrong.
using AxMonitor.Collectors;

namespace AxMonitor.Orchestrator.Tests;

public sealed class ScriptTextTests
{
    private readonly TempFolder _folder = new();

    [TearDown]
    public void CleanUp() => _folder.Dispose();

    [Test]
    public void Includes_are_put_in_their_place_and_may_include_others()
    {
        _folder.Write("Shared/Inner.sql", "SELECT 3;\n");
        _folder.Write("Shared/Outer.sql", "SELECT 2;\r\n-- include: Inner\r\nSELECT 4;");
        var path = _folder.Write("Whole.sql", "SELECT 1;\n  -- include: Outer\nSELECT 5;\n");

        var script = ScriptText.Read(path);

        Assert.That(
            script.Text,
            Is.EqualTo(
                """
                SELECT 1;
                -- Shared/Outer.sql begins.
                SELECT 2;
                -- Shared/Inner.sql begins.
                SELECT 3;
                -- Shared/Inner.sql ends.
                SELECT 4;
                -- Shared/Outer.sql ends.
                SELECT 5;

                """.ReplaceLineEndings("\n")
            )
        );
        Assert.That(
            Enumerable.Range(0, 11).Select(script.PlaceOf),
            Is.EqualTo(
                new[]
                {
                    null,
                    "Whole.sql, line 1",
                    "Whole.sql, line 2",
                    "Shared/Outer.sql, line 1",
                    "Shared/Outer.sql, line 2",
                    "Shared/Inner.sql, line 1",
                    "Shared/Outer.sql, line 2",
                    "Shared/Outer.sql, line 3",
                    "Whole.sql, line 2",
                    "Whole.sql, line 3",
                    null,
                }
            )
        );
        Assert.That(
            script.Parts.Select(part => Path.GetFileName(part.Path)),
            Is.EqualTo(new[] { "Whole.sql", "Outer.sql", "Inner.sql" })
        );
    }

    [Test]
    public void What_is_not_there_is_named_with_file_and_line()
    {
        var path = _folder.Write("Lost.sql", "SELECT 1;\n-- include: Nowhere\n");
        Assert.That(
            () => ScriptText.Read(path),
            Throws.TypeOf<ScriptFileException>().With.Message.Contains($"{path}, line 2").And.Message.Contains("Nowhere.sql'")
        );
    }

    [Test]
    public void What_includes_itself_is_named_with_the_way_it_takes()
    {
        _folder.Write("Shared/One.sql", "-- include: Two\n");
        _folder.Write("Shared/Two.sql", "-- include: One\n");
        var path = _folder.Write("Circle.sql", "-- include: One\n");
        Assert.That(
            () => ScriptText.Read(path),
            Throws
                .TypeOf<ScriptFileException>()
                .With.Message.Contains("Circle.sql > Shared/One.sql > Shared/Two.sql > Shared/One.sql")
        );
    }

    [TestCase("")]
    [TestCase("../secret")]
    [TestCase("EventFile.sql")]
    public void A_name_that_is_none_is_refused(string name)
    {
        var path = _folder.Write("Wrong.sql", $"-- include: {name}\n");
        Assert.That(
            () => ScriptText.Read(path),
            Throws.TypeOf<ScriptFileException>().With.Message.Contains("names no file of the folder Shared")
        );
    }
}
