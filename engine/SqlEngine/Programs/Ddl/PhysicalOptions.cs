// The options of definitions that say how SQL Server stores things, not what they mean: accepted and without
// effect. All others are refused by name.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Explicit lists of what may be ignored.</summary>
internal static class PhysicalOptions
{
    private static readonly HashSet<IndexOptionKind> Index =
    [
        IndexOptionKind.PadIndex,
        IndexOptionKind.FillFactor,
        IndexOptionKind.SortInTempDB,
        IndexOptionKind.StatisticsNoRecompute,
        IndexOptionKind.StatisticsIncremental,
        IndexOptionKind.Online,
        IndexOptionKind.AllowRowLocks,
        IndexOptionKind.AllowPageLocks,
        IndexOptionKind.MaxDop,
        IndexOptionKind.LobCompaction,
        IndexOptionKind.DataCompression,
        IndexOptionKind.MoveTo,
        IndexOptionKind.DropExisting,
        IndexOptionKind.IgnoreDupKey, // These two are not physical; they are honoured.
    ];

    private static readonly HashSet<TableOptionKind> Table = [TableOptionKind.DataCompression, TableOptionKind.LockEscalation];

    private static readonly HashSet<DatabaseOptionKind> Database =
    [
        DatabaseOptionKind.Recovery,
        DatabaseOptionKind.PageVerify,
        DatabaseOptionKind.AutoClose,
        DatabaseOptionKind.AutoCreateStatistics,
        DatabaseOptionKind.AutoShrink,
        DatabaseOptionKind.AutoUpdateStatistics,
        DatabaseOptionKind.AutoUpdateStatisticsAsync,
        DatabaseOptionKind.AnsiNullDefault,
        DatabaseOptionKind.AnsiNulls,
        DatabaseOptionKind.AnsiPadding,
        DatabaseOptionKind.AnsiWarnings,
        DatabaseOptionKind.ArithAbort,
        DatabaseOptionKind.ConcatNullYieldsNull,
        DatabaseOptionKind.NumericRoundAbort,
        DatabaseOptionKind.QuotedIdentifier,
        DatabaseOptionKind.AllowSnapshotIsolation,
        DatabaseOptionKind.ReadCommittedSnapshot,
        DatabaseOptionKind.CompatibilityLevel,
        DatabaseOptionKind.CursorDefault,
        DatabaseOptionKind.Parameterization,
        DatabaseOptionKind.Trustworthy,
        DatabaseOptionKind.DBChaining,
        DatabaseOptionKind.QueryStore,
        DatabaseOptionKind.TargetRecoveryTime,
        DatabaseOptionKind.DelayedDurability,
        DatabaseOptionKind.DisableBroker,
        DatabaseOptionKind.EnableBroker,
        DatabaseOptionKind.MultiUser,
        DatabaseOptionKind.SingleUser,
        DatabaseOptionKind.DateCorrelationOptimization,
        DatabaseOptionKind.MixedPageAllocation,
        DatabaseOptionKind.CursorCloseOnCommit,
        DatabaseOptionKind.RecursiveTriggers,
        DatabaseOptionKind.Online,
        DatabaseOptionKind.ReadWrite,
    ];

    public static void Require(IEnumerable<IndexOption> options)
    {
        if (options.FirstOrDefault(static o => !Index.Contains(o.OptionKind)) is { } other)
        {
            throw SqlError.Unsupported($"the index option {other.OptionKind}");
        }
    }

    public static void Require(IEnumerable<TableOption> options)
    {
        if (options.FirstOrDefault(static o => !Table.Contains(o.OptionKind)) is { } other)
        {
            throw SqlError.Unsupported($"the table option {other.OptionKind}");
        }
    }

    public static void Require(DatabaseOption option)
    {
        if (!Database.Contains(option.OptionKind))
        {
            throw SqlError.Unsupported($"the database option {option.OptionKind}");
        }
    }

    /// <summary>Options of modules: RECOMPILE and VIEW_METADATA change nothing here, SCHEMABINDING and
    /// EXECUTE AS are kept.</summary>
    public static void Require(TSqlStatement module)
    {
        var other = module switch
        {
            ViewStatementBody v => v
                .ViewOptions.FirstOrDefault(static o =>
                    o.OptionKind is not (ViewOptionKind.SchemaBinding or ViewOptionKind.ViewMetadata)
                )
                ?.OptionKind.ToString(),
            ProcedureStatementBody p => p
                .Options.FirstOrDefault(static o =>
                    o.OptionKind is ProcedureOptionKind.Encryption or ProcedureOptionKind.NativeCompilation
                )
                ?.OptionKind.ToString(),
            FunctionStatementBody f => f
                .Options.FirstOrDefault(static o =>
                    o.OptionKind
                        is not (
                            FunctionOptionKind.SchemaBinding
                            or FunctionOptionKind.ExecuteAs
                            or FunctionOptionKind.CalledOnNullInput
                        )
                )
                ?.OptionKind.ToString(),
            _ => null,
        };
        if (other is not null)
        {
            throw SqlError.Unsupported($"the module option {other}");
        }
    }
}
