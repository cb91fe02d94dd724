// sp_executesql and the prepared-statement family that client drivers use.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs.SystemProcedures;

/// <summary>Runs parameterised text.</summary>
internal static class DynamicSqlProcedures
{
    public static CallResult ExecuteSql(SystemCall call)
    {
        if (call.Arguments.Count == 0)
        {
            throw ProgramErrors.ExpectsParameter("sp_executesql", "@statement");
        }

        var text = NationalText(call.Arguments[0], "@statement");
        var declarations = call.Arguments.Count > 1 ? NationalText(call.Arguments[1], "@params") : "";
        return ProcedureCalls.DynamicSql(
            call.Session,
            call.Caller,
            text,
            declarations,
            [.. call.Arguments.Skip(2)],
            call.Database
        );
    }

    /// <summary>sp_prepare @handle OUTPUT, @params, @stmt [, @options].</summary>
    public static CallResult Prepare(SystemCall call)
    {
        Remember(call, 0, 1, 2);
        return call.Return(0);
    }

    /// <summary>sp_prepexec @handle OUTPUT, @params, @stmt, values ….</summary>
    public static CallResult PrepareAndExecute(SystemCall call)
    {
        var (text, declarations) = Remember(call, 0, 1, 2);
        return ProcedureCalls.DynamicSql(
            call.Session,
            call.Caller,
            text,
            declarations,
            [.. call.Arguments.Skip(3)],
            call.Database
        );
    }

    /// <summary>sp_execute handle, values ….</summary>
    public static CallResult Execute(SystemCall call)
    {
        var handle = Handle(call);
        if (!call.Session.Prepared.TryGetValue(handle, out var prepared))
        {
            throw Unknown(handle);
        }

        return ProcedureCalls.DynamicSql(
            call.Session,
            call.Caller,
            prepared.Text,
            prepared.Declarations,
            [.. call.Arguments.Skip(1)],
            call.Database
        );
    }

    public static CallResult Unprepare(SystemCall call)
    {
        var handle = Handle(call);
        return call.Session.Prepared.Remove(handle) ? call.Return(0) : throw Unknown(handle);
    }

    private static (string Text, string Declarations) Remember(SystemCall call, int handle, int declarations, int statement)
    {
        if (call.Arguments.Count <= statement)
        {
            throw ProgramErrors.ExpectsParameter(call.Name, "@stmt");
        }

        var prepared = (
            Text: NationalText(call.Arguments[statement], "@stmt"),
            Declarations: NationalText(call.Arguments[declarations], "@params")
        );
        var number = call.Session.NextPreparedHandle();
        call.Session.Prepared[number] = prepared;
        call.Arguments[handle].Assign(SqlValue.FromInt64(number), SqlType.Int);
        return prepared;
    }

    private static int Handle(SystemCall call)
    {
        var value = call.Arguments.Count == 0 ? SqlValue.Null : call.Arguments[0].Value;
        return value.IsNull ? 0 : (int)value.AsInt64();
    }

    private static SqlError Unknown(int handle) => new(8179, 16, 2, $"Could not find prepared statement with handle {handle}.");

    private static string NationalText(Argument argument, string parameter)
    {
        if (argument.Value.IsNull)
        {
            return "";
        }

        return argument.Type.IsUnicode
            ? argument.Value.AsString()
            : throw new SqlError(214, 16, 2, $"Procedure expects parameter '{parameter}' of type 'ntext/nchar/nvarchar'.");
    }
}
