// Functions about catalog objects: OBJECT_ID, COL_LENGTH, DATABASEPROPERTYEX … They only shape arguments;
// the catalog answers.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

internal static class MetadataFunctions
{
    public static void Register(Dictionary<string, Func<BuiltInCall, BoundFunction>> all)
    {
        all["OBJECT_ID"] = ObjectId;
        all["OBJECT_NAME"] = static c => NameOfObject(c, static (m, id, db) => m.ObjectName(id, db));
        all["OBJECT_SCHEMA_NAME"] = static c => NameOfObject(c, static (m, id, db) => m.ObjectSchemaName(id, db));
        all["OBJECT_DEFINITION"] = static c =>
        {
            c.Expect(1);
            var id = c.Long(0);
            return new BoundFunction(
                SqlType.NVarChar(SqlType.Max),
                false,
                (a, x) => id(a) is { } n ? SqlValue.FromString(x.Metadata.ObjectDefinition((int)n)) : SqlValue.Null
            );
        };
        all["SCHEMA_ID"] = static c =>
            IdByName(c, static (m, name) => m.SchemaId(name), static (m, _) => m.SchemaId(null), SqlType.Int);
        all["SCHEMA_NAME"] = static c => NameById(c, static (m, id) => m.SchemaName(id), static (m, _) => m.SchemaName(null));
        all["DB_ID"] = static c =>
            IdByName(c, static (m, name) => m.DatabaseId(name), static (_, x) => x.DatabaseId, SqlType.SmallInt);
        all["DB_NAME"] = static c => NameById(c, static (m, id) => m.DatabaseName(id), static (_, x) => x.DatabaseName);
        all["ORIGINAL_DB_NAME"] = static c => NameById(c, static (_, _) => null, static (_, x) => x.DatabaseName);
        all["TYPE_ID"] = static c => IdByName(c, static (m, name) => m.TypeId(name), null, SqlType.Int);
        all["TYPE_NAME"] = static c => NameById(c, static (m, id) => m.TypeName(id), null);
        all["USER_ID"] = static c =>
            IdByName(c, static (m, name) => m.UserId(name), static (m, x) => m.UserId(x.UserName), SqlType.Int);
        all["DATABASE_PRINCIPAL_ID"] = all["USER_ID"];
        all["USER_NAME"] = static c => NameById(c, static (m, id) => m.UserName(id), static (_, x) => x.UserName);
        all["COL_LENGTH"] = static c =>
            OfTwoTexts(c, SqlType.SmallInt, static (m, table, column) => Number(m.ColumnLength(table, column)));
        all["COL_NAME"] = static c =>
        {
            c.Expect(2);
            var table = c.Long(0);
            var column = c.Long(1);
            return new BoundFunction(
                SqlType.SysName,
                false,
                (a, x) =>
                    table(a) is { } t && column(a) is { } n
                        ? SqlValue.FromString(x.Metadata.ColumnName((int)t, (int)n))
                        : SqlValue.Null
            );
        };
        all["COLUMNPROPERTY"] = static c =>
        {
            c.Expect(3);
            var id = c.Long(0);
            var column = c.Text(1);
            var property = c.Text(2);
            return new BoundFunction(
                SqlType.Int,
                false,
                (a, x) =>
                    id(a) is { } n && column(a) is { } k && property(a) is { } p
                        ? Number(x.Metadata.ColumnProperty((int)n, k, p))
                        : SqlValue.Null
            );
        };
        all["INDEXPROPERTY"] = static c =>
        {
            c.Expect(3);
            var id = c.Long(0);
            var index = c.Text(1);
            var property = c.Text(2);
            return new BoundFunction(
                SqlType.Int,
                false,
                (a, x) =>
                    id(a) is { } n && index(a) is { } k && property(a) is { } p
                        ? Number(x.Metadata.IndexProperty((int)n, k, p))
                        : SqlValue.Null
            );
        };
        all["OBJECTPROPERTY"] = static c =>
            OfObject(c, SqlType.Int, static (m, id, property) => Number(m.ObjectProperty(id, property)));
        all["OBJECTPROPERTYEX"] = static c =>
            OfObject(c, SqlType.SqlVariant, static (m, id, property) => SqlValue.FromObject(m.ObjectPropertyEx(id, property)));
        all["DATABASEPROPERTYEX"] = static c =>
            OfTwoTexts(
                c,
                SqlType.SqlVariant,
                static (m, database, property) => SqlValue.FromObject(m.DatabaseProperty(database, property))
            );
        all["SERVERPROPERTY"] = static c =>
        {
            c.Expect(1);
            var property = c.Text(0);
            return new BoundFunction(
                SqlType.SqlVariant,
                false,
                (a, x) => property(a) is { } p ? SqlValue.FromObject(x.Metadata.ServerProperty(p)) : SqlValue.Null
            );
        };
        all["IDENT_CURRENT"] = static c => Identity(c, static i => i.Current);
        all["IDENT_SEED"] = static c => Identity(c, static i => i.Seed);
        all["IDENT_INCR"] = static c => Identity(c, static i => i.Increment);
        all["HAS_PERMS_BY_NAME"] = HasPermission;
        all["HAS_DBACCESS"] = static c =>
            IdByName(
                c,
                static (m, name) =>
                    m.MayEnter(name) is { } may
                        ? may
                            ? 1
                            : 0
                        : null,
                null,
                SqlType.Int
            );
        all["IS_SRVROLEMEMBER"] = static c => RoleMember(c, static (m, role, user) => m.IsServerRoleMember(role, user));
        all["IS_MEMBER"] = static c => RoleMember(c, static (m, role, user) => m.IsRoleMember(role, user));
        all["IS_ROLEMEMBER"] = all["IS_MEMBER"];
    }

