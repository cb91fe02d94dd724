// The one exception that carries a SQL Server error through the engine: what a client sees as ERROR, what
// CATCH sees as ERROR_NUMBER().
namespace AxMonitor.Engine.Errors;

/// <summary>A SQL Server error with its number, severity (class), state and, once known, procedure and
/// line.</summary>
public sealed class SqlError : Exception
{
    public SqlError(int number, byte severity, byte state, string message)
        : base(message)
    {
        Number = number;
        Severity = severity;
        State = state;
    }

    public int Number { get; }

    public byte Severity { get; }

    public byte State { get; }

    /// <summary>Line in the batch or module, 1-based; 0 until the running statement has filled it
    /// in.</summary>
    public int Line { get; set; }

    /// <summary>Two-part module name, or empty for a batch.</summary>
    public string Procedure { get; set; } = "";

    /// <summary>An error that SQL Server sends before this one: 1779 before 1750, 5074 before 4922. CATCH
    /// sees only the last.</summary>
    public SqlError? Preceding { get; init; }

    /// <summary>Line and procedure are as they should be, also where the line is 0.</summary>
    internal bool IsPlaced { get; set; }

    /// <summary>Raised by RAISERROR: never ends the batch by itself.</summary>
    internal bool IsRaised { get; init; }

    /// <summary>Raised by THROW: ends the batch when nothing catches it.</summary>
    internal bool IsThrown { get; init; }

    /// <summary>Found while a statement was compiled just before its first run: the module's own TRY does not
    /// see it.</summary>
    internal bool IsCompilation { get; set; }

    /// <summary>Number of an error that names what the sandbox does not support.</summary>
    public const int UnsupportedNumber = 40000;

    /// <summary>What the sandbox does not support, by name; never silently ignored. Number 40000 + severity
    /// 16 marks it as ours.</summary>
    public static SqlError Unsupported(string construct) =>
        new(UnsupportedNumber, 16, 1, $"The AxMonitor sandbox does not support {construct}.");
}
