// System procedures about the session and the server's settings.
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Programs.SystemProcedures;

/// <summary>sp_set_session_context, sp_reset_connection, sp_configure.</summary>
internal static class SessionProcedures
{
    public static CallResult SetSessionContext(SystemCall call)
    {
        call.Expect("@key", "@value", "@read_only");
        var key = call.RequiredText(0, "@key");
        var argument = call.Find(1, "@value") ?? throw ProgramErrors.ExpectsParameter("sp_set_session_context", "@value");
        SqlVariantValue? value = null;
        if (!argument.Value.IsNull)
        {
            value = argument.Type.Kind == SqlTypeKind.SqlVariant ? (SqlVariantValue)argument.Value.Ref! : new SqlVariantValue(argument.Type, argument.Value);
        }

        call.Session.SetSessionContext(key, value, call.Number(2, "@read_only") == 1);
        return call.Return(0);
    }

    public static CallResult ResetConnection(SystemCall call)
    {
        var sink = call.Session.Sink;
        call.Session.Reset(sink);
        return call.Return(0);
    }

    /// <summary>There is no configuration to change: saying so is better than a message of success.</summary>
    public static CallResult Configure(SystemCall call) => throw SqlError.Unsupported($"sp_configure '{call.Text(0, "@configname")}'");
}
