// How an error leaves the statements it passes: to a CATCH block, to the end of its module, or to the end of
// the batch.
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Programs;

/// <summary>How far an error unwinds.</summary>
internal enum UnwindTarget
{
    /// <summary>The nearest TRY that may catch it.</summary>
    Catch,

    /// <summary>The end of the module it happened in (errors of deferred compilation); the caller goes
    /// on.</summary>
    Module,

    /// <summary>The end of the batch.</summary>
    Batch,
}

/// <summary>An error on its way up. Its message has been sent already, unless it goes to a CATCH
/// block.</summary>
internal sealed class Unwind : Exception
{
    public Unwind(SqlError error, UnwindTarget target, ProgramFrame? deafFrame)
        : base(error.Message, error)
    {
        Error = error;
        Target = target;
        DeafFrame = deafFrame;
    }

    public SqlError Error { get; }

    public UnwindTarget Target { get; }

    /// <summary>The frame whose own TRY blocks cannot catch it: an error of compiling one of its
    /// statements.</summary>
    public ProgramFrame? DeafFrame { get; }
}

/// <summary>Where execution goes after a statement.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
    Return,

    /// <summary>To the label in <see cref="ProgramFrame.GotoLabel"/>.</summary>
    Goto,
}
