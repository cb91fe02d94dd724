// The procedures that clients call by number (MS-TDS 2.2.6.6) and by name alike.
namespace AxMonitor.Engine.Tds.Rpc;

internal static class WellKnownProcedure
{
    public const string ExecuteSql = "sp_executesql";
    public const string Prepare = "sp_prepare";
    public const string Execute = "sp_execute";
    public const string PrepExec = "sp_prepexec";
    public const string Unprepare = "sp_unprepare";

    private static readonly string[] ByNumber =
    [
        "",
        "sp_cursor",
        "sp_cursoropen",
        "sp_cursorprepare",
        "sp_cursorexecute",
        "sp_cursorprepexec",
        "sp_cursorunprepare",
        "sp_cursorfetch",
        "sp_cursoroption",
        "sp_cursorclose",
        ExecuteSql,
        Prepare,
        Execute,
        PrepExec,
        "sp_prepexecrpc",
        Unprepare,
    ];

    public static string? NameOf(int number) => number is > 0 and < 16 ? ByNumber[number] : null;

    /// <summary>The plain name of a procedure that the endpoint or the engine's cursor API would answer; null
    /// for all others.</summary>
    public static string? Match(string name)
    {
        var dot = name.LastIndexOf('.');
        var plain = (dot < 0 ? name : name[(dot + 1)..]).Trim('[', ']');
        return Array.Find(ByNumber, n => n.Length > 0 && string.Equals(n, plain, StringComparison.OrdinalIgnoreCase));
    }
}
