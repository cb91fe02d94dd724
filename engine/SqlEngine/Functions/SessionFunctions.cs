// Functions and @@ variables that tell about the session, its transaction, its last statement and the error
// being handled.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

internal static class SessionFunctions
{
    // Options by their bits in @@OPTIONS.
    private static readonly Dictionary<string, int> SessionOptions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ANSI_WARNINGS"] = 8,
        ["ANSI_PADDING"] = 16,
        ["ANSI_NULLS"] = 32,
        ["ARITHABORT"] = 64,
        ["QUOTED_IDENTIFIER"] = 256,
        ["CONCAT_NULL_YIELDS_NULL"] = 4096,
        ["NUMERIC_ROUNDABORT"] = 8192,
    };

    public static void Register(Dictionary<string, Func<BuiltInCall, BoundFunction>> all)
    {
        RegisterErrors(all);
        RegisterPrincipals(all);
        RegisterGlobals(all);
        Add(all, "XACT_STATE", SqlType.SmallInt, static x => SqlValue.FromInt64(x.TransactionState));
        Add(all, "ROWCOUNT_BIG", SqlType.BigInt, static x => SqlValue.FromInt64(x.RowCount));
        Add(all, "SCOPE_IDENTITY", SqlType.Decimal(38, 0), static x => x.ScopeIdentity);
        Add(all, "APP_NAME", SqlType.SysName, static x => SqlValue.FromString(x.ProgramName));
        Add(all, "HOST_NAME", SqlType.SysName, static x => SqlValue.FromString(x.HostName));
        Add(all, "HOST_ID", SqlType.Char(10), static _ => SqlValue.FromString("0         "));
        Add(all, "CONTEXT_INFO", SqlType.VarBinary(128), static x => SqlValue.FromBytes(x.ContextInfo));
        Add(all, "COLUMNS_UPDATED", SqlType.VarBinary(8000), static x => SqlValue.FromBytes(x.ColumnsUpdated));
        all["TRIGGER_NESTLEVEL"] = TriggerNestLevel;
        all["SESSION_CONTEXT"] = static c =>
        {
            c.Expect(1);
            var key = c.Text(0);
            return new BoundFunction(
                SqlType.SqlVariant,
                false,
                (a, x) => key(a) is { } k ? SqlValue.FromObject(x.SessionContext(k)) : SqlValue.Null
            );
        };
        all["CONNECTIONPROPERTY"] = static c =>
        {
            c.Expect(1);
            var property = c.Text(0);
            return new BoundFunction(
                SqlType.SqlVariant,
                false,
                (a, _) =>
                    property(a)?.ToLowerInvariant() switch
                    {
                        "net_transport" => Variant("TCP"),
                        "protocol_type" => Variant("TSQL"),
                        "auth_scheme" => Variant("SQL"),
                        "client_net_address" => Variant("127.0.0.1"),
                        _ => SqlValue.Null,
                    }
            );
        };
    }

    // TRIGGER_NESTLEVEL ([object_id [, 'AFTER' | 'IOT', 'DML' | 'DDL']])
    private static BoundFunction TriggerNestLevel(BuiltInCall c)
    {
        c.Expect(0, 3);
        if (c.Count == 2)
        {
            throw TypeErrors.WrongArgumentRange(c.Name, 0, 3);
        }

        var id = c.Count > 0 ? c.Long(0) : static _ => 0;
        var type = c.Count > 1 ? c.Text(1) : static _ => "";
        var category = c.Count > 1 ? c.Text(2) : static _ => "DML";
        return new BoundFunction(
            SqlType.Int,
            false,
            (a, x) =>
                (id(a), type(a)?.ToUpperInvariant(), category(a)?.ToUpperInvariant()) switch
                {
                    (null, _, _) or (_, null, _) or (_, _, null) => SqlValue.Null,
                    ({ } trigger, "", _) => SqlValue.FromInt64(x.TriggerNestLevel((int)trigger, null)),
                    ({ } trigger, "AFTER" or "IOT", "DML") and var (_, kind, _) => SqlValue.FromInt64(
                        x.TriggerNestLevel((int)trigger, kind == "IOT")
                    ),
                    (_, "AFTER", "DDL") => SqlValue.FromInt64(0),
                    _ => SqlValue.Null,
                }
        );
    }

    private static SqlValue Variant(string text) =>
        SqlValue.FromObject(new SqlVariantValue(SqlType.NVarChar(48), SqlValue.FromString(text)));

    private static void Add(
        Dictionary<string, Func<BuiltInCall, BoundFunction>> all,
        string name,
        SqlType type,
        Func<IFunctionContext, SqlValue> get
    ) =>
        all[name] = c =>
        {
            c.Expect(0);
            return new BoundFunction(type, false, (_, x) => get(x));
        };

    private static void RegisterErrors(Dictionary<string, Func<BuiltInCall, BoundFunction>> all)
    {
        Add(all, "ERROR_NUMBER", SqlType.Int, static x => x.Error is { } e ? SqlValue.FromInt64(e.Number) : SqlValue.Null);
        Add(all, "ERROR_SEVERITY", SqlType.Int, static x => x.Error is { } e ? SqlValue.FromInt64(e.Severity) : SqlValue.Null);
        Add(all, "ERROR_STATE", SqlType.Int, static x => x.Error is { } e ? SqlValue.FromInt64(e.State) : SqlValue.Null);
        Add(all, "ERROR_LINE", SqlType.Int, static x => x.Error is { } e ? SqlValue.FromInt64(e.Line) : SqlValue.Null);
        Add(all, "ERROR_MESSAGE", SqlType.NVarChar(4000), static x => SqlValue.FromString(x.Error?.Message));
        Add(
            all,
            "ERROR_PROCEDURE",
            SqlType.SysName,
            static x => SqlValue.FromString(x.Error is { Procedure.Length: > 0 } e ? e.Procedure : null)
        );
    }

    private static void RegisterPrincipals(Dictionary<string, Func<BuiltInCall, BoundFunction>> all)
    {
        Add(all, "ORIGINAL_LOGIN", SqlType.SysName, static x => SqlValue.FromString(x.OriginalLogin));
        Add(all, "SYSTEM_USER", SqlType.SysName, static x => SqlValue.FromString(x.LoginName));
        Add(all, "CURRENT_USER", SqlType.SysName, static x => SqlValue.FromString(x.UserName));
        Add(all, "SESSION_USER", SqlType.SysName, static x => SqlValue.FromString(x.UserName));
        Add(all, "USER", SqlType.SysName, static x => SqlValue.FromString(x.UserName));
        all["SUSER_SNAME"] = static c =>
        {
            c.Expect(0, 1);
            if (c.Count == 0)
            {
                return new BoundFunction(SqlType.SysName, false, static (_, x) => SqlValue.FromString(x.LoginName));
            }

            var sid = c.To(0, SqlType.VarBinary(85));
            return new BoundFunction(
                SqlType.SysName,
                false,
                (a, x) => a[0].IsNull ? SqlValue.Null : SqlValue.FromString(x.Metadata.LoginName(sid(a[0]).AsBytes()))
            );
        };
        all["SUSER_NAME"] = static c =>
        {
            c.Expect(0, 1);
            return new BoundFunction(
                SqlType.SysName,
                false,
                static (a, x) =>
                    a.Length == 0
                        ? SqlValue.FromString(x.LoginName)
                        : SqlValue.FromString(a[0].IsNull ? null : x.Metadata.LoginName(BitConverter.GetBytes((int)a[0].Bits)))
            );
        };
        all["SESSIONPROPERTY"] = static c =>
        {
            c.Expect(1);
            var option = c.Text(0);
            return new BoundFunction(
                SqlType.SqlVariant,
                false,
                (a, x) =>
                    option(a) is { } name && SessionOptions.TryGetValue(name, out var bit)
                        ? SqlValue.FromObject(
                            new SqlVariantValue(SqlType.Int, SqlValue.FromInt64((x.Options & bit) != 0 ? 1 : 0))
                        )
                        : SqlValue.Null
            );
        };
        all["SUSER_SID"] = static c =>
        {
            c.Expect(0, 2);
            var name = c.Count > 0 ? c.Text(0) : null;
            return new BoundFunction(
                SqlType.VarBinary(85),
                false,
                (a, x) =>
                    SqlValue.FromBytes((name is null ? x.LoginName : name(a)) is { } login ? x.Metadata.LoginSid(login) : null)
            );
        };
    }

    private static void RegisterGlobals(Dictionary<string, Func<BuiltInCall, BoundFunction>> all)
    {
        Add(all, "@@ROWCOUNT", SqlType.Int, static x => SqlValue.FromInt64((int)x.RowCount));
        Add(all, "@@ERROR", SqlType.Int, static x => SqlValue.FromInt64(x.LastErrorNumber));
        Add(all, "@@TRANCOUNT", SqlType.Int, static x => SqlValue.FromInt64(x.TransactionCount));
        Add(all, "@@SPID", SqlType.SmallInt, static x => SqlValue.FromInt64(x.SessionId));
        Add(all, "@@NESTLEVEL", SqlType.Int, static x => SqlValue.FromInt64(x.NestLevel));
        Add(all, "@@PROCID", SqlType.Int, static x => SqlValue.FromInt64(x.ProcedureId));
        Add(all, "@@FETCH_STATUS", SqlType.Int, static x => SqlValue.FromInt64(x.FetchStatus));
        Add(all, "@@CURSOR_ROWS", SqlType.Int, static x => SqlValue.FromInt64(x.CursorRows));
        Add(all, "@@IDENTITY", SqlType.Decimal(38, 0), static x => x.LastIdentity);
        Add(all, "@@DATEFIRST", SqlType.TinyInt, static x => SqlValue.FromInt64(x.DateFirst));
        Add(all, "@@LANGUAGE", SqlType.SysName, static x => SqlValue.FromString(x.Language));
        Add(all, "@@LANGID", SqlType.SmallInt, static _ => SqlValue.FromInt64(QuerySettings.Current.Language.Id));
        Add(all, "@@LOCK_TIMEOUT", SqlType.Int, static x => SqlValue.FromInt64(x.LockTimeout));
        Add(all, "@@OPTIONS", SqlType.Int, static x => SqlValue.FromInt64(x.Options));
        Add(all, "@@TEXTSIZE", SqlType.Int, static x => SqlValue.FromInt64(x.TextSize));
        Add(all, "@@SERVERNAME", SqlType.SysName, static x => SqlValue.FromString(x.ServerName));
        Add(all, "@@SERVICENAME", SqlType.SysName, static _ => SqlValue.FromString("MSSQLSERVER"));
        Add(all, "@@MAX_PRECISION", SqlType.TinyInt, static _ => SqlValue.FromInt64(38));
        Add(all, "@@MAX_CONNECTIONS", SqlType.Int, static _ => SqlValue.FromInt64(32767));
        Add(all, "@@MICROSOFTVERSION", SqlType.Int, static _ => SqlValue.FromInt64((13 << 24) | 5026));
        Add(
            all,
            "@@VERSION",
            SqlType.NVarChar(300),
            static x => SqlValue.FromString($"Microsoft SQL Server 2016 (SP2) - {x.ProductVersion} (X64) [AxMonitor sandbox]")
        );
    }
}
