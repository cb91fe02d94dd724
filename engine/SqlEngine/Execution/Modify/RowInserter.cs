// Inserts prepared rows into a table: the common end of INSERT, SELECT INTO, OUTPUT INTO, MERGE and bulk
// load.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Modify;

/// <summary>Makes and stores new rows of one table.</summary>
internal sealed class RowInserter(TableWriter writer, IReadOnlyList<int> ordinals)
{
    private readonly bool[] _given = Given(writer, ordinals);
    private readonly bool _bringsIdentity = ordinals.Contains(writer.IdentityOrdinal);

    public TableWriter Writer => writer;

    private static bool[] Given(TableWriter writer, IReadOnlyList<int> ordinals)
    {
        var given = new bool[writer.Definition.Columns.Length];
        foreach (var ordinal in ordinals)
        {
            given[ordinal] = true;
        }

        return given;
    }

    /// <summary>Checks identity rules before the first row: errors 544 and 545.</summary>
    public void CheckIdentity(IExecutionContext context, bool keepIdentity)
    {
        if (writer.IdentityOrdinal < 0 || keepIdentity)
        {
            return;
        }

        var isOn = context.IdentityInsert(writer.Table);
        if (_bringsIdentity && !isOn)
        {
            throw ConstraintErrors.IdentityInsertOff(writer.Table.Definition.Name);
        }

        if (!_bringsIdentity && isOn)
        {
            throw ConstraintErrors.IdentityValueMissing(writer.Table.Definition.Name);
        }
    }

    /// <summary>An empty row with the defaults of all columns that the statement does not name.</summary>
    public SqlValue[] NewRow(Frame frame)
    {
        frame.NextRow();
        var row = new SqlValue[writer.RowWidth];
        for (var i = 0; i < _given.Length; i++)
        {
            if (!_given[i])
            {
                row[i] = writer.Default(frame, i);
            }
        }

        return row;
    }

    /// <summary>Gives the row its identity, completes and checks it, and stores it. False when IGNORE_DUP_KEY
    /// dropped it.</summary>
    public bool Store(Frame frame, TableData data, SqlValue[] row, string verb = "INSERT")
    {
        if (writer.IdentityOrdinal >= 0)
        {
            if (_bringsIdentity)
            {
                writer.Complete(frame, row, verb);
                writer.ObserveIdentity(data, row[writer.IdentityOrdinal]);
                return data.Insert(row);
            }

            row[writer.IdentityOrdinal] = writer.NextIdentity(data);
        }

        writer.Complete(frame, row, verb);
        return data.Insert(row);
    }

    /// <summary>Completes a row for an INSTEAD OF trigger: computed columns have their values, a generated
    /// identity is 0.</summary>
    public void Offer(Frame frame, SqlValue[] row)
    {
        if (writer.IdentityOrdinal >= 0 && !_bringsIdentity)
        {
            row[writer.IdentityOrdinal] = SqlValue.FromInt64(0);
        }

        writer.Compute(frame, row);
    }

    /// <summary>After the last row: SCOPE_IDENTITY() and foreign keys.</summary>
    public void Finish(IExecutionContext context, TableData data, IReadOnlyList<SqlValue[]> rows, string verb = "INSERT")
    {
        if (writer.IdentityOrdinal >= 0 && rows.Count > 0)
        {
            var value = rows[^1][writer.IdentityOrdinal];
            context.SetIdentity(SqlValue.FromUnscaled(value.AsUnscaled()));
        }

        ForeignKeyCheck.NewRows(context, writer.Table, data, rows, verb);
    }
}