    private static SqlValue Number(int? value) => value is { } n ? SqlValue.FromInt64(n) : SqlValue.Null;

    private static BoundFunction ObjectId(BuiltInCall c)
    {
        c.Expect(1, 2);
        var name = c.Text(0);
        var type = c.Count == 2 ? c.Text(1) : static _ => null;
        return new BoundFunction(
            SqlType.Int,
            false,
            (a, x) => name(a) is { } n ? Number(x.Metadata.ObjectId(n, type(a)?.TrimEnd(' '))) : SqlValue.Null
        );
    }

    private static BoundFunction NameOfObject(BuiltInCall c, Func<IMetadataLookup, int, int?, string?> find)
    {
        c.Expect(1, 2);
        var id = c.Long(0);
        var database = c.Count == 2 ? c.Long(1) : null;
        return new BoundFunction(
            SqlType.SysName,
            false,
            (a, x) =>
            {
                if (id(a) is not { } n)
                {
                    return SqlValue.Null;
                }

                if (database is null)
                {
                    return SqlValue.FromString(find(x.Metadata, (int)n, null));
                }

                return database(a) is { } d ? SqlValue.FromString(find(x.Metadata, (int)n, (int)d)) : SqlValue.Null;
            }
        );
    }

    private static BoundFunction IdByName(
        BuiltInCall c,
        Func<IMetadataLookup, string, int?> find,
        Func<IMetadataLookup, IFunctionContext, int?>? current,
        SqlType type
    )
    {
        c.Expect(current is null ? 1 : 0, 1);
        if (c.Count == 0)
        {
            return new BoundFunction(type, false, (_, x) => Number(current!(x.Metadata, x)));
        }

        var name = c.Text(0);
        return new BoundFunction(type, false, (a, x) => name(a) is { } n ? Number(find(x.Metadata, n)) : SqlValue.Null);
    }

    private static BoundFunction NameById(
        BuiltInCall c,
        Func<IMetadataLookup, int, string?> find,
        Func<IMetadataLookup, IFunctionContext, string?>? current
    )
    {
        c.Expect(current is null ? 1 : 0, 1);
        if (c.Count == 0)
        {
            return new BoundFunction(SqlType.SysName, false, (_, x) => SqlValue.FromString(current!(x.Metadata, x)));
        }

        var id = c.Long(0);
        return new BoundFunction(
            SqlType.SysName,
            false,
            (a, x) => id(a) is { } n ? SqlValue.FromString(find(x.Metadata, (int)n)) : SqlValue.Null
        );
    }

    private static BoundFunction OfTwoTexts(BuiltInCall c, SqlType type, Func<IMetadataLookup, string, string, SqlValue> find)
    {
        c.Expect(2);
        var first = c.Text(0);
        var second = c.Text(1);
        return new BoundFunction(
            type,
            false,
            (a, x) => first(a) is { } f && second(a) is { } s ? find(x.Metadata, f, s) : SqlValue.Null
        );
    }

    private static BoundFunction OfObject(BuiltInCall c, SqlType type, Func<IMetadataLookup, int, string, SqlValue> find)
    {
        c.Expect(2);
        var id = c.Long(0);
        var property = c.Text(1);
        return new BoundFunction(
            type,
            false,
            (a, x) => id(a) is { } n && property(a) is { } p ? find(x.Metadata, (int)n, p) : SqlValue.Null
        );
    }

    private static BoundFunction Identity(BuiltInCall c, Func<IdentityInfo, Int128> pick)
    {
        c.Expect(1);
        var table = c.Text(0);
        return new BoundFunction(
            SqlType.Decimal(38, 0),
            false,
            (a, x) => table(a) is { } t && x.Metadata.Identity(t) is { } info ? SqlValue.FromUnscaled(pick(info)) : SqlValue.Null
        );
    }

    private static BoundFunction HasPermission(BuiltInCall c)
    {
        c.Expect(3, 5);
        var securable = c.Text(0);
        var kind = c.Text(1);
        var permission = c.Text(2);
        return new BoundFunction(
            SqlType.Int,
            false,
            (a, x) => Number(x.Metadata.HasPermission(securable(a), kind(a), permission(a)))
        );
    }

    private static BoundFunction RoleMember(BuiltInCall c, Func<IMetadataLookup, string, string?, int?> find)
    {
        c.Expect(1, 2);
        var role = c.Text(0);
        var user = c.Count == 2 ? c.Text(1) : static _ => null;
        return new BoundFunction(
            SqlType.Int,
            false,
            (a, x) => role(a) is { } r ? Number(find(x.Metadata, r, user(a))) : SqlValue.Null
        );
    }
}
