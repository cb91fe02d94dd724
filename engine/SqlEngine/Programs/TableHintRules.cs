// Table hints that contradict each other or the place where they stand, which the parser accepts.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs;

/// <summary>Errors 1047 and 1065.</summary>
internal sealed class TableHintRules : TSqlFragmentVisitor
{
    // The documentation allows one of each group; names of the same hint count once.
    private static readonly TableHintKind[] Granularity =
    [
        TableHintKind.NoLock,
        TableHintKind.PagLock,
        TableHintKind.ReadCommittedLock,
        TableHintKind.Rowlock,
        TableHintKind.TabLock,
        TableHintKind.TabLockX,
    ];

    private static readonly TableHintKind[] Isolation =
    [
        TableHintKind.NoLock,
        TableHintKind.ReadCommitted,
        TableHintKind.RepeatableRead,
        TableHintKind.Serializable,
    ];

    private TableHintRules() { }

    /// <exception cref="SqlError">1047, 1065.</exception>
    public static void Check(TSqlFragment fragment) => fragment.Accept(new TableHintRules());

    public override void Visit(NamedTableReference node)
    {
        var hints = node.TableHints.Select(static h => Same(h.HintKind)).ToHashSet();
        if (
            hints.Count > 1
            && (
                Granularity.Count(hints.Contains) > 1
                || Isolation.Count(hints.Contains) > 1
                || (hints.Contains(TableHintKind.NoLock) && Locks(hints))
            )
        )
        {
            throw new SqlError(1047, 15, 1, "Conflicting locking hints specified.") { Line = node.StartLine };
        }
    }

    public override void Visit(DataModificationSpecification node)
    {
        if (
            node.Target is NamedTableReference { TableHints: var hints }
            && hints.Any(static h => Same(h.HintKind) == TableHintKind.NoLock)
        )
        {
            throw new SqlError(
                1065,
                15,
                1,
                "The NOLOCK and READUNCOMMITTED lock hints are not allowed for target tables of INSERT, UPDATE, DELETE or MERGE statements."
            )
            {
                Line = node.Target.StartLine,
            };
        }
    }

    private static bool Locks(HashSet<TableHintKind> hints) =>
        hints.Contains(TableHintKind.UpdLock) || hints.Contains(TableHintKind.XLock);

    private static TableHintKind Same(TableHintKind kind) =>
        kind switch
        {
            TableHintKind.ReadUncommitted => TableHintKind.NoLock,
            TableHintKind.HoldLock => TableHintKind.Serializable,
            _ => kind,
        };
}
