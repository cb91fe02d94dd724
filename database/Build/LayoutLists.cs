// Reads from the syntax tree what the layout check needs to know beyond lines: long column lists, and
// literals and names that the grammar lets nobody split.

using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Database.Build;

internal sealed class LayoutLists : TSqlFragmentVisitor
{
    private const int MaxColumnsOnLine = 8;

    private readonly List<(int Line, string Text)> _findings = [];
    private readonly HashSet<int> _fixedLiterals = [];
    private readonly HashSet<int> _nameLines = [];

    /// <summary>Lists of more than eight columns that do not have one a line.</summary>
    public IReadOnlyList<(int Line, string Text)> Findings => _findings;

    /// <summary>Where literals begin that must be one: arguments of EXECUTE and RAISERROR are no
    /// expressions.</summary>
    public IReadOnlySet<int> FixedLiterals => _fixedLiterals;

    /// <summary>Lines that a procedure's name in brackets ends: the sentence that names a test is one
    /// name.</summary>
    public IReadOnlySet<int> NameLines => _nameLines;

    public override void Visit(CreateProcedureStatement node)
    {
        if (node.ProcedureReference.Name.BaseIdentifier is { QuoteType: QuoteType.SquareBracket } name)
        {
            _nameLines.Add(name.StartLine);
        }
    }

    public override void Visit(QuerySpecification node) => Require(node.SelectElements, "SELECT list");

    public override void Visit(InsertSpecification node) => RequireInsert(node.Columns, node.InsertSource as ValuesInsertSource);

    public override void Visit(InsertMergeAction node) => RequireInsert(node.Columns, node.Source);

    public override void Visit(ExecuteParameter node) => Fix(node.ParameterValue);

    public override void Visit(RaiseErrorStatement node) => Fix(node.FirstParameter);

    private void Fix(ScalarExpression? expression)
    {
        if (expression is StringLiteral)
        {
            _fixedLiterals.Add(expression.StartOffset);
        }
    }

    /// <summary>Columns before VALUES may stand on one line, above their values like the head of a
    /// table.</summary>
    private void RequireInsert(IList<ColumnReferenceExpression> columns, ValuesInsertSource? values)
    {
        if (values is not null && columns.Count > 0 && columns[0].StartLine == EndLine(columns[^1]))
        {
            return;
        }

        Require(columns, "INSERT column list");
        if (columns.Count > MaxColumnsOnLine && values?.RowValues is [var row])
        {
            Require(row.ColumnValues, "Row of VALUES");
        }
    }

    private void Require<T>(IList<T> items, string name)
        where T : TSqlFragment
    {
        if (items.Count > MaxColumnsOnLine && items.FirstOrDefault(item => !BeginsLine(item)) is { } item)
        {
            _findings.Add(
                (item.StartLine, $"{name} of {items.Count} columns; beyond {MaxColumnsOnLine} each column has a line of its own.")
            );
        }
    }

    private static bool BeginsLine(TSqlFragment item)
    {
        var index = item.FirstTokenIndex - 1;
        while (index >= 0 && item.ScriptTokenStream[index].TokenType == TSqlTokenType.WhiteSpace)
        {
            index--;
        }

        return index < 0 || LastLine(item.ScriptTokenStream[index]) < item.StartLine;
    }

    private static int EndLine(TSqlFragment item) => LastLine(item.ScriptTokenStream[item.LastTokenIndex]);

    private static int LastLine(TSqlParserToken token) => token.Line + token.Text.Count(c => c == '\n');
}
