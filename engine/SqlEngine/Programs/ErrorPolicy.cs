// What an error does beyond its message: ends the statement, the module or the batch, and whether it dooms
// the transaction. The lists follow SQL Server's observed behaviour; see "Error and Transaction Handling in
// SQL Server" in the public literature.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs;

/// <summary>Classifies errors.</summary>
internal static class ErrorPolicy
{
    /// <summary>Errors of compiling a statement that wait for its turn: what it names does not exist (yet),
    /// is not to be had here, or fails only with the value at hand.</summary>
    public static bool IsDeferred(SqlError error) =>
        error.Number switch
        {
            // Deferred name resolution: tables, functions, databases.
            208 or 4121 or 911 or 916 or 4701 or 1088 or 2812 or 7202 => true,

            // Conversions and arithmetic of constants.
            220 or 232 or 235 or 241 or 242 or 245 or 281 or 293 or 8114 or 8115 or 8134 or 8152 or 9809 => true,
            // SET options that the session may change by then.
            1934 => true,
            ProgramErrors.InternalNumber => true,
            _ => error.Number == SqlError.UnsupportedNumber,
        };

    /// <summary>Errors that end the batch and roll back its transaction even with XACT_ABORT OFF.</summary>
    public static bool AbortsBatch(SqlError error) =>
        error.Number switch
        {
            241 or 242 or 244 or 245 or 248 or 257 or 293 or 295 or 296 or 8169 => true,

            // State 5 is the conversion of an argument to its parameter: only the call fails.
            8114 => error.State != 5,
            217 or 530 or 1205 or 3609 or 3616 or 3915 or 3916 or 3930 or 3998 => true,
            _ => error.Number is >= 9400 and <= 9499,
        };

    /// <summary>Arithmetic errors end the batch while ANSI_WARNINGS is OFF and ARITHABORT ON.</summary>
    public static bool AbortsBatch(SqlError error, QuerySettings settings) =>
        settings is { AnsiWarnings: false, ArithAbort: true } && StatementWarnings.Of(error) != StatementWarning.None;

    /// <summary>Whether a failing definition ends its transaction, or dooms it inside TRY: most errors of
    /// data definition do. That something is not there to be dropped, or may not be touched, ends the
    /// statement alone.</summary>
    public static bool DefinitionAbortsTransaction(SqlError error) =>
        error.Severity == 16
        && error.Number
            is not (
                SqlError.UnsupportedNumber
                or 208
                or 226
                or 1088
                or 2760
                or 3930
                or 4701
                or 4902
                or 15151
                or 15247
            );

    /// <summary>Whether a failing modification is followed by 3621: not when it was refused before it
    /// began.</summary>
    public static bool TerminatesModification(SqlError error) =>
        error.Number
            is not (
                213
                or 229
                or 230
                or 331
                or 334
                or 5316
                or 544
                or 545
                or 1038
                or 1088
                or 1934
                or 2705
                or 2714
                or 3756
                or 4712
                or 7722
                or 7728
                or 7729
                or 8101
                or 8164
                or 3930
                or 10700
                or 40000
            );

    /// <summary>Whether a failing definition is followed by 3621: when it had begun to work on
    /// rows.</summary>
    public static bool TerminatesDefinition(SqlError error) =>
        error.Number is 515 or 1505 or 8152 || error.Preceding?.Number == 1505;
}
