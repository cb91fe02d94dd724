// DBCC CHECKIDENT: tells the identity value of a table, corrects it, or sets it.
using System.Globalization;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>DBCC CHECKIDENT (table [, NORESEED | RESEED [, value]]).</summary>
internal sealed class CheckIdentityNode : StatementNode
{
    private readonly string _table;
    private readonly bool _changes;
    private readonly decimal? _value;
    private readonly bool _isQuiet;

    public CheckIdentityNode(DbccStatement statement)
        : base(statement)
    {
        _table = Text(statement, 0);
        _isQuiet = statement.Options.Any(static o => o.OptionKind == DbccOptionKind.NoInfoMessages);
        var mode = statement.Literals.Count > 1 ? Text(statement, 1).ToUpperInvariant() : "RESEED";
        _changes = mode == "RESEED";
        if (mode is not ("RESEED" or "NORESEED"))
        {
            throw SqlError.Unsupported($"DBCC CHECKIDENT (…, {mode})");
        }

        if (statement.Literals.Count > 2)
        {
            _value = decimal.Parse(
                Text(statement, 2).Replace(" ", "", StringComparison.Ordinal),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture
            );
        }
    }

    public override string Command => "DBCC";

    public override Flow Execute(ProgramFrame frame)
    {
        var session = frame.Session;
        var (database, table) = Find(session);
        RequirePermission(session, database, table);
        if (table.IdentityColumn is not { Identity: { } identity } column)
        {
            throw new SqlError(7997, 16, 1, $"'{_table}' does not contain an identity column.");
        }

        session.RefuseWhenDoomed();
        var data = session.Space.View(database).Data(table.ObjectId);
        var current = data.Identity.Last;
        string text;
        if (_value is { } value)
        {
            RequireFits(column, value);
            data.Identity.Reseed(value);
            text = $"Checking identity information: current identity value '{Show(current)}'.";
        }
        else
        {
            var highest = Extreme(data, column, identity);
            if (_changes && current is not null && highest is { } reached)
            {
                data.Identity.Observe(reached, identity.Increment);
            }

            text = $"Checking identity information: current identity value '{Show(current)}', current column value '{Show(highest)}'.";
        }

        if (!_isQuiet)
        {
            session.Send(7998, 0, 1, text);
            session.Send(
                2528,
                0,
                1,
                "DBCC execution completed. If DBCC printed error messages, contact your system administrator."
            );
        }

        return Flow.Next;
    }

    private (Database Database, TableDef Table) Find(Session session)
    {
        var parts = NameParts.Parse(_table);
        if (parts is { Name: ['#', not '#', ..] } temp && session.Space.FindTempTable(temp.Name) is { } own)
        {
            return (session.Space.Temp, own);
        }

        var database = parts?.Database is null ? session.Database : session.Server.Storage.FindDatabase(parts.Database);
        var catalog = database is null ? null : session.Space.View(database).Catalog;
        var found = parts is null
            ? null
            : catalog?.FindTable(parts.Schema ?? session.DefaultSchema, parts.Name)
                ?? (parts.Schema is null ? catalog?.FindTable(null, parts.Name) : null);
        return found is not null
            ? (database!, found)
            : throw new SqlError(
                2501,
                16,
                45,
                $"Cannot find a table or object with the name \"{_table}\". Check the system catalog."
            );
    }

    private void RequirePermission(Session session, Database database, TableDef table)
    {
        if (
            !ReferenceEquals(database, session.Space.Temp)
            && !session.Identity.IsSysAdmin
            && !Permissions.Allows(session.Space.View(database).Catalog, session.Identity.UserIn(database), "ALTER", table)
        )
        {
            throw new SqlError(
                2557,
                14,
                5,
                $"User '{session.Identity.User}' does not have permission to run DBCC CHECKIDENT for object '{table.Name}'."
            );
        }
    }

    // The value farthest along: the highest, or with a negative increment the lowest.
    private static decimal? Extreme(TableData data, ColumnDef column, IdentityDef identity)
    {
        decimal? extreme = null;
        for (var cursor = data.Scan(); cursor.MoveNext();)
        {
            var value = (decimal)cursor.Current[column.Ordinal].AsUnscaled();
            extreme =
                extreme is null ? value
                : identity.Increment > 0 ? Math.Max(extreme.Value, value)
                : Math.Min(extreme.Value, value);
        }

        return extreme;
    }

    private static void RequireFits(ColumnDef column, decimal value)
    {
        var (low, high) = column.Type.Kind switch
        {
            SqlTypeKind.TinyInt => (0m, 255m),
            SqlTypeKind.SmallInt => (short.MinValue, short.MaxValue),
            SqlTypeKind.Int => (int.MinValue, int.MaxValue),
            SqlTypeKind.BigInt => (long.MinValue, long.MaxValue),
            _ => (decimal.MinValue, decimal.MaxValue),
        };
        if (value < low || value > high)
        {
            throw new SqlError(2560, 16, 9, "Parameter 3 is incorrect for this DBCC statement.");
        }
    }

    private static string Show(decimal? value) =>
        value is { } number ? number.ToString("0", CultureInfo.InvariantCulture) : "NULL";

    private static string Text(DbccStatement statement, int index) =>
        statement.Literals[index] is { Value: { } value }
            ? value is Literal literal ? literal.Value : Ddl.FragmentText.Of(value)
            : statement.Literals[index].Name;
}
