// Everything that happens to a new version of a row before it is stored: computed columns, identity,
// rowversion, NOT NULL, CHECK.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Modify;

/// <summary>Prepares rows of one table for writing.</summary>
internal sealed class TableWriter
{
    private readonly Eval?[] _computed;
    private readonly Eval?[] _defaults;
    private readonly (CheckDef Check, Test Test)[] _checks;
    private readonly Test[] _viewChecks;
    private readonly bool _hasComputed;

    // Indexes whose keys may be too long.
    private readonly IndexDef[] _longKeys;

    public TableWriter(BoundTarget target, ExpressionCompiler compiler)
    {
        Table = target.Table;
        NewSlot = target.NewSlot;
        _computed = [.. target.Computed.Select(c => c is null ? null : compiler.Value(c))];
        _defaults = [.. target.Defaults.Select(d => d is null ? null : compiler.Value(d))];
        _checks = [.. target.Checks.Select(c => (c.Check, compiler.Condition(c.Condition)))];
        _viewChecks = [.. target.ViewChecks.Select(compiler.Condition)];
        _hasComputed = Array.Exists(_computed, c => c is not null);
        IdentityOrdinal = Definition.IdentityColumn?.Ordinal ?? -1;
        _longKeys =
        [
            .. Definition.Indexes.Where(i => !i.IsDisabled && IndexKeyLength.Maximum(Definition, i) > IndexKeyLength.Limit(i)),
        ];
    }

    public NamedTable Table { get; }

    public TableDef Definition => Table.Definition;

    public int NewSlot { get; }

    public int IdentityOrdinal { get; }

    public int RowWidth => Definition.Columns.Length + 1;

    public SqlValue Default(Frame frame, int ordinal) => _defaults[ordinal] is { } value ? value(frame) : SqlValue.Null;

    /// <summary>Fills computed columns and rowversion, then checks NOT NULL and CHECK constraints. The row
    /// becomes the current one of its slot.</summary>
    public void Complete(Frame frame, SqlValue[] row, string verb)
    {
        frame.Rows[NewSlot] = row;
        var columns = Definition.Columns;
        for (var i = 0; i < columns.Length; i++)
        {
            if (_hasComputed && _computed[i] is { } computed)
            {
                row[i] = computed(frame);
            }
            else if (columns[i].IsRowVersion)
            {
                var bytes = new byte[8];
                System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, frame.Context.NextRowVersion(Table));
                row[i] = SqlValue.FromBytes(bytes);
            }

            if (row[i].IsNull && !columns[i].IsNullable)
            {
                throw ConstraintViolation.NullNotAllowed(Table, columns[i], verb);
            }
        }

        foreach (var index in _longKeys)
        {
            RequireKeyFits(Definition, index, row);
        }

        foreach (var (check, test) in _checks)
        {
            if (test(frame) == 0)
            {
                throw ConstraintViolation.Check(Table, check, verb);
            }
        }

        foreach (var test in _viewChecks)
        {
            if (test(frame) != 1)
            {
                throw ConstraintErrors.CheckOption();
            }
        }
    }

    /// <summary>Fills computed columns alone: a row that is offered to an INSTEAD OF trigger.</summary>
    public void Compute(Frame frame, SqlValue[] row)
    {
        frame.Rows[NewSlot] = row;
        for (var i = 0; _hasComputed && i < _computed.Length; i++)
        {
            if (_computed[i] is { } computed)
            {
                row[i] = computed(frame);
            }
        }
    }

    /// <exception cref="SqlError">1946.</exception>
    public static void RequireKeyFits(TableDef table, IndexDef index, SqlValue[] row)
    {
        var length = IndexKeyLength.Of(table, index, row);
        if (length > IndexKeyLength.Limit(index))
        {
            throw new SqlError(
                1946,
                16,
                3,
                $"Operation failed. The index entry of length {length} bytes for the index '{index.Name}' exceeds the maximum length of {IndexKeyLength.Limit(index)} bytes for {IndexKeyLength.Kind(index)} indexes."
            );
        }
    }

    /// <summary>The next identity value in the column's type.</summary>
    public SqlValue NextIdentity(TableData data)
    {
        var column = Definition.Columns[IdentityOrdinal];
        var next = data.Identity.Next(column.Identity!.Seed, column.Identity.Increment);
        return IdentityValue(column, next);
    }

    private static SqlValue IdentityValue(ColumnDef column, decimal value)
    {
        var (low, high) = column.Type.Kind switch
        {
            SqlTypeKind.TinyInt => (0m, 255m),
            SqlTypeKind.SmallInt => (short.MinValue, short.MaxValue),
            SqlTypeKind.Int => (int.MinValue, int.MaxValue),
            SqlTypeKind.BigInt => (long.MinValue, (decimal)long.MaxValue),
            _ => (decimal.MinValue, decimal.MaxValue),
        };
        if (value < low || value > high)
        {
            throw new SqlError(
                8115,
                16,
                1,
                $"Arithmetic overflow error converting IDENTITY to data type {TypeRules.Name(column.Type)}."
            );
        }

        return column.Type.IsInteger ? SqlValue.FromInt64((long)value) : SqlValue.FromUnscaled((Int128)value);
    }

    /// <summary>An explicit value came for the identity column: the counter follows.</summary>
    public void ObserveIdentity(TableData data, SqlValue value)
    {
        var column = Definition.Columns[IdentityOrdinal];
        data.Identity.Observe((decimal)value.AsUnscaled(), column.Identity!.Increment);
    }
}
