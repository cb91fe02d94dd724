// Extended properties and sp_rename: changes of the catalog by procedure call.
namespace AxMonitor.Sandbox.SqlEngine.Programs.SystemProcedures;

/// <summary>sp_addextendedproperty and its siblings, sp_rename.</summary>
internal static class PropertyProcedures
{
    public static CallResult Add(SystemCall call) => throw SqlError.Unsupported("sp_addextendedproperty");

    public static CallResult Update(SystemCall call) => throw SqlError.Unsupported("sp_updateextendedproperty");

    public static CallResult Drop(SystemCall call) => throw SqlError.Unsupported("sp_dropextendedproperty");

    public static CallResult Rename(SystemCall call) => throw SqlError.Unsupported("sp_rename");
}
