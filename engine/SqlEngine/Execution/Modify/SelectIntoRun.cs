// SELECT … INTO: makes a table of the query's columns and fills it.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Execution.Modify;

/// <summary>SELECT … INTO.</summary>
internal sealed class SelectIntoRun(
    SchemaObjectName name,
    IReadOnlyList<ResultColumn> columns,
    IReadOnlyList<IdentityDef?> made,
    Operator plan,
    Eval[] values,
    FrameSize size
) : CompiledStatement
{
    public override string Explain() => plan.Describe();

    public override long Run(IExecutionContext context, IResultSink? sink)
    {
        var definition = new TableDef
        {
            ObjectId = 0,
            SchemaName = name.SchemaIdentifier?.Value ?? "dbo",
            Name = name.BaseIdentifier.Value,
            Columns =
            [
                .. columns.Select(
                    (c, i) =>
                        new ColumnDef(c.Name, c.Type, c.IsNullable && made[i] is null)
                        {
                            Ordinal = i,
                            ColumnId = i + 1,
                            Identity = made[i] ?? (c.IsIdentity ? new IdentityDef(1, 1) : null),
                        }
                ),
            ],
            MaxColumnId = columns.Count,
        };
        var frame = size.NewFrame(context);
        var rows = new List<SqlValue[]>();
        var limit = context.RowLimit;
        var cursor = plan.Open(frame);
        while (rows.Count < limit && cursor.Next())
        {
            frame.NextRow();
            var row = new SqlValue[values.Length + 1];
            for (var i = 0; i < values.Length; i++)
            {
                row[i] = values[i](frame);
            }

            rows.Add(row);
        }

        var table = context.CreateTable(name, definition);
        context.BeginWrite(table);
        var data = context.OpenForWrite(table);
        var identity = definition.IdentityColumn?.Ordinal ?? -1;
        var isMade = identity >= 0 && made[identity] is not null;
        var increment = definition.IdentityColumn?.Identity!.Increment ?? 1;
        var next = definition.IdentityColumn?.Identity!.Seed ?? 1;
        foreach (var row in rows)
        {
            frame.Step();
            if (isMade)
            {
                row[identity] = SqlValue.FromUnscaled((Int128)next);
                next += increment;
            }

            data.Insert(row);
            if (identity >= 0)
            {
                data.Identity.Observe((decimal)row[identity].AsUnscaled(), increment);
            }
        }

        return rows.Count;
    }
}
