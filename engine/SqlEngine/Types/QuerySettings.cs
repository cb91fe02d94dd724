// SET options that decide what an expression gives. As the culture of a thread does in .NET, they go with the
// thread that runs a session: conversions deep inside functions ask here.
namespace AxMonitor.Engine.Types;

/// <summary>The settings under which statements are compiled; a plan is good only for those it was made
/// with.</summary>
public sealed record QuerySettings
{
    /// <summary>What a client session begins with.</summary>
    public static readonly QuerySettings Default = new();

    [ThreadStatic]
    private static QuerySettings? _current;

    /// <summary>Those of the session that runs on this thread.</summary>
    public static QuerySettings Current
    {
        get => _current ?? Default;
        set => _current = value;
    }

    /// <summary>SET ANSI_NULLS: whether a comparison with NULL is unknown.</summary>
    public bool AnsiNulls { get; init; } = true;

    /// <summary>SET QUOTED_IDENTIFIER.</summary>
    public bool QuotedIdentifier { get; init; } = true;

    /// <summary>SET ANSI_PADDING.</summary>
    public bool AnsiPadding { get; init; } = true;

    /// <summary>SET ANSI_WARNINGS.</summary>
    public bool AnsiWarnings { get; init; } = true;

    /// <summary>SET ARITHABORT; clients other than Management Studio begin with OFF.</summary>
    public bool ArithAbort { get; init; }

    /// <summary>SET ARITHIGNORE: no message where an error became NULL.</summary>
    public bool ArithIgnore { get; init; }

    /// <summary>SET CONCAT_NULL_YIELDS_NULL.</summary>
    public bool ConcatNullYieldsNull { get; init; } = true;

    /// <summary>SET DATEFORMAT: mdy, dmy, ymd, ydm, myd or dym.</summary>
    public string DateFormat { get; init; } = "mdy";

    /// <summary>SET LANGUAGE.</summary>
    public Language Language { get; init; } = Languages.English;

    /// <summary>Division by zero, overflow and the like give NULL and a message.</summary>
    public bool NullsArithmeticErrors => !AnsiWarnings && !ArithAbort;

    /// <summary>The options that filtered indexes, indexes on computed columns and xml methods need, as error
    /// 1934 lists those that are wrong; empty when all are right.</summary>
    public IEnumerable<string> WrongForIndexes
    {
        get
        {
            if (!AnsiNulls)
            {
                yield return "ANSI_NULLS";
            }

            if (!QuotedIdentifier)
            {
                yield return "QUOTED_IDENTIFIER";
            }

            if (!ConcatNullYieldsNull)
            {
                yield return "CONCAT_NULL_YIELDS_NULL";
            }

            if (!AnsiWarnings)
            {
                yield return "ANSI_WARNINGS";
            }

            if (!AnsiPadding)
            {
                yield return "ANSI_PADDING";
            }

            // ANSI_WARNINGS ON implies ARITHABORT ON.
            if (NullsArithmeticErrors)
            {
                yield return "ARITHABORT";
            }
        }
    }
}
