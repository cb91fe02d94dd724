// Splitting a script at GO, as deployment does: each batch keeps the comments that belong to it.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs;

namespace AxMonitor.Engine.Tests.Programs;

[TestFixture]
public sealed class ScriptSplittingTests
{
    [Test]
    public void Each_batch_keeps_the_comments_before_it()
    {
        var batches = BatchParser.SplitScript("-- first\nSELECT 1;\nGO\n/* of p */\nCREATE PROCEDURE p AS SELECT 2;\nGO\n");
        Assert.That(batches, Is.EqualTo(new[] { "-- first\nSELECT 1;", "/* of p */\nCREATE PROCEDURE p AS SELECT 2;" }));
    }

    [Test]
    public void GO_inside_a_text_or_comment_separates_nothing()
    {
        var batches = BatchParser.SplitScript("SELECT N'\nGO\n' AS a; /*\nGO\n*/ SELECT 2;\ngo\nSELECT 3;");
        Assert.That(batches, Has.Count.EqualTo(2));
        Assert.That(batches[1], Is.EqualTo("SELECT 3;"));
    }

    [Test]
    public void An_empty_script_has_no_batches() => Assert.That(BatchParser.SplitScript("\n-- nothing\nGO\nGO\n"), Is.Empty);

    [Test]
    public void A_syntax_error_names_its_line()
    {
        var error = Assert.Throws<SqlError>(() => BatchParser.Parse("SELECT 1;\nSELECT FROM WHERE;", quotedIdentifier: true));
        Assert.That((error!.Number, error.Line), Is.EqualTo((156, 2)));
    }
}
