// Extended properties and sp_rename: changes of the catalog by procedure call.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs.Ddl;
using AxMonitor.Engine.Programs.Modules;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.SystemProcedures;

/// <summary>sp_addextendedproperty and its siblings, sp_rename.</summary>
internal static class PropertyProcedures
{
    private static readonly string[] LevelParameters =
    [
        "@level0type",
        "@level0name",
        "@level1type",
        "@level1name",
        "@level2type",
        "@level2name",
    ];

    public static CallResult Add(SystemCall call)
    {
        call.Expect(["@name", "@value", .. LevelParameters]);
        return Change(
            call,
            context =>
                ExtendedProperties.Add(context, call.RequiredText(0, "@name"), call.Text(1, "@value") ?? "", Target(call, 2))
        );
    }

    public static CallResult Update(SystemCall call)
    {
        call.Expect(["@name", "@value", .. LevelParameters]);
        return Change(
            call,
            context =>
                ExtendedProperties.Update(context, call.RequiredText(0, "@name"), call.Text(1, "@value") ?? "", Target(call, 2))
        );
    }

    public static CallResult Drop(SystemCall call)
    {
        call.Expect(["@name", .. LevelParameters]);
        return Change(call, context => ExtendedProperties.Drop(context, call.RequiredText(0, "@name"), Target(call, 1)));
    }

    public static CallResult Rename(SystemCall call)
    {
        call.Expect("@objname", "@newname", "@objtype");
        var written = call.RequiredText(0, "@objname");
        var parts =
            NameParts.Parse(written)
            ?? throw new SqlError(
                15225,
                11,
                1,
                $"No item by the name of '{written}' could be found in the current database '{call.Database.Name}', given that @itemtype was input as '(null)'."
            );
        if (parts.Server is { } first && !first.Equals(call.Database.Name, StringComparison.OrdinalIgnoreCase))
        {
            throw new SqlError(
                15250,
                11,
                1,
                "The database name component of the object qualifier must be the name of the current database."
            );
        }

        var list = new[] { parts.Server, parts.Database, parts.Schema, parts.Name }
            .Where(static p => p is not null)
            .Select(static p => p!)
            .ToArray();
        RequireAlter(call, parts, written);
        return Change(
            call,
            context => ExtendedProperties.Rename(context, list, call.RequiredText(1, "@newname"), call.Text(2, "@objtype"))
        );
    }

    // Who may not alter an object does not see it either.
    private static void RequireAlter(SystemCall call, NameParts parts, string written)
    {
        var identity = call.Session.Identity;
        var catalog = call.Session.Space.View(call.Database).Catalog;
        var isPart = call.Text(2, "@objtype")?.ToUpperInvariant() is "COLUMN" or "INDEX";
        var (schema, name) = isPart ? (parts.Database, parts.Schema) : (parts.Schema, parts.Name);
        var own = call.Session.DdlContext(call.Database, "").DefaultSchema;
        var item = name is null ? null : catalog.FindObject(schema ?? own, name);
        if (!identity.IsDbo && (item is null || !Permissions.Allows(catalog, identity.User, "ALTER", item)))
        {
            throw new SqlError(
                15225,
                11,
                1,
                $"No item by the name of '{written}' could be found in the current database '{call.Database.Name}', given that @itemtype was input as '{call.Text(2, "@objtype") ?? "(null)"}'."
            );
        }
    }

    /// <summary>sp_settriggerorder: the first and the last of a table's AFTER triggers.</summary>
    public static CallResult SetTriggerOrder(SystemCall call)
    {
        call.Expect("@triggername", "@order", "@stmttype", "@namespace");
        var written = call.RequiredText(0, "@triggername");
        var (order, kind) = (call.RequiredText(1, "@order"), call.RequiredText(2, "@stmttype"));
        if (call.Text(3, "@namespace") is not null)
        {
            throw SqlError.Unsupported("sp_settriggerorder of DDL triggers");
        }

        var parts =
            NameParts.Parse(written)
            ?? throw new SqlError(15165, 16, 1, $"Could not find object '{written}' or you do not have permission.");
        var name = new SchemaObjectName();
        foreach (var part in new[] { parts.Schema, parts.Name }.OfType<string>())
        {
            name.Identifiers.Add(new Identifier { Value = part });
        }

        return Change(call, context => TriggerDdl.SetOrder(context, name, order, kind));
    }

    private static PropertyTarget Target(SystemCall call, int first) =>
        new(
            call.Text(first, "@level0type"),
            call.Text(first + 1, "@level0name"),
            call.Text(first + 2, "@level1type"),
            call.Text(first + 3, "@level1name"),
            call.Text(first + 4, "@level2type"),
            call.Text(first + 5, "@level2name")
        );

    private static CallResult Change(SystemCall call, Action<IDdlContext> change)
    {
        call.Session.RefuseWhenDoomed();
        using (var scope = call.Session.Space.BeginStatement())
        {
            change(call.Session.DdlContext(call.Database, ""));
            scope.Complete();
        }

        return call.Return(0);
    }
}
