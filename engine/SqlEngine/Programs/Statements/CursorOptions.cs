// Which options of DECLARE CURSOR go together: SCROLL and INSENSITIVE of the ISO syntax, before the word
// CURSOR, with none of Transact-SQL behind it (1049); of those some exclude each other (1048).
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs.Modules;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>Checks the options of a cursor.</summary>
internal static class CursorOptions
{
    private static readonly (CursorOptionKind First, CursorOptionKind Second)[] Conflicts =
    [
        (CursorOptionKind.FastForward, CursorOptionKind.Scroll),
        (CursorOptionKind.FastForward, CursorOptionKind.Static),
        (CursorOptionKind.FastForward, CursorOptionKind.Keyset),
        (CursorOptionKind.FastForward, CursorOptionKind.Dynamic),
        (CursorOptionKind.FastForward, CursorOptionKind.ScrollLocks),
        (CursorOptionKind.FastForward, CursorOptionKind.Optimistic),
        (CursorOptionKind.ForwardOnly, CursorOptionKind.Scroll),
        (CursorOptionKind.Local, CursorOptionKind.Global),
        (CursorOptionKind.Static, CursorOptionKind.Keyset),
        (CursorOptionKind.Static, CursorOptionKind.Dynamic),
        (CursorOptionKind.Keyset, CursorOptionKind.Dynamic),
        (CursorOptionKind.ReadOnly, CursorOptionKind.ScrollLocks),
        (CursorOptionKind.ReadOnly, CursorOptionKind.Optimistic),
        (CursorOptionKind.ScrollLocks, CursorOptionKind.Optimistic),
    ];

    /// <exception cref="SqlError">1048, 1049.</exception>
    public static void Check(CursorDefinition definition)
    {
        var options = definition.Options;
        var iso = options.Count(IsBeforeCursor);
        if (iso > 0 && iso < options.Count)
        {
            throw new SqlError(1049, 15, 1, "Mixing old and new syntax to specify cursor options is not allowed.");
        }

        var kinds = options.Select(static o => o.OptionKind).ToHashSet();
        foreach (var (first, second) in Conflicts)
        {
            if (kinds.Contains(first) && kinds.Contains(second))
            {
                throw new SqlError(1048, 15, 1, $"Conflicting cursor options {Word(first)} and {Word(second)}.");
            }
        }
    }

    /// <summary>What the options make of a cursor, with the defaults of the documentation: dynamic and
    /// forward only; with SCROLL alone a keyset.</summary>
    public static CursorDeclaration Declare(string name, CursorDefinition definition, PlanSlot<CursorPlan> query)
    {
        var options = definition.Options.Select(static o => o.OptionKind).ToHashSet();
        var isTyped = options.Overlaps([CursorOptionKind.Static, CursorOptionKind.Keyset, CursorOptionKind.Dynamic]);
        var isStatic = options.Overlaps([CursorOptionKind.Static, CursorOptionKind.Insensitive]);
        var clause = definition.Select.QueryExpression.ForClause;
        return new CursorDeclaration(name, query)
        {
            Kind =
                isStatic ? CursorKind.Static
                : options.Contains(CursorOptionKind.Keyset) ? CursorKind.Keyset
                : options.Contains(CursorOptionKind.Scroll) && !isTyped ? CursorKind.Keyset
                : CursorKind.Dynamic,
            IsScrollable =
                options.Contains(CursorOptionKind.Scroll) || (isTyped && !options.Contains(CursorOptionKind.ForwardOnly)),
            IsReadOnly =
                isStatic
                || clause is ReadOnlyForClause
                || options.Overlaps([CursorOptionKind.ReadOnly, CursorOptionKind.FastForward]),
            IsFastForward = options.Contains(CursorOptionKind.FastForward),
            IsOptimistic = !options.Contains(CursorOptionKind.ScrollLocks),
            IsForUpdate = clause is UpdateForClause,
            Warns = options.Contains(CursorOptionKind.TypeWarning),
            UpdateColumns = clause is UpdateForClause { Columns.Count: > 0 } update
                ? [.. update.Columns.Select(static c => c.MultiPartIdentifier.Identifiers[^1].Value)]
                : null,
        };
    }

    private static bool IsBeforeCursor(CursorOption option)
    {
        if (option.ScriptTokenStream is not { } tokens)
        {
            return false;
        }

        for (var i = option.LastTokenIndex + 1; i < tokens.Count; i++)
        {
            switch (tokens[i].TokenType)
            {
                case TSqlTokenType.Cursor:
                    return true;
                case TSqlTokenType.For or TSqlTokenType.Select:
                    return false;
                default:
                    break;
            }
        }

        return false;
    }

    private static string Word(CursorOptionKind kind) =>
        kind switch
        {
            CursorOptionKind.FastForward => "FAST_FORWARD",
            CursorOptionKind.ForwardOnly => "FORWARD_ONLY",
            CursorOptionKind.ReadOnly => "READ_ONLY",
            CursorOptionKind.ScrollLocks => "SCROLL_LOCKS",
            _ => kind.ToString().ToUpperInvariant(),
        };
}
