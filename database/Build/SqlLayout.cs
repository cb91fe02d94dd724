// The layout of T-SQL files as a DBA reads them in SSMS beside an object explorer: lines that fit the window,
// and long column lists with one column a line, so that a shifted column is seen at once.

using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Database.Build;

/// <summary>Checks the layout of the repository's T-SQL files.</summary>
public static class SqlLayout
{
    /// <summary>Columns that a line of code may have.</summary>
    public const int MaxCodeColumns = 130;

    /// <summary>Columns that a line of comment may have.</summary>
    public const int MaxCommentColumns = 110;

    private static readonly (string Folder, SearchOption Depth)[] Folders =
    [
        ("database", SearchOption.AllDirectories),
        ("orchestrator/Collectors", SearchOption.AllDirectories),
        ("xe-sessions", SearchOption.AllDirectories),
        ("tests/tsqlt", SearchOption.AllDirectories),
    ];

    /// <summary>The T-SQL files below the repository's root, relative to it.</summary>
    public static IReadOnlyList<string> Files(string root)
    {
        List<string> files = [];
        foreach (var (folder, depth) in Folders)
        {
            var path = Path.Combine(root, folder);
            if (!Directory.Exists(path))
            {
                throw new DirectoryNotFoundException(
                    $"'{path}' does not exist; give the repository's root, which holds AxMonitor.sln."
                );
            }

            files.AddRange(
                Directory.EnumerateFiles(path, "*.sql", depth).Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            );
        }

        files.RemoveAll(file => file.Split('/').Any(part => part is "bin" or "obj"));
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    /// <summary>Checks all T-SQL files below the repository's root.</summary>
    public static IReadOnlyList<LayoutMessage> Check(string root) =>
        [.. Files(root).SelectMany(file => CheckText(file, File.ReadAllText(Path.Combine(root, file))))];

    /// <summary>Checks the text of one file; <paramref name="path"/> names it in messages.</summary>
    public static IReadOnlyList<LayoutMessage> CheckText(string path, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        // Directives of SQLCMD are no T-SQL; their lines stay, so that all lines keep their numbers.
        var batch = string.Join(
            '\n',
            lines.Select(line => line.StartsWith(":r ", StringComparison.Ordinal) ? string.Empty : line)
        );
        using StringReader reader = new(batch);
        var script = new TSql130Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        if (errors.Count > 0)
        {
            return [new LayoutMessage(path, errors[0].Line, errors[0].Message)];
        }

        LayoutLists lists = new();
        script.Accept(lists);
        return
        [
            .. CheckLines(lines, script.ScriptTokenStream, lists)
                .Concat(lists.Findings)
                .OrderBy(finding => finding.Line)
                .Select(finding => new LayoutMessage(path, finding.Line, finding.Text)),
        ];
    }

    private static IEnumerable<(int Line, string Text)> CheckLines(
        string[] lines,
        IList<TSqlParserToken> tokens,
        LayoutLists lists
    )
    {
        var isComment = CommentLines(lines.Length, tokens);
        var allowed = tokens
            .Where(token => lists.FixedLiterals.Contains(token.Offset) && StandsAlone(lines[token.Line - 1], token))
            .Select(token => token.Line)
            .Concat(lists.NameLines.Where(line => lines[line - 1].EndsWith(']')))
            .ToHashSet();
        for (var index = 0; index < lines.Length; index++)
        {
            var line = lines[index];
            var number = index + 1;
            var limit = isComment[index] ? MaxCommentColumns : MaxCodeColumns;
            if (line.Length > limit && !allowed.Contains(number))
            {
                yield return (number, $"{line.Length} columns; {(isComment[index] ? "a comment" : "code")} has {limit} at most.");
            }

            if (line.Contains('\t', StringComparison.Ordinal))
            {
                yield return (number, "A tab; indent with four spaces.");
            }

            if (line.Length > 0 && char.IsWhiteSpace(line[^1]))
            {
                yield return (number, "Blanks at the end of the line.");
            }
        }
    }

    private static bool[] CommentLines(int count, IList<TSqlParserToken> tokens)
    {
        var hasComment = new bool[count];
        var hasCode = new bool[count];
        foreach (var token in tokens.Where(token => token.TokenType is not (TSqlTokenType.WhiteSpace or TSqlTokenType.EndOfFile)))
        {
            var kind = token.TokenType is TSqlTokenType.SingleLineComment or TSqlTokenType.MultilineComment
                ? hasComment
                : hasCode;
            Array.Fill(kind, true, token.Line - 1, token.Text.Count(c => c == '\n') + 1);
        }

        return [.. hasComment.Zip(hasCode, (comment, code) => comment && !code)];
    }

    /// <summary>Whether the line holds the literal and punctuation only: then no line break makes it
    /// shorter.</summary>
    private static bool StandsAlone(string line, TSqlParserToken literal) =>
        string.IsNullOrWhiteSpace(line[..(literal.Column - 1)])
        && !literal.Text.Contains('\n', StringComparison.Ordinal)
        && line[(literal.Column - 1 + literal.Text.Length)..].Trim(',', ';', ')').Length == 0;
}
