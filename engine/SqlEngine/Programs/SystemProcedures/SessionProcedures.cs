// System procedures about the session and the server's settings.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs.SystemProcedures;

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
            value =
                argument.Type.Kind == SqlTypeKind.SqlVariant
                    ? (SqlVariantValue)argument.Value.Ref!
                    : new SqlVariantValue(argument.Type, argument.Value);
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

    /// <summary>Two options can be changed; a change of any other is refused by name, better than a message
    /// of success.</summary>
    public static CallResult Configure(SystemCall call)
    {
        call.Expect("@configname", "@configvalue");
        var name = call.RequiredText(0, "@configname");
        if (
            call.Number(1, "@configvalue") is not { } value
            || !(Is(name, ServerSettings.ShowAdvanced) || Is(name, ServerSettings.BlockedProcessThreshold))
        )
        {
            throw SqlError.Unsupported($"sp_configure '{name}'");
        }

        call.Session.RequireServerPermission("ALTER SETTINGS", 15247, "User does not have permission to perform this action.");
        var settings = call.Session.Server.Storage.Settings;
        var setting =
            settings.Find(name)
            ?? throw new SqlError(
                15123,
                16,
                1,
                $"The configuration option '{name}' does not exist, or it may be an advanced option."
            );
        if (value < setting.Minimum || value > setting.Maximum)
        {
            throw new SqlError(15129, 16, 1, $"'{value}' is not a valid value for configuration option '{name}'.");
        }

        settings.Configure(setting, (int)value);
        call.Session.Send(
            15457,
            0,
            1,
            $"Configuration option '{setting.Name}' changed from {setting.Configured} to {value}. Run the RECONFIGURE statement to install."
        );
        return call.Return(0);

        static bool Is(string given, string option) => given.Equals(option, StringComparison.OrdinalIgnoreCase);
    }
}
